//! Requests and limits: lists of the task, the adjust rule, the resources of one container.

use crate::flyte::build::{Build, refuse};
use crate::flyte::config::Config;
use crate::flyte::pipeline::Refusal;
use crate::flyte::steps::adjust::{Mode, Pair, spelled};
use crate::flyte::steps::sides::{Side, put};
use crate::flyte::version::FlyteVersion;
use crate::tree::{Made, Map, Node, Origin, Rule, Text, Value, Verdict};

/// Requests and limits as the TaskTemplate lists them: name of the resource, value.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    pub requests: Vec<(&'static str, Node)>,
    pub limits: Vec<(&'static str, Node)>,
}

/// Platform default and limit of one resource.
struct Platform {
    default: Node,
    limit: Node,
}

static NOT_SET: Made = Made { step: "containers", reason: "nothing asks for it" };
static NO_LIMIT: Made = Made { step: "containers", reason: "this version has no platform limit" };

/// Null, for "not asked for".
pub fn unset() -> Node {
    Node::null(Origin::Flyte(&NOT_SET))
}

/// Resource names of the TaskTemplate as Kubernetes knows them.
pub fn kubernetes_name(name: &str, is_2: bool) -> Option<&'static str> {
    match name {
        "CPU" => Some("cpu"),
        "MEMORY" => Some("memory"),
        "EPHEMERAL_STORAGE" => Some("ephemeral-storage"),
        "GPU" if is_2 => Some("gpu"),
        "GPU" => Some("nvidia.com/gpu"),
        _ => None,
    }
}

/// The name of an entry of a resource list.
pub fn entry_name(entry: &Node) -> &'static str {
    match (entry.str_at("name"), entry.get("name").and_then(Node::as_int)) {
        ("CPU", _) | (_, Some(1)) => "CPU",
        ("GPU", _) | (_, Some(2)) => "GPU",
        ("MEMORY", _) | (_, Some(3)) => "MEMORY",
        ("STORAGE", _) | (_, Some(4)) => "STORAGE",
        ("EPHEMERAL_STORAGE", _) | (_, Some(5)) => "EPHEMERAL_STORAGE",
        _ => "UNKNOWN",
    }
}

/// The value of an entry of a resource list, a string; empty if it is not given.
pub fn entry_value(entry: &Node) -> Node {
    entry.get("value").filter(|n| !n.is_null()).cloned().unwrap_or_else(|| Node::text("", entry.origin.clone()))
}

/// A resource list as the lists of a TaskTemplate write it.
pub fn list_of(entries: &[Node]) -> Vec<(&'static str, Node)> {
    entries.iter().map(|entry| (entry_name(entry), entry_value(entry))).collect()
}

