//! Differences as annotations of a code review: one workflow command a line.

use super::{Pair, one_line};
use crate::diff::cause;
use crate::source::Span;

/// Writes a warning for each difference that counts, at the line that causes it.
pub fn github(pairs: &[Pair<'_>], secrets: bool, out: &mut String) {
    for pair in pairs {
        for difference in pair.differences.iter().filter(|d| d.counts()) {
            let value = |left| pair.shown(difference, left, secrets).map_or("nothing".to_owned(), |v| one_line(&v));
            let mut message = format!("{}: {} -> {}", difference.shown, value(true), value(false));
            if let Some(change) = pair.change(difference) {
                message.push_str(&format!(
                    " (Flyte {}, #{}: {})",
                    change.release(),
                    change.pull_request,
                    change.sentence
                ));
            }
            let sides = [(&difference.right, pair.right.places), (&difference.left, pair.left.places)];
            let place = sides.iter().find_map(|(node, places)| {
                let span: Span = cause(node.as_ref()?).origin.nearest_span()?;
                let at = places.sources.line_column(span);
                let name = property(places.sources.name(span.source));
                Some(format!(" file={name},line={},col={},title={}", at.line, at.column, property(pair.task)))
            });
            let place = place.unwrap_or_else(|| format!(" title={}", property(pair.task)));
            out.push_str(&format!("::warning{place}::{}\n", data(&message)));
        }
    }
}

/// The text of a command.
pub(super) fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command.
pub(super) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
