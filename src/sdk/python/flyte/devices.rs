//! Devices of flyte: `GPU(...)`, `TPU(...)` and the like make a `Device`, and refuse what they do not know.

use crate::sdk::accelerators;
use crate::sdk::python::common::checks::{fault, given, type_name};
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::value::{Field, Kind, Object, Val};
use crate::sdk::python::library::text::repr;
use crate::source::Span;

/// The functions, the class of device that each makes, and what it calls it.
const MAKERS: &[(&str, &str, &str)] = &[
    ("flyte.GPU", "GPU", "GPU"),
    ("flyte.TPU", "TPU", "TPU"),
    ("flyte.Neuron", "NEURON", "Neuron"),
    ("flyte.AMD_GPU", "AMD_GPU", "AMD GPU"),
    ("flyte.HABANA_GAUDI", "HABANA_GAUDI", "Habana Gaudi"),
    ("flyte.APPLE_SILICON", "APPLE_SILICON", "Apple Silicon"),
];

/// Whether a name is one of those functions.
pub(in crate::sdk::python) fn makes(class: &str) -> bool {
    MAKERS.iter().any(|(name, ..)| *name == class)
}

/// The device that a function makes of its arguments.
pub(in crate::sdk::python) fn made<'a>(
    m: &mut Machine<'_>,
    class: &str,
    mut fields: Vec<Field<'a>>,
    span: Span,
) -> Val<'a> {
    let (_, kind, called) = MAKERS.iter().find(|(name, ..)| *name == class).copied().unwrap_or(("", "GPU", "GPU"));
    let object = Object { class: class.to_owned(), fields: fields.clone() };
    let quantity = object.get("quantity").and_then(Val::as_int);
    if quantity.is_some_and(|n| n < 1) {
        fault(m, span, "a device's `quantity` must be at least 1", "ValueError: GPU quantity must be at least 1");
    }
    if let Some(device) = given(&object, "device") {
        let name = device.as_str().map_or_else(|| repr(device, 0).unwrap_or_default(), str::to_owned);
        if !accelerators::is_flyte_device(&name, kind) {
            let known = accelerators::flyte_devices(kind).map(|n| format!("'{n}'")).collect::<Vec<_>>();
            let comma = if known.len() == 1 { "," } else { "" };
            let theirs =
                format!("ValueError: Invalid {called} type: {name}. Must be one of ({}{comma})", known.join(", "));
            fault(m, device.span, &format!("`{name}` is no {called} that flyte knows"), theirs);
        } else if let Some(partition) = given(&object, "partition") {
            let text = partition.as_str().map_or_else(|| repr(partition, 0).unwrap_or_default(), str::to_owned);
            let theirs = accelerators::flyte_partition_fault(&name, &text);
            if let Some(theirs) = theirs {
                fault(m, partition.span, &format!("`{name}` has no partition `{text}`"), theirs);
            }
        }
    }
    let field = |name: &str, value: Val<'a>| Field { name: name.to_owned(), key: span, value };
    fields.push(field("device_class", Val::str(kind, span)));
    if class == "flyte.APPLE_SILICON" {
        fields.push(field("device", Val::str("AppleSilicon", span)));
    }
    if object.get("quantity").is_none() && object.get("?").is_none() {
        fields.push(field("quantity", Val::new(Kind::Int(1), span)));
    }
    Val::object("flyte.Device", fields, span)
}

/// What `Device(...)` refuses.
pub(in crate::sdk::python) fn check(m: &mut Machine<'_>, device: &Object<'_>, span: Span) {
    let quantity = device.get("quantity").and_then(Val::as_int);
    let text = |name: &str| device.get(name).and_then(Val::as_str);
    if quantity.is_some_and(|n| n < 1) {
        fault(m, span, "a device's `quantity` must be at least 1", "ValueError: GPU quantity must be at least 1");
    }
    let known = device.fields.iter().all(|f| type_name(&f.value).is_some());
    let (name, class) = (text("device") == Some("AppleSilicon"), text("device_class") == Some("APPLE_SILICON"));
    if known && name != class {
        let theirs = "ValueError: The Apple Silicon device is device=\"AppleSilicon\" with \
                      device_class=\"APPLE_SILICON\"";
        fault(m, span, "a device of Apple has its own class", theirs);
    } else if known && class && quantity.is_some_and(|n| n > 1) {
        let theirs = "ValueError: An Apple Silicon device is the Mac's single Metal GPU; quantity must be 1";
        fault(m, span, "a Mac has one device", theirs);
    }
}
