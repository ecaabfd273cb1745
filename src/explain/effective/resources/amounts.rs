//! Sums of requests as the scheduler makes them: containers and sidecars side by side, init
//! containers one after the other.

use std::collections::BTreeMap;

use super::{By, Container, Part, Reserved};
use crate::kube::quantity::Quantity;
use crate::tree::{Node, Text};

/// Amounts by resource.
#[derive(Clone, Debug, Default)]
pub(super) struct Amounts(pub BTreeMap<Text, Quantity>);

impl Amounts {
    /// Those of a map of quantities.
    pub fn of(map: Option<&Node>) -> Amounts {
        let entries = map.map_or(&[][..], Node::entries);
        let amount = |e: &crate::tree::Entry| Some((e.key.clone(), Quantity::parse(e.node.as_str()?).ok()?));
        Amounts(entries.iter().filter_map(amount).collect())
    }

    pub fn get(&self, resource: &str) -> Option<&Quantity> {
        self.0.get(resource)
    }

    /// The amount, if it is more than nothing.
    pub fn positive(&self, resource: &str) -> Option<&Quantity> {
        self.get(resource).filter(|q| q.compare(&Quantity::from_int(0)).is_gt())
    }
}

/// Requests and limits of the Pod as a whole.
pub(super) struct PodLevel {
    pub requests: Amounts,
    pub limits: Amounts,
}

/// The resources that a Pod as a whole can have.
fn is_pod_level(resource: &str) -> bool {
    matches!(resource, "cpu" | "memory") || resource.starts_with("hugepages-")
}

/// `spec.resources`, as the API server completes it: what is not requested is what the containers
/// request, and else the limit.
pub(super) fn of_pod(spec: &Node, all: &[Container<'_>]) -> Option<PodLevel> {
    let side = |key: &str| {
        let mut amounts = Amounts::of(spec.at(&["resources", key]));
        amounts.0.retain(|resource, _| is_pod_level(resource));
        amounts
    };
    let (mut requests, limits) = (side("requests"), side("limits"));
    if requests.0.is_empty() && limits.0.is_empty() {
        return None;
    }
    if !limits.0.is_empty() {
        for resource in names(all).into_iter().filter(|r| matches!(r.as_str(), "cpu" | "memory")) {
            if let (None, Some(sum)) = (requests.get(&resource), sum(&resource, all).total) {
                requests.0.insert(resource, sum);
            }
        }
        for (resource, limit) in &limits.0 {
            requests.0.entry(resource.clone()).or_insert_with(|| limit.clone());
        }
    }
    Some(PodLevel { requests, limits })
}

/// Every resource that a container requests.
fn names(all: &[Container<'_>]) -> Vec<Text> {
    let mut names: Vec<Text> = all.iter().flat_map(|c| c.requests.0.keys().cloned()).collect();
    sort(&mut names);
    names
}

/// cpu and memory first, the others by name; each once.
fn sort(names: &mut Vec<Text>) {
    let rank = |name: &Text| ["cpu", "memory"].iter().position(|own| *own == name.as_str()).unwrap_or(2);
    names.sort_by(|a, b| (rank(a), a).cmp(&(rank(b), b)));
    names.dedup();
}

/// What the scheduler looks for. What is zero in all is left out.
pub(super) fn reserved(spec: &Node, all: &[Container<'_>], pod: Option<&PodLevel>) -> Vec<Reserved> {
    let overhead = Amounts::of(spec.get("overhead"));
    let mut resources = names(all);
    resources.extend(pod.iter().flat_map(|pod| pod.requests.0.keys().cloned()));
    resources.extend(overhead.0.keys().cloned());
    sort(&mut resources);
    let each = resources.into_iter().map(|resource| {
        let mut found = sum(&resource, all);
        if let Some(own) = pod.and_then(|pod| pod.requests.get(&resource)) {
            let parts = vec![Part { name: Text::Static("the Pod"), amount: own.clone() }];
            found = Reserved { resource: resource.clone(), total: Some(own.clone()), parts, by: By::Pod };
        }
        if let Some(more) = overhead.positive(&resource) {
            found.total = found.total.and_then(|total| total.plus(more));
            found.parts.push(Part { name: Text::Static("overhead"), amount: more.clone() });
        }
        found
    });
    each.filter(|found| found.total.as_ref().is_none_or(|total| !total.is_zero())).collect()
}

/// What the containers need of a resource: those that run side by side, or an init container that
/// needs more with the sidecars before it.
fn sum(resource: &Text, all: &[Container<'_>]) -> Reserved {
    let part = |c: &Container<'_>| Some(Part { name: c.name.clone(), amount: c.requests.positive(resource)?.clone() });
    let total = |parts: &[Part]| parts.iter().try_fold(Quantity::from_int(0), |sum, part| sum.plus(&part.amount));
    let side_by_side = all.iter().filter(|c| !c.init).chain(all.iter().filter(|c| c.sidecar));
    let parts: Vec<Part> = side_by_side.filter_map(part).collect();
    let mut found = Reserved { resource: resource.clone(), total: total(&parts), parts, by: By::Containers };
    let mut running: Vec<Part> = Vec::new();
    for init in all.iter().filter(|c| c.init) {
        let Some(own) = part(init) else { continue };
        let mut needs = vec![own];
        needs.extend(running.iter().cloned());
        if init.sidecar {
            running.clone_from(&needs);
        }
        let amount = total(&needs);
        let more = match (&amount, &found.total) {
            (Some(amount), Some(most)) => amount.compare(most).is_gt(),
            (None, most) => most.is_some(),
            (Some(_), None) => false,
        };
        if more {
            found = Reserved { resource: resource.clone(), total: amount, parts: needs, by: By::Init };
        }
    }
    found
}
