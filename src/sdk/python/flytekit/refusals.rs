//! What flytekit refuses while a file is imported, in its own words. What is not known is not refused.

use crate::sdk::accelerators;
use crate::sdk::parts::is_variable;
use crate::sdk::python::common::checks::{fault, given, is, type_name};
use crate::sdk::python::flytekit::arguments::class;
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::value::{Code, Field, Kind, Object, Val};
use crate::sdk::python::library::text;
use crate::sdk::python::library::text::repr;
use crate::source::Span;

/// Arguments of `task`, `dynamic` and those that are still taken.
const TASK: &[&str] = &[
    "()",
    "*",
    "?",
    "_task_function",
    "task_config",
    "cache",
    "retries",
    "interruptible",
    "deprecated",
    "timeout",
    "container_image",
    "environment",
    "requests",
    "limits",
    "secret_requests",
    "execution_mode",
    "node_dependency_hints",
    "task_resolver",
    "docs",
    "disable_deck",
    "enable_deck",
    "deck_fields",
    "pod_template",
    "pod_template_name",
    "accelerator",
    "pickle_untyped",
    "shared_memory",
    "resources",
    "labels",
    "annotations",
    "cache_serialize",
    "cache_version",
    "cache_ignore_input_vars",
];

/// Attributes of accelerators that are no partitions.
const OF_DEVICES: &[&str] = &["partitioned", "device", "to_flyte_idl", "_device"];

/// Classes whose arguments Python binds.
const BOUND: &[&str] =
    &["PodTemplate", "Resources", "Secret", "ContainerTask", "TaskMetadata", "Cache", "GPUAccelerator"];

/// Whether Python binds the arguments of a class.
pub(in crate::sdk::python) fn is_bound(class: &str) -> bool {
    BOUND.contains(&class)
}

/// What a constructor refuses.
pub(in crate::sdk::python) fn check(m: &mut Machine<'_>, object: &Object<'_>, span: Span) {
    match object.class.as_str() {
        "flytekit.Resources" => resources(m, object),
        "flytekit.Secret" => secret(m, object, span),
        "flytekit.ContainerTask" => task(m, object),
        "flytekit.TaskMetadata" => metadata(m, object, span),
        "flytekit.task" | "flytekit.dynamic" => {
            let odd: Vec<&Field<'_>> = object.fields.iter().filter(|f| !TASK.contains(&f.name.as_str())).collect();
            if let Some(first) = odd.first() {
                let names: Vec<String> = odd.iter().map(|f| format!("'{}'", f.name)).collect();
                let theirs =
                    format!("ValueError: Unrecognized argument(s) for task: dict_keys([{}])", names.join(", "));
                fault(m, first.key, &format!("a task has no argument `{}`", first.name), theirs);
            }
        }
        _ => {}
    }
}

fn resources(m: &mut Machine<'_>, object: &Object<'_>) {
    for (name, types) in [
        ("cpu", &["str", "int", "float"][..]),
        ("mem", &["str", "int"]),
        ("gpu", &["str", "int"]),
        ("ephemeral_storage", &["str", "int"]),
    ] {
        let Some(value) = given(object, name) else { continue };
        // a boolean is a number to Python
        let fits =
            |v: &Val<'_>| type_name(v).is_none_or(|t| types.contains(&t.as_str()) || t == "bool" || t == "promise");
        let items = value.listed();
        let all = items.as_ref().map_or_else(|| fits(value), |items| items.iter().all(fits));
        let shown = repr(value, 0).unwrap_or_default();
        let shown = value.as_str().map_or(shown, str::to_owned);
        if !all {
            let types = types.join(", ");
            let theirs = format!("AssertionError: {shown} should be of type {types} or a list/tuple of {types}");
            fault(m, value.span, &format!("`{name}` cannot be of this type"), theirs);
        } else if items.as_ref().is_some_and(|i| i.len() != 2 && !i.iter().any(Val::is_unknown)) {
            let theirs = format!("ValueError: {shown} must be of length 2");
            fault(m, value.span, "a list of amounts must have two: the request and the limit", theirs);
        }
    }
}

fn secret(m: &mut Machine<'_>, object: &Object<'_>, span: Span) {
    if object.get("?").is_none() && object.get("group").is_none_or(Val::is_none) {
        fault(m, span, "a secret needs a group", "ValueError: Group is a required parameter");
    }
    if let Some((name, text)) = given(object, "env_var").and_then(|v| Some((v, v.as_str()?)))
        && !is_variable(text.trim_end_matches('\n'))
    {
        let theirs = format!("ValueError: Invalid environment variable name: {text}");
        fault(m, name.span, &format!("`{text}` is no name of a variable"), theirs);
    }
}

fn metadata(m: &mut Machine<'_>, object: &Object<'_>, span: Span) {
    let truth = |name: &str| object.get(name).map_or(Some(false), Val::truth);
    if truth("cache") == Some(true) && truth("cache_version") == Some(false) {
        let theirs = "ValueError: Caching is enabled ``cache=True`` but ``cache_version`` is not set.";
        fault(m, span, "a cache needs `cache_version`", theirs);
    }
    if truth("cache_serialize") == Some(true) && truth("cache") == Some(false) {
        let theirs = "ValueError: Cache serialize is enabled ``cache_serialize=True`` but ``cache`` is not enabled.";
        fault(m, span, "`cache_serialize` needs `cache`", theirs);
    }
}

