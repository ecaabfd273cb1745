//! The fields of the Pod's types, by version of the Kubernetes API, as data.
//!
//! One table a version (`pod-fields-*.tsv`), read when that version is first asked for. Names that
//! only Go's messages need stand in `decode/names.rs`.

mod table;

use std::sync::OnceLock;

use super::finish::is_hidden;
use crate::tree::{FieldPath, Segment};
use table::Table;

/// A version of the Kubernetes API that some Flyte version is built with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Api {
    /// k8s.io/api 0.28
    V0_28,
    /// k8s.io/api 0.34
    V0_34,
    /// k8s.io/api 0.35
    V0_35,
    /// k8s.io/api 0.36
    V0_36,
}

/// What Go declares a field as.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// `string` and named strings
    String,
    /// `bool`
    Bool,
    /// `int32`
    Int32,
    /// `int64`
    Int64,
    /// `resource.Quantity`
    Quantity,
    /// `intstr.IntOrString`
    IntOrString,
    /// `metav1.Time`
    Time,
    /// `[]byte`
    Bytes,
    /// anything, kept as it is
    Raw,
    /// a struct
    Struct(&'static Type),
    /// a pointer
    Pointer(&'static Kind),
    /// a slice
    List(&'static Kind),
    /// a map with string keys
    Map(&'static Kind),
}

impl Kind {
    /// The struct that it is, by value or behind a pointer.
    pub fn as_struct(self) -> Option<&'static Type> {
        match self {
            Kind::Struct(ty) | Kind::Pointer(&Kind::Struct(ty)) => Some(ty),
            _ => None,
        }
    }

    /// The kind of a field or of the values of a map.
    pub fn below(self, key: &str) -> Option<Kind> {
        match self {
            Kind::Map(value) | Kind::Pointer(&Kind::Map(value)) => Some(*value),
            _ => self.as_struct()?.field(key).map(|field| field.kind),
        }
    }

    /// The kind of the items of a list.
    pub fn item(self) -> Option<Kind> {
        match self {
            Kind::List(item) | Kind::Pointer(&Kind::List(item)) => Some(*item),
            _ => None,
        }
    }
}

/// A field of a struct.
#[derive(Debug)]
pub struct Field {
    /// JSON name.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Left out of JSON when empty.
    pub omitempty: bool,
    /// Merge key of strategic merge patches, for lists of named things.
    pub merge_key: Option<&'static str>,
}

impl Field {
    /// Whether Go prints this field whatever it holds: `omitempty` leaves out no structs, and
    /// quantities are structs. Times are too, but Kubernetes leaves them out if they are not set.
    pub fn is_always_printed(&self) -> bool {
        let is_struct = matches!(self.kind, Kind::Struct(_) | Kind::Quantity | Kind::IntOrString);
        is_struct || !self.omitempty && !matches!(self.kind, Kind::Time)
    }
}

/// A struct.
pub struct Type {
    /// Go's name (`PodSpec`).
    pub name: &'static str,
    /// The version of the Kubernetes API that it belongs to.
    pub(super) api: Option<Api>,
    /// Its rows of that version's table.
    pub(super) rows: &'static str,
    /// Read from the rows when somebody first asks: a Pod needs few of all types.
    pub(super) content: OnceLock<Content>,
}

/// The fields of a type and the way to find them.
pub(super) struct Content {
    pub(super) fields: Vec<Field>,
    /// Positions in `fields` plus one, by [`hash`] of the name; 0 is a free slot. Its size is a
    /// power of two of which at most half is taken.
    slots: Vec<u8>,
    /// Which fields Go always prints, a bit each in the order of `fields`.
    always: u128,
}

/// A number that names of one type rarely share, cheaper than reading all of a name.
fn hash(name: &[u8]) -> usize {
    let at = |i: usize| usize::from(name.get(i).copied().unwrap_or(0));
    let len = name.len();
    at(0).wrapping_mul(7) ^ at(len / 2).wrapping_mul(31) ^ at(len.wrapping_sub(1)).wrapping_mul(57) ^ (len << 3)
}

impl Content {
    /// Takes the fields of the type `owner`, sorted by name.
    pub(super) fn new(owner: &str, fields: Vec<Field>) -> Self {
        let mut slots = vec![0; (fields.len() * 2).next_power_of_two()];
        let mask = slots.len() - 1;
        for (i, field) in fields.iter().enumerate() {
            let mut at = hash(field.name.as_bytes());
            while let Some(slot) = slots.get_mut(at & mask) {
                if *slot == 0 {
                    *slot = u8::try_from(i + 1).unwrap_or(0);
                    break;
                }
                at += 1;
            }
        }
        let bit = |i: usize| 1u128.checked_shl(u32::try_from(i).unwrap_or(u32::MAX)).unwrap_or(0);
        let printed = fields.iter().enumerate().filter(|(_, f)| f.is_always_printed() && !is_hidden(owner, f));
        let always = printed.fold(0, |mask, (i, _)| mask | bit(i));
        Content { fields, slots, always }
    }

    fn position(&self, name: &str) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash(name.as_bytes()) & mask;
        loop {
            let i = usize::from(*self.slots.get(at)?).checked_sub(1)?;
            if self.fields.get(i).is_some_and(|f| f.name == name) {
                return Some(i);
            }
            at = (at + 1) & mask;
        }
    }
}

/// Whether Go's decoder takes `key` for the field `name` in spite of its letter case. Two letters
/// beyond ASCII fold to ASCII ones: the Kelvin sign and the long s.
pub fn folds_to(key: &str, name: &str) -> bool {
    if key.is_ascii() {
        return key.eq_ignore_ascii_case(name);
    }
    let fold = |c: char| match c {
        '\u{212a}' => 'k',
        '\u{17f}' => 's',
        c => c.to_ascii_lowercase(),
    };
    key.chars().map(fold).eq(name.chars().map(fold))
}

impl Type {
    /// A type that is in no table of Kubernetes; at most 128 fields.
    pub fn new(name: &'static str, mut fields: Vec<Field>) -> Type {
        fields.sort_by_key(|f| f.name);
        let content = OnceLock::new();
        content.get_or_init(|| Content::new(name, fields));
        Type { name, api: None, rows: "", content }
    }

    fn content(&self) -> &Content {
        self.content.get_or_init(|| Content::new(self.name, table::fields(self)))
    }

    /// The fields, sorted by name, embedded structs flattened.
    pub fn fields(&self) -> &[Field] {
        &self.content().fields
    }

    /// The fields that are always printed, a bit each in the order of [`Type::fields`].
    pub(super) fn always_printed(&self) -> u128 {
        self.content().always
    }

    /// The field of this exact name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.position(name).and_then(|i| self.fields().get(i))
    }

    /// Where in [`Type::fields`] the field of this exact name stands.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.content().position(name)
    }

    /// Where the field stands that Go's decoder finds for a key: the exact name, else the first
    /// that differs in letter case only.
    pub fn position_in_any_case(&self, key: &str) -> Option<usize> {
        self.position(key).or_else(|| self.fields().iter().position(|f| folds_to(key, f.name)))
    }
}

