//! What Go prints of a value: empty fields left out, others always there.

use std::rc::Rc;

use super::fields::{Field, Kind, Type};
use crate::tree::{Entry, FieldPath, Made, Map, Node, Origin, Rule, Text, Value};

/// The origin of fields that nothing gave.
pub static ALWAYS_PRINTED: Made = Made { step: "print", reason: "Kubernetes prints this field always" };

/// Whether the merge takes a value for not given: null, `""`, `false`, `0`, a list, map or bytes
/// without elements, a pointer to such a scalar. Structs, quantities and times never are.
pub fn is_empty(node: &Node, kind: Kind) -> bool {
    match (kind, &node.value) {
        (_, Value::Null) => true,
        (Kind::Pointer(inner), _) => is_empty(node, *inner),
        (Kind::String | Kind::Bytes, Value::Str(text)) => text.is_empty(),
        (Kind::Bool, Value::Bool(b)) => !b,
        (Kind::Int32 | Kind::Int64, Value::Int(n)) => *n == 0,
        (Kind::List(_), Value::Seq(items)) => items.is_empty(),
        (Kind::Map(_), Value::Map(map)) => map.is_empty(),
        _ => false,
    }
}

/// Whether Go leaves a field out: as [`is_empty`], but a pointer only if it points to nothing.
fn is_left_out(node: &Node, field: &Field) -> bool {
    match field.kind {
        Kind::Pointer(_) => node.is_null() && field.omitempty,
        Kind::Struct(_) | Kind::Quantity | Kind::IntOrString => false,
        Kind::Time => node.is_null(),
        kind => field.omitempty && is_empty(node, kind),
    }
}

/// The value as Go prints it. Empty fields with `omitempty` go, each reported to `dropped` with its
/// path; fields without it come, with their zero value. What does not change stays shared.
///
/// As everywhere in podtpl, times that are not set and empty `resources` of containers are left out.
pub fn finish(node: &Node, kind: Kind, dropped: &mut impl FnMut(&FieldPath, &Node)) -> Node {
    let mut printer = Printer { path: FieldPath::default(), dropped };
    printer.value(node, kind).unwrap_or_else(|| node.clone())
}

struct Printer<'d, F> {
    path: FieldPath,
    dropped: &'d mut F,
}

impl<F: FnMut(&FieldPath, &Node)> Printer<'_, F> {
    /// The changed value, or nothing if it may stay as it is.
    fn value(&mut self, node: &Node, kind: Kind) -> Option<Node> {
        match (kind, &node.value) {
            (Kind::Pointer(_), Value::Null) => None,
            (Kind::Pointer(inner), _) => self.value(node, *inner),
            (Kind::Struct(ty), Value::Map(map)) => self.object(node, map, ty),
            (Kind::List(inner), Value::Seq(items)) if has_parts(*inner) => self.list(node, items, *inner),
            (Kind::Map(inner), Value::Map(map)) => self.free_map(node, map, *inner),
            (_, Value::Null) => zero(kind, &node.origin),
            _ => None,
        }
    }

    /// The changed fields of a struct. The first change copies the entries before it.
    fn object(&mut self, node: &Node, map: &Map, ty: &'static Type) -> Option<Node> {
        let mut out = Changed { original: map.entries(), copy: None };
        let mut missing = ty.always_printed();
        for (i, entry) in map.entries().iter().enumerate() {
            let found = ty.position(&entry.key).and_then(|at| Some((at, ty.fields().get(at)?)));
            let Some((at, field)) = found else {
                out.keep(entry);
                continue;
            };
            missing &= !bit(at);
            self.path.push_key(Text::Static(field.name));
            match self.field(&entry.node, field, ty) {
                Some(Some(changed)) => out.change(i, with_node(entry, changed)),
                Some(None) => out.keep(entry),
                None => {
                    out.copied(i);
                    (self.dropped)(&self.path, &entry.node);
                }
            }
            self.path.pop();
        }
        if missing != 0 {
            add_missing(out.copied(map.len()), ty, missing);
        }
        out.copy.map(|entries| Node { value: Value::Map(Rc::new(sorted(entries))), ..node.clone() })
    }

    /// The printed value of a field (nothing if it is unchanged), or nothing if it is left out.
    fn field(&mut self, node: &Node, field: &Field, owner: &Type) -> Option<Option<Node>> {
        if is_left_out(node, field) {
            return None;
        }
        let changed = self.value(node, field.kind);
        let hidden = is_hidden(owner.name, field) && changed.as_ref().unwrap_or(node).is_leaf();
        if hidden { None } else { Some(changed) }
    }

    fn list(&mut self, node: &Node, items: &[Node], inner: Kind) -> Option<Node> {
        let mut copy: Option<Vec<Node>> = None;
        for (i, item) in items.iter().enumerate() {
            self.path.push_index(i);
            let changed = self.value(item, inner);
            self.path.pop();
            match (&mut copy, changed) {
                (None, None) => {}
                (Some(copy), changed) => copy.push(changed.unwrap_or_else(|| item.clone())),
                (None, Some(changed)) => {
                    let mut start = Vec::with_capacity(items.len());
                    start.extend(items.iter().take(i).cloned());
                    start.push(changed);
                    copy = Some(start);
                }
            }
        }
        copy.map(|items| Node { value: Value::Seq(Rc::new(items)), ..node.clone() })
    }

    fn free_map(&mut self, node: &Node, map: &Map, inner: Kind) -> Option<Node> {
        let mut out = Changed { original: map.entries(), copy: None };
        for (i, entry) in map.entries().iter().enumerate() {
            match self.value(&entry.node, inner) {
                Some(changed) => out.change(i, with_node(entry, changed)),
                None => out.keep(entry),
            }
        }
        out.copy.map(|entries| Node { value: Value::Map(Rc::new(sorted(entries))), ..node.clone() })
    }
}

