//! Maps: what happens to keys that are given twice, and to merge keys (`<<`).

use std::borrow::Cow;
use std::collections::HashMap;

use super::build::{Builder, Done};
use super::parse::Dialect;
use crate::diagnostic::Diagnostic;
use crate::source::{Sources, Span};
use crate::tree::{Entry, Map, Node, Text, Value};

/// A map that is being read.
#[derive(Default)]
pub(super) struct OpenMap<'a> {
    entries: Vec<Entry>,
    merges: Vec<Merge>,
    /// Keys before they are resolved, by which yaml.v3 knows duplicates; other dialects leave it empty.
    raw: Vec<Cow<'a, str>>,
    /// The key whose value comes next.
    pub(super) key: Option<Key<'a>>,
}

/// A merge key with what it merges.
struct Merge {
    /// How many entries stand before it.
    before: usize,
    key: Span,
    done: Done,
}

/// A key that waits for its value.
pub(super) struct Key<'a> {
    pub(super) text: Text,
    pub(super) span: Span,
    /// The scalar before it was resolved, if duplicates are known by it.
    pub(super) raw: Option<Cow<'a, str>>,
    /// Whether it is `<<`.
    pub(super) merges: bool,
}

impl<'a> OpenMap<'a> {
    /// Adds a value under its key.
    pub(super) fn add(&mut self, key: Key<'a>, done: Done) {
        if key.merges {
            self.merges.push(Merge { before: self.entries.len(), key: key.span, done });
            return;
        }
        self.raw.extend(key.raw);
        self.entries.push(Entry { key: key.text, key_span: Some(key.span), node: done.node });
    }
}

/// Keys of one map that are given more than once, in a dialect that forbids it.
pub(super) struct Repeated {
    /// From the first key to the end of the last value.
    map: (u32, u32),
    /// The key with all its places, in order.
    keys: Vec<(String, Vec<Span>)>,
}

/// Up to this many keys comparing all with all is faster than hashing them.
const FEW: usize = 12;

/// For each entry the first one with an equal key, where that is another one.
fn repetitions<'k>(keys: impl ExactSizeIterator<Item = &'k str> + Clone) -> Vec<(usize, usize)> {
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

impl Builder<'_> {
    /// Ends a map: duplicates and merges are settled, every key is there once.
    pub(super) fn close_map(&mut self, map: OpenMap, span: Span) -> Map {
        let again = repetitions(map.entries.iter().map(|e| e.key.as_str()));
        if self.dialect.allows_duplicates() {
            let place = |i: usize| map.entries.get(i).and_then(|e| e.key_span);
            self.duplicates.extend(again.iter().filter_map(|(first, i)| Some((place(*first)?, place(*i)?))));
        } else {
            self.refuse_repetitions(&map, &again, span);
        }
        let OpenMap { entries, merges, .. } = map;
        if merges.is_empty() {
            return Map::in_order(without(entries, &again));
        }
        let mut slots = Slots::default();
        if self.dialect.allows_duplicates() {
            // yaml.v2 goes through the map in order: what comes later overwrites, merged or not.
            let mut merges = merges.into_iter().peekable();
            for (i, entry) in entries.into_iter().enumerate() {
                while let Some(merge) = merges.next_if(|m| m.before <= i) {
                    self.merge(&mut slots, merge.done, true);
                }
                slots.put(entry, true);
            }
            merges.for_each(|m| self.merge(&mut slots, m.done, true));
        } else {
            entries.into_iter().for_each(|entry| slots.put(entry, true));
            merges.into_iter().for_each(|m| self.merge(&mut slots, m.done, false));
        }
        Map::in_order(slots.entries)
    }

    /// Puts the entries of a merged map, or of several, where they belong.
    fn merge(&mut self, slots: &mut Slots, done: Done, overwrite: bool) {
        let maps: Option<Vec<&Map>> = match &done.node.value {
            Value::Map(map) => Some(vec![map]),
            Value::Seq(items) => items.iter().map(Node::as_map).collect(),
            _ => None,
        };
        let Some(mut maps) = maps else {
            let problem = Diagnostic::error("yaml/merge", "`<<` takes a map or a list of maps").at(done.token, "");
            let problem = problem.help("give it an alias of a map, or quote the key if it is one");
            let words = || "yaml: map merge requires map or sequence of maps as the value".to_owned();
            self.problems.push(self.quoting(problem, words));
            return;
        };
        // The first of several wins.
        if overwrite {
            maps.reverse();
        }
        for entry in maps.iter().flat_map(|map| map.entries()) {
            slots.put(entry.clone(), overwrite);
        }
    }

    /// Notes keys that are given again where that is forbidden.
    fn refuse_repetitions(&mut self, map: &OpenMap, again: &[(usize, usize)], span: Span) {
        let by_raw = (self.dialect == Dialect::ConfigV3).then(|| repetitions(map.raw.iter().map(|k| k.as_ref())));
        let again = by_raw.as_deref().unwrap_or(again);
        if again.is_empty() && map.merges.len() < 2 {
            return;
        }
        let place = |i: usize| map.entries.get(i).and_then(|e| e.key_span);
        let mut keys: Vec<(String, Vec<Span>)> = Vec::new();
        let mut index = HashMap::new();
        for (first, i) in again {
            let at = *index.entry(*first).or_insert_with(|| {
                let resolved = || map.entries.get(*first).map_or("", |e| &e.key);
                let text = map.raw.get(*first).map_or_else(resolved, |raw| raw);
                keys.push((text.to_owned(), place(*first).into_iter().collect()));
                keys.len() - 1
            });
            if let Some((_, places)) = keys.get_mut(at) {
                places.extend(place(*i));
            }
        }
        if map.merges.len() > 1 {
            keys.push(("<<".to_owned(), map.merges.iter().map(|m| m.key).collect()));
        }
        self.repeated.push(Repeated { map: (span.start, span.end), keys });
    }
}

/// Drops entries that are given again; the last value takes the place of the first.
fn without(mut entries: Vec<Entry>, again: &[(usize, usize)]) -> Vec<Entry> {
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

/// Entries by key, in the order in which the keys first came.
#[derive(Default)]
struct Slots {
    entries: Vec<Entry>,
    index: HashMap<Text, usize>,
}

impl Slots {
    fn put(&mut self, entry: Entry, overwrite: bool) {
        match self.index.get(&entry.key).and_then(|i| self.entries.get_mut(*i)) {
            Some(slot) if overwrite => *slot = entry,
            Some(_) => {}
            None => {
                self.index.insert(entry.key.clone(), self.entries.len());
                self.entries.push(entry);
            }
        }
    }
}

/// At most this many lines of Go's message are repeated.
const LINES: usize = 100;

/// The errors for keys given more than once in a document.
pub(super) fn repeated(sources: &Sources, dialect: Dialect, mut maps: Vec<Repeated>) -> Vec<Diagnostic> {
    maps.sort_by_key(|m| (m.map.0, std::cmp::Reverse(m.map.1)));
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
        if map.map.0 < passed {
            continue;
        }
        passed = map.map.1;
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
