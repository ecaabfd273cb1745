//! `json.loads` and `json.dumps` of values that are known.

use crate::sdk::python::language::items;
use crate::sdk::python::language::value::{Dict, Kind, Val};
use crate::sdk::python::library::text::float;
use crate::source::Span;

/// Nested deeper than this is not followed.
const DEEPEST: usize = 40;

/// How `json.dumps` writes.
pub(in crate::sdk::python) struct Style {
    /// Spaces of a level, if it takes a line for each item.
    pub indent: Option<String>,
    /// Behind an item.
    pub item: String,
    /// Behind a key.
    pub key: String,
    /// Whether keys are in order.
    pub sorted: bool,
    /// Whether what is not ASCII is escaped.
    pub ascii: bool,
}

/// `json.dumps(value)`; none where Python would refuse it or it is not known.
pub(in crate::sdk::python) fn dumps(value: &Val<'_>, style: &Style) -> Option<String> {
    let mut out = String::new();
    write(value, style, 0, &mut out)?;
    Some(out)
}

fn write(value: &Val<'_>, style: &Style, depth: usize, out: &mut String) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    match &value.kind {
        Kind::None => out.push_str("null"),
        Kind::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Kind::Int(n) => out.push_str(&n.to_string()),
        Kind::Float(n) if n.is_finite() => out.push_str(&float(*n)),
        Kind::Str(s) => quote(s, style.ascii, out),
        Kind::List(items) => {
            bracketed('[', ']', &items.borrow(), style, depth, out, &mut |v, out| write(v, style, depth + 1, out))?
        }
        Kind::Tuple(items) => {
            bracketed('[', ']', items, style, depth, out, &mut |v, out| write(v, style, depth + 1, out))?;
        }
        Kind::Dict(entries) => {
            let mut all: Vec<(Val<'_>, Val<'_>)> = entries.borrow().values().cloned().collect();
            if style.sorted {
                all.iter().all(|(k, _)| k.as_str().is_some()).then_some(())?;
                all.sort_by(|a, b| a.0.as_str().cmp(&b.0.as_str()));
            }
            bracketed('{', '}', &all, style, depth, out, &mut |(k, v), out| {
                let key = match &k.kind {
                    Kind::Str(s) => s.to_string(),
                    Kind::None => "null".to_owned(),
                    Kind::Bool(b) => b.to_string(),
                    Kind::Int(n) => n.to_string(),
                    _ => return None,
                };
                quote(&key, style.ascii, out);
                out.push_str(&style.key);
                write(v, style, depth + 1, out)
            })?;
        }
        Kind::Member(m) if m.mixed => write(&m.value, style, depth, out)?,
        _ => return None,
    }
    Some(())
}

/// How an item is written.
type Write<'w, T> = &'w mut dyn FnMut(&T, &mut String) -> Option<()>;

fn bracketed<T>(
    open: char,
    close: char,
    items: &[T],
    style: &Style,
    depth: usize,
    out: &mut String,
    write: Write<'_, T>,
) -> Option<()> {
    out.push(open);
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push_str(&style.item);
        }
        if let Some(indent) = &style.indent {
            out.push('\n');
            out.push_str(&indent.repeat(depth + 1));
        }
        write(item, out)?;
    }
    if let Some(indent) = style.indent.as_ref().filter(|_| !items.is_empty()) {
        out.push('\n');
        out.push_str(&indent.repeat(depth));
    }
    out.push(close);
    Some(())
}

fn quote(text: &str, ascii: bool, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if u32::from(c) < 0x20 => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c if ascii && !c.is_ascii() => {
                let mut units = [0u16; 2];
                c.encode_utf16(&mut units).iter().for_each(|u| out.push_str(&format!("\\u{u:04x}")));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// `json.loads(text)`; none if it is no JSON.
pub(in crate::sdk::python) fn loads<'a>(text: &str, span: Span) -> Option<Val<'a>> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    read(&value, span)
}

fn read<'a>(value: &serde_json::Value, span: Span) -> Option<Val<'a>> {
    use serde_json::Value;
    Some(match value {
        Value::Null => Val::new(Kind::None, span),
        Value::Bool(b) => Val::new(Kind::Bool(*b), span),
        Value::Number(n) => match (n.as_i64(), n.as_u64(), n.as_f64()) {
            (Some(n), ..) => Val::new(Kind::Int(n.into()), span),
            (None, Some(n), _) => Val::new(Kind::Int(n.into()), span),
            // whether a larger one was written as a whole number is not told here
            (None, None, Some(n)) if n.abs() < 9e18 => Val::new(Kind::Float(n), span),
            _ => return None,
        },
        Value::String(s) => Val::str(s.as_str(), span),
        Value::Array(items) => Val::list(items.iter().map(|v| read(v, span)).collect::<Option<_>>()?, span),
        Value::Object(map) => {
            let mut out = Dict::new();
            for (key, value) in map {
                items::insert(&mut out, Val::str(key.as_str(), span), read(value, span)?);
            }
            Val::dict(out, span)
        }
    })
}
