//! The syntax tree of one Python text: the only place that names the parser.

use crate::sdk::python::language::bound;
use ruff_python_ast::{ModModule, PySourceType, Stmt};
use ruff_text_size::{Ranged, TextRange};

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span};

/// Brackets nested deeper than this are no program of a person.
const DEEPEST: usize = 60;

/// Nor are blocks; Python itself allows a hundred.
const BLOCKS: usize = 40;

/// More operators than this in one expression would nest the tree too deeply.
const OPERATORS: usize = 400;

/// Trees take many times the room of their texts, and no person writes this much.
const LARGEST: usize = 16 * 1024 * 1024;

/// So many places of one broken file are shown.
const MOST_ERRORS: usize = 5;

/// One module: its text's id, its dotted name and its tree.
#[derive(Debug)]
pub(super) struct Module {
    /// The text.
    pub id: SourceId,
    /// Dotted name (`pipelines.train`).
    pub name: String,
    /// Whether it is the `__init__` of a package.
    pub package: bool,
    text: String,
    tree: ModModule,
    bound: OnceCell<BTreeSet<String>>,
}

impl Module {
    /// Parses a text. Broken Python is an error at its place; of each line the first, and not more than
    /// a few, since one mistake makes others behind it.
    pub fn parse(text: &str, id: SourceId, name: &str, package: bool) -> Result<Module, Vec<Diagnostic>> {
        if text.len() > LARGEST {
            let found = Diagnostic::error("python/too-large", "a Python file larger than 16 MiB is not read");
            return Err(vec![found.at(Span::new(id, 0, 0), "begins here").help("is this the right file?")]);
        }
        if let Some(at) = too_deep(text) {
            let found = Diagnostic::error("python/too-deep", "this Python is nested too deeply to be read");
            return Err(vec![found.at(Span::new(id, at, at + 1), "nested too deeply")]);
        }
        let parsed = ruff_python_parser::parse_unchecked_source(text, PySourceType::Python);
        let mut broken: Vec<Diagnostic> = Vec::new();
        let mut last = None;
        for error in parsed.errors() {
            let at = error.range().start().to_usize();
            let span_of = |before: usize| text.get(before.min(at)..before.max(at)).unwrap_or("\n");
            let between = last.replace(at).map(span_of);
            if between.is_some_and(|text| !text.contains('\n')) {
                continue;
            }
            let theirs = error.error.to_string();
            let (first, rest) = theirs.split_at_checked(1).unwrap_or(("", &theirs));
            let message = format!("this is no Python 3: {}{rest}", first.to_lowercase());
            let found = Diagnostic::error("python/syntax", message).at(span(id, error.range()), "here");
            broken.push(found.help("correct the file; Python 2 is not read"));
            if broken.len() == MOST_ERRORS {
                break;
            }
        }
        if !broken.is_empty() {
            return Err(broken);
        }
        let (name, text) = (name.to_owned(), text.to_owned());
        Ok(Module { id, name, package, text, tree: parsed.into_syntax(), bound: OnceCell::new() })
    }

    /// Whether anything in the module binds a name, wherever that is.
    pub fn binds(&self, name: &str) -> bool {
        self.bound.get_or_init(|| bound::names(&self.tree.body)).contains(name)
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The statements.
    pub fn body(&self) -> &[Stmt] {
        &self.tree.body
    }

    /// The text at its head that documents it.
    pub fn documentation(&self) -> Option<String> {
        match self.tree.body.first() {
            Some(Stmt::Expr(s)) => s.value.as_string_literal_expr().map(|l| l.value.to_str().to_owned()),
            _ => None,
        }
    }

    /// The text of a part of the tree, as it is written.
    pub fn written(&self, part: &impl Ranged) -> &str {
        let range = part.range();
        self.text.get(range.start().to_usize()..range.end().to_usize()).unwrap_or("")
    }

    /// The place of a part of the tree.
    pub fn span(&self, part: &impl Ranged) -> Span {
        span(self.id, part.range())
    }
}

/// A text as an expression, if it is a short one.
pub(super) fn expression(text: &str) -> Option<ruff_python_ast::Expr> {
    let short = text.len() < 1000 && too_deep(text).is_none();
    let parsed = short.then(|| ruff_python_parser::parse_expression(text).ok()).flatten()?;
    Some(*parsed.into_syntax().body)
}

fn span(id: SourceId, range: TextRange) -> Span {
    Span::new(id, range.start().to_usize(), range.end().to_usize())
}

/// Where brackets, blocks or operators are nested so deeply that walking the tree could exhaust the
/// stack. Strings are passed over as well as a look at their quotes allows.
fn too_deep(text: &str) -> Option<usize> {
    let mut scan = Scan { bytes: text.as_bytes(), at: 0, brackets: 0, operators: 0, blocks: vec![0] };
    while let Some(byte) = scan.byte(0) {
        let start = scan.at;
        match byte {
            b'"' | b'\'' => scan.string(byte),
            b'#' => {
                while scan.byte(0).is_some_and(|b| b != b'\n') {
                    scan.at += 1
                }
            }
            _ if byte.is_ascii_alphabetic() || byte == b'_' => scan.word(text),
            _ => scan.sign(byte),
        }
        if scan.brackets > DEEPEST || scan.operators > OPERATORS || scan.blocks.len() > BLOCKS {
            return Some(start);
        }
    }
    None
}

/// A look at the tokens of a text.
struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    brackets: usize,
    operators: usize,
    /// Indentations of the open blocks.
    blocks: Vec<usize>,
}

impl Scan<'_> {
    fn byte(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// Passes over a string.
    fn string(&mut self, quote: u8) {
        let triple = self.byte(1) == Some(quote) && self.byte(2) == Some(quote);
        self.at += if triple { 3 } else { 1 };
        while let Some(byte) = self.byte(0) {
            let closes = byte == quote && (!triple || (self.byte(1) == Some(quote) && self.byte(2) == Some(quote)));
            if closes || (byte == b'\n' && !triple) {
                self.at += if triple { 3 } else { usize::from(closes) };
                return;
            }
            self.at += if byte == b'\\' { 2 } else { 1 };
        }
    }

    /// Passes over a word; some nest what follows.
    fn word(&mut self, text: &str) {
        let start = self.at;
        while self.byte(0).is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_') {
            self.at += 1;
        }
        let nests = ["not", "lambda", "else", "await", "yield"];
        self.operators += usize::from(text.get(start..self.at).is_some_and(|w| nests.contains(&w)));
    }

    fn sign(&mut self, byte: u8) {
        self.at += 1;
        match byte {
            b'(' | b'[' | b'{' => (self.brackets, self.operators) = (self.brackets + 1, self.operators + 1),
            b')' | b']' | b'}' => self.brackets = self.brackets.saturating_sub(1),
            b',' | b';' => self.operators = 0,
            b'\n' if self.brackets == 0 => {
                self.operators = 0;
                let indent =
                    self.bytes.get(self.at..).unwrap_or(&[]).iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
                let blank = matches!(self.byte(indent), None | Some(b'\n' | b'\r' | b'#'));
                if !blank {
                    while self.blocks.last().is_some_and(|open| *open >= indent) && self.blocks.len() > 1 {
                        self.blocks.pop();
                    }
                    if self.blocks.last().is_some_and(|open| *open < indent) {
                        self.blocks.push(indent);
                    }
                }
            }
            b'+' | b'-' | b'*' | b'/' | b'%' | b'&' | b'|' | b'^' | b'~' | b'<' | b'>' | b'.' | b':' | b'@' => {
                self.operators += 1;
            }
            _ => {}
        }
    }
}
