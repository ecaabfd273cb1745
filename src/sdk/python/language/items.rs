//! Items of lists and dicts: adding, taking, cutting.

use crate::sdk::python::common::interface;
use crate::sdk::python::language::operators::lost;
use crate::sdk::python::language::several;
use crate::sdk::python::language::value::{Dict, Field, Kind, Val};
use crate::sdk::python::library::text;
use crate::sdk::python::workflow::calls;
use crate::source::Span;
use std::rc::Rc;

const RUNS: &str = "only running the program tells this";

/// Adds what is given by name; of a `**` that is not known nothing is.
pub(in crate::sdk::python) fn insert_named<'a>(entries: &mut Dict<'a>, named: &[Field<'a>]) {
    for field in named {
        let key = if field.name == "?" { field.value.clone() } else { Val::str(field.name.as_str(), field.key) };
        insert(entries, key, field.value.clone());
    }
}

/// Adds an entry to a dict; of a key that is not known nothing is.
pub(in crate::sdk::python) fn insert<'a>(entries: &mut Dict<'a>, key: Val<'a>, value: Val<'a>) {
    match key.key() {
        // the first key stays, with the last value
        Some(name) => match entries.get_mut(&name) {
            // where it stands in the order is not known, if it may have been there
            Some(entry) if several::is_one(&entry.1) => {}
            Some(entry) => entry.1 = value,
            None => drop(entries.insert(name, (key, value))),
        },
        None => {
            let lost = if key.is_unknown() { key } else { Val::unknown(RUNS, key.span) };
            entries.insert("?".to_owned(), (lost.clone(), lost));
        }
    }
}

/// Adds the entries of another dict.
pub(in crate::sdk::python) fn merge<'a>(entries: &mut Dict<'a>, more: &Val<'a>) {
    match &more.kind {
        Kind::Dict(more) => {
            let more = more.borrow();
            more.values().for_each(|(key, value)| insert(entries, key.clone(), value.clone()));
        }
        _ => insert(entries, more.clone(), more.clone()),
    }
}

fn index(n: i128, length: usize) -> Option<usize> {
    let length = length as i128;
    usize::try_from(if n < 0 { n + length } else { n }).ok().filter(|i| (*i as i128) < length)
}

/// `value[index]`
pub(in crate::sdk::python) fn subscript<'a>(value: &Val<'a>, at: &Val<'a>, span: Span) -> Val<'a> {
    if let Some(part) = calls::part_of_promise(value, span) {
        return part;
    }
    let of = |items: &[Val<'a>]| {
        several::among(items).or_else(|| at.as_int().and_then(|n| items.get(index(n, items.len())?).cloned()))
    };
    let found = match &value.kind {
        Kind::List(items) => of(&items.borrow()),
        Kind::Tuple(items) => of(items),
        Kind::Str(s) => {
            let all: Vec<char> = s.chars().collect();
            at.as_int().and_then(|n| Some(Val::str(all.get(index(n, all.len())?)?.to_string(), span)))
        }
        Kind::Dict(entries) => {
            let entries = entries.borrow();
            let spoilt = entries.get("?").map(|(_, v)| v.clone());
            spoilt.or_else(|| at.key().and_then(|k| entries.get(&k).map(|(_, v)| v.clone())))
        }
        Kind::Series(series) if series.class() == "range" => of(&series.items(span)),
        Kind::Member(m) if m.mixed => return subscript(&value.plain(), at, span),
        Kind::Object(object) if object.borrow().class == "instance" => {
            // the fields of a named tuple, in order
            let object = object.borrow();
            let fields: Vec<Val<'a>> =
                object.fields.iter().filter(|f| f.name != "()").map(|f| f.value.clone()).collect();
            let named = matches!(object.get("()").map(|c| &c.kind), Some(Kind::Class(c)) if c.style.get() == crate::sdk::python::language::composed::Style::NamedTuple);
            if named { of(&fields) } else { None }
        }
        // `Optional[str]` and the like
        Kind::Name(_) => interface::in_brackets(value, at).map(|kind| Val::new(kind, span)),
        _ => None,
    };
    found.unwrap_or_else(|| lost(value, at, span))
}

/// `holder[index] = value`
pub(in crate::sdk::python) fn set_item<'a>(holder: &Val<'a>, at: &Val<'a>, value: Val<'a>, span: Span) {
    match &holder.kind {
        Kind::Dict(entries) if at.key().is_some() => insert(&mut entries.borrow_mut(), at.clone(), value),
        Kind::List(items) => {
            let mut items = items.borrow_mut();
            if several::among(&items).is_some() {
                return;
            }
            let length = items.len();
            let slot = at.as_int().and_then(|n| index(n, length)).and_then(|i| items.get_mut(i));
            match slot {
                Some(slot) => *slot = value,
                None => *items = vec![Val::unknown(several::SEVERAL, span)],
            }
        }
        _ => holder.spoil(span, 8),
    }
}

