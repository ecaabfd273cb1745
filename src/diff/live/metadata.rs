//! What the API server, the scheduler and the kubelet write about any Pod, and Flyte's own finalizer.

use std::borrow::Cow;

use super::Class;
use super::facts::{At, Explained, Facts};
use super::rules::Because;
use crate::tree::{FieldPath, Node, Segment};

/// Fields of the metadata that only the API server sets.
const SYSTEM: &[&str] = &[
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
];

/// Labels of the node that the API server copies when the Pod is bound to it.
const TOPOLOGY: &[&str] = &["topology.kubernetes.io/region", "topology.kubernetes.io/zone"];

/// Finalizers with which an object waits for what belongs to it.
const DELETION: &[&str] = &["foregroundDeletion", "orphan"];

/// Finalizers that Flyte gives its Pods and takes away when the task is over.
const FLYTE: &[&str] = &["flyte/flytek8s", "flyte.org/finalizer-k8s"];

const BOOK_KEEPING: &str = "the API server writes it";

/// The keys of a path, with an empty one for each index.
fn keys(path: &FieldPath) -> Vec<&str> {
    let mut keys = Vec::with_capacity(path.segments().len());
    for segment in path.segments() {
        keys.push(match segment {
            Segment::Key(key) => key.as_str(),
            Segment::Index(_) => "",
        });
    }
    keys
}

/// What is only in the live Pod.
pub(super) fn added(facts: &Facts<'_>, at: &At<'_>, value: &Node) -> Option<Explained> {
    match keys(at.path).as_slice() {
        ["status"] => Explained::all(Class::Kubelet, "how the Pod is doing"),
        ["apiVersion" | "kind"] => Explained::all(Class::SystemMetadata, BOOK_KEEPING),
        ["metadata", key] if SYSTEM.contains(key) => Explained::all(Class::SystemMetadata, BOOK_KEEPING),
        ["metadata", "namespace"] => Explained::all(Class::SystemMetadata, "the namespace that the Pod was sent to"),
        ["metadata", "name"] => {
            let generated = at.beside_left("generateName").and_then(Node::as_str);
            let fits = generated.is_some_and(|start| value.as_str().is_some_and(|name| name.starts_with(start)));
            if fits { Explained::all(Class::SystemMetadata, "made from `generateName`") } else { None }
        }
        ["metadata", "ownerReferences", "", "uid"] => Explained::all(Class::SystemMetadata, UID),
        ["spec", "nodeName"] => Explained::all(Class::Scheduler, "the node that the scheduler chose"),
        ["metadata", "labels", key] if TOPOLOGY.contains(key) && facts.live_spec("nodeName").is_some() => {
            Explained::all(Class::Scheduler, "a label of the node, copied when the Pod was bound to it")
        }
        _ => None,
    }
}

const UID: &str = "the uid of the owner, which only the cluster knows";

/// Items that are only in the live Pod.
pub(super) fn item_added(facts: &Facts<'_>, at: &At<'_>, item: &Node) -> Option<Explained> {
    let deleted = facts.live.at(&["metadata", "deletionTimestamp"]).is_some_and(|n| !n.is_null());
    let waits = deleted && item.as_str().is_some_and(|name| DELETION.contains(&name));
    if waits && at.is("ObjectMeta", "finalizers") && keys(at.path).len() == 3 {
        return Explained::all(Class::SystemMetadata, "the Pod is being deleted");
    }
    None
}

/// Items that the live Pod has no more.
pub(super) fn item_removed(at: &At<'_>, item: &Node) -> Option<Because> {
    let own = item.as_str().is_some_and(|name| FLYTE.contains(&name));
    let fits = own && at.is("ObjectMeta", "finalizers") && keys(at.path).len() == 3;
    fits.then_some((Class::Flyte, Cow::Borrowed("Flyte takes its finalizer away when the task is over")))
}

/// Values that the API server sets whatever was sent.
pub(super) fn replaced(at: &At<'_>, left: &Node) -> Option<Because> {
    match keys(at.path).as_slice() {
        ["status", ..] => Some((Class::Kubelet, Cow::Borrowed("how the Pod is doing"))),
        ["metadata", key] if SYSTEM.contains(key) => Some((Class::SystemMetadata, Cow::Borrowed(BOOK_KEEPING))),
        ["metadata", "ownerReferences", "", "uid"] if left.as_str() == Some("") => {
            Some((Class::SystemMetadata, Cow::Borrowed(UID)))
        }
        _ => None,
    }
}
