//! What flyte refuses of secrets, container reuse, caches and container tasks when they are made.

use crate::sdk::parts::is_variable;
use crate::sdk::python::common::checks::shown;
use crate::sdk::python::common::checks::{fault, given, is, type_name};
use crate::sdk::python::common::signature;
use crate::sdk::python::flyte::template;
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::value;
use crate::sdk::python::language::value::{Kind, Object, Val};
use crate::sdk::python::library::text;
use crate::source::Span;

/// The one place where secrets can be mounted.
const MOUNT: &str = "/etc/flyte/secrets";

/// `Secret(...)`
pub(in crate::sdk::python) fn secret(m: &mut Machine<'_>, secret: &Object<'_>) {
    let text = |name: &str| secret.get(name).and_then(Val::as_str).filter(|t| !t.is_empty());
    let known =
        ["key", "group", "mount", "as_env_var"].iter().all(|n| secret.get(n).is_none_or(|v| type_name(v).is_some()));
    if !known || secret.get("?").is_some() {
        return;
    }
    let mount = secret.get("mount").filter(|v| v.truth() != Some(false));
    if let Some(value) = mount {
        let path = match &value.kind {
            Kind::Object(path) => path.borrow().get("path").and_then(Val::as_str).map(str::to_owned),
            _ => text::str(value),
        };
        if path.as_deref() != Some(MOUNT) {
            let theirs = format!("ValueError: Only {MOUNT} is supported as secret mount path today.");
            fault(m, value.span, &format!("a secret can be mounted at `{MOUNT}` only"), theirs);
        }
    }
    let Some(key) = secret.get("key").filter(|k| k.as_str().is_some()) else { return };
    let key_at = key.span;
    let (variable, at) = match (text("as_env_var"), mount) {
        (Some(name), _) => (name.to_owned(), secret.get("as_env_var").map_or(key.span, |v| v.span)),
        (None, Some(_)) => match secret.get("as_env_var").filter(|v| !v.is_none()) {
            Some(empty) => (String::new(), empty.span),
            None => return,
        },
        (None, None) => {
            let key = text("key").unwrap_or_default();
            (variable(key, text("group")), key_at)
        }
    };
    if !is_variable(&variable) {
        let theirs =
            format!("ValueError: Invalid environment variable name: {variable}, must match ^[A-Z_][A-Z0-9_]*$");
        fault(m, at, &format!("`{variable}` is no name of a variable"), theirs);
    }
}

/// What flyte itself writes into a field when the object is made, if it does.
pub(in crate::sdk::python) fn rewritten<'a>(object: &Object<'a>, name: &str, span: Span) -> Option<Val<'a>> {
    let text = |name: &str| object.get(name).and_then(Val::as_str);
    let given = |name: &str| object.get(name).is_some_and(|v| v.truth() != Some(false));
    match (object.class.as_str(), name) {
        ("flyte.Secret", "as_env_var") if !given("as_env_var") && !given("mount") => {
            Some(match (text("made key"), text("made group")) {
                (Some(key), Some("")) => Val::str(variable(key, None), span),
                (Some(key), Some(group)) => Val::str(variable(key, Some(group)), span),
                _ => Val::unknown("flyte makes this value", span),
            })
        }
        ("flyte.ReusePolicy", "replicas" | "idle_ttl" | "scaledown_ttl") => {
            Some(Val::unknown("flyte makes this value", span))
        }
        _ => None,
    }
}

/// The variable that a secret is in where none is named.
fn variable(key: &str, group: Option<&str>) -> String {
    let name = group.map_or_else(|| key.to_owned(), |group| format!("{group}_{key}"));
    name.replace('-', "_").to_uppercase()
}

/// Seconds of a number or a `timedelta`.
fn seconds(value: &Val<'_>) -> Option<i128> {
    template::seconds(value).and_then(|v| v.as_int())
}

