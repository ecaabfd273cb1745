//! From decoded sections to [`Config`].

use super::go::{parse_duration, upper};
use super::layout::{self, DEVICE_CLASS, STORAGE};
use super::sections::Decoded;
use super::shape::{Layout, Shape};
use super::{
    CoPilot, Config, DeviceClass, K8sPlugin, LiteralOffloading, NodeRetries, ResourceSet, Storage, TaskResources,
    builtin,
};
use crate::flyte::version::FlyteVersion;
use crate::tree::{Builtin, Entry, Layer, Map, Node, Origin, Value};

/// A decoded struct, from which fields are taken by name. Fields and sections that the version does
/// not have keep their built-in value.
struct Taken {
    node: Option<Node>,
    layout: &'static Layout,
    version: FlyteVersion,
}

/// The origin of a field that the layout does not have.
static NO_FIELD: Builtin = Builtin { key: "plugins.k8s" };

impl Taken {
    fn section(decoded: &Decoded, path: &'static str, version: FlyteVersion) -> Self {
        let layout = layout::section(path).map_or(&DEVICE_CLASS, |s| s.layout);
        let node = decoded.iter().find(|(s, _)| s.path == path).map(|(_, node)| node.clone());
        Taken { node, layout, version }
    }

    fn get(&self, name: &str) -> Node {
        let given = self.node.as_ref().and_then(|n| n.get(name));
        let default = || self.layout.fields.iter().find(|f| f.name == name).map(|f| builtin::default(f, self.version));
        given.cloned().or_else(default).unwrap_or_else(|| Node::null(Origin::Builtin(&NO_FIELD)))
    }

    fn below(&self, name: &str) -> Taken {
        let field = self.layout.fields.iter().find(|f| f.name == name);
        let layout = match field.map(|f| f.shape) {
            Some(Shape::Struct(layout)) => layout,
            _ => self.layout,
        };
        let node = self.node.as_ref().and_then(|n| n.get(name)).cloned();
        Taken { node, layout, version: self.version }
    }
}

/// The configuration from its sections.
pub fn config(decoded: &Decoded, version: FlyteVersion) -> Config {
    let section = |path| Taken::section(decoded, path, version);
    let resources = section("task_resources");
    let propeller = section("propeller");
    let offloading = propeller.below("literal-offloading-config");
    Config {
        k8s: k8s(&section("plugins.k8s")),
        has_task_resources: false,
        task_resources: TaskResources {
            defaults: resource_set(&resources.below("defaults")),
            limits: resource_set(&resources.below("limits")),
        },
        offloading: LiteralOffloading {
            enabled: offloading.get("Enabled"),
            min_size_mb: offloading.get("min-size-in-mb-for-offloading"),
            max_size_mb: offloading.get("max-size-in-mb-for-offloading"),
        },
        node_retries: node_retries(&propeller.below("node-config")),
        raw_output_prefix: propeller.get("rawoutput-prefix"),
        default_service_account: section("executor").get("defaultK8sServiceAccount"),
        actions_namespace: section("actions").below("kubernetes").get("namespace"),
        namespace_template: namespace_template(&section("namespace_mapping")),
        logger_level: section("logger").get("level"),
        storage: storage(&section("storage")),
        unread: Vec::new(),
    }
}

fn node_retries(nodes: &Taken) -> NodeRetries {
    NodeRetries {
        default_attempts: nodes.get("default-max-attempts"),
        ignore_cause: nodes.get("ignore-retry-cause"),
        interruptible_threshold: nodes.get("interruptible-failure-threshold"),
        system_failures: nodes.get("max-node-retries-system-failures"),
    }
}

/// An empty template counts as not given.
fn namespace_template(mapping: &Taken) -> Node {
    let given = mapping.get("template");
    if given.as_str() != Some("") {
        return given;
    }
    let default = Taken { node: None, ..*mapping }.get("template");
    default.over(&given, crate::tree::Verdict::Empty, crate::tree::Rule::Default)
}

fn k8s(k8s: &Taken) -> K8sPlugin {
    K8sPlugin {
        inject_finalizer: k8s.get("inject-finalizer"),
        default_annotations: k8s.get("default-annotations"),
        default_labels: k8s.get("default-labels"),
        default_env_vars: k8s.get("default-env-vars"),
        default_env_vars_from_env: k8s.get("default-env-vars-from-env"),
        default_env_from_configmaps: k8s.get("default-env-from-configmaps"),
        default_env_from_secrets: k8s.get("default-env-from-secrets"),
        default_cpus: k8s.get("default-cpus"),
        default_memory: k8s.get("default-memory"),
        default_tolerations: k8s.get("default-tolerations"),
        default_node_selector: k8s.get("default-node-selector"),
        default_affinity: k8s.get("default-affinity"),
        scheduler_name: k8s.get("scheduler-name"),
        interruptible_tolerations: k8s.get("interruptible-tolerations"),
        interruptible_node_selector: k8s.get("interruptible-node-selector"),
        interruptible_node_selector_requirement: k8s.get("interruptible-node-selector-requirement"),
        non_interruptible_node_selector_requirement: k8s.get("non-interruptible-node-selector-requirement"),
        resource_tolerations: k8s.get("resource-tolerations"),
        co_pilot: co_pilot(&k8s.below("co-pilot")),
        image_pull_policy: k8s.get("image-pull-policy"),
        gpu_device_node_label: k8s.get("gpu-device-node-label"),
        gpu_partition_size_node_label: k8s.get("gpu-partition-size-node-label"),
        gpu_unpartitioned_node_selector_requirement: k8s.get("gpu-unpartitioned-node-selector-requirement"),
        gpu_unpartitioned_toleration: k8s.get("gpu-unpartitioned-toleration"),
        gpu_resource_name: k8s.get("gpu-resource-name"),
        default_pod_security_context: k8s.get("default-pod-security-context"),
        default_security_context: k8s.get("default-security-context"),
        enable_host_networking_pod: k8s.get("enable-host-networking-pod"),
        default_pod_dns_config: k8s.get("default-pod-dns-config"),
        default_pod_template_name: k8s.get("default-pod-template-name"),
        disable_inject_owner_references: k8s.get("disable-inject-owner-references"),
        accelerator_devices: k8s.get("accelerator-devices"),
        accelerator_device_classes: classes(&k8s.get("accelerator-device-classes"), k8s.version),
    }
}

