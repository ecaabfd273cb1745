//! What Kubernetes knows of a path: whether there is such a field, and what it is.

use crate::explain::query::Step;
use crate::kube::fields::Kind;

/// Whether a value of the kind has fields or keys.
pub fn is_struct(kind: Kind) -> bool {
    kind.as_struct().is_some() || matches!(kind, Kind::Map(_) | Kind::Pointer(Kind::Map(_)))
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
            _ if kind.item().is_some() && !list.is_empty() => return Known::ItemOf(list),
            Step::Word(name) | Step::Key(name) => {
                list = name;
                kind.below(name)
            }
            Step::Name(_) | Step::Match(..) | Step::Index(_) | Step::All => None,
        };
        let Some(next) = next else { return Known::No };
        kind = next;
    }
    Known::Field
}
