//! Answers about a Pod to text and JSON.

mod snippet;
mod where_json;
mod where_to_set;
mod words;

pub use where_json::where_json;
pub use where_to_set::where_text;

use super::origins::Places;

/// What answers are shown with.
#[derive(Clone, Copy)]
pub struct Showing<'a> {
    /// What spans refer to.
    pub places: Places<'a>,
    /// The version of Flyte.
    pub flyte: &'a str,
    /// Values that look like secrets are shown, too.
    pub show_secrets: bool,
}