/// A list by Kubernetes' names. Each value is read, also of ignored names; zero is left out, and
/// told as a map that lost.
pub fn by_kubernetes_names(list: &[(&'static str, Node)], b: &Build<'_>) -> Result<Node, Refusal> {
    let (mut map, mut zeros) = (Map::sorted(), Map::sorted());
    for (name, value) in list {
        let (node, quantity) = spelled(value, b.step).map_err(|error| {
            let flyte = format!("Failed to parse resource as a valid quantity.: {error}");
            let text = format!("`{}` is no quantity", value.as_str().unwrap_or(""));
            let mut refusal = refuse("task/quantity", text, flyte, value);
            refusal.help = Some("write a number with a unit, for example `500m`, `2`, `1Gi`".to_owned());
            refusal
        })?;
        if let Some(key) = kubernetes_name(name, b.version.is_2()) {
            put(if quantity.is_zero() { &mut zeros } else { &mut map }, Text::Static(key), node);
        }
    }
    let mut named = Node::map(map, Origin::Flyte(&NOT_SET));
    if !zeros.is_empty() {
        let zeros = Node::map(zeros, Origin::Flyte(&NOT_SET));
        named.displace(&zeros, Verdict::Empty, Rule::ZeroNeverOverrides);
    }
    Ok(named)
}

/// Requests and limits of a container on their way.
struct Resources {
    requests: Side,
    limits: Side,
}

impl Resources {
    fn each(&mut self, f: impl Fn(&mut Side)) {
        f(&mut self.requests);
        f(&mut self.limits);
    }
}

/// Adjusts the resources of one container.
pub fn customize(b: &mut Build<'_>, container: &mut Node, mode: Mode, with_override: bool, init: bool) {
    let name = container.get("name").cloned();
    let mut own = Resources { requests: Side::of(container, "requests"), limits: Side::of(container, "limits") };
    let accelerator = accelerator_name(b);
    own.each(|side| side.rename_gpu(&accelerator, b.step));
    if with_override && let Some((requests, limits)) = &b.override_resources {
        own.requests.lay_over(requests);
        own.limits.lay_over(limits);
    }
    own.each(Side::tell_zeros);
    if b.version.takes_resources_from_template() {
        take_from_template(b, &mut own, name.as_ref().and_then(Node::as_str).unwrap_or(""), init);
    }
    adjust_all(b, &mut own, mode);
    own.each(Side::tell_zeros);
    let resources = container.field_mut("resources", &Origin::Flyte(&NOT_SET));
    let origin = resources.origin.clone();
    resources.set("requests", Node::map(own.requests.map, origin.clone()));
    resources.set("limits", Node::map(own.limits.map, origin));
}

/// The accelerator's resource name: `gpu` is renamed to it.
pub fn accelerator_name(b: &mut Build<'_>) -> Node {
    if b.version.has_device_classes() {
        let accelerator = super::accelerator::effective(b);
        if !accelerator.is_null()
            && let Some(class) = super::accelerator::device_class(b, &accelerator)
            && class.resource_name.is_filled()
        {
            return class.resource_name.clone();
        }
    }
    b.config.k8s.gpu_resource_name.clone()
}

/// From the runtime template: keys that the container does not have; the others are told as not needed.
fn take_from_template(b: &mut Build<'_>, own: &mut Resources, name: &str, init: bool) {
    let Some(template) = b.template else { return };
    let (list, magic): (&str, [&str; 2]) = if init {
        ("initContainers", ["primary-init", "default-init"])
    } else {
        ("containers", ["primary", "default"])
    };
    let containers = template.spec.get(list).map_or(&[][..], Node::items);
    let called = |wanted: &str| containers.iter().find(|c| c.str_at("name") == wanted);
    let Some(source) = called(name).or_else(|| magic.iter().find_map(|m| called(m))) else { return };
    if let Some(name) = source.get("name") {
        b.decide(name);
    }
    for (side, key) in [(&mut own.requests, "requests"), (&mut own.limits, "limits")] {
        for entry in source.at(&["resources", key]).map_or(&[][..], Node::entries) {
            match side.map.get_mut(&entry.key) {
                Some(own) => own.displace(&entry.node, Verdict::OnlyIfUnset, Rule::OnlyIfUnset),
                None => side.map.set(entry.key.clone(), entry.node.clone().decided_by(Rule::OnlyIfUnset)),
            }
        }
    }
}

fn adjust_all(b: &mut Build<'_>, own: &mut Resources, mode: Mode) {
    for key in ["cpu", "memory", "ephemeral-storage"] {
        let asked = own.requests.map.get(key).is_some() || own.limits.map.get(key).is_some();
        if key == "ephemeral-storage" && !asked {
            continue;
        }
        let platform = platform(b, key);
        adjust_key(b, own, &Text::Static(key), mode, &platform);
    }
    for name in accelerator_keys(b.config, b.version) {
        if own.requests.map.get(&name).is_some() || own.limits.map.get(&name).is_some() {
            let platform = platform(b, &name);
            adjust_key(b, own, &name, mode, &platform);
        }
    }
}

fn adjust_key(b: &mut Build<'_>, own: &mut Resources, key: &Text, mode: Mode, platform: &Platform) {
    let take = |map: &Map| map.get(key).cloned().unwrap_or_else(unset);
    let mut pair = Pair { request: take(&own.requests.map), limit: take(&own.limits.map) };
    b.decide(&platform.limit);
    pair.adjust(mode, &platform.default, &platform.limit, b.step);
    own.requests.map.set(key.clone(), written(pair.request));
    own.limits.map.set(key.clone(), written(pair.limit));
}

/// What is absent is written as zero.
fn written(node: Node) -> Node {
    if node.is_null() { Node { value: Value::Str(Text::Static("0")), ..node } } else { node }
}

/// Resource names that count as accelerators.
pub fn accelerator_keys(config: &Config, version: FlyteVersion) -> Vec<Text> {
    let mut keys: Vec<Text> = Vec::new();
    keys.extend(config.k8s.gpu_resource_name.as_text().cloned());
    if version.has_device_classes() {
        for class in &config.k8s.accelerator_device_classes {
            if let Some(name) = class.resource_name.as_text().filter(|n| !n.is_empty() && !keys.contains(n)) {
                keys.push(name.clone());
            }
        }
    }
    keys
}

/// What the platform says of a resource.
fn platform(b: &Build<'_>, key: &str) -> Platform {
    if b.version.uses_plugin_resource_defaults() || (b.version.is_documented() && !b.has_task_resources()) {
        let default = match key {
            "cpu" => b.config.k8s.default_cpus.clone(),
            "memory" => b.config.k8s.default_memory.clone(),
            _ => unset(),
        };
        return Platform { default, limit: Node::null(Origin::Flyte(&NO_LIMIT)) };
    }
    let (defaults, limits) = (&b.task_resources().defaults, &b.task_resources().limits);
    let (default, limit) = match key {
        "cpu" => (&defaults.cpu, &limits.cpu),
        "memory" => (&defaults.memory, &limits.memory),
        "ephemeral-storage" => (&defaults.ephemeral_storage, &limits.ephemeral_storage),
        "nvidia.com/gpu" => (&defaults.gpu, &limits.gpu),
        _ => return Platform { default: unset(), limit: Node::null(Origin::Flyte(&NO_LIMIT)) },
    };
    Platform { default: default.clone(), limit: limit.clone() }
}
