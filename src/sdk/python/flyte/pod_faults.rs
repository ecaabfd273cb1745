//! What of a pod template flyte refuses when it serializes the task.

use crate::sdk::python::common::checks::{is, type_name};
use crate::sdk::python::common::convert::Lost;
use crate::sdk::python::common::shared::wrong;
use crate::sdk::python::language::value::{Kind, Object, Val};
use crate::source::Span;

/// Nested deeper than this is a cycle, which is found elsewhere.
const DEEPEST: usize = 40;

/// Refuses a template; `asks` tells whether the task asks for resources of its own.
pub(in crate::sdk::python) fn check(template: &Object<'_>, asks: bool, at: Span) -> Result<(), Lost> {
    if let Some(none) = template.get("primary_container_name").filter(|n| n.is_none()) {
        let theirs = "ValueError: Invalid value for `name`, must not be `None`";
        return Err(wrong(none.span, "the primary container must have a name", theirs));
    }
    let Some(Val { kind: Kind::Object(spec), .. }) = template.get("pod_spec") else { return Ok(()) };
    let spec = spec.borrow();
    if let Some(key) = spec.fields.iter().find_map(|f| odd_key(&f.value, 0)) {
        let theirs = "TypeError: bad argument type for built-in operation";
        return Err(wrong(key, "a key of the pod spec must be a text", theirs));
    }
    let name = template.get("primary_container_name").and_then(Val::as_str).unwrap_or("primary");
    let Some(containers) = spec.get("containers").and_then(Val::listed) else { return Ok(()) };
    for container in &containers {
        match &container.kind {
            Kind::Object(container) if container.borrow().get("name").and_then(Val::as_str) == Some(name) => {
                primary(&container.borrow(), asks, at)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn primary(container: &Object<'_>, asks: bool, at: Span) -> Result<(), Lost> {
    let given = |name: &str| container.get(name).filter(|v| v.truth() == Some(true));
    if let Some((env, found)) = given("env").and_then(|e| Some((e, type_name(e)?))).filter(|(_, t)| t != "list") {
        let theirs = format!("TypeError: can only concatenate list (not \"{found}\") to list");
        return Err(wrong(env.span, "the variables of the primary container must be a list", &theirs));
    }
    let resources = given("resources").filter(|r| asks && !is(r, "kubernetes.V1ResourceRequirements"));
    if let Some((_, found)) = resources.and_then(|r| Some((r, type_name(r)?))) {
        let theirs = format!("AttributeError: '{found}' object has no attribute 'limits'");
        return Err(wrong(at, "the resources of the primary container must be a V1ResourceRequirements", &theirs));
    }
    Ok(())
}

/// The place of a dict's key that is no text.
fn odd_key(value: &Val<'_>, depth: usize) -> Option<Span> {
    let inner = |v: &Val<'_>| odd_key(v, depth + 1);
    match &value.kind {
        _ if depth > DEEPEST => None,
        Kind::List(items) => items.borrow().iter().find_map(inner),
        Kind::Tuple(items) => items.iter().find_map(inner),
        Kind::Object(object) => object.borrow().fields.iter().find_map(|f| inner(&f.value)),
        Kind::Dict(entries) => entries.borrow().values().find_map(|(key, value)| {
            let odd = type_name(key).is_some_and(|t| t != "str");
            if odd { Some(key.span) } else { inner(value) }
        }),
        _ => None,
    }
}
