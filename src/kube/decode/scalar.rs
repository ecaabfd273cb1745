//! Decoding of values that are one thing to Go: strings, numbers, quantities, times.

use super::{Keys, number, time};
use crate::kube::fields::Kind;
use crate::kube::quantity;
use crate::tree::{Layer, Node, Origin, Rule, Text, Value};

/// Why Go does not take a value.
pub(super) enum Refusal {
    /// It is of another type; Go goes on and reports the first of these at the end.
    Mismatch(String),
    /// The type's own decoder met this where it wanted a value of that Go type. Go stops.
    Inner(String, &'static str),
    /// The type's own decoder has a message of its own. Go stops.
    Bare(String),
}

impl Refusal {
    /// A value that is not even of the right sort.
    pub(super) fn mismatch(value: &Value) -> Self {
        Refusal::Mismatch(sort(value).to_owned())
    }

    /// Whether Go stops at once.
    pub(super) fn stops(&self) -> bool {
        !matches!(self, Refusal::Mismatch(_))
    }
}

/// What Go's messages call a value.
fn sort(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Int(_) | Value::Float(_) => "number",
        Value::Str(_) => "string",
        Value::Seq(_) => "array",
        Value::Map(_) => "object",
    }
}

/// Decodes a value that is neither null nor of a kind with parts.
pub(super) fn decode(node: &Node, kind: Kind, keys: Keys, layer: Layer) -> Result<Node, Refusal> {
    let origin = || super::placed(&node.origin, layer);
    match (kind, &node.value) {
        (Kind::String | Kind::Bytes, Value::Str(_)) | (Kind::Bool, Value::Bool(_)) => {
            Ok(Node::new(node.value.clone(), origin()))
        }
        (Kind::Raw, _) => Ok(Node { origin: origin(), ..node.clone() }),
        (Kind::Int32, value) => {
            let number = whole(value, keys, i64::from(i32::MIN)..=i64::from(i32::MAX));
            Ok(Node::int(number.map_err(Refusal::Mismatch)?, origin()))
        }
        (Kind::Int64, value) => {
            let number = whole(value, keys, i64::MIN..=i64::MAX);
            Ok(Node::int(number.map_err(Refusal::Mismatch)?, origin()))
        }
        (Kind::IntOrString, Value::Str(_)) => Ok(Node::new(node.value.clone(), origin())),
        (Kind::IntOrString, value) => {
            let number = whole(value, keys, i64::from(i32::MIN)..=i64::from(i32::MAX));
            Ok(Node::int(number.map_err(|what| Refusal::Inner(what, "int32"))?, origin()))
        }
        (Kind::Quantity, value) => quantity(value, keys, origin()),
        (Kind::Time, Value::Str(text)) => match time::respell(text) {
            Ok(None) => Ok(Node::new(node.value.clone(), origin())),
            Ok(Some(utc)) => Ok(respelled(utc.into(), origin())),
            Err(message) => Err(Refusal::Bare(message)),
        },
        (Kind::Time, value) => Err(Refusal::Inner(sort(value).to_owned(), "string")),
        (_, value) => Err(Refusal::mismatch(value)),
    }
}

/// A whole number in range, or what Go's message calls the value.
fn whole(value: &Value, keys: Keys, range: std::ops::RangeInclusive<i64>) -> Result<i64, String> {
    let text = match value {
        Value::Int(n) if keys == Keys::Exact || number::fits_double(*n) => {
            return if range.contains(n) { Ok(*n) } else { Err(format!("number {n}")) };
        }
        Value::Int(_) | Value::Float(_) => number_text(value, keys),
        other => return Err(sort(other).to_owned()),
    };
    let fits = text.parse().ok().filter(|n| range.contains(n));
    fits.ok_or_else(|| format!("number {text}"))
}

/// The digits that Go's decoder sees for a number.
fn number_text(value: &Value, keys: Keys) -> String {
    match value {
        Value::Int(n) if keys == Keys::AnyCase => number::float_text(*n as f64),
        Value::Int(n) => n.to_string(),
        Value::Float(n) => number::float_text(*n),
        _ => String::new(),
    }
}

/// A quantity in Kubernetes' spelling.
fn quantity(value: &Value, keys: Keys, origin: Origin) -> Result<Node, Refusal> {
    let refused = |message: &str| Refusal::Bare(message.to_owned());
    match value {
        Value::Str(text) => {
            let spelling = quantity::respell_json(text).map_err(refused)?;
            if spelling == text.as_str() {
                return Ok(Node::new(value.clone(), origin));
            }
            Ok(respelled(spelling.as_ref().into(), origin))
        }
        Value::Int(_) | Value::Float(_) => {
            let spelling = quantity::respell_json(&number_text(value, keys)).map_err(refused)?.into_owned();
            Ok(respelled(spelling.into(), origin))
        }
        // Go hands the raw JSON to the quantity's own decoder, whatever it is.
        _ => Err(refused(quantity::FORMAT_ERROR)),
    }
}

/// The same value in the spelling that Kubernetes prints.
fn respelled(text: Text, from: Origin) -> Node {
    Node::str(text, Origin::derived(Rule::Respell, "decode", vec![from]))
}
