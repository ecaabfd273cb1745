//! A second opinion on the finished Pod: does it fit the types of k8s-openapi?
//!
//! Those types drop unknown fields and fill in missing ones, so nothing is ever printed from them;
//! they only say whether each value is of the right sort.

use std::fmt;

use k8s_openapi::api::core::v1::Pod;
use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

use crate::tree::{Entry, FieldPath, Node, Segment, Text, Value};

/// A value that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The way to it from the Pod.
    pub path: FieldPath,
    /// What was expected there; lower case.
    pub message: String,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// Whether a whole Pod (with `apiVersion` and `kind`) is one to k8s-openapi.
pub fn check(pod: &Node) -> Result<(), Misfit> {
    let Err(error) = Pod::deserialize(Typed(pod)) else { return Ok(()) };
    let mut path = FieldPath::default();
    for segment in error.inside_out.into_iter().rev() {
        match segment {
            Segment::Key(key) => path.push_key(key),
            Segment::Index(index) => path.push_index(index),
        }
    }
    Err(Misfit { path, message: error.message })
}

/// An error that learns its path on the way out.
#[derive(Debug)]
struct Error {
    message: String,
    inside_out: Vec<Segment>,
}

impl Error {
    fn inside(mut self, segment: Segment) -> Self {
        self.inside_out.push(segment);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Error { message: message.to_string(), inside_out: Vec::new() }
    }
}

/// A tree as serde sees it.
struct Typed<'n>(&'n Node);

impl<'de> Deserializer<'de> for Typed<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.0.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(b) => visitor.visit_bool(*b),
            Value::Int(n) => visitor.visit_i64(*n),
            Value::Float(n) => visitor.visit_f64(*n),
            Value::Str(text) => visitor.visit_borrowed_str(text),
            Value::Seq(items) => visitor.visit_seq(Items(items.iter().enumerate())),
            Value::Map(map) => visitor.visit_map(Fields { rest: map.entries().iter(), open: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Items<'n>(std::iter::Enumerate<std::slice::Iter<'n, Node>>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let Some((index, item)) = self.0.next() else { return Ok(None) };
        seed.deserialize(Typed(item)).map(Some).map_err(|e| e.inside(Segment::Index(index)))
    }
}

struct Fields<'n> {
    rest: std::slice::Iter<'n, Entry>,
    /// The entry whose key was read and whose value comes next.
    open: Option<&'n Entry>,
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.open = self.rest.next();
        let Some(entry) = self.open else { return Ok(None) };
        let key: StrDeserializer<'_, Error> = entry.key.as_str().into_deserializer();
        seed.deserialize(key).map(Some).map_err(|e| e.inside(Segment::Key(entry.key.clone())))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let Some(entry) = self.open.take() else { return Err(de::Error::custom("a value without a key")) };
        seed.deserialize(Typed(&entry.node)).map_err(|e| e.inside(Segment::Key(Text::clone(&entry.key))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kube::json_for_tests::node;

    fn message(pod: serde_json::Value) -> String {
        check(&node(&pod)).map_or_else(|misfit| misfit.to_string(), |()| "fits".to_owned())
    }

    fn with_container(container: serde_json::Value) -> serde_json::Value {
        serde_json::json!({"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "a"}, container]}})
    }

    #[test]
    fn a_pod_fits() {
        let container = serde_json::json!({
            "name": "b",
            "resources": {"limits": {"cpu": "500m"}},
            "livenessProbe": {"httpGet": {"port": "web"}, "periodSeconds": 5},
            "readinessProbe": {"tcpSocket": {"port": 80}},
            "stdin": null
        });
        assert_eq!(message(with_container(container)), "fits");
    }

    #[test]
    fn misfits_have_a_path() {
        let port = serde_json::json!({"name": "b", "ports": [{"containerPort": "80"}]});
        let found = message(with_container(port));
        assert!(found.starts_with("spec.containers[1].ports[0].containerPort: invalid type: string"), "{found}");
        let label = serde_json::json!({"metadata": {"labels": {"a.b/c": true}}});
        let found = message(label);
        assert!(found.starts_with("metadata.labels['a.b/c']: invalid type: boolean"), "{found}");
        assert!(message(serde_json::json!({"kind": "Job"})).contains("Pod"));
    }
}
