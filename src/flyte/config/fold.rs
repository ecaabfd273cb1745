//! Files in one tree: keys in lower case, later files over earlier ones (procedure, step 1).

use super::go::{has_upper, lower};
use super::notes::Notes;
use super::registered::{is_known, is_registered};
use super::written::{Written, is_section};
use crate::diagnostic::Diagnostic;
use crate::flyte::version::{ConfigReader, FlyteVersion};
use crate::tree::{Entry, Map, Node, Rule, Text, Value, Verdict};

/// The files merged, with keys in lower case.
#[derive(Debug)]
pub struct Folded {
    /// The sections that are read.
    pub root: Map,
    /// Whether a key outside of lists holds a dot.
    pub has_dots: bool,
}

/// Folds keys and merges files in reading order.
pub fn fold(files: &[Written], version: FlyteVersion, notes: &mut Notes) -> Folded {
    let mut folder =
        Folder { version, reader: version.config_reader(), is_json: false, has_dots: false, path: Vec::new(), notes };
    let mut root = Map::sorted();
    for file in files {
        folder.is_json = file.is_json;
        let sections = file.root.entries().iter().filter(|e| is_section(&e.key));
        let lowered = folder.entries(sections, false);
        folder.merge(&mut root, lowered);
    }
    Folded { root, has_dots: folder.has_dots }
}

/// JSON knows no whole numbers.
fn doubles(node: &Node) -> Node {
    let value = match &node.value {
        Value::Int(n) => Value::Float(*n as f64),
        Value::Seq(items) => Value::Seq(items.iter().map(doubles).collect::<Vec<_>>().into()),
        Value::Map(map) => {
            let entry = |e: &Entry| Entry { node: doubles(&e.node), ..e.clone() };
            Value::Map(Map::in_order(map.entries().iter().map(entry).collect()).into())
        }
        _ => return node.clone(),
    };
    Node { value, ..node.clone() }
}

struct Folder<'a> {
    version: FlyteVersion,
    reader: ConfigReader,
    is_json: bool,
    has_dots: bool,
    /// Keys on the way down, in lower case.
    path: Vec<Text>,
    notes: &'a mut Notes,
}

