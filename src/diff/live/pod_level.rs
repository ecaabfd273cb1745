//! Resources of the Pod as a whole: what the API server fills in from those of its containers.

use super::Class;
use super::facts::{At, Explained, Facts};
use super::resources::place;
use super::same::amount;
use crate::tree::{Node, Segment};

/// A request or limit of the Pod that follows from its containers or from its limits.
pub(super) fn added(facts: &Facts<'_>, at: &At<'_>, value: &Node) -> Option<Explained> {
    let (resources, list) = place(at.path)?;
    let of_pod = matches!(resources.segments(), [Segment::Key(spec), _] if spec.as_str() == "spec");
    let huge = at.key.starts_with("hugepages-");
    if !of_pod || !(huge || matches!(at.key, "cpu" | "memory")) {
        return None;
    }
    let own = facts.rendered_spec("resources")?;
    let nano = |node: &Node| amount(node)?.in_nano();
    let has = |resources: &Node, list: &str| resources.get(list).is_some_and(|n| !n.entries().is_empty());
    let given = |list: &str| has(own, list);
    let wanted = nano(value)?;
    let sum = [facts.rendered, facts.live].iter().any(|pod| aggregate(pod, list, at.key) == Some(wanted));
    let limit = || {
        [Some(own), facts.live_spec("resources")]
            .iter()
            .flatten()
            .any(|r| r.at(&["limits", at.key]).and_then(nano) == Some(wanted))
    };
    let fits = match list {
        // huge pages are never more than promised, so their request is the limit
        // (limits of huge pages that were filled in count as limits)
        "requests" => facts.live_spec("resources").is_some_and(|r| has(r, "limits")) && (!huge && sum || limit()),
        // limits of huge pages, and since Kubernetes 1.36 limits of all if the Pod has only requests
        _ => (huge && (given("limits") || given("requests")) || given("requests") && !given("limits")) && sum,
    };
    if fits {
        Explained::all(Class::ApiServerDefault, "follows from the containers or from the Pod's limits")
    } else {
        None
    }
}

/// What all containers of a Pod want of a resource at the same time: those that run together, or
/// the largest init container with the sidecars started before it.
fn aggregate(pod: &Node, list: &str, key: &str) -> Option<i128> {
    let of = |container: &Node| -> Option<i128> {
        let resources = container.get("resources");
        let own = |list: &str| resources.and_then(|r| r.at(&[list, key]));
        // requests that are missing have been filled in before
        let node = own(list).or_else(|| if list == "requests" { own("limits") } else { None });
        node.map_or(Some(0), |node| amount(node)?.in_nano())
    };
    let containers = |key: &str| pod.at(&["spec", key]).map_or(&[][..], Node::items);
    let mut running = 0i128;
    for container in containers("containers") {
        running = running.checked_add(of(container)?)?;
    }
    let (mut sidecars, mut most) = (0i128, 0i128);
    for container in containers("initContainers") {
        let own = of(container)?;
        if container.str_at("restartPolicy") == "Always" {
            sidecars = sidecars.checked_add(own)?;
            running = running.checked_add(own)?;
            most = most.max(sidecars);
        } else {
            most = most.max(sidecars.checked_add(own)?);
        }
    }
    Some(running.max(most))
}
