//! A task's values as a tree, as far as they are known.

use std::cell::Cell;

use super::{Kind, Made, Sdk, sdk};
use crate::sdk::client;
use crate::sdk::python::flyte::image::IMAGE;
use crate::sdk::python::language::value::{Object, Val};
use crate::source::Span;
use crate::tree::{Entry, Layer, Map, Node, Origin, Text, Value};

/// More nodes than this no task has.
const MOST: usize = 20_000;

/// Nested deeper than this is a cycle.
const DEEPEST: usize = 64;

/// Stands for a value that is not known.
const UNKNOWN: &str = "a value that only running the program tells";

/// The entry that says which SDK makes the task.
pub(super) const SDK: &str = "(sdk)";

/// What [`SDK`] says of flyte (2.x).
pub(super) const FLYTE: &str = "flyte";

/// The entry that stands where the task's own decorator stands, if its arguments are its environment's.
pub(super) const DECORATOR: &str = "(decorator)";

/// The arguments of a task. Its decorator's stand over those of its environment.
pub(super) fn of_task(made: &Made<'_>) -> Node {
    let left = Cell::new(MOST);
    let flyte = sdk(made) == Sdk::Flyte;
    let (mut entries, mut span) = (Vec::new(), made.maker.span);
    if let Kind::Object(object) = &made.maker.kind {
        let object = object.borrow();
        let environment = object.get("()").filter(|_| flyte);
        if let Some(Val { kind: Kind::Object(environment), span: place, .. }) = environment {
            entries = fields(&environment.borrow(), 0, &left);
            entries.push(Entry::new(Text::Static(DECORATOR), Node::null(at(span))));
            span = *place;
        }
        for own in fields(&object, 0, &left).into_iter().filter(|e| !flyte || !e.node.is_null()) {
            entries.retain(|e: &Entry| e.key != own.key);
            entries.push(own);
        }
    }
    if made.function.is_none() {
        let own = ["image", "command", "arguments"];
        let of_container = entries.iter().filter(|e| own.contains(&e.key.as_str())).cloned().collect();
        let container = Node::map(Map::in_order(of_container), at(span));
        entries.push(Entry::new(Text::Static("container"), container));
    }
    let name = if flyte { FLYTE } else { "flytekit" };
    entries.push(Entry::new(Text::Static(SDK), Node::text(name, at(Span { end: span.start, ..span }))));
    Node::map(Map::in_order(entries), at(span))
}

fn at(span: Span) -> Origin {
    Origin::File { span, layer: Layer::Task }
}

fn value(value: &Val<'_>, depth: usize, left: &Cell<usize>) -> Node {
    left.set(left.get().saturating_sub(1));
    let place = value.flag.clone().map_or_else(|| at(value.span), Origin::Flag);
    if depth > DEEPEST || left.get() == 0 {
        return Node::text(UNKNOWN, place);
    }
    let all = |items: &[Val<'_>]| items.iter().map(|v| self::value(v, depth + 1, left)).collect();
    match &value.kind {
        Kind::None => Node::null(place),
        Kind::Bool(b) => Node::bool(*b, place),
        Kind::Int(n) => {
            i64::try_from(*n).map_or_else(|_| Node::text(UNKNOWN, place.clone()), |n| Node::int(n, place.clone()))
        }
        Kind::Float(n) => Node::new(Value::Float(*n), place),
        Kind::Str(s) => Node::str(&**s, place),
        Kind::List(items) => Node::seq(all(&items.borrow()), place),
        Kind::Tuple(items) => Node::seq(all(items), place),
        Kind::Dict(entries) => {
            let entries = entries.borrow();
            let named = entries.values().filter_map(|(key, v)| Some((key, key.as_str()?, v)));
            let entry = |(key, name, v): (&Val<'_>, &str, &Val<'_>)| Entry {
                key: Text::from(name.to_owned()),
                key_span: Some(key.span),
                node: self::value(v, depth + 1, left),
            };
            Node::map(Map::in_order(named.map(entry).collect()), place)
        }
        Kind::Object(object) => match object.try_borrow() {
            Ok(object) => of_object(&object, place, depth, left),
            Err(_) => Node::text(UNKNOWN, place),
        },
        _ => Node::text(UNKNOWN, place),
    }
}

fn of_object(object: &Object<'_>, place: Origin, depth: usize, left: &Cell<usize>) -> Node {
    if object.class == IMAGE {
        // the reference is what the task gets
        return object.get("base").map_or_else(|| Node::text(UNKNOWN, place), |base| value(base, depth + 1, left));
    }
    Node::map(Map::in_order(fields(object, depth, left)), place)
}

fn fields(object: &Object<'_>, depth: usize, left: &Cell<usize>) -> Vec<Entry> {
    let attributes = client::attributes(object.class.strip_prefix("kubernetes.").unwrap_or_default());
    let is_argument = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let own = object.fields.iter().filter(|f| is_argument(&f.name));
    own.map(|field| {
        let attribute = attributes.iter().find(|a| a.python == field.name);
        let key = attribute.map_or_else(|| Text::from(field.name.clone()), |a| Text::Static(a.json));
        Entry { key, key_span: Some(field.key), node: value(&field.value, depth + 1, left) }
    })
    .collect()
}
