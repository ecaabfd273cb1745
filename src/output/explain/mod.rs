//! Answers of `explain` to text and JSON.

mod effective;
mod ledger;

pub use effective::{effective_json, effective_text};
pub use ledger::{ledger_json, ledger_text};

use crate::output::json;
use crate::output::origins;
use crate::source::Sources;
use crate::tree::Origin;

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
