//! A TaskTemplate as protojson, in camelCase or snake_case, made uniform: camelCase names, enums by
//! name, whole numbers as numbers, nulls left out. What the fields mean is not decided here.

use super::messages::{self, Field, Kind};
use super::reader::{Reader, in_layer, key_span, listing};
use crate::diagnostic::{Diagnostic, suggest};
use crate::tree::{Entry, Layer, Map, Node, Text, Value};

/// Task type whose pod spec stands in `custom`.
const SIDECAR: &str = "sidecar";

/// What messages call the whole; its fields stand without it.
const ROOT: &str = "the TaskTemplate";

/// Reads a TaskTemplate; what is wrong goes to the reader. None if it is no mapping.
pub(super) fn task_template(reader: &mut Reader<'_>, node: &Node) -> Option<Node> {
    let mut template = message(reader, node, "TaskTemplate", ROOT, Layer::Task)?;
    if template.str_at("type") == SIDECAR
        && let Some(custom) = template.map_mut().get_mut("custom")
    {
        *custom = in_layer(custom, Layer::TaskPodTemplate);
    }
    Some(template)
}

/// Reads what `with_overrides` put on a node of a workflow.
pub(super) fn overrides(reader: &mut Reader<'_>, node: &Node) -> Option<Node> {
    message(reader, node, "TaskNodeOverrides", "overrides", Layer::Override)
}

/// Reads a literal type, the protojson form of an input's or output's type.
pub(super) fn literal_type(reader: &mut Reader<'_>, node: &Node, what: &str) -> Option<Node> {
    message(reader, node, "LiteralType", what, Layer::Task)
}

/// Reads one message by its table of fields.
fn message(reader: &mut Reader<'_>, node: &Node, name: &str, what: &str, layer: Layer) -> Option<Node> {
    let fields = messages::fields(name);
    let mut seen: Vec<(&Field, &Entry)> = Vec::new();
    let mut out = Vec::new();
    for entry in reader.mapping(what, node)? {
        let Some(field) = fields.iter().find(|f| entry.key == f.json || entry.key == f.proto) else {
            let inside = if what == ROOT { ROOT.to_owned() } else { format!("`{what}`") };
            reader.unknown_key(entry, &inside, fields.iter().map(|f| f.json));
            continue;
        };
        if let Some((_, first)) = seen.iter().find(|(f, _)| f.json == field.json) {
            reader.twice(first, entry);
            continue;
        }
        if entry.node.is_null() {
            continue;
        }
        if let Some((other, first)) = seen.iter().find(|(f, _)| f.oneof.is_some() && f.oneof == field.oneof) {
            reader.report(only_one(other, first, field, entry));
        }
        seen.push((field, entry));
        let path = if what == ROOT { field.json.to_owned() } else { format!("{what}.{}", field.json) };
        if let Some(value) = field_value(reader, &entry.node, &field.kind, &path, layer_of(name, field, layer)) {
            out.push(Entry { key: Text::Static(field.json), key_span: entry.key_span, node: value });
        }
    }
    Some(Node::map(Map::in_order(out), node.origin.in_layer(layer)))
}

/// Two fields of which a message takes one.
fn only_one(other: &Field, first: &Entry, field: &Field, entry: &Entry) -> Diagnostic {
    let text = format!("`{}` and `{}` cannot both be set", other.json, field.json);
    let found = Diagnostic::error("task/one-of", text).maybe_at(key_span(entry), "second of the two");
    let found = match key_span(first) {
        Some(span) => found.with(span, "first of the two"),
        None => found,
    };
    found.help(format!("keep `{}` or `{}`", other.json, field.json))
}

/// The pod spec and metadata of a pod are the task's own pod template, the rest is the task.
fn layer_of(message: &str, field: &Field, layer: Layer) -> Layer {
    match (message, field.json) {
        _ if layer == Layer::Override => layer,
        ("K8sPod", "podSpec" | "metadata") => Layer::TaskPodTemplate,
        _ => layer,
    }
}

/// Reads one value of a known kind.
fn field_value(reader: &mut Reader<'_>, node: &Node, kind: &Kind, path: &str, layer: Layer) -> Option<Node> {
    match kind {
        Kind::String | Kind::Bytes | Kind::Timestamp => string(reader, node, path, layer),
        Kind::Bool => reader.boolean(path, node, layer),
        Kind::Integer { min, max } => integer(reader, node, path, layer, *min, *max),
        Kind::Double => double(reader, node, path, layer),
        Kind::Duration => duration(reader, node, path, layer),
        Kind::Enum(name) => enumeration(reader, node, name, path, layer),
        Kind::Message(name) => message(reader, node, name, path, layer),
        Kind::Struct => reader.mapping(path, node).map(|_| in_layer(node, layer)),
        Kind::List(inner) => list(reader, node, inner, path, layer),
        Kind::Map(inner) => map(reader, node, inner, path, layer),
        Kind::Variables if matches!(node.value, Value::Seq(_)) => {
            list(reader, node, &Kind::Message("VariableEntry"), path, layer)
        }
        Kind::Variables => map(reader, node, &Kind::Message("Variable"), path, layer),
    }
}

