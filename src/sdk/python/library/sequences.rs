//! Python's functions over sequences.

use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::composed::Series;
use crate::sdk::python::language::items;
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::operators;
use crate::sdk::python::language::value::{Dict, Kind, Val};
use crate::sdk::python::library::sets;
use crate::source::Span;
use std::cmp::Ordering;
use std::rc::Rc;

/// The longest `range` that is followed.
const LONGEST: i128 = 100_000;

/// The value of a call; none if it is another function or cannot be known.
pub(in crate::sdk::python) fn call<'a>(
    m: &mut Machine<'a>,
    name: &str,
    given: &Given<'a>,
    span: Span,
) -> Option<Val<'a>> {
    let first = given.positional.first();
    let items = |m: &Machine<'a>| first.map_or(Ok(Vec::new()), |v| m.items_at(v, span));
    // what cannot be known stands where it is gone through
    macro_rules! all {
        ($m:expr) => {
            match items($m) {
                Ok(items) => items,
                Err(lost) => return Some(lost),
            }
        };
    }
    match name {
        "list" => Some(Val::list(all!(m), span)),
        "tuple" => Some(Val::new(Kind::Tuple(Rc::new(all!(m))), span)),
        "set" | "frozenset" => match first.and_then(|v| copied(v, name, span)) {
            None => Some(sets::of(all!(m), name == "frozenset", span)),
            copy => copy,
        },
        "reversed" => Some(Val::once("reversed", all!(m).into_iter().rev().collect(), span)),
        "iter" if given.positional.len() == 1 && is_once(first?) => first.cloned(),
        "iter" if given.positional.len() == 1 => Some(Val::once("iterator", all!(m), span)),
        "next" => next(m, given, span),
        "len" => length(m, first?, span),
        "enumerate" => {
            let start = given.at(1, "start").map_or(Some(0), Val::as_int)?;
            let pair = |(i, v): (usize, Val<'a>)| tuple(vec![Val::new(Kind::Int(start + i as i128), span), v], span);
            Some(Val::once("enumerate", all!(m).into_iter().enumerate().map(pair).collect(), span))
        }
        "zip" => zipped(m, given, span),
        "range" => range(given).map(|r| Val::series(r, span)),
        "map" | "filter" => mapped(m, name, given, span),
        "any" | "all" => {
            let truths: Vec<bool> = all!(m).iter().map(Val::truth).collect::<Option<_>>()?;
            let truth = if name == "any" { truths.contains(&true) } else { !truths.contains(&false) };
            Some(Val::new(Kind::Bool(truth), span))
        }
        "sorted" => in_order(m, given, span),
        "min" | "max" => extreme(m, name, given, span),
        "sum" => sum(&all!(m), given, span),
        _ => None,
    }
}

fn sum<'a>(items: &[Val<'a>], given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let start = given.at(1, "start").cloned().unwrap_or(Val::new(Kind::Int(0), span));
    let add = |a: Val<'a>, b: &Val<'a>| operators::binary(&a, ruff_python_ast::Operator::Add, b, span);
    let text = matches!(start.kind, Kind::Str(_));
    Some(items.iter().fold(start, add)).filter(|_| !text)
}

/// Another set of what a set holds.
fn copied<'a>(value: &Val<'a>, name: &str, span: Span) -> Option<Val<'a>> {
    let Kind::Set(set) = &value.kind else { return None };
    Some(Val::set(set.items.borrow().clone(), name == "frozenset", span))
}

/// Whether a value is an iterator, whose items go by once.
fn is_once(value: &Val<'_>) -> bool {
    matches!(&value.kind, Kind::Series(s) if matches!(**s, Series::Once(..)))
}

fn in_order<'a>(m: &mut Machine<'a>, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    // the order of a set does not matter here, unless a key makes items equal
    let items = match &given.positional.first()?.kind {
        Kind::Set(set) if given.get("key").is_none() => set.items.borrow().values().map(|(k, _)| k.clone()).collect(),
        _ => match m.items_at(given.positional.first()?, span) {
            Ok(items) => items,
            Err(lost) => return Some(lost),
        },
    };
    if let Some(lost) = items.iter().find(|i| i.is_unknown()) {
        return Some(lost.clone());
    }
    sorted(m, items, given, span).map(|items| Val::list(items, span))
}

fn tuple<'a>(items: Vec<Val<'a>>, span: Span) -> Val<'a> {
    Val::new(Kind::Tuple(Rc::new(items)), span)
}

fn zipped<'a>(m: &Machine<'a>, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let all: Vec<Vec<Val<'a>>> = given.positional.iter().map(|v| m.items_at(v, span).ok()).collect::<Option<_>>()?;
    let shortest = all.iter().map(Vec::len).min().unwrap_or(0);
    let row = |i: usize| tuple(all.iter().filter_map(|column| column.get(i).cloned()).collect(), span);
    Some(Val::once("zip", (0..shortest).map(row).collect(), span))
}

fn next<'a>(m: &mut Machine<'a>, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let Kind::Series(series) = &given.positional.first()?.kind else { return None };
    let Series::Once(_, items) = &**series else { return None };
    let found = items.borrow_mut().pop_front();
    match (found, given.positional.get(1)) {
        (Some(found), _) => Some(found),
        (None, Some(default)) => Some(default.clone()),
        (None, None) => Some(m.raise("StopIteration", "", span)),
    }
}

