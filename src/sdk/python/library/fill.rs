//! Texts with gaps that values fill: `%` and `str.format`.

use crate::sdk::python::language::items;
use crate::sdk::python::language::value::{Kind, Val};
use crate::sdk::python::library::format::format;
use crate::sdk::python::library::text::{ascii, repr, str};

/// `"%s:%d" % values`
pub(in crate::sdk::python) fn percent(left: &Val<'_>, right: &Val<'_>) -> Option<String> {
    let one = std::slice::from_ref(right);
    let mut values = match &right.kind {
        Kind::Tuple(items) => items.iter(),
        Kind::Unknown(_) => return None,
        _ => one.iter(),
    };
    let (mut out, mut rest) = (String::new(), left.as_str()?);
    let mut by_name = false;
    while let Some((before, behind)) = rest.split_once('%') {
        out.push_str(before);
        let mut behind = behind;
        let mut found = None;
        if let Some((name, more)) = behind.strip_prefix('(').and_then(|b| b.split_once(')')) {
            let Kind::Dict(entries) = &right.kind else { return None };
            found = Some(entries.borrow().get(&format!("s{name}")).map(|(_, v)| v.clone())?);
            (behind, by_name) = (more, true);
        }
        let at = behind.find(|c: char| c.is_ascii_alphabetic() || c == '%')?;
        let (spec, kind) = (behind.get(..at)?, behind.get(at..at + 1)?);
        rest = behind.get(at + 1..)?;
        if kind == "%" {
            out.push('%');
            continue;
        }
        let value = match found {
            Some(value) => value,
            None => values.next()?.clone(),
        };
        out.push_str(&converted(&value, spec, kind)?);
    }
    out.push_str(rest);
    (by_name || values.next().is_none() || matches!(right.kind, Kind::Dict(_))).then_some(out)
}

fn converted(value: &Val<'_>, spec: &str, kind: &str) -> Option<String> {
    let text = |t: String| Val::str(t, value.span);
    let left = spec.contains('-');
    let spec = spec.replace('-', "");
    let (value, kind) = match kind {
        "s" => (text(str(value)?), "s"),
        "r" => (text(repr(value, 0)?), "s"),
        "a" => (text(ascii(&repr(value, 0)?)), "s"),
        "c" => match value.as_str() {
            Some(s) if s.chars().count() == 1 => (text(s.to_owned()), "s"),
            _ => return None,
        },
        "d" | "i" | "u" => match value.kind {
            Kind::Float(n) if n.abs() < 1e18 => (Val::new(Kind::Int(n as i128), value.span), "d"),
            _ => (Val::new(Kind::Int(value.as_int()?), value.span), "d"),
        },
        "x" | "X" | "o" if !spec.contains('#') || kind != "o" => (value.plain(), kind),
        "f" | "F" | "e" | "E" | "g" => (value.plain(), kind),
        _ => return None,
    };
    let zeros = kind == "s" && spec.starts_with('0');
    let align = if left { "<" } else { "" };
    let align = if kind == "s" && !left { ">" } else { align };
    if zeros || spec.contains('*') {
        return None;
    }
    format(&value, &format!("{align}{spec}{kind}"))
}

/// `"{}:{name[key]!r:>8}".format(...)`
pub(in crate::sdk::python) fn braces<'a>(
    text: &str,
    positional: &[Val<'a>],
    named: &dyn Fn(&str) -> Option<Val<'a>>,
) -> Option<String> {
    let mut next = 0;
    filled(text, positional, named, &mut next, 0)
}

fn filled<'a>(
    text: &str,
    positional: &[Val<'a>],
    named: &dyn Fn(&str) -> Option<Val<'a>>,
    next: &mut usize,
    depth: usize,
) -> Option<String> {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find(['{', '}']) {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        if let Some(more) = behind.strip_prefix("{{").or_else(|| behind.strip_prefix("}}")).filter(|_| depth == 0) {
            out.push_str(behind.get(..1)?);
            rest = more;
            continue;
        }
        let behind = behind.strip_prefix('{')?;
        let end = closing(behind)?;
        let (field, more) = (behind.get(..end)?, behind.get(end + 1..)?);
        let (name, spec) = field.split_once(':').unwrap_or((field, ""));
        let (name, conversion) = name.split_once('!').map_or((name, None), |(n, c)| (n, Some(c)));
        let value = found(name, positional, named, next)?;
        let spec = if depth == 0 { filled(spec, positional, named, next, 1)? } else { spec.to_owned() };
        let value = match conversion {
            None => value,
            Some("r") => Val::str(repr(&value, 0)?, value.span),
            Some("s") => Val::str(str(&value)?, value.span),
            Some("a") => Val::str(ascii(&repr(&value, 0)?), value.span),
            Some(_) => return None,
        };
        out.push_str(&format(&value, &spec)?);
        rest = more;
    }
    out.push_str(rest);
    Some(out)
}

/// Where the brace closes that was opened before this text.
fn closing(text: &str) -> Option<usize> {
    let mut open = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => open += 1,
            '}' if open == 0 => return Some(at),
            '}' => open -= 1,
            _ => {}
        }
    }
    None
}

fn found<'a>(
    name: &str,
    positional: &[Val<'a>],
    named: &dyn Fn(&str) -> Option<Val<'a>>,
    next: &mut usize,
) -> Option<Val<'a>> {
    let (head, mut keys) = name.split_at(name.find(['[', '.']).unwrap_or(name.len()));
    let mut value = match head.parse::<usize>() {
        Ok(n) => positional.get(n).cloned()?,
        Err(_) if head.is_empty() => {
            *next += 1;
            positional.get(*next - 1).cloned()?
        }
        Err(_) => named(head)?,
    };
    while let Some((key, more)) = keys.strip_prefix('[').and_then(|k| k.split_once(']')) {
        let at = match key.parse::<i128>() {
            Ok(n) => Val::new(Kind::Int(n), value.span),
            Err(_) => Val::str(key, value.span),
        };
        value = items::subscript(&value, &at, value.span);
        keys = more;
    }
    (keys.is_empty() && !value.is_unknown()).then_some(value)
}
