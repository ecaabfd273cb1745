//! What newer versions of Flyte put back as it was written: lists, and from R3 on keys with dots
//! (procedure, step 5). Both walks go through the settings and a file together.

use std::collections::{HashMap, HashSet};

use super::go::{equal_fold, lower};
use super::notes::Notes;
use super::written::{Written, dialect};
use crate::diagnostic::Diagnostic;
use crate::flyte::version::ConfigReader;
use crate::source::{SourceId, Sources, Span};
use crate::tree::{Entry, Map, Node, Text, Value};
use crate::yaml::key_is_string;

/// Puts back into the settings what the files say, file by file.
pub fn restore(root: &mut Map, files: &[Written], sources: &Sources, reader: ConfigReader, notes: &mut Notes) {
    if reader == ConfigReader::R1 {
        return;
    }
    for (at, file) in files.iter().enumerate() {
        let Value::Map(written) = &file.root.value else { continue };
        let earlier = files.iter().take(at).map(|f| f.id).collect();
        let mut walk = Walk { sources, reader, earlier, notes };
        walk.lists(root, written);
        if reader != ConfigReader::R2 {
            walk.dots(root, written, true);
        }
    }
}

struct Walk<'a> {
    sources: &'a Sources,
    reader: ConfigReader,
    /// Files that were put back before this one.
    earlier: Vec<SourceId>,
    notes: &'a mut Notes,
}

impl Walk<'_> {
    /// A list takes whatever the file has in its place.
    fn lists(&mut self, settings: &mut Map, written: &Map) {
        let index = Index::of(written);
        for entry in settings.entries_mut() {
            let Some(found) = index.find(&entry.key) else { continue };
            match (&mut entry.node.value, &found.node.value) {
                (_, Value::Null) => {}
                (Value::Seq(_), _) => {
                    let node = self.in_place_of(&entry.node, &found.node);
                    entry.node = node;
                }
                (Value::Map(_), Value::Map(below)) if self.enters(below, &found.key) => {
                    self.lists(entry.node.map_mut(), below);
                }
                _ => {}
            }
        }
    }

    /// The written value with the history of the one in whose place it comes.
    fn in_place_of(&mut self, there: &Node, written: &Node) -> Node {
        let mut node = written.clone();
        match there.span() {
            Some(span) if self.earlier.contains(&span.source) => {
                self.notes.replace(&mut node, there, "a later file replaces it");
            }
            Some(span) if Some(span) == written.span() => node.history = there.history.clone(),
            _ => {}
        }
        node
    }

    /// A key with a dot takes the place of the levels that it became.
    fn dots(&mut self, settings: &mut Map, written: &Map, top: bool) {
        let keys: HashSet<&str> = written.entries().iter().map(|e| e.key.as_str()).collect();
        for entry in written.entries() {
            if !entry.key.contains('.') {
                if let Value::Map(below) = &entry.node.value
                    && let Some(found) = settings.entries_mut().iter_mut().find(|e| equal_fold(&e.key, &entry.key))
                    && matches!(found.node.value, Value::Map(_))
                    && self.enters(below, &entry.key)
                {
                    self.dots(found.node.map_mut(), below, false);
                }
                continue;
            }
            if top && !super::written::is_section(&entry.key) {
                continue;
            }
            let flat = lower(&entry.key);
            let segments: Vec<&str> = flat.split('.').collect();
            prune(settings, &segments);
            let is_twin = self.reader == ConfigReader::R4 && flat != entry.key.as_str();
            if is_twin && !keys.contains(flat.as_str()) {
                settings.remove(&flat);
            }
            let node = match settings.get(&entry.key) {
                Some(there) => self.in_place_of(there, &entry.node),
                None => entry.node.clone(),
            };
            settings.set_entry(Entry { key: entry.key.clone(), key_span: entry.key_span, node });
        }
    }

    /// Whether a written map below the top level is walked through: not if one of its keys is no
    /// string.
    fn enters(&mut self, map: &Map, key: &Text) -> bool {
        let is_odd = |e: &&Entry| e.key_span.is_some_and(|span| !self.is_string(span));
        let Some(odd) = map.entries().iter().find(is_odd) else { return true };
        let has_victims = map.entries().iter().any(|e| needs_restoring(e, self.reader));
        if has_victims {
            self.warn_about(odd, key);
        }
        false
    }

    fn is_string(&self, span: Span) -> bool {
        let token = self.sources.slice(span);
        !may_be_other(token) || key_is_string(dialect(self.reader), token)
    }

    fn warn_about(&mut self, odd: &Entry, key: &Text) {
        let written = odd.key_span.map_or("", |s| self.sources.slice(s));
        let message = format!(
            "because of the key `{written}`, which is no text, Flyte lower-cases what `{key}` holds and splits its keys \
             at dots"
        );
        let warning = Diagnostic::warning("config/key-is-no-text", message).maybe_at(odd.key_span, "not a text");
        if self.notes.warnings.iter().all(|w| w.label != warning.label) {
            self.notes.warnings.push(warning.help(format!("put it in quotes: `\"{written}\"`")));
        }
    }
}

/// Entries of a written map by key, whatever the letter case.
struct Index<'m> {
    entries: &'m [Entry],
    /// Only where looking through all would take long.
    by_key: HashMap<String, &'m Entry>,
}

impl<'m> Index<'m> {
    fn of(map: &'m Map) -> Self {
        let entries = map.entries();
        let many = if entries.len() > 16 { entries } else { &[] };
        // The first of several spellings counts, as in a search from the front.
        let by_key = many.iter().rev().map(|e| (lower(&e.key), e)).collect();
        Index { entries, by_key }
    }

    fn find(&self, key: &str) -> Option<&'m Entry> {
        match self.by_key.is_empty() {
            true => self.entries.iter().find(|e| equal_fold(&e.key, key)),
            false => self.by_key.get(&lower(key)).copied(),
        }
    }
}

/// A first look at a key: whether it may be something else than a string.
fn may_be_other(token: &str) -> bool {
    match token.bytes().next() {
        None | Some(b'0'..=b'9' | b'+' | b'-' | b'.' | b'~') => true,
        Some(b't' | b'T' | b'f' | b'F' | b'n' | b'N') => token.len() <= 5,
        Some(_) => false,
    }
}

/// Whether something would have to be put back at or below an entry.
fn needs_restoring(entry: &Entry, reader: ConfigReader) -> bool {
    let dotted = reader != ConfigReader::R2 && entry.key.contains('.');
    dotted
        || match &entry.node.value {
            Value::Seq(_) => true,
            Value::Map(map) => map.entries().iter().any(|e| needs_restoring(e, reader)),
            _ => false,
        }
}

/// Removes the levels that a key with dots became, and parents that this leaves empty.
fn prune(map: &mut Map, path: &[&str]) {
    let Some((first, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        map.remove(first);
        return;
    }
    let Some(Value::Map(below)) = map.get_mut(first).map(|n| &mut n.value) else { return };
    let below = std::rc::Rc::make_mut(below);
    prune(below, rest);
    if below.is_empty() {
        map.remove(first);
    }
}
