//! Methods of strings, lists and dicts; methods of the SDK's objects are in `classes`.

use crate::sdk::python::common::classes;
use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::composed::{Series, View};
use crate::sdk::python::language::items;
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::operators;
use crate::sdk::python::language::several;
use crate::sdk::python::language::value::{Dict, Kind, Shared, Val};
use crate::sdk::python::library::sequences;
use crate::sdk::python::library::sets;
use crate::sdk::python::library::standard;
use crate::sdk::python::library::strings;
use crate::sdk::python::library::text;
use crate::source::Span;
use std::rc::Rc;

/// Methods that change nothing, whatever they give.
const READING: &[&str] = &["get", "items", "keys", "values", "copy", "count", "index", "to_dict", "to_str"];

/// Whether a method of that name changes nothing.
pub(in crate::sdk::python) fn only_reads(name: &str) -> bool {
    READING.contains(&name)
}

/// Calls a method. What is not known here may change the value it is called on.
pub(in crate::sdk::python) fn call<'a>(
    m: &mut Machine<'a>,
    value: &Val<'a>,
    name: &str,
    given: Given<'a>,
    span: Span,
) -> Val<'a> {
    if let Some((class, text)) = refusal(value, name, &given) {
        return m.raise(class, &text, span);
    }
    let done = match &value.kind {
        Kind::Str(s) => strings::method(m, s, name, &given, span),
        Kind::List(items) => list(m, items, name, &given, span),
        Kind::Dict(_) => dict(m, value, name, &given, span),
        Kind::Set(_) => sets::method(m, value, name, &given, span),
        Kind::Object(object) => {
            let known = standard::method(object, name, &given, span);
            known.or_else(|| classes::method(m, value, object, name, &given, span))
        }
        Kind::Tuple(items) if matches!(name, "index" | "count") => place(items, name, &given, span),
        _ => None,
    };
    done.unwrap_or_else(|| {
        let lost = given.unknown().cloned().or_else(|| given.values().find_map(Val::inner_unknown));
        if !only_reads(name) && (!matches!(value.kind, Kind::Object(_)) || lost.is_none()) {
            value.spoil(span, 8);
        }
        lost.unwrap_or_else(|| Val::unknown("a call", span))
    })
}

/// The exception that a method raises for sure.
fn refusal(value: &Val<'_>, name: &str, given: &Given<'_>) -> Option<(&'static str, String)> {
    let first = given.positional.first();
    match (&value.kind, name) {
        (Kind::Dict(entries), "pop") if given.positional.len() == 1 => {
            let entries = entries.borrow();
            let absent = !entries.contains_key("?") && !entries.contains_key(&first?.key()?);
            Some(("KeyError", text::repr(first?, 0)?)).filter(|_| absent)
        }
        (Kind::List(items), "remove" | "index") if given.positional.len() == 1 => {
            let items = items.borrow();
            let same: Vec<bool> = items.iter().map(|i| operators::equal(i, first?)).collect::<Option<_>>()?;
            Some(("ValueError", format!("list.{name}(x): x not in list"))).filter(|_| !same.contains(&true))
        }
        (Kind::List(items), "pop") if items.borrow().is_empty() => {
            Some(("IndexError", "pop from empty list".to_owned()))
        }
        (Kind::Str(s), "index") if given.positional.len() == 1 => {
            let absent = !s.contains(first?.as_str()?);
            absent.then(|| ("ValueError", "substring not found".to_owned()))
        }
        _ => None,
    }
}

fn place<'a>(items: &[Val<'a>], name: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let first = given.positional.first().filter(|_| given.positional.len() == 1)?;
    let same: Vec<bool> = items.iter().map(|i| operators::equal(i, first)).collect::<Option<_>>()?;
    let n = if name == "count" { same.iter().filter(|s| **s).count() } else { same.iter().position(|s| *s)? };
    Some(Val::new(Kind::Int(n as i128), span))
}

/// Where `insert` puts something.
fn insertion(at: &Val<'_>, length: usize) -> Option<usize> {
    let n = at.as_int()?;
    let at = if n < 0 { n + length as i128 } else { n };
    Some(usize::try_from(at.max(0)).unwrap_or(0).min(length))
}

