//! Operators on known values. What Python would refuse is not known either.

use ruff_python_ast::{CmpOp, Operator, UnaryOp};

use super::expr::sign;
use super::items::merge;
use super::value::{Kind, Val};
use super::workflow::is_promise;
use crate::source::Span;
use std::cell::Cell;
use std::rc::Rc;

const RUNS: &str = "only running the program tells this";

/// Texts and lists longer than this are not made.
const LONGEST: usize = 1_000_000;

/// The first of two values that cannot be known, or else the place of the operation.
pub(super) fn lost<'a>(left: &Val<'a>, right: &Val<'a>, span: Span) -> Val<'a> {
    let unknown = [left, right].into_iter().find(|v| v.is_unknown()).cloned();
    // a name of another package stands where it is asked for
    let outside = || [left, right].into_iter().find(|v| matches!(v.kind, Kind::Name(_))).map(|v| v.span);
    unknown.unwrap_or_else(|| Val::unknown(RUNS, outside().unwrap_or(span)))
}

/// `left op right`
pub(super) fn binary<'a>(left: &Val<'a>, op: Operator, right: &Val<'a>, span: Span) -> Val<'a> {
    if let (Kind::Member(_), _) | (_, Kind::Member(_)) = (&left.kind, &right.kind) {
        let plain = (left.plain(), right.plain());
        if !matches!((&plain.0.kind, &plain.1.kind), (Kind::Member(_), _) | (_, Kind::Member(_))) {
            return binary(&plain.0, op, &plain.1, span);
        }
    }
    let done = match (&left.kind, op, &right.kind) {
        // `a >> b` of nodes gives what stands on the right
        (_, Operator::RShift, _) if is_promise(left) => Some(right.clone()),
        (Kind::Str(a), Operator::Add, Kind::Str(b)) if a.len() + b.len() < LONGEST => {
            Some(Val::str(format!("{a}{b}"), span))
        }
        (Kind::Str(_), Operator::Mod, _) => super::fill::percent(left, right).map(|t| Val::str(t, span)),
        (Kind::List(a), Operator::Add, Kind::List(b)) => {
            let items: Vec<_> = a.borrow().iter().chain(b.borrow().iter()).cloned().collect();
            (items.len() < LONGEST).then(|| Val::list(items, span))
        }
        (Kind::Tuple(a), Operator::Add, Kind::Tuple(b)) => {
            Some(Val::new(Kind::Tuple(Rc::new(a.iter().chain(b.iter()).cloned().collect())), span))
        }
        (Kind::Dict(a), Operator::BitOr, Kind::Dict(_)) => {
            let mut out = a.borrow().clone();
            merge(&mut out, right);
            Some(Val::dict(out, span))
        }
        (Kind::Int(n), Operator::Mult, _) if !matches!(right.kind, Kind::Int(_) | Kind::Float(_) | Kind::Bool(_)) => {
            repeated(right, *n, span)
        }
        (_, Operator::Mult, Kind::Int(n)) if !matches!(left.kind, Kind::Int(_) | Kind::Float(_) | Kind::Bool(_)) => {
            repeated(left, *n, span)
        }
        (Kind::Set(_), _, Kind::Set(_)) => super::sets::binary(left, op, right, span),
        (Kind::Object(_), Operator::Div, _) => path_below(left, right, span),
        _ => numbers(left, op, right).map(|kind| Val::new(kind, span)),
    };
    done.unwrap_or_else(|| lost(left, right, span))
}

fn path_below<'a>(left: &Val<'a>, right: &Val<'a>, span: Span) -> Option<Val<'a>> {
    let Kind::Object(object) = &left.kind else { return None };
    let object = object.borrow();
    let head = object.get("path").filter(|_| object.class == "pathlib.Path")?.as_str()?.to_owned();
    Some(super::classes::path(&[&head, right.as_str()?], span))
}

