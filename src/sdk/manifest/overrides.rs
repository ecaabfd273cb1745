//! What `with_overrides` put on a node of a FlyteWorkflow.

use super::super::{File, protojson};
use super::facts::amount_text;
use crate::tree::{Entry, Layer, Map, Node, Text};

/// What `with_overrides` put on a node, as a TaskTemplate writes it.
pub(super) fn overrides(file: &mut File<'_>, node: &Node) -> Option<Node> {
    let mut given = Map::sorted();
    for key in ["extendedResources", "containerImage", "podTemplate"] {
        if let Some(value) = node.get(key).filter(|n| n.is_filled() || !n.entries().is_empty()) {
            given.set(Text::Static(key), value.clone());
        }
    }
    if let Some(resources) = node.get("resources").filter(|n| !n.entries().is_empty()) {
        given.set(Text::Static("resources"), listed(resources));
    }
    let given = (!given.is_empty()).then(|| Node::map(given, node.origin.clone()))?;
    protojson::overrides(&mut file.reader, &given)
}

/// Resources as Kubernetes writes them, as the lists that a TaskTemplate has.
fn listed(resources: &Node) -> Node {
    let mut out = Map::sorted();
    for side in ["limits", "requests"] {
        let amounts = resources.get(side).map_or(&[][..], Node::entries);
        let item = |e: &Entry| {
            let name = match e.key.as_str() {
                "cpu" => "CPU",
                "memory" => "MEMORY",
                "ephemeral-storage" => "EPHEMERAL_STORAGE",
                "storage" => "STORAGE",
                key if key.ends_with("gpu") => "GPU",
                _ => return None,
            };
            let origin = e.node.origin.in_layer(Layer::Override);
            let name = Node::text(name, origin.clone());
            Some(Node::object(vec![("name", name), ("value", amount_text(&e.node))], origin))
        };
        out.set(Text::Static(side), Node::seq(amounts.iter().filter_map(item).collect(), resources.origin.clone()));
    }
    Node::map(out, resources.origin.clone())
}
