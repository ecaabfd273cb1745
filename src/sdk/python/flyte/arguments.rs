//! The arguments of flyte's tasks: those of the environment, and over them those of the task.

use crate::sdk::arguments::{Arguments, Container, Device, Resource, Resources, Sdk, Secret};
use crate::sdk::made::{Part, made};
use crate::sdk::python::common::checks;
use crate::sdk::python::common::construct;
use crate::sdk::python::common::convert::{Lost, known, lost, node, origin};
use crate::sdk::python::common::interface::variables;
use crate::sdk::python::common::shared::{constant, environment, given, pod_template, resources, simple, wrong};
use crate::sdk::python::flyte::image;
use crate::sdk::python::flyte::pod_faults;
use crate::sdk::python::flyte::policies;
use crate::sdk::python::flytekit::arguments::listed;
use crate::sdk::python::language::machine::Made;
use crate::sdk::python::language::value::{Field, Kind, Object, Val};
use crate::tree::{Layer, Node};

const NAMES: [&str; 4] = ["cpu", "memory", "gpu", "disk"];

/// The arguments of a task, and whether its environment is reused.
pub(in crate::sdk::python) fn arguments(task: &Made<'_>, module: &str) -> Result<(Arguments, bool), Lost> {
    let mut out = Arguments { span: Some(task.span), ..Arguments::default() };
    let (environment, own) = match &known(&task.maker)?.kind {
        Kind::Object(object) => {
            let object = object.borrow();
            if object.class == crate::sdk::python::flyte::environment::SANDBOX {
                return Err(lost(task.span, "sandboxed tasks are not read"));
            }
            (object.get("()").cloned(), object.fields.clone())
        }
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
    read(&over(&environment, &own)?, &mut out)?;
    for (object, name) in [(&*environment, "plugin_config"), (&own, "task_resolver")] {
        if let Some(field) = given(object, name)? {
            return Err(lost(field.value.span, "a plugin decides what becomes of the task"));
        }
    }
    if environment.class == "flyte.ClusteredTaskEnvironment" {
        let runtime = given(&environment, "runtime")?.map(|f| known(&f.value)).transpose()?;
        let jax = runtime.is_some_and(|r| checks::is(r, "flyte.JaxRun"));
        out.launcher = if jax { &["clustered", "--runtime=jax"] } else { &["clustered"] };
    }
    let name = simple(&environment, "name")?;
    let name = name.as_ref().and_then(Node::as_str).unwrap_or_default().to_owned();
    out.name = Some(Node::str(format!("{name}.{function}"), origin(task.span, Layer::Task)));
    out.module = Some(Node::str(module, origin(task.span, Layer::Task)));
    Ok((out, given(&environment, "reusable")?.is_some()))
}

fn read(object: &Object<'_>, out: &mut Arguments) -> Result<(), Lost> {
    given(object, "name")?;
    out.image = object.get("image").map(image).transpose()?.flatten();
    out.resources = given(object, "resources")?.map(|f| devices(&f.value)).transpose()?;
    runs_on_the_mac(object, out.resources.as_ref())?;
    template(object, out)?;
    out.environment = given(object, "env_vars")?.map(|f| pairs(&f.value)).transpose()?.unwrap_or_default();
    out.secrets = given(object, "secrets")?.map(|f| secrets(&f.value)).transpose()?.unwrap_or_default();
    out.interruptible = object.get("interruptible").map(|v| node(v, Layer::Task)).transpose()?;
    out.service_account = simple(object, "service_account")?.filter(Node::is_filled);
    Ok(())
}

/// On a Mac the task's packages are installed anew, as the image's layers say them; those are not followed.
fn runs_on_the_mac(object: &Object<'_>, resources: Option<&Resources>) -> Result<(), Lost> {
    let device = resources.and_then(|r| r.device.as_ref()).and_then(|d| d.device.as_str());
    let gpu = resources.and_then(|r| r.gpu.as_ref()).and_then(|g| match &g.amount {
        crate::sdk::arguments::Amount::One(text) => text.as_str(),
        crate::sdk::arguments::Amount::Several(_) => None,
    });
    let mac = [device, gpu].into_iter().flatten().any(|name| name.starts_with("AppleSilicon"));
    let image = object.get("image").filter(|_| mac);
    match image.map(|i| &i.kind) {
        Some(Kind::Object(image)) => match image.borrow().get(image::PACKAGES) {
            Some(layer) => Err(lost(layer.span, "the packages of an image that runs on a Mac are not followed")),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Variables; one that is `None` is empty.
fn pairs(value: &Val<'_>) -> Result<Vec<(Node, Node)>, Lost> {
    let Kind::Dict(entries) = &known(value)?.kind else { return environment(value) };
    let mut copy = entries.borrow().clone();
    copy.values_mut().filter(|(_, v)| v.is_none()).for_each(|(_, v)| *v = Val::str("", v.span));
    environment(&Val::dict(copy, value.span))
}

/// The environment with what the decorator says over it. What it replaces need not be known.
fn over<'a>(environment: &Object<'a>, own: &Object<'a>) -> Result<Object<'a>, Lost> {
    let mut out = Object { class: environment.class.clone(), fields: environment.fields.clone() };
    for name in ["pod_template", "service_account", "interruptible"] {
        let Some(field) = given(own, name)? else { continue };
        if name == "interruptible" || field.value.truth() != Some(false) {
            out.set(name, field.key, field.value.clone());
        }
    }
    Ok(out)
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
            let asks = out
                .resources
                .as_ref()
                .is_some_and(|r| [&r.cpu, &r.memory, &r.gpu, &r.disk].iter().any(|a| a.is_some()));
            out.pod_template_name = None;
            out.pod_template = Some(pod_template(value)?);
            if let Kind::Object(object) = &value.kind {
                pod_faults::check(&object.borrow(), asks, value.span)?;
            }
        }
    }
    Ok(())
}

/// A reference, or null for none at all; an image that has to be built is no reference.
fn image(value: &Val<'_>) -> Result<Option<Node>, Lost> {
    let base = match &known(value)?.kind {
        Kind::Object(object) if object.borrow().class == image::IMAGE => match object.borrow().get("base") {
            Some(base) => base.clone(),
            None => return Ok(None),
        },
        // nothing of any other kind is no image either
        _ if value.truth() == Some(false) && value.as_str().is_none() => {
            return Ok(Some(Node::null(origin(value.span, Layer::Task))));
        }
        _ => value.clone(),
    };
    let image = node(&base, Layer::Task)?;
    if !image.is_filled() {
        let shown = if base.is_none() { "None" } else { "''" };
        let theirs = format!(
            "ImageBuildError: Image has no base image URI (got {shown}). This usually means `Image.from_base()` was given \
             `None` or an empty string, for example from an unset environment variable. Pass a full image URI such as \
             `<registry>/<name>:<tag>`."
        );
        return Err(wrong(value.span, "the image is empty", &theirs));
    }
    Ok(Some(image))
}

fn devices(value: &Val<'_>) -> Result<Resources, Lost> {
    let mut out = resources(value, NAMES)?;
    let Kind::Object(object) = &value.kind else { return Ok(out) };
    let object = object.borrow();
    out.shared_memory = simple(&object, "shm")?;
    let Some(Field { value, key, .. }) = given(&object, "gpu")? else { return Ok(out) };
    if let Kind::Object(device) = &value.kind {
        let device = device.borrow();
        let theirs = "RuntimeError: Device type must be specified for GPU string.";
        let name = simple(&device, "device")?.ok_or_else(|| wrong(value.span, "the device has no name", theirs))?;
        out.device = Some(Device {
            device: name,
            quantity: simple(&device, "quantity")?,
            partition: simple(&device, "partition")?,
            class: simple(&device, "device_class")?,
        });
        let amount = crate::sdk::arguments::Amount::One(Node::null(origin(value.span, Layer::Task)));
        out.gpu = Some(Resource { key: origin(*key, Layer::Task), amount });
    }
    Ok(out)
}

fn secrets(value: &Val<'_>) -> Result<Vec<Secret>, Lost> {
    if value.truth() == Some(false) && matches!(value.kind, Kind::Dict(_) | Kind::Tuple(_)) {
        return Ok(Vec::new());
    }
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
        Kind::Object(object) if object.borrow().class == "flyte.Secret" => {
            let object = object.borrow();
            out.key = simple(&object, "key")?;
            out.group = simple(&object, "group")?;
            out.env_var = simple(&object, "as_env_var")?.filter(Node::is_filled);
            out.mount = match given(&object, "mount")?.map(|f| known(&f.value)).transpose()?.map(|v| &v.kind) {
                Some(Kind::Object(path)) => simple(&path.borrow(), "path")?,
                _ => simple(&object, "mount")?.filter(Node::is_filled),
            };
            // the variable's name is that of the key as it was when the secret was made
            let changed = |name: &str| {
                let now = object.get(name).and_then(Val::as_str).unwrap_or_default().to_owned();
                object.get(&format!("made {name}")).is_some_and(|made| made.as_str() != Some(&now))
            };
            if out.env_var.is_none() && out.mount.is_none() && (changed("key") || changed("group")) {
                let made = policies::rewritten(&object, "as_env_var", value.span);
                out.env_var = made.map(|v| node(&v, Layer::Task)).transpose()?;
            }
        }
        _ => {
            let found = checks::type_name(value).unwrap_or_default();
            let theirs = format!("AttributeError: '{found}' object has no attribute 'group'");
            return Err(wrong(value.span, "a secret must be a text or `Secret(...)`", &theirs));
        }
    }
    Ok(out)
}

fn container(object: &Object<'_>, task: &Made<'_>, out: &mut Arguments) -> Result<(), Lost> {
    out.name = simple(object, "name")?;
    if object.get("parent").is_none() {
        let name = out.name.as_ref().and_then(Node::as_str).unwrap_or_default();
        let theirs = format!("RuntimeSystemError: Task {name} has no parent environment name");
        let found = wrong(task.span, "this task has no environment", &theirs);
        return Err(Box::new(found.help("give it one: `TaskEnvironment.from_task(\"NAME\", TASK)`")));
    }
    let directory = |name: &str, own: &'static str| -> Result<Option<Node>, Lost> {
        let Some(value) = object.get(name) else { return Ok(Some(Node::text(own, made(Sdk::Flyte, Part::Data)))) };
        match &known(value)?.kind {
            Kind::Object(path) => simple(&path.borrow(), "path"),
            Kind::Str(text) => match &construct::path(&[&**text], value.span).kind {
                Kind::Object(path) => simple(&path.borrow(), "path"),
                _ => Ok(None),
            },
            _ => simple(object, name),
        }
    };
    out.container = Some(Container {
        origin: origin(task.span, Layer::Task),
        image: out.image.take(),
        command: words(object, "command")?,
        arguments: words(object, "arguments")?,
        input_data_dir: directory("input_data_dir", "/var/inputs")?,
        output_data_dir: directory("output_data_dir", "/var/outputs")?,
        metadata_format: constant(given(object, "metadata_format")?)?,
        file_input_layout: constant(given(object, "file_input_layout")?)?,
        inputs: variables(object, "inputs")?,
        outputs: variables(object, "outputs")?,
    });
    Ok(())
}

/// The command or the arguments of a container task: a list, to which flyte adds the other one.
fn words(object: &Object<'_>, name: &str) -> Result<Option<Node>, Lost> {
    let Some(value) = object.get(name) else { return Ok(None) };
    if name == "arguments" && known(value)?.truth() == Some(false) {
        return Ok(None);
    }
    if !matches!(known(value)?.kind, Kind::List(_)) {
        let found = checks::type_name(value).unwrap_or_default();
        let theirs = match (name, found.as_str()) {
            ("command", "tuple" | "str") => {
                format!("TypeError: can only concatenate {found} (not \"list\") to {found}")
            }
            ("command", _) => format!("TypeError: unsupported operand type(s) for +: '{found}' and 'list'"),
            _ => format!("TypeError: can only concatenate list (not \"{found}\") to list"),
        };
        return Err(wrong(value.span, &format!("`{name}` must be a list"), &theirs));
    }
    node(value, Layer::Task).map(Some)
}
