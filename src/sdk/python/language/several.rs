//! Values of which it is not known how many they are: what stands behind a `*` that only running the program tells.

use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::value::{Dict, Kind, Val};
use crate::source::Span;

/// Why such a value is not known.
pub(in crate::sdk::python) const SEVERAL: &str = "how many values there are";

impl<'a> Val<'a> {
    /// This value, standing for any number of values at its place.
    pub fn several(self) -> Val<'a> {
        Val::unknown(SEVERAL, self.span)
    }
}

/// Whether it is such a value; in a dict, an entry that may not be there.
pub(in crate::sdk::python) fn is_one(value: &Val<'_>) -> bool {
    matches!(value.kind, Kind::Unknown(SEVERAL))
}

/// What in a list stands for any number of values: behind it no position is known.
pub(in crate::sdk::python) fn among<'a>(items: &[Val<'a>]) -> Option<Val<'a>> {
    items.iter().find(|i| matches!(i.kind, Kind::Unknown(SEVERAL))).cloned()
}

/// What in a dict stands for any number of entries.
pub(in crate::sdk::python) fn in_dict<'a>(entries: &Dict<'a>) -> Option<Val<'a>> {
    let odd = || entries.values().find(|(_, value)| is_one(value));
    entries.get("?").or_else(odd).map(|(_, value)| value.clone())
}

/// What in a list or dict stands for any number of values.
pub(in crate::sdk::python) fn within<'a>(value: &Val<'a>) -> Option<Val<'a>> {
    match &value.kind {
        Kind::List(items) => among(&items.borrow()),
        Kind::Tuple(items) => among(items),
        Kind::Dict(entries) => in_dict(&entries.borrow()),
        _ => None,
    }
}

impl<'a> Machine<'a> {
    /// What may or may not be set under a new key may not be there.
    pub fn perhaps_set(&self, holder: &Val<'a>, key: &Val<'a>, value: Val<'a>) -> Val<'a> {
        let Kind::Dict(entries) = &holder.kind else { return value };
        let there = key.key().is_some_and(|k| entries.borrow().contains_key(&k));
        if !there && self.condition.is_some() && value.is_unknown() { value.several() } else { value }
    }

    /// A value that is not known is changed: what it may be is not known then either.
    pub fn mutated(&mut self, value: &Val<'a>) {
        if !value.is_unknown() {
            return;
        }
        let all = std::mem::take(&mut self.aliases);
        let (these, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(at, _)| *at == value.span);
        self.aliases = others;
        these.iter().for_each(|(at, value)| value.spoil(*at, 8));
    }

    /// A value that a condition does not let be known may be this one.
    pub fn perhaps_is(&mut self, at: Span, value: &Val<'a>) {
        let shared = matches!(value.kind, Kind::List(_) | Kind::Dict(_) | Kind::Object(_) | Kind::Set(_));
        if shared && self.aliases.len() < 10_000 {
            self.aliases.push((at, value.clone()));
        }
    }
}
