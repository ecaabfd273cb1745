//! Requests that the API server copies from limits, and amounts that it rounds.

use std::borrow::Cow;

use super::Class;
use super::facts::{At, Explained, Facts};
use super::rules::Because;
use super::same::{amount, same_amount};
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
    let own = facts.live.find(&resources)?.at(&["limits", at.key]);
    let rendered = rendered_containers(facts, &resources).into_iter();
    let mut limits = rendered.filter_map(|c| c.at(&["resources", "limits", at.key])).chain(own);
    let fits = limits.any(|limit| is_rounded(limit, value));
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
    same_amount(exact, rounded) || nano(exact).zip(nano(rounded)).is_some_and(|(a, b)| round(a) == b)
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

/// The container that Flyte makes, for the place of its `resources` in the live Pod; several only
/// if they have one name.
fn rendered_containers<'n>(facts: &Facts<'n>, resources: &FieldPath) -> Vec<&'n Node> {
    let above = |path: &FieldPath| FieldPath::new(path.segments().split_last().map_or(Vec::new(), |s| s.1.to_vec()));
    let container = above(resources);
    let name = facts.live.find(&container).map_or("", |c| c.str_at("name"));
    let list = facts.rendered.find(&above(&container)).map_or(&[][..], Node::items);
    list.iter().filter(|c| c.str_at("name") == name).collect()
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
