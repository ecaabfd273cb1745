//! Inputs of a node: what its bindings and the workflow's own inputs say.

use super::super::workflow::either;
use crate::tree::{Entry, Layer, Map, Node, Text};

/// Literals by name.
pub(super) type Literals = Map;

/// Nesting of collections beyond this is not followed.
const DEEPEST: usize = 100;

/// The literals of a LiteralMap; none: there are none, or they lie in Flyte's storage.
pub(super) fn literals(map: Option<&Node>) -> Option<Literals> {
    let literals = map?.get("literals").filter(|n| !n.is_null())?;
    Some(literals.as_map()?.clone())
}

/// What a node's bindings make of the workflow's inputs. Where one waits for another node, none are known.
pub(super) fn resolved(bindings: Option<&Node>, inputs: Option<&Literals>) -> Option<Literals> {
    let mut out = Map::sorted();
    for binding in bindings.map_or(&[][..], Node::items) {
        let data = binding.get("binding")?;
        out.set(Text::from(binding.str_at("var")), literal(data, inputs, 0)?);
    }
    Some(out)
}

fn literal(data: &Node, inputs: Option<&Literals>, depth: usize) -> Option<Node> {
    if depth > DEEPEST {
        return None;
    }
    let origin = data.origin.in_layer(Layer::Execution);
    let nested = |key: &'static str, inner: &'static str, node: Node| {
        Node::object(vec![(key, Node::object(vec![(inner, node)], origin.clone()))], origin.clone())
    };
    if let Some(scalar) = data.get("scalar") {
        return Some(Node::object(vec![("scalar", scalar.clone())], origin));
    }
    if let Some(list) = data.get("collection") {
        let items = list.get("bindings").map_or(&[][..], Node::items);
        let items: Option<Vec<Node>> = items.iter().map(|item| literal(item, inputs, depth + 1)).collect();
        return Some(nested("collection", "literals", Node::seq(items?, origin.clone())));
    }
    if let Some(map) = data.get("map") {
        let entries = map.get("bindings").map_or(&[][..], Node::entries).iter();
        let entry = |e: &Entry| Some(Entry { node: literal(&e.node, inputs, depth + 1)?, ..e.clone() });
        let entries: Option<Vec<Entry>> = entries.map(entry).collect();
        return Some(nested("map", "literals", Node::map(Map::from_unsorted(entries?), origin.clone())));
    }
    // of a promise, only what the workflow itself was given is known; parts of it are not followed
    let promise = data.get("promise")?;
    let node = either(promise, "nodeId").and_then(Node::as_str).unwrap_or("");
    let whole = either(promise, "attrPath").is_none_or(|path| path.items().is_empty());
    if !whole || !["", "start-node"].contains(&node) {
        return None;
    }
    inputs?.get(promise.str_at("var")).cloned()
}

/// The literals of a collection.
fn items(literal: &Node) -> Option<&[Node]> {
    Some(literal.get("collection")?.get("literals").map_or(&[][..], Node::items))
}

/// How often an array node runs its task; none: that is not known.
pub(super) fn size(inputs: &Literals, bound: &[&str]) -> Option<usize> {
    let counted = inputs.entries().iter().filter(|e| !bound.contains(&e.key.as_str()));
    let mut sizes = counted.filter_map(|e| items(&e.node)).map(<[Node]>::len);
    sizes.next().or_else(|| (bound.len() == inputs.len()).then_some(1))
}

/// The inputs of one of its runs.
pub(super) fn part(inputs: &Literals, bound: &[&str], index: usize) -> Option<Literals> {
    let entry = |e: &Entry| match items(&e.node).filter(|_| !bound.contains(&e.key.as_str())) {
        None => Some(e.clone()),
        Some(items) => Some(Entry { node: items.get(index)?.clone(), ..e.clone() }),
    };
    let entries: Option<Vec<Entry>> = inputs.entries().iter().map(entry).collect();
    Some(Map::from_unsorted(entries?))
}
