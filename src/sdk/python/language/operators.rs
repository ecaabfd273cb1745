//! Operators on known values. What Python would refuse is not known either.

use crate::sdk::python::common::checks;
use crate::sdk::python::common::construct;
use crate::sdk::python::library::fill;
use crate::sdk::python::library::remainder;
use crate::sdk::python::library::sets;
use ruff_python_ast::{Operator, UnaryOp};

pub(in crate::sdk::python) use crate::sdk::python::language::comparison::{compare, equal, order};

use crate::sdk::python::language::expr::sign;
use crate::sdk::python::language::items::merge;
use crate::sdk::python::language::value::{Kind, Val};
use crate::sdk::python::workflow::body::is_promise;
use crate::source::Span;
use std::rc::Rc;

const RUNS: &str = "only running the program tells this";

/// Texts and lists longer than this are not made.
const LONGEST: usize = 1_000_000;

/// The first of two values that cannot be known, or else the place of the operation.
pub(in crate::sdk::python) fn lost<'a>(left: &Val<'a>, right: &Val<'a>, span: Span) -> Val<'a> {
    let unknown = [left, right].into_iter().find(|v| v.is_unknown()).cloned();
    // a name of another package stands where it is asked for
    let outside = || [left, right].into_iter().find(|v| matches!(v.kind, Kind::Name(_))).map(|v| v.span);
    let inside = || [left, right].into_iter().find_map(Val::inner_unknown);
    unknown.or_else(inside).unwrap_or_else(|| Val::unknown(RUNS, outside().unwrap_or(span)))
}

/// What Python says of operands that do not go together.
pub(in crate::sdk::python) fn refusal(left: &Val<'_>, op: Operator, right: &Val<'_>) -> Option<String> {
    let name = |v: &Val<'_>| {
        let plain = matches!(
            v.kind,
            Kind::None
                | Kind::Bool(_)
                | Kind::Int(_)
                | Kind::Float(_)
                | Kind::Str(_)
                | Kind::List(_)
                | Kind::Tuple(_)
                | Kind::Dict(_)
        );
        checks::type_name(v).filter(|_| plain)
    };
    let (a, b) = (name(left)?, name(right)?);
    let number = |t: &str| matches!(t, "int" | "float" | "bool");
    match (op, a.as_str()) {
        (Operator::Add, "str" | "list" | "tuple") if a != b => {
            Some(format!("can only concatenate {a} (not \"{b}\") to {a}"))
        }
        (Operator::Add, _) if (a == "dict" || number(&a) || a == "NoneType") && (!number(&a) || !number(&b)) => {
            Some(format!("unsupported operand type(s) for +: '{a}' and '{b}'"))
        }
        _ => None,
    }
}

/// `left op right`
pub(in crate::sdk::python) fn binary<'a>(left: &Val<'a>, op: Operator, right: &Val<'a>, span: Span) -> Val<'a> {
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
        (Kind::Str(_), Operator::Mod, _) => fill::percent(left, right).map(|t| Val::str(t, span)),
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
        (Kind::Set(_), _, Kind::Set(_)) => sets::binary(left, op, right, span),
        (Kind::Object(_), Operator::Div, _) => path_below(left, right, span),
        _ => numbers(left, op, right).map(|kind| Val::new(kind, span)),
    };
    done.unwrap_or_else(|| lost(left, right, span))
}

fn path_below<'a>(left: &Val<'a>, right: &Val<'a>, span: Span) -> Option<Val<'a>> {
    let Kind::Object(object) = &left.kind else { return None };
    let object = object.borrow();
    let head = object.get("path").filter(|_| object.class == "pathlib.Path")?.as_str()?.to_owned();
    Some(construct::path(&[&head, right.as_str()?], span))
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
        Operator::FloorDiv if b != 0.0 => remainder::of_floats(a, b).0,
        Operator::Mod if b != 0.0 => remainder::of_floats(a, b).1,
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
pub(in crate::sdk::python) fn float(value: &Val<'_>) -> Option<f64> {
    match value.kind {
        Kind::Float(n) => Some(n),
        _ => value.as_int().map(|n| n as f64),
    }
}

/// `-x`, `not x`
pub(in crate::sdk::python) fn unary<'a>(op: UnaryOp, value: &Val<'a>, span: Span) -> Val<'a> {
    let kind = match (op, &value.kind) {
        (UnaryOp::Not, _) => value.truth().map(|t| Kind::Bool(!t)),
        (UnaryOp::Invert, _) => value.as_int().map(|n| Kind::Int(!n)),
        (_, Kind::Float(n)) => Some(Kind::Float(if op == UnaryOp::USub { -n } else { *n })),
        _ => value.as_int().and_then(|n| n.checked_mul(sign(op))).map(Kind::Int),
    };
    kind.map_or_else(|| lost(value, value, span), |kind| Val::new(kind, span))
}
