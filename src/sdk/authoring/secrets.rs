//! `secret_requests` and `secrets`.

use super::missing;
use crate::sdk::arguments::{Sdk, Secret};
use crate::sdk::reader::Reader;
use crate::tree::{Layer, Node, Value};

const FLYTEKIT: &[&str] = &["group", "key", "group_version", "mount_requirement", "env_var"];
const FLYTE: &[&str] = &["key", "group", "mount", "as_env_var"];

/// Reads the secrets: a list; in 2.x also one alone, and a bare key for a secret.
pub(super) fn read(reader: &mut Reader<'_>, what: &str, node: &Node, sdk: Sdk) -> Vec<Secret> {
    let items = match &node.value {
        Value::Seq(items) => items.as_slice(),
        _ if sdk == Sdk::Flyte => std::slice::from_ref(node),
        _ => {
            reader.wrong(what, "a list of secrets like `{group: db, key: password}`", node);
            return Vec::new();
        }
    };
    let mut out = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        let path = if items.len() == 1 { what.to_owned() } else { format!("{what}[{i}]") };
        out.extend(secret(reader, &path, item, sdk));
    }
    out
}

fn secret(reader: &mut Reader<'_>, what: &str, node: &Node, sdk: Sdk) -> Option<Secret> {
    let mut out = Secret {
        origin: node.origin.in_layer(Layer::Task),
        key: None,
        group: None,
        group_version: None,
        mount_requirement: None,
        env_var: None,
        mount: None,
    };
    let known = if sdk == Sdk::Flyte { FLYTE } else { FLYTEKIT };
    let Value::Map(map) = &node.value else {
        if sdk == Sdk::Flyte && node.as_str().is_some() {
            out.key = reader.string(what, node, Layer::Task);
            return Some(out);
        }
        reader.wrong(what, "a mapping like `{group: db, key: password}`", node);
        return None;
    };
    for entry in map.entries() {
        if !known.contains(&entry.key.as_str()) {
            reader.unknown_key(entry, &format!("`{what}`"), known.iter().copied());
            continue;
        }
        let value = reader.string(&format!("{what}.{}", entry.key), &entry.node, Layer::Task);
        match entry.key.as_str() {
            "key" => out.key = value,
            "group" => out.group = value,
            "group_version" => out.group_version = value,
            "mount_requirement" => out.mount_requirement = kind(reader, &entry.node, value),
            "mount" => out.mount = value,
            _ => out.env_var = value,
        }
    }
    if sdk == Sdk::Flyte && node.get("key").is_none_or(Node::is_null) {
        missing(reader, node, what, "key");
    }
    Some(out)
}

/// flytekit's kinds of mounts.
fn kind(reader: &mut Reader<'_>, node: &Node, value: Option<Node>) -> Option<Node> {
    let known = |v: &Node| matches!(v.as_str(), Some("ANY" | "ENV_VAR" | "FILE"));
    if value.as_ref().is_some_and(|v| !known(v)) {
        reader.wrong("mount_requirement", "`ANY`, `ENV_VAR` or `FILE`", node);
    }
    value.filter(known)
}
