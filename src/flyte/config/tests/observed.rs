//! Whole configurations with what Flyte itself was observed to make of them.
//!
//! `testdata/cases/config/observed.jsonl.gz` has one case a line: `files` (texts), `env`, and by
//! version what differs from the defaults, or Flyte's message. Inside Kubernetes' own types zero
//! values are left out there. The conformance cases add configurations of whole renders.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use serde_json::{Map as JsonMap, Value as Json, json};

use super::{Config, plain, reading};
use crate::flyte::config::{DeviceClass, ResourceSet, Storage};
use crate::tree::Node;

fn unpacked(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
    text
}

fn testdata(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(path)
}

/// What a version's result is, where it may name another version with the same one.
fn resolved(want: &Json, version: &str) -> Json {
    let mut found = &want[version];
    while let Some(same) = found.as_str() {
        found = &want[same];
    }
    found.clone()
}

/// Without zero values.
fn stripped(value: Json) -> Json {
    let is_zero = |v: &Json| [json!(null), json!(""), json!(0), json!(false), json!([]), json!({})].contains(v);
    match value {
        Json::Object(map) => {
            Json::Object(map.into_iter().map(|(k, v)| (k, stripped(v))).filter(|(_, v)| !is_zero(v)).collect())
        }
        Json::Array(items) => items.into_iter().map(stripped).collect(),
        other => other,
    }
}

/// A value of a Kubernetes type.
fn kube(node: &Node) -> Json {
    if node.is_null() { Json::Null } else { stripped(plain(node)) }
}

fn storage(storage: &Storage) -> JsonMap<String, Json> {
    let config = Some(plain(&storage.stow_config)).filter(|c| *c != json!({})).unwrap_or(Json::Null);
    let value = json!({
        "type": plain(&storage.kind), "container": plain(&storage.container),
        "enable-multicontainer": plain(&storage.enable_multicontainer),
        "stow": {"kind": plain(&storage.stow_kind), "config": config},
        "connection": {
            "endpoint": plain(&storage.endpoint), "auth-type": plain(&storage.auth_type),
            "access-key": plain(&storage.access_key), "secret-key": plain(&storage.secret_key),
            "region": plain(&storage.region),
        },
    });
    value.as_object().unwrap().clone()
}

fn class(class: &DeviceClass) -> Json {
    json!({
        "resource-name": plain(&class.resource_name), "device-node-label": plain(&class.device_node_label),
        "partition-size-node-label": plain(&class.partition_size_node_label),
        "unpartitioned-node-selector-requirement": kube(&class.unpartitioned_node_selector_requirement),
        "unpartitioned-toleration": kube(&class.unpartitioned_toleration), "pod-template": kube(&class.pod_template),
    })
}

/// Every field by its key.
fn flat(config: &Config) -> BTreeMap<String, Json> {
    let (mut out, k8s) = (BTreeMap::new(), &config.k8s);
    let mut put = |key: &str, value: Json| out.insert(key.to_owned(), value);
    for (key, node) in [
        ("inject-finalizer", &k8s.inject_finalizer),
        ("default-annotations", &k8s.default_annotations),
        ("default-labels", &k8s.default_labels),
        ("default-env-vars", &k8s.default_env_vars),
        ("default-env-vars-from-env", &k8s.default_env_vars_from_env),
        ("default-env-from-configmaps", &k8s.default_env_from_configmaps),
        ("default-env-from-secrets", &k8s.default_env_from_secrets),
        ("default-cpus", &k8s.default_cpus),
        ("default-memory", &k8s.default_memory),
        ("default-node-selector", &k8s.default_node_selector),
        ("scheduler-name", &k8s.scheduler_name),
        ("interruptible-node-selector", &k8s.interruptible_node_selector),
        ("image-pull-policy", &k8s.image_pull_policy),
        ("gpu-device-node-label", &k8s.gpu_device_node_label),
        ("gpu-partition-size-node-label", &k8s.gpu_partition_size_node_label),
        ("gpu-resource-name", &k8s.gpu_resource_name),
        ("enable-host-networking-pod", &k8s.enable_host_networking_pod),
        ("default-pod-template-name", &k8s.default_pod_template_name),
        ("disable-inject-owner-references", &k8s.disable_inject_owner_references),
        ("accelerator-devices", &k8s.accelerator_devices),
        ("co-pilot.name", &k8s.co_pilot.name),
        ("co-pilot.image", &k8s.co_pilot.image),
        ("co-pilot.default-input-path", &k8s.co_pilot.default_input_path),
        ("co-pilot.default-output-path", &k8s.co_pilot.default_output_path),
        ("co-pilot.input-vol-name", &k8s.co_pilot.input_vol_name),
        ("co-pilot.output-vol-name", &k8s.co_pilot.output_vol_name),
        ("co-pilot.start-timeout", &k8s.co_pilot.start_timeout),
        ("co-pilot.timeout", &k8s.co_pilot.timeout),
        ("co-pilot.cpu", &k8s.co_pilot.cpu),
        ("co-pilot.memory", &k8s.co_pilot.memory),
        ("co-pilot.storage-config-secret-name", &k8s.co_pilot.storage_config_secret_name),
    ] {
        put(&format!("plugins.k8s.{key}"), plain(node));
    }
    for (key, node) in [
        ("default-tolerations", &k8s.default_tolerations),
        ("default-affinity", &k8s.default_affinity),
        ("interruptible-tolerations", &k8s.interruptible_tolerations),
        ("interruptible-node-selector-requirement", &k8s.interruptible_node_selector_requirement),
        ("non-interruptible-node-selector-requirement", &k8s.non_interruptible_node_selector_requirement),
        ("resource-tolerations", &k8s.resource_tolerations),
        ("gpu-unpartitioned-node-selector-requirement", &k8s.gpu_unpartitioned_node_selector_requirement),
        ("gpu-unpartitioned-toleration", &k8s.gpu_unpartitioned_toleration),
        ("default-pod-security-context", &k8s.default_pod_security_context),
        ("default-security-context", &k8s.default_security_context),
        ("default-pod-dns-config", &k8s.default_pod_dns_config),
    ] {
        put(&format!("plugins.k8s.{key}"), kube(node));
    }
    let classes = k8s.accelerator_device_classes.iter().map(|c| (c.name.clone(), class(c)));
    put("plugins.k8s.accelerator-device-classes", Json::Object(classes.collect()));
    let over = k8s.co_pilot.storage_config_override.as_ref();
    put("plugins.k8s.co-pilot.storage-config-override", over.map_or(Json::Null, |s| Json::Object(storage(s))));
    for (key, value) in storage(&config.storage) {
        match value {
            Json::Object(inner) => inner.into_iter().for_each(|(k, v)| {
                put(&format!("storage.{key}.{k}"), v);
            }),
            value => {
                put(&format!("storage.{key}"), value);
            }
        }
    }
    rest(config, &mut put);
    out
}

