//! Differences in an order in which they can be applied one after the other.
//!
//! First everything that is gone, from the end; then, from the beginning of the right Pod on, what
//! stands in another order, what changes and what is new. So each path is one of the Pod that
//! the differences before have made.

use std::collections::HashMap;

use super::significance::judge;
use super::{Difference, Op, Significance};
use crate::kube::fields::Api;
use crate::tree::compare::{Change, Side, compare};
use crate::tree::names::Names;
use crate::tree::{FieldPath, Node, Segment};

/// Every difference between two Pods of a version with this API.
pub fn differences(left: &Node, right: &Node, api: Api) -> Vec<Difference> {
    let changes = compare(left, right);
    let (names_left, names_right) = (Names::new(left), Names::new(right));
    let mut made = left.clone();
    let mut out: Vec<Difference> = Vec::with_capacity(changes.len());
    for change in changes.iter().rev() {
        if let Change::Removed(side) = change {
            out.push(removed(side, &names_left));
            apply(&mut made, out.last());
        }
    }
    for change in &changes {
        let difference = match change {
            Change::Removed(_) => continue,
            Change::Added(side) => added(side, &names_right),
            Change::Replaced(left, right) => replaced(left, right, right.node.clone(), &names_right),
            Change::Reordered(left, right) => {
                let now = made.find(&right.path).map(|list| in_order_of(list, right.node));
                replaced(left, right, now.unwrap_or_else(|| right.node.clone()), &names_right)
            }
        };
        out.push(difference);
        apply(&mut made, out.last());
    }
    judge(&mut out, right, api);
    out
}

/// The difference between a Pod and none.
pub fn lone(left: Option<&Node>, right: Option<&Node>) -> Option<Difference> {
    let root = |node| Side { path: FieldPath::default(), node };
    match (left, right) {
        (Some(pod), None) => Some(removed(&root(pod), &Names::new(pod))),
        (None, Some(pod)) => Some(added(&root(pod), &Names::new(pod))),
        _ => None,
    }
}

fn removed(side: &Side<'_>, names: &Names<'_>) -> Difference {
    Difference {
        op: Op::Remove,
        path: side.path.clone(),
        shown: names.shown(&side.path),
        left_path: Some(side.path.clone()),
        right_path: None,
        left: Some(side.node.clone()),
        right: None,
        significance: Significance::Value,
        behaviour: None,
    }
}

fn added(side: &Side<'_>, names: &Names<'_>) -> Difference {
    Difference {
        op: Op::Add,
        path: side.path.clone(),
        shown: names.shown(&side.path),
        left_path: None,
        right_path: Some(side.path.clone()),
        left: None,
        right: Some(side.node.clone()),
        significance: Significance::Value,
        behaviour: None,
    }
}

fn replaced(left: &Side<'_>, right: &Side<'_>, now: Node, names: &Names<'_>) -> Difference {
    Difference {
        op: Op::Replace,
        path: right.path.clone(),
        shown: names.shown(&right.path),
        left_path: Some(left.path.clone()),
        right_path: Some(right.path.clone()),
        left: Some(left.node.clone()),
        right: Some(now),
        significance: Significance::Value,
        behaviour: None,
    }
}

/// The items of a list of named things in the order in which another list has them.
fn in_order_of(list: &Node, other: &Node) -> Node {
    let place: HashMap<&str, usize> = other.items().iter().enumerate().map(|(i, n)| (n.str_at("name"), i)).collect();
    let mut items = list.items().to_vec();
    items.sort_by_key(|item| place.get(item.str_at("name")).copied());
    Node { value: crate::tree::Value::Seq(std::rc::Rc::new(items)), ..list.clone() }
}

/// Makes a difference in a tree.
fn apply(tree: &mut Node, difference: Option<&Difference>) {
    let Some(difference) = difference else { return };
    let Some((last, above)) = difference.path.segments().split_last() else {
        difference.right.iter().for_each(|right| *tree = right.clone());
        return;
    };
    let Some(parent) = descend(tree, above) else { return };
    match (last, difference.op, &difference.right) {
        (Segment::Key(key), Op::Remove, _) => {
            parent.map_mut().remove(key);
        }
        (Segment::Key(key), _, Some(value)) => parent.map_mut().set(key.clone(), value.clone()),
        (Segment::Index(at), Op::Remove, _) if *at < parent.items().len() => {
            parent.seq_mut().remove(*at);
        }
        (Segment::Index(at), Op::Add, Some(value)) if *at <= parent.items().len() => {
            parent.seq_mut().insert(*at, value.clone());
        }
        (Segment::Index(at), Op::Replace, Some(value)) => {
            parent.seq_mut().get_mut(*at).into_iter().for_each(|slot| *slot = value.clone());
        }
        _ => {}
    }
}

fn descend<'t>(tree: &'t mut Node, path: &[Segment]) -> Option<&'t mut Node> {
    path.iter().try_fold(tree, |node, segment| match segment {
        Segment::Key(key) if node.get(key).is_some() => node.map_mut().get_mut(key),
        Segment::Index(at) if *at < node.items().len() => node.seq_mut().get_mut(*at),
        _ => None,
    })
}

/// The path of a difference in the tree that has it.
impl Difference {
    /// The path in the right Pod, or in the left one if only that has it.
    pub fn own_path(&self) -> Option<&FieldPath> {
        self.right_path.as_ref().or(self.left_path.as_ref())
    }
}
