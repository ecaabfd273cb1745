//! `resources`, `requests` and `limits`.

use crate::sdk::arguments::{Amount, Device, Resource, Resources, Sdk};
use crate::sdk::reader::Reader;
use crate::tree::{Entry, Layer, Node, Origin, Value};

const FLYTEKIT: &[&str] = &["cpu", "mem", "memory", "gpu", "ephemeral_storage", "disk"];
const FLYTE: &[&str] = &["cpu", "memory", "mem", "gpu", "disk", "ephemeral_storage", "shm"];

/// Reads one `Resources`; either SDK's names for memory and disk are read.
pub(super) fn read(reader: &mut Reader<'_>, what: &str, node: &Node, sdk: Sdk) -> Option<Resources> {
    let entries = reader.mapping(what, node)?;
    let origin = node.origin.in_layer(Layer::Task);
    let mut out =
        Resources { origin, cpu: None, memory: None, gpu: None, disk: None, device: None, shared_memory: None };
    let mut seen: Vec<(&str, &Entry)> = Vec::new();
    let known = if sdk == Sdk::Flyte { FLYTE } else { FLYTEKIT };
    for entry in entries {
        let path = format!("{what}.{}", entry.key);
        if !known.contains(&entry.key.as_str()) {
            reader.unknown_key(entry, &format!("`{what}`"), known.iter().copied());
            continue;
        }
        let same = match entry.key.as_str() {
            "mem" => "memory",
            "ephemeral_storage" => "disk",
            other => other,
        };
        if let Some((_, first)) = seen.iter().find(|(s, _)| *s == same) {
            reader.twice(first, entry);
            continue;
        }
        seen.push((same, entry));
        match same {
            "cpu" => out.cpu = resource(reader, entry, &path, sdk),
            "memory" => out.memory = resource(reader, entry, &path, sdk),
            "disk" => out.disk = resource(reader, entry, &path, sdk),
            "shm" => out.shared_memory = reader.string(&path, &entry.node, Layer::Task),
            "gpu" if matches!(entry.node.value, Value::Map(_)) && sdk == Sdk::Flyte => {
                out.device = device(reader, &entry.node, &path);
            }
            _ => out.gpu = resource(reader, entry, &path, sdk),
        }
    }
    Some(out)
}

/// One amount or a list of amounts.
fn resource(reader: &mut Reader<'_>, entry: &Entry, path: &str, sdk: Sdk) -> Option<Resource> {
    let node = &entry.node;
    let span = entry.key_span.or_else(|| node.span());
    let key = span.map_or_else(|| node.origin.clone(), |span| Origin::File { span, layer: Layer::Task });
    let amount = match &node.value {
        Value::Null => return None,
        Value::Seq(items) => {
            let mut out = Vec::with_capacity(items.len());
            for (i, item) in items.iter().enumerate() {
                out.push(amount(reader, item, &format!("{path}[{i}]"), sdk)?);
            }
            Amount::Several(Node::seq(out, node.origin.in_layer(Layer::Task)))
        }
        _ => Amount::One(amount(reader, node, path, sdk)?),
    };
    Some(Resource { key, amount })
}

/// The text of an amount. 2.x tells a number of devices from a device's name, and refuses negative numbers.
fn amount(reader: &mut Reader<'_>, node: &Node, path: &str, sdk: Sdk) -> Option<Node> {
    let number = match node.value {
        Value::Int(n) => n < 0 || path.ends_with(".gpu"),
        Value::Float(n) => n < 0.0,
        _ => false,
    };
    if sdk == Sdk::Flyte && number {
        return Some(Node::new(node.value.clone(), node.origin.in_layer(Layer::Task)));
    }
    let text = reader.as_string(node, Layer::Task);
    if text.is_none() {
        reader.wrong(path, "an amount like `500m` or `2Gi`", node);
    }
    text
}

/// `{device, quantity, partition}`
fn device(reader: &mut Reader<'_>, node: &Node, path: &str) -> Option<Device> {
    let (mut device, mut quantity, mut partition) = (None, None, None);
    for entry in node.entries() {
        let field = format!("{path}.{}", entry.key);
        match entry.key.as_str() {
            "device" => device = reader.string(&field, &entry.node, Layer::Task),
            "quantity" => quantity = whole_number(reader, &field, &entry.node),
            "partition" => partition = reader.string(&field, &entry.node, Layer::Task),
            _ => reader.unknown_key(entry, &format!("`{path}`"), ["device", "quantity", "partition"]),
        }
    }
    if node.get("device").is_none_or(Node::is_null) {
        super::missing(reader, node, path, "device");
    }
    Some(Device { device: device?, quantity, partition, class: None })
}

fn whole_number(reader: &mut Reader<'_>, path: &str, node: &Node) -> Option<Node> {
    if node.as_int().is_none() {
        reader.wrong(path, "a whole number", node);
    }
    Some(Node::int(node.as_int()?, node.origin.in_layer(Layer::Task)))
}
