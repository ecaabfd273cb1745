//! The texts that were read, and places in them.
//!
//! A [`Span`] is a pair of byte offsets into one text; lines and columns are worked out only when
//! somebody asks. This module reads no files: text comes in from the caller.

use std::cell::OnceCell;
use std::rc::Rc;

/// Names one text of [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub u32);

/// A half-open range of bytes `start..end` in one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The text.
    pub source: SourceId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end` of `source`. Offsets are bytes of the file as the user has it.
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        let clip = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { source, start: clip(start), end: clip(end.max(start)) }
    }

    /// Whether `other` lies inside this range (or is equal to it).
    pub fn contains(&self, other: &Span) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }

    /// The empty range where this one begins.
    pub fn at_start(&self) -> Self {
        Span { end: self.start, ..*self }
    }
}

/// A change of a text: what stands in a span becomes something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    /// What is replaced; an empty span is a place for new text.
    pub span: Span,
    /// What stands there then.
    pub text: String,
    /// Of the new text the part that the change is made for.
    pub value: Option<(usize, usize)>,
    /// What is changed, as a path.
    pub key: String,
}

/// A text with its changes made; those of other texts are passed over.
pub fn spliced(text: &str, id: SourceId, splices: &[Splice]) -> String {
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for splice in in_order(id, splices) {
        out.push_str(text.get(done..splice.span.start as usize).unwrap_or(""));
        out.push_str(&splice.text);
        done = splice.span.end as usize;
    }
    out.push_str(text.get(done..).unwrap_or(""));
    out
}

/// The changes of one text from its beginning to its end.
pub fn in_order(id: SourceId, splices: &[Splice]) -> Vec<&Splice> {
    let mut own: Vec<&Splice> = splices.iter().filter(|s| s.span.source == id).collect();
    own.sort_by_key(|s| s.span.start);
    own
}

/// A line and a column, both from 1; columns count characters, a byte order mark is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One text with the name under which it was given (a path as on the command line, `-`, `flag`).
#[derive(Debug)]
pub struct Source {
    /// The name that messages and origins show.
    pub name: String,
    /// The text, with its byte order mark if it has one.
    pub text: String,
    /// Whether the file is binary, and this is what it says.
    pub decoded: bool,
    line_starts: OnceCell<Vec<u32>>,
}

impl Source {
    /// Byte offset at which each line begins.
    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let mut starts = vec![0];
            for (i, b) in bytes.iter().enumerate() {
                let lone_cr = *b == b'\r' && bytes.get(i + 1) != Some(&b'\n');
                if *b == b'\n' || lone_cr {
                    starts.push(i as u32 + 1);
                }
            }
            starts
        })
    }

    /// Line and column of a byte offset; an offset behind the end is that of the end.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let starts = self.line_starts();
        let line = starts.partition_point(|s| *s <= offset).max(1);
        let start = starts.get(line - 1).copied().unwrap_or(0) as usize;
        let end = (offset as usize).min(self.text.len());
        let before = self.text.get(start..end).unwrap_or("");
        let mut column = before.chars().count();
        if start == 0 && before.starts_with('\u{feff}') {
            column -= 1;
        }
        LineColumn { line, column: column + 1 }
    }

    /// The text of line `line` (from 1) without its line break.
    pub fn line(&self, line: usize) -> &str {
        let starts = self.line_starts();
        let Some(start) = line.checked_sub(1).and_then(|i| starts.get(i)) else { return "" };
        let end = starts.get(line).map_or(self.text.len(), |e| *e as usize);
        self.text.get(*start as usize..end).unwrap_or("").trim_end_matches(['\n', '\r'])
    }
}

/// All texts of one run, in the order in which they were read. A copy shares the texts.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    list: Vec<Rc<Source>>,
}

impl Sources {
    /// No texts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text under the name that messages show for it.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.push(name.into(), text.into(), false)
    }

    /// Adds what a binary file says, as text; places in the file are places in this text.
    pub fn add_decoded(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.push(name.into(), text.into(), true)
    }

    fn push(&mut self, name: String, text: String, decoded: bool) -> SourceId {
        let id = SourceId(self.list.len() as u32);
        self.list.push(Rc::new(Source { name, text, decoded, line_starts: OnceCell::new() }));
        id
    }

    /// The text named by `id`, if it is one of these.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.list.get(id.0 as usize).map(Rc::as_ref)
    }

    /// The whole text of `id`, empty if it is not one of these.
    pub fn text(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |s| s.text.as_str())
    }

    /// The name of `id`, empty if it is not one of these.
    pub fn name(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |s| s.name.as_str())
    }

    /// The bytes of a span, empty if it lies outside.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.source).get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Where a span begins.
    pub fn line_column(&self, span: Span) -> LineColumn {
        self.get(span.source).map_or(LineColumn { line: 1, column: 1 }, |s| s.line_column(span.start))
    }

    /// `file:line:column` of the beginning of a span.
    pub fn place(&self, span: Span) -> String {
        let at = self.line_column(span);
        format!("{}:{}:{}", self.name(span.source), at.line, at.column)
    }

    /// All texts with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.list.iter().enumerate().map(|(i, s)| (SourceId(i as u32), s.as_ref()))
    }
}
