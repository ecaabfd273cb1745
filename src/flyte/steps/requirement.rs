//! Adding requirements to required node affinity, and tolerations to a Pod.

use crate::flyte::build::Build;
use crate::tree::{Made, Node, Origin, Rule};

static MADE: Made = Made { step: "pod-level", reason: "every Pod has an affinity" };

/// `spec.affinity`, made if it is missing.
pub fn affinity<'s>(spec: &'s mut Node, origin: &Origin) -> &'s mut Node {
    let affinity = spec.field_mut("affinity", origin);
    if affinity.is_null() {
        let origin = origin.clone();
        let before = std::mem::replace(affinity, Node::map(crate::tree::Map::sorted(), origin));
        affinity.history = before.history;
    }
    affinity
}

/// Every Pod has `affinity: {}` at least.
pub fn ensure_affinity(spec: &mut Node) {
    affinity(spec, &Origin::Flyte(&MADE));
}

/// Adds a requirement to each required node selector term, or as the only one.
pub fn require(b: &mut Build<'_>, requirement: &Node) {
    let skip_equal = b.version.skips_equal_requirements();
    let origin = requirement.origin.clone();
    let affinity = affinity(&mut b.spec, &origin);
    let required = affinity
        .field_mut("nodeAffinity", &origin)
        .field_mut("requiredDuringSchedulingIgnoredDuringExecution", &origin);
    let terms = required.field_mut("nodeSelectorTerms", &origin);
    if terms.items().is_empty() {
        let expressions = Node::seq(vec![requirement.clone()], origin.clone());
        let term = Node::object(vec![("matchExpressions", expressions)], origin.clone());
        *terms = Node { history: terms.history.take(), ..Node::seq(vec![term], origin) };
        return;
    }
    for term in terms.seq_mut() {
        let has = term.get("matchExpressions").map_or(&[][..], Node::items);
        if skip_equal && has.iter().any(|own| same_requirement(own, requirement)) {
            continue;
        }
        let list = term.field_mut("matchExpressions", &origin);
        list.seq_mut().push(requirement.clone().decided_by(Rule::ListAppend));
    }
}

fn same_requirement(a: &Node, b: &Node) -> bool {
    let values = |n: &Node| n.get("values").map_or(Vec::new(), |v| v.items().to_vec());
    a.str_at("key") == b.str_at("key") && a.str_at("operator") == b.str_at("operator") && values(a) == values(b)
}

/// Appends a toleration behind all others.
pub fn tolerate(b: &mut Build<'_>, toleration: &Node) {
    let skip_equal = b.version.skips_equal_requirements();
    let same =
        |own: &Node| ["key", "operator", "value", "effect"].iter().all(|key| own.str_at(key) == toleration.str_at(key));
    let list = b.spec.field_mut("tolerations", &toleration.origin.clone());
    if skip_equal && list.items().iter().any(same) {
        return;
    }
    list.seq_mut().push(toleration.clone());
}
