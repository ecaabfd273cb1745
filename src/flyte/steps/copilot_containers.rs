//! Co-pilot's containers: their commands and arguments.

use crate::flyte::build::{Build, refuse};
use crate::flyte::config::Storage;
use crate::flyte::pipeline::Refusal;
use crate::flyte::steps::adjust::spelled;
use crate::flyte::steps::copilot::{Plan, SECRET_PATH, SECRET_VOLUME, fixed, joined, made, mount};
use crate::flyte::steps::interface;
use crate::tree::{Node, Origin, Rule, Value};

/// What all of co-pilot's containers have in common.
fn container(
    b: &mut Build<'_>,
    suffix: &str,
    args: Vec<Node>,
    own_mount: Node,
    secret: Option<&Node>,
) -> Result<Node, Refusal> {
    let config = b.config;
    let co_pilot = &config.k8s.co_pilot;
    let mut mounts = vec![own_mount];
    if secret.is_some() {
        let fields = vec![
            ("mountPath", fixed(SECRET_PATH)),
            ("name", fixed(SECRET_VOLUME)),
            ("readOnly", Node::bool(true, made())),
        ];
        mounts.push(Node::object(fields, made()));
    }
    let quantity = |node: &Node| {
        spelled(node, "co-pilot").map(|(node, _)| node).map_err(|e| {
            refuse("config/quantity", format!("`{}` is no quantity", node.as_str().unwrap_or("")), e, node)
        })
    };
    let (cpu, memory) = (quantity(&co_pilot.cpu)?, quantity(&co_pilot.memory)?);
    let side = || Node::object(vec![("cpu", cpu.clone()), ("memory", memory.clone())], made());
    let name = joined(format!("{}{suffix}", co_pilot.name.as_str().unwrap_or("")), &[&co_pilot.name]);
    let command = command(b, secret.is_some())?;
    Ok(Node::object(
        vec![
            ("args", Node::seq(args, made())),
            ("command", Node::seq(command, made())),
            ("image", co_pilot.image.clone()),
            ("imagePullPolicy", fixed("IfNotPresent")),
            ("name", name),
            ("resources", Node::object(vec![("limits", side()), ("requests", side())], made())),
            ("terminationMessagePolicy", fixed("FallbackToLogsOnError")),
            ("volumeMounts", Node::seq(mounts, made())),
            ("workingDir", fixed("/")),
        ],
        made(),
    ))
}

fn command(b: &mut Build<'_>, secret: bool) -> Result<Vec<Node>, Refusal> {
    let config = b.config;
    let over = config.k8s.co_pilot.storage_config_override.as_ref().filter(|_| b.version.is_2());
    let storage = over.unwrap_or(&config.storage);
    let mut out = vec![fixed("/bin/flyte-copilot"), fixed("--storage.limits.maxDownloadMBs=0")];
    if b.version.passes_logger_level() {
        let level = &config.logger_level;
        out.push(joined(format!("--logger.level={}", level.as_int().unwrap_or(0)), &[level]));
    }
    b.decide(&storage.enable_multicontainer);
    if storage.enable_multicontainer.as_bool() == Some(true) {
        out.push(fixed("--storage.enable-multicontainer"));
    }
    let flag =
        |name: &str, value: &Node| joined(format!("--storage.{name}={}", value.as_str().unwrap_or("")), &[value]);
    if storage.container.is_filled() {
        out.push(flag("container", &storage.container));
    }
    out.push(flag("type", &storage.kind));
    if secret {
        out.push(fixed("--config"));
        out.push(fixed("/etc/flyte/copilot/*.yaml"));
        if over.is_none() {
            return Ok(out);
        }
    }
    if !storage.stow_config.entries().is_empty() && storage.stow_kind.is_filled() {
        for entry in storage.stow_config.entries() {
            out.push(fixed("--storage.stow.config"));
            out.push(joined(format!("{}={}", entry.key, entry.node.as_str().unwrap_or("")), &[&entry.node]));
        }
        out.push(flag("stow.kind", &storage.stow_kind));
        return Ok(out);
    }
    if b.version.storage_is_stow() {
        let message = "no stow.config or stow.kind specified".to_owned();
        let mut refusal =
            refuse("config/storage", "the storage section has no stow".to_owned(), message, &storage.kind);
        refusal.help = Some("set `storage.stow.kind` and `storage.stow.config`".to_owned());
        return Err(refusal);
    }
    connection(storage, &mut out);
    Ok(out)
}