/// `ReusePolicy(...)`
pub(in crate::sdk::python) fn reuse(m: &mut Machine<'_>, policy: &Object<'_>) {
    if let Some(scope) = given(policy, "scope").filter(|v| !matches!(v.as_str(), Some("global" | "run"))) {
        fault(m, scope.span, "`scope` is `global` or `run`", "ValueError: scope must be \"global\" or \"run\"");
    }
    if let Some(value) = policy.get("replicas").filter(|v| type_name(v).is_some()) {
        replicas(m, value);
    }
    if let Some(value) = given(policy, "concurrency") {
        match value.as_int() {
            Some(1..) => {}
            Some(n) => {
                let theirs = format!("ValueError: concurrency must be at least 1, got {n}");
                fault(m, value.span, "`concurrency` must be at least 1", theirs);
            }
            None => {
                let theirs = format!("ValueError: concurrency must be an int, got {}", shown(value));
                fault(m, value.span, "`concurrency` must be a whole number", theirs);
            }
        }
    }
    for name in ["idle_ttl", "scaledown_ttl"] {
        let Some(value) = policy.get(name).filter(|v| type_name(v).is_some()) else { continue };
        match seconds(value) {
            Some(30..) => {}
            Some(_) => {
                let theirs = format!("ValueError: {name} must be at least 30 seconds");
                fault(m, value.span, &format!("`{name}` must be at least 30 seconds"), theirs);
            }
            None if is(value, "datetime.timedelta") => {}
            None => {
                let theirs = format!("ValueError: {name} must be an int (seconds) or a timedelta");
                fault(m, value.span, &format!("`{name}` must be seconds or a timedelta"), theirs);
            }
        }
    }
}

fn replicas(m: &mut Machine<'_>, value: &Val<'_>) {
    let one = std::slice::from_ref(value);
    let pair = match &value.kind {
        Kind::Tuple(items) if items.len() == 2 => &items[..],
        _ if value.as_int().is_some() => one,
        _ => {
            let theirs = match value.is_none() {
                true => "ValueError: replicas cannot be None",
                false => "ValueError: replicas must be an int or a tuple of two ints",
            };
            return fault(m, value.span, "`replicas` is a number or a pair of numbers", theirs);
        }
    };
    for (label, item) in ["min", "max"].into_iter().zip(pair) {
        match item.as_int() {
            Some(0..) => {}
            Some(n) => {
                let theirs = format!("ValueError: replicas {label} must be greater than or equal to 0, got {n}");
                return fault(m, item.span, "`replicas` must not be negative", theirs);
            }
            None if type_name(item).is_none() => return,
            None => {
                let theirs = format!("ValueError: replicas {label} must be an int, got {}", shown(item));
                return fault(m, item.span, "`replicas` must be whole numbers", theirs);
            }
        }
    }
    if let [Some(min), Some(max)] = pair.iter().map(Val::as_int).collect::<Vec<_>>()[..]
        && min > max
    {
        let theirs = format!("ValueError: replicas min ({min}) must be less than or equal to max ({max})");
        fault(m, value.span, "the fewest `replicas` are more than the most", theirs);
    }
}

/// A cache's behaviour.
pub(in crate::sdk::python) fn cache(m: &mut Machine<'_>, behaviour: &Val<'_>) {
    const KNOWN: &[&str] = &["auto", "override", "disable"];
    const OTHERS: &[&str] = &["enable", "enabled", "false", "no", "none", "off", "on", "true", "yes"];
    if type_name(behaviour).is_none() || matches!(behaviour.kind, Kind::Object(_)) {
        return;
    }
    let text = behaviour.as_str().unwrap_or_default();
    if !KNOWN.contains(&text) && !OTHERS.contains(&text.to_lowercase().as_str()) {
        let list = |names: &[&str]| names.iter().map(|n| format!("'{n}'")).collect::<Vec<_>>().join(", ");
        let theirs = format!(
            "ValueError: Invalid cache behavior: {}. Must be one of [{}] (aliases accepted: [{}]).",
            shown(behaviour),
            list(KNOWN),
            list(OTHERS)
        );
        fault(m, behaviour.span, "there is no such cache behaviour", theirs);
    }
}

