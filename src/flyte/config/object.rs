//! Structs, decoded as Flyte's library does it: fields by name whatever the letter case, unknown
//! keys passed over, fields that are not given kept.

use std::borrow::Cow;

use super::builtin;
use super::data::{Data, is_as_written};
use super::decoder::{Decoder, Start};
use super::embedded::{Embedded, embedded, string_type};
use super::go::equal_fold;
use super::shape::{Field, Layout, Shape};
use crate::diagnostic::Diagnostic;
use crate::kube::fields::{Field as KubeField, Type};
use crate::tree::{Entry, Map, Node, Rule, Text, Value, Verdict};

impl Decoder<'_> {
    /// A struct of Flyte, with every field that the version has.
    pub fn object(&mut self, node: &Node, layout: &'static Layout, start: Start) -> Node {
        let Some(map) = self.map_of(node) else { return node.clone() };
        let fields: Vec<&'static Field> = layout.fields(self.version).collect();
        let names: Vec<&str> = fields.iter().map(|f| f.name).collect();
        let given = self.assign(&map, &names, |d, entry| d.unknown_field(entry, layout, &names));
        let mut result = Vec::with_capacity(fields.len());
        for (field, given) in fields.into_iter().zip(given) {
            let value = match given {
                Some(entry) => self.given_field(entry, field, start),
                None => self.absent_field(field, start),
            };
            result.push(Entry { key: Text::Static(field.name), key_span: given.and_then(|e| e.key_span), node: value });
        }
        Node { value: Value::Map(Map::in_order(result).into()), ..node.clone() }
    }

    fn given_field(&mut self, entry: &Entry, field: &'static Field, start: Start) -> Node {
        if !field.used {
            self.notes.no_effect(&entry.node, "Flyte reads it, but nothing in a Pod depends on it");
        }
        let start = match start {
            Start::Default(_) => Start::Default(field),
            Start::Zero => Start::Zero,
        };
        self.field(field.name, |d| d.decode(&entry.node, field.shape, start))
    }

    /// Goes down to a field by its Go path.
    fn field<T>(&mut self, name: &str, then: impl FnOnce(&mut Self) -> T) -> T {
        let dot = if self.path.is_empty() { "" } else { "." };
        self.below(format_args!("{dot}{name}"), then)
    }

    /// A struct with nothing given: its defaults.
    pub fn absent(&mut self, layout: &'static Layout, origin: crate::tree::Origin) -> Node {
        let fields = layout.fields(self.version).map(|field| {
            let value = self.absent_field(field, Start::Default(field));
            Entry::new(Text::Static(field.name), value)
        });
        Node::map(Map::in_order(fields.collect()), origin)
    }

    fn absent_field(&mut self, field: &'static Field, start: Start) -> Node {
        let mut value = match (start, field.shape) {
            (Start::Zero, _) => return builtin::zero(field, self.version),
            (_, Shape::Struct(layout)) if !self.nulls.is_empty() => {
                let origin = crate::tree::Origin::Builtin(&field.key);
                self.field(field.name, |d| d.absent(layout, origin))
            }
            _ => builtin::default(field, self.version),
        };
        if !self.nulls.is_empty() {
            let path = self.field(field.name, |d| d.key()).to_lowercase();
            for (_, null) in self.nulls.iter().filter(|(p, _)| *p == path) {
                value.displace(null, Verdict::Empty, Rule::Default);
            }
        }
        value
    }

    /// What must be a map. A date passes for a struct without anything in it.
    fn map_of<'n>(&mut self, node: &'n Node) -> Option<Cow<'n, Map>> {
        match self.data(node) {
            Data::Map(map) => Some(Cow::Borrowed(map)),
            Data::Date => {
                self.notes.no_effect(node, "a date is ignored where a map is expected");
                Some(Cow::Owned(Map::sorted()))
            }
            _ => {
                self.not_a_map(node, "a map");
                None
            }
        }
    }

    /// For each field the entry that gives it; `unknown` hears of the others.
    fn assign<'n>(
        &mut self,
        map: &'n Map,
        names: &[&str],
        mut unknown: impl FnMut(&mut Self, &'n Entry),
    ) -> Vec<Option<&'n Entry>> {
        let mut given: Vec<Option<&Entry>> = vec![None; names.len()];
        for entry in map.entries() {
            let exact = names.iter().position(|name| *name == entry.key.as_str());
            let any_case = || names.iter().position(|name| equal_fold(name, &entry.key));
            let is_text = !is_as_written(map) || self.odd_key(entry).is_none();
            let at = exact.or_else(any_case).filter(|_| is_text);
            let Some((at, slot)) = at.and_then(|at| Some((at, given.get_mut(at)?))) else {
                unknown(self, entry);
                continue;
            };
            let name = names.get(at).copied().unwrap_or("");
            match *slot {
                None => *slot = Some(entry),
                Some(earlier) if earlier.key.as_str() == name => self.second_spelling(entry, earlier, false),
                Some(earlier) => {
                    *slot = Some(entry);
                    self.second_spelling(earlier, entry, exact.is_none());
                }
            }
        }
        given
    }

    /// One field in two spellings: the exact one wins, without such a one chance decides.
    fn second_spelling(&mut self, loser: &Entry, winner: &Entry, by_chance: bool) {
        self.notes.no_effect(&loser.node, "another spelling of the same key wins");
        let message = format!("`{}` and `{}` are one key for Flyte", winner.key, loser.key);
        let mut found = match by_chance {
            true => Diagnostic::error("config/two-spellings", message)
                .help("remove one of the two: which of them wins differs from start to start of Flyte"),
            false => Diagnostic::warning("config/two-spellings", message).help("remove this one, it is ignored"),
        };
        found = found.maybe_at(loser.key_span, "the same key again");
        if let Some(span) = winner.key_span {
            found = found.with(span, "this one counts");
        }
        match by_chance {
            true => self.notes.errors.push(found),
            false => self.notes.warnings.push(found),
        }
    }

    /// A struct of the Kubernetes API. Of its embedded structs nothing is reached by the names
    /// that Kubernetes uses.
    pub fn kube(&mut self, node: &Node, kind: &'static Type) -> Node {
        let Some(map) = self.map_of(node) else { return node.clone() };
        let part = embedded(kind.name);
        let fields: Vec<&'static KubeField> = match &part {
            Some(part) => kind.fields().iter().filter(|f| !part.holds(f.name)).collect(),
            None => kind.fields().iter().collect(),
        };
        let decoded = self.kube_fields(&map, kind, &fields, part.as_ref());
        Node { value: Value::Map(Map::from_unsorted(decoded).into()), ..node.clone() }
    }

    fn kube_fields(
        &mut self,
        map: &Map,
        kind: &'static Type,
        fields: &[&'static KubeField],
        part: Option<&Embedded>,
    ) -> Vec<Entry> {
        let mut names: Vec<&str> = fields.iter().map(|f| f.name).collect();
        names.extend(part.map(|p| p.go));
        let given = self.assign(map, &names, |d, entry| d.unknown_kube_field(entry, kind, part));
        let mut decoded = Vec::with_capacity(map.len());
        for (name, entry) in names.iter().zip(&given).filter_map(|(name, entry)| Some((name, (*entry)?))) {
            let Some(field) = fields.iter().find(|f| f.name == *name) else {
                decoded.extend(self.embedded_struct(entry, kind, name, part));
                continue;
            };
            if matches!(kind.name, "PodTemplate" | "PodTemplateSpec") && field.name == "metadata" {
                self.notes.no_effect(&entry.node, "of a class template only `template.spec` counts");
            }
            let shape = Shape::Kind(field.kind, string_type(kind.name, field.name));
            let node = match entry.node.is_null() {
                true => entry.node.clone(),
                false => self.field(name, |d| d.decode(&entry.node, shape, Start::Zero)),
            };
            decoded.push(Entry { key: Text::Static(field.name), key_span: entry.key_span, node });
        }
        decoded
    }

    /// An embedded struct under Go's name of it, by which alone the library reaches it.
    fn embedded_struct(
        &mut self,
        entry: &Entry,
        kind: &'static Type,
        name: &str,
        part: Option<&Embedded>,
    ) -> Vec<Entry> {
        if entry.node.is_null() {
            return Vec::new();
        }
        self.field(name, |d| {
            let Some(map) = d.map_of(&entry.node) else { return Vec::new() };
            let holds = |f: &&'static KubeField| part.is_some_and(|p| p.holds(f.name));
            let fields: Vec<&'static KubeField> = kind.fields().iter().filter(holds).collect();
            d.kube_fields(&map, kind, &fields, None)
        })
    }
}
