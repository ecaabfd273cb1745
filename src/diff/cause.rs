//! What caused a difference: the line of an input, or a behaviour of Flyte.

use super::Difference;
use crate::flyte::version::Behaviour;
use crate::tree::{Node, Origin, Rule};

/// Why one side has what it has.
#[derive(Clone, Debug)]
pub struct Cause {
    /// Where its value comes from.
    pub origin: Origin,
    /// The rule that decided for it.
    pub rule: Option<Rule>,
}

/// The cause of a value; of a block the first of its leaves that is written in an input.
pub fn cause(node: &Node) -> Cause {
    let mut found: Option<&Node> = None;
    if !node.is_leaf() && node.origin.span().is_none() {
        node.for_each_leaf(&mut |_, leaf| {
            if found.is_none() && leaf.origin.nearest_span().is_some() {
                found = Some(leaf);
            }
        });
    }
    let node = found.unwrap_or(node);
    Cause { origin: node.origin.clone(), rule: node.rule() }
}

/// Names the behaviour that made each difference. `steps` are the differences that each behaviour
/// makes on the way from the left version to the right one. One that does just this counts before
/// one that does something inside of it or around; of several the last one.
pub fn attribute(differences: &mut [Difference], steps: &[(Behaviour, Vec<Difference>)]) {
    for difference in differences {
        let find =
            |exact: bool| steps.iter().rev().find(|(_, made)| made.iter().any(|d| touches(d, difference, exact)));
        let step = find(true).or_else(|| find(false));
        difference.behaviour = step.map(|(behaviour, _)| *behaviour);
    }
}

/// Whether a difference is the same as another, or one leads into the other.
fn touches(made: &Difference, difference: &Difference, exact: bool) -> bool {
    match exact {
        true => made.op == difference.op && made.shown == difference.shown,
        false => overlap(&made.shown, &difference.shown),
    }
}

/// Whether one path leads into the other.
fn overlap(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
