//! [`Slot`]: where a value stands among a task's arguments, and the expressions that make and use it.

use ruff_python_ast::Expr;
use std::rc::Rc;

use super::ty::Ty;
use super::{Module, place};
use crate::source::Span;
use crate::tree::Node;

/// Where a value stands: in which tree, and under what there.
#[derive(Clone, Copy)]
pub(super) struct Slot<'s> {
    /// What holds it.
    pub parent: &'s Node,
    /// What the parent is.
    pub ty: &'s Ty,
    /// Under what it stands there.
    pub under: Under<'s>,
}

/// Under what a value stands.
#[derive(Clone, Copy)]
pub(super) enum Under<'s> {
    /// A key.
    Key(&'s str),
    /// A number.
    Index(usize),
}

/// The expression that makes a value.
pub(super) fn expression<'m>(modules: &'m [Rc<Module>], node: &Node) -> Result<(&'m Module, &'m Expr), String> {
    let span = node.span().ok_or("a flag gives this value")?;
    place::expression(modules, span).ok_or_else(|| "the value is put together elsewhere".to_owned())
}

/// The expression that is given under a key or at an index.
pub(super) fn used<'m>(modules: &'m [Rc<Module>], slot: Slot<'_>) -> Option<(&'m Module, &'m Expr)> {
    let key = match slot.under {
        Under::Key(key) => slot.parent.as_map().and_then(|m| m.entry(key)).and_then(|e| e.key_span),
        Under::Index(_) => None,
    };
    let assigned = || place::assigned(modules, key?);
    given(modules, slot, key).or_else(assigned).filter(|(_, expr)| !matches!(expr, Expr::Starred(_)))
}

/// The same among the arguments or items of the expression that makes the parent.
fn given<'m>(modules: &'m [Rc<Module>], slot: Slot<'_>, at: Option<Span>) -> Option<(&'m Module, &'m Expr)> {
    let (module, expr) = expression(modules, slot.parent).ok()?;
    let found = match (expr, slot.under) {
        (Expr::Call(call), Under::Key(key)) => &place::keyword(call, slot.ty.argument(key)?)?.value,
        (Expr::Dict(d), Under::Key(_)) => {
            &d.items.iter().find(|i| i.key.as_ref().is_some_and(|k| Some(module.span(k)) == at))?.value
        }
        (Expr::List(list), Under::Index(i)) => list.elts.get(i)?,
        (Expr::Tuple(tuple), Under::Index(i)) => tuple.elts.get(i)?,
        _ => return None,
    };
    Some((module, found))
}
