//! Accelerators: node affinity and tolerations for the device, the MIG label.

use crate::flyte::build::Build;
use crate::flyte::config::{Config, DeviceClass};
use crate::flyte::pipeline::{Reason, Refusal};
use crate::flyte::steps::overrides::extended_resource;
use crate::flyte::steps::requirement::{ensure_affinity, require, tolerate};
use crate::flyte::steps::resources::accelerator_keys;
use crate::flyte::version::FlyteVersion;
use crate::tree::{Made, Node, Origin, Rule, Text, Verdict};

/// Enum names of device classes, by number.
const CLASSES: [&str; 5] = ["NVIDIA_GPU", "GOOGLE_TPU", "AMAZON_NEURON", "AMD_GPU", "HABANA_GAUDI"];

/// Label with the number of MIG slices.
const SLICES_LABEL: &str = "platform.union.ai/gpu-partition-slices";

static DEVICE: Made = Made { step: "accelerator", reason: "the task asks for this device" };
static PARTITION: Made = Made { step: "accelerator", reason: "the task asks for this partition size" };
static UNPARTITIONED: Made = Made { step: "accelerator", reason: "the task asks for an unpartitioned device" };

/// Why there is nothing to do for an accelerator.
pub const NONE_ASKED: &str = "the task asks for no accelerator";

/// The effective `gpuAccelerator`; null if none.
pub fn effective(b: &Build<'_>) -> Node {
    extended_resource(b, "gpuAccelerator")
}

/// The configuration of an accelerator's device class (2.x).
pub fn device_class<'a>(b: &Build<'a>, accelerator: &Node) -> Option<&'a DeviceClass> {
    let class = accelerator.get("deviceClass");
    let number = class.and_then(Node::as_int).and_then(|n| usize::try_from(n).ok());
    let name = class.and_then(Node::as_str).or_else(|| CLASSES.get(number.unwrap_or(0)).copied())?;
    b.config.k8s.accelerator_device_classes.iter().find(|class| class.name == name)
}

/// What the class or the configuration says: node labels, requirement and toleration.
struct Settings {
    device_label: Node,
    partition_label: Node,
    requirement: Node,
    toleration: Node,
}

fn settings(b: &Build<'_>, accelerator: &Node) -> Settings {
    let k8s = &b.config.k8s;
    let mut settings = Settings {
        device_label: k8s.gpu_device_node_label.clone(),
        partition_label: k8s.gpu_partition_size_node_label.clone(),
        requirement: k8s.gpu_unpartitioned_node_selector_requirement.clone(),
        toleration: k8s.gpu_unpartitioned_toleration.clone(),
    };
    let Some(class) = device_class(b, accelerator).filter(|_| b.version.has_device_classes()) else { return settings };
    let set = |slot: &mut Node, own: &Node, given: bool| {
        if given {
            *slot = own.clone().over(slot, Verdict::OnlyIfUnset, Rule::OnlyIfUnset);
        }
    };
    let text = |n: &Node| n.is_filled();
    set(&mut settings.device_label, &class.device_node_label, text(&class.device_node_label));
    set(&mut settings.partition_label, &class.partition_size_node_label, text(&class.partition_size_node_label));
    let requirement = &class.unpartitioned_node_selector_requirement;
    set(&mut settings.requirement, requirement, !requirement.is_null());
    set(&mut settings.toleration, &class.unpartitioned_toleration, !class.unpartitioned_toleration.is_null());
    settings
}

/// Adds what the accelerator needs, if some container has a limit for it; then the MIG label.
pub fn run(b: &mut Build<'_>) -> Result<(), Refusal> {
    let accelerator = effective(b);
    if accelerator.is_null() {
        return Ok(());
    }
    if has_limit(&b.spec, b.config, b.version) {
        ensure_affinity(&mut b.spec);
        let settings = settings(b, &accelerator);
        if let Some(class) = accelerator.get("deviceClass") {
            b.decide(class);
        }
        device(b, &accelerator, &settings);
        partition(b, &accelerator, &settings);
    }
    if b.version.sets_mig_label() {
        mig_label(b, &accelerator);
    }
    Ok(())
}

/// Why no container needs anything.
pub fn idle(b: &Build<'_>) -> Reason {
    let accelerator = effective(b);
    match (accelerator.is_null(), has_limit(&b.spec, b.config, b.version)) {
        (true, true) => NONE_ASKED.into(),
        (true, false) => format!("{NONE_ASKED}, and no container has a limit for one").into(),
        (false, false) => {
            let keys = accelerator_keys(b.config, b.version);
            let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            format!("no container has a limit for {}", keys.join(" or ")).into()
        }
        (false, true) if asks_for_something(&accelerator) => "what the accelerator needs is there already".into(),
        (false, true) => "the accelerator names no device and no partition".into(),
    }
}

