//! What changes between two Pods: a list of differences that is a JSON patch, each with what it
//! means and what caused it.

mod cause;
pub mod live;
mod patch;
mod significance;

pub use cause::{Cause, attribute, cause};
pub use patch::{differences, lone};
pub use significance::Significance;

use crate::flyte::version::Behaviour;
use crate::tree::{FieldPath, Node};

/// What a difference does to the left Pod (RFC 6902).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Something is there that was not.
    Add,
    /// Something is gone.
    Remove,
    /// Something has another value; of a list: its items stand in another order.
    Replace,
}

impl Op {
    /// The name of the operation in a JSON patch.
    pub fn name(self) -> &'static str {
        match self {
            Op::Add => "add",
            Op::Remove => "remove",
            Op::Replace => "replace",
        }
    }
}

/// One difference between two Pods.
#[derive(Clone, Debug)]
pub struct Difference {
    /// What it does.
    pub op: Op,
    /// Where, in the Pod that the differences before have made of the left one.
    pub path: FieldPath,
    /// The same for people, with names for indexes, in the Pod that has it.
    pub shown: String,
    /// The path in the left Pod, if it has it.
    pub left_path: Option<FieldPath>,
    /// The path in the right Pod, if it has it.
    pub right_path: Option<FieldPath>,
    /// What the left Pod has.
    pub left: Option<Node>,
    /// What the right Pod has; of a list in another order the left one's items in that order.
    pub right: Option<Node>,
    /// What it means.
    pub significance: Significance,
    /// The behaviour of Flyte that differs, where that is the cause.
    pub behaviour: Option<Behaviour>,
}

impl Difference {
    /// Whether it counts for the exit code.
    pub fn counts(&self) -> bool {
        self.significance == Significance::Value
    }
}
