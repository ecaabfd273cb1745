//! Comparisons of known values.

use crate::sdk::python::common::classes;
use crate::sdk::python::language::composed;
use crate::sdk::python::language::several;
use crate::sdk::python::language::value;
use crate::sdk::python::library::sets;
use ruff_python_ast::CmpOp;
use std::cell::Cell;

use crate::sdk::python::language::operators::{float, lost};
use crate::sdk::python::language::value::{Kind, Val};
use crate::sdk::python::workflow::body::is_promise;
use crate::source::Span;

/// Whether two values are equal, if that is known.
pub(in crate::sdk::python) fn equal(left: &Val<'_>, right: &Val<'_>) -> Option<bool> {
    alike(left, right, 0, &Cell::new(50_000))
}

/// [`equal`] below that depth, as long as there is something left.
fn alike(left: &Val<'_>, right: &Val<'_>, depth: usize, left_over: &Cell<usize>) -> Option<bool> {
    left_over.set(left_over.get().checked_sub(1)?);
    if depth > 12 {
        return None;
    }
    if let (Some(a), Some(b)) = (left.as_int(), right.as_int()) {
        return Some(a == b);
    }
    if let (Some(a), Some(b)) = (float(left), float(right)) {
        return Some(a == b);
    }
    let all = |a: &[Val<'_>], b: &[Val<'_>]| {
        if several::among(a).is_some() || several::among(b).is_some() {
            return None;
        }
        if a.len() != b.len() {
            return Some(false);
        }
        a.iter().zip(b).try_fold(true, |so_far, (a, b)| Some(so_far & alike(a, b, depth + 1, left_over)?))
    };
    match (&left.kind, &right.kind) {
        (Kind::Unknown(_) | Kind::Name(_) | Kind::Method(_), _)
        | (_, Kind::Unknown(_) | Kind::Name(_) | Kind::Method(_)) => None,
        (Kind::Member(a), Kind::Member(b)) if composed::is_one(a, b) => Some(true),
        (Kind::Member(a), Kind::Member(b)) if !a.mixed || !b.mixed => Some(false),
        (Kind::Member(m), _) if !m.mixed => Some(false),
        (_, Kind::Member(m)) if !m.mixed => Some(false),
        (Kind::Member(_), _) | (_, Kind::Member(_)) => alike(&left.plain(), &right.plain(), depth + 1, left_over),
        (Kind::Str(a), Kind::Str(b)) => Some(a == b),
        (Kind::None, Kind::None) => Some(true),
        // what is one and the same is equal, whatever it holds
        (Kind::List(a), Kind::List(b)) if composed::is_one(a, b) => Some(true),
        (Kind::Dict(a), Kind::Dict(b)) if composed::is_one(a, b) => Some(true),
        (Kind::List(a), Kind::List(b)) => all(&a.borrow(), &b.borrow()),
        (Kind::Tuple(a), Kind::Tuple(b)) => all(a, b),
        (Kind::Dict(a), Kind::Dict(b)) => equal_dicts(&a.borrow(), &b.borrow(), depth, left_over),
        (Kind::Set(_), Kind::Set(_)) => sets::compare(left, CmpOp::Eq, right),
        (Kind::Class(a), Kind::Class(b)) => Some(composed::is_one(a, b)),
        (Kind::Function(a), Kind::Function(b)) if composed::is_one(a, b) => Some(true),
        (
            Kind::Object(_) | Kind::Series(_) | Kind::Function(_),
            Kind::Object(_) | Kind::Series(_) | Kind::Function(_),
        ) => None,
        (Kind::None, Kind::Object(_)) | (Kind::Object(_), Kind::None) => Some(false),
        (Kind::Object(o), _) if o.borrow().class == "instance" => None,
        (_, Kind::Object(o)) if o.borrow().class == "instance" => None,
        _ => Some(false),
    }
}

fn equal_dicts(a: &value::Dict<'_>, b: &value::Dict<'_>, depth: usize, left_over: &Cell<usize>) -> Option<bool> {
    if several::in_dict(a).is_some() || several::in_dict(b).is_some() {
        return None;
    }
    if a.len() != b.len() || !a.keys().all(|k| b.contains_key(k)) {
        return Some(false);
    }
    a.iter().try_fold(true, |so_far, (k, (_, v))| Some(so_far & alike(v, &b.get(k)?.1, depth + 1, left_over)?))
}

