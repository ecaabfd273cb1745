//! Sets: what is in them is known, the order in which they give it is not.

use ruff_python_ast::{CmpOp, Operator};
use std::rc::Rc;

use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::composed::Set;
use crate::sdk::python::language::items::insert;
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::value::{Dict, Kind, Val};
use crate::source::Span;

/// A set of items.
pub(in crate::sdk::python) fn of<'a>(items: Vec<Val<'a>>, frozen: bool, span: Span) -> Val<'a> {
    let mut out = Dict::new();
    items.into_iter().for_each(|i| insert(&mut out, i.clone(), i));
    Val::set(out, frozen, span)
}

fn set<'v, 'a>(value: &'v Val<'a>) -> Option<&'v Rc<Set<'a>>> {
    match &value.kind {
        Kind::Set(set) if !set.items.borrow().contains_key("?") => Some(set),
        _ => None,
    }
}

/// The items of any value, as those of a set.
fn items<'a>(m: &Machine<'a>, value: &Val<'a>) -> Option<Dict<'a>> {
    if let Some(set) = set(value) {
        return Some(set.items.borrow().clone());
    }
    let mut out = Dict::new();
    m.items(value).ok()?.into_iter().for_each(|i| insert(&mut out, i.clone(), i));
    (!out.contains_key("?")).then_some(out)
}

/// `left op right` of two sets, or of views of dicts.
pub(in crate::sdk::python) fn binary<'a>(left: &Val<'a>, op: Operator, right: &Val<'a>, span: Span) -> Option<Val<'a>> {
    let (a, b) = (set(left)?, set(right)?);
    Some(Val::set(combined(&a.items.borrow(), op, &b.items.borrow())?, a.frozen, span))
}

fn combined<'a>(a: &Dict<'a>, op: Operator, b: &Dict<'a>) -> Option<Dict<'a>> {
    let only = |from: &Dict<'a>, other: &Dict<'a>, kept: bool| {
        from.iter().filter(|(k, _)| other.contains_key(*k) == kept).map(|(k, v)| (k.clone(), v.clone())).collect()
    };
    let joined = |x: Dict<'a>, y: Dict<'a>| x.into_iter().chain(y).collect::<Dict<'a>>();
    Some(match op {
        Operator::BitOr => joined(a.clone(), only(b, a, false)),
        Operator::BitAnd => only(a, b, true),
        Operator::Sub => only(a, b, false),
        Operator::BitXor => joined(only(a, b, false), only(b, a, false)),
        _ => return None,
    })
}

/// `left op= right`; whether it is done.
pub(in crate::sdk::python) fn change<'a>(left: &Val<'a>, op: Operator, right: &Val<'a>) -> bool {
    let (Some(a), Some(b)) = (set(left), set(right)) else { return false };
    let done = combined(&a.items.borrow(), op, &b.items.borrow());
    match done.filter(|_| !a.frozen) {
        Some(items) => drop(a.items.replace(items)),
        None => return false,
    }
    true
}

/// `left op right` as a question.
pub(in crate::sdk::python) fn compare(left: &Val<'_>, op: CmpOp, right: &Val<'_>) -> Option<bool> {
    let (a, b) = (set(left)?.items.borrow(), set(right)?.items.borrow());
    let within = |a: &Dict<'_>, b: &Dict<'_>| a.keys().all(|k| b.contains_key(k));
    Some(match op {
        CmpOp::Eq => a.len() == b.len() && within(&a, &b),
        CmpOp::NotEq => a.len() != b.len() || !within(&a, &b),
        CmpOp::LtE => within(&a, &b),
        CmpOp::Lt => a.len() < b.len() && within(&a, &b),
        CmpOp::GtE => within(&b, &a),
        CmpOp::Gt => b.len() < a.len() && within(&b, &a),
        _ => return None,
    })
}

/// A method of a set.
pub(in crate::sdk::python) fn method<'a>(
    m: &Machine<'a>,
    value: &Val<'a>,
    name: &str,
    given: &Given<'a>,
    span: Span,
) -> Option<Val<'a>> {
    let own = set(value)?;
    let others = || given.positional.iter().map(|v| items(m, v)).collect::<Option<Vec<_>>>();
    let nothing = Some(Val::new(Kind::None, span));
    let of = |items: Dict<'a>| Some(Val::set(items, own.frozen, span));
    let op = match name.trim_end_matches("_update") {
        "union" | "update" => Operator::BitOr,
        "intersection" => Operator::BitAnd,
        "difference" => Operator::Sub,
        "symmetric_difference" => Operator::BitXor,
        _ => return element(own, name, given, span).or_else(|| relation(m, value, name, given, span)),
    };
    let start = own.items.borrow().clone();
    let result = others()?.iter().try_fold(start, |so_far, other| combined(&so_far, op, other))?;
    if name.ends_with("update") {
        own.items.replace(result);
        return nothing;
    }
    of(result)
}

fn element<'a>(own: &Rc<Set<'a>>, name: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let first = given.positional.first();
    match name {
        "add" => insert(&mut own.items.borrow_mut(), first?.clone(), first?.clone()),
        "discard" => drop(own.items.borrow_mut().shift_remove(&first?.key()?)),
        "remove" => drop(own.items.borrow_mut().shift_remove(&first?.key()?)?),
        "clear" => own.items.borrow_mut().clear(),
        "copy" => return Some(Val::set(own.items.borrow().clone(), own.frozen, span)),
        _ => return None,
    }
    Some(Val::new(Kind::None, span))
}

fn relation<'a>(m: &Machine<'a>, value: &Val<'a>, name: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let other = Val::set(items(m, given.positional.first()?)?, false, span);
    let truth = match name {
        "issubset" => compare(value, CmpOp::LtE, &other)?,
        "issuperset" => compare(value, CmpOp::GtE, &other)?,
        "isdisjoint" => {
            combined(&set(value)?.items.borrow(), Operator::BitAnd, &set(&other)?.items.borrow())?.is_empty()
        }
        _ => return None,
    };
    Some(Val::new(Kind::Bool(truth), span))
}
