//! The arguments of flytekit's tasks, as the file gives them.

use crate::sdk::arguments::{Accelerator, Arguments, Container, Secret, SharedMemory};
use crate::sdk::made::{Part, made};
use crate::sdk::python::common::checks::type_name;
use crate::sdk::python::common::convert::{Lost, known, lost, node, origin};
use crate::sdk::python::common::interface::variables;
use crate::sdk::python::common::shared::{POD_PLUGIN, constant, given, pod_template, simple, strings, wrong};
use crate::sdk::python::flytekit::values::{OF_PROTOBUF, amounts, environment, interruptible, text, words};
use crate::sdk::python::language::machine::Made;
use crate::sdk::python::language::value::{Field, Kind, Object, Val};
use crate::sdk::{SdkSettings, arguments::Sdk};
use crate::source::Span;
use crate::tree::{Layer, Node};

/// The arguments of a task; `module` is the dotted name of its module.
pub(in crate::sdk::python) fn arguments(
    task: &Made<'_>,
    module: &str,
    settings: &SdkSettings,
) -> Result<Arguments, Lost> {
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

/// The dotted name of a decorator or of the class of an object.
pub(in crate::sdk::python) fn class(kind: &Kind<'_>) -> String {
    match kind {
        Kind::Name(dotted) => dotted.to_string(),
        Kind::Object(object) => object.borrow().class.clone(),
        _ => String::new(),
    }
}

fn read(object: &Object<'_>, out: &mut Arguments, settings: &SdkSettings) -> Result<(), Lost> {
    let field = |name: &str| given(object, name);
    out.image = text(object, "container_image", "expected string or bytes-like object")?;
    out.pod_template = field("pod_template")?.map(|f| pod_template(&f.value)).transpose()?;
    if let Some(Field { value, .. }) = field("task_config")? {
        plugin(value, out)?;
    }
    out.pod_template_name = text(object, "pod_template_name", OF_PROTOBUF)?;
    out.requests = field("requests")?.map(|f| amounts(&f.value)).transpose()?;
    out.limits = field("limits")?.map(|f| amounts(&f.value)).transpose()?;
    out.resources = field("resources")?.map(|f| amounts(&f.value)).transpose()?;
    let in_pod = out.pod_template.is_some();
    let own = field("environment")?.map(|f| environment(&f.value, in_pod)).transpose()?.unwrap_or_default();
    out.environment = settings.environment_with(own);
    out.interruptible = interruptible(field("interruptible")?)?;
    out.secrets = field("secret_requests")?.map(|f| secrets(&f.value)).transpose()?.unwrap_or_default();
    out.labels = strings(object, "labels", Layer::Task)?;
    out.annotations = strings(object, "annotations", Layer::Task)?;
    out.accelerator = field("accelerator")?.map(|f| accelerator(&f.value)).transpose()?;
    out.shared_memory = field("shared_memory")?.map(shared_memory).transpose()?.flatten();
    Ok(())
}

/// The configuration of a plugin: that of the Pod plugin is a pod template; what another makes of the
/// task is not known.
fn plugin(value: &Val<'_>, out: &mut Arguments) -> Result<(), Lost> {
    match &value.kind {
        Kind::Object(object) if object.borrow().class == POD_PLUGIN => {
            out.pod_template = Some(pod_template(value)?);
            out.pod_plugin = true;
            Ok(())
        }
        _ => Err(lost(value.span, "a plugin decides what becomes of the task")),
    }
}

/// What a container task takes besides; the rest it drops.
fn container(object: &Object<'_>, span: Span, out: &mut Arguments) -> Result<(), Lost> {
    (out.accelerator, out.shared_memory, out.labels, out.annotations) = (None, None, None, None);
    (out.image, out.interruptible) = (None, None);
    out.name = text(object, "name", OF_PROTOBUF)?;
    if let Some(Field { value, .. }) = given(object, "metadata")? {
        let Kind::Object(metadata) = &known(value)?.kind else {
            return Err(wrong(value.span, "this must be `TaskMetadata(...)`", "AttributeError"));
        };
        let metadata = metadata.borrow();
        out.interruptible = interruptible(given(&metadata, "interruptible")?)?;
        out.labels = strings(&metadata, "labels", Layer::Task)?;
        out.annotations = strings(&metadata, "annotations", Layer::Task)?;
    }
    if let Some(Field { value, .. }) = given(object, "io_strategy")? {
        let theirs = "AttributeError: 'int' object has no attribute 'to_flyte_idl'";
        return Err(wrong(value.span, "flytekit cannot write `io_strategy`", theirs));
    }
    // what JSON is called is the default, which is not written
    let format = constant(given(object, "metadata_format")?)?.filter(|f| f.as_str() != Some("JSON"));
    out.container = Some(Container {
        origin: origin(span, Layer::Task),
        image: text(object, "image", "expected string or bytes-like object")?,
        command: words(object, "command")?,
        arguments: words(object, "arguments")?.filter(|a| !a.items().is_empty()),
        input_data_dir: simple(object, "input_data_dir")?,
        output_data_dir: simple(object, "output_data_dir")?,
        metadata_format: format,
        file_input_layout: None,
        inputs: variables(object, "inputs")?,
        outputs: variables(object, "outputs")?,
    });
    Ok(())
}

/// What `TaskMetadata(...)` says of the Pod.
pub(in crate::sdk::python) fn metadata(value: &Val<'_>) -> Result<Node, Lost> {
    let Kind::Object(metadata) = &known(value)?.kind else {
        return Err(wrong(value.span, "this must be `TaskMetadata(...)`", "AttributeError"));
    };
    let metadata = metadata.borrow();
    let arguments = Arguments {
        pod_template_name: text(&metadata, "pod_template_name", OF_PROTOBUF)?,
        interruptible: interruptible(given(&metadata, "interruptible")?)?,
        labels: strings(&metadata, "labels", Layer::Task)?,
        annotations: strings(&metadata, "annotations", Layer::Task)?,
        ..Arguments::default()
    };
    let nothing = || Node::map(crate::tree::Map::in_order(Vec::new()), origin(value.span, Layer::Task));
    Ok(crate::sdk::flytekit::metadata(&arguments).unwrap_or_else(nothing))
}

/// The items of a list or tuple, or one value by itself.
pub(in crate::sdk::python) fn listed<'a>(value: &Val<'a>) -> Result<Vec<Val<'a>>, Lost> {
    Ok(match &known(value)?.kind {
        Kind::List(items) => items.borrow().clone(),
        Kind::Tuple(items) => items.to_vec(),
        _ => vec![value.clone()],
    })
}

