//! [`Decoder`]: a settings tree into typed values, as weakly as Flyte's library does it. Lists and
//! maps are here; single values in [`super::scalar`], structs in [`super::object`].

use std::collections::hash_map::Entry as Slot;
use std::collections::{HashMap, HashSet};

use super::builtin;
use super::data::{Data, is_as_written, number_shown};
use super::fault::{Fault, Wanted};
use super::notes::Notes;
use super::shape::{Field, Shape};
use super::written::dialect;
use crate::diagnostic::Diagnostic;
use crate::flyte::version::{ConfigReader, FlyteVersion};
use crate::kube::fields::Kind;
use crate::source::{SourceId, Sources, Span};
use crate::tree::{Entry, Map, Node, Origin, Rule, Text, Value};
use crate::yaml::{key_is_string, resolve_plain};

/// Decodes the values of one section after the other.
pub struct Decoder<'a> {
    /// The texts, for how keys and values were written.
    pub sources: &'a Sources,
    /// The version of Flyte.
    pub version: FlyteVersion,
    /// How it reads.
    pub reader: ConfigReader,
    /// Scalars that the reader takes for dates.
    pub dates: HashSet<Span>,
    /// Files that are read as JSON.
    pub json: Vec<SourceId>,
    /// Values given as null, by path.
    pub nulls: &'a [(String, Node)],
    /// The section that is decoded.
    pub section: &'static str,
    /// Go's path inside the section.
    pub path: String,
    /// How many lists are around.
    pub lists: usize,
    /// What Flyte cannot decode.
    pub faults: Vec<Fault>,
    /// What else is found.
    pub notes: &'a mut Notes,
}

/// What a value is laid over.
#[derive(Clone, Copy, Debug)]
pub enum Start {
    /// The built-in default of a field.
    Default(&'static Field),
    /// The zero value.
    Zero,
}

impl Start {
    /// The value itself.
    pub fn node(self, shape: Shape, origin: &Origin, version: FlyteVersion) -> Node {
        match self {
            Start::Default(field) => builtin::default(field, version),
            Start::Zero => builtin::zero_of(shape, origin.clone()),
        }
    }
}

impl Decoder<'_> {
    /// The place as people write it: section and path.
    pub fn key(&self) -> String {
        let dot = if self.path.is_empty() { "" } else { "." };
        format!("{}{dot}{}", self.section, self.path)
    }

    /// Goes one step down and back.
    pub fn below<T>(&mut self, step: std::fmt::Arguments, then: impl FnOnce(&mut Self) -> T) -> T {
        use std::fmt::Write;
        let length = self.path.len();
        let _ = self.path.write_fmt(step);
        let result = then(self);
        self.path.truncate(length);
        result
    }

    /// A value as its type.
    pub fn decode(&mut self, node: &Node, shape: Shape, start: Start) -> Node {
        if node.is_null() {
            let zero = builtin::zero_of(shape, node.origin.clone());
            return Node { history: node.history.clone(), ..zero };
        }
        match shape {
            Shape::Text(go) => self.text(node, Wanted { go, noun: "a text" }),
            Shape::Bool => self.flag(node),
            Shape::Int(go) => self.int(node, go),
            Shape::Duration => self.duration(node, start),
            Shape::Quantity => self.quantity(node, start),
            Shape::Url => self.url(node, start),
            Shape::Pointer(inner) => self.decode(node, *inner, Start::Zero),
            Shape::List(item) => self.list(node, *item),
            Shape::Map(map) => self.map(node, map.value, map.go),
            Shape::Struct(layout) => self.object(node, layout, start),
            Shape::Kube(name) => match self.version.kubernetes_api().type_named(name) {
                Some(kind) => self.kube(node, kind),
                None => node.clone(),
            },
            Shape::Kind(kind, go) => self.kind(node, kind, go),
        }
    }

