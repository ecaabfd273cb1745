//! [`Many`]: a key of a settings file that takes several values.

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// One string or a list of them; a map is the strings `NAME=VALUE`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Many(pub Vec<String>);

impl<'de> Deserialize<'de> for Many {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Strings;
        impl<'de> Visitor<'de> for Strings {
            type Value = Many;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string or a list of strings")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Many, E> {
                Ok(Many(vec![text.to_owned()]))
            }
            fn visit_u64<E: Error>(self, n: u64) -> Result<Many, E> {
                Ok(Many(vec![n.to_string()]))
            }
            fn visit_unit<E: Error>(self) -> Result<Many, E> {
                Ok(Many::default())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Many, A::Error> {
                let mut all = Vec::new();
                while let Some(item) = items.next_element()? {
                    all.push(item);
                }
                Ok(Many(all))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut values: A) -> Result<Many, A::Error> {
                let mut all = Vec::new();
                while let Some((name, value)) = values.next_entry::<String, String>()? {
                    all.push(format!("{name}={value}"));
                }
                Ok(Many(all))
            }
        }
        deserializer.deserialize_any(Strings)
    }
}
