//! The interface of a task in protobuf's binary form, which co-pilot gets as an argument.
//!
//! The messages are tables: field number, JSON name, form. Unknown fields are left out.

use base64::Engine;

use crate::tree::{Entry, Node, Value};

/// What a field holds.
#[derive(Clone, Copy)]
enum Form {
    Text,
    Bytes,
    Bool,
    /// An enum by its names, in the order of their numbers.
    Enum(&'static [&'static str]),
    Message(&'static [Field]),
    /// A list of messages.
    Messages(&'static [Field]),
    Texts,
    /// A map from strings to messages.
    Map(&'static [Field]),
    /// `google.protobuf.Struct`
    Struct,
    /// `google.protobuf.Timestamp`
    Time,
    /// A literal type, which refers to itself.
    Type,
    Types,
    TypeMap,
}

/// A field: number, JSON name, form. Fields stand in the order in which Go writes them: those of a
/// oneof behind all others. Those of a oneof are written also with a zero value.
type Field = (u32, &'static str, Form, bool);

const ONE_OF: bool = true;
const PLAIN: bool = false;

const SIMPLE: &[&str] =
    &["NONE", "INTEGER", "FLOAT", "STRING", "BOOLEAN", "DATETIME", "DURATION", "BINARY", "ERROR", "STRUCT"];
const COLUMN_TYPES: &[&str] = &["INTEGER", "FLOAT", "STRING", "BOOLEAN", "DATETIME", "DURATION"];

const SCHEMA_COLUMN: &[Field] = &[(1, "name", Form::Text, PLAIN), (2, "type", Form::Enum(COLUMN_TYPES), PLAIN)];
const SCHEMA: &[Field] = &[(3, "columns", Form::Messages(SCHEMA_COLUMN), PLAIN)];
const BLOB: &[Field] =
    &[(1, "format", Form::Text, PLAIN), (2, "dimensionality", Form::Enum(&["SINGLE", "MULTIPART"]), PLAIN)];
const DATASET_COLUMN: &[Field] = &[(1, "name", Form::Text, PLAIN), (2, "literalType", Form::Type, PLAIN)];
const DATASET: &[Field] = &[
    (1, "columns", Form::Messages(DATASET_COLUMN), PLAIN),
    (2, "format", Form::Text, PLAIN),
    (3, "externalSchemaType", Form::Text, PLAIN),
    (4, "externalSchemaBytes", Form::Bytes, PLAIN),
];
const STRUCTURE: &[Field] = &[(1, "tag", Form::Text, PLAIN), (2, "dataclassType", Form::TypeMap, PLAIN)];
const LITERAL_TYPE: &[Field] = &[
    (6, "metadata", Form::Struct, PLAIN),
    (9, "annotation", Form::Message(&[(1, "annotations", Form::Struct, PLAIN)]), PLAIN),
    (11, "structure", Form::Message(STRUCTURE), PLAIN),
    (1, "simple", Form::Enum(SIMPLE), ONE_OF),
    (2, "schema", Form::Message(SCHEMA), ONE_OF),
    (3, "collectionType", Form::Type, ONE_OF),
    (4, "mapValueType", Form::Type, ONE_OF),
    (5, "blob", Form::Message(BLOB), ONE_OF),
    (7, "enumType", Form::Message(&[(1, "values", Form::Texts, PLAIN)]), ONE_OF),
    (8, "structuredDatasetType", Form::Message(DATASET), ONE_OF),
    (10, "unionType", Form::Message(&[(1, "variants", Form::Types, PLAIN)]), ONE_OF),
];
const ARTIFACT_KEY: &[Field] = &[
    (1, "project", Form::Text, PLAIN),
    (2, "domain", Form::Text, PLAIN),
    (3, "name", Form::Text, PLAIN),
    (4, "org", Form::Text, PLAIN),
];
const TIME_TRANSFORM: &[Field] =
    &[(1, "transform", Form::Text, PLAIN), (2, "op", Form::Enum(&["MINUS", "PLUS"]), PLAIN)];
const BINDING: &[Field] = &[
    (7, "timeTransform", Form::Message(TIME_TRANSFORM), PLAIN),
    (5, "partitionKey", Form::Text, ONE_OF),
    (6, "bindToTimePartition", Form::Bool, ONE_OF),
];
const LABEL: &[Field] = &[
    (1, "staticValue", Form::Text, ONE_OF),
    (2, "timeValue", Form::Time, ONE_OF),
    (3, "triggeredBinding", Form::Message(BINDING), ONE_OF),
    (4, "inputBinding", Form::Message(&[(1, "var", Form::Text, PLAIN)]), ONE_OF),
    (5, "runtimeBinding", Form::Message(&[]), ONE_OF),
];
const GRANULARITIES: &[&str] = &["UNSET", "MINUTE", "HOUR", "DAY", "MONTH"];
const TIME_PARTITION: &[Field] =
    &[(1, "value", Form::Message(LABEL), PLAIN), (2, "granularity", Form::Enum(GRANULARITIES), PLAIN)];
const ARTIFACT: &[Field] = &[
    (1, "artifactKey", Form::Message(ARTIFACT_KEY), PLAIN),
    (2, "version", Form::Text, PLAIN),
    (3, "partitions", Form::Message(&[(1, "value", Form::Map(LABEL), PLAIN)]), PLAIN),
    (4, "timePartition", Form::Message(TIME_PARTITION), PLAIN),
];
const ARTIFACT_TAG: &[Field] =
    &[(1, "artifactKey", Form::Message(ARTIFACT_KEY), PLAIN), (2, "value", Form::Message(LABEL), PLAIN)];
const VARIABLE: &[Field] = &[
    (1, "type", Form::Message(LITERAL_TYPE), PLAIN),
    (2, "description", Form::Text, PLAIN),
    (3, "artifactPartialId", Form::Message(ARTIFACT), PLAIN),
    (4, "artifactTag", Form::Message(ARTIFACT_TAG), PLAIN),
];

/// Names and variables of one side of an interface: a map in 1.x, a list of pairs in 2.x.
pub fn variables(side: &Node) -> Vec<(String, Node)> {
    let Some(variables) = side.get("variables") else { return Vec::new() };
    let mut out: Vec<(String, Node)> = match &variables.value {
        Value::Seq(items) => {
            items.iter().filter_map(|pair| Some((pair.str_at("key").to_owned(), pair.get("value").cloned()?))).collect()
        }
        _ => variables.entries().iter().map(|e| (e.key.to_string(), e.node.clone())).collect(),
    };
    if matches!(variables.value, Value::Map(_)) {
        out.sort_by(|a, b| a.0.cmp(&b.0));
    }
    out
}

/// A VariableMap: a protobuf map in 1.x, whose keys are always written; a list of pairs in 2.x.
pub fn variable_map(side: &Node, is_2: bool) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, variable) in variables(side) {
        let mut pair = Vec::new();
        if !is_2 || !name.is_empty() {
            put_bytes(1, name.as_bytes(), &mut pair);
        }
        put_bytes(2, &message(&variable, VARIABLE), &mut pair);
        put_bytes(1, &pair, &mut out);
    }
    out
}

/// A TypedInterface.
pub fn typed_interface(interface: &Node, is_2: bool) -> Vec<u8> {
    let mut out = Vec::new();
    for (number, side) in [(1, "inputs"), (2, "outputs")] {
        if let Some(side) = interface.get(side).filter(|n| !n.is_null()) {
            put_bytes(number, &variable_map(side, is_2), &mut out);
        }
    }
    out
}

fn varint(mut n: u64, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push((n as u8) | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn put_bytes(number: u32, bytes: &[u8], out: &mut Vec<u8>) {
    varint(u64::from(number << 3 | 2), out);
    varint(bytes.len() as u64, out);
    out.extend_from_slice(bytes);
}

fn put_number(number: u32, n: u64, out: &mut Vec<u8>) {
    varint(u64::from(number << 3), out);
    varint(n, out);
}

fn message(node: &Node, fields: &[Field]) -> Vec<u8> {
    let mut out = Vec::new();
    for (number, name, form, one_of) in fields {
        if let Some(value) = node.get(name).filter(|n| !n.is_null()) {
            put(*number, value, *form, *one_of, &mut out);
        }
    }
    out
}

fn pair(number: u32, entry: &Entry, fields: &[Field], out: &mut Vec<u8>) {
    let mut bytes = Vec::new();
    put_bytes(1, entry.key.as_bytes(), &mut bytes);
    put_bytes(2, &message(&entry.node, fields), &mut bytes);
    put_bytes(number, &bytes, out);
}

fn sorted(node: &Node) -> Vec<&Entry> {
    let mut entries: Vec<&Entry> = node.entries().iter().collect();
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    entries
}

fn put(number: u32, node: &Node, form: Form, explicit: bool, out: &mut Vec<u8>) {
    match form {
        Form::Text => put_text(number, node, explicit, out),
        Form::Bool if explicit || node.as_bool() == Some(true) => {
            put_number(number, u64::from(node.as_bool() == Some(true)), out);
        }
        Form::Bool => {}
        Form::Map(fields) => sorted(node).into_iter().for_each(|e| pair(number, e, fields, out)),
        Form::Time => put_bytes(number, &timestamp(node.as_str().unwrap_or("")), out),
        Form::Bytes => {
            let bytes =
                base64::engine::general_purpose::STANDARD.decode(node.as_str().unwrap_or("")).unwrap_or_default();
            if !bytes.is_empty() {
                put_bytes(number, &bytes, out);
            }
        }
        Form::Enum(names) => {
            let by_name = || names.iter().position(|n| Some(*n) == node.as_str()).and_then(|n| u64::try_from(n).ok());
            let n = node.as_int().and_then(|n| u64::try_from(n).ok()).or_else(by_name).unwrap_or(0);
            if n != 0 || explicit {
                put_number(number, n, out);
            }
        }
        Form::Message(fields) => put_bytes(number, &message(node, fields), out),
        Form::Messages(fields) => node.items().iter().for_each(|n| put_bytes(number, &message(n, fields), out)),
        Form::Texts => {
            node.items().iter().for_each(|n| put_bytes(number, n.as_str().unwrap_or("").as_bytes(), out));
        }
        Form::Struct => put_bytes(number, &structure(node), out),
        Form::Type => put_bytes(number, &message(node, LITERAL_TYPE), out),
        Form::Types => node.items().iter().for_each(|n| put_bytes(number, &message(n, LITERAL_TYPE), out)),
        Form::TypeMap => sorted(node).into_iter().for_each(|e| pair(number, e, LITERAL_TYPE, out)),
    }
}

/// Seconds and nanoseconds since 1970.
fn timestamp(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let (seconds, nanos) = super::times::unix_time(text).unwrap_or((0, 0));
    for (number, n) in [(1, seconds as u64), (2, u64::from(nanos))] {
        if n != 0 {
            put_number(number, n, &mut out);
        }
    }
    out
}

fn put_text(number: u32, node: &Node, explicit: bool, out: &mut Vec<u8>) {
    let text = node.as_str().unwrap_or("");
    if explicit || !text.is_empty() {
        put_bytes(number, text.as_bytes(), out);
    }
}

/// A `google.protobuf.Struct`.
fn structure(node: &Node) -> Vec<u8> {
    let mut out = Vec::new();
    for entry in sorted(node) {
        let mut pair = Vec::new();
        put_bytes(1, entry.key.as_bytes(), &mut pair);
        put_bytes(2, &struct_value(&entry.node), &mut pair);
        put_bytes(1, &pair, &mut out);
    }
    out
}

fn struct_value(node: &Node) -> Vec<u8> {
    let mut out = Vec::new();
    let double = |f: f64, out: &mut Vec<u8>| {
        varint(2 << 3 | 1, out);
        out.extend_from_slice(&f.to_le_bytes());
    };
    match &node.value {
        Value::Null => put_number(1, 0, &mut out),
        Value::Int(n) => double(*n as f64, &mut out),
        Value::Float(f) => double(*f, &mut out),
        Value::Str(s) => put_bytes(3, s.as_bytes(), &mut out),
        Value::Bool(b) => put_number(4, u64::from(*b), &mut out),
        Value::Map(_) => put_bytes(5, &structure(node), &mut out),
        Value::Seq(items) => {
            let mut list = Vec::new();
            items.iter().for_each(|n| put_bytes(1, &struct_value(n), &mut list));
            put_bytes(6, &list, &mut out);
        }
    }
    out
}