    fn kind(&mut self, node: &Node, kind: Kind, go: &'static str) -> Node {
        match kind {
            Kind::String => self.text(node, Wanted { go, noun: "a text" }),
            Kind::Bool => self.flag(node),
            Kind::Int32 => self.int(node, "int32"),
            Kind::Int64 => self.int(node, "int64"),
            Kind::Quantity => self.quantity(node, Start::Zero),
            Kind::IntOrString => self.int_or_string(node),
            Kind::Time => self.time(node),
            Kind::Bytes | Kind::Raw => node.clone(),
            Kind::Struct(kind) => self.kube(node, kind),
            Kind::Pointer(inner) => self.decode(node, Shape::Kind(*inner, go), Start::Zero),
            Kind::List(item) => self.list(node, Shape::Kind(*item, go)),
            Kind::Map(Kind::Quantity) => self.map(node, Shape::Kind(Kind::Quantity, go), "v1.ResourceList"),
            Kind::Map(value) => self.map(node, Shape::Kind(*value, go), "map[string]string"),
        }
    }

    /// A list; a single value becomes a list of one.
    pub fn list(&mut self, node: &Node, item: Shape) -> Node {
        let items = match self.data(node) {
            Data::List(items) => {
                self.lists += 1;
                let items = self.items(items, item);
                self.lists -= 1;
                items
            }
            Data::Map(map) if map.is_empty() => Vec::new(),
            Data::Text(text) if self.splits(item) => self.items(&parts(node, text), item),
            Data::Map(_) => {
                let message = format!("`{}` takes a list; Flyte makes a list of one of this map", self.key());
                let warning = Diagnostic::warning("config/map-for-list", message).maybe_at(node.span(), "");
                self.notes.warnings.push(warning.help("write `- ` before it"));
                self.items(std::slice::from_ref(node), item)
            }
            _ => self.items(std::slice::from_ref(node), item),
        };
        Node { value: Value::Seq(items.into()), ..node.clone() }
    }

    fn items(&mut self, items: &[Node], item: Shape) -> Vec<Node> {
        let decode =
            |(i, node): (usize, &Node)| self.below(format_args!("[{i}]"), |d| d.decode(node, item, Start::Zero));
        items.iter().enumerate().map(decode).collect()
    }

    /// Whether a text for such a list is split at commas.
    fn splits(&self, item: Shape) -> bool {
        let is_string = matches!(item, Shape::Text("string") | Shape::Kind(Kind::String, "string"));
        is_string || self.reader == ConfigReader::R1
    }

    /// A map with keys that the user chooses, also in list form.
    pub fn map(&mut self, node: &Node, value: Shape, go: &'static str) -> Node {
        let map = match self.data(node) {
            Data::Map(map) => self.entries(map.entries(), value, self.has_any_keys(node, map)),
            Data::Date => Map::sorted(),
            Data::List([]) => Map::sorted(),
            Data::List(items) => {
                self.lists += 1;
                let result = match self.joined(items) {
                    Some(entries) => self.entries(&entries, value, self.reader == ConfigReader::R1),
                    None => return self.last_item(node, items, value, go),
                };
                self.lists -= 1;
                result
            }
            _ => {
                self.not_a_free_map(node, go);
                Map::sorted()
            }
        };
        Node { value: Value::Map(map.into()), ..node.clone() }
    }

