//! Decoding as Go's `encoding/json` does it.
//!
//! Inputs that Go takes without a word are decoded in one pass, in the order in which they are
//! written. At the first sign of trouble (a mismatch, one field twice) everything is decoded again
//! in the order that Go sees, with the path that its message needs.

mod message;
mod names;
mod number;
mod object;
mod scalar;
mod time;

use std::rc::Rc;

use message::Place;
use names::Step;
use object::Object;
use scalar::Refusal;

use crate::kube::fields::{Field, Kind, Type};
use crate::source::Span;
use crate::tree::{Entry, Layer, Map, Node, Origin, Text, Value};

/// How keys find their fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// Whatever the letter case (`encoding/json`): the protobuf Struct of a task, whose numbers are
    /// doubles.
    AnyCase,
    /// By exact name (Kubernetes' own decoder): runtime templates, whose whole numbers keep 64 bits.
    Exact,
}

/// Why Go would refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// The value at fault.
    pub span: Option<Span>,
    /// Go's message, word for word.
    pub message: String,
}

/// A decoded value and what was left out.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The value: maps sorted, fields under their JSON names, quantities in Kubernetes' spelling.
    /// Fields given as null stay as null, zero values stay as given: the merge treats them as empty.
    pub node: Node,
    /// Keys that the type does not have: innermost type's name, the key, its place.
    pub unknown: Vec<Unknown>,
}

/// A key that the type does not have; Go drops it silently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Go's name of the type (`Container`).
    pub type_name: &'static str,
    /// The key as written.
    pub key: String,
    /// Where the key stands.
    pub span: Option<Span>,
}

/// Decodes `node` as `kind`. `root` are the JSON names from the outermost struct down to here,
/// for messages (empty for a PodSpec by itself). Origins are put into `layer`.
///
/// A struct of Flyte's own around a PodSpec is best given as a [`Type::new`]: then messages name it.
pub fn decode(node: &Node, kind: Kind, keys: Keys, root: &[&str], layer: Layer) -> Result<Decoded, DecodeError> {
    let mut quick = Decoder::new(keys, layer, root, false);
    match quick.value(node, kind, None) {
        Ok(node) => Ok(Decoded { node, unknown: quick.unknown }),
        Err(_) => decode_with_care(node, kind, Decoder::new(keys, layer, root, true)),
    }
}

/// The second pass, which finds the error that Go reports (if there is one at all).
fn decode_with_care(node: &Node, kind: Kind, mut decoder: Decoder) -> Result<Decoded, DecodeError> {
    match decoder.value(node, kind, None) {
        Err(Stop::Refused(error)) => Err(*error),
        Err(Stop::TakeCare) => Err(DecodeError { span: node.span(), message: String::new() }),
        Ok(node) => match decoder.mismatch {
            Some(error) => Err(error),
            None => Ok(Decoded { node, unknown: decoder.unknown }),
        },
    }
}

/// Why decoding does not go on.
enum Stop {
    /// The quick pass met something unusual.
    TakeCare,
    /// Go stops here.
    Refused(Box<DecodeError>),
}

struct Decoder<'a> {
    keys: Keys,
    layer: Layer,
    /// Whether this is the second pass.
    careful: bool,
    /// Where we are; kept in the second pass only.
    place: Place<'a>,
    /// The first mismatch: Go goes on to the end and then reports it.
    mismatch: Option<DecodeError>,
    unknown: Vec<Unknown>,
}

