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

/// A device written out.
pub(super) fn flyte_device(asked: &Device, out: &mut Vec<Diagnostic>) -> Option<Found> {
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

/// A partition that the device does not have. Of some devices flyte does not know the partitions.
fn wrong_partition(known: &Known, partition: &Node) -> Option<Diagnostic> {
    let (name, text) = (known.name, partition.as_str().unwrap_or_default());
    let message = format!("`{name}` has no partition `{text}`");
    if name.ends_with(" shared") {
        let theirs = format!(
            "ValueError: A shared GPU takes no partition, got '{text}' for {name}. Request a plain device to use a MIG \
             partition."
        );
        return Some(refused("task/accelerator", message, &partition.origin, theirs).help("leave `partition` out"));
    }
    let sizes: Vec<&str> = known.partitions.split(',').filter(|p| *p != "-").collect();
    if sizes.is_empty() || sizes.contains(&text) {
        return None;
    }
    let theirs = format!(
        "ValueError: Invalid partition for {name}: {text}. Must be one of ({})",
        sizes.iter().map(|s| format!("'{s}'")).collect::<Vec<_>>().join(", ")
    );
    let help = format!("known: {}", listing(sizes));
    Some(refused("task/accelerator", message, &partition.origin, theirs).help(help))
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
    let class = match known.class {
        "GPU" => None,
        "TPU" => Some(Node::text("GOOGLE_TPU", mapped())),
        "NEURON" => Some(Node::text("AMAZON_NEURON", mapped())),
        // Its number has no name yet in the flyteidl2 that podtpl knows.
        "APPLE_SILICON" => Some(Node::int(5, mapped())),
        other => Some(Node::text(other, mapped())),
    };
    let accelerator = Fields::new(from.clone())
        .with("device", Node::text(known.label, mapped()))
        .maybe("partitionSize", partition)
        .maybe("deviceClass", class);
    Found { quantity, accelerator: accelerator.node(), apple_silicon: known.class == "APPLE_SILICON" }
}
