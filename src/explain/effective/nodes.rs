//! Which nodes a Pod fits: `nodeSelector`, and one of the terms of the node affinity.

pub use super::requirements::Requirement;
use super::requirements::never;
use super::{field, item, path, written};
use crate::tree::{FieldPath, Node, Origin};

/// Which nodes a Pod fits.
#[derive(Clone, Debug)]
pub struct Nodes {
    /// The node that the Pod names; then the scheduler is not asked.
    pub node_name: Option<String>,
    /// The labels of `nodeSelector`; a node must have all of them.
    pub labels: Vec<Requirement>,
    /// The terms of the required node affinity, of which one must fit; `None` without one.
    pub terms: Option<Vec<Term>>,
    /// Preferred terms, each with its weight.
    pub preferred: Vec<(i64, Term)>,
    /// Why no node can ever fit, if none can.
    pub never: Option<String>,
}

impl Nodes {
    /// What a node must have, as one formula; empty if every node fits.
    pub fn formula(&self) -> String {
        let labels = conjunction(self.labels.iter());
        let Some(terms) = &self.terms else { return labels };
        let formula = |t: &Term| if t.requirements.is_empty() { "never".to_owned() } else { t.formula() };
        let terms = match terms.as_slice() {
            [] => "never".to_owned(),
            [one] => formula(one),
            several => {
                let each: Vec<String> = several.iter().map(|t| format!("({})", formula(t))).collect();
                let any = each.join(" or ");
                if labels.is_empty() { any } else { format!("({any})") }
            }
        };
        if labels.is_empty() { terms } else { format!("{labels} and {terms}") }
    }
}

/// A node selector term: all its requirements must hold.
#[derive(Clone, Debug)]
pub struct Term {
    /// Its path.
    pub path: FieldPath,
    /// Where it comes from.
    pub origin: Origin,
    /// Its requirements: on labels, then on fields.
    pub requirements: Vec<Requirement>,
    /// Why it can never match, if it cannot; of preferred terms nothing is said.
    pub never: Option<String>,
}

impl Term {
    /// The term as a formula.
    pub fn formula(&self) -> String {
        conjunction(self.requirements.iter())
    }
}

/// Requirements joined by `and`.
pub fn conjunction<'a>(requirements: impl Iterator<Item = &'a Requirement>) -> String {
    requirements.map(Requirement::formula).collect::<Vec<_>>().join(" and ")
}

/// Which nodes the Pod fits.
pub(super) fn nodes(spec: &Node) -> Nodes {
    let entries = spec.get("nodeSelector").map_or(&[][..], Node::entries);
    let labels: Vec<Requirement> = entries.iter().map(|e| Requirement::label(&e.key, &e.node)).collect();
    let affinity = spec.at(&["affinity", "nodeAffinity"]);
    let required = affinity.and_then(|a| a.get(REQUIRED)).filter(|n| !n.is_null());
    let terms = required.map(|required| {
        let above = path(&["affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms"]);
        let items = required.get("nodeSelectorTerms").map_or(&[][..], Node::items);
        let terms = items.iter().enumerate().map(|(i, node)| term(node, item(&above, i)));
        terms.map(|term| judged(term, &labels)).collect::<Vec<Term>>()
    });
    let above = path(&["affinity", "nodeAffinity", PREFERRED]);
    let preferred = affinity.and_then(|a| a.get(PREFERRED)).map_or(&[][..], Node::items);
    let preference = |(i, node): (usize, &Node)| {
        let weight = node.get("weight").and_then(Node::as_int).unwrap_or(0);
        Some((weight, term(node.get("preference")?, field(&item(&above, i), "preference"))))
    };
    let node_name = spec.str_at("nodeName");
    Nodes {
        node_name: (!node_name.is_empty()).then(|| node_name.to_owned()),
        never: never_fits(terms.as_deref()),
        labels,
        terms,
        preferred: preferred.iter().enumerate().filter_map(preference).collect(),
    }
}

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

fn term(node: &Node, path: FieldPath) -> Term {
    let of = |key: &str, is_field: bool| {
        let items = node.get(key).map_or(&[][..], Node::items);
        items.iter().map(|r| Requirement::new(r, is_field)).collect::<Vec<_>>()
    };
    let requirements = [of("matchExpressions", false), of("matchFields", true)].concat();
    Term { path, origin: written(node, &["matchExpressions", "matchFields"]), requirements, never: None }
}

/// The term with the reason why it can never match, if it cannot.
fn judged(mut term: Term, labels: &[Requirement]) -> Term {
    term.never = if term.requirements.is_empty() {
        Some("an empty term matches no node".to_owned())
    } else {
        let alone: Vec<&Requirement> = term.requirements.iter().collect();
        let all: Vec<&Requirement> = labels.iter().chain(&term.requirements).collect();
        never(&alone).or_else(|| never(&all).map(|why| format!("{why} (nodeSelector)")))
    };
    term
}

fn never_fits(terms: Option<&[Term]>) -> Option<String> {
    match terms? {
        [] => Some("the node affinity has no term, and so matches no node".to_owned()),
        [term] => term.never.clone(),
        terms => terms.iter().all(|t| t.never.is_some()).then(|| "none of the terms can ever match".to_owned()),
    }
}

#[cfg(test)]
mod tests;
