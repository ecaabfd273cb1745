//! Python's own functions, and those of the standard library that files of tasks use.

use super::call::Given;
use super::machine::Machine;
use super::value::{Dict, Kind, Val};
use super::{classes, items, operators, text};
use crate::source::Span;
use std::rc::Rc;

/// Names that every module knows.
pub(super) const KNOWN: &[&str] = &[
    "dict",
    "list",
    "tuple",
    "set",
    "str",
    "int",
    "float",
    "bool",
    "len",
    "range",
    "enumerate",
    "zip",
    "sorted",
    "reversed",
    "min",
    "max",
    "sum",
    "abs",
    "repr",
    "print",
    "open",
    "any",
    "all",
    "map",
    "filter",
    "isinstance",
    "getattr",
    "type",
    "object",
    "round",
    "property",
    "staticmethod",
    "classmethod",
    "super",
    "frozenset",
    "bytes",
];

/// The longest `range` that is followed.
const LONGEST: i128 = 100_000;

/// The value of a call of one of these; none if it is another function or cannot be known.
pub(super) fn call<'a>(m: &mut Machine<'a>, dotted: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let first = given.positional.first();
    match dotted {
        "os.environ.get" | "os.getenv" | "os.environ.setdefault" => {
            let name = first.and_then(Val::as_str).unwrap_or_default();
            return Some(m.of_environment(name, span));
        }
        "typing.cast" => return given.positional.get(1).cloned(),
        "copy.deepcopy" | "copy.copy" => return classes::copied(first?, dotted == "copy.deepcopy"),
        "os.path.join" => {
            let parts: Vec<&str> = given.positional.iter().map(Val::as_str).collect::<Option<_>>()?;
            let Kind::Object(path) = classes::path(&parts, span).kind else { return None };
            let text = path.borrow().get("path").cloned();
            return text.filter(|_| parts.iter().all(|p| !p.is_empty() && !p.ends_with('/') && !p.contains("//")));
        }
        _ => {}
    }
    if given.unknown().is_some() {
        return None;
    }
    let name = dotted.strip_prefix("builtins.")?;
    match name {
        "dict" => {
            let mut out = match first {
                Some(from) => to_dict(m, from, span)?,
                None => Val::dict(Dict::new(), span),
            };
            out.span = span;
            if let Kind::Dict(entries) = &out.kind {
                for f in &given.named {
                    let key = Val::str(f.name.as_str(), f.key);
                    items::insert(&mut entries.borrow_mut(), key, f.value.clone());
                }
            }
            Some(out)
        }
        "str" if first.is_none() => Some(Val::str("", span)),
        "str" => text::str(first?).map(|t| Val::str(t, span)),
        "repr" => text::repr(first?, 0).map(|t| Val::str(t, span)),
        "bool" => Some(Val::new(Kind::Bool(first.is_some_and(|v| v.truth() == Some(true))), span))
            .filter(|_| first.is_none_or(|v| v.truth().is_some())),
        "int" | "float" | "abs" => number(name, first?, span),
        "print" => Some(Val::new(Kind::None, span)),
        _ => sequence(m, name, given, span),
    }
}

fn number<'a>(name: &str, value: &Val<'a>, span: Span) -> Option<Val<'a>> {
    let kind = match (name, &value.kind) {
        ("int", Kind::Str(s)) => Kind::Int(s.trim().parse().ok()?),
        ("int", Kind::Float(n)) if n.abs() < 1e18 => Kind::Int(*n as i128),
        ("int", _) => Kind::Int(value.as_int()?),
        ("float", Kind::Str(s)) => Kind::Float(s.trim().parse().ok().filter(|n: &f64| n.is_finite())?),
        ("float", _) => Kind::Float(operators::float(value)?),
        (_, Kind::Float(n)) => Kind::Float(n.abs()),
        _ => Kind::Int(value.as_int()?.checked_abs()?),
    };
    Some(Val::new(kind, span))
}

