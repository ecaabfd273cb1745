//! What of a decoded value Go prints: empty fields that may be left out are, fields that are
//! always printed are filled in.

use std::rc::Rc;

use super::fields::{Field, Kind, Type};
use crate::tree::{Entry, FieldPath, Made, Map, Node, Origin, Rule, Text, Value};

static PRINTED: Made = Made { step: "print", reason: "Kubernetes prints this field always" };

/// Whether a value counts as empty for the merge: zero, no elements, or a pointer to such a scalar.
pub fn is_empty(node: &Node, kind: Kind) -> bool {
    match (kind, &node.value) {
        (_, Value::Null) => true,
        (Kind::Struct(_) | Kind::Quantity | Kind::Time | Kind::IntOrString, _) => false,
        (Kind::Pointer(inner), _) => is_empty(node, *inner),
        (_, Value::Bool(b)) => !b,
        (_, Value::Int(n)) => *n == 0,
        (_, Value::Float(f)) => *f == 0.0,
        (_, Value::Str(s)) => s.is_empty(),
        (_, Value::Seq(items)) => items.is_empty(),
        (_, Value::Map(map)) => map.is_empty(),
    }
}

/// Takes note of fields that were given but are not printed: their path and value.
pub type Dropped<'a> = dyn FnMut(&FieldPath, &Node) + 'a;

/// The value as Go prints it. What needs no change is shared, not copied.
pub fn finish(node: &Node, kind: Kind, dropped: &mut Dropped<'_>) -> Node {
    let mut walk = Walk { path: FieldPath::default(), dropped };
    walk.value(node, kind).unwrap_or_else(|| node.clone())
}

struct Walk<'a, 'd> {
    path: FieldPath,
    dropped: &'a mut Dropped<'d>,
}

impl Walk<'_, '_> {
    /// The changed value, or `None` where it stays.
    fn value(&mut self, node: &Node, kind: Kind) -> Option<Node> {
        match (kind, &node.value) {
            (Kind::Pointer(inner), _) => self.value(node, *inner),
            (Kind::Struct(ty), _) => self.fields(node, ty),
            (Kind::List(inner), Value::Seq(items)) if has_structs(*inner) => {
                let mut out: Option<Vec<Node>> = None;
                for (i, item) in items.iter().enumerate() {
                    self.path.push_index(i);
                    if let Some(changed) = self.value(item, *inner) {
                        if let Some(slot) = out.get_or_insert_with(|| items.to_vec()).get_mut(i) {
                            *slot = changed;
                        }
                    }
                    self.path.pop();
                }
                out.map(|items| Node { value: Value::Seq(Rc::new(items)), ..node.clone() })
            }
            _ => None,
        }
    }

    fn fields(&mut self, node: &Node, ty: &'static Type) -> Option<Node> {
        let entries = node.entries();
        let mut out: Option<Vec<Entry>> = None;
        for (i, entry) in entries.iter().enumerate() {
            let Some(field) = ty.field(&entry.key) else { continue };
            let outcome = self.field(&entry.node, field, ty);
            if matches!(outcome, Outcome::Same) {
                if let Some(out) = &mut out {
                    out.push(entry.clone());
                }
                continue;
            }
            let out = out.get_or_insert_with(|| entries.get(..i).unwrap_or(&[]).to_vec());
            if let Outcome::Changed(node) = outcome {
                out.push(Entry { key: entry.key.clone(), key_span: entry.key_span, node });
            }
        }
        for field in ty.always_printed(always_printed) {
            if node.get(field.name).is_none() {
                let printed = self.printed(field);
                let out = out.get_or_insert_with(|| entries.to_vec());
                let at = out.partition_point(|e| e.key.as_str() < field.name);
                out.insert(at, Entry::new(Text::Static(field.name), printed));
            }
        }
        out.map(|entries| Node { value: Value::Map(Rc::new(Map::from_sorted(entries))), ..node.clone() })
    }

    fn field(&mut self, node: &Node, field: &Field, ty: &'static Type) -> Outcome {
        self.path.push_key(Text::Static(field.name));
        let outcome = self.outcome(node, field, ty);
        self.path.pop();
        outcome
    }

    fn outcome(&mut self, node: &Node, field: &Field, ty: &'static Type) -> Outcome {
        let nothing = match field.kind {
            Kind::Pointer(_) | Kind::Time | Kind::Raw => node.is_null(),
            Kind::Struct(_) | Kind::Quantity | Kind::IntOrString => false,
            kind => is_empty(node, kind),
        };
        if nothing && may_be_left_out(field) {
            (self.dropped)(&self.path, node);
            return Outcome::Gone;
        }
        let changed = if node.is_null() && !is_nil(field.kind) {
            let zero = Node { history: node.history.clone(), ..zero(field.kind, node.origin.clone()) };
            Some(self.value(&zero, field.kind).unwrap_or(zero))
        } else {
            self.value(node, field.kind)
        };
        if is_container_resources(field, ty) && changed.as_ref().unwrap_or(node).entries().is_empty() {
            (self.dropped)(&self.path, node);
            return Outcome::Gone;
        }
        changed.map_or(Outcome::Same, Outcome::Changed)
    }

    /// A field that nothing gave.
    fn printed(&mut self, field: &Field) -> Node {
        let node = zero(field.kind, Origin::Flyte(&PRINTED)).decided_by(Rule::AlwaysPrinted);
        self.value(&node, field.kind).unwrap_or(node)
    }
}

/// What becomes of a field.
enum Outcome {
    Same,
    Changed(Node),
    Gone,
}

fn has_structs(kind: Kind) -> bool {
    match kind {
        Kind::Struct(_) => true,
        Kind::Pointer(inner) | Kind::List(inner) => has_structs(*inner),
        _ => false,
    }
}

/// Kubernetes prints `creationTimestamp: null`; nobody wants to see it.
fn may_be_left_out(field: &Field) -> bool {
    field.omitempty || field.name == "creationTimestamp"
}

/// Go never leaves out a struct by value, empty or not.
fn always_printed(field: &Field, ty: &Type) -> bool {
    let by_value = matches!(field.kind, Kind::Struct(_) | Kind::Quantity | Kind::IntOrString);
    (by_value || !may_be_left_out(field)) && field.name != "status" && !is_container_resources(field, ty)
}

/// An empty `resources: {}` of a container says nothing.
fn is_container_resources(field: &Field, ty: &Type) -> bool {
    field.name == "resources" && matches!(ty.name, "Container" | "EphemeralContainer")
}

/// Kinds of which null is a value of its own.
fn is_nil(kind: Kind) -> bool {
    matches!(kind, Kind::Pointer(_) | Kind::List(_) | Kind::Map(_) | Kind::Bytes | Kind::Time | Kind::Raw)
}

/// Go's zero value of a kind, as it is printed.
fn zero(kind: Kind, origin: Origin) -> Node {
    match kind {
        Kind::String => Node::text("", origin),
        Kind::Bool => Node::bool(false, origin),
        Kind::Int32 | Kind::Int64 | Kind::IntOrString => Node::int(0, origin),
        Kind::Quantity => Node::text("0", origin),
        Kind::Struct(_) => Node::map(Map::sorted(), origin),
        _ => Node::null(origin),
    }
}
