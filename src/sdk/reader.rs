//! [`Reader`]: scalars and shapes of one task file, with everything that is wrong about them.
//!
//! It knows YAML's and JSON's scalars, not Flyte: what a field means is for its callers.

use crate::diagnostic::{Diagnostic, Level, suggest};
use crate::source::{Sources, Span};
use crate::tree::{Entry, Layer, Node, Text, Value};

/// At most so many known keys are listed in a message.
const LISTED: usize = 14;

/// Reads the values of one file and collects what is wrong with it.
pub(super) struct Reader<'a> {
    sources: &'a Sources,
    /// The file is JSON: numbers and booleans are then no strings.
    pub json: bool,
    /// What was found so far, in the order of reading.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// A reader of one text of `sources`.
    pub fn new(sources: &'a Sources, json: bool) -> Self {
        Reader { sources, json, diagnostics: Vec::new() }
    }

    /// Whether anything was an error.
    pub fn failed(&self) -> bool {
        self.diagnostics.iter().any(|d| d.level == Level::Error)
    }

    /// Adds a finding.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// A value of the wrong kind, at its place.
    pub fn wrong(&mut self, what: &str, expected: &str, node: &Node) {
        let message = format!("`{what}` must be {expected}, not {}", describe(node));
        let text = |t: Text| format!("put it in quotes: `{:?}`", t.as_str());
        let help = match (&node.value, expected) {
            (Value::Null, _) => "leave it out, or give it a value; an empty text is `\"\"`".to_owned(),
            (_, "a string") => self.text(node).map_or_else(|| "write one text".to_owned(), text),
            (Value::Str(_), "true or false") => "write `true` or `false`, without quotes".to_owned(),
            _ => format!("write {expected}"),
        };
        let found = Diagnostic::error("task/wrong-type", message);
        self.report(found.maybe_at(node.origin.nearest_span(), format!("expected {expected}")).help(help));
    }

    /// A key that nothing knows, at its place.
    pub fn unknown_key<'c>(
        &mut self,
        entry: &Entry,
        inside: &str,
        candidates: impl IntoIterator<Item = &'c str> + Clone,
    ) {
        let key = entry.key.as_str();
        let help = match suggest(key, candidates.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", listing(candidates)),
        };
        let message = format!("unknown key `{key}` in {inside}");
        self.report(
            Diagnostic::error("task/unknown-key", message).maybe_at(key_span(entry), "not a field of this").help(help),
        );
    }

    /// A field that is given twice under different spellings.
    pub fn twice(&mut self, first: &Entry, second: &Entry) {
        let message = format!("`{}` and `{}` are the same field", first.key, second.key);
        let mut found =
            Diagnostic::error("task/duplicate-field", message).maybe_at(key_span(second), "given again here");
        if let Some(span) = key_span(first) {
            found = found.with(span, "first given here");
        }
        self.report(found.help("keep one of them"));
    }

    /// The text of a scalar: a string's characters, or another plain scalar just as it is written.
    pub fn text(&self, node: &Node) -> Option<Text> {
        let plain =
            || node.span().map(|s| self.sources.slice(s)).filter(|s| !s.is_empty() && !s.starts_with(['"', '\'']));
        match &node.value {
            Value::Str(text) => Some(text.clone()),
            Value::Bool(b) => Some(Text::from(plain().map_or_else(|| b.to_string(), str::to_owned))),
            Value::Int(n) => Some(Text::from(plain().map_or_else(|| n.to_string(), str::to_owned))),
            Value::Float(n) => Some(Text::from(plain().map_or_else(|| n.to_string(), str::to_owned))),
            _ => None,
        }
    }

    /// A scalar as a string with its place, whatever YAML would take it for.
    pub fn as_string(&self, node: &Node, layer: Layer) -> Option<Node> {
        Some(Node::new(Value::Str(self.text(node)?), node.origin.in_layer(layer)))
    }

    /// A string, or a finding. Null counts as absent.
    pub fn string(&mut self, what: &str, node: &Node, layer: Layer) -> Option<Node> {
        if node.is_null() {
            return None;
        }
        let found = self.as_string(node, layer);
        if found.is_none() {
            self.wrong(what, "a string", node);
        }
        found
    }

    /// A boolean, or a finding. Null counts as absent.
    pub fn boolean(&mut self, what: &str, node: &Node, layer: Layer) -> Option<Node> {
        match node.value {
            Value::Bool(_) => Some(Node::new(node.value.clone(), node.origin.in_layer(layer))),
            Value::Null => None,
            _ => {
                self.wrong(what, "true or false", node);
                None
            }
        }
    }

    /// A list of strings, or a finding. Null counts as absent.
    pub fn strings(&mut self, what: &str, node: &Node, layer: Layer) -> Option<Node> {
        match &node.value {
            Value::Seq(items) => {
                let read = |(i, item): (usize, &Node)| match self.as_string(item, layer) {
                    Some(text) => Some(text),
                    None => {
                        self.wrong(&format!("{what}[{i}]"), "a string", item);
                        None
                    }
                };
                let items = items.iter().enumerate().filter_map(read).collect();
                Some(Node::seq(items, node.origin.in_layer(layer)))
            }
            Value::Null => None,
            _ => {
                self.wrong(what, "a list of strings", node);
                None
            }
        }
    }

    /// A map from strings to strings, or a finding. Null counts as absent.
    pub fn string_map(&mut self, what: &str, node: &Node, layer: Layer) -> Option<Node> {
        let entries = self.mapping(what, node)?;
        let mut out = Vec::with_capacity(entries.len());
        for entry in entries {
            match self.as_string(&entry.node, layer) {
                Some(node) => out.push(Entry { node, ..entry.clone() }),
                None => self.wrong(&format!("{what}.{}", entry.key), "a string", &entry.node),
            }
        }
        Some(Node::map(crate::tree::Map::in_order(out), node.origin.in_layer(layer)))
    }

    /// The entries of a mapping, or a finding. Null counts as absent.
    pub fn mapping<'n>(&mut self, what: &str, node: &'n Node) -> Option<&'n [Entry]> {
        match &node.value {
            Value::Map(map) => Some(map.entries()),
            Value::Null => None,
            _ => {
                self.wrong(what, "a mapping", node);
                None
            }
        }
    }
}