fn connection(storage: &Storage, out: &mut Vec<Node>) {
    for (name, value) in [
        ("secret-key", &storage.secret_key),
        ("access-key", &storage.access_key),
        ("auth-type", &storage.auth_type),
        ("region", &storage.region),
        ("endpoint", &storage.endpoint),
    ] {
        out.push(joined(format!("--storage.connection.{name}={}", value.as_str().unwrap_or("")), &[value]));
    }
}

fn path(b: &Build<'_>, key: &str) -> Node {
    let node = b.path(key);
    if node.is_null() { Node::text("", made()) } else { node.clone() }
}

fn enum_name(data: &Node, key: &str, names: &[&'static str]) -> Node {
    let first = names.first().copied().unwrap_or("");
    match data.get(key).map(|n| (n, &n.value)) {
        Some((node, Value::Str(_))) => node.clone(),
        Some((node, Value::Int(n))) => {
            let name = usize::try_from(*n).ok().and_then(|n| names.get(n)).map(|name| (*name).to_owned());
            Node::str(name.unwrap_or_else(|| n.to_string()), node.origin.clone())
        }
        _ => fixed(first),
    }
}

/// The init container that loads inputs.
pub fn downloader(b: &mut Build<'_>, plan: &Plan, secret: Option<&Node>) -> Result<Node, Refusal> {
    let format = enum_name(&plan.data, "format", &["JSON", "YAML", "PROTO"]);
    let interface = b.task.at(&["interface", "inputs"]);
    let mut args = vec![
        fixed("download"),
        fixed("--from-remote"),
        path(b, "input"),
        fixed("--to-output-prefix"),
        path(b, "outputPrefix"),
        fixed("--to-local-dir"),
        plan.in_path.clone(),
        fixed("--format"),
        format,
    ];
    if b.version.passes_file_input_layout() {
        args.push(fixed("--file-input-layout"));
        args.push(enum_name(&plan.data, "fileInputLayout", &["DIRECT", "DIRECTORY"]));
    }
    args.push(fixed("--input-interface"));
    args.push(encoded(interface, interface::variable_map(interface, b.version.is_2())));
    let mount = mount(&b.config.k8s.co_pilot.input_vol_name, &plan.in_path);
    container(b, "downloader", args, mount, secret)
}

/// The container that uploads outputs.
pub fn uploader(b: &mut Build<'_>, plan: &Plan, secret: Option<&Node>) -> Result<Node, Refusal> {
    let co_pilot = &b.config.k8s.co_pilot;
    let interface = b.task.at(&["interface"]);
    let mut args = vec![fixed("sidecar")];
    if b.version.uploader_is_init_container() {
        args.push(fixed("--timeout"));
        args.push(co_pilot.timeout.clone());
    } else {
        args.push(fixed("--start-timeout"));
        args.push(co_pilot.start_timeout.clone());
    }
    args.extend([
        fixed("--to-raw-output"),
        path(b, "rawOutputDataPrefix"),
        fixed("--to-output-prefix"),
        path(b, "outputPrefix"),
        fixed("--from-local-dir"),
        plan.out_path.clone(),
        fixed("--interface"),
        encoded(interface, interface::typed_interface(interface, b.version.is_2())),
    ]);
    let mount = mount(&co_pilot.output_vol_name, &plan.out_path);
    let suffix = if b.version.uploader_is_called_uploader() { "uploader" } else { "sidecar" };
    let mut node = container(b, suffix, args, mount, secret)?;
    if b.version.uploader_is_init_container() {
        node.set("restartPolicy", fixed("Always"));
    }
    Ok(node)
}

/// Base64 of protobuf, derived from every leaf of the interface.
fn encoded(interface: &Node, bytes: Vec<u8>) -> Node {
    use base64::Engine;
    let text = base64::engine::general_purpose::STANDARD.encode(bytes);
    let mut from = Vec::new();
    interface.for_each_leaf(&mut |_, leaf| from.push(leaf.origin.clone()));
    Node::str(text, Origin::derived(Rule::Encode, "co-pilot", from))
}
