//! Texts made of values: f-strings, `str()`, `repr()`, formats.

use ruff_python_ast::{
    ConversionFlag, FStringPart, FStringValue, InterpolatedElement, InterpolatedStringElement,
    InterpolatedStringElements,
};

use super::machine::{Frame, Machine};
use super::value::{Kind, Val};
use crate::source::Span;

const RUNS: &str = "only running the program tells this";

/// Longer texts are not made.
const LONGEST: usize = 1_000_000;

/// Wider than this no text is padded.
const WIDEST: usize = 10_000;

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
            ConversionFlag::Ascii => None,
            ConversionFlag::Str => str(&value).map(|t| Val::str(t, span)),
            ConversionFlag::None => Some(value),
        };
        let text = text.and_then(|v| format(&v, &spec)).ok_or_else(|| Val::unknown(RUNS, span))?;
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
pub(super) fn str(value: &Val<'_>) -> Option<String> {
    match &value.kind {
        Kind::Str(s) => Some(s.to_string()),
        Kind::Object(object) => {
            let object = object.borrow();
            object.get("path").filter(|_| object.class == "pathlib.Path")?.as_str().map(str::to_owned)
        }
        _ => repr(value, 0),
    }
}

/// `repr(value)`
pub(super) fn repr(value: &Val<'_>, depth: usize) -> Option<String> {
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
        _ => return None,
    };
    (text.len() < LONGEST).then_some(text)
}

fn quoted(s: &str) -> Option<String> {
    if s.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')) {
        return None;
    }
    let quote = if s.contains('\'') && !s.contains('"') { '"' } else { '\'' };
    let mut inner = s.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t").replace('\r', "\\r");
    if quote == '\'' {
        inner = inner.replace('\'', "\\'");
    }
    Some(format!("{quote}{inner}{quote}"))
}

/// A float as Python prints it.
pub(super) fn float(n: f64) -> String {
    crate::sdk::amounts::python_float(n)
}

/// A value in a format like `>8`, `03d` or `.2f`; none for formats that are not known here.
pub(super) fn format(value: &Val<'_>, spec: &str) -> Option<String> {
    if spec.is_empty() {
        return str(value);
    }
    let mut rest: &str = spec;
    let (mut fill, mut align) = (' ', None);
    let mut head = spec.chars();
    let (first, second) = (head.next()?, head.next());
    if let Some(a) = second.filter(|c| "<>^=".contains(*c)) {
        (fill, align) = (first, Some(a));
        rest = head.as_str();
    } else if "<>^=".contains(first) {
        align = Some(first);
        rest = rest.get(first.len_utf8()..)?;
    }
    let plus = rest.starts_with('+');
    rest = rest.trim_start_matches(['+', '-']);
    if let Some(behind) = rest.strip_prefix('0').filter(|_| align.is_none()) {
        (fill, align, rest) = ('0', Some('='), behind);
    }
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (width, behind) = rest.split_at(digits);
    let width: usize = if width.is_empty() { 0 } else { width.parse().ok().filter(|w| *w < WIDEST)? };
    let (comma, behind) = behind.strip_prefix(',').map_or((false, behind), |b| (true, b));
    let (precision, kind) = match behind.strip_prefix('.') {
        Some(b) => {
            let digits = b.find(|c: char| !c.is_ascii_digit()).unwrap_or(b.len());
            let (p, k) = b.split_at(digits);
            (Some(p.parse::<usize>().ok().filter(|p| *p < 100)?), k)
        }
        None => (None, behind),
    };
    let (text, number) = body(value, kind, precision, comma)?;
    let text = if plus && number && !text.starts_with('-') { format!("+{text}") } else { text };
    Some(pad(&text, fill, align.unwrap_or(if number { '>' } else { '<' }), width))
}

