//! What a configuration key is declared as: the vocabulary of the tables in [`super::layout`].

use crate::flyte::version::FlyteVersion;
use crate::kube::fields::Kind;
use crate::tree::Builtin;

/// The Go type that a value is decoded into. Texts and whole numbers carry Go's name of their type.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A string or a named string.
    Text(&'static str),
    /// `bool`
    Bool,
    /// `int`, `int64`
    Int(&'static str),
    /// `config.Duration`
    Duration,
    /// `resource.Quantity`
    Quantity,
    /// `config.URL`
    Url,
    /// A pointer: given or not.
    Pointer(&'static Shape),
    /// A slice.
    List(&'static Shape),
    /// A map with keys that the user chooses.
    Map(&'static MapShape),
    /// A struct of Flyte.
    Struct(&'static Layout),
    /// A struct of the Kubernetes API, by name.
    Kube(&'static str),
    /// A type inside such a struct, with Go's name of the string at its bottom.
    Kind(Kind, &'static str),
}

/// A map with keys that the user chooses.
#[derive(Debug)]
pub struct MapShape {
    /// Go's name of the whole type.
    pub go: &'static str,
    /// The values.
    pub value: Shape,
}

/// A struct of Flyte.
#[derive(Debug)]
pub struct Layout {
    /// The fields in the order in which Go declares them.
    pub fields: &'static [Field],
    /// Whether it has more fields than those of the table.
    pub open: bool,
}

/// One field of a [`Layout`].
#[derive(Debug)]
pub struct Field {
    /// The whole key.
    pub key: Builtin,
    /// Its last segment: the field's name in the struct.
    pub name: &'static str,
    /// What it is.
    pub shape: Shape,
    /// The versions that have it.
    pub since: fn(FlyteVersion) -> bool,
    /// What it is when nothing is given.
    pub default: Default,
    /// Whether it can change a Pod.
    pub used: bool,
    /// Whether the library knows it as one value.
    pub leaf: Leaf,
}

/// Whether Flyte's configuration library knows a key as one value, whose inside it leaves alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// Yes, unless its default is a map or a struct.
    ByDefault,
    /// Yes, since a command-line flag sets it as a whole.
    Always,
    /// No: the default is left out when the defaults are listed.
    Never,
}

/// A default that is compiled into Flyte.
#[derive(Clone, Copy, Debug)]
pub enum Default {
    /// Unset.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text; quantities and durations in the form in which they are printed.
    Text(&'static str),
    /// A map of strings, sorted by key.
    Pairs(&'static [(&'static str, &'static str)]),
    /// The classes of accelerators.
    Classes,
    /// An empty list.
    Empty,
    /// That of the struct's fields.
    Fields,
    /// Different by version.
    By(fn(FlyteVersion) -> Default),
}

impl Field {
    /// A field that every version has.
    pub const fn new(key: &'static str, shape: Shape, default: Default) -> Self {
        Field {
            key: Builtin { key },
            name: last_segment(key),
            shape,
            since: always,
            default,
            used: true,
            leaf: Leaf::ByDefault,
        }
    }

    /// Only in some versions.
    pub const fn since(mut self, since: fn(FlyteVersion) -> bool) -> Self {
        self.since = since;
        self
    }

    /// With a name that Go writes in other letters than people do.
    pub const fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    /// Read, but nothing in a Pod depends on it.
    pub const fn idle(mut self) -> Self {
        self.used = false;
        self
    }

    /// Known to the library as one value, or not, whatever its default.
    pub const fn leaf(mut self, leaf: Leaf) -> Self {
        self.leaf = leaf;
        self
    }

    /// Its default in a version.
    pub fn default(&self, version: FlyteVersion) -> Default {
        match self.default {
            Default::By(choose) => choose(version),
            other => other,
        }
    }
}

impl Layout {
    /// All fields, and only these.
    pub const fn of(fields: &'static [Field]) -> Self {
        Layout { fields, open: false }
    }

    /// Some of the fields.
    pub const fn some(fields: &'static [Field]) -> Self {
        Layout { fields, open: true }
    }

    /// The fields that a version has.
    pub fn fields(&self, version: FlyteVersion) -> impl Iterator<Item = &'static Field> + use<> {
        self.fields.iter().filter(move |f| (f.since)(version))
    }
}

/// What follows the last dot.
const fn last_segment(key: &'static str) -> &'static str {
    let mut at = key.len();
    while at > 0 {
        let (head, tail) = key.split_at(at);
        if let [.., b'.'] = head.as_bytes() {
            return tail;
        }
        at -= 1;
    }
    key
}

/// Every version.
pub fn always(_: FlyteVersion) -> bool {
    true
}

/// The 1.x line.
pub fn line_1(version: FlyteVersion) -> bool {
    !version.is_2()
}

/// The 2.x line.
pub fn line_2(version: FlyteVersion) -> bool {
    version.is_2()
}
