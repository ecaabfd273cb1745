//! Answers to questions about a Pod, as text for people.

mod chain;
mod overview;
mod snippet;
mod steps;
mod where_json;
mod where_to_set;
mod where_words;
mod words;

pub use chain::{absent, chains};
pub use overview::{leaves, without_effect};
pub use steps::{Run, steps, steps_json};
pub use where_json::where_json;
pub use where_to_set::where_text;

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

/// What answers about places to set a value are shown with.
#[derive(Clone, Copy)]
pub struct Showing<'a> {
    /// What spans refer to.
    pub places: Places<'a>,
    /// The version of Flyte.
    pub flyte: &'a str,
    /// Values that look like secrets are shown, too.
    pub show_secrets: bool,
}