fn repeated<'a>(value: &Val<'a>, times: i128, span: Span) -> Option<Val<'a>> {
    let times = usize::try_from(times.max(0)).ok()?;
    match &value.kind {
        Kind::Str(s) if s.len().checked_mul(times)? < LONGEST => Some(Val::str(s.repeat(times), span)),
        Kind::List(items) if items.borrow().len().checked_mul(times)? < LONGEST => {
            let items = items.borrow();
            Some(Val::list((0..times).flat_map(|_| items.iter().cloned()).collect(), span))
        }
        Kind::Tuple(items) if items.len().checked_mul(times)? < LONGEST => {
            Some(Val::new(Kind::Tuple(Rc::new((0..times).flat_map(|_| items.iter().cloned()).collect())), span))
        }
        _ => None,
    }
}

fn numbers<'a>(left: &Val<'a>, op: Operator, right: &Val<'a>) -> Option<Kind<'a>> {
    if let (Some(a), Some(b)) = (left.as_int(), right.as_int()) {
        let whole = match op {
            Operator::Add => a.checked_add(b),
            Operator::Sub => a.checked_sub(b),
            Operator::Mult => a.checked_mul(b),
            Operator::FloorDiv => floor(a, b),
            Operator::Mod => floor(a, b).and_then(|q| a.checked_sub(q.checked_mul(b)?)),
            Operator::Pow if b >= 0 => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
            Operator::LShift if b >= 0 => {
                u32::try_from(b).ok().filter(|b| *b < 100).and_then(|b| a.checked_mul(1 << b))
            }
            Operator::RShift if b >= 0 => Some(a >> b.min(127)),
            Operator::BitOr => Some(a | b),
            Operator::BitAnd => Some(a & b),
            Operator::BitXor => Some(a ^ b),
            _ => None,
        };
        if op != Operator::Div && !(op == Operator::Pow && b < 0) {
            return whole.map(Kind::Int);
        }
    }
    let (a, b) = (float(left)?, float(right)?);
    let result = match op {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mult => a * b,
        Operator::Div if b != 0.0 => a / b,
        Operator::FloorDiv if b != 0.0 => (a / b).floor(),
        Operator::Mod if b != 0.0 => a - (a / b).floor() * b,
        Operator::Pow => a.powf(b),
        _ => return None,
    };
    result.is_finite().then_some(Kind::Float(result))
}

fn floor(a: i128, b: i128) -> Option<i128> {
    let quotient = a.checked_div(b)?;
    let inexact = a.checked_rem(b)? != 0;
    Some(if inexact && (a < 0) != (b < 0) { quotient - 1 } else { quotient })
}

/// A number as a float.
pub(super) fn float(value: &Val<'_>) -> Option<f64> {
    match value.kind {
        Kind::Float(n) => Some(n),
        _ => value.as_int().map(|n| n as f64),
    }
}

/// `-x`, `not x`
pub(super) fn unary<'a>(op: UnaryOp, value: &Val<'a>, span: Span) -> Val<'a> {
    let kind = match (op, &value.kind) {
        (UnaryOp::Not, _) => value.truth().map(|t| Kind::Bool(!t)),
        (UnaryOp::Invert, _) => value.as_int().map(|n| Kind::Int(!n)),
        (_, Kind::Float(n)) => Some(Kind::Float(if op == UnaryOp::USub { -n } else { *n })),
        _ => value.as_int().and_then(|n| n.checked_mul(sign(op))).map(Kind::Int),
    };
    kind.map_or_else(|| lost(value, value, span), |kind| Val::new(kind, span))
}