/// The exception for an item that a list or dict does not have.
pub(in crate::sdk::python) fn missing(value: &Val<'_>, at: &Val<'_>) -> Option<(&'static str, String)> {
    let out = |what: &str, length: usize, items: &[Val<'_>]| {
        let known = items.iter().all(|i| !i.is_unknown());
        let outside = known && at.as_int().is_some_and(|n| index(n, length).is_none());
        outside.then(|| ("IndexError", format!("{what} index out of range")))
    };
    match &value.kind {
        Kind::List(items) => out("list", items.borrow().len(), &items.borrow()),
        Kind::Tuple(items) => out("tuple", items.len(), items),
        Kind::Str(s) => out("string", s.chars().count(), &[]),
        Kind::Dict(entries) => {
            let entries = entries.borrow();
            let absent = !entries.contains_key("?") && !entries.contains_key(&at.key()?);
            Some(("KeyError", text::repr(at, 0)?)).filter(|_| absent)
        }
        _ => None,
    }
}

/// `del holder[index]`
pub(in crate::sdk::python) fn delete(holder: &Val<'_>, at: &Val<'_>) -> Option<()> {
    match &holder.kind {
        Kind::Dict(entries) => {
            let known = !entries.borrow().contains_key("?");
            let removed = entries.borrow_mut().shift_remove(&at.key()?);
            (known && removed.is_some()).then_some(())
        }
        // what is not known stays so
        Kind::List(items) if several::among(&items.borrow()).is_some() => Some(()),
        Kind::List(items) => {
            let mut items = items.borrow_mut();
            let at = index(at.as_int()?, items.len())?;
            items.remove(at);
            Some(())
        }
        _ => None,
    }
}

/// `holder[lower:upper:step] = new`
pub(in crate::sdk::python) fn set_slice<'a>(
    holder: &Val<'a>,
    parts: [Option<Val<'a>>; 3],
    new: Vec<Val<'a>>,
) -> Option<()> {
    let Kind::List(items) = &holder.kind else { return None };
    let mut items = items.borrow_mut();
    let whole = parts.iter().all(Option::is_none);
    if several::among(&items).is_some() && !whole {
        items.extend(new.into_iter().filter(Val::is_unknown));
        return Some(());
    }
    let plain = parts.get(2).is_none_or(|step| step.as_ref().is_none_or(|s| s.is_none() || s.as_int() == Some(1)));
    let at = picked(parts.clone(), items.len())?;
    if plain {
        let [lower, ..] = &parts;
        let n = items.len() as i128;
        let start = lower.as_ref().and_then(Val::as_int).unwrap_or(0);
        let start = usize::try_from(if start < 0 { (start + n).max(0) } else { start.min(n) }).ok()?;
        items.splice(start..start + at.len(), new).for_each(drop);
        return Some(());
    }
    if new.is_empty() {
        let mut i = 0;
        items.retain(|_| {
            i += 1;
            !at.contains(&(i - 1))
        });
        return Some(());
    }
    if at.len() != new.len() {
        return None;
    }
    for (at, value) in at.into_iter().zip(new) {
        *items.get_mut(at)? = value;
    }
    Some(())
}

/// The positions that `lower:upper:step` picks.
fn picked(parts: [Option<Val<'_>>; 3], length: usize) -> Option<Vec<usize>> {
    let [lower, upper, step] = parts.map(|p| p.filter(|v| !v.is_none()).map(|v| v.as_int()));
    let (n, step) = (length as i128, step.map_or(Some(1), |s| s)?);
    let clamp = |v: i128, low: i128, high: i128| (if v < 0 { v + n } else { v }).clamp(low, high);
    let (low, high) = if step > 0 { (0, n) } else { (-1, n - 1) };
    let start = lower.map_or(Some(if step > 0 { low } else { high }), |v| v.map(|v| clamp(v, low, high)))?;
    let end = upper.map_or(Some(if step > 0 { high } else { low }), |v| v.map(|v| clamp(v, low, high)))?;
    let (mut at, mut out) = (start, Vec::new());
    while step != 0 && ((step > 0 && at < end) || (step < 0 && at > end)) {
        out.push(usize::try_from(at).ok()?);
        at = at.checked_add(step)?;
    }
    (step != 0).then_some(out)
}

/// `value[lower:upper:step]`
pub(in crate::sdk::python) fn slice<'a>(value: &Val<'a>, parts: [Option<Val<'a>>; 3], span: Span) -> Val<'a> {
    if let Some(unknown) =
        [Some(value)].into_iter().chain(parts.iter().map(Option::as_ref)).flatten().find(|v| v.is_unknown())
    {
        return unknown.clone();
    }
    if let Some(several) = several::within(value) {
        return several;
    }
    let of = |items: &[Val<'a>]| {
        Some(picked(parts.clone(), items.len())?.into_iter().filter_map(|i| items.get(i).cloned()).collect::<Vec<_>>())
    };
    let done = match &value.kind {
        Kind::List(items) => of(&items.borrow()).map(|items| Val::list(items, span)),
        Kind::Tuple(items) => of(items).map(|items| Val::new(Kind::Tuple(Rc::new(items)), span)),
        Kind::Str(s) => {
            let all: Vec<char> = s.chars().collect();
            picked(parts.clone(), all.len())
                .map(|p| Val::str(p.into_iter().filter_map(|i| all.get(i)).collect::<String>(), span))
        }
        _ => None,
    };
    done.unwrap_or_else(|| lost(value, value, span))
}
