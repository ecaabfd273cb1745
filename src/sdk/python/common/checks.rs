//! What flyte refuses when an object is made, with its own words. What is not known is not refused.

use crate::sdk::accelerators;
use crate::sdk::parts::refused;
use crate::sdk::python::flyte::devices;
use crate::sdk::python::flyte::policies;
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::operators::float;
use crate::sdk::python::language::value::{Kind, Object, Val};
use crate::sdk::python::library::text::repr;
use crate::source::Span;
use crate::tree::Origin;

/// Python's name of a value's type, if that is known.
pub(in crate::sdk::python) fn type_name(value: &Val<'_>) -> Option<String> {
    Some(match &value.kind {
        Kind::None => "NoneType".to_owned(),
        Kind::Bool(_) => "bool".to_owned(),
        Kind::Int(_) => "int".to_owned(),
        Kind::Float(_) => "float".to_owned(),
        Kind::Str(_) => "str".to_owned(),
        Kind::List(_) => "list".to_owned(),
        Kind::Tuple(_) => "tuple".to_owned(),
        Kind::Dict(_) => "dict".to_owned(),
        Kind::Object(object) => object.borrow().class.rsplit('.').next().unwrap_or_default().to_owned(),
        _ => return None,
    })
}

/// Whether a value is an object of that class.
pub(in crate::sdk::python) fn is(value: &Val<'_>, class: &str) -> bool {
    matches!(&value.kind, Kind::Object(object) if object.borrow().class == class)
}

/// Whether a value is an environment of tasks.
pub(in crate::sdk::python) fn is_environment(value: &Val<'_>) -> bool {
    is(value, "flyte.TaskEnvironment") || is(value, "flyte.ClusteredTaskEnvironment")
}

/// A refusal while the file is imported.
pub(in crate::sdk::python) fn fault(m: &mut Machine<'_>, at: Span, message: &str, theirs: impl Into<String>) {
    m.refuse(refused("task/refused", message.to_owned(), &Origin::input(at), theirs.into()));
}

/// A field that is given, not `None` and known.
pub(in crate::sdk::python) fn given<'o, 'a>(object: &'o Object<'a>, name: &str) -> Option<&'o Val<'a>> {
    object.get(name).filter(|v| !v.is_none() && type_name(v).is_some())
}

/// What the constructor of a class of flyte refuses.
pub(in crate::sdk::python) fn check(m: &mut Machine<'_>, object: &Object<'_>, span: Span) {
    match object.class.as_str() {
        "flyte.TaskEnvironment" => environment(m, object),
        "flyte.ClusteredTaskEnvironment" => {
            environment(m, object);
            clustered(m, object, span);
        }
        "flyte.Resources" => resources(m, object),
        "flyte.Device" => devices::check(m, object, span),
        "flyte.Secret" => policies::secret(m, object),
        "flyte.ReusePolicy" => policies::reuse(m, object),
        "flyte.Cache" => given(object, "behavior").into_iter().for_each(|v| policies::cache(m, v)),
        "flyte.RetryStrategy" => policies::retries(m, object),
        "flyte.ContainerTask" => policies::container(m, object),
        _ => {}
    }
}

/// A value as Python's messages repeat it.
pub(in crate::sdk::python) fn shown(value: &Val<'_>) -> String {
    repr(value, 0).unwrap_or_default()
}

/// Whether a name is snake case or kebab case, with numbers.
fn is_name(name: &str) -> bool {
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    name.split(['_', '-']).all(word)
}

