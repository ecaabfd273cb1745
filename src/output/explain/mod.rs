//! Answers to questions about a Pod, as text for people.

mod chain;
mod effective;
mod ledger;
mod overview;
mod snippet;
mod steps;
mod where_json;
mod where_reasons;
mod where_to_set;
mod where_words;
pub(super) mod words;

pub use chain::{absent, chains};
pub use effective::{effective_json, effective_text};
pub use ledger::{ledger_json, ledger_text};
pub use overview::{leaves, without_effect};
pub use steps::{Run, steps, steps_json};
pub use where_json::where_json;
pub use where_to_set::where_text;

use super::json;
use super::origins::{self, Places};
use super::paint::Paint;
use crate::explain::sentence::About;
use crate::source::Sources;
use crate::tree::Origin;

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

/// Where a value comes from at first, in a few words.
fn place(origin: &Origin, sources: &Sources) -> String {
    let base = base(origin);
    match (base, origin.nearest_span()) {
        // of several sources the one that somebody wrote
        (base, Some(span)) if base.span().is_none() => sources.place(span),
        (Origin::Builtin(builtin), _) => builtin.key.to_owned(),
        (base, _) => origins::in_words(base, sources),
    }
}

/// The origin that everything else was derived from.
fn base(origin: &Origin) -> &Origin {
    match origin {
        Origin::Derived(derived) => derived.from.first().map_or(origin, base),
        other => other,
    }
}

/// Appends members to a JSON object that has one already.
fn write_pairs(pairs: &[(&str, &str)], out: &mut String) {
    for (key, text) in pairs {
        out.extend([", \"", key, "\": "]);
        json::string(text, out);
    }
}
