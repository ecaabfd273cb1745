//! The arguments of flytekit's tasks, as the file gives them.

use super::convert::{Lost, known, node, origin};
use super::interface::variables;
use super::machine::Made;
use super::shared::{constant, environment, given, pod_template, resources, simple, wrong};
use super::value::{Field, Kind, Object, Val};
use crate::sdk::arguments::{Accelerator, Arguments, Container, Secret, SharedMemory};
use crate::sdk::made::{Part, made};
use crate::sdk::{SdkSettings, arguments::Sdk};
use crate::source::Span;
use crate::tree::{Layer, Node};

const NAMES: [&str; 4] = ["cpu", "mem", "gpu", "ephemeral_storage"];

/// The arguments of a task; `module` is the dotted name of its module.
pub(super) fn arguments(task: &Made<'_>, module: &str, settings: &SdkSettings) -> Result<Arguments, Lost> {
    let nothing = Object { class: String::new(), fields: Vec::new() };
    let mut out = Arguments { span: Some(task.span), ..Arguments::default() };
    let dotted = match &task.maker.kind {
        Kind::Object(object) => {
            let object = object.borrow();
            read(&object, &mut out, settings)?;
            let inner = object.get("()").map(|v| class(&v.kind)).unwrap_or_default();
            if object.class == "functools.partial" { inner } else { object.class.clone() }
        }
        kind => {
            read(&nothing, &mut out, settings)?;
            class(kind)
        }
    };
    if matches!(dotted.rsplit('.').next(), Some("dynamic" | "eager")) {
        // It stands with the variables of the settings, before those of the task.
        let of_sdk = || made(Sdk::Flytekit, Part::Environment);
        let context = (Node::text("_F_SS_C", of_sdk()), Node::text("<serialization context>", of_sdk()));
        let at = settings.environment.len().min(out.environment.len());
        out.environment.insert(at, context);
    }
    match &task.function {
        Some(function) => {
            let name = origin(task.span, Layer::Task);
            out.name = Some(Node::str(format!("{module}.{function}"), name));
        }
        None => {
            if let Kind::Object(object) = &task.maker.kind {
                container(&object.borrow(), task.span, &mut out)?;
            }
        }
    }
    Ok(out)
}

fn class(kind: &Kind<'_>) -> String {
    match kind {
        Kind::Name(dotted) => dotted.to_string(),
        Kind::Object(object) => object.borrow().class.clone(),
        _ => String::new(),
    }
}

fn read(object: &Object<'_>, out: &mut Arguments, settings: &SdkSettings) -> Result<(), Lost> {
    let field = |name: &str| given(object, name);
    out.image = simple(object, "container_image")?;
    out.pod_template = field("pod_template")?.map(|f| pod_template(&f.value)).transpose()?;
    out.pod_template_name = simple(object, "pod_template_name")?;
    out.requests = field("requests")?.map(|f| resources(&f.value, NAMES)).transpose()?;
    out.limits = field("limits")?.map(|f| resources(&f.value, NAMES)).transpose()?;
    out.resources = field("resources")?.map(|f| resources(&f.value, NAMES)).transpose()?;
    let own = field("environment")?.map(|f| environment(&f.value)).transpose()?.unwrap_or_default();
    out.environment = settings.environment_with(own);
    out.interruptible = simple(object, "interruptible")?;
    out.secrets = field("secret_requests")?.map(|f| secrets(&f.value)).transpose()?.unwrap_or_default();
    out.labels = simple(object, "labels")?;
    out.annotations = simple(object, "annotations")?;
    out.accelerator = field("accelerator")?.map(|f| accelerator(&f.value)).transpose()?;
    out.shared_memory = field("shared_memory")?.map(shared_memory).transpose()?.flatten();
    Ok(())
}

