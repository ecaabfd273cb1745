//! JSON texts, read as JSON: the YAML parser would misread some escapes, and reads slower.

use super::build::too_deep;
use super::duplicates::{self, Repeated, group, pairs, repetitions, without};
use super::limits::MAX_DEPTH;
use super::number::{Number, finite};
use super::parse::{Dialect, Document};
use super::resolve::Scalar;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Sources, Span};
use crate::tree::{Entry, Map, Node, Origin, Text, Value};

/// Why a text was not read.
enum Stop {
    /// It is no JSON; it may be YAML.
    NotJson,
    TooDeep(Span),
}

/// Reads a text that begins with a bracket and is JSON; nothing if it is not.
pub(super) fn parse(
    sources: &Sources,
    id: SourceId,
    dialect: Dialect,
) -> Option<Result<Vec<Document>, Vec<Diagnostic>>> {
    let text = sources.text(id);
    let start = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    let mut reader = Reader { text, at: start, id, dialect, depth: 0, duplicates: Vec::new(), repeated: Vec::new() };
    reader.blank();
    let first = reader.peek()?;
    if !matches!(first, b'{' | b'[') {
        return None;
    }
    let mut documents = Vec::new();
    while documents.is_empty() || reader.peek().is_some() {
        // kubectl reads objects one behind the other; nobody else does.
        if !documents.is_empty() && (dialect != Dialect::Kubectl || first != b'{') {
            return None;
        }
        match reader.value() {
            Ok(root) => {
                let duplicates = std::mem::take(&mut reader.duplicates);
                documents.push(Document { root, dates: Vec::new(), duplicates });
            }
            Err(Stop::NotJson) => return None,
            Err(Stop::TooDeep(at)) => return Some(Err(vec![too_deep(at)])),
        }
        reader.blank();
    }
    let problems = duplicates::errors(sources, dialect, reader.repeated);
    Some(if problems.is_empty() { Ok(documents) } else { Err(problems) })
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    id: SourceId,
    dialect: Dialect,
    depth: usize,
    duplicates: Vec<(Span, Span)>,
    repeated: Vec<Repeated>,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes over `byte` if it comes next.
    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn blank(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// Passes over `byte`, which must come next but for blanks, and over blanks behind it.
    fn expect(&mut self, byte: u8) -> Result<(), Stop> {
        self.blank();
        if !self.take(byte) {
            return Err(Stop::NotJson);
        }
        self.blank();
        Ok(())
    }

    fn span(&self, start: usize) -> Span {
        Span::new(self.id, start, self.at)
    }

    fn value(&mut self) -> Result<Node, Stop> {
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => Value::Map(self.nested(Self::object)?.into()),
            Some(b'[') => Value::Seq(self.nested(Self::array)?.into()),
            Some(b'"') => Value::Str(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node::new(value, Origin::input(self.span(start))))
    }

    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Stop>) -> Result<T, Stop> {
        if self.depth >= MAX_DEPTH {
            return Err(Stop::TooDeep(self.span(self.at)));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn array(&mut self) -> Result<Vec<Node>, Stop> {
        self.expect(b'[')?;
        let mut items = Vec::new();
        if self.take(b']') {
            return Ok(items);
        }
        loop {
            items.push(self.value()?);
            self.blank();
            if self.take(b']') {
                return Ok(items);
            }
            self.expect(b',')?;
        }
    }

    fn object(&mut self) -> Result<Map, Stop> {
        let start = self.at;
        let mut entries = Vec::new();
        self.expect(b'{')?;
        if !self.take(b'}') {
            loop {
                let key_start = self.at;
                let key = self.string()?;
                let key_span = Some(self.span(key_start));
                self.expect(b':')?;
                entries.push(Entry { key, key_span, node: self.value()? });
                self.blank();
                if self.take(b'}') {
                    break;
                }
                self.expect(b',')?;
            }
        }
        let again = repetitions(entries.iter().map(|e| e.key.as_str()));
        if self.dialect.allows_duplicates() {
            self.duplicates.extend(pairs(&entries, &again));
        } else if !again.is_empty() {
            self.repeated.push(Repeated { map: self.span(start), keys: group(&entries, &again, |_| None) });
        }
        Ok(Map::in_order(without(entries, &again)))
    }

    fn string(&mut self) -> Result<Text, Stop> {
        if !self.take(b'"') {
            return Err(Stop::NotJson);
        }
        let start = self.at;
        self.plain_run();
        let run = self.text.get(start..self.at).ok_or(Stop::NotJson)?;
        if self.take(b'"') {
            return Ok(Text::from(run));
        }
        let mut decoded = run.to_owned();
        while !self.take(b'"') {
            if !self.take(b'\\') {
                return Err(Stop::NotJson);
            }
            decoded.push(self.escape()?);
            let start = self.at;
            self.plain_run();
            decoded.push_str(self.text.get(start..self.at).ok_or(Stop::NotJson)?);
        }
        Ok(Text::from(decoded))
    }

    /// Passes over what stands for itself in a string.
    fn plain_run(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or(&[]);
        self.at += rest.iter().position(|b| *b == b'"' || *b == b'\\' || *b < b' ').unwrap_or(rest.len());
    }

    fn escape(&mut self) -> Result<char, Stop> {
        let escaped = self.peek().ok_or(Stop::NotJson)?;
        self.at += 1;
        Ok(match escaped {
            b'"' | b'\\' | b'/' => escaped as char,
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.hex()?;
                let low = self.text.get(self.at..).is_some_and(|rest| rest.starts_with("\\u"));
                if (0xd800..0xdc00).contains(&unit) && low {
                    let before = self.at;
                    self.at += 2;
                    let second = self.hex()?;
                    if (0xdc00..0xe000).contains(&second) {
                        return Ok(
                            char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00)).unwrap_or('\u{fffd}')
                        );
                    }
                    self.at = before;
                }
                // Half a pair becomes the replacement character, as in Go.
                char::from_u32(unit).unwrap_or('\u{fffd}')
            }
            _ => return Err(Stop::NotJson),
        })
    }

    fn hex(&mut self) -> Result<u32, Stop> {
        let digits = self.text.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        self.at += 4;
        digits.and_then(|d| u32::from_str_radix(d, 16).ok()).ok_or(Stop::NotJson)
    }

    fn digits(&mut self) -> Result<(), Stop> {
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start { Err(Stop::NotJson) } else { Ok(()) }
    }

    fn number(&mut self) -> Result<Value, Stop> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        let token = self.text.get(start..self.at).ok_or(Stop::NotJson)?;
        let number = match token.parse() {
            Ok(int) => Number::Int(int),
            Err(_) => Number::Float(finite(token).ok_or(Stop::NotJson)?),
        };
        Ok(Scalar::Number(number).value())
    }

    fn word(&mut self) -> Result<Value, Stop> {
        let words = [("null", Value::Null), ("true", Value::Bool(true)), ("false", Value::Bool(false))];
        let rest = self.text.get(self.at..).unwrap_or("");
        let (word, value) = words.into_iter().find(|(word, _)| rest.starts_with(word)).ok_or(Stop::NotJson)?;
        self.at += word.len();
        Ok(value)
    }
}