/// What is refused when a task is made.
pub(in crate::sdk::python) fn task(m: &mut Machine<'_>, object: &Object<'_>) {
    if let Some(secrets) = given(object, "secret_requests").filter(|s| s.truth() != Some(false)) {
        let items = match &secrets.kind {
            Kind::List(items) => items.borrow().clone(),
            Kind::Tuple(items) => items.to_vec(),
            Kind::Str(s) => s.chars().next().map(|c| Val::str(c.to_string(), secrets.span)).into_iter().collect(),
            Kind::Dict(entries) => entries.borrow().values().map(|(k, _)| k.clone()).collect(),
            _ => {
                let kind = type_name(secrets).unwrap_or_default();
                let theirs = format!("TypeError: '{kind}' object is not iterable");
                return fault(m, secrets.span, "`secret_requests` must be a list", theirs);
            }
        };
        for item in items.iter().filter(|i| type_name(i).is_some() && !is(i, "flytekit.Secret")) {
            let kind = type_name(item).unwrap_or_default();
            let shown = text::str(item).unwrap_or_default();
            let theirs =
                format!("AssertionError: Secret {shown} should be of type flytekit.Secret, received <class '{kind}'>");
            fault(m, item.span, "a secret must be `Secret(...)`", theirs);
        }
    }
    let Some(both) = given(object, "resources") else { return };
    if given(object, "requests").or(given(object, "limits")).is_some() {
        let theirs = "ValueError: `resource` can not be used together with the `limits` or `requests`. Please only set \
                      `resource`.";
        return fault(m, both.span, "`resources` cannot stand beside `requests` or `limits`", theirs);
    }
    if !is(both, "flytekit.Resources") && !is(both, "instance") {
        let theirs = "TypeError: must be called with a dataclass type or instance";
        fault(m, both.span, "this must be `Resources(...)`", theirs);
    }
}

/// Parameters of a task need types.
pub(in crate::sdk::python) fn parameters(m: &mut Machine<'_>, code: Code<'_>, maker: &Val<'_>, module: usize) {
    let Code::Def(def) = code else { return };
    let object = match &maker.kind {
        Kind::Object(object) => Some(object.borrow()),
        _ => None,
    };
    let lenient = object.is_some_and(|o| o.get("pickle_untyped").is_some_and(|v| v.truth() != Some(false)));
    let bare = def.parameters.iter_non_variadic_params().find(|p| p.parameter.annotation.is_none());
    if let Some(parameter) = bare.filter(|_| !lenient) {
        let (name, at) = (parameter.parameter.name.as_str(), m.place(module, &parameter.parameter.name));
        let theirs = format!(
            "FlyteMissingTypeException: '{name}' has no type. Please add a type annotation to the input parameter."
        );
        fault(m, at, &format!("`{name}` has no type"), theirs);
    }
}

/// A task reads `resources` when it is made, whatever becomes of them later.
pub(in crate::sdk::python) fn frozen<'a>(object: &mut Object<'a>) {
    for field in object.fields.iter_mut().filter(|f| f.name == "resources") {
        if let Kind::Object(of) = &field.value.kind {
            let copy = Val::object(of.borrow().class.clone(), of.borrow().fields.clone(), field.value.span);
            field.value = copy;
        }
    }
}

/// What may be imported from `flytekit.extras.accelerators`.
pub(in crate::sdk::python) fn imported(m: &mut Machine<'_>, module: &str, name: &str, span: Span) {
    const CLASSES: &[&str] = &["GPUAccelerator", "BaseAccelerator", "MultiInstanceGPUAccelerator"];
    if module != "flytekit.extras.accelerators" || CLASSES.contains(&name) || accelerators::is_constant(name) {
        return;
    }
    let theirs = format!("ImportError: cannot import name '{name}' from 'flytekit.extras.accelerators'");
    fault(m, span, &format!("flytekit has no accelerator `{name}`"), theirs);
}

/// An attribute of an accelerator that it does not have.
pub(in crate::sdk::python) fn attribute(m: &mut Machine<'_>, dotted: &str, span: Span) {
    let Some((_, constant)) = dotted.split_once("flytekit.extras.accelerators.") else { return };
    let Some((device, attribute)) = constant.split_once('.') else { return };
    let known = accelerators::is_constant(constant) || OF_DEVICES.contains(&attribute) || attribute.starts_with("__");
    if known || !accelerators::is_constant(device) || attribute.contains('.') {
        return;
    }
    let class = if accelerators::has_parts(device) { format!("_{device}") } else { "GPUAccelerator".to_owned() };
    let theirs = format!("AttributeError: '{class}' object has no attribute '{attribute}'");
    fault(m, span, &format!("`{device}` has no `{attribute}`"), theirs);
}

/// What `map_task` refuses.
pub(in crate::sdk::python) fn mapped(m: &mut Machine<'_>, number: usize, span: Span) {
    let class = m.made.get(number).map(|made| class(&made.maker.kind)).unwrap_or_default();
    if class.starts_with("flytekit.") && (class.ends_with("dynamic") || class.ends_with("eager")) {
        let theirs = "ValueError: Only PythonFunctionTask with default execution mode (not @dynamic or @eager) and \
                      PythonInstanceTask are supported in map tasks.";
        fault(m, span, "neither a dynamic nor an eager task can be mapped", theirs);
    }
}