impl Folder<'_> {
    /// The entries of one map with keys in lower case, sorted.
    fn entries<'e>(&mut self, entries: impl Iterator<Item = &'e Entry>, in_list: bool) -> Map {
        let mut folded: Vec<(Entry, &Entry)> = entries.map(|e| (self.entry(e, in_list), e)).collect();
        folded.sort_by(|a, b| a.0.key.cmp(&b.0.key));
        if !in_list {
            for pair in folded.windows(2) {
                if let [(first, a), (second, b)] = pair
                    && first.key == second.key
                {
                    self.two_spellings(&first.key, a, b);
                }
            }
        }
        Map::from_unsorted(folded.into_iter().map(|(folded, _)| folded).collect())
    }

    fn entry(&mut self, entry: &Entry, in_list: bool) -> Entry {
        let key = if has_upper(&entry.key) { Text::from(lower(&entry.key)) } else { entry.key.clone() };
        self.has_dots |= !in_list && key.contains('.');
        self.path.push(key.clone());
        let node = self.node(&entry.node, in_list);
        self.path.pop();
        Entry { key, key_span: entry.key_span, node }
    }

    fn node(&mut self, node: &Node, in_list: bool) -> Node {
        match &node.value {
            Value::Map(map) => Node::map(self.entries(map.entries().iter(), in_list), node.origin.clone()),
            // The older reader leaves alone whatever lies in a list.
            Value::Seq(items) if self.reader != ConfigReader::R1 => {
                Node::seq(items.iter().map(|item| self.node(item, true)).collect(), node.origin.clone())
            }
            _ if self.is_json => doubles(node),
            _ => node.clone(),
        }
    }

    /// One key in two spellings: which of the two values wins differs from start to start, unless one of
    /// them is the folded key itself, which always loses.
    fn two_spellings(&mut self, key: &Text, first: &Entry, second: &Entry) {
        let restored = matches!(self.reader, ConfigReader::R3 | ConfigReader::R4) && key.contains('.');
        let path = self.path.iter().map(Text::as_str).collect::<Vec<_>>().join(".");
        // Dotted keys are put back as written; only their twin in lower case is left to chance.
        let twin_is_written = [first, second].iter().any(|e| e.key == *key);
        let stays = self.reader == ConfigReader::R3 && !twin_is_written && is_registered(&path, self.version);
        let dot = if path.is_empty() { "" } else { "." };
        if restored && !stays || !is_known(&format!("{path}{dot}{key}"), self.version) {
            return;
        }
        let message = format!("`{}` and `{}` are one key for Flyte", first.key, second.key);
        let help = match twin_is_written {
            true => "remove one of the two: Flyte takes the value of the one with capital letters",
            false => "remove one of the two: which of them wins differs from start to start of Flyte",
        };
        let mut error = Diagnostic::error("config/two-spellings", message).help(help);
        error = error.maybe_at(second.key_span, "the same key again");
        self.notes.errors.push(match first.key_span {
            Some(span) => error.with(span, "first given here"),
            None => error,
        });
    }

    /// Lays a later map over an earlier one.
    fn merge(&mut self, into: &mut Map, from: Map) {
        for entry in from.into_entries() {
            let Some(earlier) = into.get_mut(&entry.key).filter(|_| !entry.key.is_empty()) else {
                into.set_entry(entry);
                continue;
            };
            if matches!(earlier.value, Value::Map(_)) {
                let Value::Map(later) = entry.node.value else {
                    self.ignored_over_map(&entry, earlier);
                    continue;
                };
                self.path.push(entry.key);
                self.merge(earlier.map_mut(), std::rc::Rc::unwrap_or_clone(later));
                self.path.pop();
                continue;
            }
            let mut later = entry;
            self.replaced_list(&later, earlier);
            self.notes.replace(&mut later.node, earlier, "a later file replaces it");
            into.set_entry(later);
        }
    }

    fn written_path(&self, key: &Text) -> String {
        self.path.iter().chain([key]).map(Text::as_str).collect::<Vec<_>>().join(".")
    }

    fn ignored_over_map(&mut self, later: &Entry, earlier: &mut Node) {
        let path = self.written_path(&later.key);
        let (what, help) = match &later.node.value {
            Value::Seq(_) => ("a list", "write it as a map, so that both are merged, or remove the earlier map"),
            Value::Null => ("no value", "remove it, or give keys below it; nothing can clear the earlier map"),
            _ => ("a single value", "write it as a map, or remove the earlier one"),
        };
        let message = format!("`{path}` has {what} here, but an earlier file gives a map: Flyte ignores this one");
        let mut warning = Diagnostic::warning("config/ignored-over-map", message).help(help);
        warning = warning.maybe_at(later.node.span().or(later.key_span), "ignored");
        if let Some(span) = earlier.span() {
            warning = warning.with(span, "this map stays");
        }
        self.notes.warnings.push(warning);
        if later.node.is_null() {
            earlier.displace(&later.node, Verdict::Empty, Rule::Default);
        } else {
            earlier.displace(&later.node, Verdict::Dropped, Rule::Drop);
            self.notes.no_effect(&later.node, "an earlier file gives a map, over which Flyte takes nothing else");
        }
    }

    fn replaced_list(&mut self, later: &Entry, earlier: &Node) {
        let (Value::Seq(_), Value::Seq(items)) = (&later.node.value, &earlier.value) else { return };
        if items.is_empty() {
            return;
        }
        let path = self.written_path(&later.key);
        let message = format!("this list replaces the one that an earlier file gives for `{path}`");
        let mut warning = Diagnostic::warning("config/replaced-list", message).maybe_at(later.node.span(), "");
        if let Some(span) = earlier.span() {
            warning = warning.with(span, "replaced as a whole");
        }
        self.notes.warnings.push(warning.help("Flyte never appends lists of several files; write all items in one"));
    }
}