fn environment(m: &mut Machine<'_>, env: &Object<'_>) {
    // name, the types that flyte takes, and how it calls them
    const TYPES: &[(&str, &[&str], &str)] = &[
        ("image", &["str", "Image"], "str or Image"),
        ("secrets", &["str", "Secret", "list"], "SecretRequest"),
        ("service_account", &["str"], "str"),
        ("resources", &["Resources"], "Resources"),
        ("env_vars", &["dict"], "Dict[str, str]"),
        ("pod_template", &["str", "PodTemplate"], "str or PodTemplate"),
        ("reusable", &["ReusePolicy"], "ReusePolicy"),
        ("cache", &["str", "Cache"], "str or Cache"),
    ];
    for (name, types, called) in TYPES {
        let Some(value) = given(env, name) else { continue };
        let unread = matches!(*name, "image" | "secrets" | "reusable" | "cache") && value.truth() == Some(false);
        let found = type_name(value).unwrap_or_default();
        if !unread && !types.contains(&found.as_str()) {
            let theirs = format!("TypeError: Expected {name} to be of type {called}, got <class '{found}'>");
            fault(m, value.span, &format!("`{name}` cannot be a `{found}`"), theirs);
        }
    }
    if let Some(Val { kind: Kind::List(items), .. }) = env.get("depends_on") {
        for item in items.borrow().iter().filter(|i| !is_environment(i)) {
            let other = type_name(item).filter(|t| !t.ends_with("Environment"));
            if let Some(found) = other {
                let theirs =
                    format!("TypeError: Expected depends_on to be of type List[Environment], got <class '{found}'>");
                fault(m, item.span, "`depends_on` takes environments", theirs);
            }
        }
    }
    if let Some((name, text)) = given(env, "name").and_then(|n| Some((n, n.as_str()?))).filter(|(_, t)| !is_name(t)) {
        let theirs = format!("ValueError: Environment name '{text}' must be in snake_case or kebab-case format.");
        fault(m, name.span, "the name must be of lower-case letters and digits, with `-` or `_` between", theirs);
    }
    if let Some((name, found)) = env.get("name").and_then(|n| Some((n, type_name(n)?))).filter(|(_, t)| t != "str") {
        let theirs = format!("TypeError: expected string or bytes-like object, got '{found}'");
        fault(m, name.span, "the name must be a text", theirs);
    }
    if let Some(text) = given(env, "include").filter(|v| v.as_str().is_some_and(|t| !t.is_empty())) {
        let theirs =
            format!("TypeError: Expected include to be a sequence of str paths, got a bare str ({}).", shown(text));
        fault(m, text.span, "`include` must be a list of paths", theirs);
    }
    if let (Some(_), Some(plugin)) = (given(env, "reusable"), given(env, "plugin_config")) {
        let theirs = "ValueError: Cannot set plugin_config when environment is reusable.";
        fault(m, plugin.span, "a reusable environment takes no plugin", theirs);
    }
}

fn clustered(m: &mut Machine<'_>, env: &Object<'_>, span: Span) {
    if let Some(reusable) = given(env, "reusable") {
        let theirs = "ValueError: ClusteredTaskEnvironment does not support reusable environments";
        fault(m, reusable.span, "a clustered environment cannot be reused", theirs);
    }
    for name in ["replicas", "nproc_per_node"] {
        if let Some(value) = given(env, name).filter(|v| v.as_int().is_some_and(|n| n < 1)) {
            fault(m, value.span, &format!("`{name}` must be 1 or more"), format!("ValueError: {name} must be >= 1"));
        }
    }
    let processes = env.get("nproc_per_node").and_then(Val::as_int);
    if let (Some(runtime), Some(n)) = (given(env, "runtime").filter(|r| is(r, "flyte.JaxRun")), processes)
        && n != 1
    {
        let theirs = format!(
            "ValueError: JaxRun runs one process per pod that owns all local devices, so nproc_per_node must be 1 \
             (got {n}); restrict devices per process with jax_initialize(local_device_ids=...) instead"
        );
        fault(m, runtime.span, "with JAX `nproc_per_node` must be 1", theirs);
    }
    let Some(Val { kind: Kind::Object(resources), .. }) = env.get("resources") else { return };
    let count = resources.borrow().get("gpu").and_then(devices);
    if let (Some(count), Some(n)) = (count, processes)
        && count < n
    {
        let theirs = format!("ValueError: resources.gpu ({count}) must be >= nproc_per_node ({n})");
        fault(m, span, "there are fewer GPUs than processes", theirs);
    }
}