fn rest(config: &Config, put: &mut impl FnMut(&str, Json) -> Option<Json>) {
    let mut set = |name: &str, set: &ResourceSet| {
        for (key, node) in [
            ("cpu", &set.cpu),
            ("memory", &set.memory),
            ("gpu", &set.gpu),
            ("ephemeralStorage", &set.ephemeral_storage),
        ] {
            put(&format!("task_resources.{name}.{key}"), plain(node));
        }
    };
    set("defaults", &config.task_resources.defaults);
    set("limits", &config.task_resources.limits);
    for (key, node) in [
        ("propeller.literal-offloading-config.enabled", &config.offloading.enabled),
        ("propeller.literal-offloading-config.min-size-in-mb-for-offloading", &config.offloading.min_size_mb),
        ("propeller.literal-offloading-config.max-size-in-mb-for-offloading", &config.offloading.max_size_mb),
        ("namespace_mapping.template", &config.namespace_template),
        ("executor.defaultK8sServiceAccount", &config.default_service_account),
        ("actions.kubernetes.namespace", &config.actions_namespace),
        ("logger.level", &config.logger_level),
    ] {
        put(key, plain(node));
    }
}

/// What differs from the defaults, or Flyte's message.
fn outcome(files: &[&str], env: &[(&str, &str)], version: &str) -> Json {
    match reading(files, env, version).result {
        Ok((config, _)) => {
            let defaults = flat(&super::config(&[], version));
            // What the override leaves out starts from nothing, which the cases do not show for newer versions.
            let differs = |(key, value): &(String, Json)| defaults.get(key) != Some(value);
            Json::Object(flat(&config).into_iter().filter(differs).collect())
        }
        Err(errors) => json!({"error": errors.iter().find_map(|e| e.flyte.clone())}),
    }
}

/// Without the connection of a storage override, which newer versions do not have.
fn comparable(mut value: Json, version: &str) -> Json {
    let over = value.get_mut("plugins.k8s.co-pilot.storage-config-override").and_then(Json::as_object_mut);
    if let Some(over) = over.filter(|_| version == "2.0.43") {
        over.remove("connection");
    }
    value
}

#[test]
fn what_flyte_was_observed_to_do() {
    let text = unpacked(&testdata("cases/config/observed.jsonl.gz"));
    let mut wrong = Vec::new();
    for line in text.lines() {
        let case: Json = serde_json::from_str(line).unwrap();
        let files: Vec<&str> = case["files"].as_array().unwrap().iter().map(|f| f.as_str().unwrap()).collect();
        let env: Vec<(&str, &str)> =
            case["env"].as_object().into_iter().flatten().map(|(k, v)| (k.as_str(), v.as_str().unwrap())).collect();
        for version in case["want"].as_object().unwrap().keys() {
            let (want, got) = (resolved(&case["want"], version), comparable(outcome(&files, &env, version), version));
            if want != got {
                wrong.push(format!("{} {version}\nwant {want}\ngot  {got}\n{}", case["id"], files.join("---\n")));
            }
        }
    }
    assert!(
        text.lines().count() > 600 && wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(5)].join("\n\n")
    );
}

#[test]
fn configurations_of_the_conformance_cases() {
    let (mut refused, mut accepted) = (0, 0);
    for entry in std::fs::read_dir(testdata("conformance/pods")).unwrap() {
        for line in unpacked(&entry.unwrap().path()).lines() {
            let case: Json = serde_json::from_str(line).unwrap();
            let config = case["config"].as_str().unwrap_or("");
            let env = case["execution"]["propellerEnv"].as_object();
            let env: Vec<(&str, &str)> =
                env.into_iter().flatten().map(|(k, v)| (k.as_str(), v.as_str().unwrap())).collect();
            for version in case["want"].as_object().unwrap().keys() {
                let want = resolved(&case["want"], version);
                let want = want["error"].as_str().and_then(|e| e.strip_prefix("config: ")).map(str::to_owned);
                let errors = reading(&[config], &env, version).result.err();
                let got = errors.map(|e| e.iter().find_map(|e| e.flyte.clone()).unwrap_or_default());
                assert_eq!(got, want, "{} {version}", case["id"]);
                if want.is_some() { refused += 1 } else { accepted += 1 }
            }
        }
    }
    assert!(refused > 100 && accepted > 5000, "{refused} refused, {accepted} accepted");
}
