//! Maps: their keys while they are read, and merge keys (`<<`).

use std::borrow::Cow;
use std::collections::HashMap;

use super::build::{Builder, Done};
use super::duplicates::{self, Repeated, repetitions, without};
use super::parse::Dialect;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
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

impl Builder<'_> {
    /// Ends a map: duplicates and merges are settled, every key is there once.
    pub(super) fn close_map(&mut self, map: OpenMap, span: Span) -> Map {
        let again = repetitions(map.entries.iter().map(|e| e.key.as_str()));
        if self.dialect.allows_duplicates() {
            self.duplicates.extend(duplicates::pairs(&map.entries, &again));
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
        let text = |i: usize| map.raw.get(i).map(|raw| raw.as_ref());
        let mut keys = duplicates::group(&map.entries, again, text);
        if map.merges.len() > 1 {
            keys.push(("<<".to_owned(), map.merges.iter().map(|m| m.key).collect()));
        }
        self.repeated.push(Repeated { map: span, keys });
    }
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
