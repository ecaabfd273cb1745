//! `pod_template` and `pod_template_name`.

use super::missing;
use crate::diagnostic::Diagnostic;
use crate::sdk::arguments::{Arguments, PodTemplate, Sdk};
use crate::sdk::pod_spec::{LoneStrings, pod_spec};
use crate::sdk::reader::Reader;
use crate::tree::{Entry, Layer, Node, Value};

const KEYS: [&str; 4] = ["primary_container_name", "labels", "annotations", "pod_spec"];

const LAYER: Layer = Layer::TaskPodTemplate;

/// Reads the argument: a template written out; in 2.x also the name of a runtime template.
pub(super) fn read(reader: &mut Reader<'_>, entry: &Entry, sdk: Sdk, lone: LoneStrings, out: &mut Arguments) {
    let node = &entry.node;
    match (&node.value, sdk) {
        (Value::Map(_), _) => out.pod_template = Some(template(reader, node, lone)),
        (Value::Str(_), Sdk::Flyte) => name(reader, entry, out),
        (Value::Str(text), Sdk::Flytekit) => {
            let message = "`pod_template` must be a template, not a name";
            let found = Diagnostic::error("task/wrong-type", message).maybe_at(node.span(), "a name");
            let help = format!("write `pod_template_name: {text}`");
            reader.report(found.help(help).flyte("AttributeError: 'str' object has no attribute 'pod_spec'"));
        }
        _ => reader.wrong("pod_template", "a mapping", node),
    }
}

/// Reads the name of a runtime template; in 2.x it is one argument with the template.
pub(super) fn name(reader: &mut Reader<'_>, entry: &Entry, out: &mut Arguments) {
    out.pod_template_name = reader.string(&entry.key, &entry.node, Layer::Task);
}

fn template(reader: &mut Reader<'_>, node: &Node, lone: LoneStrings) -> PodTemplate {
    let mut out = PodTemplate {
        origin: node.origin.in_layer(LAYER),
        pod_spec: None,
        primary_container_name: None,
        labels: None,
        annotations: None,
    };
    for entry in node.entries() {
        let path = format!("pod_template.{}", entry.key);
        match entry.key.as_str() {
            "pod_spec" => out.pod_spec = pod_spec(reader, &entry.node, lone),
            "primary_container_name" => out.primary_container_name = reader.string(&path, &entry.node, LAYER),
            "labels" => out.labels = reader.string_map(&path, &entry.node, LAYER),
            "annotations" => out.annotations = reader.string_map(&path, &entry.node, LAYER),
            _ => reader.unknown_key(entry, "`pod_template`", KEYS),
        }
    }
    if let Some(spec) = &out.pod_spec {
        containers(reader, spec);
    }
    out
}

/// The SDK goes through the containers by name, so each has to have one.
fn containers(reader: &mut Reader<'_>, spec: &Node) {
    for list in ["containers", "initContainers"] {
        for (i, container) in spec.get(list).map_or(&[][..], Node::items).iter().enumerate() {
            if container.is_null() {
                reader.wrong(&format!("pod_spec.{list}[{i}]"), "a mapping", container);
            }
            if container.as_map().is_some() && container.get("name").is_none_or(Node::is_null) {
                missing(reader, container, &format!("pod_spec.{list}[{i}]"), "name");
            }
        }
    }
}
