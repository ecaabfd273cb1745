//! Accelerators: flytekit's constants, flyte's devices, and what they are called on nodes. As data.

use std::sync::LazyLock;

use super::arguments::{Accelerator, Device, Sdk};
use super::made::{Part, made};
use super::parts::{Fields, derived, refused};
use super::reader::listing;
use crate::diagnostic::{Diagnostic, suggest};
use crate::tree::{Node, Origin, Rule};

/// A constant of `flytekit.extras.accelerators`.
struct Constant {
    name: &'static str,
    device: &'static str,
    unpartitioned: bool,
    partition_size: Option<&'static str>,
}

static CONSTANTS: LazyLock<Vec<Constant>> = LazyLock::new(|| {
    let row = |line: &'static str| match line.split('\t').collect::<Vec<_>>()[..] {
        [name, device, unpartitioned, size] => Some(Constant {
            name,
            device,
            unpartitioned: unpartitioned == "True",
            partition_size: Some(size).filter(|s| !s.is_empty()),
        }),
        _ => None,
    };
    include_str!("accelerators-flytekit.tsv").lines().skip(1).filter_map(row).collect()
});

/// A device of `flyte.Resources(gpu=)`.
struct Known {
    name: &'static str,
    class: &'static str,
    counts: &'static str,
    partitions: &'static str,
    label: &'static str,
}

static DEVICES: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let row = |line: &'static str| match line.split('\t').collect::<Vec<_>>()[..] {
        [name, class, counts, partitions, label] => Some(Known { name, class, counts, partitions, label }),
        _ => None,
    };
    include_str!("accelerators-flyte.tsv").lines().skip(1).filter_map(row).collect()
});

/// Names of devices that flyte still reads.
const OLD_NAMES: &[(&str, &str)] = &[("A100 80G", "A100_80G"), ("RTX PRO 6000", "RTX_PRO_6000")];

/// A device of 2.x: how many, and what the TaskTemplate says of it.
pub(super) struct Found {
    /// How many.
    pub quantity: Node,
    /// `gpuAccelerator`
    pub accelerator: Node,
    /// A Mac's own device, which runs outside the container.
    pub apple_silicon: bool,
}

/// `gpuAccelerator` of a flytekit task.
pub(super) fn flytekit(asked: &Accelerator, out: &mut Vec<Diagnostic>) -> Option<Node> {
    match asked {
        Accelerator::Explicit { device, partition_size, unpartitioned } => {
            let whole = unpartitioned.clone().filter(|u| u.as_bool() == Some(true));
            if let (Some(_), Some(size)) = (&whole, partition_size) {
                let message = "an accelerator is either `unpartitioned` or has a `partition_size`";
                let found = Diagnostic::error("task/accelerator", message).maybe_at(size.span(), "of both");
                out.push(found.help("keep one of them"));
            }
            let all = Fields::new(device.origin.clone()).with("device", device.clone());
            Some(all.maybe("unpartitioned", whole).maybe("partitionSize", partition_size.clone()).node())
        }
        Accelerator::Named(name) => {
            let text = name.as_str().unwrap_or_default();
            let from = || derived(Rule::DeviceMap, &[&name.origin]);
            if let Some(constant) = CONSTANTS.iter().find(|c| c.name == text) {
                let all = Fields::new(name.origin.clone()).with("device", Node::text(constant.device, from()));
                let whole = constant.unpartitioned.then(|| Node::bool(true, from()));
                let size = constant.partition_size.map(|s| Node::text(s, from()));
                return Some(all.maybe("unpartitioned", whole).maybe("partitionSize", size).node());
            }
            if looks_like_a_constant(text) {
                out.push(no_constant(name, text));
                return None;
            }
            Some(Fields::new(name.origin.clone()).with("device", name.clone()).node())
        }
    }
}

/// Whether flytekit has a constant of that name (`A100.partition_1g_5gb`).
pub(super) fn is_constant(name: &str) -> bool {
    CONSTANTS.iter().any(|c| c.name == name)
}

/// Whether a constant has partitions.
pub(super) fn has_parts(name: &str) -> bool {
    CONSTANTS.iter().any(|c| c.name.split_once('.').is_some_and(|(head, _)| head == name))
}

