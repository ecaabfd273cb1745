//! The Python client's classes: which names a field has there, and what it holds. As data.
//!
//! `client-fields.tsv` joins kubernetes client 31 and 37; where a field changed its Python name
//! both names are rows.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// text, also of times
    Text,
    /// a number, a boolean, or an int-or-string: taken as written
    Plain,
    /// an object of a class
    Class(&'static str),
    /// a list
    List(Box<Kind>),
    /// a dict with text values, whose keys are the user's
    Dict,
}

/// A field of a class.
#[derive(Debug)]
pub(super) struct Attribute {
    /// Its name in Python (`host_ipc`).
    pub python: &'static str,
    /// Its name in Kubernetes' JSON (`hostIPC`).
    pub json: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// The same in the table's word (`int`, `bool`).
    pub word: &'static str,
}

static CLASSES: LazyLock<HashMap<&'static str, Vec<Attribute>>> = LazyLock::new(|| {
    let mut all: HashMap<_, Vec<Attribute>> = HashMap::new();
    for row in include_str!("client-fields.tsv").lines().skip(1) {
        if let [class, python, json, kind] = row.split('\t').collect::<Vec<_>>()[..] {
            all.entry(class).or_default().push(Attribute { python, json, kind: kind_of(kind), word: kind });
        }
    }
    all
});

/// The fields of a class, none if there is no such class.
pub(super) fn attributes(class: &str) -> &'static [Attribute] {
    CLASSES.get(class).map_or(&[], Vec::as_slice)
}

/// The arguments that a class must be given. As data of client 31; 37 asks for them too.
static REQUIRED: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let rows = include_str!("client-required.tsv").lines().skip(1).filter_map(|row| row.split_once('\t'));
    rows.map(|(class, names)| (class, names.split(',').collect())).collect()
});

/// The arguments of a class that must not be `None`, in the client's order.
pub(super) fn required(class: &str) -> &'static [&'static str] {
    REQUIRED.get(class).map_or(&[], Vec::as_slice)
}

fn kind_of(text: &'static str) -> Kind {
    if let Some(rest) = text.strip_prefix("list:") {
        return Kind::List(Box::new(kind_of(rest)));
    }
    match text {
        "str" | "datetime" => Kind::Text,
        "int" | "bool" | "float" | "object" => Kind::Plain,
        "map" => Kind::Dict,
        class => Kind::Class(class),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: &Kind) {
        match kind {
            Kind::Class(name) => assert!(!attributes(name).is_empty(), "{name}"),
            Kind::List(inner) => check(inner),
            _ => {}
        }
    }

    #[test]
    fn every_class_is_known() {
        CLASSES.values().flatten().for_each(|a| check(&a.kind));
    }

    #[test]
    fn irregular_names() {
        let json = |class: &str, python: &str| attributes(class).iter().find(|a| a.python == python).map(|a| a.json);
        assert_eq!(json("V1PodSpec", "set_hostname_as_fqdn"), Some("setHostnameAsFQDN"));
        assert_eq!(json("V1Probe", "_exec"), Some("exec"));
        assert_eq!(json("V1FCVolumeSource", "target_ww_ns"), Some("targetWWNs"));
        assert_eq!(json("V1FCVolumeSource", "target_wwns"), Some("targetWWNs"));
    }
}