/// Whether two values are the same object, if that is known.
fn same(left: &Val<'_>, right: &Val<'_>) -> Option<bool> {
    match (&left.kind, &right.kind) {
        (Kind::Unknown(_) | Kind::Method(_), _) | (_, Kind::Unknown(_) | Kind::Method(_)) => None,
        (Kind::Name(a), Kind::Name(b)) if a == b => Some(true),
        (Kind::Name(n), Kind::None) | (Kind::None, Kind::Name(n)) => classes::is_something(n).then_some(false),
        (Kind::Name(_), _) | (_, Kind::Name(_)) => None,
        (Kind::None, Kind::None) => Some(true),
        (Kind::None, _) | (_, Kind::None) => Some(false),
        (Kind::Bool(a), Kind::Bool(b)) => Some(a == b),
        (Kind::Member(a), Kind::Member(b)) => Some(composed::is_one(a, b)),
        (Kind::Class(a), Kind::Class(b)) => Some(composed::is_one(a, b)),
        (Kind::List(a), Kind::List(b)) => Some(composed::is_one(a, b)),
        (Kind::Dict(a), Kind::Dict(b)) => Some(composed::is_one(a, b)),
        (Kind::Object(a), Kind::Object(b)) => Some(composed::is_one(a, b)),
        _ => None,
    }
}

/// The order of two values, if that is known.
pub(in crate::sdk::python) fn order(left: &Val<'_>, right: &Val<'_>) -> Option<std::cmp::Ordering> {
    let all = |a: &[Val<'_>], b: &[Val<'_>]| {
        for (x, y) in a.iter().zip(b) {
            if !equal(x, y)? {
                return order(x, y);
            }
        }
        Some(a.len().cmp(&b.len()))
    };
    match (&left.kind, &right.kind) {
        (Kind::List(a), Kind::List(b)) => all(&a.borrow(), &b.borrow()),
        (Kind::Tuple(a), Kind::Tuple(b)) => all(a, b),
        _ => match (left.as_str(), right.as_str()) {
            (Some(a), Some(b)) => Some(a.cmp(b)),
            _ => match (left.as_int(), right.as_int()) {
                (Some(a), Some(b)) => Some(a.cmp(&b)),
                _ => float(left)?.partial_cmp(&float(right)?),
            },
        },
    }
}

/// `left op right`, a boolean.
/// Why a comparison of what nodes give has no truth; flytekit refuses to take it for one.
pub(in crate::sdk::python) const COMPARISON: &str = "a comparison of what a node gives";

pub(in crate::sdk::python) fn compare<'a>(left: &Val<'a>, op: CmpOp, right: &Val<'a>, span: Span) -> Val<'a> {
    if is_promise(left) || is_promise(right) {
        return match op {
            CmpOp::Is if left.is_none() || right.is_none() => Val::new(Kind::Bool(false), span),
            CmpOp::IsNot if left.is_none() || right.is_none() => Val::new(Kind::Bool(true), span),
            _ => Val::unknown(COMPARISON, span),
        };
    }
    let sets = matches!((&left.kind, &right.kind), (Kind::Set(_), Kind::Set(_)));
    let order = || order(left, right);
    let truth = match op {
        CmpOp::In => within(left, right),
        CmpOp::NotIn => within(left, right).map(|w| !w),
        CmpOp::Is => same(left, right),
        CmpOp::IsNot => same(left, right).map(|s| !s),
        _ if sets => sets::compare(left, op, right),
        CmpOp::Eq => equal(left, right),
        CmpOp::NotEq => equal(left, right).map(|e| !e),
        CmpOp::Lt => order().map(|o| o.is_lt()),
        CmpOp::LtE => order().map(|o| o.is_le()),
        CmpOp::Gt => order().map(|o| o.is_gt()),
        CmpOp::GtE => order().map(|o| o.is_ge()),
    };
    truth.map_or_else(|| lost(left, right, span), |t| Val::new(Kind::Bool(t), span))
}

fn within(item: &Val<'_>, container: &Val<'_>) -> Option<bool> {
    let any = |items: &[Val<'_>]| items.iter().try_fold(false, |so_far, i| Some(so_far | equal(item, i)?));
    match &container.kind {
        Kind::Str(s) => Some(s.contains(item.as_str()?)),
        Kind::List(items) => any(&items.borrow()),
        Kind::Tuple(items) => any(items),
        Kind::Dict(entries) => {
            let entries = entries.borrow();
            let key = item.key()?;
            let perhaps = entries.get(&key).is_some_and(|(_, v)| several::is_one(v));
            (!perhaps && !entries.contains_key("?")).then(|| entries.contains_key(&key))
        }
        Kind::Set(set) => {
            let key = item.key()?;
            let entries = set.items.borrow();
            (!entries.contains_key("?")).then(|| entries.contains_key(&key))
        }
        Kind::Series(series) => any(&series.items(container.span)),
        Kind::Class(class) => match &item.kind {
            Kind::Member(m) => Some(composed::is_one(&m.class, class)),
            _ => None,
        },
        Kind::Member(m) if m.mixed => within(item, &container.plain()),
        _ => None,
    }
}