fn length<'a>(m: &mut Machine<'a>, value: &Val<'a>, span: Span) -> Option<Val<'a>> {
    let value = value.plain();
    let known = |items: &[Val<'a>]| (!items.iter().any(Val::is_unknown)).then_some(items.len());
    let n = match &value.kind {
        Kind::Str(s) => s.chars().count(),
        Kind::Set(set) if !set.items.borrow().contains_key("?") => set.items.borrow().len(),
        Kind::Series(s) if matches!(**s, Series::Once(..)) => return None,
        Kind::List(items) => known(&items.borrow())?,
        Kind::Tuple(items) => known(items)?,
        _ => known(&m.items(&value).ok()?)?,
    };
    (n < LONGEST as usize * 100).then(|| Val::new(Kind::Int(n as i128), span))
}

/// `map`, `filter`
fn mapped<'a>(m: &mut Machine<'a>, name: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let function = given.positional.first()?;
    let all: Vec<Vec<Val<'a>>> =
        given.positional.get(1..)?.iter().map(|v| m.items_at(v, span).ok()).collect::<Option<_>>()?;
    let mut out = Vec::new();
    for at in 0..all.iter().map(Vec::len).min()? {
        let row: Vec<Val<'a>> = all.iter().filter_map(|c| c.get(at).cloned()).collect();
        let item = row.first().cloned()?;
        let test = function.is_none() && name == "filter";
        let value = if test { item.clone() } else { applied(m, function, row, span)? };
        match name {
            "map" => out.push(value),
            _ if value.truth()? => out.push(item),
            _ => {}
        }
    }
    Some(Val::once(if name == "map" { "map" } else { "filter" }, out, span))
}

fn applied<'a>(m: &mut Machine<'a>, function: &Val<'a>, positional: Vec<Val<'a>>, span: Span) -> Option<Val<'a>> {
    if !m.enter() {
        return None;
    }
    let value = m.apply(function, Given { positional, named: Vec::new() }, span);
    m.leave();
    (m.raised.is_none()).then_some(value)
}

fn range<'a>(given: &Given<'a>) -> Option<Series<'a>> {
    let numbers: Vec<i128> = given.positional.iter().map(Val::as_int).collect::<Option<_>>()?;
    let (start, end, step) = match numbers.as_slice() {
        [end] => (0, *end, 1),
        [start, end] => (*start, *end, 1),
        [start, end, step] if *step != 0 => (*start, *end, *step),
        _ => return None,
    };
    (end.checked_sub(start)?.checked_div(step)? <= LONGEST).then_some(Series::Range(start, end, step))
}

/// Items in order, by a key and in reverse as the call says.
pub(in crate::sdk::python) fn sorted<'a>(
    m: &mut Machine<'a>,
    items: Vec<Val<'a>>,
    given: &Given<'a>,
    span: Span,
) -> Option<Vec<Val<'a>>> {
    if given.named.iter().any(|f| !matches!(f.name.as_str(), "key" | "reverse")) {
        return None;
    }
    let reverse = given.get("reverse").map_or(Some(false), Val::truth)?;
    let mut all = keyed(m, items, given, span)?;
    let mut known = true;
    let mut by = |a: &(Val<'a>, Val<'a>), b: &(Val<'a>, Val<'a>)| match operators::order(&a.0, &b.0) {
        Some(order) => {
            if reverse {
                order.reverse()
            } else {
                order
            }
        }
        None => {
            known = false;
            Ordering::Equal
        }
    };
    // pairs that are never compared otherwise count too
    all.windows(2).for_each(|w| {
        if let [a, b] = w {
            by(a, b);
        }
    });
    all.sort_by(by);
    known.then(|| all.into_iter().map(|(_, v)| v).collect())
}

/// Items with what they are compared by.
fn keyed<'a>(
    m: &mut Machine<'a>,
    items: Vec<Val<'a>>,
    given: &Given<'a>,
    span: Span,
) -> Option<Vec<(Val<'a>, Val<'a>)>> {
    let key = given.get("key").filter(|k| !k.is_none()).cloned();
    let mut out = Vec::new();
    for item in items {
        let by = match &key {
            Some(key) => applied(m, key, vec![item.clone()], span)?,
            None => item.clone(),
        };
        if by.is_unknown() || operators::order(&by, &by).is_none() {
            return None;
        }
        out.push((by, item));
    }
    Some(out)
}

/// `min`, `max`
fn extreme<'a>(m: &mut Machine<'a>, name: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let all = match given.positional.as_slice() {
        [Val { kind: Kind::Set(set), .. }] => set.items.borrow().values().map(|(k, _)| k.clone()).collect(),
        [one] => m.items_at(one, span).ok()?,
        many => many.to_vec(),
    };
    if all.is_empty() {
        return match given.get("default") {
            Some(default) => Some(default.clone()),
            None => Some(m.raise("ValueError", &format!("{name}() arg is an empty sequence"), span)),
        };
    }
    let mut best: Option<(Val<'a>, Val<'a>)> = None;
    for (by, item) in keyed(m, all, given, span)? {
        let better = match &best {
            // the first of equal ones stays
            Some((so_far, _)) => {
                let order = operators::order(&by, so_far)?;
                if name == "min" { order.is_lt() } else { order.is_gt() }
            }
            None => true,
        };
        if better {
            best = Some((by, item));
        }
    }
    best.map(|(_, item)| item)
}

/// A dict of a dict or of pairs.
pub(in crate::sdk::python) fn to_dict<'a>(m: &Machine<'a>, value: &Val<'a>, span: Span) -> Option<Val<'a>> {
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
