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
        let find = |how: How| steps.iter().rev().find(|(_, made)| made.iter().any(|d| touches(d, difference, how)));
        let step = find(How::Same).or_else(|| find(How::Around)).or_else(|| find(How::Lists));
        difference.behaviour = step.map(|(behaviour, _)| *behaviour);
    }
}

/// How near two differences must be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// The same.
    Same,
    /// One leads into the other.
    Around,
    /// The same, but for the items of lists: names and indexes change on the way.
    Lists,
}

fn touches(made: &Difference, difference: &Difference, how: How) -> bool {
    match how {
        How::Same => made.op == difference.op && made.shown == difference.shown,
        How::Around => overlap(&made.shown, &difference.shown),
        How::Lists => overlap(&without_items(&made.shown), &without_items(&difference.shown)),
    }
}

/// A path without the names and indexes of list items; keys in brackets stay.
fn without_items(shown: &str) -> String {
    let mut out = String::new();
    let mut rest = shown;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let end = if after.starts_with('\'') { 0 } else { after.find(']').map_or(after.len(), |at| at + 1) };
        if end == 0 {
            out.push('[');
        }
        rest = after.get(end..).unwrap_or("");
    }
    out + rest
}

/// Whether one path leads into the other.
fn overlap(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
