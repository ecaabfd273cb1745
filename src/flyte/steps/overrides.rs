//! `with_overrides` of the workflow node (1.x).

use crate::flyte::build::{Build, refuse};
use crate::flyte::pipeline::{Reason, Refusal};
use crate::flyte::steps::raw::decode_pod_spec;
use crate::flyte::steps::resources::{by_kubernetes_names, list_of};
use crate::kube::merge::merge_map;
use crate::tree::{Entry, Layer, Map, Node, Origin, Rule, Value, Verdict};

/// Reads the resources of the override; a bad quantity is an error here.
pub fn run(b: &mut Build<'_>) -> Result<(), Refusal> {
    let side = |key: &str| {
        let list = crate::flyte::relabel(b.execution.at(&["overrides", "resources", key]), Layer::Override);
        by_kubernetes_names(&list_of(list.items()), b)
    };
    if b.execution.at(&["overrides", "resources"]).is_null() {
        return Ok(());
    }
    b.override_resources = Some((side("requests")?, side("limits")?));
    Ok(())
}

/// Why no resources of an override are known.
pub fn idle(b: &Build<'_>) -> Reason {
    let given = b.execution.at(&["overrides", "resources"]);
    let amounts = ["requests", "limits"].iter().any(|key| given.get(key).is_some_and(|n| !n.items().is_empty()));
    match (given.is_null(), amounts) {
        (true, _) => "the node has no with_overrides resources".into(),
        (false, false) => "the resources of with_overrides are empty".into(),
        (false, true) => "each resource of with_overrides is zero or of a kind that Flyte ignores".into(),
    }
}

/// The override's pod template replaces the whole task spec. Only container and pod tasks.
pub fn replace_pod(b: &mut Build<'_>) -> Result<(), Refusal> {
    let template = b.execution.at(&["overrides", "podTemplate"]);
    let spec = template.get("podSpec").filter(|n| !n.is_null());
    let (Some(spec), false) = (spec, super::raw::is_legacy_sidecar(b)) else { return Ok(()) };
    let decoded = decode_pod_spec(b, &of_override(spec), Layer::Override)
        .map_err(|error| refuse("task/override", error.message.clone(), error.message, spec))?;
    let metadata = template.get("metadata");
    for (key, own) in [("labels", &mut b.labels), ("annotations", &mut b.annotations)] {
        if let Some(map) = metadata.and_then(|m| m.get(key)) {
            *own = merge_map(own, &strings(map, Layer::Override));
        }
    }
    let before = std::mem::replace(&mut b.spec, decoded);
    b.spec.displace(&before, Verdict::Replaced, Rule::Replace);
    let primary = match template.get("primaryContainerName").filter(|n| !n.is_null()) {
        Some(name) => name.clone(),
        None => Node::text("", template.origin.clone()),
    };
    b.primary = crate::flyte::relabel(&primary, Layer::Override);
    let primary = b.primary.clone();
    b.decide(&primary);
    Ok(())
}

/// A pod spec as part of `with_overrides`; what the SDK laid into it of the task stays the task's.
fn of_override(node: &Node) -> Node {
    if matches!(node.origin, Origin::File { layer: Layer::Task, .. }) {
        return node.clone();
    }
    let origin = node.origin.in_layer(Layer::Override);
    let value = match &node.value {
        Value::Seq(items) => return Node::seq(items.iter().map(of_override).collect(), origin),
        Value::Map(map) => {
            let entries = map.entries().iter();
            return Node::map(
                Map::from_unsorted(entries.map(|e| Entry { node: of_override(&e.node), ..e.clone() }).collect()),
                origin,
            );
        }
        other => other.clone(),
    };
    Node { value, origin, history: node.history.clone() }
}

/// Why the task keeps its own pod spec.
pub fn pod_is_idle(b: &Build<'_>) -> Reason {
    let template = b.execution.at(&["overrides", "podTemplate"]);
    if template.is_null() {
        "the node has no with_overrides(pod_template=)".into()
    } else if template.get("podSpec").is_none_or(Node::is_null) {
        "with_overrides(pod_template=) has no pod spec, so the rest of it is ignored, too".into()
    } else if super::raw::is_legacy_sidecar(b) {
        super::raw::LEGACY_SIDECARS_STAY.into()
    } else {
        "with_overrides(pod_template=) is the same as the task's own".into()
    }
}

/// A map of strings of protojson, sorted by key, as part of a layer.
pub fn strings(node: &Node, layer: Layer) -> Node {
    let entries = node.entries().iter().map(|e| {
        let node = Node { origin: e.node.origin.in_layer(layer), ..e.node.clone() };
        Entry { key: e.key.clone(), key_span: e.key_span, node }
    });
    Node::map(Map::from_unsorted(entries.collect()), node.origin.in_layer(layer))
}

/// The override's image replaces that of the first container named like the primary.
pub fn replace_image(b: &mut Build<'_>) -> Result<(), Refusal> {
    let image = b.execution.at(&["overrides", "containerImage"]);
    if image.as_str().is_none_or(str::is_empty) {
        return Ok(());
    }
    let mut image = Node { origin: image.origin.in_layer(Layer::Override), ..image.clone() };
    let primary = b.primary.clone();
    let Some(containers) = b.spec.map_mut().get_mut("containers") else { return Ok(()) };
    let found = containers.seq_mut().iter_mut().find(|c| c.str_at("name") == primary.as_str().unwrap_or(""));
    if let Some(container) = found {
        if let Some(before) = container.get("image") {
            image.displace(before, Verdict::Overridden, Rule::Forced);
        }
        container.set("image", image);
    }
    Ok(())
}

/// Why the image stays.
pub fn image_is_idle(b: &Build<'_>) -> Reason {
    let primary = b.primary.as_str().unwrap_or("");
    let containers = b.spec.get("containers").map_or(&[][..], Node::items);
    if !b.execution.at(&["overrides", "containerImage"]).is_filled() {
        "the node has no with_overrides(container_image=)".into()
    } else if !containers.iter().any(|c| c.str_at("name") == primary) {
        format!("no container is called `{primary}`").into()
    } else {
        "the primary container has this image already".into()
    }
}

/// One of the extended resources: the task's, in 1.x replaced as a whole by that of `with_overrides`;
/// null if there is none.
pub fn extended_resource(b: &Build<'_>, key: &str) -> Node {
    let own = b.task.at(&["extendedResources", key]);
    let over = b.execution.at(&["overrides", "extendedResources", key]);
    if !b.version.has_node_overrides() || over.is_null() {
        return own.clone();
    }
    let over = crate::flyte::relabel(over, Layer::Override);
    if own.is_null() { over } else { over.over(own, Verdict::Replaced, Rule::Replace) }
}
