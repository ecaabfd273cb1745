//! Pod templates of the SDKs: what happens when one is made, and the methods of flyte's.

use crate::sdk::parts::refused;
use crate::sdk::python::common::checks::shown;
use crate::sdk::python::common::checks::{fault, type_name};
use crate::sdk::python::common::classes::copied;
use crate::sdk::python::common::signature;
use crate::sdk::python::flyte::capabilities::{capability, privileged, put, sandboxed};
use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::operators::float;
use crate::sdk::python::language::value::{Field, Kind, Object, Shared, Val};
use crate::source::Span;
use crate::tree::Origin;

pub(in crate::sdk::python) fn field<'a>(name: &str, value: Val<'a>) -> Field<'a> {
    Field { name: name.to_owned(), key: value.span, value }
}

/// A template was made: 1.x fills in its pod spec, and refuses an empty name.
pub(in crate::sdk::python) fn made<'a>(m: &mut Machine<'a>, template: &Val<'a>) {
    let Kind::Object(object) = &template.kind else { return };
    let mut object = object.borrow_mut();
    if object.class != "flytekit.PodTemplate" {
        return;
    }
    if object.get("pod_spec").is_none_or(Val::is_none) {
        let spec = Val::object(
            "kubernetes.V1PodSpec",
            vec![field("containers", Val::list(Vec::new(), template.span))],
            template.span,
        );
        object.set("pod_spec", template.span, spec);
    }
    if let Some(name) = object.get("primary_container_name").filter(|n| n.truth() == Some(false)) {
        let theirs = "USER:ValidationError: error=A primary container name cannot be undefined".to_owned();
        m.refuse(refused(
            "task/no-primary",
            "the primary container has no name".to_owned(),
            &Origin::input(name.span),
            theirs,
        ));
    }
}

pub(in crate::sdk::python) fn object<'v, 'a>(value: &'v Val<'a>) -> Option<&'v Shared<Object<'a>>> {
    match &value.kind {
        Kind::Object(object) => Some(object),
        _ => None,
    }
}

/// `PodTemplate.from_spec(spec, ...)`: a copy of the spec, with the primary container looked up in it.
pub(in crate::sdk::python) fn from_spec<'a>(m: &mut Machine<'a>, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let fields = signature::bind(m, "flyte.PodTemplate.from_spec", given, span)?;
    let find = |name: &str| fields.iter().find(|f| f.name == name && !f.value.is_none()).map(|f| f.value.clone());
    if let Some(lost) = find("?") {
        return Some(lost);
    }
    let spec = find("pod_spec")?;
    let listed = match &spec.kind {
        Kind::Object(spec) => spec.borrow().get("containers").cloned(),
        _ if spec.is_unknown() => return Some(spec),
        _ => return None,
    };
    let names = match names(m, listed.as_ref()) {
        Ok(names) => names,
        Err(lost) => return Some(lost),
    };
    let has = |wanted: &str| names.iter().any(|n| n.as_str() == Some(wanted));
    let primary = match find("primary_container_name") {
        Some(asked) if asked.is_unknown() => return Some(asked),
        Some(asked) if asked.as_str().is_some_and(&has) => asked,
        Some(asked) => {
            let (name, all) = (shown(&asked), listing(&names));
            let theirs =
                format!("ValueError: primary_container_name {name} not found in pod spec; available containers: {all}");
            fault(m, asked.span, "the pod spec has no such container", theirs);
            return None;
        }
        None if has("primary") => Val::str("primary", span),
        None if names.len() == 1 && names.first().is_some_and(|n| n.truth() == Some(true)) => names.first()?.clone(),
        None => {
            let theirs = format!(
                "ValueError: Cannot determine the primary container: the pod spec has containers {} and none is named \
                 'primary'. Pass primary_container_name= to pick one.",
                listing(&names)
            );
            fault(m, span, "which container is the primary one is not clear", theirs);
            return None;
        }
    };
    for name in ["labels", "annotations"] {
        find(name).into_iter().for_each(|v| copyable(m, &v, name));
    }
    let more = ["labels", "annotations"].into_iter().filter_map(|name| {
        let value = find(name).filter(|v| v.truth() != Some(false))?;
        Some(field(name, copied(&value, false)?))
    });
    let fields = [field("pod_spec", copied(&spec, true)?), field("primary_container_name", primary)];
    Some(Val::object("flyte.PodTemplate", fields.into_iter().chain(more).collect(), span))
}

