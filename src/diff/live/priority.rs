//! The Priority admission: what a Pod's priority class, or the cluster's default one, says.

use super::Class;
use super::facts::{At, Explained, Facts};
use crate::tree::Node;

/// Classes that every cluster has.
const SYSTEM: &[(&str, i64)] = &[("system-cluster-critical", 2_000_000_000), ("system-node-critical", 2_000_001_000)];

/// The policy of classes that say nothing else, and of Pods without a class.
const LOWER: &str = "PreemptLowerPriority";

/// The class, its value and its policy. A Pod without a class gets the cluster's default one if
/// there is one; what the value of a class is, only the cluster knows.
pub(super) fn added(facts: &Facts<'_>, at: &At<'_>, value: &Node) -> Option<Explained> {
    if !at.is_of("PodSpec") {
        return None;
    }
    let named = facts.live_spec("priorityClassName").and_then(Node::as_str).filter(|name| !name.is_empty());
    let (fits, why) = match (at.key, named) {
        ("priorityClassName", _) => (true, "the cluster's default priority class, since the Pod names none"),
        ("priority", None) => (value.as_int() == Some(0), "the priority of Pods without a class"),
        ("priority", Some(name)) => {
            let fixed = SYSTEM.iter().find(|(class, _)| *class == name).map(|(_, value)| *value);
            (fixed.is_none() || value.as_int() == fixed, "the value of the Pod's priority class")
        }
        ("preemptionPolicy", None) => (value.as_str() == Some(LOWER), "the policy of Pods without a class"),
        ("preemptionPolicy", Some(_)) => {
            (matches!(value.as_str(), Some(LOWER | "Never")), "the policy of the Pod's priority class")
        }
        _ => return None,
    };
    if fits { Explained::all(Class::PriorityAdmission, why) } else { None }
}
