//! The merge by field kind: laying a higher layer over a lower one.
//!
//! What Flyte's merge does depends on how Go declares a field (scalar, pointer, struct, map,
//! list), which the field tables say. One walk gives the value and its history: what lost is
//! kept on the value that won.

use std::cmp::Ordering;

use crate::kube::fields::{Kind, Type};
use crate::kube::finish::is_empty;
use crate::tree::{Entry, Map, Node, Rule, Value, Verdict};

/// Whether a zero value that the higher layer gives counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zeros {
    /// As Flyte's code does: `false`, `0` and `""` never override.
    NeverOverride,
    /// As the documentation says: what is given overrides.
    Override,
}

/// Lays `over` over `base`, both of the same kind. Null is "not given".
pub fn merge(base: &Node, over: &Node, kind: Kind, zeros: Zeros) -> Node {
    if over.is_null() {
        return base.clone();
    }
    if base.is_null() && !matches!(kind, Kind::List(_)) {
        return over.clone();
    }
    match kind {
        Kind::Struct(ty) => merge_struct(base, over, ty, zeros, &[]),
        Kind::Pointer(Kind::Struct(ty)) => merge_struct(base, over, ty, zeros, &[]),
        Kind::Map(_) => merge_map(base, over),
        Kind::List(_) => append(base, over),
        Kind::IntOrString | Kind::Pointer(Kind::IntOrString) => merge_int_or_string(base, over, zeros),
        _ => merge_scalar(base, over, kind, zeros),
    }
}

/// Lays the fields of a struct over those of another, leaving `skip` to the caller: skipped
/// fields are in the result as `over` has them.
pub fn merge_struct(base: &Node, over: &Node, ty: &Type, zeros: Zeros, skip: &[&str]) -> Node {
    let (lower, upper) = (base.entries(), over.entries());
    if lower.is_empty() {
        return over.clone();
    }
    if upper.is_empty() && skip.is_empty() {
        return base.clone();
    }
    let mut out: Vec<Entry> = Vec::with_capacity(lower.len() + upper.len());
    join(lower, upper, |below, above| match (below, above) {
        (Some(below), None) if skip.contains(&below.key.as_str()) => {}
        (Some(only), None) => out.push(only.clone()),
        (None, Some(only)) => out.push(alone(only, ty)),
        (Some(_), Some(above)) if skip.contains(&above.key.as_str()) => out.push(above.clone()),
        (Some(below), Some(above)) => {
            let node = match ty.field(&above.key) {
                Some(field) => merge(&below.node, &above.node, field.kind, zeros),
                None => above.node.clone().over(&below.node, Verdict::Overridden, Rule::ScalarOverride),
            };
            out.push(Entry { key: above.key.clone(), key_span: above.key_span, node });
        }
        (None, None) => {}
    });
    inheriting(Node::map(Map::from_sorted(out), over.origin.clone()), base, over)
}

/// A field that only the higher layer gives. Appending an empty list to none leaves none.
fn alone(entry: &Entry, ty: &Type) -> Entry {
    let empty = matches!(&entry.node.value, Value::Seq(items) if items.is_empty());
    if !empty || !ty.field(&entry.key).is_some_and(|field| matches!(field.kind, Kind::List(_))) {
        return entry.clone();
    }
    let node = Node::null(entry.node.origin.clone()).over(&entry.node, Verdict::Empty, Rule::ListAppend);
    Entry { key: entry.key.clone(), key_span: entry.key_span, node }
}

/// A merged block keeps what either side displaced as a whole.
fn inheriting(mut merged: Node, base: &Node, over: &Node) -> Node {
    merged.history = match (&base.history, &over.history) {
        (None, None) => merged.history,
        (Some(one), None) | (None, Some(one)) => Some(one.clone()),
        (Some(lower), Some(upper)) => {
            let mut both = (**lower).clone();
            both.rule = upper.rule.or(lower.rule);
            both.displaced.extend(upper.displaced.iter().cloned());
            Some(both.into())
        }
    };
    merged
}

/// Walks two sorted lists of entries side by side.
fn join<'a>(lower: &'a [Entry], upper: &'a [Entry], mut f: impl FnMut(Option<&'a Entry>, Option<&'a Entry>)) {
    let (mut lower, mut upper) = (lower.iter().peekable(), upper.iter().peekable());
    loop {
        let order = match (lower.peek(), upper.peek()) {
            (None, None) => return,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) => a.key.cmp(&b.key),
        };
        match order {
            Ordering::Less => f(lower.next(), None),
            Ordering::Greater => f(None, upper.next()),
            Ordering::Equal => f(lower.next(), upper.next()),
        }
    }
}

/// Lays a map over another: each key of the higher one counts, also with an empty value.
pub fn merge_map(base: &Node, over: &Node) -> Node {
    let (lower, upper) = (base.entries(), over.entries());
    if lower.is_empty() {
        return over.clone();
    }
    if upper.is_empty() {
        return base.clone();
    }
    let mut out: Vec<Entry> = Vec::with_capacity(lower.len() + upper.len());
    join(lower, upper, |below, above| match (below, above) {
        (Some(below), Some(above)) => {
            let node = above.node.clone().over(&below.node, Verdict::Overridden, Rule::MapOverride);
            out.push(Entry { key: above.key.clone(), key_span: above.key_span, node });
        }
        (Some(only), None) | (None, Some(only)) => out.push(only.clone()),
        (None, None) => {}
    });
    inheriting(Node::map(Map::from_sorted(out), over.origin.clone()), base, over)
}

/// Lower items first, higher ones behind them. An empty higher list changes nothing.
pub fn append(base: &Node, over: &Node) -> Node {
    match (base.items(), over.items()) {
        (_, []) => base.clone().over(over, Verdict::Empty, Rule::ListAppend),
        ([], _) if base.is_null() => over.clone(),
        ([], _) => over.clone().over(base, Verdict::Empty, Rule::ListAppend),
        (lower, upper) => {
            let items = lower.iter().chain(upper).cloned().collect();
            inheriting(Node::seq(items, over.origin.clone()), base, over)
        }
    }
}

/// A scalar, by value or behind a pointer.
fn merge_scalar(base: &Node, over: &Node, kind: Kind, zeros: Zeros) -> Node {
    if zeros == Zeros::NeverOverride && is_empty(over, kind) {
        return base.clone().over(over, Verdict::Empty, Rule::ZeroNeverOverrides);
    }
    let rule = if is_empty(over, kind) { Rule::GivenOverrides } else { Rule::ScalarOverride };
    over.clone().over(base, Verdict::Overridden, rule)
}

/// Go keeps three fields (type, number, string) and merges each as a scalar: a string's type
/// always wins over a number's, which is zero; the number or string follows by its own rule.
fn merge_int_or_string(base: &Node, over: &Node, zeros: Zeros) -> Node {
    let over_counts = match (&base.value, &over.value) {
        _ if zeros == Zeros::Override => true,
        (Value::Str(_), Value::Int(_)) => false,
        (Value::Int(_), Value::Int(n)) => *n != 0,
        (Value::Str(_), Value::Str(s)) => !s.is_empty(),
        _ => true,
    };
    if over_counts {
        over.clone().over(base, Verdict::Overridden, Rule::ScalarOverride)
    } else {
        base.clone().over(over, Verdict::Empty, Rule::ZeroNeverOverrides)
    }
}
