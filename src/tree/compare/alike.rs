//! Which items of two lists are the same thing with other values.

use std::collections::HashMap;
use std::collections::hash_map::{DefaultHasher, Entry};
use std::hash::{Hash, Hasher};

use crate::tree::names::IDENTITIES;
use crate::tree::{Node, Value};

/// So many items that have nothing telling are compared one by one.
const MOST: usize = 64;

/// Equal for equal values. Null entries of maps and the order of keys do not count.
pub fn fingerprint(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    match value {
        Value::Null => 0u8.hash(&mut hasher),
        Value::Bool(b) => (1u8, b).hash(&mut hasher),
        Value::Int(n) => (2u8, n).hash(&mut hasher),
        // zero has two forms, which are equal
        Value::Float(f) => (3u8, if *f == 0.0 { 0 } else { f.to_bits() }).hash(&mut hasher),
        Value::Str(s) => (4u8, s).hash(&mut hasher),
        Value::Seq(items) => {
            5u8.hash(&mut hasher);
            items.iter().for_each(|item| fingerprint(&item.value).hash(&mut hasher));
        }
        Value::Map(map) => {
            let entries = map.entries().iter().filter(|e| !e.node.is_null());
            let sum = entries.fold(0u64, |sum, e| sum.wrapping_add(of(&(&e.key, fingerprint(&e.node.value)))));
            (6u8, sum).hash(&mut hasher);
        }
    }
    hasher.finish()
}

fn of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// What an item is about: its most telling field with its value.
fn identity(item: &Node) -> Option<u64> {
    let told = |node: &Node| node.is_filled() || node.as_int().is_some();
    let mut fields = IDENTITIES.iter().filter_map(|key| Some((key, item.get(key).filter(|n| told(n))?)));
    fields.next().map(|(key, node)| of(&(key, fingerprint(&node.value))))
}

/// Pairs of items that are about the same, in the order of both lists.
pub fn pairs(left: &[Node], right: &[Node]) -> Vec<(usize, usize)> {
    if left.is_empty() || right.is_empty() {
        return Vec::new();
    }
    let mut anchors = same_identity(left, right);
    anchors.push((left.len(), right.len()));
    let mut out = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (next_i, next_j) in anchors {
        let (a, b) = (left.get(i..next_i).unwrap_or(&[]), right.get(j..next_j).unwrap_or(&[]));
        if a.len() == b.len() && a.len() <= MOST {
            let near = a.iter().zip(b).enumerate().filter(|(_, (a, b))| are_near(a, b));
            out.extend(near.map(|(n, _)| (i + n, j + n)));
        }
        if next_i < left.len() {
            out.push((next_i, next_j));
        }
        (i, j) = (next_i + 1, next_j + 1);
    }
    out
}

/// Items whose identity only they have on their side.
fn same_identity(left: &[Node], right: &[Node]) -> Vec<(usize, usize)> {
    let (left, right) = (unique(left), unique(right));
    let mut both: Vec<(usize, usize)> =
        left.into_iter().filter_map(|(id, i)| Some((i?, (*right.get(&id)?)?))).collect();
    both.sort_unstable();
    let mut last = None;
    both.retain(|(_, j)| {
        let fits = last.is_none_or(|last| last < *j);
        last = if fits { Some(*j) } else { last };
        fits
    });
    both
}

/// The index of each identity; nothing for one that several items have.
fn unique(items: &[Node]) -> HashMap<u64, Option<usize>> {
    let mut found = HashMap::new();
    for (i, item) in items.iter().enumerate() {
        if let Some(id) = identity(item) {
            match found.entry(id) {
                Entry::Occupied(mut slot) => {
                    slot.insert(None);
                }
                Entry::Vacant(slot) => {
                    slot.insert(Some(i));
                }
            }
        }
    }
    found
}

/// Whether two items at the same place are the same thing: scalars, or maps that are about the same
/// and have half of the smaller one in common.
fn are_near(left: &Node, right: &Node) -> bool {
    match (&left.value, &right.value) {
        (Value::Map(_), Value::Map(_)) => identity(left) == identity(right) && share_half(left, right),
        (Value::Seq(_), Value::Seq(_)) => true,
        (Value::Map(_) | Value::Seq(_), _) | (_, Value::Map(_) | Value::Seq(_)) => false,
        _ => true,
    }
}

fn share_half(left: &Node, right: &Node) -> bool {
    let (left, right) = (leaves(left), leaves(right));
    let common: usize = left.iter().map(|(leaf, n)| n.min(right.get(leaf).unwrap_or(&0))).sum();
    let size = |leaves: &HashMap<u64, usize>| leaves.values().sum::<usize>();
    common > 0 && common * 2 >= size(&left).min(size(&right))
}

/// How often each leaf occurs, wherever in a list.
fn leaves(node: &Node) -> HashMap<u64, usize> {
    let mut found = HashMap::new();
    node.for_each_leaf(&mut |path, leaf| {
        let keys: Vec<&str> = path
            .segments()
            .iter()
            .filter_map(|s| match s {
                crate::tree::Segment::Key(key) => Some(key.as_str()),
                crate::tree::Segment::Index(_) => None,
            })
            .collect();
        *found.entry(of(&(keys, fingerprint(&leaf.value)))).or_insert(0) += 1;
    });
    found
}
