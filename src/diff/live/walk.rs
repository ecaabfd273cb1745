//! The walk through both Pods: what differs, and what the rules say of it.

use std::borrow::Cow;

use super::facts::{At, Explained, Facts};
use super::rules::{self, Because};
use super::same::{is_quantity, is_zero, same_amount, same_scalar};
use super::{Class, LiveDifference, align, hints, open};
use crate::diff::significance::is_open;
use crate::diff::{Difference, Op, Significance};
use crate::kube::fields::{Api, Field, Kind, Type};
use crate::tree::names::Names;
use crate::tree::{Entry, FieldPath, Map, Node, Text, Value};

/// Every difference, field by field.
pub(super) fn differences(facts: &Facts<'_>) -> Vec<LiveDifference> {
    let newest = Api::ALL.last().copied().unwrap_or(facts.api);
    let pod = newest.type_named("PodTemplateSpec").map(Kind::Struct);
    let mut walk = Walk {
        facts,
        names: (Names::new(facts.rendered), Names::new(facts.live)),
        left: FieldPath::default(),
        right: FieldPath::default(),
        made_up: 0,
        out: Vec::new(),
    };
    walk.values(Sides { left: facts.rendered, right: facts.live }, pod, None);
    walk.out
}

struct Walk<'f, 'a> {
    facts: &'f Facts<'a>,
    names: (Names<'a>, Names<'a>),
    left: FieldPath,
    right: FieldPath,
    /// Above zero inside of something that only the live Pod has: the left side is then what a rule
    /// expects there, and no part of the rendered Pod.
    made_up: usize,
    out: Vec<LiveDifference>,
}

#[derive(Clone, Copy)]
struct Sides<'w> {
    left: &'w Node,
    right: &'w Node,
}

/// The list or map that something stands in.
#[derive(Clone, Copy)]
struct Holder<'w> {
    owner: Option<&'static Type>,
    key: &'w str,
    left: Option<&'w Node>,
    right: Option<&'w Node>,
}

impl<'w> Holder<'w> {
    fn at(self, path: &'w FieldPath) -> At<'w> {
        At { owner: self.owner, key: self.key, left: self.left, right: self.right, path }
    }

    /// What Go declares the field as.
    fn field(self) -> Option<&'static Field> {
        self.owner.and_then(|ty| ty.field(self.key))
    }
}

/// A struct in which nothing is set.
fn nothing(like: &Node) -> Node {
    Node::map(Map::default(), like.origin.clone())
}

impl Walk<'_, '_> {
    /// Two values of the same place.
    fn values(&mut self, sides: Sides<'_>, kind: Option<Kind>, holder: Option<Holder<'_>>) {
        match (&sides.left.value, &sides.right.value) {
            (Value::Map(a), Value::Map(b)) => {
                let mut keys: Vec<&Text> = a.entries().iter().chain(b.entries()).map(|e| &e.key).collect();
                keys.sort();
                keys.dedup();
                keys.into_iter().for_each(|key| self.field(sides, key, kind));
            }
            (Value::Seq(_), Value::Seq(_)) => self.lists(sides, kind, holder),
            _ if same_scalar(sides.left, sides.right, None) => {}
            _ => self.replaced(sides, kind, holder),
        }
    }

    fn field(&mut self, sides: Sides<'_>, key: &Text, kind: Option<Kind>) {
        let given = |node: &Node| node.as_map().and_then(|m| m.get(key)).filter(|n| !n.is_null()).cloned();
        let below = self.facts.below(kind, key);
        let owner = kind.and_then(Kind::as_struct);
        let holder = Holder { owner, key: key.as_str(), left: Some(sides.left), right: Some(sides.right) };
        // only fields of structs have a zero value that is as good as none
        let counts = |node: &Node| owner.is_none() || !is_zero(node, below);
        let is_struct = matches!(below, Some(Kind::Struct(_)));
        self.left.push_key(key.clone());
        self.right.push_key(key.clone());
        match (given(sides.left), given(sides.right)) {
            (Some(left), Some(right)) => self.values(Sides { left: &left, right: &right }, below, Some(holder)),
            // a struct by value is always there, though nothing may show it
            (None, Some(right)) if is_struct => {
                self.values(Sides { left: &nothing(&right), right: &right }, below, Some(holder))
            }
            (Some(left), None) if is_struct => {
                self.values(Sides { left: &left, right: &nothing(&left) }, below, Some(holder))
            }
            (None, Some(right)) if counts(&right) => self.added(&right, below, holder),
            (Some(left), None) if counts(&left) => self.removed(&left, below, holder),
            _ => {}
        }
        self.left.pop();
        self.right.pop();
    }

