//! Functions of the standard library that make texts.

use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::value::{Kind, Val};
use crate::sdk::python::library::json;
use crate::sdk::python::library::standard;
use crate::source::Span;

/// Functions of texts.
pub(in crate::sdk::python) fn call<'a>(dotted: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let first = given.positional.first();
    let word = |i: usize| given.positional.get(i).and_then(Val::as_str);
    let text = |t: String| Some(Val::str(t, span));
    match dotted {
        "os.path.join" | "posixpath.join" => {
            let parts: Vec<&str> = given.positional.iter().map(Val::as_str).collect::<Option<_>>()?;
            text(join(&parts))
        }
        "os.path.basename" => text(word(0)?.rsplit('/').next().unwrap_or_default().to_owned()),
        "os.path.dirname" => {
            let head = word(0)?.rsplit_once('/').map_or("", |(head, _)| head);
            let head = if head.is_empty() && word(0)?.starts_with('/') { "/" } else { head };
            text(if head.bytes().all(|b| b == b'/') { head } else { head.trim_end_matches('/') }.to_owned())
        }
        "os.path.splitext" => {
            let (folder, name) = word(0)?.rsplit_once('/').map_or(("", word(0)?), |(f, n)| (f, n));
            let slash = if name.len() < word(0)?.len() { "/" } else { "" };
            let at = name.rfind('.').filter(|at| name.get(..*at).is_some_and(|b| b.bytes().any(|b| b != b'.')));
            let (stem, suffix) = name.split_at(at.unwrap_or(name.len()));
            let pair = vec![Val::str(format!("{folder}{slash}{stem}"), span), Val::str(suffix, span)];
            Some(Val::new(Kind::Tuple(std::rc::Rc::new(pair)), span))
        }
        "textwrap.dedent" => dedent(word(0)?).and_then(text),
        "textwrap.indent" if given.positional.len() == 2 && given.named.is_empty() => {
            let one = |line: &str| {
                if line.trim().is_empty() { line.to_owned() } else { format!("{}{line}", word(1).unwrap_or("")) }
            };
            word(1)?;
            text(word(0)?.split_inclusive('\n').map(one).collect())
        }
        "json.loads" if given.named.is_empty() => json::loads(word(0)?, span),
        "json.dumps" => json::dumps(first?, &style(given)?).and_then(text),
        "string.Template" => standard::wrapped(dotted, given, span),
        "typing.NamedTuple" => None,
        _ => None,
    }
}

fn style(given: &Given<'_>) -> Option<json::Style> {
    let known = |n: &str| matches!(n, "indent" | "sort_keys" | "separators" | "ensure_ascii");
    if given.named.iter().any(|f| !known(&f.name)) || given.positional.len() != 1 {
        return None;
    }
    let indent = match given.get("indent").filter(|v| !v.is_none()) {
        Some(v) => Some(match v.as_str() {
            Some(s) => s.to_owned(),
            None => " ".repeat(usize::try_from(v.as_int()?).ok().filter(|n| *n < 100)?),
        }),
        None => None,
    };
    let (mut item, mut key) = ((if indent.is_some() { "," } else { ", " }).to_owned(), ": ".to_owned());
    if let Some(pair) = given.get("separators").filter(|v| !v.is_none()) {
        let Kind::Tuple(pair) = &pair.kind else { return None };
        (item, key) = (pair.first()?.as_str()?.to_owned(), pair.get(1)?.as_str()?.to_owned());
    }
    let sorted = given.get("sort_keys").map_or(Some(false), Val::truth)?;
    let ascii = given.get("ensure_ascii").map_or(Some(true), Val::truth)?;
    Some(json::Style { indent, item, key, sorted, ascii })
}

fn join(parts: &[&str]) -> String {
    let mut out = String::new();
    for (at, part) in parts.iter().enumerate() {
        if part.starts_with('/') {
            out.clear();
        } else if at > 0 && !out.is_empty() && !out.ends_with('/') {
            out.push('/');
        }
        out.push_str(part);
    }
    out
}

/// The text without the indentation that all its lines have; none where tabs and spaces are mixed.
fn dedent(text: &str) -> Option<String> {
    let blank = |line: &str| line.trim_end_matches('\n').bytes().all(|b| b == b' ' || b == b'\t');
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let indents = lines.iter().filter(|l| !blank(l)).map(|l| &l[..l.len() - l.trim_start_matches([' ', '\t']).len()]);
    let indents: Vec<&str> = indents.collect();
    if indents.iter().any(|i| i.contains('\t')) {
        return None;
    }
    let least = indents.iter().map(|i| i.len()).min().unwrap_or(0);
    let mut out = String::new();
    for line in lines {
        match blank(line) {
            true if line.ends_with('\n') => out.push('\n'),
            true => {}
            false => out.push_str(line.get(least..).unwrap_or_default()),
        }
    }
    Some(out)
}

/// `$name` and `${name}` by their values.
pub(in crate::sdk::python) fn substituted(text: &str, of: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, behind)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(more) = behind.strip_prefix('$') {
            out.push('$');
            rest = more;
            continue;
        }
        let (name, more) = match behind.strip_prefix('{') {
            Some(braced) => braced.split_once('}')?,
            None => {
                behind.split_at(behind.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(behind.len()))
            }
        };
        out.push_str(&of(name).filter(|_| !name.is_empty())?);
        rest = more;
    }
    out.push_str(rest);
    Some(out)
}