/// Entries that are copied only when the first of them changes.
struct Changed<'e> {
    original: &'e [Entry],
    copy: Option<Vec<Entry>>,
}

impl Changed<'_> {
    /// The copy; if there was none, of the first `before` entries.
    fn copied(&mut self, before: usize) -> &mut Vec<Entry> {
        self.copy.get_or_insert_with(|| {
            let mut entries = Vec::with_capacity(self.original.len() + 4);
            entries.extend(self.original.iter().take(before).cloned());
            entries
        })
    }

    fn keep(&mut self, entry: &Entry) {
        if let Some(copy) = &mut self.copy {
            copy.push(entry.clone());
        }
    }

    fn change(&mut self, at: usize, entry: Entry) {
        self.copied(at).push(entry);
    }
}

fn with_node(entry: &Entry, node: Node) -> Entry {
    Entry { key: entry.key.clone(), key_span: entry.key_span, node }
}

fn sorted(entries: Vec<Entry>) -> Map {
    if entries.is_sorted_by(|a, b| a.key < b.key) { Map::from_sorted(entries) } else { Map::from_unsorted(entries) }
}

fn bit(at: usize) -> u128 {
    u32::try_from(at).ok().and_then(|at| 1u128.checked_shl(at)).unwrap_or(0)
}

/// Whether elements of this kind may change in print.
fn has_parts(kind: Kind) -> bool {
    matches!(kind, Kind::Struct(_) | Kind::List(_) | Kind::Map(_) | Kind::Pointer(_))
}

/// Fields that podtpl does not show empty, although Go does.
pub(super) fn is_hidden(owner: &str, field: &Field) -> bool {
    field.name == "resources" && matches!(owner, "Container" | "EphemeralContainer")
}

/// Adds the fields of a mask with their zero values.
fn add_missing(entries: &mut Vec<Entry>, ty: &Type, missing: u128) {
    let origin = Origin::Flyte(&ALWAYS_PRINTED);
    let fields = ty.fields().iter().enumerate().filter(|(at, _)| missing & bit(*at) != 0);
    for (_, field) in fields {
        let node = zero(field.kind, &origin).unwrap_or_else(|| Node::null(origin.clone()));
        let node = node.decided_by(Rule::AlwaysPrinted);
        let at = entries.partition_point(|e| e.key.as_str() < field.name);
        entries.insert(at, Entry::new(Text::Static(field.name), node));
    }
}

/// What Go prints for a value of this kind that was never set, if that is not null.
fn zero(kind: Kind, origin: &Origin) -> Option<Node> {
    let value = match kind {
        Kind::String => Value::Str(Text::Static("")),
        Kind::Bool => Value::Bool(false),
        Kind::Int32 | Kind::Int64 | Kind::IntOrString => Value::Int(0),
        Kind::Quantity => Value::Str(Text::Static("0")),
        Kind::Struct(ty) => {
            let mut entries = Vec::new();
            add_missing(&mut entries, ty, ty.always_printed());
            Value::Map(Rc::new(Map::from_sorted(entries)))
        }
        Kind::Time | Kind::Bytes | Kind::Raw | Kind::Pointer(_) | Kind::List(_) | Kind::Map(_) => return None,
    };
    Some(Node::new(value, origin.clone()))
}

#[cfg(test)]
mod tests;
