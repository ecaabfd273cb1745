//! What Flyte does to a Pod, in Flyte's words.

mod build;
pub mod config;
pub mod effects;
pub mod execution;
pub mod pipeline;
mod steps;
pub mod task;
pub mod templates;
pub mod version;

pub use steps::names::{base32, fitted};
pub use steps::raw::is_random_name;

use crate::tree::{Entry, Layer, Node, Value};

/// The same tree as part of a layer.
pub fn relabel(node: &Node, layer: Layer) -> Node {
    let origin = node.origin.in_layer(layer);
    let value = match &node.value {
        Value::Seq(items) => return Node::seq(items.iter().map(|n| relabel(n, layer)).collect(), origin),
        Value::Map(map) => {
            let entries = map.entries().iter();
            let entries = entries.map(|e| Entry { node: relabel(&e.node, layer), ..e.clone() }).collect();
            return Node::map(crate::tree::Map::from_unsorted(entries), origin);
        }
        other => other.clone(),
    };
    Node { value, origin, history: node.history.clone() }
}