fn secrets(value: &Val<'_>) -> Result<Vec<Secret>, Lost> {
    if let (Kind::Tuple(items), true) = (&known(value)?.kind, value.truth() == Some(true)) {
        items.iter().try_for_each(|i| known(i).map(drop))?;
        let theirs = "AttributeError: 'tuple' object has no attribute 'to_flyte_idl'";
        return Err(wrong(value.span, "`secret_requests` must be a list", theirs));
    }
    listed(value)?.iter().map(secret).collect()
}

fn secret(value: &Val<'_>) -> Result<Secret, Lost> {
    let Kind::Object(object) = &known(value)?.kind else {
        return Err(wrong(value.span, "a secret must be `Secret(...)`", "AssertionError: Secret expected"));
    };
    let object = object.borrow();
    if let Some(Field { value, .. }) = given(&object, "mount_requirement")?
        && let Some(kind) = type_name(known_or_name(value)?)
    {
        let theirs = format!("AttributeError: '{kind}' object has no attribute 'value'");
        return Err(wrong(value.span, "this must be a `Secret.MountType`", &theirs));
    }
    Ok(Secret {
        origin: origin(value.span, Layer::Task),
        key: text(&object, "key", OF_PROTOBUF)?,
        group: text(&object, "group", OF_PROTOBUF)?,
        group_version: text(&object, "group_version", OF_PROTOBUF)?,
        mount_requirement: constant(given(&object, "mount_requirement")?)?,
        env_var: simple(&object, "env_var")?,
        mount: None,
    })
}

/// A value that is known, or a name of another package.
fn known_or_name<'v, 'a>(value: &'v Val<'a>) -> Result<&'v Val<'a>, Lost> {
    if matches!(value.kind, Kind::Name(_)) { Ok(value) } else { known(value) }
}

/// A constant of `flytekit.extras.accelerators`, or a device written out.
pub(in crate::sdk::python) fn accelerator(value: &Val<'_>) -> Result<Accelerator, Lost> {
    if let Kind::Name(dotted) = &value.kind
        && let Some((_, name)) = dotted.split_once("accelerators.")
    {
        return Ok(Accelerator::Named(Node::str(name, origin(value.span, Layer::Task))));
    }
    match &known(value)?.kind {
        Kind::Object(object) if object.borrow().class == "flytekit.GPUAccelerator" => {
            let object = object.borrow();
            let device = simple(&object, "device")?;
            let device = device.ok_or_else(|| lost(value.span, "no device is given"))?;
            Ok(Accelerator::Explicit { device, partition_size: None, unpartitioned: None })
        }
        Kind::Object(_) => Err(lost(value.span, "it is no accelerator that is known here")),
        _ => {
            let kind = type_name(value).unwrap_or_default();
            let theirs = format!("AttributeError: '{kind}' object has no attribute 'to_flyte_idl'");
            Err(wrong(value.span, "this is no accelerator", &theirs))
        }
    }
}

/// `True`, or a size, which may be empty.
fn shared_memory(field: &Field<'_>) -> Result<Option<SharedMemory>, Lost> {
    shared_memory_of(&field.value)
}

/// [`shared_memory`] of a value.
pub(in crate::sdk::python) fn shared_memory_of(value: &Val<'_>) -> Result<Option<SharedMemory>, Lost> {
    let value = known(value)?;
    let place = origin(value.span, Layer::Task);
    Ok(match &value.kind {
        Kind::Bool(true) => Some(SharedMemory { origin: place, size: None }),
        _ if value.as_str().is_some() => Some(SharedMemory { origin: place, size: Some(node(value, Layer::Task)?) }),
        // anything else is passed over
        _ => None,
    })
}
