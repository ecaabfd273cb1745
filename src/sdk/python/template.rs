//! Pod templates of the SDKs: what happens when one is made, and the methods of flyte's.

use super::call::Given;
use super::classes::copied;
use super::items::insert;
use super::machine::Machine;
use super::operators::float;
use super::value::{Dict, Field, Kind, Object, Shared, Val};
use crate::sdk::parts::refused;
use crate::source::Span;
use crate::tree::Origin;

fn field<'a>(name: &str, value: Val<'a>) -> Field<'a> {
    Field { name: name.to_owned(), key: value.span, value }
}

/// A template was made: 1.x fills in its pod spec, and refuses an empty name.
pub(super) fn made<'a>(m: &mut Machine<'a>, template: &Val<'a>) {
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

fn object<'v, 'a>(value: &'v Val<'a>) -> Option<&'v Shared<Object<'a>>> {
    match &value.kind {
        Kind::Object(object) => Some(object),
        _ => None,
    }
}

/// `PodTemplate.from_spec(spec, ...)`
pub(super) fn from_spec<'a>(m: &mut Machine<'a>, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let spec = given.at(0, "pod_spec")?;
    let containers = object(spec)?.borrow().get("containers").cloned()?;
    let containers = m.items(&containers).ok()?;
    let name = |c: &Val<'a>| object(c).and_then(|o| o.borrow().get("name").cloned());
    let names: Vec<Val<'a>> = containers.iter().filter_map(name).collect();
    let has = |wanted: &str| names.iter().any(|n| n.as_str() == Some(wanted));
    let asked = given.at(1, "primary_container_name").filter(|n| !n.is_none());
    let primary = match asked {
        Some(asked) if has(asked.as_str()?) => asked.clone(),
        None if has("primary") => Val::str("primary", span),
        None if names.len() == 1 => names.first()?.clone(),
        _ => {
            let message = "the pod spec has no such primary container".to_owned();
            m.refuse(refused("task/no-primary", message, &Origin::input(span), "ValueError".to_owned()));
            return None;
        }
    };
    let more = given.named.iter().filter(|f| matches!(f.name.as_str(), "labels" | "annotations")).cloned();
    let fields = [field("pod_spec", spec.clone()), field("primary_container_name", primary)].into_iter().chain(more);
    Some(Val::object("flyte.PodTemplate", fields.collect(), span))
}

/// Methods that return a changed copy.
pub(super) fn method<'a>(value: &Val<'a>, name: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let copy = copied(value, true)?;
    let template = object(&copy)?;
    let absent = template.borrow().get("pod_spec").is_none_or(Val::is_none);
    if absent {
        let spec = Val::object("kubernetes.V1PodSpec", vec![field("containers", Val::list(Vec::new(), span))], span);
        template.borrow_mut().set("pod_spec", span, spec);
    }
    match name {
        "with_termination_grace_period" => {
            let seconds = seconds(given.positional.first().or_else(|| given.named.first().map(|f| &f.value))?)?;
            let spec = template.borrow().get("pod_spec").cloned()?;
            object(&spec)?.borrow_mut().set("termination_grace_period_seconds", span, seconds);
        }
        "allow_fuse" => {
            let primary = primary(template, span)?;
            let security = part(&primary, "security_context", "V1SecurityContext", span)?;
            capability(&security, span)?;
            let resources = part(&primary, "resources", "V1ResourceRequirements", span)?;
            for side in ["requests", "limits"] {
                put(&resources, side, "smarter-devices/fuse", "1", span)?;
            }
            put(&copy, "annotations", "flyte.org/capability-fuse", "true", span)?;
        }
        "allow_nested_sandboxing" => {
            let primary = primary(template, span)?;
            let security = part(&primary, "security_context", "V1SecurityContext", span)?;
            capability(&security, span)?;
            object(&security)?.borrow_mut().set("allow_privilege_escalation", span, Val::new(Kind::Bool(false), span));
            let name = object(&primary)?.borrow().get("name").cloned()?;
            let key = format!("container.apparmor.security.beta.kubernetes.io/{}", name.as_str()?);
            put(&copy, "annotations", &key, "unconfined", span)?;
            put(&copy, "annotations", "flyte.org/capability-nested-sandboxing", "true", span)?;
        }
        _ => return None,
    }
    Some(Val { span, ..copy })
}

/// The primary container; a template that has none gets one.
fn primary<'a>(template: &Shared<Object<'a>>, span: Span) -> Option<Val<'a>> {
    let name = template.borrow().get("primary_container_name").cloned().unwrap_or_else(|| Val::str("primary", span));
    let spec = template.borrow().get("pod_spec").cloned()?;
    let Kind::List(containers) = object(&spec)?.borrow().get("containers").cloned()?.kind else { return None };
    let is = |c: &&Val<'a>| object(c).is_some_and(|o| o.borrow().get("name").and_then(Val::as_str) == name.as_str());
    if let Some(found) = containers.borrow().iter().find(is) {
        return Some(found.clone());
    }
    let made = Val::object("kubernetes.V1Container", vec![field("name", name)], span);
    containers.borrow_mut().push(made.clone());
    Some(made)
}

/// An object in a field, made where there is none.
fn part<'a>(of: &Val<'a>, name: &str, class: &str, span: Span) -> Option<Val<'a>> {
    let of = object(of)?;
    let found = of.borrow().get(name).filter(|v| !v.is_none()).cloned();
    let value = found.unwrap_or_else(|| Val::object(format!("kubernetes.{class}"), Vec::new(), span));
    of.borrow_mut().set(name, span, value.clone());
    Some(value)
}

fn capability(security: &Val<'_>, span: Span) -> Option<()> {
    let capabilities = part(security, "capabilities", "V1Capabilities", span)?;
    let capabilities = object(&capabilities)?;
    let add = capabilities.borrow().get("add").filter(|v| !v.is_none()).cloned();
    let add = add.unwrap_or_else(|| Val::list(Vec::new(), span));
    let Kind::List(items) = &add.kind else { return None };
    if !items.borrow().iter().any(|i| i.as_str() == Some("SYS_ADMIN")) {
        items.borrow_mut().push(Val::str("SYS_ADMIN", span));
    }
    capabilities.borrow_mut().set("add", span, add.clone());
    Some(())
}

/// Sets an entry of a dict in a field.
fn put(of: &Val<'_>, name: &str, key: &str, value: &str, span: Span) -> Option<()> {
    let of = object(of)?;
    let found = of.borrow().get(name).filter(|v| !v.is_none()).cloned();
    let dict = found.unwrap_or_else(|| Val::dict(Dict::new(), span));
    let Kind::Dict(entries) = &dict.kind else { return None };
    insert(&mut entries.borrow_mut(), Val::str(key, span), Val::str(value, span));
    of.borrow_mut().set(name, span, dict.clone());
    Some(())
}

/// Whole seconds of a number or a `timedelta`.
fn seconds<'a>(value: &Val<'a>) -> Option<Val<'a>> {
    let Kind::Object(object) = &value.kind else { return value.as_int().map(|_| value.clone()) };
    let object = object.borrow();
    let units = [("days", 86400.0), ("seconds", 1.0), ("minutes", 60.0), ("hours", 3600.0), ("weeks", 604_800.0)];
    let of = |(name, factor): (&str, f64)| object.get(name).map_or(Some(0.0), |v| float(v).map(|n| n * factor));
    let total: f64 = units.into_iter().map(of).sum::<Option<f64>>()?;
    (object.class == "datetime.timedelta").then(|| Val::new(Kind::Int(total as i128), value.span))
}
