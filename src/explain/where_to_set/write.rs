//! An edited document as text again, such that its reader gets the same tree, and with the place of every value
//! in the text as the user has it. It is read by Flyte's rules only, so it need not be pretty: each document is one line.

use std::collections::HashMap;
use std::fmt::Write;

use crate::source::{SourceId, Sources, Span};
use crate::tree::{Node, Value};
use crate::yaml::{Document, emit_json_compact};

/// Longer keys stand behind a `?`, as YAML's readers look no further for a `:`.
const LONGEST_KEY: usize = 128;

/// A text made of edited documents.
#[derive(Clone, Debug, Default)]
pub(super) struct Rewritten {
    pub text: String,
    /// Where each value and key stood before; start and end are those of the new text.
    places: HashMap<(u32, u32), Span>,
    /// Where the new value stands.
    added: Vec<(u32, u32)>,
}

impl Rewritten {
    /// The documents as one text.
    pub fn new(documents: &[Document], sources: &Sources, id: SourceId, is_json: bool) -> Rewritten {
        let mut out = Rewritten::default();
        for (i, document) in documents.iter().enumerate() {
            match (is_json, i) {
                (true, 0) => {}
                (true, _) => out.text.push('\n'),
                // what is YAML must not look like JSON, which some readers take more strictly
                (false, _) => out.text.push_str("--- # edited\n"),
            }
            let mut writer = Writer { sources, id, dates: &document.dates, is_json, out: &mut out };
            writer.value(&document.root);
            out.text.push('\n');
        }
        out
    }

    /// Where a value of this text stood in the user's.
    pub fn before(&self, span: Span) -> Option<Span> {
        self.places.get(&(span.start, span.end)).copied()
    }

    /// Whether a place is, or lies in, the new value.
    pub fn is_added(&self, span: Span) -> bool {
        self.added.iter().any(|(start, end)| *start <= span.start && span.end <= *end)
    }

    /// Whether the new value lies in a place, or the other way round.
    pub fn touches_added(&self, span: Span) -> bool {
        self.is_added(span) || self.added.iter().any(|(start, end)| span.start <= *start && *end <= span.end)
    }
}

/// Writes one document.
struct Writer<'a> {
    sources: &'a Sources,
    id: SourceId,
    dates: &'a [Span],
    is_json: bool,
    out: &'a mut Rewritten,
}

