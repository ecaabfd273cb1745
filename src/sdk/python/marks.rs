//! Marks in a Pod: what of it was made from values that a file does not say, or depends on them.

use crate::source::Span;
use crate::tree::{Node, Origin, Value};

/// An expression that is not known, and how it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The expression.
    pub span: Span,
    /// `<unknown: EXPRESSION>`
    pub shown: String,
}

/// Marks what was made from values that are not known.
pub fn mark(node: &mut Node, unknown: &[Unknown]) {
    let of =
        |origin: &Origin| unknown.iter().find(|u| touches(origin, u.span)).map(|u| Value::Str(u.shown.as_str().into()));
    if let Some(history) = &mut node.history
        && history.displaced.iter().any(|d| of(&d.origin).is_some())
    {
        let history = std::rc::Rc::make_mut(history);
        for lost in &mut history.displaced {
            if let Some(shown) = of(&lost.origin) {
                lost.value = shown;
            }
        }
    }
    match &node.value {
        Value::Seq(_) => node.seq_mut().iter_mut().for_each(|item| mark(item, unknown)),
        Value::Map(_) => node.map_mut().entries_mut().iter_mut().for_each(|entry| mark(&mut entry.node, unknown)),
        _ => {
            if let Some(shown) = of(&node.origin) {
                node.value = shown;
            }
        }
    }
}

/// Whether a value comes from an expression.
fn touches(origin: &Origin, span: Span) -> bool {
    match origin {
        Origin::File { span: at, .. } => *at == span,
        Origin::Derived(derived) => derived.from.iter().any(|o| touches(o, span)),
        _ => false,
    }
}

/// Marks what is otherwise where other values stand in for what is not known.
pub fn mark_differences(node: &mut Node, other: &Node) {
    let shown = || Value::Str("<unknown>".into());
    match (&node.value, &other.value) {
        (Value::Map(_), Value::Map(_)) => {
            for entry in node.map_mut().entries_mut() {
                match other.get(&entry.key) {
                    Some(other) => mark_differences(&mut entry.node, other),
                    None if entry.node.is_leaf() && !is_marked(&entry.node) => entry.node.value = shown(),
                    None => {}
                }
            }
        }
        (Value::Seq(_), Value::Seq(_)) => {
            let others = other.items();
            node.seq_mut().iter_mut().zip(others).for_each(|(item, other)| mark_differences(item, other));
        }
        (own, theirs) if own != theirs && node.is_leaf() && !is_marked(node) => node.value = shown(),
        _ => {}
    }
}

fn is_marked(node: &Node) -> bool {
    node.as_str().is_some_and(|text| text.starts_with("<unknown"))
}
