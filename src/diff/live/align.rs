//! Which items of a rendered and a live list are the same thing.
//!
//! Whoever changes a list in a cluster adds to its items and between them; so first come items that
//! have all of the rendered one, then those with the same key.

use std::collections::{BTreeMap, HashMap};

use super::open::may_be_renamed;
use super::same::{is_zero, same_scalar};
use crate::kube::fields::Kind;
use crate::tree::compare::{aligned, fingerprint};
use crate::tree::{Node, Value};

/// Pairs of places, in the order of the live list.
pub(super) fn pairs(left: &[Node], right: &[Node], item: Option<Kind>, key: Option<&str>) -> Vec<(usize, usize)> {
    if left.iter().chain(right).all(Node::is_leaf) {
        return aligned(left, right);
    }
    let mut pairing = Pairing { left: vec![None; left.len()], right: vec![None; right.len()] };
    pairing.equal(left, right);
    if let Some(key) = key {
        pairing.same_key(left, right, key, 1);
    }
    pairing.covering(left, right, key, |a, b| covers(a, b, item));
    if let Some(key) = key {
        pairing.same_key(left, right, key, usize::MAX);
    }
    if key == Some("name") {
        pairing.covering(left, right, None, may_be_renamed);
    } else {
        pairing.covering(left, right, key, |a, b| covers(b, a, item));
        pairing.alike(left, right);
    }
    pairing.right.iter().enumerate().filter_map(|(j, i)| Some(((*i)?, j))).collect()
}

/// For each item its partner.
struct Pairing {
    left: Vec<Option<usize>>,
    right: Vec<Option<usize>>,
}

impl Pairing {
    fn pair(&mut self, i: usize, j: usize) {
        self.left.get_mut(i).into_iter().for_each(|slot| *slot = Some(j));
        self.right.get_mut(j).into_iter().for_each(|slot| *slot = Some(i));
    }

    /// Places without a partner yet.
    fn free(side: &[Option<usize>]) -> Vec<usize> {
        side.iter().enumerate().filter(|(_, partner)| partner.is_none()).map(|(at, _)| at).collect()
    }

    /// Items that are equal, each with the first such one.
    fn equal(&mut self, left: &[Node], right: &[Node]) {
        let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
        for (i, item) in left.iter().enumerate().rev() {
            places.entry(fingerprint(&item.value)).or_default().push(i);
        }
        for (j, item) in right.iter().enumerate() {
            if let Some(i) = places.get_mut(&fingerprint(&item.value)).and_then(Vec::pop) {
                self.pair(i, j);
            }
        }
    }

    /// Items of which one has all of the other, the nearest first.
    fn covering(&mut self, left: &[Node], right: &[Node], key: Option<&str>, fits: impl Fn(&Node, &Node) -> bool) {
        for j in Self::free(&self.right) {
            let Some(b) = right.get(j) else { continue };
            let mut free = Self::free(&self.left);
            free.sort_by_key(|i| i.abs_diff(j));
            let mut fitting =
                free.into_iter().filter(|i| left.get(*i).is_some_and(|a| may_be(a, b, key) && fits(a, b)));
            if let Some(i) = fitting.next() {
                self.pair(i, j);
            }
        }
    }

    /// Items with a key that as many others without a partner have on both sides, but not more
    /// than so many.
    fn same_key(&mut self, left: &[Node], right: &[Node], key: &str, most: usize) {
        let own = |items: &[Node], free: Vec<usize>| {
            let mut found: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
            for at in free {
                let Some(value) = items.get(at).and_then(|item| item.get(key)) else { continue };
                found.entry(fingerprint(&value.value)).or_default().push(at);
            }
            found
        };
        let (a, b) = (own(left, Self::free(&self.left)), own(right, Self::free(&self.right)));
        for (print, places) in a {
            let others = b.get(&print).filter(|others| others.len() == places.len() && places.len() <= most);
            for (i, j) in places.iter().zip(others.into_iter().flatten()) {
                self.pair(*i, *j);
            }
        }
    }

    /// Of the rest, those that are about the same, between the same neighbours.
    fn alike(&mut self, left: &[Node], right: &[Node]) {
        let partners: Vec<usize> = self.right.iter().copied().flatten().collect();
        // how many neighbours stand before a place; where they have moved nobody knows
        let before = |side: &[Option<usize>], at: usize| match partners.is_sorted() {
            true => side.iter().take(at).flatten().count(),
            false => 0,
        };
        let gaps = |side: &[Option<usize>]| {
            let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for at in Self::free(side) {
                found.entry(before(side, at)).or_default().push(at);
            }
            found
        };
        let those = |items: &[Node], places: &[usize]| -> Vec<Node> {
            places.iter().filter_map(|at| items.get(*at).cloned()).collect()
        };
        let (a, b) = (gaps(&self.left), gaps(&self.right));
        for (gap, places) in a {
            let Some(others) = b.get(&gap) else { continue };
            for (i, j) in aligned(&those(left, &places), &those(right, others)) {
                if let (Some(i), Some(j)) = (places.get(i), others.get(j)) {
                    self.pair(*i, *j);
                }
            }
        }
    }
}

/// Whether two items have the same key, as far as the rendered one has any.
fn may_be(left: &Node, right: &Node, key: Option<&str>) -> bool {
    let Some(value) = key.and_then(|key| left.get(key)) else { return true };
    let given = !value.is_null() && value.as_str() != Some("");
    !given || key.and_then(|key| right.get(key)).is_some_and(|other| other == value)
}

/// Whether a live value has all of a rendered one.
pub(super) fn covers(left: &Node, right: &Node, kind: Option<Kind>) -> bool {
    match (&left.value, &right.value) {
        (Value::Map(a), Value::Map(b)) => a.entries().iter().all(|entry| {
            let below = kind.and_then(|kind| kind.below(&entry.key));
            let other = b.get(&entry.key).filter(|n| !n.is_null());
            is_zero(&entry.node, below) || other.is_some_and(|other| covers(&entry.node, other, below))
        }),
        (Value::Seq(a), Value::Seq(b)) => {
            let item = kind.and_then(Kind::item);
            let mut rest = b.iter();
            a.iter().all(|item_left| rest.any(|item_right| covers(item_left, item_right, item)))
        }
        _ => same_scalar(left, right, kind),
    }
}

/// So much of `part` as the live value has too.
pub(super) fn common(part: &Node, live: &Node, kind: Option<Kind>) -> Option<Node> {
    match (&part.value, &live.value) {
        (Value::Map(a), Value::Map(b)) => {
            let mut kept = part.clone();
            for entry in a.entries() {
                let below = kind.and_then(|kind| kind.below(&entry.key));
                match b.get(&entry.key).and_then(|other| common(&entry.node, other, below)) {
                    Some(node) => kept.map_mut().set(entry.key.clone(), node),
                    None => drop(kept.map_mut().remove(&entry.key)),
                }
            }
            Some(kept)
        }
        (Value::Seq(a), Value::Seq(b)) => {
            let item = kind.and_then(Kind::item);
            let both = pairs(a, b, item, None).into_iter();
            let both = both.filter_map(|(i, j)| common(a.get(i)?, b.get(j)?, item));
            Some(Node::seq(both.collect(), part.origin.clone()))
        }
        _ => same_scalar(part, live, kind).then(|| live.clone()),
    }
}
