//! Answers to questions about a Pod, as text for people.

mod chain;
mod overview;
mod steps;
pub(super) mod words;

pub use chain::{absent, chains};
pub use overview::{leaves, without_effect};
pub use steps::{Run, steps, steps_json};

use super::origins::Places;
use super::paint::Paint;
use crate::explain::sentence::About;

/// What every answer needs.
#[derive(Clone, Copy, Debug)]
pub struct Telling<'a> {
    /// What spans refer to.
    pub places: Places<'a>,
    /// Whether secrets are shown.
    pub secrets: bool,
    /// Which Flyte, and which kind of task.
    pub about: About,
    /// How words are shown.
    pub paint: Paint,
}
