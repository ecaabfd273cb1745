//! Messages as protojson, by the table of their fields. Fields that the table does not have are
//! left out, as any reader of protobuf leaves them out.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::scalar::{bytes, double, duration, integer, number, text, timestamp, whole, wrong_type};
use super::wire::{Field, Malformed, Part, Wire, fields, varint};
use crate::sdk::messages::{self, Kind};

/// Nesting beyond this is refused, as it is in YAML and JSON.
const DEEPEST: usize = 190;

/// So many values are held of one file at most: in the wire's form two bytes can be a value.
const MOST_VALUES: usize = 2_000_000;

/// Reads messages of one file.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    values: usize,
    depth: usize,
}

impl Decoder {
    /// A message as a JSON object.
    pub fn message(&mut self, part: Part<'_>, name: &str) -> Result<Value, Malformed> {
        let known = messages::fields(name);
        self.nested(part.at, |decoder| {
            let mut out = Map::new();
            for field in fields(part) {
                let field = field?;
                let Some(known) = known.iter().find(|k| k.number == field.number) else { continue };
                let rivals = known.oneof.into_iter().flat_map(|group| known_of(name, group));
                rivals.filter(|json| *json != known.json).for_each(|json| drop(out.shift_remove(json)));
                let before = out.get_mut(known.json).map(Value::take);
                let value = decoder.field(field, &known.kind, before).map_err(|e| named(e, known.json))?;
                out.insert(known.json.to_owned(), value);
            }
            Ok(Value::Object(out))
        })
    }

