//! Keys that are given more than once in one map: finding them, and saying so.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::parse::Dialect;
use crate::diagnostic::Diagnostic;
use crate::source::{Sources, Span};
use crate::tree::Entry;

/// Keys of one map that are given more than once, in a dialect that forbids it.
pub(super) struct Repeated {
    /// The map.
    pub(super) map: Span,
    /// The key with all its places, in order.
    pub(super) keys: Vec<(String, Vec<Span>)>,
}

/// Up to this many keys comparing all with all is faster than hashing them.
const FEW: usize = 12;

/// For each entry the first one with an equal key, where that is another one.
pub(super) fn repetitions<'k>(keys: impl ExactSizeIterator<Item = &'k str> + Clone) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    if keys.len() <= FEW {
        for (i, key) in keys.clone().enumerate() {
            if let Some(first) = keys.clone().take(i).position(|k| k == key) {
                found.push((first, i));
            }
        }
        return found;
    }
    let mut first = HashMap::with_capacity(keys.len());
    for (i, key) in keys.enumerate() {
        let seen = *first.entry(key).or_insert(i);
        if seen != i {
            found.push((seen, i));
        }
    }
    found
}

/// The same by place: each key that is given again, with the first of its kind.
pub(super) fn pairs(entries: &[Entry], again: &[(usize, usize)]) -> impl Iterator<Item = (Span, Span)> {
    let place = |i: usize| entries.get(i).and_then(|e| e.key_span);
    again.iter().filter_map(move |(first, i)| Some((place(*first)?, place(*i)?)))
}

/// The same by key: each with all its places, in order. `raw` gives a key as it was before it was
/// resolved, where that is what counts.
pub(super) fn group<'k>(
    entries: &'k [Entry],
    again: &[(usize, usize)],
    raw: impl Fn(usize) -> Option<&'k str>,
) -> Vec<(String, Vec<Span>)> {
    let place = |i: usize| entries.get(i).and_then(|e| e.key_span);
    let mut keys: Vec<(String, Vec<Span>)> = Vec::new();
    let mut index = HashMap::new();
    for (first, i) in again {
        let at = *index.entry(*first).or_insert_with(|| {
            let text = raw(*first).or_else(|| entries.get(*first).map(|e| e.key.as_str()));
            keys.push((text.unwrap_or("").to_owned(), place(*first).into_iter().collect()));
            keys.len() - 1
        });
        if let Some((_, places)) = keys.get_mut(at) {
            places.extend(place(*i));
        }
    }
    keys
}

/// Drops entries that are given again; the last value takes the place of the first.
pub(super) fn without(mut entries: Vec<Entry>, again: &[(usize, usize)]) -> Vec<Entry> {
    if again.is_empty() {
        return entries;
    }
    for (first, i) in again {
        if first < i && *i < entries.len() {
            entries.swap(*first, *i);
        }
    }
    let mut gone = again.iter().map(|(_, i)| *i).peekable();
    let mut i = 0;
    entries.retain(|_| {
        i += 1;
        gone.next_if_eq(&(i - 1)).is_none()
    });
    entries
}

/// At most this many lines of Go's message are repeated.
const LINES: usize = 100;

/// The errors for keys given more than once in a document.
pub(super) fn errors(sources: &Sources, dialect: Dialect, mut maps: Vec<Repeated>) -> Vec<Diagnostic> {
    maps.sort_by_key(|m| (m.map.start, Reverse(m.map.end)));
    let mut problems = Vec::new();
    for (key, places) in maps.iter().flat_map(|m| &m.keys) {
        let Some((first, rest)) = places.split_first() else { continue };
        problems.extend(rest.iter().map(|place| {
            Diagnostic::error("yaml/duplicate-key", format!("the key `{key}` is given twice"))
                .at(*place, "again here")
                .with(*first, "first given here")
                .help("remove one of the two, or give it another name")
        }));
    }
    if dialect == Dialect::ConfigV3 {
        let words = flyte(sources, &maps);
        problems.iter_mut().take(1).for_each(|p| p.flyte = Some(words.clone()));
    }
    problems
}

/// Go's message: a map with such keys is not looked into any further.
fn flyte(sources: &Sources, maps: &[Repeated]) -> String {
    let mut lines = vec!["yaml: unmarshal errors:".to_owned()];
    let mut passed = 0;
    for map in maps.iter() {
        if map.map.start < passed {
            continue;
        }
        passed = map.map.end;
        let mut pairs: Vec<(&Span, &Span, &str)> = Vec::new();
        for (key, places) in &map.keys {
            let earlier = places.iter().enumerate();
            pairs.extend(
                earlier.flat_map(|(i, a)| places.iter().skip(i + 1).map(move |b| (a, b, key.as_str()))).take(LINES),
            );
        }
        pairs.sort_by_key(|(first, again, _)| (first.start, again.start));
        lines.extend(pairs.into_iter().map(|(first, again, key)| {
            let line = |span: &Span| sources.line_column(*span).line;
            format!("  line {}: mapping key {} already defined at line {}", line(again), go_quoted(key), line(first))
        }));
        if lines.len() > LINES {
            break;
        }
    }
    lines.truncate(LINES + 1);
    lines.join("\n")
}

/// A string as Go's `%#v` prints it.
fn go_quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if c.is_ascii_control() => quoted.push_str(&format!("\\x{:02x}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
