//! Values as Go's reflection sees them: their kind, their type, and how `%v` prints them.

use super::decoder::Decoder;
use super::go::{float_short, float_text};
use crate::flyte::version::ConfigReader;
use crate::tree::{Map, Node, Value};

/// A value as a configuration reader hands it on.
#[derive(Clone, Copy, Debug)]
pub enum Data<'n> {
    /// Nothing.
    Null,
    /// `bool`
    Bool(bool),
    /// `int`
    Int(i64),
    /// `float64`
    Float(f64),
    /// `string`
    Text(&'n str),
    /// `time.Time`, from R2 on
    Date,
    /// `[]interface {}`
    List(&'n [Node]),
    /// A map.
    Map(&'n Map),
}

impl Data<'_> {
    fn go_kind(&self) -> &'static str {
        match self {
            Data::Null => "nil",
            Data::Bool(_) => "bool",
            Data::Int(_) => "int",
            Data::Float(_) => "float64",
            Data::Text(_) => "string",
            Data::Date => "struct",
            Data::List(_) => "slice",
            Data::Map(_) => "map",
        }
    }

    /// What people call it.
    pub fn noun(&self) -> &'static str {
        match self {
            Data::Null => "nothing",
            Data::Bool(_) => "a boolean",
            Data::Int(_) | Data::Float(_) => "a number",
            Data::Text(_) => "a text",
            Data::Date => "a date",
            Data::List(_) => "a list",
            Data::Map(_) => "a map",
        }
    }
}

impl Decoder<'_> {
    /// What a node is for the reader.
    pub fn data<'n>(&self, node: &'n Node) -> Data<'n> {
        match &node.value {
            Value::Null => Data::Null,
            Value::Bool(b) => Data::Bool(*b),
            Value::Int(n) => Data::Int(*n),
            Value::Float(f) => Data::Float(*f),
            Value::Str(_) if self.is_date(node) => Data::Date,
            Value::Str(text) => Data::Text(text),
            Value::Seq(items) => Data::List(items),
            Value::Map(map) => Data::Map(map),
        }
    }

    fn is_date(&self, node: &Node) -> bool {
        !self.dates.is_empty() && node.span().is_some_and(|span| self.dates.contains(&span))
    }

    /// Go's kind of a value. The tree does not tell `1.0` from `1`, the text does.
    pub fn go_kind(&self, node: &Node, data: &Data) -> &'static str {
        let written = node.span().map_or("", |span| self.sources.slice(span));
        match data {
            Data::Int(_) if !is_whole(written) => "float64",
            Data::Float(_) if written.parse::<u64>().is_ok() => "uint64",
            other => other.go_kind(),
        }
    }

    /// Go's name of a value's type.
    pub fn go_type(&self, node: &Node, data: &Data) -> &'static str {
        match data {
            Data::List(_) => "[]interface {}",
            Data::Date => "time.Time",
            Data::Map(map) if self.has_any_keys(node, map) => "map[interface {}]interface {}",
            Data::Map(_) => "map[string]interface {}",
            other => self.go_kind(node, other),
        }
    }

    /// Whether Go's map has keys of any type: those in lists have in R1, later only if a key is no
    /// string.
    pub fn has_any_keys(&self, node: &Node, map: &Map) -> bool {
        if self.lists == 0 {
            return false;
        }
        match self.reader {
            ConfigReader::R1 => !node.span().is_some_and(|s| self.json.contains(&s.source)),
            _ => map.entries().iter().any(|e| self.odd_key(e).is_some()),
        }
    }
}

/// Whether a number is written as Go writes whole numbers: no point, no exponent, no `08`.
fn is_whole(written: &str) -> bool {
    let digits = written.trim_start_matches(['+', '-']);
    let prefixed = ["0x", "0X", "0o", "0O", "0b", "0B"].iter().any(|p| digits.starts_with(p));
    let octal = digits.len() > 1 && digits.starts_with('0');
    prefixed || digits.chars().all(|c| c == '_' || c.is_ascii_digit() && !(octal && c > '7'))
}

/// A value as `%v` prints it.
pub fn shown(node: &Node) -> String {
    match &node.value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Int(n) => n.to_string(),
        Value::Float(f) => float_short(*f),
        Value::Str(text) => text.to_string(),
        Value::Seq(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(" ")),
        Value::Map(map) => {
            let mut entries: Vec<(&str, &Node)> = map.entries().iter().map(|e| (e.key.as_str(), &e.node)).collect();
            entries.sort_by_key(|(key, _)| *key);
            let entries: Vec<String> = entries.iter().map(|(key, node)| format!("{key}:{}", shown(node))).collect();
            format!("map[{}]", entries.join(" "))
        }
    }
}

/// A number as a string target receives it. A whole number beyond 64 bits with sign is a double in
/// the tree, its digits are still in the text.
pub fn number_text(f: f64, written: &str) -> String {
    match written.parse::<u64>() {
        Ok(whole) if whole as f64 == f => whole.to_string(),
        _ => float_text(f),
    }
}
