//! The authoring form: the arguments of flytekit's `@task` or flyte's `TaskEnvironment`, as YAML or JSON.
//!
//! This reads names and shapes only; what the SDK makes of the arguments is decided by
//! `flytekit` and `flyte`, and what the SDK would refuse is found there.

mod container;
mod pod_template;
mod resources;
mod secrets;
mod types;

pub(super) use types::literal_type;

use super::arguments::{Accelerator, Arguments, Sdk, SharedMemory};
use super::pod_spec::LoneStrings;
use super::reader::{Reader, key_span};
use crate::diagnostic::{Diagnostic, suggest};
use crate::tree::{Entry, Layer, Node, Value};

/// Whether an SDK has an argument.
#[derive(Clone, Copy)]
enum Takes {
    Yes,
    /// It takes it silently and does nothing with it; why.
    Ignores(&'static str),
    /// It has no such argument; what to write instead.
    No(&'static str),
}

/// An argument: its name, the name under which it is the same as another, and which SDK has it.
struct Key {
    name: &'static str,
    same_as: &'static str,
    flytekit: Takes,
    flyte: Takes,
}

const fn both(name: &'static str, same_as: &'static str) -> Key {
    Key { name, same_as, flytekit: Takes::Yes, flyte: Takes::Yes }
}

const fn flytekit_only(name: &'static str, instead: &'static str) -> Key {
    Key { name, same_as: name, flytekit: Takes::Yes, flyte: Takes::No(instead) }
}

/// What stands in for `requests` and `limits` in 2.x.
const PAIRS: &str = "flyte has `resources: {cpu: [REQUEST, LIMIT], memory: [REQUEST, LIMIT]}`; or say `sdk: flytekit`";

/// What stands in for labels and annotations of the task in 2.x.
const IN_TEMPLATE: &str = "flyte has them in `pod_template` only; or say `sdk: flytekit`";

const KEYS: &[Key] = &[
    both("sdk", "sdk"),
    both("name", "name"),
    both("module", "module"),
    both("container_image", "image"),
    both("image", "image"),
    both("pod_template", "pod_template"),
    both("pod_template_name", "pod_template_name"),
    flytekit_only("requests", PAIRS),
    flytekit_only("limits", PAIRS),
    both("resources", "resources"),
    both("environment", "environment"),
    both("env_vars", "environment"),
    both("interruptible", "interruptible"),
    both("secret_requests", "secrets"),
    both("secrets", "secrets"),
    flytekit_only("accelerator", "flyte has `resources: {gpu: \"T4:1\"}`; or say `sdk: flytekit`"),
    both("shared_memory", "shared_memory"),
    flytekit_only("labels", IN_TEMPLATE),
    flytekit_only("annotations", IN_TEMPLATE),
    Key {
        name: "service_account",
        same_as: "service_account",
        flytekit: Takes::Ignores("flytekit has no such argument; in 1.x the execution has a service account"),
        flyte: Takes::Yes,
    },
    both("container", "container"),
];

/// Arguments that flytekit's container task takes and drops.
const DROPPED_BY_CONTAINER_TASKS: &[&str] =
    &["accelerator", "shared_memory", "image", "labels", "annotations", "module"];

/// Names of all arguments.
pub(super) fn keys() -> impl Iterator<Item = &'static str> + Clone {
    KEYS.iter().map(|k| k.name)
}

/// Whether a mapping has keys that only a container task's `container` has, not a container of protojson.
pub(super) fn is_container_task(container: &Node) -> bool {
    container.entries().iter().any(|e| container::ONLY_HERE.contains(&e.key.as_str()))
}

/// Reads one task. None if it is no mapping; what is wrong goes to the reader.
pub(super) fn task(reader: &mut Reader<'_>, node: &Node, sdk: Sdk, lone: LoneStrings) -> Option<(Sdk, Arguments)> {
    let entries = reader.mapping("task", node)?;
    let sdk = node.get("sdk").map_or(Some(sdk), |n| sdk_named(reader, n)).unwrap_or(sdk);
    let mut arguments = Arguments { span: node.span(), ..Arguments::default() };
    let mut seen: Vec<(&'static str, &Entry)> = Vec::new();
    let raw = node.get("container").is_some_and(|c| !c.is_null());
    for entry in entries {
        let Some(key) = KEYS.iter().find(|k| entry.key == k.name) else {
            reader.unknown_key(entry, "the task", keys());
            continue;
        };
        if let Some((_, first)) = seen.iter().find(|(same, _)| *same == key.same_as) {
            reader.twice(first, entry);
            continue;
        }
        seen.push((key.same_as, entry));
        if entry.node.is_null() || !is_taken(reader, key, entry, sdk, raw) {
            continue;
        }
        argument(reader, key, entry, sdk, lone, &mut arguments);
    }
    Some((sdk, arguments))
}

/// The SDK of a `sdk:` field.
pub(super) fn sdk_named(reader: &mut Reader<'_>, node: &Node) -> Option<Sdk> {
    let name = node.as_str().unwrap_or_default();
    let found = Sdk::parse(name);
    if found.is_none() && !node.is_null() {
        let help = match suggest(name, Sdk::NAMES) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`flytekit` is the SDK of Flyte 1.x, `flyte` that of 2.x".to_owned(),
        };
        let message = format!("`sdk` must be `flytekit` or `flyte`, not {}", super::reader::describe(node));
        reader.report(Diagnostic::error("task/unknown-value", message).maybe_at(node.span(), "no SDK").help(help));
    }
    found
}

/// Reports an argument that this SDK does not have.
fn is_taken(reader: &mut Reader<'_>, key: &Key, entry: &Entry, sdk: Sdk, raw: bool) -> bool {
    let takes = match sdk {
        Sdk::Flytekit if raw && DROPPED_BY_CONTAINER_TASKS.contains(&key.same_as) => {
            Takes::Ignores("flytekit's container task drops it")
        }
        Sdk::Flytekit => key.flytekit,
        Sdk::Flyte => key.flyte,
    };
    let sdk = sdk.name();
    match takes {
        Takes::Yes => return true,
        Takes::Ignores(why) => {
            let message = format!("`{}` has no effect in {sdk}", key.name);
            reader.report(
                Diagnostic::warning("task/no-effect", message).maybe_at(key_span(entry), "without effect").help(why),
            );
        }
        Takes::No(instead) => {
            let message = format!("{sdk} has no argument `{}`", key.name);
            let found = Diagnostic::error("task/not-in-sdk", message).maybe_at(key_span(entry), "not an argument");
            reader.report(found.help(instead));
        }
    }
    false
}

/// Reads the value of one argument into its place.
fn argument(r: &mut Reader<'_>, key: &Key, entry: &Entry, sdk: Sdk, lone: LoneStrings, out: &mut Arguments) {
    let (name, node) = (key.name, &entry.node);
    match key.same_as {
        "name" => out.name = r.string(name, node, Layer::Task),
        "module" => out.module = r.string(name, node, Layer::Task),
        "image" => out.image = r.string(name, node, Layer::Task),
        "pod_template" => pod_template::read(r, entry, sdk, lone, out),
        "pod_template_name" => pod_template::name(r, entry, out),
        "requests" => out.requests = resources::read(r, name, node, sdk),
        "limits" => out.limits = resources::read(r, name, node, sdk),
        "resources" => out.resources = resources::read(r, name, node, sdk),
        "environment" => out.environment = environment(r, name, node),
        "interruptible" => out.interruptible = r.boolean(name, node, Layer::Task),
        "secrets" => out.secrets = secrets::read(r, name, node, sdk),
        "accelerator" => out.accelerator = accelerator(r, name, node),
        "shared_memory" => out.shared_memory = shared_memory(r, name, node),
        "labels" => out.labels = r.string_map(name, node, Layer::Task),
        "annotations" => out.annotations = r.string_map(name, node, Layer::Task),
        "service_account" => out.service_account = r.string(name, node, Layer::Task),
        "container" => out.container = container::read(r, name, node, sdk, lone),
        _ => {}
    }
}

/// Variables: the name stands where the key stands.
fn environment(reader: &mut Reader<'_>, what: &str, node: &Node) -> Vec<(Node, Node)> {
    let map = reader.string_map(what, node, Layer::Task);
    let entries = map.as_ref().map_or(&[][..], Node::entries);
    entries.iter().map(|e| (key_node(e), e.node.clone())).collect()
}

/// A key as a value of its own, at its own place.
fn key_node(entry: &Entry) -> Node {
    let origin = match entry.key_span {
        Some(span) => crate::tree::Origin::File { span, layer: Layer::Task },
        None => entry.node.origin.clone(),
    };
    Node::new(Value::Str(entry.key.clone()), origin)
}

/// `T4`, `A100.partition_1g_5gb`, a device, or `{device, partition_size | unpartitioned}`.
fn accelerator(reader: &mut Reader<'_>, what: &str, node: &Node) -> Option<Accelerator> {
    if !matches!(node.value, Value::Map(_)) {
        return reader.string(what, node, Layer::Task).map(Accelerator::Named);
    }
    let (mut device, mut partition_size, mut unpartitioned) = (None, None, None);
    for entry in node.entries() {
        let path = format!("{what}.{}", entry.key);
        match entry.key.as_str() {
            "device" => device = reader.string(&path, &entry.node, Layer::Task),
            "partition_size" => partition_size = reader.string(&path, &entry.node, Layer::Task),
            "unpartitioned" => unpartitioned = reader.boolean(&path, &entry.node, Layer::Task),
            _ => reader.unknown_key(entry, "`accelerator`", ["device", "partition_size", "unpartitioned"]),
        }
    }
    if device.is_none() && node.get("device").is_none() {
        missing(reader, node, "accelerator", "device");
    }
    Some(Accelerator::Explicit { device: device?, partition_size, unpartitioned })
}

/// `true`, a size, or `{size_limit}`. False asks for none.
fn shared_memory(reader: &mut Reader<'_>, what: &str, node: &Node) -> Option<SharedMemory> {
    let origin = node.origin.in_layer(Layer::Task);
    match &node.value {
        Value::Bool(asked) => asked.then_some(SharedMemory { origin, size: None }),
        Value::Map(map) => {
            let mut size = None;
            for entry in map.entries() {
                match entry.key.as_str() {
                    "size_limit" => size = reader.string("shared_memory.size_limit", &entry.node, Layer::Task),
                    _ => reader.unknown_key(entry, "`shared_memory`", ["size_limit"]),
                }
            }
            Some(SharedMemory { origin, size })
        }
        Value::Seq(_) => {
            reader.wrong(what, "true, a size like `2Gi`, or `{size_limit: 2Gi}`", node);
            None
        }
        _ => reader.string(what, node, Layer::Task).map(|size| SharedMemory { origin, size: Some(size) }),
    }
}

/// A field that has to be there and is not.
fn missing(reader: &mut Reader<'_>, node: &Node, inside: &str, field: &str) {
    let message = format!("`{inside}` has no `{field}`");
    let found = Diagnostic::error("task/missing-field", message).maybe_at(node.span(), format!("no `{field}` here"));
    reader.report(found.help(format!("add `{field}:`")));
}