    /// The entries of a list of maps; later keys win. `None` if some item is no map.
    fn joined(&mut self, items: &[Node]) -> Option<Vec<Entry>> {
        let mut entries: Vec<Entry> = Vec::new();
        // Keys of different types are different keys for Go, even if they read the same.
        let mut index: HashMap<_, usize> = HashMap::new();
        let maps: Vec<&Map> = items
            .iter()
            .map(|item| item.as_map().filter(|map| self.reader != ConfigReader::R1 || self.has_any_keys(item, map)))
            .collect::<Option<_>>()?;
        for (raw, entry) in maps.iter().flat_map(|map| map.entries().iter().map(|e| (is_as_written(map), e))) {
            let mut entry = entry.clone();
            if raw
                && self.reader != ConfigReader::R1
                && let Some(key) = self.odd_key(&entry)
            {
                let token = entry.key_span.map_or("", |span| self.sources.slice(span));
                entry.key = joined_key(&key, token, &entry.key);
            }
            let kind = self.odd_key(&entry).map(|key| std::mem::discriminant(&key));
            match index.entry((entry.key.clone(), kind)) {
                Slot::Occupied(at) => {
                    let Some(earlier) = entries.get_mut(*at.get()) else { continue };
                    self.notes.replace(&mut entry.node, &earlier.node, "a later entry of the same key replaces it");
                    *earlier = entry;
                }
                Slot::Vacant(at) => {
                    at.insert(entries.len());
                    entries.push(entry);
                }
            }
        }
        Some(entries)
    }

    /// A list that is not of maps only: each item replaces the one before it.
    fn last_item(&mut self, node: &Node, items: &[Node], value: Shape, go: &'static str) -> Node {
        let faults = self.faults.len();
        let mut result = Node::null(node.origin.clone());
        for (i, item) in items.iter().enumerate() {
            if !result.is_null() {
                self.notes.no_effect(&result, "a later item of the list replaces it");
            }
            result = match item.is_null() {
                true => Node::null(item.origin.clone()),
                false => self.below(format_args!("[{i}]"), |d| d.map(item, value, go)),
            };
            if self.faults.len() > faults {
                break;
            }
        }
        self.lists -= 1;
        Node { history: node.history.clone(), ..result }
    }

    fn entries(&mut self, entries: &[Entry], value: Shape, any_keys: bool) -> Map {
        let mut decoded = Vec::with_capacity(entries.len());
        for entry in entries {
            let odd = if any_keys && self.reader != ConfigReader::R1 { self.odd_key(entry) } else { None };
            let key = match odd {
                Some(Value::Bool(b)) => Text::Static(if b { "1" } else { "0" }),
                _ => entry.key.clone(),
            };
            self.warn_about_case(entry);
            let faults = self.faults.len();
            let name = if any_keys { "<interface {} Value>" } else { key.as_str() };
            let node = self.below(format_args!("[{name}]"), |d| d.decode(&entry.node, value, Start::Zero));
            if let Some(span) = entry.key_span.filter(|_| self.faults.len() > faults && self.is_split(entry)) {
                self.explain_split(faults, span);
            }
            decoded.push(Entry { key, key_span: entry.key_span, node });
        }
        Map::from_unsorted(decoded)
    }

    /// Whether an entry is a level that a key with dots became.
    fn is_split(&self, entry: &Entry) -> bool {
        let written = entry.key_span.map_or("", |span| self.sources.slice(span));
        written.contains('.') && !entry.key.contains('.') && self.lists == 0
    }

    /// What a key is that is no text; only plain ones can be such.
    pub fn odd_key(&self, entry: &Entry) -> Option<Value> {
        let token = self.sources.slice(entry.key_span?);
        if key_is_string(dialect(self.reader), token) {
            return None;
        }
        Some(resolve_plain(dialect(self.reader), token))
    }
}

/// The parts of a text split at commas; a lone one is the text itself.
fn parts(node: &Node, text: &str) -> Vec<Node> {
    if text.is_empty() {
        return Vec::new();
    }
    if !text.contains(',') {
        return vec![node.clone()];
    }
    let origin = Origin::derived(Rule::Respell, "configuration", vec![node.origin.clone()]);
    text.split(',').map(|part| Node::str(part, origin.clone())).collect()
}

/// How newer readers print a key of a list of maps that is no text.
fn joined_key(key: &Value, token: &str, text: &Text) -> Text {
    match key {
        Value::Null => Text::Static("<nil>"),
        Value::Float(_) | Value::Int(_) => Text::from(number_shown(key, token)),
        _ => text.clone(),
    }
}
