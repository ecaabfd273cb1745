//! Tests of the reading, table by table, for each of the four readers.
#![allow(clippy::disallowed_methods, reason = "tests read their cases")]

mod combining;
mod decoding;
mod dialect;
mod environment;
mod errors;
mod keys;
mod observed;
mod origins;
mod robust;
mod swallowed;
mod unread;

use serde_json::{Value as Json, json};

use super::{Config, read};
use crate::diagnostic::Diagnostic;
use crate::flyte::version::FlyteVersion;
use crate::source::Sources;
use crate::tree::{Builtin, Entry, Map, Node, Origin, Text, Value};

/// One version of each reader: R1, R2, R3, R4.
pub const READERS: [&str; 4] = ["1.13.3", "1.16.6", "1.16.8", "2.0.43"];

/// A version by its number.
pub fn version(text: &str) -> FlyteVersion {
    FlyteVersion::parse(text).unwrap_or_else(|e| panic!("{e:?}"))
}

/// What came of reading some texts.
pub struct Reading {
    pub sources: Sources,
    pub result: Result<(Config, Vec<Diagnostic>), Vec<Diagnostic>>,
}

static OUTSIDE: Builtin = Builtin { key: "environment" };

/// A map of strings that no file gives.
pub fn environment(pairs: &[(&str, &str)]) -> Node {
    let origin = Origin::Builtin(&OUTSIDE);
    let entry = |(k, v): &(&str, &str)| Entry::new(Text::from(*k), Node::str(*v, origin.clone()));
    Node::map(Map::from_unsorted(pairs.iter().map(entry).collect()), origin.clone())
}

/// Reads texts as the files `0.yaml`, `1.yaml` ... of a version.
pub fn reading(files: &[&str], env: &[(&str, &str)], number: &str) -> Reading {
    let mut sources = Sources::new();
    let ids: Vec<_> = files.iter().enumerate().map(|(i, f)| sources.add(format!("{i}.yaml"), *f)).collect();
    let result = read(&sources, &ids, &environment(env), version(number));
    Reading { sources, result }
}

/// The configuration of texts that Flyte accepts.
pub fn config(files: &[&str], number: &str) -> Config {
    match reading(files, &[], number).result {
        Ok((config, _)) => config,
        Err(errors) => panic!("{number}: {files:?}\n{errors:#?}"),
    }
}

/// Keys below `plugins.k8s`.
pub fn k8s(keys: &str) -> String {
    let lines: Vec<String> = keys.lines().map(|line| format!("    {line}")).collect();
    format!("plugins:\n  k8s:\n{}\n", lines.join("\n"))
}

/// A node as JSON.
pub fn plain(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(b) => json!(b),
        Value::Int(n) => json!(n),
        Value::Float(f) => json!(f),
        Value::Str(s) => json!(s.as_str()),
        Value::Seq(items) => items.iter().map(plain).collect(),
        Value::Map(map) => Json::Object(map.entries().iter().map(|e| (e.key.to_string(), plain(&e.node))).collect()),
    }
}

/// Flyte's message, or nothing if it accepts.
pub fn refusal(files: &[&str], number: &str) -> Option<String> {
    let errors = reading(files, &[], number).result.err()?;
    errors.iter().find_map(|e| e.flyte.clone()).or(Some(String::new()))
}

/// A field of the configuration by its key.
pub fn field<'a>(config: &'a Config, key: &str) -> &'a Node {
    let k8s = &config.k8s;
    match key {
        "inject-finalizer" => &k8s.inject_finalizer,
        "default-annotations" => &k8s.default_annotations,
        "default-labels" => &k8s.default_labels,
        "default-env-vars" => &k8s.default_env_vars,
        "default-env-from-secrets" => &k8s.default_env_from_secrets,
        "default-cpus" => &k8s.default_cpus,
        "default-memory" => &k8s.default_memory,
        "default-tolerations" => &k8s.default_tolerations,
        "default-node-selector" => &k8s.default_node_selector,
        "default-affinity" => &k8s.default_affinity,
        "scheduler-name" => &k8s.scheduler_name,
        "interruptible-node-selector-requirement" => &k8s.interruptible_node_selector_requirement,
        "resource-tolerations" => &k8s.resource_tolerations,
        "enable-host-networking-pod" => &k8s.enable_host_networking_pod,
        "default-security-context" => &k8s.default_security_context,
        "default-pod-security-context" => &k8s.default_pod_security_context,
        "default-pod-dns-config" => &k8s.default_pod_dns_config,
        "accelerator-devices" => &k8s.accelerator_devices,
        "co-pilot.name" => &k8s.co_pilot.name,
        "co-pilot.image" => &k8s.co_pilot.image,
        "co-pilot.cpu" => &k8s.co_pilot.cpu,
        "co-pilot.timeout" => &k8s.co_pilot.timeout,
        "co-pilot.start-timeout" => &k8s.co_pilot.start_timeout,
        "defaults.cpu" => &config.task_resources.defaults.cpu,
        "defaults.memory" => &config.task_resources.defaults.memory,
        "defaults.ephemeralStorage" => &config.task_resources.defaults.ephemeral_storage,
        "limits.cpu" => &config.task_resources.limits.cpu,
        "limits.memory" => &config.task_resources.limits.memory,
        "limits.gpu" => &config.task_resources.limits.gpu,
        "logger.level" => &config.logger_level,
        "storage.type" => &config.storage.kind,
        "storage.stow.config" => &config.storage.stow_config,
        "storage.endpoint" => &config.storage.endpoint,
        "max-size" => &config.offloading.max_size_mb,
        other => panic!("no field {other}"),
    }
}