impl std::fmt::Debug for Type {
    /// The name only: types refer to each other, in circles too.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Api {
    /// Every version, oldest first.
    pub const ALL: &'static [Api] = &[Api::V0_28, Api::V0_34, Api::V0_35, Api::V0_36];

    fn table(self) -> &'static Table {
        static TABLES: [OnceLock<Table>; 4] = [const { OnceLock::new() }; 4];
        let [v28, v34, v35, v36] = &TABLES;
        match self {
            Api::V0_28 => v28.get_or_init(|| table::read(self, include_str!("pod-fields-0.28.tsv"))),
            Api::V0_34 => v34.get_or_init(|| table::read(self, include_str!("pod-fields-0.34.tsv"))),
            Api::V0_35 => v35.get_or_init(|| table::read(self, include_str!("pod-fields-0.35.tsv"))),
            Api::V0_36 => v36.get_or_init(|| table::read(self, include_str!("pod-fields-0.36.tsv"))),
        }
    }

    /// Whether messages of Kubernetes' own decoder name the structs that fields are embedded in.
    pub(super) fn names_embedded_structs(self) -> bool {
        self >= Api::V0_34
    }

    /// The types of this version, sorted by name.
    pub fn types(self) -> &'static [Type] {
        self.table()
    }

    /// The kind of the value at a path of a Pod, if Kubernetes has such a field.
    pub fn kind_at(self, path: &FieldPath) -> Option<Kind> {
        let pod = self.type_named("PodTemplateSpec").map(Kind::Struct)?;
        path.segments().iter().try_fold(pod, |kind, segment| match segment {
            Segment::Key(key) => kind.below(key),
            Segment::Index(_) => kind.item(),
        })
    }

    /// The type of this name in this version, if it has one.
    pub fn type_named(self, name: &str) -> Option<&'static Type> {
        let types = self.types();
        types.binary_search_by(|t| t.name.cmp(name)).ok().and_then(|i| types.get(i))
    }
}

#[cfg(test)]
mod tests;