impl<'a> Decoder<'a> {
    fn new(keys: Keys, layer: Layer, root: &'a [&'a str], careful: bool) -> Self {
        Decoder { keys, layer, careful, place: Place::new(keys, root), mismatch: None, unknown: Vec::new() }
    }

    /// Decodes one value. `prior` is what an earlier spelling of the same field left here (second
    /// pass only): Go decodes into it.
    fn value(&mut self, node: &Node, kind: Kind, prior: Option<Node>) -> Result<Node, Stop> {
        let mut decoded = self.value_alone(node, kind, prior)?;
        if decoded.history.is_none() {
            // what the SDK laid something else over
            decoded.history = node.history.clone();
        }
        Ok(decoded)
    }

    fn value_alone(&mut self, node: &Node, kind: Kind, prior: Option<Node>) -> Result<Node, Stop> {
        if node.is_null() {
            return Ok(self.null(node, kind, prior));
        }
        match (kind, &node.value) {
            // Most values of a Pod are strings: they take the short way.
            (Kind::String, Value::Str(_)) => Ok(Node::new(node.value.clone(), placed(&node.origin, self.layer))),
            (Kind::Pointer(inner), _) => self.value(node, *inner, prior.filter(|p| !p.is_null())),
            (Kind::Struct(ty), Value::Map(map)) => self.object(node, map, ty, prior),
            (Kind::List(inner), Value::Seq(items)) => self.list(node, items, *inner, prior),
            (Kind::Map(inner), Value::Map(map)) => self.free_map(node, map, *inner, prior),
            (Kind::Struct(_) | Kind::List(_) | Kind::Map(_), _) => {
                let refusal = Refusal::mismatch(&node.value);
                self.refused(refusal, node, kind, prior)
            }
            _ => match scalar::decode(node, kind, self.keys, self.layer) {
                Ok(node) => Ok(node),
                Err(refusal) => self.refused(refusal, node, kind, prior),
            },
        }
    }

    /// Null sets pointers, lists and maps to nothing and leaves all else as it was. As a field it
    /// stays null, so that its place is known.
    fn null(&mut self, node: &Node, kind: Kind, prior: Option<Node>) -> Node {
        let kept = prior.filter(|prior| match kind {
            Kind::Struct(_) | Kind::String | Kind::Bool | Kind::Int32 | Kind::Int64 => true,
            Kind::IntOrString => matches!(prior.value, Value::Int(_)),
            // Zero by value, but Go goes on printing a text that it kept as written.
            Kind::Quantity => !matches!(prior.origin, Origin::Derived(_)),
            Kind::Pointer(_) | Kind::List(_) | Kind::Map(_) | Kind::Bytes | Kind::Raw | Kind::Time => false,
        });
        kept.unwrap_or_else(|| Node::null(placed(&node.origin, self.layer)))
    }

    fn refused(&mut self, refusal: Refusal, node: &Node, kind: Kind, prior: Option<Node>) -> Result<Node, Stop> {
        if !self.careful {
            return Err(Stop::TakeCare);
        }
        let error = DecodeError { span: node.origin.nearest_span(), message: self.place.message(&refusal, kind) };
        if refusal.stops() {
            return Err(Stop::Refused(Box::new(error)));
        }
        self.mismatch.get_or_insert(error);
        Ok(prior.unwrap_or_else(|| Node::null(placed(&node.origin, self.layer))))
    }

    /// The entries in the order in which Go sees them.
    fn in_go_order<'m>(&self, map: &'m Map) -> Vec<&'m Entry> {
        let mut entries: Vec<&Entry> = map.entries().iter().collect();
        entries.sort_by(|a, b| a.key.cmp(&b.key));
        entries
    }

    fn object(&mut self, node: &Node, map: &Map, ty: &'static Type, prior: Option<Node>) -> Result<Node, Stop> {
        let mut object = Object::with_capacity(map.len());
        if self.careful {
            for entry in prior.iter().flat_map(Node::entries) {
                if let Some(at) = ty.position(&entry.key) {
                    object.insert(at, entry.clone());
                }
            }
            for entry in self.in_go_order(map) {
                self.field(entry, ty, &mut object)?;
            }
        } else {
            for entry in map.entries() {
                self.field(entry, ty, &mut object)?;
            }
        }
        Ok(Node::map(object.into_map(), placed(&node.origin, self.layer)))
    }

    fn field(&mut self, entry: &Entry, ty: &'static Type, object: &mut Object) -> Result<(), Stop> {
        let position = match self.keys {
            Keys::Exact => ty.position(&entry.key),
            Keys::AnyCase => ty.position_in_any_case(&entry.key),
        };
        let Some((at, field)) = position.and_then(|at| Some((at, ty.fields().get(at)?))) else {
            let key = entry.key.as_str().to_owned();
            self.unknown.push(Unknown { type_name: ty.name, key, span: entry.key_span });
            return Ok(());
        };
        if !self.careful {
            if object.has(at) {
                return Err(Stop::TakeCare);
            }
            let node = self.value(&entry.node, field.kind, None)?;
            object.insert(at, named(field, entry, node));
            return Ok(());
        }
        let prior = object.take(at);
        self.place.enter(Step { owner: ty, field });
        let node = self.value(&entry.node, field.kind, prior)?;
        self.place.leave();
        object.insert(at, named(field, entry, node));
        Ok(())
    }

    fn list(&mut self, node: &Node, items: &[Node], inner: Kind, prior: Option<Node>) -> Result<Node, Stop> {
        let mut out = Vec::with_capacity(items.len());
        // Go writes into the elements that are there: what they have and the new ones lack stays.
        let mut old = prior.iter().flat_map(Node::items);
        for item in items {
            let value = self.value(item, inner, old.next().cloned())?;
            out.push(if value.is_null() { zero(inner, value) } else { value });
        }
        Ok(Node::seq(out, placed(&node.origin, self.layer)))
    }

    fn free_map(&mut self, node: &Node, map: &Map, inner: Kind, prior: Option<Node>) -> Result<Node, Stop> {
        let mut out: Vec<Entry> = Vec::with_capacity(map.len());
        out.extend(prior.iter().flat_map(Node::entries).cloned());
        let mut add = |decoder: &mut Self, entry: &Entry| {
            let value = decoder.value(&entry.node, inner, None)?;
            let node = if value.is_null() { zero(inner, value) } else { value };
            out.push(Entry { key: entry.key.clone(), key_span: entry.key_span, node });
            Ok(())
        };
        if self.careful {
            self.in_go_order(map).into_iter().try_for_each(|entry| add(self, entry))?;
        } else {
            map.entries().iter().try_for_each(|entry| add(self, entry))?;
        }
        let sorted = out.is_sorted_by(|a, b| a.key < b.key);
        let map = if sorted { Map::from_sorted(out) } else { Map::from_unsorted(out) };
        Ok(Node::map(map, placed(&node.origin, self.layer)))
    }
}

