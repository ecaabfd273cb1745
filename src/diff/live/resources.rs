//! Requests that the API server copies from limits, and amounts that it rounds.

use std::borrow::Cow;

use super::Class;
use super::facts::{At, Explained, Facts};
use super::rules::Because;
use super::same::amount;
use crate::tree::{FieldPath, Node, Segment};

/// Amounts are rounded up to so many 10^-9.
const MILLI: i128 = 1_000_000;

/// A request that is only in the live Pod: the limit beside it, as Flyte gives it or as the live Pod
/// has it.
pub(super) fn added(facts: &Facts<'_>, at: &At<'_>, value: &Node) -> Option<Explained> {
    let (resources, list) = place(at.path)?;
    let in_container = matches!(resources.segments().get(1),
        Some(Segment::Key(key)) if key.as_str() == "containers" || key.as_str() == "initContainers");
    if list != "requests" || !in_container {
        return None;
    }
    let limit = |pod: &Node| pod.find(&resources)?.at(&["limits", at.key]).cloned();
    let rendered = rendered_container(facts, &resources).and_then(|c| c.at(&["resources", "limits", at.key]).cloned());
    let limits = [rendered, limit(facts.live)];
    let fits = limits.iter().flatten().any(|limit| is_rounded(limit, value));
    if fits { Explained::all(Class::ApiServerDefault, "the limit, since no request is given") } else { None }
}

/// An amount that is finer than the API server keeps.
pub(super) fn replaced(at: &At<'_>, left: &Node, right: &Node) -> Option<Because> {
    let overhead = matches!(at.path.segments(), [_, Segment::Key(key), _] if key.as_str() == "overhead");
    let fits = (overhead || place(at.path).is_some()) && is_rounded(left, right);
    fits.then_some((Class::ApiServerDefault, Cow::Borrowed("rounded up to a thousandth, as the API server does")))
}

/// Whether one amount is the other, rounded up to thousandths.
fn is_rounded(exact: &Node, rounded: &Node) -> bool {
    let nano = |node: &Node| amount(node)?.in_nano();
    nano(exact).zip(nano(rounded)).is_some_and(|(a, b)| round(a) == b)
}

/// Away from zero, as Go rounds up.
fn round(nano: i128) -> i128 {
    let rest = nano % MILLI;
    nano - rest + rest.signum() * MILLI
}

/// The `resources` that an amount stands in, and in which of its lists.
pub(super) fn place(path: &FieldPath) -> Option<(FieldPath, &str)> {
    let (Segment::Key(_), above) = path.segments().split_last()? else { return None };
    let (Segment::Key(list), above) = above.split_last()? else { return None };
    let Segment::Key(resources) = above.last()? else { return None };
    let fits = resources.as_str() == "resources" && matches!(list.as_str(), "limits" | "requests");
    fits.then(|| (FieldPath::new(above.to_vec()), list.as_str()))
}

/// The container that Flyte makes, for the place of its `resources` in the live Pod.
fn rendered_container<'n>(facts: &Facts<'n>, resources: &FieldPath) -> Option<&'n Node> {
    let (_, container) = resources.segments().split_last()?;
    let (_, list) = container.split_last()?;
    let name = facts.live.find(&FieldPath::new(container.to_vec()))?.str_at("name").to_owned();
    let list = facts.rendered.find(&FieldPath::new(list.to_vec()))?;
    list.items().iter().find(|c| c.str_at("name") == name)
}

#[cfg(test)]
mod tests {
    use super::round;

    #[test]
    fn amounts_are_rounded_away_from_zero() {
        assert_eq!(round(1), 1_000_000);
        assert_eq!(round(2_000_000), 2_000_000);
        assert_eq!(round(2_000_001), 3_000_000);
        assert_eq!(round(-1), -1_000_000);
        assert_eq!(round(0), 0);
    }
}
