//! The messages of a TaskTemplate: their fields, as data.
//!
//! `task-fields.tsv` joins `flyteidl.core` 1.16.8 and `flyteidl2.core` 2.0.51, which agree wherever
//! both have a field: the numbers are the same, so the binary form is read by the same table. Of
//! workflows it has only what leads to the nodes that run tasks.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `string`
    String,
    /// `bool` and its wrapper
    Bool,
    /// `int32`, `uint32`, `int64`, `uint64`
    Integer {
        /// Smallest value.
        min: i64,
        /// Largest value, as far as podtpl holds numbers.
        max: i64,
    },
    /// `double`
    Double,
    /// `bytes`, in base64
    Bytes,
    /// seconds with an `s`, as a string
    Duration,
    /// RFC 3339, as a string
    Timestamp,
    /// any JSON object
    Struct,
    /// an enum, by name
    Enum(&'static str),
    /// a message, by name
    Message(&'static str),
    /// `repeated`
    List(Box<Kind>),
    /// `map<string, ...>`
    Map(Box<Kind>),
    /// variables of an interface: a map in 1.x, a list of `{key, value}` in 2.x
    Variables,
}

/// A field of a message.
#[derive(Debug)]
pub(super) struct Field {
    /// Name in protojson (`podTemplateName`).
    pub json: &'static str,
    /// Name in the proto file (`pod_template_name`).
    pub proto: &'static str,
    /// Number in the binary form.
    pub number: u32,
    /// What it holds.
    pub kind: Kind,
    /// The group of which only one field may be set.
    pub oneof: Option<&'static str>,
}

/// All messages and enums.
#[derive(Debug, Default)]
struct Messages {
    fields: HashMap<&'static str, Vec<Field>>,
    enums: HashMap<&'static str, Vec<(&'static str, i64)>>,
}

static MESSAGES: LazyLock<Messages> = LazyLock::new(|| load(include_str!("task-fields.tsv")));

/// The fields of a message, none if there is no such message.
pub(super) fn fields(message: &str) -> &'static [Field] {
    MESSAGES.fields.get(message).map_or(&[], Vec::as_slice)
}

/// The values of an enum with their numbers.
pub(super) fn values(name: &str) -> &'static [(&'static str, i64)] {
    MESSAGES.enums.get(name).map_or(&[], Vec::as_slice)
}

fn load(table: &'static str) -> Messages {
    let mut all = Messages::default();
    for row in table.lines().skip(1) {
        let cells: Vec<&'static str> = row.split('\t').collect();
        match cells.as_slice() {
            ["enum", name, value, number] => {
                all.enums.entry(name).or_default().push((value, number.parse().unwrap_or_default()));
            }
            [message, proto, json, number, kind, oneof] => {
                let (number, oneof) = (number.parse().unwrap_or_default(), Some(*oneof).filter(|o| *o != "-"));
                all.fields.entry(message).or_default().push(Field { json, proto, number, kind: kind_of(kind), oneof });
            }
            _ => {}
        }
    }
    all
}

fn kind_of(text: &'static str) -> Kind {
    if let Some(rest) = text.strip_prefix("list:") {
        return Kind::List(Box::new(kind_of(rest)));
    }
    if let Some(rest) = text.strip_prefix("map:") {
        return Kind::Map(Box::new(kind_of(rest)));
    }
    if let Some(rest) = text.strip_prefix("enum:") {
        return Kind::Enum(rest);
    }
    match text {
        "string" => Kind::String,
        "bool" => Kind::Bool,
        "int32" => Kind::Integer { min: i32::MIN.into(), max: i32::MAX.into() },
        "uint32" => Kind::Integer { min: 0, max: u32::MAX.into() },
        "int64" => Kind::Integer { min: i64::MIN, max: i64::MAX },
        "uint64" => Kind::Integer { min: 0, max: i64::MAX },
        "double" => Kind::Double,
        "bytes" => Kind::Bytes,
        "Duration" => Kind::Duration,
        "Timestamp" => Kind::Timestamp,
        "Struct" => Kind::Struct,
        "variables" => Kind::Variables,
        message => Kind::Message(message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: &Kind) {
        match kind {
            Kind::Message(name) => assert!(!fields(name).is_empty(), "{name}"),
            Kind::Enum(name) => assert!(!values(name).is_empty(), "{name}"),
            Kind::List(inner) | Kind::Map(inner) => check(inner),
            _ => {}
        }
    }

    #[test]
    fn every_kind_is_known() {
        for (message, fields) in &MESSAGES.fields {
            for field in fields {
                check(&field.kind);
                assert_eq!(fields.iter().filter(|f| f.json == field.json).count(), 1, "{message}.{}", field.json);
                assert_eq!(fields.iter().filter(|f| f.number == field.number).count(), 1, "{message}.{}", field.json);
                assert!(field.number > 0, "{message}.{}", field.json);
            }
        }
    }

    #[test]
    fn numbers_of_enums() {
        assert!(values("Resources.ResourceName").contains(&("EPHEMERAL_STORAGE", 5)));
        assert!(values("GPUAccelerator.DeviceClass").contains(&("HABANA_GAUDI", 4)));
    }
}