fn list<'a>(
    m: &mut Machine<'a>,
    items: &Shared<Vec<Val<'a>>>,
    name: &str,
    given: &Given<'a>,
    span: Span,
) -> Option<Val<'a>> {
    let first = given.positional.first();
    // where it is not known how many there are, no position is
    let by_place = matches!(name, "insert" | "pop" | "remove" | "index" | "count" | "sort");
    if by_place && let Some(lost) = several::among(&items.borrow()) {
        return Some(lost);
    }
    match name {
        "append" => items.borrow_mut().push(first?.clone()),
        "extend" => {
            let more = m.items_at(first?, span).unwrap_or_else(|lost| vec![lost.several()]);
            items.borrow_mut().extend(more);
        }
        "insert" => {
            let mut items = items.borrow_mut();
            let at = insertion(first?, items.len())?;
            items.insert(at, given.positional.get(1)?.clone());
        }
        "clear" => items.borrow_mut().clear(),
        "reverse" => items.borrow_mut().reverse(),
        "sort" => {
            let all = items.borrow().clone();
            let sorted = sequences::sorted(m, all, given, span)?;
            items.replace(sorted);
        }
        "remove" => {
            let mut items = items.borrow_mut();
            let same: Vec<bool> = items.iter().map(|i| operators::equal(i, first?)).collect::<Option<_>>()?;
            let at = same.iter().position(|s| *s)?;
            items.remove(at);
        }
        "pop" => {
            let mut items = items.borrow_mut();
            let length = items.len();
            let n = first.map_or(Some(-1), Val::as_int)?;
            let at = usize::try_from(if n < 0 { n + length as i128 } else { n }).ok().filter(|at| *at < length)?;
            return Some(items.remove(at));
        }
        "copy" => return Some(Val::list(items.borrow().clone(), span)),
        "index" | "count" => return place(&items.borrow(), name, given, span),
        _ => return None,
    }
    Some(Val::new(Kind::None, span))
}

fn dict<'a>(m: &mut Machine<'a>, value: &Val<'a>, name: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let Kind::Dict(entries) = &value.kind else { return None };
    let spoilt = entries.borrow().get("?").map(|(_, v)| v.clone());
    match name {
        "update" => {
            if let Some(more) = given.positional.first() {
                // a copy, since `d.update(d)` changes nothing
                let more = sequences::to_dict(m, more, span)?;
                items::merge(&mut entries.borrow_mut(), &more);
            }
            items::insert_named(&mut entries.borrow_mut(), &given.named);
            return Some(Val::new(Kind::None, span));
        }
        "copy" => return Some(Val::dict(entries.borrow().clone(), span)),
        "clear" => {
            entries.borrow_mut().clear();
            return Some(Val::new(Kind::None, span));
        }
        _ if spoilt.is_some() => return spoilt,
        _ => {}
    }
    entry(entries, name, given, span)
}

/// Methods of a dict of which all keys are known.
fn entry<'a>(entries: &Shared<Dict<'a>>, name: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let view = |view: View| Some(Val::series(Series::View(view, entries.clone()), span));
    let default = || given.positional.get(1).cloned();
    let found = |key: &Val<'a>| Some(entries.borrow().get(&key.key()?).map(|(_, v)| v.clone()));
    match name {
        "items" => view(View::Items),
        "keys" => view(View::Keys),
        "values" => view(View::Values),
        "popitem" => {
            let (_, (key, value)) = entries.borrow_mut().pop()?;
            Some(Val::new(Kind::Tuple(Rc::new(vec![key, value])), span))
        }
        "get" => Some(found(given.positional.first()?)?.or_else(default).unwrap_or(Val::new(Kind::None, span))),
        "pop" => {
            let key = given.positional.first()?;
            let old = found(key)?.or_else(default)?;
            entries.borrow_mut().shift_remove(&key.key()?);
            Some(old)
        }
        "setdefault" => {
            let key = given.positional.first()?;
            if let Some(old) = found(key)? {
                return Some(old);
            }
            let value = default().unwrap_or(Val::new(Kind::None, span));
            items::insert(&mut entries.borrow_mut(), key.clone(), value.clone());
            Some(value)
        }
        _ => None,
    }
}
