//! JSON to tree and back, for tests.

use crate::source::{SourceId, Span};
use crate::tree::{Entry, Map, Node, Origin, Value};

/// A tree whose values all come from the same place of an input.
pub(crate) fn node(json: &serde_json::Value) -> Node {
    use serde_json::Value as J;
    let origin = Origin::input(Span::new(SourceId(0), 0, 0));
    match json {
        J::Null => Node::null(origin),
        J::Bool(b) => Node::bool(*b, origin),
        J::Number(n) => match n.as_i64() {
            Some(n) => Node::int(n, origin),
            None => Node::new(Value::Float(n.as_f64().unwrap()), origin),
        },
        J::String(s) => Node::str(s.as_str(), origin),
        J::Array(items) => Node::seq(items.iter().map(node).collect(), origin),
        J::Object(map) => {
            let entries = map.iter().map(|(k, v)| Entry::new(k.as_str().into(), node(v))).collect();
            Node::map(Map::in_order(entries), origin)
        }
    }
}

/// The values of a tree.
pub(crate) fn json(node: &Node) -> serde_json::Value {
    use serde_json::Value as J;
    match &node.value {
        Value::Null => J::Null,
        Value::Bool(b) => (*b).into(),
        Value::Int(n) => (*n).into(),
        Value::Float(n) => (*n).into(),
        Value::Str(s) => s.as_str().into(),
        Value::Seq(items) => items.iter().map(json).collect(),
        Value::Map(map) => map.entries().iter().map(|e| (e.key.to_string(), json(&e.node))).collect(),
    }
}