    /// Something that only the live Pod has. Maps and lists that no rule knows are told entry by
    /// entry; a struct is one thing.
    fn added(&mut self, value: &Node, kind: Option<Kind>, holder: Holder<'_>) {
        if let Some(explained) = rules::added(self.facts, &holder.at(&self.right), value) {
            return self.explained(explained, value, kind);
        }
        match (kind, &value.value) {
            (Some(Kind::Map(_)), Value::Map(map)) => {
                for Entry { key, node, .. } in map.entries().iter().filter(|e| !e.node.is_null()) {
                    let inner = Holder { owner: None, key: key.as_str(), left: None, right: Some(value) };
                    let below = self.facts.below(kind, key);
                    self.left.push_key(key.clone());
                    self.right.push_key(key.clone());
                    self.added(node, below, inner);
                    self.left.pop();
                    self.right.pop();
                }
            }
            (Some(Kind::List(item)), Value::Seq(items)) => {
                for (j, node) in items.iter().enumerate() {
                    self.item_added(j, node, Some(*item), Holder { left: None, right: Some(value), ..holder });
                }
            }
            _ => self.foreign(Op::Add, None, Some(value), &holder),
        }
    }

    /// Something that a rule explains, all of it or a part; the rest is looked at on its own.
    fn explained(&mut self, explained: Explained, value: &Node, kind: Option<Kind>) {
        let Explained { class, reason, part } = explained;
        let shown = match &part {
            Some(part) => align::common(part, value, kind),
            None => Some(value.clone()),
        };
        let shown = shown.unwrap_or_else(|| value.clone());
        self.report(Op::Add, None, Some(&shown), Significance::Value, (class, reason));
        if let Some(part) = part {
            self.made_up += 1;
            self.values(Sides { left: &part, right: value }, kind, None);
            self.made_up -= 1;
        }
    }

    fn removed(&mut self, value: &Node, kind: Option<Kind>, holder: Holder<'_>) {
        if self.made_up > 0 {
            return;
        }
        if let Some(because) = rules::removed(self.facts, &holder.at(&self.right), value, kind) {
            return self.report(Op::Remove, Some(value), None, Significance::Value, because);
        }
        match (kind, &value.value) {
            (Some(Kind::Map(_)), Value::Map(map)) => {
                for Entry { key, node, .. } in map.entries().iter().filter(|e| !e.node.is_null()) {
                    let inner = Holder { owner: None, key: key.as_str(), left: Some(value), right: None };
                    let below = self.facts.below(kind, key);
                    self.left.push_key(key.clone());
                    self.right.push_key(key.clone());
                    self.removed(node, below, inner);
                    self.left.pop();
                    self.right.pop();
                }
            }
            (Some(Kind::List(_)), Value::Seq(items)) => {
                for (i, node) in items.iter().enumerate() {
                    self.item_removed(i, node, Holder { left: Some(value), right: None, ..holder });
                }
            }
            _ => self.foreign(Op::Remove, Some(value), None, &holder),
        }
    }

    fn replaced(&mut self, sides: Sides<'_>, kind: Option<Kind>, holder: Option<Holder<'_>>) {
        let holder = holder.unwrap_or(Holder { owner: None, key: "", left: None, right: None });
        let (op, left) = if self.made_up > 0 { (Op::Add, None) } else { (Op::Replace, Some(sides.left)) };
        if is_quantity(kind) && same_amount(sides.left, sides.right) {
            let because = (Class::ApiServerDefault, Cow::Borrowed("the same amount in the API server's spelling"));
            // what a rule expects is no spelling that was there before
            if self.made_up == 0 {
                self.report(op, left, Some(sides.right), Significance::Spelling, because);
            }
            return;
        }
        let at = holder.at(&self.right);
        match rules::replaced(self.facts, &at, sides.left, sides.right) {
            Some(because) => self.report(op, left, Some(sides.right), Significance::Value, because),
            None => self.foreign(op, left, Some(sides.right), &holder),
        }
    }

