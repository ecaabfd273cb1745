//! Co-pilot: volumes and containers that load inputs and upload outputs.

use crate::flyte::build::{Build, refuse};
use crate::flyte::pipeline::{Reason, Refusal};
use crate::flyte::steps::copilot_containers::{downloader, uploader};
use crate::flyte::steps::interface;
use crate::flyte::steps::shared_memory::empty_directory;
use crate::tree::{Made, Map, Node, Origin, Rule, Text, Value, Verdict};

static MADE: Made = Made { step: "co-pilot", reason: "the task loads data through co-pilot" };

/// Volume of the Secret with the storage configuration.
pub const SECRET_VOLUME: &str = "flyte-copilot-storage-config";
/// Where it is mounted.
pub const SECRET_PATH: &str = "/etc/flyte/copilot";

/// The origin of what co-pilot adds.
pub fn made() -> Origin {
    Origin::Flyte(&MADE)
}

/// A text that co-pilot adds.
pub fn fixed(text: &'static str) -> Node {
    Node::text(text, made())
}

/// A value joined from a fixed prefix and an input.
pub fn joined(text: String, from: &[&Node]) -> Node {
    Node::str(text, Origin::derived(Rule::Join, "co-pilot", from.iter().map(|n| n.origin.clone()).collect()))
}

/// What a render needs of the task's data configuration.
pub struct Plan {
    pub data: Node,
    pub inputs: bool,
    pub outputs: bool,
    pub in_path: Node,
    pub out_path: Node,
}

/// Adds co-pilot where the task's data configuration asks for it.
pub fn run(b: &mut Build<'_>) -> Result<(), Refusal> {
    let data = b.task.data_config().clone();
    let enabled = data.get("enabled").cloned();
    if let Some(enabled) = &enabled {
        b.decide(enabled);
    }
    if enabled.as_ref().and_then(Node::as_bool) != Some(true) {
        return Ok(());
    }
    let has = |side: &str| !interface::variables(b.task.at(&["interface", side])).is_empty();
    let co_pilot = &b.config.k8s.co_pilot;
    let path = |key: &str, default: &Node| match data.get(key).filter(|n| n.is_filled()) {
        Some(own) => own.clone().over(default, Verdict::OnlyIfUnset, Rule::OnlyIfUnset),
        None => default.clone(),
    };
    let plan = Plan {
        inputs: has("inputs"),
        outputs: has("outputs"),
        in_path: path("inputPath", &co_pilot.default_input_path),
        out_path: path("outputPath", &co_pilot.default_output_path),
        data,
    };
    if b.version.copilot_crashes() && (plan.inputs || plan.outputs) {
        let message = "runtime error: invalid memory address or nil pointer dereference".to_owned();
        let mut refusal =
            refuse("flyte/crash", "this version of Flyte crashes on co-pilot".to_owned(), message, &plan.data);
        refusal.help = Some("from 2.0.16 on it does not".to_owned());
        return Err(refusal);
    }
    for side in ["inputs", "outputs"] {
        let node = b.task.at(&["interface", side]).clone();
        b.decide(&node);
    }
    primary_container(b, &plan);
    pod(b, &plan)
}

/// Why nothing was added.
pub fn idle(b: &Build<'_>) -> Reason {
    match b.task.data_config().get("enabled").and_then(Node::as_bool) {
        Some(true) => "the task has neither inputs nor outputs".into(),
        _ => "the task's data loading is not enabled".into(),
    }
}

/// A volume mount.
pub fn mount(name: &Node, path: &Node) -> Node {
    Node::object(vec![("mountPath", path.clone()), ("name", name.clone())], made())
}

