//! When two values say the same, and when one says nothing.

use crate::kube::fields::Kind;
use crate::kube::quantity::Quantity;
use crate::tree::{Node, Value};

/// Whether a field says nothing: Go does not tell its zero value from a missing one.
pub(super) fn is_zero(node: &Node, kind: Option<Kind>) -> bool {
    match (kind, &node.value) {
        (_, Value::Null) => true,
        (Some(Kind::String | Kind::Bytes), Value::Str(text)) => text.is_empty(),
        (Some(Kind::Bool), Value::Bool(b)) => !b,
        (Some(Kind::Int32 | Kind::Int64), Value::Int(n)) => *n == 0,
        (Some(Kind::List(_)), Value::Seq(items)) => items.is_empty(),
        (Some(Kind::Map(_)), Value::Map(map)) => map.is_empty(),
        (Some(kind @ Kind::Struct(_)), Value::Map(map)) => {
            map.entries().iter().all(|e| is_zero(&e.node, kind.below(&e.key)))
        }
        _ => false,
    }
}

/// Whether a kind is that of a quantity.
pub(super) fn is_quantity(kind: Option<Kind>) -> bool {
    matches!(kind, Some(Kind::Quantity | Kind::Pointer(Kind::Quantity)))
}

/// The amount of a quantity, written as text or as a number.
pub(super) fn amount(node: &Node) -> Option<Quantity> {
    match &node.value {
        Value::Str(text) => Quantity::parse_json(text.as_str()).ok(),
        Value::Int(n) => Some(Quantity::from_int(*n)),
        _ => None,
    }
}

/// Whether two nodes are the same amount.
pub(super) fn same_amount(left: &Node, right: &Node) -> bool {
    amount(left).zip(amount(right)).is_some_and(|(a, b)| a.compare(&b).is_eq())
}

/// Whether two scalars are the same, quantities by value.
pub(super) fn same_scalar(left: &Node, right: &Node, kind: Option<Kind>) -> bool {
    match (&left.value, &right.value) {
        (Value::Map(_) | Value::Seq(_), _) => false,
        (a, b) if a == b => true,
        _ => is_quantity(kind) && same_amount(left, right),
    }
}
