//! Values of Python as nodes of the tree, with their places.

use std::cell::Cell;

use super::value::{Field, Kind, Object, Val};
use crate::diagnostic::Diagnostic;
use crate::sdk::client;
use crate::source::Span;
use crate::tree::{Entry, Layer, Map, Node, Origin, Text, Value};

/// More nodes than this no Pod has.
const MOST: usize = 200_000;

/// Nested deeper than this is a cycle.
const DEEPEST: usize = 64;

/// The code of what the file does not say.
pub(super) const UNKNOWN: &str = "python/unknown";

/// A value that only running the program tells, at its place.
pub(super) type Lost = Box<Diagnostic>;

/// The error for a value that cannot be known.
pub(super) fn lost(span: Span, why: &str) -> Lost {
    let message = format!("the file does not say this value: {why}");
    let found = Diagnostic::error(UNKNOWN, message).at(span, "known only when the program runs");
    Box::new(found.help("write the value itself, or give it with `--set NAME=VALUE`"))
}

/// The error for a value, if it cannot be known.
pub(super) fn known<'v, 'a>(value: &'v Val<'a>) -> Result<&'v Val<'a>, Lost> {
    match value.kind {
        Kind::Unknown(why) => Err(lost(value.span, why)),
        Kind::Name(_) | Kind::Method(_) | Kind::Function(_) | Kind::Class(_) | Kind::Module(_) => {
            Err(lost(value.span, "only running the program tells this"))
        }
        _ => Ok(value),
    }
}

/// The place of a value in a layer.
pub(super) fn origin(span: Span, layer: Layer) -> Origin {
    Origin::File { span, layer }
}

/// A value as the client's serializer writes it: models by their JSON names, without what is `None`.
pub(super) fn node(value: &Val<'_>, layer: Layer) -> Result<Node, Lost> {
    build(value, layer, 0, &Cell::new(MOST))
}

/// Builds a node; `left` is how many more there may be.
fn build(value: &Val<'_>, layer: Layer, depth: usize, left: &Cell<usize>) -> Result<Node, Lost> {
    let place = value.flag.clone().map_or_else(|| origin(value.span, layer), Origin::Flag);
    left.set(left.get().saturating_sub(1));
    if depth > DEEPEST || left.get() == 0 {
        return Err(lost(value.span, "it contains itself, or too much"));
    }
    let all = |items: &[Val<'_>]| items.iter().map(|v| build(v, layer, depth + 1, left)).collect::<Result<Vec<_>, _>>();
    Ok(match &known(value)?.kind {
        Kind::None => Node::null(place),
        Kind::Bool(b) => Node::bool(*b, place),
        Kind::Int(n) => match i64::try_from(*n) {
            Ok(n) => Node::int(n, place),
            Err(_) => Node::new(Value::Float(*n as f64), place),
        },
        Kind::Float(n) => Node::new(Value::Float(*n), place),
        Kind::Str(s) => Node::str(&**s, place),
        Kind::List(items) => Node::seq(all(&items.borrow())?, place),
        Kind::Tuple(items) => Node::seq(all(items)?, place),
        Kind::Dict(entries) => {
            let mut out = Vec::new();
            for (key, value) in entries.borrow().values() {
                let name = known(key)?.as_str().map(str::to_owned);
                let name = name.or_else(|| super::text::str(key)).ok_or_else(|| lost(key.span, "no text"))?;
                out.push(Entry {
                    key: Text::from(name),
                    key_span: Some(key.span),
                    node: build(value, layer, depth + 1, left)?,
                });
            }
            Node::map(Map::in_order(out), place)
        }
        Kind::Member(m) if m.mixed => build(&value.plain(), layer, depth, left)?,
        Kind::Object(object) => model(&object.borrow(), value.span, layer, depth, left)?,
        _ => return Err(lost(value.span, "only running the program tells this")),
    })
}

fn model(object: &Object<'_>, span: Span, layer: Layer, depth: usize, left: &Cell<usize>) -> Result<Node, Lost> {
    let attributes = client::attributes(object.class.strip_prefix("kubernetes.").unwrap_or_default());
    let mut out: Vec<Entry> = Vec::new();
    for Field { name, key, value } in &object.fields {
        known_or_place(value)?;
        let attribute = attributes.iter().find(|a| a.python == name);
        let attribute = attribute.ok_or_else(|| lost(*key, "it is no field of this model"))?;
        if !value.is_none() {
            let node = build(value, layer, depth + 1, left)?;
            out.push(Entry { key: Text::Static(attribute.json), key_span: Some(*key), node });
        }
    }
    Ok(Node::map(Map::in_order(out), origin(span, layer)))
}

fn known_or_place(value: &Val<'_>) -> Result<(), Lost> {
    known(value).map(drop)
}

/// Numbers as protobuf's Struct holds them: doubles, of which whole ones are written as integers.
pub(super) fn doubles(node: &mut Node) {
    const WHOLE: f64 = 9e18;
    match &mut node.value {
        Value::Int(n) => *n = *n as f64 as i64,
        Value::Float(n) if n.fract() == 0.0 && n.abs() < WHOLE => node.value = Value::Int(*n as i64),
        Value::Seq(_) => node.seq_mut().iter_mut().for_each(doubles),
        Value::Map(_) => node.map_mut().entries_mut().iter_mut().for_each(|e| doubles(&mut e.node)),
        _ => {}
    }
}
