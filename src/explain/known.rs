//! What Kubernetes knows of a path: whether there is such a field, and what it is.

use crate::explain::query::Step;
use crate::kube::fields::{Api, Kind, Type};
use crate::tree::{FieldPath, Segment};

/// The struct that a kind is, by value or behind a pointer.
pub fn struct_of(kind: Kind) -> Option<&'static Type> {
    match kind {
        Kind::Struct(ty) | Kind::Pointer(&Kind::Struct(ty)) => Some(ty),
        _ => None,
    }
}

/// Whether a value of the kind has fields or keys.
pub fn is_struct(kind: Kind) -> bool {
    struct_of(kind).is_some() || matches!(kind, Kind::Map(_) | Kind::Pointer(Kind::Map(_)))
}

/// The kind of the value at a path of a Pod.
pub fn kind_at(api: Api, path: &FieldPath) -> Option<Kind> {
    let mut kind = api.type_named("PodTemplateSpec").map(Kind::Struct)?;
    for segment in path.segments() {
        kind = match segment {
            Segment::Key(key) => below(kind, key)?,
            Segment::Index(_) => item_of(kind)?,
        };
    }
    Some(kind)
}

fn below(kind: Kind, key: &str) -> Option<Kind> {
    match kind {
        Kind::Map(value) | Kind::Pointer(&Kind::Map(value)) => Some(*value),
        _ => struct_of(kind)?.field(key).map(|field| field.kind),
    }
}

fn item_of(kind: Kind) -> Option<Kind> {
    match kind {
        Kind::List(item) | Kind::Pointer(&Kind::List(item)) => Some(*item),
        _ => None,
    }
}

/// What Kubernetes knows of steps that lead through fields which are not there.
pub enum Known<'s> {
    /// They lead to a field.
    Field,
    /// They lead to an item of the list of this name.
    ItemOf(&'s str),
    /// There is no such field.
    No,
}

/// What Kubernetes knows of the rest of a query, from a value of `kind` on.
pub fn known_steps(mut kind: Kind, steps: &[Step]) -> Known<'_> {
    let mut list = "";
    for (at, step) in steps.iter().enumerate() {
        let next = match step {
            // any further words belong to the key
            Step::Word(_) | Step::Key(_) if matches!(kind, Kind::Map(_)) => {
                let rest = steps.get(at + 1..).unwrap_or(&[]);
                return if rest.iter().all(|s| matches!(s, Step::Word(_))) { Known::Field } else { Known::No };
            }
            _ if item_of(kind).is_some() && !list.is_empty() => return Known::ItemOf(list),
            Step::Word(name) | Step::Key(name) => {
                list = name;
                below(kind, name)
            }
            Step::Name(_) | Step::Match(..) | Step::Index(_) | Step::All => None,
        };
        let Some(next) = next else { return Known::No };
        kind = next;
    }
    Known::Field
}