/// Constants are upper case, or an attribute of one; labels of nodes are neither.
fn looks_like_a_constant(text: &str) -> bool {
    let head = text.split('.').next().unwrap_or(text);
    !head.is_empty() && head.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

fn no_constant(name: &Node, text: &str) -> Diagnostic {
    let names = || CONSTANTS.iter().map(|c| c.name);
    let help = match suggest(text, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "known: {}; any other device as `{{device: LABEL, partition_size: SIZE}}`",
            listing(names().filter(|n| !n.contains('.')))
        ),
    };
    let message = format!("flytekit has no accelerator `{text}`");
    Diagnostic::error("task/accelerator", message).maybe_at(name.span(), "not known").help(help)
}

/// `A100:2` of a flyte task.
pub(super) fn flyte_text(asked: &Node, out: &mut Vec<Diagnostic>) -> Option<Found> {
    let text = asked.as_str().unwrap_or_default();
    let (name, count) = text.split_once(':').unwrap_or((text, ""));
    let apple = name == "AppleSilicon";
    let count = if count.is_empty() && apple && !text.contains(':') { "1" } else { count };
    let known = device_named(name).filter(|k| k.counts.split(',').any(|c| c == count));
    let Some(known) = known else {
        let message = format!("`{text}` is no accelerator that flyte knows");
        out.push(
            Diagnostic::error("task/accelerator", message).maybe_at(asked.span(), "not known").help(nearest(name)),
        );
        return None;
    };
    let quantity = Node::str(count, derived(Rule::Derive, &[&asked.origin]));
    Some(found(known, quantity, None, &asked.origin))
}

/// Whether a text like `A100:2` is an accelerator of flyte.
pub(super) fn is_flyte_text(text: &str) -> bool {
    let (name, count) = text.split_once(':').unwrap_or((text, ""));
    let count = if text == "AppleSilicon" { "1" } else { count };
    device_named(name).is_some_and(|k| k.counts.split(',').any(|c| c == count))
}

/// What to write instead of a text that is no accelerator.
pub(super) fn flyte_help(text: &str) -> String {
    nearest(text.split(':').next().unwrap_or(text))
}

/// The devices of a class.
pub(super) fn flyte_devices(class: &str) -> impl Iterator<Item = &'static str> {
    DEVICES.iter().filter(move |k| k.class == class).map(|k| k.name)
}

/// Whether a class has this device.
pub(super) fn is_flyte_device(name: &str, class: &str) -> bool {
    device_named(name).is_some_and(|k| k.class == class)
}

/// What flyte says of a partition that the device does not have.
pub(super) fn flyte_partition_fault(name: &str, partition: &str) -> Option<String> {
    device_named(name).and_then(|known| partition_fault(known, partition))
}

/// Names that `Device(...)` still maps to a label, though no function makes them.
const OLD_LABELS: &[(&str, &str)] = &[
    ("A100G", "nvidia-a100g"),
    ("L4_VWS", "nvidia-l4-vws"),
    ("K80", "nvidia-tesla-k80"),
    ("M60", "nvidia-tesla-m60"),
    ("P4", "nvidia-tesla-p4"),
    ("P100", "nvidia-tesla-p100"),
];

/// A device whose class is written out: any name will do.
fn flyte_classed(asked: &Device, class: &Node) -> Found {
    let name = asked.device.as_str().unwrap_or_default();
    let old = || OLD_LABELS.iter().find(|(old, _)| *old == name).map(|(_, label)| *label);
    let label = device_named(name).map(|k| k.label).or_else(old);
    let mapped = || derived(Rule::DeviceMap, &[&asked.device.origin]);
    let label = label.map_or_else(|| asked.device.clone(), |label| Node::text(label, mapped()));
    let quantity = asked.quantity.as_ref().map(|n| Node::str(n.as_int().unwrap_or(1).to_string(), n.origin.clone()));
    let quantity = quantity.unwrap_or_else(|| Node::text("1", made(Sdk::Flyte, Part::Extended)));
    let partition = asked.partition.clone().filter(|p| p.as_str() != Some(""));
    let class = class.as_str().unwrap_or_default();
    let accelerator = Fields::new(asked.device.origin.clone())
        .with("device", label)
        .maybe("partitionSize", partition)
        .maybe("deviceClass", class_node(class, mapped()));
    Found { quantity, accelerator: accelerator.node(), apple_silicon: class == "APPLE_SILICON" }
}