/// What a container task takes besides; the rest it drops.
fn container(object: &Object<'_>, span: Span, out: &mut Arguments) -> Result<(), Lost> {
    (out.accelerator, out.shared_memory, out.labels, out.annotations, out.image) = (None, None, None, None, None);
    out.pod_template_name = simple(object, "pod_template_name")?;
    out.name = simple(object, "name")?;
    let interruptible = given(object, "metadata")?.and_then(|f| match &f.value.kind {
        Kind::Object(metadata) => metadata.borrow().get("interruptible").cloned(),
        _ => None,
    });
    if let Some(value) = interruptible.filter(|v| !v.is_none()) {
        out.interruptible = Some(node(&value, Layer::Task)?);
    }
    let image = given(object, "image")?;
    if let Some(Field { value, .. }) = image.filter(|f| known(&f.value).is_ok_and(|v| v.as_str().is_none())) {
        return Err(super::convert::lost(value.span, "it is no text"));
    }
    let format = constant(given(object, "metadata_format")?)?;
    out.container = Some(Container {
        origin: origin(span, Layer::Task),
        image: simple(object, "image")?,
        command: simple(object, "command")?,
        arguments: simple(object, "arguments")?.filter(|a| !a.items().is_empty()),
        input_data_dir: simple(object, "input_data_dir")?,
        output_data_dir: simple(object, "output_data_dir")?,
        metadata_format: format,
        file_input_layout: None,
        inputs: variables(object, "inputs")?,
        outputs: variables(object, "outputs")?,
    });
    Ok(())
}

/// The items of a list or tuple, or one value by itself.
pub(super) fn listed<'a>(value: &Val<'a>) -> Result<Vec<Val<'a>>, Lost> {
    Ok(match &known(value)?.kind {
        Kind::List(items) => items.borrow().clone(),
        Kind::Tuple(items) => items.to_vec(),
        _ => vec![value.clone()],
    })
}

fn secrets(value: &Val<'_>) -> Result<Vec<Secret>, Lost> {
    listed(value)?.iter().map(secret).collect()
}

fn secret(value: &Val<'_>) -> Result<Secret, Lost> {
    let Kind::Object(object) = &known(value)?.kind else {
        return Err(wrong(value.span, "a secret must be `Secret(...)`", "AssertionError: Secret expected"));
    };
    let object = object.borrow();
    Ok(Secret {
        origin: origin(value.span, Layer::Task),
        key: simple(&object, "key")?,
        group: simple(&object, "group")?,
        group_version: simple(&object, "group_version")?,
        mount_requirement: constant(given(&object, "mount_requirement")?)?,
        env_var: simple(&object, "env_var")?,
        mount: None,
    })
}

/// A constant of `flytekit.extras.accelerators`, or a device written out.
pub(super) fn accelerator(value: &Val<'_>) -> Result<Accelerator, Lost> {
    if let Kind::Name(dotted) = &value.kind
        && let Some((_, name)) = dotted.split_once("accelerators.")
    {
        return Ok(Accelerator::Named(Node::str(name, origin(value.span, Layer::Task))));
    }
    match &known(value)?.kind {
        Kind::Object(object) if object.borrow().class == "flytekit.GPUAccelerator" => {
            let object = object.borrow();
            let device = simple(&object, "device")?;
            let device = device.ok_or_else(|| super::convert::lost(value.span, "no device is given"))?;
            Ok(Accelerator::Explicit { device, partition_size: None, unpartitioned: None })
        }
        _ => Err(super::convert::lost(value.span, "it is no accelerator that is known here")),
    }
}

/// `True`, or a size, which may be empty.
fn shared_memory(field: &Field<'_>) -> Result<Option<SharedMemory>, Lost> {
    shared_memory_of(&field.value)
}

/// [`shared_memory`] of a value.
pub(super) fn shared_memory_of(value: &Val<'_>) -> Result<Option<SharedMemory>, Lost> {
    let value = known(value)?;
    let place = origin(value.span, Layer::Task);
    Ok(match &value.kind {
        Kind::Bool(true) => Some(SharedMemory { origin: place, size: None }),
        Kind::Bool(false) => None,
        _ => Some(SharedMemory { origin: place, size: Some(node(value, Layer::Task)?) }),
    })
}
