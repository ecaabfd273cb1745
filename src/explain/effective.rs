//! The effective view: what kubelet, scheduler and API server make of a Pod.
//!
//! It says what follows from the Pod alone, by Kubernetes' own rules. What depends on the cluster
//! (its nodes, services, Secrets and ConfigMaps) is named, not guessed.

pub mod environment;
mod expand;
pub mod nodes;
mod requirements;
pub mod resources;
pub mod tolerations;

use crate::tree::{FieldPath, Node, Origin, Text};

/// What becomes of a Pod.
#[derive(Clone, Debug)]
pub struct Effective {
    /// The environment of each container.
    pub environments: Vec<environment::Environment>,
    /// Which nodes it fits.
    pub nodes: nodes::Nodes,
    /// Which taints it tolerates.
    pub tolerations: Vec<tolerations::Toleration>,
    /// What is reserved for it.
    pub resources: resources::Resources,
}

/// What becomes of a Pod; `pod` is the whole of it, with `spec`.
pub fn effective(pod: &Node) -> Effective {
    let nothing = Node::null(pod.origin.clone());
    let spec = pod.get("spec").unwrap_or(&nothing);
    Effective {
        environments: environment::environments(spec),
        nodes: nodes::nodes(spec),
        tolerations: tolerations::tolerations(spec),
        resources: resources::resources(spec),
    }
}

/// The lists of containers, in the order in which they start.
const LISTS: [&str; 2] = ["initContainers", "containers"];

/// A path below `spec`.
fn path(keys: &[&'static str]) -> FieldPath {
    let mut path = FieldPath::default();
    path.push_key(Text::Static("spec"));
    keys.iter().for_each(|key| path.push_key(Text::Static(key)));
    path
}

/// A path one index further down.
fn item(above: &FieldPath, index: usize) -> FieldPath {
    let mut path = above.clone();
    path.push_index(index);
    path
}

/// A path one key further down.
fn field(above: &FieldPath, key: &'static str) -> FieldPath {
    let mut path = above.clone();
    path.push_key(Text::Static(key));
    path
}

/// Where something with parts was written: its own place, or that of the first of `keys` that has one.
fn written(node: &Node, keys: &[&str]) -> Origin {
    let parts = keys.iter().filter_map(|key| node.get(key));
    let parts = parts.flat_map(|part| part.items().first().into_iter().chain([part]));
    let mut all = std::iter::once(node).chain(parts);
    all.find(|n| n.origin.nearest_span().is_some()).unwrap_or(node).origin.clone()
}

/// The containers of the Pod with their paths, init containers first.
fn containers(spec: &Node) -> impl Iterator<Item = (&'static str, FieldPath, &Node)> {
    LISTS.into_iter().flat_map(move |list| {
        let above = path(&[list]);
        let items = spec.get(list).map_or(&[][..], Node::items);
        items.iter().enumerate().map(move |(i, container)| (list, item(&above, i), container))
    })
}