/// Whether a text is written as JSON: an object or array that begins as YAML's own flow style hardly does.
pub(super) fn is_json(text: &str) -> bool {
    let mut bytes = text.trim_start_matches('\u{feff}').bytes().filter(|b| !b.is_ascii_whitespace());
    match (bytes.next(), bytes.next()) {
        (Some(b'{'), Some(second)) => matches!(second, b'"' | b'}'),
        (Some(b'['), Some(second)) => matches!(second, b'{' | b'"' | b']' | b'['),
        _ => false,
    }
}

/// Where the key of an entry stands, or else its value.
pub(super) fn key_span(entry: &Entry) -> Option<Span> {
    entry.key_span.or_else(|| entry.node.origin.nearest_span())
}

/// The same tree with every origin in `layer`.
pub(super) fn in_layer(node: &Node, layer: Layer) -> Node {
    let origin = node.origin.in_layer(layer);
    match &node.value {
        Value::Seq(items) => Node::seq(items.iter().map(|n| in_layer(n, layer)).collect(), origin),
        Value::Map(map) => {
            let entries = map.entries().iter().map(|e| Entry { node: in_layer(&e.node, layer), ..e.clone() }).collect();
            Node::map(crate::tree::Map::in_order(entries), origin)
        }
        other => Node::new(other.clone(), origin),
    }
}

/// A value in words, for messages; long strings are cut.
pub(super) fn describe(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(b) => format!("the boolean `{b}`"),
        Value::Int(n) => format!("the number `{n}`"),
        Value::Float(n) => format!("the number `{n}`"),
        Value::Str(s) if s.chars().count() > 40 => {
            format!("the string `{}...`", s.chars().take(40).collect::<String>())
        }
        Value::Str(s) => format!("the string `{s}`"),
        Value::Seq(_) => "a list".to_owned(),
        Value::Map(_) => "a mapping".to_owned(),
    }
}

/// Names in backticks, cut to a readable number.
pub(super) fn listing<'c>(names: impl IntoIterator<Item = &'c str>) -> String {
    let mut all: Vec<String> = names.into_iter().map(|n| format!("`{n}`")).collect();
    if all.len() > LISTED {
        all.truncate(LISTED);
        all.push("...".to_owned());
    }
    all.join(", ")
}
