//! What is reserved for a Pod: its quality of service, the sums that the scheduler works with, and
//! the requests that the API server refuses.

mod amounts;
mod qos;

pub use qos::Qos;

use std::cmp::Ordering;

use super::containers;
use crate::kube::quantity::Quantity;
use crate::tree::{FieldPath, Node, Origin, Text};
use amounts::Amounts;

/// What is reserved for a Pod.
#[derive(Clone, Debug)]
pub struct Resources {
    /// Its quality of service.
    pub qos: Qos,
    /// Why it is that.
    pub because: String,
    /// What the scheduler looks for on a node, resource by resource.
    pub reserved: Vec<Reserved>,
    /// Requests that the API server takes from the limits, since none are given.
    pub filled: Vec<Filled>,
    /// What the API server refuses.
    pub refused: Vec<Refused>,
    /// Whether `spec.resources` speaks for the Pod as a whole.
    pub pod_level: bool,
    /// The runtime class, which may add an overhead of its own.
    pub runtime_class: Option<String>,
}

/// How much of a resource the scheduler looks for.
#[derive(Clone, Debug)]
pub struct Reserved {
    /// The resource.
    pub resource: Text,
    /// How much in all; `None` if it is too large to add.
    pub total: Option<Quantity>,
    /// What it is made of.
    pub parts: Vec<Part>,
    /// What decides the total.
    pub by: By,
}

/// What decides how much is reserved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The containers that run side by side.
    Containers,
    /// An init container, which needs more alone (with the sidecars started before it).
    Init,
    /// The Pod's own `spec.resources`.
    Pod,
}

/// A part of a sum.
#[derive(Clone, Debug)]
pub struct Part {
    /// The container, `overhead` or `the Pod`.
    pub name: Text,
    /// How much.
    pub amount: Quantity,
}

/// A request that equals the limit because it is not given.
#[derive(Clone, Debug)]
pub struct Filled {
    /// The container.
    pub container: Text,
    /// The path of the limit.
    pub path: FieldPath,
    /// The resource.
    pub resource: Text,
    /// The value.
    pub value: Text,
}

/// A pair of request and limit that the API server refuses.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The container.
    pub container: Text,
    /// The path of its `resources`.
    pub path: FieldPath,
    /// The resource.
    pub resource: Text,
    /// The request, and where it comes from.
    pub request: (Text, Origin),
    /// The limit, and where it comes from; there may be none.
    pub limit: Option<(Text, Origin)>,
    /// What is wrong.
    pub why: &'static str,
}

/// The resources of a container as the API server completes them.
pub(super) struct Container<'a> {
    name: Text,
    path: FieldPath,
    node: &'a Node,
    init: bool,
    /// An init container that goes on running.
    sidecar: bool,
    requests: Amounts,
    limits: Amounts,
}

/// What is reserved for the Pod.
pub(super) fn resources(spec: &Node) -> Resources {
    let all: Vec<Container<'_>> = containers(spec).map(|(list, path, node)| container(list, path, node)).collect();
    let pod = amounts::of_pod(spec, &all);
    let (qos, because) = qos::qos(&all, pod.as_ref());
    let runtime_class = spec.str_at("runtimeClassName");
    Resources {
        qos,
        because,
        reserved: amounts::reserved(spec, &all, pod.as_ref()),
        filled: all.iter().flat_map(filled).collect(),
        refused: all.iter().flat_map(refused).collect(),
        pod_level: pod.is_some(),
        runtime_class: (!runtime_class.is_empty()).then(|| runtime_class.to_owned()),
    }
}

fn container<'a>(list: &str, path: FieldPath, node: &'a Node) -> Container<'a> {
    let init = list == "initContainers";
    let limits = Amounts::of(node.at(&["resources", "limits"]));
    let mut requests = Amounts::of(node.at(&["resources", "requests"]));
    for (resource, limit) in &limits.0 {
        requests.0.entry(resource.clone()).or_insert_with(|| limit.clone());
    }
    Container {
        name: node.get("name").and_then(Node::as_text).cloned().unwrap_or(Text::Static("")),
        path,
        node,
        init,
        sidecar: init && node.str_at("restartPolicy") == "Always",
        requests,
        limits,
    }
}

fn filled(container: &Container<'_>) -> Vec<Filled> {
    let given = container.node.at(&["resources", "requests"]);
    let limits = container.node.at(&["resources", "limits"]).map_or(&[][..], Node::entries);
    let missing = limits.iter().filter(|limit| given.is_none_or(|g| g.get(&limit.key).is_none()));
    let fill = |limit: &crate::tree::Entry| {
        let mut path = container.path.clone();
        [Text::Static("resources"), Text::Static("limits"), limit.key.clone()]
            .into_iter()
            .for_each(|k| path.push_key(k));
        Some(Filled {
            container: container.name.clone(),
            path,
            resource: limit.key.clone(),
            value: limit.node.as_text()?.clone(),
        })
    };
    missing.filter_map(fill).collect()
}

/// Requests above limits, and requests of what cannot be shared that differ from the limits.
fn refused(container: &Container<'_>) -> Vec<Refused> {
    let given = container.node.at(&["resources", "requests"]).map_or(&[][..], Node::entries);
    let refuse = |request: &crate::tree::Entry| {
        let limit = container.node.at(&["resources", "limits"]).and_then(|limits| limits.get(&request.key));
        let order = match limit {
            Some(limit) => Some(parse(&request.node)?.compare(&parse(limit)?)),
            None => None,
        };
        let why = match (order, can_be_shared(&request.key)) {
            (Some(Ordering::Equal), _) | (None, true) | (Some(Ordering::Less), true) => return None,
            (Some(Ordering::Greater), true) => "a request must not exceed its limit",
            (Some(_), false) => "request and limit of this resource must be equal",
            (None, false) => "this resource needs a limit",
        };
        let mut path = container.path.clone();
        path.push_key(Text::Static("resources"));
        let side = |node: &Node| Some((node.as_text()?.clone(), node.origin.clone()));
        Some(Refused {
            container: container.name.clone(),
            path,
            resource: request.key.clone(),
            request: side(&request.node)?,
            limit: limit.and_then(side),
            why,
        })
    };
    given.iter().filter_map(refuse).collect()
}

fn parse(node: &Node) -> Option<Quantity> {
    Quantity::parse(node.as_str()?).ok()
}

/// Whether more of a resource may be promised than there is: of Kubernetes' own but hugepages.
fn can_be_shared(resource: &str) -> bool {
    let native = !resource.contains('/') || resource.contains("kubernetes.io/");
    native && !resource.starts_with("hugepages-")
}

#[cfg(test)]
mod tests;
