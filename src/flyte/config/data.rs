//! Values as Go's reflection sees them: their kind, their type, and how `%v` prints them.

use super::decoder::Decoder;
use super::go::{float_short, float_text};
use crate::flyte::version::ConfigReader;
use crate::tree::{Entry, Map, Node, Value};

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
        let written = self.written(node);
        match data {
            Data::Int(_) if !is_whole(written) => "float64",
            Data::Float(_) if unsigned(written).is_some() => "uint64",
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

    /// A value as `%v` prints it.
    pub fn shown(&self, node: &Node) -> String {
        match &node.value {
            Value::Null => "<nil>".to_owned(),
            Value::Bool(b) => b.to_string(),
            Value::Str(text) => text.to_string(),
            Value::Seq(items) => {
                let items: Vec<String> = items.iter().map(|item| self.shown(item)).collect();
                format!("[{}]", items.join(" "))
            }
            Value::Map(map) => {
                let mut entries: Vec<_> = map.entries().iter().map(|e| (self.shown_key(e, map), &e.node)).collect();
                entries.sort_by(|a, b| a.0.cmp(&b.0));
                let entry = |(key, node): &((u8, String), &Node)| format!("{}:{}", key.1, self.shown(node));
                format!("map[{}]", entries.iter().map(entry).collect::<Vec<_>>().join(" "))
            }
            number => number_shown(number, self.written(node)),
        }
    }

    /// A key as `%v` prints it, with its place among keys of other types, which only maps in lists have.
    fn shown_key(&self, entry: &Entry, map: &Map) -> (u8, String) {
        match self.odd_key(entry).filter(|_| is_as_written(map) && self.reader == ConfigReader::R1) {
            None => (1, entry.key.to_string()),
            Some(Value::Null) => (0, "<nil>".to_owned()),
            Some(Value::Bool(b)) => (2, b.to_string()),
            Some(_) => (2, entry.key.to_string()),
        }
    }

    /// The value as it stands in the file.
    pub fn written(&self, node: &Node) -> &str {
        node.span().map_or("", |span| self.sources.slice(span))
    }

    /// Whether Go's map has keys of any type: of those that are as written, all have in R1, later
    /// only if a key is no string.
    pub fn has_any_keys(&self, node: &Node, map: &Map) -> bool {
        if !is_as_written(map) {
            return false;
        }
        match self.reader {
            ConfigReader::R1 => !node.span().is_some_and(|s| self.json.contains(&s.source)),
            _ => map.entries().iter().any(|e| self.odd_key(e).is_some()),
        }
    }
}

/// Whether a map is as it was written: maps with folded keys are sorted.
pub fn is_as_written(map: &Map) -> bool {
    !map.is_sorted()
}

/// Whether a number is written as Go writes whole numbers: no point, no exponent, no `08`.
pub fn is_whole(written: &str) -> bool {
    let digits = written.trim_start_matches(['+', '-']);
    let prefixed = ["0x", "0X", "0o", "0O", "0b", "0B"].iter().any(|p| digits.starts_with(p));
    let octal = digits.len() > 1 && digits.starts_with('0');
    let tagged = digits.starts_with(['"', '\'']);
    prefixed || tagged || digits.chars().all(|c| c == '_' || c.is_ascii_digit() && !(octal && c > '7'))
}

/// A number as `%v` prints it.
pub fn number_shown(number: &Value, written: &str) -> String {
    match number {
        Value::Int(n) if is_whole(written) => n.to_string(),
        Value::Int(0) if written.starts_with('-') => "-0".to_owned(),
        Value::Int(n) => float_short(*n as f64),
        Value::Float(f) if unsigned(written).is_none() => float_short(*f),
        Value::Float(f) => number_text(*f, written),
        _ => String::new(),
    }
}

/// A number as a string target receives it. A whole number beyond 64 bits with sign is a double in
/// the tree, its digits are still in the text.
pub fn number_text(f: f64, written: &str) -> String {
    unsigned(written).map_or_else(|| float_text(f), |whole| whole.to_string())
}

/// The whole number that takes all 64 bits.
pub fn unsigned(written: &str) -> Option<u64> {
    let plain = written.strip_prefix('+').unwrap_or(written).replace('_', "").to_ascii_lowercase();
    let (digits, radix) = match plain.get(..2) {
        Some("0x") => (plain.get(2..)?, 16),
        Some("0o") => (plain.get(2..)?, 8),
        Some("0b") => (plain.get(2..)?, 2),
        _ if plain.len() > 1 && plain.starts_with('0') => (plain.get(1..)?, 8),
        _ => (plain.as_str(), 10),
    };
    u64::from_str_radix(digits, radix).ok().filter(|n| i64::try_from(*n).is_err())
}