/// A string: in JSON only a string, in YAML any scalar as it is written.
fn string(reader: &mut Reader<'_>, node: &Node, path: &str, layer: Layer) -> Option<Node> {
    let strict = reader.json && node.as_str().is_none();
    let text = if strict { None } else { reader.as_string(node, layer) };
    if text.is_none() {
        reader.wrong(path, "a string", node);
    }
    text
}

/// A whole number, also as a string or with a zero fraction.
fn integer(reader: &mut Reader<'_>, node: &Node, path: &str, layer: Layer, min: i64, max: i64) -> Option<Node> {
    let found = match &node.value {
        Value::Int(n) => Some(*n),
        Value::Float(n) if n.fract() == 0.0 && n.abs() < 9.0e18 => Some(*n as i64),
        Value::Str(s) => s.parse().ok(),
        _ => None,
    };
    match found {
        Some(n) if (min..=max).contains(&n) => Some(Node::int(n, node.origin.in_layer(layer))),
        Some(_) => {
            reader.wrong(path, &format!("a whole number from {min} to {max}"), node);
            None
        }
        None => {
            reader.wrong(path, "a whole number", node);
            None
        }
    }
}

/// A number, also as a string.
fn double(reader: &mut Reader<'_>, node: &Node, path: &str, layer: Layer) -> Option<Node> {
    let value = match &node.value {
        Value::Int(_) | Value::Float(_) => Some(node.value.clone()),
        Value::Str(s) => s.parse().ok().map(Value::Float),
        _ => None,
    };
    if value.is_none() {
        reader.wrong(path, "a number", node);
    }
    Some(Node::new(value?, node.origin.in_layer(layer)))
}

/// Seconds as protojson writes them: `90s`, `1.5s`.
fn duration(reader: &mut Reader<'_>, node: &Node, path: &str, layer: Layer) -> Option<Node> {
    let found = reader.as_string(node, layer).filter(|n| is_duration(n.as_str().unwrap_or_default()));
    if found.is_none() {
        reader.wrong(path, "a duration in seconds like `90s`", node);
    }
    found
}

fn is_duration(text: &str) -> bool {
    let number = text.strip_suffix('s').map(|n| n.strip_prefix('-').unwrap_or(n));
    number.is_some_and(|n| {
        let (whole, fraction) = n.split_once('.').unwrap_or((n, "0"));
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        digits(whole) && digits(fraction) && fraction.len() <= 9
    })
}

/// An enum's value by name or number; an unknown number stays, as Flyte keeps it.
fn enumeration(reader: &mut Reader<'_>, node: &Node, name: &str, path: &str, layer: Layer) -> Option<Node> {
    let values = messages::values(name);
    let origin = node.origin.in_layer(layer);
    match &node.value {
        Value::Str(text) => match values.iter().find(|(v, _)| text == v) {
            Some((value, _)) => Some(Node::text(value, origin)),
            None => {
                let names = values.iter().map(|(v, _)| *v);
                let help = match suggest(text, names.clone()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("known values: {}", listing(names)),
                };
                let message = format!("`{path}` has no value `{text}`");
                let found = Diagnostic::error("task/unknown-value", message);
                reader.report(found.maybe_at(node.span(), "not a value of this field").help(help));
                None
            }
        },
        Value::Int(n) => match values.iter().find(|(_, number)| number == n) {
            Some((value, _)) => Some(Node::text(value, origin)),
            None => Some(Node::int(*n, origin)),
        },
        _ => {
            let names = listing(values.iter().map(|(v, _)| *v));
            reader.wrong(path, &format!("one of {names}"), node);
            None
        }
    }
}

fn list(reader: &mut Reader<'_>, node: &Node, inner: &Kind, path: &str, layer: Layer) -> Option<Node> {
    let Value::Seq(items) = &node.value else {
        reader.wrong(path, "a list", node);
        return None;
    };
    let mut out = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        let path = format!("{path}[{i}]");
        if item.is_null() {
            reader.wrong(&path, "a value", item);
            continue;
        }
        out.extend(field_value(reader, item, inner, &path, layer));
    }
    Some(Node::seq(out, node.origin.in_layer(layer)))
}

fn map(reader: &mut Reader<'_>, node: &Node, inner: &Kind, path: &str, layer: Layer) -> Option<Node> {
    let mut out = Vec::new();
    for entry in reader.mapping(path, node)? {
        let path = format!("{path}.{}", entry.key);
        if entry.node.is_null() {
            reader.wrong(&path, "a value", &entry.node);
            continue;
        }
        if let Some(value) = field_value(reader, &entry.node, inner, &path, layer) {
            out.push(Entry { node: value, ..entry.clone() });
        }
    }
    Some(Node::map(Map::in_order(out), node.origin.in_layer(layer)))
}
