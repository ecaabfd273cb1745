//! `container`: the arguments of a container task.

use super::{key_node, missing, types};
use crate::diagnostic::Diagnostic;
use crate::sdk::arguments::{Container, Sdk};
use crate::sdk::pod_spec::LoneStrings;
use crate::sdk::reader::Reader;
use crate::tree::{Layer, Node, Value};

const FLYTEKIT: &[&str] =
    &["image", "command", "arguments", "inputs", "outputs", "input_data_dir", "output_data_dir", "metadata_format"];

const FLYTE: &[&str] = &[
    "image",
    "command",
    "arguments",
    "inputs",
    "outputs",
    "input_data_dir",
    "output_data_dir",
    "metadata_format",
    "file_input_layout",
];

/// Keys that a container in protojson does not have.
pub(super) const ONLY_HERE: &[&str] =
    &["arguments", "inputs", "outputs", "input_data_dir", "output_data_dir", "metadata_format", "file_input_layout"];

/// Reads the arguments; image and command have to be there.
pub(super) fn read(reader: &mut Reader<'_>, what: &str, node: &Node, sdk: Sdk, lone: LoneStrings) -> Option<Container> {
    let entries = reader.mapping(what, node)?;
    let known = if sdk == Sdk::Flyte { FLYTE } else { FLYTEKIT };
    let mut out = Container {
        origin: node.origin.in_layer(Layer::Task),
        image: None,
        command: None,
        arguments: None,
        input_data_dir: None,
        output_data_dir: None,
        metadata_format: None,
        file_input_layout: None,
        inputs: Vec::new(),
        outputs: Vec::new(),
    };
    for entry in entries {
        if !known.contains(&entry.key.as_str()) {
            reader.unknown_key(entry, "`container`", known.iter().copied());
            continue;
        }
        let path = format!("{what}.{}", entry.key);
        let value = &entry.node;
        match entry.key.as_str() {
            "image" => out.image = reader.string(&path, value, Layer::Task),
            "command" => out.command = strings(reader, &path, value, lone),
            "arguments" => out.arguments = strings(reader, &path, value, lone),
            "inputs" => out.inputs = variables(reader, &path, value),
            "outputs" => out.outputs = variables(reader, &path, value),
            "input_data_dir" => out.input_data_dir = reader.string(&path, value, Layer::Task),
            "output_data_dir" => out.output_data_dir = reader.string(&path, value, Layer::Task),
            "metadata_format" => out.metadata_format = one_of(reader, &path, value, &["JSON", "YAML", "PROTO"]),
            _ => out.file_input_layout = one_of(reader, &path, value, &["DIRECT", "NAMED_DIR"]),
        }
    }
    for field in ["image", "command"] {
        if node.get(field).is_none_or(Node::is_null) {
            missing(reader, node, what, field);
        }
    }
    Some(out)
}

/// A list of strings; by the documented rules a lone string is a list of one.
fn strings(reader: &mut Reader<'_>, path: &str, node: &Node, lone: LoneStrings) -> Option<Node> {
    if lone == LoneStrings::AreLists && node.as_str().is_some() {
        let message = format!("`{path}` is a single string; read as a list of one");
        let found = Diagnostic::note("task/string-as-list", message).maybe_at(node.span(), "a single string");
        reader.report(found.help("write it as a list"));
        let item = reader.as_string(node, Layer::Task)?;
        return Some(Node::seq(vec![item], node.origin.in_layer(Layer::Task)));
    }
    reader.strings(path, node, Layer::Task)
}

fn one_of(reader: &mut Reader<'_>, path: &str, node: &Node, names: &[&'static str]) -> Option<Node> {
    let text = reader.string(path, node, Layer::Task)?;
    if text.as_str().is_none_or(|t| !names.contains(&t)) {
        let expected = format!("one of {}", crate::sdk::reader::listing(names.iter().copied()));
        reader.wrong(path, &expected, node);
        return None;
    }
    Some(text)
}

/// Inputs or outputs: names with Python types, or with literal types in protojson.
fn variables(reader: &mut Reader<'_>, path: &str, node: &Node) -> Vec<(Node, Node)> {
    let mut out = Vec::new();
    for entry in reader.mapping(path, node).unwrap_or_default() {
        let path = format!("{path}.{}", entry.key);
        let read = match &entry.node.value {
            Value::Map(_) => crate::sdk::protojson::literal_type(reader, &entry.node, &path),
            _ => types::read(reader, &path, &entry.node),
        };
        out.extend(read.map(|literal| (key_node(entry), literal)));
    }
    out
}