fn asks_for_something(accelerator: &Node) -> bool {
    accelerator.get("device").is_some_and(Node::is_filled)
        || accelerator.get("partitionSize").is_some_and(|n| !n.is_null())
        || accelerator.get("unpartitioned").and_then(Node::as_bool) == Some(true)
}

/// Whether some container of the Pod has a limit for an accelerator.
pub fn has_limit(spec: &Node, config: &Config, version: FlyteVersion) -> bool {
    let keys = accelerator_keys(config, version);
    let containers = spec.get("containers").map_or(&[][..], Node::items);
    containers.iter().any(|c| keys.iter().any(|key| c.at(&["resources", "limits", key]).is_some()))
}

fn device(b: &mut Build<'_>, accelerator: &Node, settings: &Settings) {
    let Some(device) = accelerator.get("device").filter(|n| n.is_filled()) else { return };
    let device = if b.version.has_device_classes() { mapped(b, device) } else { device.clone() };
    require(b, &selects(&settings.device_label, &device, &DEVICE));
    tolerate(b, &tolerates(&settings.device_label, &device, &DEVICE));
}

/// 2.x: the device's name as `accelerator-devices` has it, looked up in upper case.
fn mapped(b: &mut Build<'_>, device: &Node) -> Node {
    let upper = device.as_str().unwrap_or("").to_uppercase();
    let Some(found) = b.config.k8s.accelerator_devices.get(&upper).cloned() else { return device.clone() };
    let from = vec![found.origin.clone(), device.origin.clone()];
    let origin = Origin::derived(Rule::DeviceMap, b.step, from);
    Node { origin, ..found }.decided_by(Rule::DeviceMap)
}

fn selects(label: &Node, value: &Node, made: &'static Made) -> Node {
    let origin = || Origin::Flyte(made);
    Node::object(
        vec![
            ("key", label.clone()),
            ("operator", Node::text("In", origin())),
            ("values", Node::seq(vec![value.clone()], origin())),
        ],
        origin(),
    )
}

fn tolerates(label: &Node, value: &Node, made: &'static Made) -> Node {
    let origin = || Origin::Flyte(made);
    Node::object(
        vec![
            ("effect", Node::text("NoSchedule", origin())),
            ("key", label.clone()),
            ("operator", Node::text("Equal", origin())),
            ("value", value.clone()),
        ],
        origin(),
    )
}

fn partition(b: &mut Build<'_>, accelerator: &Node, settings: &Settings) {
    if let Some(size) = accelerator.get("partitionSize").filter(|n| !n.is_null()) {
        require(b, &selects(&settings.partition_label, size, &PARTITION));
        tolerate(b, &tolerates(&settings.partition_label, size, &PARTITION));
        return;
    }
    let Some(unpartitioned) = accelerator.get("unpartitioned") else { return };
    b.decide(unpartitioned);
    if unpartitioned.as_bool() != Some(true) {
        return;
    }
    if settings.requirement.is_null() {
        let origin = || Origin::Flyte(&UNPARTITIONED);
        let fields =
            vec![("key", settings.partition_label.clone()), ("operator", Node::text("DoesNotExist", origin()))];
        require(b, &Node::object(fields, origin()));
    } else {
        require(b, &settings.requirement);
    }
    if !settings.toleration.is_null() {
        tolerate(b, &settings.toleration);
    }
}

/// `<digits>g.<digits>gb`: a label with the number of slices, in the task's layer.
fn mig_label(b: &mut Build<'_>, accelerator: &Node) {
    let Some(size) = accelerator.get("partitionSize") else { return };
    let Some(slices) = mig_slices(size.as_str().unwrap_or("")) else { return };
    let mut node = Node::str(slices, Origin::derived(Rule::Derive, "accelerator", vec![size.origin.clone()]));
    if let Some(given) = b.labels.get(SLICES_LABEL) {
        node.displace(given, Verdict::Overridden, Rule::Forced);
    }
    b.labels.map_mut().set(Text::Static(SLICES_LABEL), node);
}

fn mig_slices(size: &str) -> Option<&str> {
    let (slices, memory) = size.split_once("g.")?;
    let memory = memory.strip_suffix("gb")?;
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    (digits(slices) && digits(memory)).then_some(slices)
}
