//! Methods of strings, lists and dicts; methods of the SDK's objects are in `classes`.

use super::call::Given;
use super::machine::Machine;
use super::value::{Kind, Shared, Val};
use super::{classes, items, operators, text};
use crate::source::Span;
use std::rc::Rc;

/// Calls a method. What is not known here may change the value it is called on.
pub(super) fn call<'a>(m: &mut Machine<'a>, value: &Val<'a>, name: &str, given: Given<'a>, span: Span) -> Val<'a> {
    let done = match &value.kind {
        Kind::Str(s) => string(m, s, name, &given, span),
        Kind::List(items) => list(m, items, name, &given, span),
        Kind::Dict(_) => dict(m, value, name, &given, span),
        Kind::Object(object) => classes::method(m, value, object, name, &given, span),
        _ => None,
    };
    done.unwrap_or_else(|| {
        let lost = given.unknown().cloned();
        if !matches!(value.kind, Kind::Object(_)) || lost.is_none() {
            value.spoil(span, 8);
        }
        lost.unwrap_or_else(|| Val::unknown("a call", span))
    })
}

fn string<'a>(m: &Machine<'a>, s: &str, name: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let word = |i: usize| given.positional.get(i).and_then(Val::as_str);
    let none = given.positional.is_empty() && given.named.is_empty();
    let text = |t: String| Some(Val::str(t, span));
    let set = |i: usize| word(i).map(|w| w.chars().collect::<Vec<_>>());
    match name {
        "upper" if none => text(s.to_uppercase()),
        "lower" if none => text(s.to_lowercase()),
        "strip" if none => text(s.trim().to_owned()),
        "lstrip" if none => text(s.trim_start().to_owned()),
        "rstrip" if none => text(s.trim_end().to_owned()),
        "strip" => text(s.trim_matches(set(0)?.as_slice()).to_owned()),
        "lstrip" => text(s.trim_start_matches(set(0)?.as_slice()).to_owned()),
        "rstrip" => text(s.trim_end_matches(set(0)?.as_slice()).to_owned()),
        "replace" if given.positional.len() == 2 => text(s.replace(word(0)?, word(1)?)),
        "removeprefix" => text(s.strip_prefix(word(0)?).unwrap_or(s).to_owned()),
        "removesuffix" => text(s.strip_suffix(word(0)?).unwrap_or(s).to_owned()),
        "startswith" if given.positional.len() == 1 => Some(Val::new(Kind::Bool(s.starts_with(word(0)?)), span)),
        "endswith" if given.positional.len() == 1 => Some(Val::new(Kind::Bool(s.ends_with(word(0)?)), span)),
        "join" => {
            let items = m.items(given.positional.first()?).ok()?;
            let words: Vec<&str> = items.iter().map(Val::as_str).collect::<Option<_>>()?;
            text(words.join(s))
        }
        "split" if none => Some(words(s.split_whitespace(), span)),
        "split" if given.positional.len() == 1 => {
            let by = word(0).filter(|w| !w.is_empty())?;
            Some(words(s.split(by), span))
        }
        "format" => text(text::braces(s, &given.positional, &|n| given.get(n).cloned())?),
        "zfill" => {
            let width = usize::try_from(given.positional.first()?.as_int()?).ok().filter(|w| *w < 1000)?;
            text(format!("{s:0>width$}"))
        }
        _ => None,
    }
}

fn words<'a, 's>(parts: impl Iterator<Item = &'s str>, span: Span) -> Val<'a> {
    Val::list(parts.map(|p| Val::str(p, span)).collect(), span)
}

fn list<'a>(
    m: &Machine<'a>,
    items: &Shared<Vec<Val<'a>>>,
    name: &str,
    given: &Given<'a>,
    span: Span,
) -> Option<Val<'a>> {
    let nothing = Some(Val::new(Kind::None, span));
    let first = given.positional.first();
    let position = |v: &Val<'a>| v.as_int().and_then(|n| usize::try_from(n).ok());
    match name {
        "append" => items.borrow_mut().push(first?.clone()),
        "extend" => {
            let more = m.items(first?).unwrap_or_else(|lost| vec![lost]);
            items.borrow_mut().extend(more);
        }
        "insert" => {
            let mut items = items.borrow_mut();
            let at = position(first?)?.min(items.len());
            items.insert(at, given.positional.get(1)?.clone());
        }
        "clear" => items.borrow_mut().clear(),
        "reverse" => items.borrow_mut().reverse(),
        "pop" if first.is_none() => return items.borrow_mut().pop(),
        "copy" => return Some(Val::list(items.borrow().clone(), span)),
        "index" | "count" => {
            let items = items.borrow();
            let same: Vec<bool> = items.iter().map(|i| operators::equal(i, first?, 0)).collect::<Option<_>>()?;
            let n = if name == "count" { same.iter().filter(|s| **s).count() } else { same.iter().position(|s| *s)? };
            return Some(Val::new(Kind::Int(n as i128), span));
        }
        _ => return None,
    }
    nothing
}

fn dict<'a>(m: &Machine<'a>, value: &Val<'a>, name: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let Kind::Dict(entries) = &value.kind else { return None };
    let tuple = |items: Vec<Val<'a>>| Some(Val::new(Kind::Tuple(Rc::new(items)), span));
    let pair = |(k, v): &(Val<'a>, Val<'a>)| Val::new(Kind::Tuple(Rc::new(vec![k.clone(), v.clone()])), v.span);
    let spoilt = entries.borrow().get("?").map(|(_, v)| v.clone());
    match name {
        "update" => {
            if let Some(more) = given.positional.first() {
                let more =
                    if let Kind::Dict(_) = more.kind { more.clone() } else { super::builtins::to_dict(m, more, span)? };
                // `d.update(d)` changes nothing
                let copy = match &more.kind {
                    Kind::Dict(more) => more.borrow().clone(),
                    _ => return None,
                };
                entries.borrow_mut().extend(copy);
            }
            for field in &given.named {
                items::insert(&mut entries.borrow_mut(), Val::str(field.name.as_str(), field.key), field.value.clone());
            }
            return Some(Val::new(Kind::None, span));
        }
        "copy" => return Some(Val::dict(entries.borrow().clone(), span)),
        _ if spoilt.is_some() => return spoilt,
        _ => {}
    }
    let default = || given.positional.get(1).cloned();
    let found = |key: &Val<'a>| Some(entries.borrow().get(&key.key()?).map(|(_, v)| v.clone()));
    match name {
        "items" => tuple(entries.borrow().values().map(pair).collect()),
        "keys" => tuple(entries.borrow().values().map(|(k, _)| k.clone()).collect()),
        "values" => tuple(entries.borrow().values().map(|(_, v)| v.clone()).collect()),
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