/// How many devices are asked for.
fn devices(gpu: &Val<'_>) -> Option<i128> {
    match &gpu.kind {
        Kind::Str(text) => text.split_once(':').map_or(Some(1), |(_, n)| n.parse().ok()),
        Kind::Object(device) => device.borrow().get("quantity").and_then(Val::as_int),
        _ => gpu.as_int().filter(|n| *n != 0),
    }
}

fn resources(m: &mut Machine<'_>, resources: &Object<'_>) {
    for name in ["cpu", "memory"] {
        let Some(value) = given(resources, name) else { continue };
        match &value.kind {
            Kind::Tuple(items) if items.len() != 2 => {
                let theirs = format!("ValueError: {name} tuple must have exactly two elements");
                fault(m, value.span, &format!("a pair of `{name}` has a request and a limit"), theirs);
            }
            Kind::Tuple(items) => {
                for item in items.iter() {
                    if item.is_none() {
                        let theirs = format!("ValueError: {name} pair elements must both be set, got None");
                        fault(m, item.span, &format!("both amounts of `{name}` must be given"), theirs);
                    }
                    amount(m, name, item);
                }
            }
            _ => amount(m, name, value),
        }
    }
    for name in ["disk", "shm"] {
        given(resources, name).into_iter().for_each(|v| amount(m, name, v));
    }
    if let Some(gpu) = given(resources, "gpu") {
        accelerator(m, gpu);
    }
}

fn amount(m: &mut Machine<'_>, name: &str, value: &Val<'_>) {
    let Some(found) = type_name(value).filter(|t| t != "NoneType") else { return };
    if name == "cpu" {
        if float(value).is_some_and(|n| n < 0.0) {
            let theirs = "ValueError: cpu must be greater than or equal to 0";
            fault(m, value.span, "`cpu` must not be negative", theirs);
        } else if float(value).is_none() && value.as_str().is_none() {
            let theirs = format!(
                "ValueError: cpu must be a core count or a Kubernetes quantity string such as 1, 0.5 or '100m', got \
                 {found}: {}",
                shown(value)
            );
            fault(m, value.span, &format!("`cpu` cannot be a `{found}`"), theirs);
        }
    } else if value.as_str().is_none() {
        let theirs = format!(
            "ValueError: {name} must be a Kubernetes quantity string such as '1Gi', '512Mi' or '2G', got {found}: {}",
            shown(value)
        );
        fault(m, value.span, &format!("`{name}` must be a text like `1Gi`"), theirs);
    }
}

fn accelerator(m: &mut Machine<'_>, gpu: &Val<'_>) {
    let found = type_name(gpu).unwrap_or_default();
    match &gpu.kind {
        Kind::Str(text) if !accelerators::is_flyte_text(text) => {
            let theirs = format!("ValueError: gpu must be one of typing.Literal['A2:1', 'A10:1', ...], got {text}");
            let help = accelerators::flyte_help(text);
            let found = refused(
                "task/accelerator",
                format!("`{text}` is no accelerator that flyte knows"),
                &Origin::input(gpu.span),
                theirs,
            );
            m.refuse(found.help(help));
        }
        Kind::Str(_) => {}
        Kind::Object(device) if device.borrow().class == "flyte.Device" => {}
        _ => match gpu.as_int() {
            Some(0..) => {}
            Some(_) => {
                let theirs = "ValueError: gpu must be greater than or equal to 0";
                fault(m, gpu.span, "`gpu` must not be negative", theirs);
            }
            None => {
                let theirs = format!(
                    "ValueError: gpu must be an accelerator string such as 'A100:4', a device count, or a \
                     GPU()/TPU()/Device() instance, got {found}: {}",
                    shown(gpu)
                );
                fault(m, gpu.span, &format!("`gpu` cannot be a `{found}`"), theirs);
            }
        },
    }
}