fn co_pilot(pilot: &Taken) -> CoPilot {
    let timeout = pilot.get("timeout");
    let nanoseconds = timeout.as_str().and_then(parse_duration).unwrap_or(0);
    let over = pilot.get("storage-config-override");
    let over = (!over.is_null()).then_some(over);
    let over = over.map(|node| storage(&Taken { node: Some(node), layout: &STORAGE, version: pilot.version }));
    CoPilot {
        name: pilot.get("name"),
        image: pilot.get("image"),
        default_input_path: pilot.get("default-input-path"),
        default_output_path: pilot.get("default-output-path"),
        input_vol_name: pilot.get("input-vol-name"),
        output_vol_name: pilot.get("output-vol-name"),
        start_timeout: pilot.get("start-timeout"),
        timeout_nanoseconds: Node { value: Value::Int(nanoseconds), ..timeout.clone() },
        timeout,
        cpu: pilot.get("cpu"),
        memory: pilot.get("memory"),
        storage_config_override: over,
        storage_config_secret_name: pilot.get("storage-config-secret-name"),
    }
}

fn storage(storage: &Taken) -> Storage {
    let (connection, stow) = (storage.below("connection"), storage.below("stow"));
    Storage {
        kind: storage.get("type"),
        container: storage.get("container"),
        enable_multicontainer: storage.get("enable-multicontainer"),
        stow_kind: stow.get("kind"),
        stow_config: stow.get("config"),
        endpoint: connection.get("endpoint"),
        auth_type: connection.get("auth-type"),
        access_key: connection.get("access-key"),
        secret_key: connection.get("secret-key"),
        region: connection.get("region"),
    }
}

fn resource_set(set: &Taken) -> ResourceSet {
    ResourceSet {
        cpu: set.get("cpu"),
        memory: set.get("memory"),
        gpu: set.get("gpu"),
        ephemeral_storage: set.get("ephemeralStorage"),
    }
}

fn classes(node: &Node, version: FlyteVersion) -> Vec<DeviceClass> {
    let mut classes: Vec<DeviceClass> = node.entries().iter().map(|e| class(&e.key, &e.node, version)).collect();
    classes.sort_by(|a, b| a.name.cmp(&b.name));
    classes.dedup_by(|a, b| a.name == b.name);
    classes
}

fn class(name: &str, node: &Node, version: FlyteVersion) -> DeviceClass {
    let class = Taken { node: Some(node.clone()), layout: &DEVICE_CLASS, version };
    let template = class.get("pod-template");
    let spec = template.at(&["template", "spec"]).filter(|spec| !spec.is_null());
    let pod_template = match spec {
        Some(spec) => class_template(spec),
        None if template.is_null() => template,
        None => Node::map(Map::sorted(), template.origin.in_layer(Layer::ClassTemplate)),
    };
    DeviceClass {
        name: upper(name),
        resource_name: class.get("resource-name"),
        device_node_label: class.get("device-node-label"),
        partition_size_node_label: class.get("partition-size-node-label"),
        unpartitioned_node_selector_requirement: class.get("unpartitioned-node-selector-requirement"),
        unpartitioned_toleration: class.get("unpartitioned-toleration"),
        pod_template,
    }
}

/// The tree in the layer of class templates.
fn class_template(node: &Node) -> Node {
    let value = match &node.value {
        Value::Seq(items) => Value::Seq(items.iter().map(class_template).collect::<Vec<_>>().into()),
        Value::Map(map) => {
            let entry = |e: &Entry| Entry { node: class_template(&e.node), ..e.clone() };
            Value::Map(Map::from_unsorted(map.entries().iter().map(entry).collect()).into())
        }
        scalar => scalar.clone(),
    };
    Node { value, origin: in_class_layer(&node.origin), history: node.history.clone() }
}

fn in_class_layer(origin: &Origin) -> Origin {
    match origin {
        Origin::Derived(derived) => {
            Origin::derived(derived.rule, derived.step, derived.from.iter().map(in_class_layer).collect())
        }
        _ => origin.in_layer(Layer::ClassTemplate),
    }
}
