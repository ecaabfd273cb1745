//! Values of Python as nodes of the tree, with their places.

use crate::sdk::python::common::shared;
use crate::sdk::python::library::text;
use std::cell::Cell;

use crate::diagnostic::Diagnostic;
use crate::sdk::client;
use crate::sdk::python::language::value::{Field, Kind, Object, Val};
use crate::source::{Sources, Span};
use crate::tree::{Entry, Layer, Map, Node, Origin, Text, Value};

/// More nodes than this no Pod has.
const MOST: usize = 200_000;

/// Nested deeper than this is a cycle.
const DEEPEST: usize = 64;

/// The code of what the file does not say.
pub(in crate::sdk::python) const UNKNOWN: &str = "python/unknown";

/// A value that only running the program tells, at its place.
pub(in crate::sdk::python) type Lost = Box<Diagnostic>;

/// What stands in messages where the expression itself is not at hand; [`named`] puts it there.
const VALUE: &str = "this value";

/// The message with the expression that it is about, if that is short.
pub(in crate::sdk::python) fn named(found: Diagnostic, sources: &Sources) -> Diagnostic {
    let written = found.label.as_ref().map_or_else(String::new, |label| short(sources.slice(label.span)));
    match found.message.strip_prefix(VALUE).filter(|_| !written.is_empty()) {
        Some(rest) => Diagnostic { message: format!("`{written}`{rest}"), ..found },
        None => found,
    }
}

/// Longer expressions are cut where they are repeated: they stand below the message.
const LONGEST: usize = 60;

/// An expression in one line. Of several texts in it (a name and a default) none is repeated: one of
/// them may be a secret.
pub(in crate::sdk::python) fn short(written: &str) -> String {
    let line = written.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.matches(['"', '\'']).count() > 2 {
        let head = line.split(['"', '\'']).next().unwrap_or_default();
        return format!("{head}...");
    }
    let cut: String = line.chars().take(LONGEST).collect();
    if cut.len() < line.len() { format!("{cut}...") } else { line }
}

/// The error for a value that cannot be known.
pub(in crate::sdk::python) fn lost(span: Span, why: &str) -> Lost {
    let found = Diagnostic::error(UNKNOWN, format!("{VALUE} is known only when the file runs")).at(span, why);
    Box::new(found.help("write the value itself, or give it with `--set NAME=VALUE`"))
}

/// The error for a value, if it cannot be known.
pub(in crate::sdk::python) fn known<'v, 'a>(value: &'v Val<'a>) -> Result<&'v Val<'a>, Lost> {
    match value.kind {
        Kind::Unknown(why) => Err(lost(value.span, why)),
        Kind::Name(_) | Kind::Method(_) | Kind::Function(_) | Kind::Class(_) | Kind::Module(_) => {
            Err(lost(value.span, "only running the program tells this"))
        }
        _ => Ok(value),
    }
}

/// The place of a value in a layer.
pub(in crate::sdk::python) fn origin(span: Span, layer: Layer) -> Origin {
    Origin::File { span, layer }
}

/// A value as the client's serializer writes it: models by their JSON names, without what is `None`.
pub(in crate::sdk::python) fn node(value: &Val<'_>, layer: Layer) -> Result<Node, Lost> {
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
                let name = name.or_else(|| text::str(key)).ok_or_else(|| lost(key.span, "no text"))?;
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
    let Some(class) = object.class.strip_prefix("kubernetes.") else {
        let class = object.class.rsplit('.').next().unwrap_or_default();
        let theirs = format!("AttributeError: '{class}' object has no attribute 'openapi_types'");
        return Err(shared::wrong(span, "this is no model of the Kubernetes client", &theirs));
    };
    let attributes = client::attributes(class);
    let mut out: Vec<Entry> = Vec::new();
    for Field { name, key, value } in &object.fields {
        let Some(attribute) = attributes.iter().find(|a| a.python == name) else {
            // the serializer passes over attributes that the model does not have
            if name == "?" {
                known_or_place(value)?;
                return Err(lost(*key, "what `**` spreads"));
            }
            continue;
        };
        known_or_place(value)?;
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
pub(in crate::sdk::python) fn doubles(node: &mut Node) {
    const WHOLE: f64 = 9e18;
    match &mut node.value {
        Value::Int(n) => *n = *n as f64 as i64,
        Value::Float(n) if n.fract() == 0.0 && n.abs() < WHOLE => node.value = Value::Int(*n as i64),
        Value::Seq(_) => node.seq_mut().iter_mut().for_each(doubles),
        Value::Map(_) => node.map_mut().entries_mut().iter_mut().for_each(|e| doubles(&mut e.node)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn expressions_are_repeated_without_their_defaults() {
        assert_eq!(short("os.environ[\"TOKEN\"]"), "os.environ[\"TOKEN\"]");
        assert_eq!(short("os.environ.get(\"TOKEN\", \"abc\")"), "os.environ.get(...");
        assert_eq!(short("a(\n    b,\n)"), "a( b, )");
        assert_eq!(short(&"x".repeat(70)), format!("{}...", "x".repeat(60)));
    }
}