fn listing(names: &[Val<'_>]) -> String {
    format!("[{}]", names.iter().map(shown).collect::<Vec<_>>().join(", "))
}

/// Names of containers, or what of them is not known.
fn names<'a>(m: &Machine<'a>, containers: Option<&Val<'a>>) -> Result<Vec<Val<'a>>, Val<'a>> {
    let none = || Val::new(Kind::None, containers.map_or(Span::new(crate::source::SourceId(0), 0, 0), |c| c.span));
    let items = containers.filter(|c| !c.is_none()).map_or(Ok(Vec::new()), |c| m.items(c))?;
    let name = |c: &Val<'a>| match &c.kind {
        Kind::Object(object) if object.borrow().get("?").is_none() => {
            let name = object.borrow().get("name").cloned().unwrap_or_else(none);
            if name.is_unknown() { Err(name) } else { Ok(name) }
        }
        Kind::Object(_) | Kind::Unknown(_) | Kind::Name(_) => Err(Val::unknown("a container", c.span)),
        _ => Ok(none()),
    };
    items.iter().map(name).collect()
}

/// Methods that return a changed copy, in which there is a primary container.
pub(in crate::sdk::python) fn method<'a>(
    m: &mut Machine<'a>,
    value: &Val<'a>,
    name: &str,
    given: &Given<'a>,
    span: Span,
) -> Option<Val<'a>> {
    let fields = signature::bind(m, &format!("flyte.PodTemplate.{name}"), given, span)?;
    let argument = fields.first().map(|f| &f.value);
    if let Some(lost) = argument.filter(|a| a.is_unknown()) {
        return Some(lost.clone());
    }
    let copy = Val { span, ..copied(value, true)? };
    if name.starts_with("allow_") {
        let annotations = object(&copy)?.borrow().get("annotations").cloned();
        annotations.into_iter().for_each(|a| copyable(m, &a, "annotations"));
    }
    let (primary, spec) = match with_primary(m, &copy, span)? {
        Ok(found) => found,
        Err(lost) => return Some(lost),
    };
    match name {
        "with_termination_grace_period" => {
            let seconds = grace(m, argument?, span)?;
            object(&spec)?.borrow_mut().set("termination_grace_period_seconds", span, seconds);
        }
        "allow_fuse" => {
            match argument.map_or(Some(false), Val::truth) {
                None => return Some(Val::unknown("a call", span)),
                Some(true) => privileged(m, &primary, &spec, span)?,
                Some(false) => {
                    let resources = part(&primary, "resources", "V1ResourceRequirements", span)?;
                    if let Some(found) = type_name(&resources).filter(|t| t != "V1ResourceRequirements") {
                        let theirs = format!("AttributeError: '{found}' object has no attribute 'requests'");
                        fault(m, resources.span, "the resources must be a V1ResourceRequirements", theirs);
                    }
                    for side in ["requests", "limits"] {
                        put(&resources, side, "smarter-devices/fuse", "1", span)?;
                    }
                }
            }
            capability(&part(&primary, "security_context", "V1SecurityContext", span)?, span)?;
            put(&copy, "annotations", "flyte.org/capability-fuse", "true", span)?;
        }
        "allow_nested_sandboxing" => sandboxed(m, &copy, &primary, span)?,
        _ => return None,
    }
    Some(copy)
}

/// Refuses labels or annotations that are no dict, where flyte copies them.
fn copyable(m: &mut Machine<'_>, value: &Val<'_>, name: &str) {
    if value.truth() != Some(true) || matches!(value.kind, Kind::Dict(_)) {
        return;
    }
    let found = type_name(value).unwrap_or_default();
    fault(m, value.span, &format!("the {name} must be a dict"), format!("TypeError: '{found}' object is not iterable"));
}

