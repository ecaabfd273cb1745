//! The DefaultTolerationSeconds admission: a Pod stays for five minutes on a node that fails.

use super::Class;
use super::facts::{At, Explained, Facts};
use crate::tree::{Node, Segment};

/// Taints of nodes that fail.
const TAINTS: &[&str] = &["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

/// How long such a taint is tolerated.
const SECONDS: i64 = 300;

/// A toleration that the admission adds, once for each taint that the Pod does not tolerate itself.
pub(super) fn item_added(facts: &Facts<'_>, at: &At<'_>, item: &Node) -> Option<Explained> {
    let key = item.str_at("key");
    if !at.is("PodSpec", "tolerations") || !TAINTS.contains(&key) || !is_default(item) {
        return None;
    }
    let own = facts.rendered_spec("tolerations").map_or(&[][..], Node::items);
    let first = at.right.map_or(&[][..], Node::items).iter().position(|t| is_default(t) && t.str_at("key") == key);
    let place = match at.path.segments().last() {
        Some(Segment::Index(index)) => Some(*index),
        _ => None,
    };
    // a second one is somebody else's
    let fits = !own.iter().any(|t| tolerates(t, key)) && first == place;
    let why = "five minutes on a node that fails";
    if fits { Explained::all(Class::DefaultTolerationSeconds, why) } else { None }
}

fn is_default(toleration: &Node) -> bool {
    let seconds = toleration.get("tolerationSeconds").and_then(Node::as_int);
    let given = toleration.entries().iter().filter(|e| !e.node.is_null()).count();
    let texts = toleration.str_at("operator") == "Exists" && toleration.str_at("effect") == "NoExecute";
    texts && seconds == Some(SECONDS) && given == 4
}

/// Whether the admission takes a toleration for one of the taint, whatever its operator.
fn tolerates(toleration: &Node, taint: &str) -> bool {
    let key = toleration.str_at("key");
    (key.is_empty() || key == taint) && matches!(toleration.str_at("effect"), "" | "NoExecute")
}
