//! The quality of service of a Pod, by the rules that the API server applies when it is created.

use super::Container;
use super::amounts::{Amounts, PodLevel};
use crate::kube::quantity::Quantity;

/// The quality of service: who is evicted first when a node runs short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qos {
    /// All requests equal their limits: evicted last.
    Guaranteed,
    /// Something is requested or limited.
    Burstable,
    /// Nothing is: evicted first.
    BestEffort,
}

impl Qos {
    /// The name that Kubernetes gives it.
    pub fn name(self) -> &'static str {
        match self {
            Qos::Guaranteed => "Guaranteed",
            Qos::Burstable => "Burstable",
            Qos::BestEffort => "BestEffort",
        }
    }
}

/// Only these count.
const COUNTED: [&str; 2] = ["cpu", "memory"];

/// Whose they are, requests, limits.
type Pair<'a> = (String, &'a Amounts, &'a Amounts);

/// The class, and why it is that.
pub(super) fn qos(all: &[Container<'_>], pod: Option<&PodLevel>) -> (Qos, String) {
    if let Some(pod) = pod {
        let (class, because) = of_pairs(&[("the Pod".to_owned(), &pod.requests, &pod.limits)]);
        return (class, format!("{because}; this is where the cluster supports `spec.resources`"));
    }
    // as Kubernetes does: containers first
    let ordered = all.iter().filter(|c| !c.init).chain(all.iter().filter(|c| c.init));
    let pairs: Vec<Pair<'_>> = ordered.map(|c| (format!("`{}`", c.name), &c.requests, &c.limits)).collect();
    of_pairs(&pairs)
}

fn of_pairs(pairs: &[Pair<'_>]) -> (Qos, String) {
    let given = |(_, requests, limits): &Pair<'_>| {
        COUNTED.iter().any(|r| requests.positive(r).is_some() || limits.positive(r).is_some())
    };
    if !pairs.iter().any(given) {
        return (Qos::BestEffort, "no cpu or memory is requested or limited".to_owned());
    }
    for (name, _, limits) in pairs {
        if let Some(resource) = COUNTED.iter().find(|r| limits.positive(r).is_none()) {
            let zero = limits.get(resource).is_some();
            let limit = if zero {
                format!("a {resource} limit of 0, which counts as none")
            } else {
                format!("no {resource} limit")
            };
            return (Qos::Burstable, format!("{name} has {limit}"));
        }
    }
    for resource in COUNTED {
        let sum = |pick: &dyn Fn(&Pair<'_>) -> Option<Quantity>| {
            let mut amounts = pairs.iter().filter_map(pick);
            amounts.try_fold(Quantity::from_int(0), |sum, amount| sum.plus(&amount))
        };
        let requests = sum(&|(_, requests, _)| requests.positive(resource).cloned());
        let limits = sum(&|(_, _, limits)| limits.positive(resource).cloned());
        let equal = requests.zip(limits).is_some_and(|(r, l)| r.compare(&l).is_eq());
        if !equal {
            return (Qos::Burstable, differing(pairs, resource));
        }
    }
    let who = if let [(one, ..)] = pairs { one.as_str() } else { "every container" };
    (Qos::Guaranteed, format!("{who} has limits of cpu and memory, and requests just as much"))
}

/// Which container requests another amount than its limit.
fn differing(pairs: &[Pair<'_>], resource: &str) -> String {
    let text = |amount: Option<&Quantity>| amount.map_or("nothing".to_owned(), |q| q.text().to_owned());
    let differs = |(_, requests, limits): &&Pair<'_>| {
        let (request, limit) = (requests.positive(resource), limits.positive(resource));
        !request.zip(limit).is_some_and(|(r, l)| r.compare(l).is_eq())
    };
    match pairs.iter().find(differs) {
        Some((name, requests, limits)) => {
            let (request, limit) = (text(requests.positive(resource)), text(limits.positive(resource)));
            format!("{name} requests {request} of {resource}, and its limit is {limit}")
        }
        None => format!("requests and limits of {resource} differ"),
    }
}
