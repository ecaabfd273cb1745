//! Values of which it is not known how many they are: what stands behind a `*` that only running the program tells.

use super::value::{Dict, Kind, Val};

/// Why such a value is not known.
pub(super) const SEVERAL: &str = "how many values there are";

impl<'a> Val<'a> {
    /// This value, standing for any number of values at its place.
    pub fn several(self) -> Val<'a> {
        Val::unknown(SEVERAL, self.span)
    }
}

/// What in a list stands for any number of values: behind it no position is known.
pub(super) fn among<'a>(items: &[Val<'a>]) -> Option<Val<'a>> {
    items.iter().find(|i| matches!(i.kind, Kind::Unknown(SEVERAL))).cloned()
}

/// What in a dict stands for any number of entries.
pub(super) fn in_dict<'a>(entries: &Dict<'a>) -> Option<Val<'a>> {
    entries.get("?").map(|(_, value)| value.clone())
}

/// What in a list or dict stands for any number of values.
pub(super) fn within<'a>(value: &Val<'a>) -> Option<Val<'a>> {
    match &value.kind {
        Kind::List(items) => among(&items.borrow()),
        Kind::Tuple(items) => among(items),
        Kind::Dict(entries) => in_dict(&entries.borrow()),
        _ => None,
    }
}