fn body(value: &Val<'_>, kind: &str, precision: Option<usize>, comma: bool) -> Option<(String, bool)> {
    let grouped = |s: String| if comma { thousands(&s) } else { s };
    let whole = value.as_int().filter(|_| precision.is_none());
    match (kind, &value.kind) {
        ("" | "s", Kind::Str(s)) if !comma => Some((s.chars().take(precision.unwrap_or(usize::MAX)).collect(), false)),
        ("" | "d", _) if whole.is_some() => whole.map(|n| (grouped(n.to_string()), true)),
        ("x", _) => whole.filter(|n| *n >= 0).map(|n| (format!("{n:x}"), true)),
        ("X", _) => whole.filter(|n| *n >= 0).map(|n| (format!("{n:X}"), true)),
        ("o", _) => whole.filter(|n| *n >= 0).map(|n| (format!("{n:o}"), true)),
        ("b", _) => whole.filter(|n| *n >= 0).map(|n| (format!("{n:b}"), true)),
        ("f", _) => super::operators::float(value).map(|n| (grouped(format!("{n:.*}", precision.unwrap_or(6))), true)),
        ("%", _) => {
            super::operators::float(value).map(|n| (format!("{:.*}%", precision.unwrap_or(6), n * 100.0), true))
        }
        ("", Kind::Float(n)) if precision.is_none() => Some((float(*n), true)),
        _ => None,
    }
}

fn thousands(text: &str) -> String {
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |t| ("-", t));
    let (whole, rest) = text.split_once('.').map_or((text, String::new()), |(w, r)| (w, format!(".{r}")));
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    format!("{sign}{out}{rest}")
}

fn pad(text: &str, fill: char, align: char, width: usize) -> String {
    let missing = width.saturating_sub(text.chars().count());
    let fills = |n: usize| std::iter::repeat_n(fill, n).collect::<String>();
    match align {
        '<' => format!("{text}{}", fills(missing)),
        '^' => format!("{}{text}{}", fills(missing / 2), fills(missing - missing / 2)),
        '=' => match text.strip_prefix(['-', '+']) {
            Some(digits) => format!("{}{}{digits}", text.get(..1).unwrap_or(""), fills(missing)),
            None => format!("{}{text}", fills(missing)),
        },
        _ => format!("{}{text}", fills(missing)),
    }
}

/// `"%s:%d" % values`
pub(super) fn percent(left: &Val<'_>, right: &Val<'_>) -> Option<String> {
    let one = std::slice::from_ref(right);
    let mut values = match &right.kind {
        Kind::Tuple(items) => items.iter(),
        Kind::Dict(_) | Kind::Unknown(_) => return None,
        _ => one.iter(),
    };
    let (mut out, mut rest) = (String::new(), left.as_str()?);
    while let Some((before, behind)) = rest.split_once('%') {
        out.push_str(before);
        let kind = behind.chars().next()?;
        match kind {
            '%' => out.push('%'),
            's' => out.push_str(&str(values.next()?)?),
            'r' => out.push_str(&repr(values.next()?, 0)?),
            'd' => out.push_str(&values.next()?.as_int()?.to_string()),
            _ => return None,
        }
        rest = behind.get(1..)?;
    }
    out.push_str(rest);
    values.next().is_none().then_some(out)
}

/// `"{}:{name}".format(...)`
pub(super) fn braces<'a>(
    text: &str,
    positional: &[Val<'a>],
    named: &dyn Fn(&str) -> Option<Val<'a>>,
) -> Option<String> {
    let (mut out, mut rest, mut next) = (String::new(), text, 0usize);
    while let Some(at) = rest.find(['{', '}']) {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        if let Some(more) = behind.strip_prefix("{{").or_else(|| behind.strip_prefix("}}")) {
            out.push_str(behind.get(..1)?);
            rest = more;
            continue;
        }
        let (field, more) = behind.strip_prefix('{')?.split_once('}')?;
        let (name, spec) = field.split_once(':').unwrap_or((field, ""));
        let value = match name.parse::<usize>() {
            Ok(n) => positional.get(n).cloned(),
            Err(_) if name.is_empty() => {
                next += 1;
                positional.get(next - 1).cloned()
            }
            Err(_) => named(name),
        };
        out.push_str(&format(&value?, spec)?);
        rest = more;
    }
    out.push_str(rest);
    Some(out)
}