    fn lists(&mut self, sides: Sides<'_>, kind: Option<Kind>, holder: Option<Holder<'_>>) {
        let (left, right, item) = (sides.left.items(), sides.right.items(), kind.and_then(Kind::item));
        let holder = holder.unwrap_or(Holder { owner: None, key: "", left: None, right: None });
        let inner = Holder { left: Some(sides.left), right: Some(sides.right), ..holder };
        if let Some(because) = open::reordered(&inner.at(&self.right), left, right) {
            return self.report(Op::Replace, Some(sides.left), Some(sides.right), Significance::Order, because);
        }
        let pairs = align::pairs(left, right, item, holder.field().and_then(|field| field.merge_key));
        for (i, node) in left.iter().enumerate().filter(|(i, _)| !pairs.iter().any(|pair| pair.0 == *i)) {
            self.item_removed(i, node, inner);
        }
        if !pairs.iter().map(|pair| pair.0).is_sorted() && self.made_up == 0 {
            self.reordered(sides, &inner);
        }
        let mut partners = pairs.into_iter().peekable();
        for (j, node) in right.iter().enumerate() {
            let partner = partners.next_if(|pair| pair.1 == j).and_then(|(i, _)| Some((i, left.get(i)?)));
            let Some((i, other)) = partner else {
                self.item_added(j, node, item, inner);
                continue;
            };
            self.left.push_index(i);
            self.right.push_index(j);
            self.values(Sides { left: other, right: node }, item, Some(inner));
            self.left.pop();
            self.right.pop();
        }
    }

    fn item_added(&mut self, j: usize, node: &Node, kind: Option<Kind>, holder: Holder<'_>) {
        self.left.push_index(j);
        self.right.push_index(j);
        match rules::item_added(self.facts, &holder.at(&self.right), node) {
            Some(explained) => self.explained(explained, node, kind),
            None => self.foreign(Op::Add, None, Some(node), &holder),
        }
        self.left.pop();
        self.right.pop();
    }

    fn item_removed(&mut self, i: usize, node: &Node, holder: Holder<'_>) {
        if self.made_up > 0 {
            return;
        }
        self.left.push_index(i);
        self.right.push_index(i);
        match rules::item_removed(self.facts, &holder.at(&self.right), node) {
            Some(because) => self.report(Op::Remove, Some(node), None, Significance::Value, because),
            None => self.foreign(Op::Remove, Some(node), None, &holder),
        }
        self.left.pop();
        self.right.pop();
    }

    /// Items that both have stand in another order.
    fn reordered(&mut self, sides: Sides<'_>, holder: &Holder<'_>) {
        if is_open(&self.right, sides.left) {
            let because = (Class::Flyte, Cow::Borrowed("Flyte leaves this order open"));
            return self.report(Op::Replace, Some(sides.left), Some(sides.right), Significance::Order, because);
        }
        self.foreign(Op::Replace, Some(sides.left), Some(sides.right), holder);
    }

    fn foreign(&mut self, op: Op, left: Option<&Node>, right: Option<&Node>, holder: &Holder<'_>) {
        let because: Because = (Class::Foreign, hints::hint(self.facts, &holder.at(&self.right), right));
        self.report(op, left, right, Significance::Value, because);
    }

    fn report(&mut self, op: Op, left: Option<&Node>, right: Option<&Node>, significance: Significance, why: Because) {
        let left_path = (op != Op::Add).then(|| self.left.clone());
        let right_path = (op != Op::Remove).then(|| self.right.clone());
        let (path, shown) = match &right_path {
            Some(path) => (path.clone(), self.names.1.shown(path)),
            None => (self.left.clone(), self.names.0.shown(&self.left)),
        };
        let (left, right) = (left.cloned(), right.cloned());
        let difference =
            Difference { op, path, shown, left_path, right_path, left, right, significance, behaviour: None };
        self.out.push(LiveDifference { difference, class: why.0, reason: why.1 });
    }
}