/// Whether two values are equal, if that is known.
pub(super) fn equal(left: &Val<'_>, right: &Val<'_>) -> Option<bool> {
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
        if a.len() != b.len() {
            return Some(false);
        }
        a.iter().zip(b).try_fold(true, |so_far, (a, b)| Some(so_far & alike(a, b, depth + 1, left_over)?))
    };
    match (&left.kind, &right.kind) {
        (Kind::Unknown(_) | Kind::Name(_) | Kind::Method(_), _)
        | (_, Kind::Unknown(_) | Kind::Name(_) | Kind::Method(_)) => None,
        (Kind::Member(a), Kind::Member(b)) if super::composed::is_one(a, b) => Some(true),
        (Kind::Member(a), Kind::Member(b)) if !a.mixed || !b.mixed => Some(false),
        (Kind::Member(m), _) if !m.mixed => Some(false),
        (_, Kind::Member(m)) if !m.mixed => Some(false),
        (Kind::Member(_), _) | (_, Kind::Member(_)) => alike(&left.plain(), &right.plain(), depth + 1, left_over),
        (Kind::Str(a), Kind::Str(b)) => Some(a == b),
        (Kind::None, Kind::None) => Some(true),
        // what is one and the same is equal, whatever it holds
        (Kind::List(a), Kind::List(b)) if super::composed::is_one(a, b) => Some(true),
        (Kind::Dict(a), Kind::Dict(b)) if super::composed::is_one(a, b) => Some(true),
        (Kind::List(a), Kind::List(b)) => all(&a.borrow(), &b.borrow()),
        (Kind::Tuple(a), Kind::Tuple(b)) => all(a, b),
        (Kind::Dict(a), Kind::Dict(b)) => equal_dicts(&a.borrow(), &b.borrow(), depth, left_over),
        (Kind::Set(_), Kind::Set(_)) => super::sets::compare(left, CmpOp::Eq, right),
        (Kind::Class(a), Kind::Class(b)) => Some(super::composed::is_one(a, b)),
        (Kind::Function(a), Kind::Function(b)) if super::composed::is_one(a, b) => Some(true),
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

fn equal_dicts(
    a: &super::value::Dict<'_>,
    b: &super::value::Dict<'_>,
    depth: usize,
    left_over: &Cell<usize>,
) -> Option<bool> {
    if a.contains_key("?") || b.contains_key("?") {
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
        (Kind::Name(n), Kind::None) | (Kind::None, Kind::Name(n)) => super::classes::is_something(n).then_some(false),
        (Kind::Name(_), _) | (_, Kind::Name(_)) => None,
        (Kind::None, Kind::None) => Some(true),
        (Kind::None, _) | (_, Kind::None) => Some(false),
        (Kind::Bool(a), Kind::Bool(b)) => Some(a == b),
        (Kind::Member(a), Kind::Member(b)) => Some(super::composed::is_one(a, b)),
        (Kind::Class(a), Kind::Class(b)) => Some(super::composed::is_one(a, b)),
        (Kind::List(a), Kind::List(b)) => Some(super::composed::is_one(a, b)),
        (Kind::Dict(a), Kind::Dict(b)) => Some(super::composed::is_one(a, b)),
        (Kind::Object(a), Kind::Object(b)) => Some(super::composed::is_one(a, b)),
        _ => None,
    }
}

/// The order of two values, if that is known.
pub(super) fn order(left: &Val<'_>, right: &Val<'_>) -> Option<std::cmp::Ordering> {
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
pub(super) const COMPARISON: &str = "a comparison of what a node gives";

pub(super) fn compare<'a>(left: &Val<'a>, op: CmpOp, right: &Val<'a>, span: Span) -> Val<'a> {
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
        _ if sets => super::sets::compare(left, op, right),
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
            (!entries.contains_key("?")).then(|| entries.contains_key(&key))
        }
        Kind::Set(set) => {
            let key = item.key()?;
            let entries = set.items.borrow();
            (!entries.contains_key("?")).then(|| entries.contains_key(&key))
        }
        Kind::Series(series) => any(&series.items(container.span)),
        Kind::Class(class) => match &item.kind {
            Kind::Member(m) => Some(super::composed::is_one(&m.class, class)),
            _ => None,
        },
        Kind::Member(m) if m.mixed => within(item, &container.plain()),
        _ => None,
    }
}
