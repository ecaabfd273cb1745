//! [`Significance`]: whether a difference matters.

use std::collections::HashMap;

use super::{Difference, Op};
use crate::kube::fields::{Api, Kind};
use crate::kube::quantity::Quantity;
use crate::tree::compare::fingerprint;
use crate::tree::{FieldPath, Node, Segment};

/// What a difference means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Significance {
    /// Another value.
    Value,
    /// Another order where none is promised.
    Order,
    /// Another spelling of the same quantity.
    Spelling,
}

impl Significance {
    /// The name as JSON shows it.
    pub fn name(self) -> &'static str {
        match self {
            Significance::Value => "value",
            Significance::Order => "order",
            Significance::Spelling => "spelling",
        }
    }
}

/// Lists whose order Flyte leaves open: it goes through maps to make them.
const UNORDERED: &[&str] = &["env", "tolerations"];

/// Finds the differences that are none of value.
pub(super) fn judge(differences: &mut [Difference], right: &Node, api: Api) {
    for difference in differences.iter_mut() {
        difference.significance = match (difference.op, &difference.left, &difference.right) {
            (Op::Replace, Some(a), Some(b)) if is_same_quantity(&difference.path, a, b, api) => Significance::Spelling,
            (Op::Replace, Some(a), Some(_)) if !a.items().is_empty() && is_open(&difference.path, a) => {
                Significance::Order
            }
            _ => Significance::Value,
        };
    }
    moved(differences, right);
}

/// Whether two values are the same amount of a field that is a quantity.
fn is_same_quantity(path: &FieldPath, left: &Node, right: &Node, api: Api) -> bool {
    let amount = |node: &Node| Quantity::parse(node.as_str()?).ok();
    matches!(api.kind_at(path), Some(Kind::Quantity | Kind::Pointer(Kind::Quantity)))
        && amount(left).zip(amount(right)).is_some_and(|(a, b)| a.compare(&b).is_eq())
}

/// Whether the order of a list is open: Flyte promises none, and no item depends on another.
pub(super) fn is_open(path: &FieldPath, list: &Node) -> bool {
    let named = matches!(path.segments().last(), Some(Segment::Key(key)) if UNORDERED.contains(&key.as_str()));
    named && list.items().iter().all(|item| !item.str_at("value").contains("$("))
}

/// An item that is removed here and added there in one list whose order is open has only moved.
fn moved(differences: &mut [Difference], right: &Node) {
    let mut removed: HashMap<(FieldPath, u64), Vec<usize>> = HashMap::new();
    let mut pairs = Vec::new();
    for (at, difference) in differences.iter().enumerate() {
        let (side, path) = match difference.op {
            Op::Remove => (difference.left.as_ref(), difference.left_path.as_ref()),
            Op::Add => (difference.right.as_ref(), difference.right_path.as_ref()),
            Op::Replace => continue,
        };
        let Some((node, list)) = side.zip(path.and_then(list_of)) else { continue };
        if !right.find(&list).is_some_and(|items| is_open(&list, items) && has_own_names(items)) {
            continue;
        }
        let key = (list, fingerprint(&node.value));
        match difference.op {
            Op::Remove => removed.entry(key).or_default().push(at),
            _ => pairs.extend(removed.get_mut(&key).and_then(Vec::pop).map(|other| (other, at))),
        }
    }
    for at in pairs.into_iter().flat_map(|(a, b)| [a, b]) {
        differences.get_mut(at).into_iter().for_each(|d| d.significance = Significance::Order);
    }
}

/// Whether no two items have the same name: of variables given twice the last one counts.
fn has_own_names(list: &Node) -> bool {
    let mut seen = std::collections::HashSet::new();
    list.items().iter().filter(|item| item.get("name").is_some()).all(|item| seen.insert(item.str_at("name")))
}

/// The list that a path leads into.
fn list_of(path: &FieldPath) -> Option<FieldPath> {
    let (Segment::Index(_), above) = path.segments().split_last()? else { return None };
    Some(FieldPath::new(above.to_vec()))
}