impl Writer<'_> {
    fn value(&mut self, node: &Node) {
        let start = self.out.text.len();
        match &node.value {
            Value::Map(map) => {
                self.out.text.push('{');
                for (i, entry) in map.entries().iter().enumerate() {
                    self.comma(i);
                    self.key(&entry.key, entry.key_span);
                    self.value(&entry.node);
                }
                self.out.text.push('}');
            }
            Value::Seq(items) => {
                self.out.text.push('[');
                for (i, item) in items.iter().enumerate() {
                    self.comma(i);
                    self.value(item);
                }
                self.out.text.push(']');
            }
            _ => self.scalar(node),
        }
        let range = (offset(start), offset(self.out.text.len()));
        match &node.origin {
            origin if *origin == super::value::new() => self.out.added.push(range),
            origin => self.place(range, origin.span()),
        }
    }

    fn comma(&mut self, i: usize) {
        if i > 0 {
            self.out.text.push_str(", ");
        }
    }

    fn place(&mut self, range: (u32, u32), before: Option<Span>) {
        if let Some(span) = before {
            self.out.places.insert(range, span);
        }
    }

    fn key(&mut self, key: &str, written: Option<Span>) {
        if key.len() > LONGEST_KEY && !self.is_json {
            self.out.text.push_str("? ");
        }
        let start = self.out.text.len();
        // `on:` and `1:` are no strings for some readers, and have to stay what they are
        match written.map(|span| self.sources.slice(span)).filter(|w| is_plain(w) && !self.is_json) {
            Some(written) => self.out.text.push_str(written),
            None => self.json(&Node::str(key, super::value::new())),
        }
        let range = (offset(start), offset(self.out.text.len()));
        self.place(range, written);
        self.out.text.push_str(": ");
    }

    /// A scalar: strings in quotes, all others as they are written.
    fn scalar(&mut self, node: &Node) {
        let span = node.span().filter(|s| s.source == self.id);
        let is_string = matches!(node.value, Value::Str(_)) && !span.is_some_and(|s| self.dates.contains(&s));
        let written = span.map(|s| self.sources.slice(s)).filter(|w| !w.is_empty());
        match written {
            Some(date) if self.dates.iter().any(|d| Some(*d) == span) => self.out.text.push_str(date),
            Some(written) if !is_string && is_plain(written) => self.out.text.push_str(written),
            _ => self.json(node),
        }
    }

    fn json(&mut self, leaf: &Node) {
        // writing to a string does not fail
        let _ = match &leaf.value {
            Value::Str(text) => write_string(text, &mut self.out.text),
            _ => emit_json_compact(leaf, &mut self.out.text),
        };
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Whether a plain scalar can stand anywhere in a flow collection.
fn is_plain(written: &str) -> bool {
    !written.is_empty() && written.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.+-/~".contains(&b))
}

/// A string in double quotes, as JSON and YAML both read it.
fn write_string(text: &str, out: &mut String) -> std::fmt::Result {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(out, "\\{c}")?,
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            ' '..='~' => out.push(c),
            '\u{a0}'..='\u{d7ff}' if !matches!(c, '\u{2028}' | '\u{2029}') => out.push(c),
            '\u{e000}'..='\u{fffd}' if c != '\u{feff}' => out.push(c),
            '\u{10000}'.. => out.push(c),
            c => write!(out, "\\u{:04x}", c as u32)?,
        }
    }
    out.push('"');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{Dialect, parse};

    /// Rewrites a text without a change and reads it again.
    fn again(text: &str, dialect: Dialect) -> Option<(Vec<Document>, Vec<Document>, Rewritten)> {
        let mut sources = Sources::new();
        let id = sources.add("f", text);
        let before = parse(&sources, id, dialect).ok()?;
        let out = Rewritten::new(&before, &sources, id, text.starts_with('{'));
        let id = sources.add("f", out.text.as_str());
        let after = parse(&sources, id, dialect).unwrap_or_else(|e| panic!("{e:?}\n{}", out.text));
        Some((before, after, out))
    }

    const TEXTS: &[&str] = &[
        "a: 1\nb: [x, 'y', \"z\"]\nc:\n- d: |\n    two\n    lines\n  e: >-\n    folded\n    text\n",
        "? a long key that stands behind a question mark\n: 1.50\nb: ~\nc:\nd: 0x1F\ne: 1_000\nf: .inf\n",
        "a: &x {k: on, yes: 1, 1: y}\nb: *x\nc:\n  <<: *x\n  l: '5'\n",
        "a: 2024-01-02\nb: 2024-01-02 03:04:05\nc: \"2024-01-02\"\n",
        "a: \"tab\\t quote\\\" nul\\0 bell\\a ü € 𝄞 \\u2028 \\x85\"\n'k: x': {}\n'': []\n",
        "a: x\n---\nb: y\n",
        "{\"a\": [1, 2.50, \"x\", null, true], \"b\": {\"c\\n\": \"\\ud834\\udd1e\"}}",
        "{}",
    ];

    #[test]
    fn the_reader_gets_the_same_tree() {
        let mut read = 0;
        for text in TEXTS {
            for dialect in [Dialect::Core, Dialect::Kubectl, Dialect::ConfigV2, Dialect::ConfigV3] {
                let Some((before, after, _)) = again(text, dialect) else { continue };
                read += 1;
                let roots = |documents: &[Document]| documents.iter().map(|d| d.root.clone()).collect::<Vec<_>>();
                assert_eq!(roots(&before), roots(&after), "{dialect:?} {text}");
                let dates = |documents: &[Document]| documents.iter().map(|d| d.dates.len()).collect::<Vec<_>>();
                assert_eq!(dates(&before), dates(&after), "{dialect:?} {text}");
            }
        }
        assert!(read > 25, "{read}");
    }

    #[test]
    fn every_value_knows_where_it_stood() {
        for text in TEXTS {
            let (before, after, out) = again(text, Dialect::Core).unwrap();
            for (before, after) in before.iter().zip(&after) {
                let mut places = Vec::new();
                before.root.for_each_leaf(&mut |path, leaf| places.push((path.clone(), leaf.span())));
                for (path, span) in places {
                    let now = after.root.find(&path).and_then(Node::span).unwrap();
                    assert_eq!(out.before(now), span, "{path} of {text}");
                }
            }
        }
    }
}