/// The primary container and the pod spec of a template, which gets them where they are missing.
fn with_primary<'a>(m: &Machine<'a>, template: &Val<'a>, span: Span) -> Option<Result<(Val<'a>, Val<'a>), Val<'a>>> {
    let template = object(template)?;
    if let Some(lost) = template.borrow().get("?") {
        return Some(Err(lost.clone()));
    }
    let name = template.borrow().get("primary_container_name").cloned().unwrap_or_else(|| Val::str("primary", span));
    let spec = part_of(template, "pod_spec", "V1PodSpec", span);
    if spec.is_unknown() || name.is_unknown() {
        return Some(Err(if name.is_unknown() { name } else { spec }));
    }
    let spec_object = object(&spec)?;
    let listed = spec_object.borrow().get("containers").cloned();
    let names = match names(m, listed.as_ref()) {
        Ok(names) => names,
        Err(lost) => return Some(Err(lost)),
    };
    let mut containers = listed.filter(|c| !c.is_none()).map_or(Ok(Vec::new()), |c| m.items(&c)).ok()?;
    if let Some(at) = names.iter().position(|n| n.as_str() == name.as_str()) {
        return Some(Ok((containers.get(at)?.clone(), spec)));
    }
    let made = Val::object("kubernetes.V1Container", vec![field("name", name)], span);
    containers.push(made.clone());
    spec_object.borrow_mut().set("containers", span, Val::list(containers, span));
    Some(Ok((made, spec)))
}

/// Seconds that a pod has to end, as a whole number.
fn grace<'a>(m: &mut Machine<'a>, given: &Val<'a>, span: Span) -> Option<Val<'a>> {
    let must = "TypeError: termination_grace_period must be an int (seconds) or timedelta";
    let theirs = match (&given.kind, seconds(given)) {
        (Kind::None, _) => {
            "TypeError: termination_grace_period is required and must be an int (seconds) or timedelta.".to_owned()
        }
        (Kind::Bool(_), _) => format!("{must}, not bool."),
        (_, Some(n)) if n.as_int() < Some(0) => format!(
            "ValueError: termination_grace_period must be non-negative, got {} seconds.",
            n.as_int().unwrap_or_default()
        ),
        (_, Some(n)) => return Some(Val { span, ..n }),
        _ => match type_name(given).filter(|t| t != "timedelta") {
            Some(found) => format!("{must}, got {found}."),
            None => return Some(Val::unknown("a duration", given.span)),
        },
    };
    fault(m, given.span, "this is no time that a pod can have to end", theirs);
    None
}

/// An object in a field, made where there is none.
pub(in crate::sdk::python) fn part<'a>(of: &Val<'a>, name: &str, class: &str, span: Span) -> Option<Val<'a>> {
    Some(part_of(object(of)?, name, class, span))
}

fn part_of<'a>(of: &Shared<Object<'a>>, name: &str, class: &str, span: Span) -> Val<'a> {
    let found = of.borrow().get(name).filter(|v| !v.is_none()).cloned();
    let value = found.unwrap_or_else(|| Val::object(format!("kubernetes.{class}"), Vec::new(), span));
    of.borrow_mut().set(name, span, value.clone());
    value
}

/// Whole seconds of a number or a `timedelta`.
pub(in crate::sdk::python) fn seconds<'a>(value: &Val<'a>) -> Option<Val<'a>> {
    let Kind::Object(object) = &value.kind else { return value.as_int().map(|_| value.clone()) };
    let object = object.borrow();
    let units = [("days", 86400.0), ("seconds", 1.0), ("minutes", 60.0), ("hours", 3600.0), ("weeks", 604_800.0)];
    let of = |(name, factor): (&str, f64)| object.get(name).map_or(Some(0.0), |v| float(v).map(|n| n * factor));
    let total: f64 = units.into_iter().map(of).sum::<Option<f64>>()?;
    (object.class == "datetime.timedelta").then(|| Val::new(Kind::Int(total as i128), value.span))
}