/// The origin of a decoded value. What the SDK took from the task into its pod template stays the task's.
fn placed(origin: &Origin, layer: Layer) -> Origin {
    match (origin, layer) {
        (Origin::File { layer: Layer::Task, .. }, Layer::TaskPodTemplate) => origin.clone(),
        _ => origin.in_layer(layer),
    }
}

/// The entry of a decoded field: the field's own name, the place of the key as written.
fn named(field: &Field, entry: &Entry, node: Node) -> Entry {
    Entry { key: Text::Static(field.name), key_span: entry.key_span, node }
}

/// A null inside a list or a map becomes the zero value of its kind.
fn zero(kind: Kind, null: Node) -> Node {
    let value = match kind {
        Kind::String => Value::Str(Text::Static("")),
        Kind::Bool => Value::Bool(false),
        Kind::Int32 | Kind::Int64 | Kind::IntOrString => Value::Int(0),
        Kind::Quantity => Value::Str(Text::Static("0")),
        Kind::Struct(_) => Value::Map(Rc::new(Map::sorted())),
        Kind::Time | Kind::Bytes | Kind::Raw | Kind::Pointer(_) | Kind::List(_) | Kind::Map(_) => return null,
    };
    Node { value, ..null }
}

#[cfg(test)]
mod tests;