/// Functions over sequences.
fn sequence<'a>(m: &mut Machine<'a>, name: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let first = given.positional.first();
    let tuple = |items: Vec<Val<'a>>| Some(Val::new(Kind::Tuple(Rc::new(items)), span));
    let items = |m: &Machine<'a>| first.map_or(Some(Vec::new()), |v| m.items(v).ok());
    match name {
        "list" => Some(Val::list(items(m)?, span)),
        "tuple" => tuple(items(m)?),
        "reversed" => tuple(items(m)?.into_iter().rev().collect()),
        "len" if matches!(first?.kind, Kind::Str(_)) => {
            Some(Val::new(Kind::Int(first?.as_str()?.chars().count() as i128), span))
        }
        "len" => {
            let items = items(m)?;
            items.iter().all(|i| !i.is_unknown()).then(|| Val::new(Kind::Int(items.len() as i128), span))
        }
        "enumerate" => {
            let start = given.at(1, "start").map_or(Some(0), Val::as_int)?;
            let pair = |(i, v): (usize, Val<'a>)| {
                Val::new(Kind::Tuple(Rc::new(vec![Val::new(Kind::Int(start + i as i128), span), v])), span)
            };
            tuple(items(m)?.into_iter().enumerate().map(pair).collect())
        }
        "zip" => {
            let all: Vec<Vec<Val<'a>>> = given.positional.iter().map(|v| m.items(v).ok()).collect::<Option<_>>()?;
            let shortest = all.iter().map(Vec::len).min().unwrap_or(0);
            let row = |i: usize| {
                let row = all.iter().filter_map(|column| column.get(i).cloned()).collect();
                Val::new(Kind::Tuple(Rc::new(row)), span)
            };
            tuple((0..shortest).map(row).collect())
        }
        "range" => tuple(range(given, span)?),
        "sorted" if given.named.is_empty() => sorted(items(m)?).map(|items| Val::list(items, span)),
        "min" | "max" => {
            let all = if given.positional.len() > 1 { given.positional.clone() } else { items(m)? };
            let sorted = sorted(all).filter(|_| given.named.is_empty())?;
            if name == "min" { sorted.first().cloned() } else { sorted.last().cloned() }
        }
        "sum" if given.positional.len() == 1 => {
            let zero = Val::new(Kind::Int(0), span);
            let add = |a: Val<'a>, b: &Val<'a>| operators::binary(&a, ruff_python_ast::Operator::Add, b, span);
            Some(items(m)?.iter().fold(zero, add))
        }
        _ => None,
    }
}

fn range<'a>(given: &Given<'a>, span: Span) -> Option<Vec<Val<'a>>> {
    let numbers: Vec<i128> = given.positional.iter().map(Val::as_int).collect::<Option<_>>()?;
    let (start, end, step) = match numbers.as_slice() {
        [end] => (0, *end, 1),
        [start, end] => (*start, *end, 1),
        [start, end, step] if *step != 0 => (*start, *end, *step),
        _ => return None,
    };
    let length = end.checked_sub(start)?.checked_div(step)?;
    let mut out = Vec::new();
    let mut at = start;
    while length <= LONGEST && ((step > 0 && at < end) || (step < 0 && at > end)) {
        out.push(Val::new(Kind::Int(at), span));
        at = at.checked_add(step)?;
    }
    (length <= LONGEST).then_some(out)
}

fn sorted(mut items: Vec<Val<'_>>) -> Option<Vec<Val<'_>>> {
    if items.iter().all(|v| v.as_str().is_some()) {
        items.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
        return Some(items);
    }
    let numbers = items.iter().all(|v| operators::float(v).is_some_and(|n| !n.is_nan()));
    items.sort_by(|a, b| operators::float(a).partial_cmp(&operators::float(b)).unwrap_or(std::cmp::Ordering::Equal));
    numbers.then_some(items)
}

/// A dict of a dict or of pairs.
pub(super) fn to_dict<'a>(m: &Machine<'a>, value: &Val<'a>, span: Span) -> Option<Val<'a>> {
    if let Kind::Dict(entries) = &value.kind {
        return Some(Val::dict(entries.borrow().clone(), span));
    }
    let mut out = Dict::new();
    for pair in m.items(value).ok()? {
        match m.items(&pair).ok()?.as_slice() {
            [key, value] => items::insert(&mut out, key.clone(), value.clone()),
            _ => return None,
        }
    }
    Some(Val::dict(out, span))
}
