//! Scalars and keys: where they stand, and what they mean.

use std::borrow::Cow;

use granit_parser::{ScalarStyle, Tag};

use super::build::{Builder, Done, Frame, Kind};
use super::mapping::Key;
use super::number::Number;
use super::parse::Dialect;
use super::resolve::{Scalar, key_text, resolve, tagged};
use super::{base64, place};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::tree::{Node, Origin, Text, Value};

/// The line break that only Go's readers know.
const NEXT_LINE: char = '\u{85}';

/// A scalar as the parser gives it.
pub(super) struct Token<'a> {
    pub(super) value: Cow<'a, str>,
    pub(super) style: ScalarStyle,
    pub(super) anchor: usize,
    pub(super) tag: Option<Cow<'a, Tag>>,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn scalar(&mut self, mut token: Token<'a>) {
        self.budget.read();
        let is_key = self.expects_key();
        let (start, end) = self.place(&mut token, is_key);
        self.cursor = self.cursor.max(end);
        let span = self.span(start, end);
        self.fold_next_lines(&mut token, start, end);
        if is_key && token.anchor == 0 {
            let key = self.key(token, span);
            self.set_key(key);
            return;
        }
        let value = self.value(&token, span, !is_key);
        let node = Node::new(value, Origin::input(span));
        self.anchors.close(token.anchor, &node, 1, 0, self.lists > 0);
        if is_key {
            let key = self.key(token, span);
            self.set_key(key);
            return;
        }
        self.attach(Done { node, end, height: 0, token: span });
    }

    /// To Go's readers U+0085 breaks a line, also inside a scalar: one break is a blank, more are
    /// one line break less.
    fn fold_next_lines(&mut self, token: &mut Token<'a>, start: usize, end: usize) {
        let block = matches!(token.style, ScalarStyle::Literal | ScalarStyle::Folded);
        let written = self.text.get(start..end).unwrap_or("");
        if self.dialect == Dialect::Core || block || !written.contains(NEXT_LINE) {
            return;
        }
        let mut out = String::with_capacity(token.value.len());
        let mut parts = token.value.split(NEXT_LINE).enumerate().peekable();
        let mut breaks = 0;
        while let Some((i, part)) = parts.next() {
            let part = if i > 0 { part.trim_start_matches([' ', '\t']) } else { part };
            let part = if parts.peek().is_some() { part.trim_end_matches([' ', '\t']) } else { part };
            if i > 0 {
                breaks += 1;
                if part.is_empty() && parts.peek().is_some() {
                    continue;
                }
                match breaks {
                    1 => out.push(' '),
                    n => (1..n).for_each(|_| out.push('\n')),
                }
                breaks = 0;
            }
            out.push_str(part);
        }
        token.value = Cow::Owned(out);
    }

    /// Where a scalar stands; also gives an empty one its empty text, and a block scalar at the end
    /// of a text without a final line break the text that Go reads.
    fn place(&mut self, token: &mut Token<'a>, is_key: bool) -> (usize, usize) {
        match token.style {
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let (start, end) = place::block_scalar(self.text, self.cursor, token.start, token.end);
                if token.value.ends_with('\n') && place::lacks_final_break(self.text, start, end) {
                    let value = token.value.to_mut();
                    value.pop();
                }
                if place::tab_indents_tail(self.text, token.start, end, token.end) {
                    self.untabbed = end;
                }
                (start, end)
            }
            ScalarStyle::Plain if token.start == token.end => {
                token.value = Cow::Borrowed("");
                let at = self.place_of_nothing(token.start, is_key);
                (at, at)
            }
            _ => (token.start, token.end),
        }
    }

    /// An empty value stands right behind the `:` or `-` that it belongs to.
    fn place_of_nothing(&self, start: usize, is_key: bool) -> usize {
        match self.stack.last() {
            _ if is_key => start,
            Some(Frame { kind: Kind::Map(_), .. }) => {
                place::indicator(self.text, self.cursor, start + 1, b":").map_or(self.cursor, |colon| colon + 1)
            }
            Some(Frame { kind: Kind::List(_), flow: false, .. }) => self.cursor,
            _ => start,
        }
    }

    /// The value of a scalar.
    fn value(&mut self, token: &Token<'a>, span: Span, is_value: bool) -> Value {
        let plain = token.style == ScalarStyle::Plain;
        if !plain && token.tag.is_none() {
            return Value::Str(Text::from(token.value.as_ref()));
        }
        let text = match self.untagged(token, span) {
            Ok(scalar) => {
                if matches!(scalar, Scalar::Date(_)) && is_value {
                    self.dates.push(span);
                }
                if let Scalar::Number(Number::Float(f)) = scalar {
                    self.check_finite(f, span);
                }
                return scalar.value();
            }
            Err(text) => text,
        };
        Value::Str(Text::from(text))
    }

    /// What a scalar means with its tag, if it has one; text that the tag decodes comes as an error.
    fn untagged<'t>(&mut self, token: &'t Token<'a>, span: Span) -> Result<Scalar<'t>, String> {
        let plain = token.style == ScalarStyle::Plain;
        let Some(tag) = &token.tag else {
            return Ok(if plain { resolve(self.dialect, &token.value) } else { Scalar::Str(&token.value) });
        };
        let (handle, suffix) = tag.parts();
        let name = format!("{handle}{suffix}");
        if name == "tag:yaml.org,2002:binary" {
            return Err(base64::decode(&token.value).unwrap_or_else(|| {
                let problem = Diagnostic::error("yaml/tag", "the text under `!!binary` is no base64").at(span, "");
                let words = || "yaml: !!binary value contains invalid base64 data".to_owned();
                let problem = self.quoting(problem.help("encode it with `base64`, or remove the tag"), words);
                self.problems.push(problem);
                String::new()
            }));
        }
        tagged(self.dialect, &name, plain, &token.value).or_else(|words| {
            let message = format!("`{}` is no value for the tag `{}`", token.value, tag.original());
            let problem =
                Diagnostic::error("yaml/tag", message).at(span, "").help("remove the tag, or change the value");
            let problem = self.quoting(problem, || format!("yaml: {words}"));
            self.problems.push(problem);
            Ok(Scalar::Null)
        })
    }

    /// kubectl turns everything into JSON, which has no such numbers.
    fn check_finite(&mut self, number: f64, span: Span) {
        if self.dialect == Dialect::Kubectl && !number.is_finite() {
            let token = self.text.get(span.start as usize..span.end as usize).unwrap_or("");
            let message = format!("`{token}` is a number that JSON, and so Kubernetes, does not have");
            let problem = Diagnostic::error("yaml/not-json", message).at(span, "");
            self.problems.push(problem.help("put it in quotes if it is meant as text"));
        }
    }

    /// The key that a scalar is.
    fn key(&mut self, token: Token<'a>, span: Span) -> Key<'a> {
        let plain = token.style == ScalarStyle::Plain;
        if plain && token.value == "<<" && token.tag.is_none() {
            return Key { text: Text::Static("<<"), span, raw: None, merges: true };
        }
        let text = match self.untagged(&token, span) {
            Ok(scalar) => self.key_or_problem(&scalar, span),
            Err(text) => Text::from(text),
        };
        let raw = (self.dialect == Dialect::ConfigV3).then_some(token.value);
        Key { text, span, raw, merges: false }
    }

    fn key_or_problem(&mut self, scalar: &Scalar, span: Span) -> Text {
        let text = self.text;
        let token = text.get(span.start as usize..span.end as usize).unwrap_or("");
        key_text(self.dialect, scalar, token, self.lists > 0).unwrap_or_else(|what| {
            let problem = Diagnostic::error("yaml/key", format!("a key cannot be {what}")).at(span, "");
            self.problems.push(problem.help("put the key in quotes"));
            Text::from(token)
        })
    }

    /// The key that a list, a map or an alias is.
    pub(super) fn key_from_node(&mut self, done: &Done) {
        let text = match &done.node.value {
            Value::Str(text) => text.clone(),
            Value::Null => self.key_or_problem(&Scalar::Null, done.token),
            Value::Bool(b) => self.key_or_problem(&Scalar::Bool(*b), done.token),
            Value::Int(n) => self.key_or_problem(&Scalar::Number(Number::Int(*n)), done.token),
            Value::Float(f) => self.key_or_problem(&Scalar::Number(Number::Float(*f)), done.token),
            Value::Seq(_) | Value::Map(_) => self.refuse_key(done.token),
        };
        let raw = (self.dialect == Dialect::ConfigV3).then(|| Cow::Owned(text.as_str().to_owned()));
        self.set_key(Key { text, span: done.token, raw, merges: false });
    }

    fn refuse_key(&mut self, span: Span) -> Text {
        let text = self.text;
        let token = text.get(span.start as usize..span.end as usize).unwrap_or("");
        let help = if token.starts_with('{') {
            "text in `{{ }}` is no YAML: render the template first, or put it in quotes"
        } else {
            "put the key in quotes if it is meant as text"
        };
        let problem = Diagnostic::error("yaml/key", "a list or map cannot be a key").at(span, "");
        self.problems.push(problem.help(help));
        Text::from(token)
    }

    /// Remembers the key whose value comes next.
    pub(super) fn set_key(&mut self, key: Key<'a>) {
        let Some(Frame { kind: Kind::Map(map), start, .. }) = self.stack.last_mut() else { return };
        start.get_or_insert(key.span.start as usize);
        map.key = Some(key);
    }
}