/// `ContainerTask(...)`
pub(in crate::sdk::python) fn container(m: &mut Machine<'_>, task: &Object<'_>) {
    for name in ["command", "arguments"] {
        let Some(value) = given(task, name).filter(|v| v.truth() == Some(true)) else { continue };
        let items = match &value.kind {
            Kind::List(items) => items.borrow().clone(),
            Kind::Tuple(items) => items.to_vec(),
            Kind::Int(_) | Kind::Float(_) | Kind::Bool(_) => {
                let theirs = format!("TypeError: '{}' object is not iterable", type_name(value).unwrap_or_default());
                fault(m, value.span, &format!("`{name}` must be a list"), theirs);
                continue;
            }
            _ => continue,
        };
        if let Some(odd) = items.iter().find(|i| type_name(i).is_some_and(|t| t != "str")) {
            let theirs = format!("ValueError: All elements in the {name} list must be strings.");
            fault(m, odd.span, &format!("everything in `{name}` must be a text"), theirs);
        }
    }
    let more = task.fields.iter().filter(|f| !signature::takes("flyte.ContainerTask", &f.name));
    only_fields(m, "TaskTemplate.__init__", more);
    decoration(m, task);
}

/// Refuses arguments that are no fields of a task.
pub(in crate::sdk::python) fn only_fields<'f, 'a: 'f>(
    m: &mut Machine<'_>,
    call: &str,
    fields: impl Iterator<Item = &'f value::Field<'a>>,
) {
    const FIELDS: &[&str] = &[
        "?",
        "short_name",
        "task_type_version",
        "resources",
        "cache",
        "interruptible",
        "retries",
        "reusable",
        "docs",
        "env_vars",
        "secrets",
        "service_account",
        "timeout",
        "pod_template",
        "report",
        "queue",
        "debuggable",
        "entrypoint",
        "produces_artifacts",
        "parent_env",
        "parent_env_name",
        "max_inline_io_bytes",
        "triggers",
        "links",
    ];
    for field in fields.filter(|f| !FIELDS.contains(&f.name.as_str())) {
        signature::refuse(m, call, field.key, &format!("got an unexpected keyword argument '{}'", field.name));
    }
}

/// What every task refuses of its own arguments.
pub(in crate::sdk::python) fn decoration(m: &mut Machine<'_>, task: &Object<'_>) {
    task.get("cache").filter(|c| c.truth() != Some(false)).into_iter().for_each(|v| cache(m, v));
    let retries = task.get("retries").filter(|v| type_name(v).is_some() && v.as_int().is_none() && !v.is_none());
    if let Some(value) = retries.filter(|v| !is(v, "flyte.RetryStrategy")) {
        let theirs = format!(
            "ValueError: retries must be an int (a retry count) or a flyte.RetryStrategy, got {}",
            shown(value)
        );
        fault(m, value.span, "`retries` must be a whole number", theirs);
    }
    if let Some(value) = given(task, "service_account").filter(|v| v.as_str().is_none()) {
        let found = type_name(value).unwrap_or_default();
        let theirs = format!("TypeError: Expected service_account to be of type str, got <class '{found}'>");
        fault(m, value.span, "`service_account` must be a text", theirs);
    }
}

/// `RetryStrategy(...)`
pub(in crate::sdk::python) fn retries(m: &mut Machine<'_>, strategy: &Object<'_>) {
    let Some(count) = given(strategy, "count") else { return };
    match count.as_int() {
        Some(0..) => {}
        Some(n) => {
            let theirs = format!("ValueError: RetryStrategy.count must be greater than or equal to 0, got {n}");
            fault(m, count.span, "retries must not be negative", theirs);
        }
        None => {
            let theirs =
                format!("ValueError: RetryStrategy.count must be an int (a retry count), got {}", shown(count));
            fault(m, count.span, "retries must be a whole number", theirs);
        }
    }
}
