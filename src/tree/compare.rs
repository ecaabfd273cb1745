//! What differs between two trees, as their reader would say it: maps by key, lists of named items
//! by name, other lists by what they have in common.
//!
//! Null counts as absent in a map. Origins and histories do not count. What was added or removed is
//! one change, however much stands below it.

mod alike;
mod sequence;

use std::collections::HashMap;
use std::rc::Rc;

use super::{Entry, FieldPath, Map, Node, Value};

pub use alike::fingerprint;

/// A value and where it stands, on one side.
#[derive(Clone, Debug)]
pub struct Side<'a> {
    /// The path from the root of that side.
    pub path: FieldPath,
    /// The value.
    pub node: &'a Node,
}

/// One difference.
#[derive(Clone, Debug)]
pub enum Change<'a> {
    /// Only the right side has it.
    Added(Side<'a>),
    /// Only the left side has it.
    Removed(Side<'a>),
    /// Both have it, with other values.
    Replaced(Side<'a>, Side<'a>),
    /// Both have the list; items that both have stand in another order. Changes inside of items,
    /// added and removed ones are changes of their own.
    Reordered(Side<'a>, Side<'a>),
}

impl<'a> Change<'a> {
    /// The left side, if it has one.
    pub fn left(&self) -> Option<&Side<'a>> {
        match self {
            Change::Added(_) => None,
            Change::Removed(left) | Change::Replaced(left, _) | Change::Reordered(left, _) => Some(left),
        }
    }

    /// The right side, if it has one.
    pub fn right(&self) -> Option<&Side<'a>> {
        match self {
            Change::Removed(_) => None,
            Change::Added(right) | Change::Replaced(_, right) | Change::Reordered(_, right) => Some(right),
        }
    }
}

/// Every difference between two trees, in the order of the right one.
pub fn compare<'a>(left: &'a Node, right: &'a Node) -> Vec<Change<'a>> {
    let mut walk = Walk { left: FieldPath::default(), right: FieldPath::default(), out: Vec::new() };
    walk.nodes(left, right);
    walk.out
}

struct Walk<'a> {
    left: FieldPath,
    right: FieldPath,
    out: Vec<Change<'a>>,
}

impl<'a> Walk<'a> {
    fn nodes(&mut self, left: &'a Node, right: &'a Node) {
        match (&left.value, &right.value) {
            (Value::Map(a), Value::Map(b)) if Rc::ptr_eq(a, b) => {}
            (Value::Seq(a), Value::Seq(b)) if Rc::ptr_eq(a, b) => {}
            (Value::Map(a), Value::Map(b)) => self.maps(a, b),
            (Value::Seq(a), Value::Seq(b)) => match (by_name(a), by_name(b)) {
                (Some(a_names), Some(_)) => self.named(&a_names, (left, a), (right, b)),
                _ => self.sequences(a, b),
            },
            (a, b) if same_scalar(a, b) => {}
            _ => {
                let change = Change::Replaced(self.left_side(left), self.right_side(right));
                self.out.push(change);
            }
        }
    }