    fn nested<T>(&mut self, at: usize, read: impl FnOnce(&mut Self) -> Result<T, Malformed>) -> Result<T, Malformed> {
        if self.depth > DEEPEST {
            return Err(Malformed::new(at, format!("nesting is deeper than {DEEPEST}")));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    /// The value of a field that was `before` so far.
    fn field(&mut self, field: Field<'_>, kind: &Kind, before: Option<Value>) -> Result<Value, Malformed> {
        self.values += 1;
        if self.values > MOST_VALUES {
            return Err(Malformed::new(field.at, format!("the file holds more than {MOST_VALUES} values")));
        }
        match kind {
            Kind::List(inner) => self.item(field, inner, before),
            Kind::Map(inner) => self.entry(field, inner, before),
            Kind::Variables => self.entry(field, &Kind::Message("Variable"), before),
            Kind::Struct => {
                let part = bytes(field)?;
                self.structure(part, before)
            }
            kind => Ok(merged(before, self.single(field, kind)?)),
        }
    }

    /// One more item of a list; numbers may stand packed, several in one field.
    fn item(&mut self, field: Field<'_>, inner: &Kind, before: Option<Value>) -> Result<Value, Malformed> {
        let mut items = match before {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        };
        let packs = matches!(inner, Kind::Integer { .. } | Kind::Enum(_) | Kind::Bool);
        match field.value {
            Wire::Bytes(mut rest) if packs => {
                while !rest.bytes.is_empty() {
                    let (number, after) = varint(rest)?;
                    items.push(self.single(Field { value: Wire::Varint(number), ..field }, inner)?);
                    self.values += 1;
                    rest = after;
                }
            }
            _ => items.push(self.single(field, inner)?),
        }
        Ok(Value::Array(items))
    }

    /// One more entry of a map.
    fn entry(&mut self, field: Field<'_>, inner: &Kind, before: Option<Value>) -> Result<Value, Malformed> {
        let mut map = object(before);
        let (mut key, mut value) = (String::new(), None);
        for part in fields(bytes(field)?) {
            let part = part?;
            match part.number {
                1 => key = text(bytes(part)?)?,
                2 => value = Some(self.field(part, inner, value.take())?),
                _ => {}
            }
        }
        let empty = || if matches!(inner, Kind::String) { Value::from("") } else { Value::Object(Map::new()) };
        map.insert(key, value.unwrap_or_else(empty));
        Ok(Value::Object(map))
    }

    fn single(&mut self, field: Field<'_>, kind: &Kind) -> Result<Value, Malformed> {
        match kind {
            Kind::String => Ok(Value::from(text(bytes(field)?)?)),
            Kind::Bytes => Ok(Value::from(STANDARD.encode(bytes(field)?.bytes))),
            // a wrapper is a message whose first field is the value
            Kind::Bool => match field.value {
                Wire::Bytes(part) => Ok(Value::from(number(part, 1)? != 0)),
                _ => Ok(Value::from(whole(field)? != 0)),
            },
            Kind::Integer { min, .. } => Ok(integer(whole(field)?, *min)),
            Kind::Double => double(field),
            Kind::Enum(name) => {
                let number = whole(field)? as i32;
                let known = messages::values(name).iter().find(|(_, n)| *n == i64::from(number));
                Ok(known.map_or_else(|| Value::from(number), |(name, _)| Value::from(*name)))
            }
            Kind::Duration => {
                let part = bytes(field)?;
                Ok(Value::from(duration(number(part, 1)? as i64, number(part, 2)? as i64)))
            }
            Kind::Timestamp => {
                let part = bytes(field)?;
                Ok(Value::from(timestamp(number(part, 1)? as i64, number(part, 2)? as i64)))
            }
            Kind::Message(name) => self.message(bytes(field)?, name),
            Kind::Struct => self.structure(bytes(field)?, None),
            Kind::List(_) | Kind::Map(_) | Kind::Variables => Err(wrong_type(field)),
        }
    }

    /// `google.protobuf.Struct`.
    fn structure(&mut self, part: Part<'_>, before: Option<Value>) -> Result<Value, Malformed> {
        let mut map = object(before);
        self.nested(part.at, |decoder| {
            for entry in fields(part) {
                let entry = entry?;
                decoder.count(entry.at)?;
                if entry.number != 1 {
                    continue;
                }
                let (mut key, mut value) = (String::new(), Value::Null);
                for side in fields(bytes(entry)?) {
                    let side = side?;
                    match side.number {
                        1 => key = text(bytes(side)?)?,
                        2 => value = decoder.any(bytes(side)?).map_err(|e| named(e, &key))?,
                        _ => {}
                    }
                }
                map.insert(key, value);
            }
            Ok(Value::Object(map))
        })
    }

    /// `google.protobuf.Value`.
    fn any(&mut self, part: Part<'_>) -> Result<Value, Malformed> {
        let mut value = Value::Null;
        for field in fields(part) {
            let field = field?;
            value = match field.number {
                1 => Value::Null,
                2 => double(field)?,
                3 => Value::from(text(bytes(field)?)?),
                4 => Value::from(whole(field)? != 0),
                5 => self.structure(bytes(field)?, None)?,
                6 => self.list(bytes(field)?)?,
                _ => continue,
            };
        }
        Ok(value)
    }

    /// `google.protobuf.ListValue`.
    fn list(&mut self, part: Part<'_>) -> Result<Value, Malformed> {
        self.nested(part.at, |decoder| {
            let mut items = Vec::new();
            for field in fields(part) {
                let field = field?;
                decoder.count(field.at)?;
                if field.number == 1 {
                    items.push(decoder.any(bytes(field)?)?);
                }
            }
            Ok(Value::Array(items))
        })
    }

    fn count(&mut self, at: usize) -> Result<(), Malformed> {
        self.values += 1;
        let too_many = || Malformed::new(at, format!("the file holds more than {MOST_VALUES} values"));
        if self.values > MOST_VALUES { Err(too_many()) } else { Ok(()) }
    }
}

/// The fields of a group of which a message has one.
fn known_of(message: &str, group: &'static str) -> impl Iterator<Item = &'static str> {
    messages::fields(message).iter().filter(move |f| f.oneof == Some(group)).map(|f| f.json)
}

/// The problem, with the way to it.
fn named(problem: Malformed, key: &str) -> Malformed {
    let what = match problem.what.strip_prefix("in `") {
        Some(rest) => format!("in `{key}.{rest}"),
        None => format!("in `{key}`: {}", problem.what),
    };
    Malformed { what, ..problem }
}

/// A value that stands twice: messages are put together, of anything else the last one counts.
fn merged(before: Option<Value>, value: Value) -> Value {
    match (before, value) {
        (Some(Value::Object(mut before)), Value::Object(after)) => {
            for (key, value) in after {
                let value = match (before.get_mut(&key).map(Value::take), value) {
                    (Some(Value::Array(mut items)), Value::Array(more)) => {
                        items.extend(more);
                        Value::Array(items)
                    }
                    (before, value) => merged(before, value),
                };
                before.insert(key, value);
            }
            Value::Object(before)
        }
        (_, value) => value,
    }
}

fn object(before: Option<Value>) -> Map<String, Value> {
    match before {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    }
}