/// Security context and mounts of the primary.
fn primary_container(b: &mut Build<'_>, plan: &Plan) {
    let co_pilot = &b.config.k8s.co_pilot;
    let traces = b.version.traces_processes();
    let primary = b.primary.clone();
    let Some(list) = b.spec.map_mut().get_mut("containers") else { return };
    let name = primary.as_str().unwrap_or("");
    let Some(container) = list.seq_mut().iter_mut().rev().find(|c| c.str_at("name") == name) else { return };
    let present = |node: &mut Node| {
        if node.is_null() {
            node.value = Value::Map(std::rc::Rc::new(Map::sorted()));
            node.origin = made();
        }
    };
    let context = container.field_mut("securityContext", &made());
    present(context);
    let capabilities = context.field_mut("capabilities", &made());
    present(capabilities);
    if traces {
        capabilities.field_mut("add", &made()).seq_mut().push(fixed("SYS_PTRACE"));
    }
    if plan.inputs {
        let mount = mount(&co_pilot.input_vol_name, &plan.in_path);
        container.field_mut("volumeMounts", &made()).seq_mut().push(mount);
    }
    if plan.outputs {
        let mount = mount(&co_pilot.output_vol_name, &plan.out_path);
        container.field_mut("volumeMounts", &made()).seq_mut().push(mount);
    }
}

fn pod(b: &mut Build<'_>, plan: &Plan) -> Result<(), Refusal> {
    if b.version.traces_processes() {
        let mut node = Node::bool(true, made());
        if let Some(given) = b.spec.get("shareProcessNamespace").filter(|n| !n.is_null()) {
            node.displace(given, Verdict::Overridden, Rule::Forced);
        }
        b.spec.set("shareProcessNamespace", node);
    }
    let config = b.config;
    let co_pilot = &config.k8s.co_pilot;
    let secret =
        Some(&co_pilot.storage_config_secret_name).filter(|n| b.version.has_copilot_storage_secret() && n.is_filled());
    if let Some(name) = secret.filter(|_| plan.inputs || plan.outputs) {
        b.spec.field_mut("volumes", &made()).seq_mut().push(secret_volume(name));
    }
    if plan.inputs {
        b.spec.field_mut("volumes", &made()).seq_mut().push(empty_directory(&co_pilot.input_vol_name, &MADE));
        let container = downloader(b, plan, secret)?;
        if b.version.downloader_is_primary_init() {
            b.primary_init = container.get("name").and_then(Node::as_text).cloned().unwrap_or(Text::Static(""));
        }
        b.spec.field_mut("initContainers", &made()).seq_mut().push(container);
    }
    if plan.outputs {
        b.spec.field_mut("volumes", &made()).seq_mut().push(empty_directory(&co_pilot.output_vol_name, &MADE));
        let container = uploader(b, plan, secret)?;
        if b.version.uploader_is_init_container() {
            b.spec.field_mut("initContainers", &made()).seq_mut().insert(0, container);
            grace_period(b);
        } else {
            b.spec.field_mut("containers", &made()).seq_mut().push(container);
        }
    }
    Ok(())
}

/// The grace period is co-pilot's timeout.
fn grace_period(b: &mut Build<'_>) {
    let timeout = &b.config.k8s.co_pilot.timeout_nanoseconds;
    let nanoseconds = timeout.as_int().unwrap_or(0);
    let n = if b.version.grace_period_in_seconds() { nanoseconds / 1_000_000_000 } else { nanoseconds };
    let mut node = Node::int(n, Origin::derived(Rule::Derive, "co-pilot", vec![timeout.origin.clone()]));
    if let Some(given) = b.spec.get("terminationGracePeriodSeconds").filter(|n| !n.is_null()) {
        node.displace(given, Verdict::Overridden, Rule::Forced);
    }
    b.spec.set("terminationGracePeriodSeconds", node);
}

fn secret_volume(name: &Node) -> Node {
    let secret = Node::object(vec![("name", name.clone())], made());
    let source = Node::object(vec![("secret", secret)], made());
    let projected = Node::object(
        vec![("defaultMode", Node::int(292, made())), ("sources", Node::seq(vec![source], made()))],
        made(),
    );
    Node::object(vec![("name", fixed(SECRET_VOLUME)), ("projected", projected)], made())
}