    fn left_side(&self, node: &'a Node) -> Side<'a> {
        Side { path: self.left.clone(), node }
    }

    fn right_side(&self, node: &'a Node) -> Side<'a> {
        Side { path: self.right.clone(), node }
    }

    fn maps(&mut self, left: &'a Map, right: &'a Map) {
        let (left, right) = (sorted(left), sorted(right));
        let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
        while left.peek().is_some() || right.peek().is_some() {
            let order = match (left.peek(), right.peek()) {
                (Some(a), Some(b)) => a.key.cmp(&b.key),
                (Some(_), None) => std::cmp::Ordering::Less,
                _ => std::cmp::Ordering::Greater,
            };
            let a = if order.is_le() { left.next() } else { None };
            let b = if order.is_ge() { right.next() } else { None };
            self.entry(a, b);
        }
    }

    fn entry(&mut self, left: Option<&'a Entry>, right: Option<&'a Entry>) {
        let Some(key) = left.or(right).map(|e| &e.key) else { return };
        self.left.push_key(key.clone());
        self.right.push_key(key.clone());
        self.either(left.map(|e| &e.node), right.map(|e| &e.node));
        self.left.pop();
        self.right.pop();
    }

    fn either(&mut self, left: Option<&'a Node>, right: Option<&'a Node>) {
        match (left, right) {
            (Some(left), Some(right)) => self.nodes(left, right),
            (Some(left), None) => self.out.push(Change::Removed(self.left_side(left))),
            (None, Some(right)) => self.out.push(Change::Added(self.right_side(right))),
            (None, None) => {}
        }
    }

    /// An item of each list, or of one of them.
    fn items(&mut self, left: Option<(usize, &'a Node)>, right: Option<(usize, &'a Node)>) {
        self.left.push_index(left.map_or(0, |(i, _)| i));
        self.right.push_index(right.map_or(0, |(i, _)| i));
        self.either(left.map(|(_, node)| node), right.map(|(_, node)| node));
        self.left.pop();
        self.right.pop();
    }

    /// Two lists of which all items have names of their own.
    fn named(&mut self, names: &HashMap<&'a str, usize>, left: (&'a Node, &'a [Node]), right: (&'a Node, &'a [Node])) {
        let at: Vec<Option<usize>> = right.1.iter().map(|item| names.get(item.str_at("name")).copied()).collect();
        if !at.iter().flatten().is_sorted() {
            let change = Change::Reordered(self.left_side(left.0), self.right_side(right.0));
            self.out.push(change);
        }
        let mut kept = vec![false; left.1.len()];
        for slot in at.iter().flatten() {
            kept.get_mut(*slot).into_iter().for_each(|kept| *kept = true);
        }
        for (i, (item, kept)) in left.1.iter().zip(&kept).enumerate() {
            if !kept {
                self.items(Some((i, item)), None);
            }
        }
        for (i, (item, at)) in right.1.iter().zip(at).enumerate() {
            let other = at.and_then(|at| left.1.get(at).map(|node| (at, node)));
            self.items(other, Some((i, item)));
        }
    }

    /// Two lists that have equal items in common, and between them what is like something else.
    fn sequences(&mut self, left: &'a [Node], right: &'a [Node]) {
        let mut pairs = aligned(left, right);
        pairs.push((left.len(), right.len()));
        let (mut i, mut j) = (0, 0);
        for (next_i, next_j) in pairs {
            for (n, item) in left.iter().enumerate().take(next_i).skip(i) {
                self.items(Some((n, item)), None);
            }
            for (n, item) in right.iter().enumerate().take(next_j).skip(j) {
                self.items(None, Some((n, item)));
            }
            if let (Some(a), Some(b)) = (left.get(next_i), right.get(next_j)) {
                self.items(Some((next_i, a)), Some((next_j, b)));
            }
            (i, j) = (next_i + 1, next_j + 1);
        }
    }
}

/// Places of items of two lists that are equal, or the same thing with other values, growing on
/// both sides.
pub fn aligned(left: &[Node], right: &[Node]) -> Vec<(usize, usize)> {
    let prints = |items: &[Node]| -> Vec<u64> { items.iter().map(|n| fingerprint(&n.value)).collect() };
    let mut equal = sequence::common(&prints(left), &prints(right));
    equal.push((left.len(), right.len()));
    let mut out = Vec::with_capacity(equal.len());
    let (mut i, mut j) = (0, 0);
    for (next_i, next_j) in equal {
        let gap = (left.get(i..next_i).unwrap_or(&[]), right.get(j..next_j).unwrap_or(&[]));
        out.extend(alike::pairs(gap.0, gap.1).into_iter().map(|(a, b)| (i + a, j + b)));
        if next_i < left.len() {
            out.push((next_i, next_j));
        }
        (i, j) = (next_i + 1, next_j + 1);
    }
    out
}

/// The entries that count, sorted by key; of equal keys the first.
fn sorted(map: &Map) -> Vec<&Entry> {
    let mut entries: Vec<&Entry> = map.entries().iter().collect();
    if !map.is_sorted() {
        entries.sort_by(|a, b| a.key.cmp(&b.key));
        entries.dedup_by(|later, first| later.key == first.key);
    }
    entries.retain(|e| !e.node.is_null());
    entries
}

/// The place of each name, if all items are maps with names of their own.
fn by_name(items: &[Node]) -> Option<HashMap<&str, usize>> {
    let mut names = HashMap::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        let name = item.get("name").filter(|n| n.is_filled())?.as_str()?;
        if names.insert(name, i).is_some() {
            return None;
        }
    }
    Some(names)
}

/// Whether two values are the same scalar. A number that is none equals itself.
fn same_scalar(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Float(a), Value::Float(b)) => a == b || a.to_bits() == b.to_bits(),
        (Value::Map(_) | Value::Seq(_), _) => false,
        (a, b) => a == b,
    }
}

#[cfg(test)]
mod tests;
