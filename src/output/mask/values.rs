//! Secrets among the values of a Pod: what stands in environment variables of telling names.

use std::rc::Rc;

use super::is_secret_name;
use crate::tree::{FieldPath, Map, Node, Segment, Text, Value};

/// Whether the value at a path of a Pod (or of a part of one) looks like a secret: what stands in an
/// environment variable of a telling name.
pub fn hides(root: &Node, path: &FieldPath) -> bool {
    let Some((Segment::Key(last), above)) = path.segments().split_last() else { return false };
    let Some((_, list)) = above.split_last() else { return false };
    let in_env = matches!(list.last(), Some(Segment::Key(key)) if key.as_str() == "env");
    let entry = root.find(&FieldPath::new(above.to_vec()));
    in_env && last.as_str() == "value" && entry.is_some_and(|e| is_secret_name(e.str_at("name")))
}

/// What stands for a secret.
pub const MASK: &str = "***";

/// The value with secrets replaced, wherever in it environment variables stand.
pub fn masked(value: &Value) -> Value {
    match value {
        Value::Map(map) => {
            let secret = map.get("name").and_then(Node::as_str).is_some_and(is_secret_name);
            let mut copy = Map::clone(map);
            for entry in map.entries() {
                let hide = secret && entry.key.as_str() == "value" && entry.node.is_filled();
                let value = if hide { Value::Str(Text::Static(MASK)) } else { masked(&entry.node.value) };
                copy.set(entry.key.clone(), Node { value, ..entry.node.clone() });
            }
            Value::Map(Rc::new(copy))
        }
        Value::Seq(items) => {
            let items = items.iter().map(|item| Node { value: masked(&item.value), ..item.clone() });
            Value::Seq(Rc::new(items.collect()))
        }
        scalar => scalar.clone(),
    }
}

/// What stands for a secret, as a value.
pub fn masked_text() -> Value {
    Value::Str(Text::Static(MASK))
}
