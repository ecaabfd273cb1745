//! Differences of Pods as text, JSON, unified diff and annotations of a code review.

mod causes;
mod github;
mod json;
pub mod live;
mod matrix;
mod text;
mod unified;

pub use causes::by_cause;
pub use github::github;
pub use json::json;
pub use matrix::{Column, matrix, matrix_json};
pub use text::{releases, summary, text};
pub use unified::unified;

use super::explain::words;
use super::mask;
use super::origins::Places;
use super::paint::Paint;
use crate::diff::Difference;
use crate::flyte::version::{Change, FlyteVersion, between};
use crate::tree::{Node, Value};

/// What a side of a comparison is.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// Which Flyte.
    pub version: FlyteVersion,
    /// The Pod, if this side has one.
    pub pod: Option<&'a Node>,
    /// What origins of this side refer to.
    pub places: Places<'a>,
}

/// Two Pods of one task.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// Name of the task.
    pub task: &'a str,
    /// What there was.
    pub left: Side<'a>,
    /// What there is.
    pub right: Side<'a>,
    /// What differs.
    pub differences: &'a [Difference],
}

/// How differences are told.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// Whether values that look like secrets are shown.
    pub secrets: bool,
    /// Whether differences of order and spelling are shown as well.
    pub all: bool,
    /// How words are shown.
    pub paint: Paint,
}

impl Pair<'_> {
    /// How many differences count.
    pub fn count(&self) -> usize {
        self.differences.iter().filter(|d| d.counts()).count()
    }

    /// The release that made a difference, if Flyte itself is the cause.
    fn change(&self, difference: &Difference) -> Option<Change> {
        between(difference.behaviour?, self.left.version, self.right.version)
    }

    /// The value of a side, without secrets unless they are to be shown.
    fn shown(&self, difference: &Difference, left: bool, secrets: bool) -> Option<Value> {
        let (node, path, side) = match left {
            true => (difference.left.as_ref(), difference.left_path.as_ref(), &self.left),
            false => (difference.right.as_ref(), difference.right_path.as_ref(), &self.right),
        };
        let hidden = !secrets && side.pod.zip(path).is_some_and(|(pod, path)| mask::hides(pod, path));
        let value = node.map(|node| &node.value)?;
        Some(match (secrets, hidden, value) {
            (true, ..) => value.clone(),
            (_, true, Value::Str(text)) if !text.as_str().is_empty() => mask::masked_text(),
            _ => mask::masked(value),
        })
    }
}

/// A value on one line.
fn one_line(value: &Value) -> String {
    // the value comes in masked already
    words::of_value(value)
}
