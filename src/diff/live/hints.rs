//! Why a foreign difference is foreign, and what is known to make such ones.

use std::borrow::Cow;

use super::defaults;
use super::facts::{At, Facts};
use super::resources::place;
use crate::tree::{Node, Segment};

/// The annotation in which the LimitRanger admission notes what it set.
const LIMIT_RANGER: &str = "kubernetes.io/limit-ranger";

/// A few words about a foreign difference; `right` is what the live Pod has.
pub(super) fn hint(facts: &Facts<'_>, at: &At<'_>, right: Option<&Node>) -> Cow<'static, str> {
    let note = |key: &str| facts.live.at(&["metadata", "annotations", key]).and_then(Node::as_str);
    if right.is_some()
        && let Some(default) = defaults::in_words(at)
    {
        return Cow::Owned(format!("neither Flyte's value nor the API server's default, `{default}`"));
    }
    if place(at.path).is_some()
        && let Some(text) = note(LIMIT_RANGER)
    {
        return Cow::Owned(format!("not Flyte's; the annotation `{LIMIT_RANGER}` says: {text}"));
    }
    let toleration = at.is("PodSpec", "tolerations").then_some(right).flatten();
    if let Some(key) = toleration.map(|t| t.str_at("key")) {
        if key == "node.kubernetes.io/memory-pressure" {
            return Cow::Borrowed("not Flyte's; the admission PodTolerationRestriction adds such ones where it is on");
        }
        if is_requested(facts, key) {
            return Cow::Borrowed(
                "not Flyte's; the admission ExtendedResourceToleration adds such ones where it is on",
            );
        }
    }
    let class = facts.live_spec("runtimeClassName").and_then(Node::as_str);
    let touched = matches!(at.path.segments().get(1), Some(Segment::Key(key))
        if matches!(key.as_str(), "overhead" | "nodeSelector" | "tolerations"));
    match class {
        Some(class) if touched => Cow::Owned(format!("not Flyte's; the RuntimeClass `{class}` may say so")),
        _ => Cow::Borrowed("neither Flyte nor Kubernetes itself does this"),
    }
}

/// Whether some container asks for a resource of this name.
fn is_requested(facts: &Facts<'_>, resource: &str) -> bool {
    let containers = facts.rendered_spec("containers").map_or(&[][..], Node::items);
    !resource.is_empty() && containers.iter().any(|c| c.at(&["resources", "requests", resource]).is_some())
}
