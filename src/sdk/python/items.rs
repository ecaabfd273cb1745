//! Items of lists and dicts: adding, taking, cutting.

use super::operators::lost;
use super::value::{Dict, Kind, Val};
use crate::source::Span;
use std::rc::Rc;

const RUNS: &str = "only running the program tells this";

/// Adds an entry to a dict; of a key that is not known nothing is.
pub(super) fn insert<'a>(entries: &mut Dict<'a>, key: Val<'a>, value: Val<'a>) {
    match key.key() {
        // the first key stays, with the last value
        Some(name) => {
            entries.insert(name, (key, value));
        }
        None => {
            let lost = if key.is_unknown() { key } else { Val::unknown(RUNS, key.span) };
            entries.insert("?".to_owned(), (lost.clone(), lost));
        }
    }
}

/// Adds the entries of another dict.
pub(super) fn merge<'a>(entries: &mut Dict<'a>, more: &Val<'a>) {
    match &more.kind {
        Kind::Dict(more) => {
            let more = more.borrow();
            more.iter().for_each(|(name, entry)| drop(entries.insert(name.clone(), entry.clone())));
        }
        _ => insert(entries, more.clone(), more.clone()),
    }
}

fn index(n: i128, length: usize) -> Option<usize> {
    let length = length as i128;
    usize::try_from(if n < 0 { n + length } else { n }).ok().filter(|i| (*i as i128) < length)
}

/// `value[index]`
pub(super) fn subscript<'a>(value: &Val<'a>, at: &Val<'a>, span: Span) -> Val<'a> {
    if let Some(part) = super::workflow_calls::part_of_promise(value, span) {
        return part;
    }
    let of = |items: &[Val<'a>]| at.as_int().and_then(|n| items.get(index(n, items.len())?).cloned());
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
        // `Optional[str]` and the like
        Kind::Name(_) => super::interface::in_brackets(value, at).map(|kind| Val::new(kind, span)),
        _ => None,
    };
    found.unwrap_or_else(|| lost(value, at, span))
}

/// `holder[index] = value`
pub(super) fn set_item<'a>(holder: &Val<'a>, at: &Val<'a>, value: Val<'a>, span: Span) {
    match &holder.kind {
        Kind::Dict(entries) if at.key().is_some() => insert(&mut entries.borrow_mut(), at.clone(), value),
        Kind::List(items) => {
            let mut items = items.borrow_mut();
            let length = items.len();
            let slot = at.as_int().and_then(|n| index(n, length)).and_then(|i| items.get_mut(i));
            match slot {
                Some(slot) => *slot = value,
                None => *items = vec![Val::unknown("it is changed here", span)],
            }
        }
        _ => holder.spoil(span, 8),
    }
}

/// `value[lower:upper:step]`
pub(super) fn slice<'a>(value: &Val<'a>, parts: [Option<Val<'a>>; 3], span: Span) -> Val<'a> {
    if let Some(unknown) =
        [Some(value)].into_iter().chain(parts.iter().map(Option::as_ref)).flatten().find(|v| v.is_unknown())
    {
        return unknown.clone();
    }
    let [lower, upper, step] = parts.map(|p| p.filter(|v| !v.is_none()).map(|v| v.as_int()));
    let picked = |length: usize| -> Option<Vec<usize>> {
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
    };
    let of = |items: &[Val<'a>]| {
        Some(picked(items.len())?.into_iter().filter_map(|i| items.get(i).cloned()).collect::<Vec<_>>())
    };
    let done = match &value.kind {
        Kind::List(items) => of(&items.borrow()).map(|items| Val::list(items, span)),
        Kind::Tuple(items) => of(items).map(|items| Val::new(Kind::Tuple(Rc::new(items)), span)),
        Kind::Str(s) => {
            let all: Vec<char> = s.chars().collect();
            picked(all.len()).map(|p| Val::str(p.into_iter().filter_map(|i| all.get(i)).collect::<String>(), span))
        }
        _ => None,
    };
    done.unwrap_or_else(|| lost(value, value, span))
}
