//! Texts made of values: f-strings, `str()`, `repr()`, formats.

use crate::sdk::python::library::format;
use ruff_python_ast::{
    ConversionFlag, FStringPart, FStringValue, InterpolatedElement, InterpolatedStringElement,
    InterpolatedStringElements,
};

use crate::sdk::python::language::composed::Series;
use crate::sdk::python::language::machine::{Frame, Machine};
use crate::sdk::python::language::value::{Kind, Val};
use crate::source::Span;

const RUNS: &str = "only running the program tells this";

/// Longer texts are not made.
const LONGEST: usize = 1_000_000;

impl<'a> Machine<'a> {
    /// An f-string, with whatever stands beside it.
    pub fn fstring(&mut self, value: &'a FStringValue, frame: &mut Frame<'a>, span: Span) -> Val<'a> {
        let mut out = String::new();
        for part in value.as_slice() {
            match part {
                FStringPart::Literal(literal) => out.push_str(literal.as_str()),
                FStringPart::FString(f) => match self.interpolated(&f.elements, frame) {
                    Ok(text) => out.push_str(&text),
                    Err(lost) => return lost,
                },
            }
        }
        Val::str(out, span)
    }

    fn interpolated(
        &mut self,
        elements: &'a InterpolatedStringElements,
        frame: &mut Frame<'a>,
    ) -> Result<String, Val<'a>> {
        let mut out = String::new();
        for element in elements.iter() {
            match element {
                InterpolatedStringElement::Literal(literal) => out.push_str(&literal.value),
                InterpolatedStringElement::Interpolation(i) => out.push_str(&self.interpolation(i, frame)?),
            }
        }
        Ok(out)
    }

    fn interpolation(&mut self, i: &'a InterpolatedElement, frame: &mut Frame<'a>) -> Result<String, Val<'a>> {
        let span = self.span(frame, &*i.expression);
        let value = self.expr(&i.expression, frame);
        if value.is_unknown() {
            return Err(value);
        }
        let spec = i.format_spec.as_ref().map(|s| self.interpolated(&s.elements, frame)).transpose()?;
        let spec = spec.unwrap_or_default();
        let debug = i.debug_text.is_some();
        let text = match i.conversion {
            ConversionFlag::Repr => repr(&value, 0).map(|t| Val::str(t, span)),
            ConversionFlag::None if debug && spec.is_empty() => repr(&value, 0).map(|t| Val::str(t, span)),
            ConversionFlag::Ascii => repr(&value, 0).map(|t| Val::str(ascii(&t), span)),
            ConversionFlag::Str => str(&value).map(|t| Val::str(t, span)),
            ConversionFlag::None => Some(value),
        };
        let text = text.and_then(|v| format::format(&v, &spec)).ok_or_else(|| Val::unknown(RUNS, span))?;
        let modules = self.modules;
        Ok(match (&i.debug_text, modules.get(frame.module)) {
            (Some(d), Some(module)) => {
                format!("{}{}{}{text}", d.leading(), module.written(&*i.expression), d.trailing())
            }
            _ => text,
        })
    }
}

/// `str(value)`
pub(in crate::sdk::python) fn str(value: &Val<'_>) -> Option<String> {
    match &value.kind {
        Kind::Str(s) => Some(s.to_string()),
        Kind::Object(object) => {
            let object = object.borrow();
            object.get("path").filter(|_| object.class == "pathlib.Path")?.as_str().map(str::to_owned)
        }
        Kind::Member(m) if m.class.get("__str__").is_some() || m.class.get("__format__").is_some() => None,
        Kind::Member(m) if m.class.is_a("enum.IntEnum") || m.class.is_a("enum.StrEnum") => str(&m.value),
        Kind::Member(m) => Some(format!("{}.{}", m.class.name, m.name)),
        _ => repr(value, 0),
    }
}

/// `repr(value)`
pub(in crate::sdk::python) fn repr(value: &Val<'_>, depth: usize) -> Option<String> {
    if depth > 16 {
        return None;
    }
    let all = |items: &[Val<'_>]| items.iter().map(|v| repr(v, depth + 1)).collect::<Option<Vec<_>>>();
    let text = match &value.kind {
        Kind::None => "None".to_owned(),
        Kind::Bool(b) => if *b { "True" } else { "False" }.to_owned(),
        Kind::Int(n) => n.to_string(),
        Kind::Float(n) => float(*n),
        Kind::Str(s) => quoted(s)?,
        Kind::List(items) => format!("[{}]", all(&items.borrow())?.join(", ")),
        Kind::Tuple(items) => match all(items)?.as_slice() {
            [one] => format!("({one},)"),
            many => format!("({})", many.join(", ")),
        },
        Kind::Dict(entries) => {
            let entries = entries.borrow();
            let one = |(k, v): &(Val<'_>, Val<'_>)| Some(format!("{}: {}", repr(k, depth + 1)?, repr(v, depth + 1)?));
            format!("{{{}}}", entries.values().map(one).collect::<Option<Vec<_>>>()?.join(", "))
        }
        Kind::Set(set) => match set.items.borrow().values().collect::<Vec<_>>().as_slice() {
            [] => format!("{}()", if set.frozen { "frozenset" } else { "set" }),
            [(one, _)] if set.frozen => format!("frozenset({{{}}})", repr(one, depth + 1)?),
            [(one, _)] => format!("{{{}}}", repr(one, depth + 1)?),
            _ => return None,
        },
        Kind::Series(series) => match &**series {
            Series::Range(start, end, 1) => format!("range({start}, {end})"),
            Series::Range(start, end, step) => format!("range({start}, {end}, {step})"),
            Series::View(view, _) => format!("{}([{}])", view.class(), all(&series.items(value.span))?.join(", ")),
            Series::Once(..) => return None,
        },
        Kind::Member(m) if m.class.get("__repr__").is_none() => {
            format!("<{}.{}: {}>", m.class.name, m.name, repr(&m.value, depth + 1)?)
        }
        _ => return None,
    };
    (text.len() < LONGEST).then_some(text)
}

/// A text with escapes for what is not ASCII.
pub(in crate::sdk::python) fn ascii(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match u32::from(c) {
            n if n < 0x80 => out.push(c),
            n if n < 0x100 => out.push_str(&format!("\\x{n:02x}")),
            n if n < 0x10000 => out.push_str(&format!("\\u{n:04x}")),
            n => out.push_str(&format!("\\U{n:08x}")),
        }
    }
    out
}

fn quoted(s: &str) -> Option<String> {
    let quote = if s.contains('\'') && !s.contains('"') { '"' } else { '\'' };
    let mut inner = String::new();
    for c in s.chars() {
        match c {
            '\\' => inner.push_str("\\\\"),
            '\n' => inner.push_str("\\n"),
            '\t' => inner.push_str("\\t"),
            '\r' => inner.push_str("\\r"),
            c if c == quote => inner.extend(['\\', c]),
            c if c.is_ascii_control() => inner.push_str(&format!("\\x{:02x}", u32::from(c))),
            c if c.is_ascii()
                || c.is_alphanumeric()
                || matches!(c, '–' | '—' | '„' | '“' | '”' | '’' | '‘' | '°' | '€') =>
            {
                inner.push(c)
            }
            // whether Python prints it as it is, its tables say
            _ => return None,
        }
    }
    Some(format!("{quote}{inner}{quote}"))
}

/// A float as Python prints it.
pub(in crate::sdk::python) fn float(n: f64) -> String {
    if n.is_nan() || n.is_infinite() {
        return format!("{n}").to_lowercase();
    }
    crate::sdk::amounts::python_float(n)
}
