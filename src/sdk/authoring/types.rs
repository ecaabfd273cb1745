//! Python types of inputs and outputs, as Flyte's literal types.

use crate::diagnostic::{Diagnostic, suggest};
use crate::sdk::reader::Reader;
use crate::tree::{Layer, Node, Origin};

/// Types that are one word, and Flyte's name for them.
const SIMPLE: &[(&str, &str)] = &[
    ("int", "INTEGER"),
    ("float", "FLOAT"),
    ("str", "STRING"),
    ("bool", "BOOLEAN"),
    ("datetime", "DATETIME"),
    ("date", "DATETIME"),
    ("timedelta", "DURATION"),
];

const FILES: &[&str] = &["FlyteFile", "File"];
const DIRECTORIES: &[&str] = &["FlyteDirectory", "Dir"];

/// Nested deeper than this is no type of a person.
const DEEPEST: usize = 16;

/// Reads `int`, `list[str]`, `dict[str, float]`, `FlyteFile[csv]` ...
pub(super) fn read(reader: &mut Reader<'_>, path: &str, node: &Node) -> Option<Node> {
    let text = reader.string(path, node, Layer::Task)?;
    let text = text.as_str().unwrap_or_default();
    let found = literal(text, &node.origin.in_layer(Layer::Task), 0);
    if found.is_none() {
        let names = || SIMPLE.iter().map(|(n, _)| *n).chain(FILES.iter().copied()).chain(DIRECTORIES.iter().copied());
        let help = match suggest(text, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "known: int, float, str, bool, datetime, timedelta, FlyteFile, FlyteDirectory, list[...], \
                     dict[str, ...]; others as a literal type in protojson, like `{simple: STRUCT}`"
                .to_owned(),
        };
        let message = format!("`{path}` has the unknown type `{text}`");
        reader.report(Diagnostic::error("task/unknown-type", message).maybe_at(node.span(), "not known").help(help));
    }
    found
}

/// The literal type of a Python type, in protojson.
pub(in crate::sdk) fn literal_type(text: &str, origin: &Origin) -> Option<Node> {
    literal(text, origin, 0)
}

fn literal(text: &str, origin: &Origin, depth: usize) -> Option<Node> {
    let text = text.trim();
    let bare = |s: &'static str| text.strip_prefix(s).unwrap_or(text);
    let name = if text.starts_with("typing.") { bare("typing.") } else { bare("datetime.") };
    if let Some((_, simple)) = SIMPLE.iter().find(|(n, _)| *n == name) {
        return Some(Node::object(vec![("simple", Node::text(simple, origin.clone()))], origin.clone()));
    }
    let (outer, inner) = match name.split_once('[') {
        Some((outer, rest)) => (outer, Some(rest.strip_suffix(']')?.trim())),
        None => (name, None),
    };
    if FILES.contains(&outer) || DIRECTORIES.contains(&outer) {
        return Some(blob(DIRECTORIES.contains(&outer), inner, origin));
    }
    if inner.is_none() && matches!(outer, "dict" | "Dict") {
        return Some(structure(origin));
    }
    let inner = inner.filter(|_| depth < DEEPEST)?;
    let nested = |key: &'static str, inner: &str| {
        let item = literal(inner, origin, depth + 1)?;
        Some(Node::object(vec![(key, item)], origin.clone()))
    };
    match outer {
        "Optional" => union(&[inner, "None"], origin),
        "Union" => union(&inner.split(',').collect::<Vec<_>>(), origin),
        "list" | "List" => nested("collectionType", inner),
        "dict" | "Dict" => {
            let (key, value) = inner.split_once(',')?;
            if key.trim() == "str" { nested("mapValueType", value) } else { Some(structure(origin)) }
        }
        _ => None,
    }
}

/// A dict of any kind, as both SDKs write it.
fn structure(origin: &Origin) -> Node {
    let text = |text| Node::text(text, origin.clone());
    let within = |key, node| Node::object(vec![(key, node)], origin.clone());
    let annotations = within("cache-key-metadata", within("serialization-format", text("msgpack")));
    let annotation = within("annotations", annotations);
    Node::object(vec![("simple", text("STRUCT")), ("annotation", annotation)], origin.clone())
}

/// One of several types; `None` is one, too.
fn union(variants: &[&str], origin: &Origin) -> Option<Node> {
    let variant = |name: &&str| {
        let none = name.trim() == "None";
        // what else can stand here is tagged by names that are no types
        let (_, simple) = SIMPLE
            .iter()
            .take(4)
            .find(|(n, _)| *n == name.trim())
            .filter(|_| !none)
            .or(none.then_some(&("none", "NONE")))?;
        let tag = if none { "none".to_owned() } else { name.trim().to_owned() };
        let structure = Node::object(vec![("tag", Node::str(tag, origin.clone()))], origin.clone());
        Some(Node::object(
            vec![("simple", Node::text(simple, origin.clone())), ("structure", structure)],
            origin.clone(),
        ))
    };
    let variants = Node::seq(variants.iter().map(variant).collect::<Option<_>>()?, origin.clone());
    let union = Node::object(vec![("variants", variants)], origin.clone());
    Some(Node::object(vec![("unionType", union)], origin.clone()))
}

fn blob(directory: bool, format: Option<&str>, origin: &Origin) -> Node {
    let mut fields = Vec::new();
    if directory {
        fields.push(("dimensionality", Node::text("MULTIPART", origin.clone())));
    }
    if let Some(format) = format {
        fields.push(("format", Node::str(format.trim_matches(['"', '\'']), origin.clone())));
    }
    Node::object(vec![("blob", Node::object(fields, origin.clone()))], origin.clone())
}
