//! The arguments of flyte's tasks: those of the environment, and over them those of the task.

use super::convert::{Lost, known, lost, node, origin};
use super::flytekit::listed;
use super::interface::variables;
use super::machine::Made;
use super::shared::{constant, environment, given, pod_template, resources, simple, wrong};
use super::value::{Field, Kind, Object, Val};
use crate::sdk::arguments::{Arguments, Container, Device, Resource, Resources, Sdk, Secret};
use crate::sdk::made::{Part, made};
use crate::tree::{Layer, Node};

const NAMES: [&str; 4] = ["cpu", "memory", "gpu", "disk"];

/// The arguments of a task, and whether its environment is reused.
pub(super) fn arguments(task: &Made<'_>, module: &str) -> Result<(Arguments, bool), Lost> {
    let mut out = Arguments { span: Some(task.span), ..Arguments::default() };
    let (environment, own) = match &known_maker(&task.maker)?.kind {
        Kind::Object(object) => {
            let object = object.borrow();
            (object.get("()").cloned(), object.fields.clone())
        }
        Kind::Method(method) => (Some(method.0.clone()), Vec::new()),
        _ => (None, Vec::new()),
    };
    let own = Object { class: String::new(), fields: own };
    let Some(function) = &task.function else {
        read(&own, &mut out)?;
        container(&own, task, &mut out)?;
        return Ok((out, false));
    };
    let Some(Val { kind: Kind::Object(environment), .. }) = environment else {
        return Err(lost(task.span, "its environment is not known"));
    };
    let environment = environment.borrow();
    read(&environment, &mut out)?;
    over(&own, &mut out)?;
    let name = simple(&environment, "name")?;
    let name = name.as_ref().and_then(Node::as_str).unwrap_or_default().to_owned();
    out.name = Some(Node::str(format!("{name}.{function}"), origin(task.span, Layer::Task)));
    out.module = Some(Node::str(module, origin(task.span, Layer::Task)));
    Ok((out, given(&environment, "reusable")?.is_some()))
}

fn known_maker<'v, 'a>(maker: &'v Val<'a>) -> Result<&'v Val<'a>, Lost> {
    if matches!(maker.kind, Kind::Method(_)) { Ok(maker) } else { known(maker) }
}

fn read(object: &Object<'_>, out: &mut Arguments) -> Result<(), Lost> {
    out.image = given(object, "image")?.map(|f| image(&f.value)).transpose()?.flatten();
    template(object, out)?;
    out.resources = given(object, "resources")?.map(|f| devices(&f.value)).transpose()?;
    out.environment = given(object, "env_vars")?.map(|f| environment(&f.value)).transpose()?.unwrap_or_default();
    out.secrets = given(object, "secrets")?.map(|f| secrets(&f.value)).transpose()?.unwrap_or_default();
    out.interruptible = simple(object, "interruptible")?;
    out.service_account = simple(object, "service_account")?;
    Ok(())
}

/// What the decorator says besides, which replaces what the environment says.
fn over(own: &Object<'_>, out: &mut Arguments) -> Result<(), Lost> {
    template(own, out)?;
    if let Some(interruptible) = simple(own, "interruptible")? {
        out.interruptible = Some(interruptible);
    }
    if let Some(account) = simple(own, "service_account")?.filter(Node::is_filled) {
        out.service_account = Some(account);
    }
    if let Some(field) = given(own, "resources")? {
        out.resources = Some(devices(&field.value)?);
    }
    Ok(())
}

/// A template or its name; the nearest one replaces the other wholly, and nothing replaces nothing.
fn template(object: &Object<'_>, out: &mut Arguments) -> Result<(), Lost> {
    let Some(Field { value, .. }) = given(object, "pod_template")? else { return Ok(()) };
    match &known(value)?.kind {
        Kind::Str(s) if s.is_empty() => {}
        Kind::Str(_) => {
            out.pod_template = None;
            out.pod_template_name = Some(node(value, Layer::Task)?);
        }
        _ => {
            out.pod_template_name = None;
            out.pod_template = Some(pod_template(value)?);
        }
    }
    Ok(())
}

/// A reference; an image that has to be built is none.
fn image(value: &Val<'_>) -> Result<Option<Node>, Lost> {
    match &known(value)?.kind {
        Kind::Object(object) if object.borrow().class == "flyte.Image" => simple(&object.borrow(), "base"),
        _ => node(value, Layer::Task).map(Some),
    }
}

fn devices(value: &Val<'_>) -> Result<Resources, Lost> {
    let mut out = resources(value, NAMES)?;
    let Kind::Object(object) = &value.kind else { return Ok(out) };
    let object = object.borrow();
    out.shared_memory = simple(&object, "shm")?;
    let Some(Field { value, key, .. }) = given(&object, "gpu")? else { return Ok(out) };
    if let Kind::Object(device) = &value.kind {
        let device = device.borrow();
        let name = simple(&device, "device")?.ok_or_else(|| lost(value.span, "no device is given"))?;
        out.device = Some(Device {
            device: name,
            quantity: simple(&device, "quantity")?,
            partition: simple(&device, "partition")?,
        });
        let amount = crate::sdk::arguments::Amount::One(Node::null(origin(value.span, Layer::Task)));
        out.gpu = Some(Resource { key: origin(*key, Layer::Task), amount });
    }
    Ok(out)
}

fn secrets(value: &Val<'_>) -> Result<Vec<Secret>, Lost> {
    listed(value)?.iter().map(secret).collect()
}

fn secret(value: &Val<'_>) -> Result<Secret, Lost> {
    let mut out = Secret {
        origin: origin(value.span, Layer::Task),
        key: None,
        group: None,
        group_version: None,
        mount_requirement: None,
        env_var: None,
        mount: None,
    };
    match &known(value)?.kind {
        Kind::Str(_) => out.key = Some(node(value, Layer::Task)?),
        Kind::Object(object) => {
            let object = object.borrow();
            out.key = simple(&object, "key")?;
            out.group = simple(&object, "group")?;
            out.env_var = simple(&object, "as_env_var")?;
            out.mount = match given(&object, "mount")?.map(|f| known(&f.value)).transpose()?.map(|v| &v.kind) {
                Some(Kind::Object(path)) => simple(&path.borrow(), "path")?,
                _ => simple(&object, "mount")?,
            };
        }
        _ => return Err(wrong(value.span, "a secret must be a text or `Secret(...)`", "TypeError")),
    }
    Ok(out)
}

fn container(object: &Object<'_>, task: &Made<'_>, out: &mut Arguments) -> Result<(), Lost> {
    out.name = simple(object, "name")?;
    let layout = constant(given(object, "file_input_layout")?)?;
    let directory = |name: &str| -> Result<Option<Node>, Lost> {
        match given(object, name)?.map(|f| &f.value.kind) {
            Some(Kind::Object(path)) => simple(&path.borrow(), "path"),
            _ => simple(object, name),
        }
    };
    let own = |path| Node::text(path, made(Sdk::Flyte, Part::Data));
    out.container = Some(Container {
        origin: origin(task.span, Layer::Task),
        image: out.image.take(),
        command: simple(object, "command")?,
        arguments: simple(object, "arguments")?,
        input_data_dir: Some(directory("input_data_dir")?.unwrap_or_else(|| own("/var/inputs"))),
        output_data_dir: Some(directory("output_data_dir")?.unwrap_or_else(|| own("/var/outputs"))),
        metadata_format: constant(given(object, "metadata_format")?)?,
        file_input_layout: layout,
        inputs: variables(object, "inputs")?,
        outputs: variables(object, "outputs")?,
    });
    Ok(())
}