/// A device written out.
pub(super) fn flyte_device(asked: &Device, out: &mut Vec<Diagnostic>) -> Option<Found> {
    if let Some(class) = &asked.class {
        return Some(flyte_classed(asked, class));
    }
    let name = asked.device.as_str().unwrap_or_default();
    let Some(known) = device_named(name) else {
        let message = format!("`{name}` is no device that flyte knows");
        let found = Diagnostic::error("task/accelerator", message).maybe_at(asked.device.span(), "not known");
        out.push(found.help(nearest(name)));
        return None;
    };
    if let Some(partition) = &asked.partition {
        out.extend(wrong_partition(known, partition));
    }
    let quantity = match &asked.quantity {
        Some(n) if n.as_int().is_some_and(|n| n < 1) => {
            let theirs = "ValueError: GPU quantity must be at least 1".to_owned();
            let message = "a device's `quantity` must be at least 1".to_owned();
            out.push(refused("task/accelerator", message, &n.origin, theirs).help("leave `gpu` out for none"));
            return None;
        }
        Some(n) => Node::str(n.as_int().unwrap_or(1).to_string(), n.origin.clone()),
        None => Node::text("1", made(Sdk::Flyte, Part::Extended)),
    };
    Some(found(known, quantity, asked.partition.clone(), &asked.device.origin))
}

/// A partition that the device does not have.
fn wrong_partition(known: &Known, partition: &Node) -> Option<Diagnostic> {
    let (name, text) = (known.name, partition.as_str().unwrap_or_default());
    let message = format!("`{name}` has no partition `{text}`");
    let found = refused("task/accelerator", message, &partition.origin, partition_fault(known, text)?);
    let sizes: Vec<&str> = known.partitions.split(',').filter(|p| *p != "-").collect();
    let help = if sizes.is_empty() { "leave `partition` out".to_owned() } else { format!("known: {}", listing(sizes)) };
    Some(found.help(help))
}

/// flyte's own words. Of some devices it does not know the partitions.
fn partition_fault(known: &Known, text: &str) -> Option<String> {
    let name = known.name;
    if name.ends_with(" shared") {
        return Some(format!(
            "ValueError: A shared GPU takes no partition, got '{text}' for {name}. Request a plain device to use a MIG \
             partition."
        ));
    }
    let sizes: Vec<&str> = known.partitions.split(',').filter(|p| *p != "-").collect();
    let wrong = !sizes.is_empty() && !sizes.contains(&text);
    let sizes = || sizes.iter().map(|s| format!("'{s}'")).collect::<Vec<_>>().join(", ");
    wrong.then(|| format!("ValueError: Invalid partition for {name}: {text}. Must be one of ({})", sizes()))
}

fn device_named(name: &str) -> Option<&'static Known> {
    let name = OLD_NAMES.iter().find(|(old, _)| *old == name).map_or(name, |(_, new)| new);
    DEVICES.iter().find(|k| k.name == name)
}

fn nearest(name: &str) -> String {
    match DEVICES.iter().find(|k| k.name == name) {
        Some(known) if known.counts == "-" => format!("write `gpu: {{device: {name}}}`"),
        Some(known) => {
            let counts: Vec<String> = known.counts.split(',').map(|c| format!("{name}:{c}")).collect();
            format!("write the number behind the device: {}", listing(counts.iter().map(String::as_str)))
        }
        None => match suggest(name, DEVICES.iter().map(|k| k.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known: {}", listing(DEVICES.iter().map(|k| k.name))),
        },
    }
}

fn found(known: &Known, quantity: Node, partition: Option<Node>, from: &Origin) -> Found {
    let mapped = || derived(Rule::DeviceMap, &[from]);
    let class = class_node(known.class, mapped());
    let accelerator = Fields::new(from.clone())
        .with("device", Node::text(known.label, mapped()))
        .maybe("partitionSize", partition)
        .maybe("deviceClass", class);
    Found { quantity, accelerator: accelerator.node(), apple_silicon: known.class == "APPLE_SILICON" }
}

/// `deviceClass`; that of NVIDIA is the wire's zero.
fn class_node(class: &str, origin: Origin) -> Option<Node> {
    match class {
        "TPU" => Some(Node::text("GOOGLE_TPU", origin)),
        "NEURON" => Some(Node::text("AMAZON_NEURON", origin)),
        "AMD_GPU" => Some(Node::text("AMD_GPU", origin)),
        "HABANA_GAUDI" => Some(Node::text("HABANA_GAUDI", origin)),
        // Its number has no name yet in the flyteidl2 that podtpl knows.
        "APPLE_SILICON" => Some(Node::int(5, origin)),
        _ => None,
    }
}
