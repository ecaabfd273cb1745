//! What `allow_fuse` and `allow_nested_sandboxing` of flyte's pod templates grant.

use crate::sdk::python::common::checks::fault;
use crate::sdk::python::common::checks::shown;
use crate::sdk::python::flyte::template::{field, object, part};
use crate::sdk::python::language::items::insert;
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::value::{Dict, Field, Kind, Val};
use crate::source::Span;

/// Whether a field of a container's security context is this.
fn secured(primary: &Val<'_>, name: &str, wanted: bool) -> bool {
    let context = object(primary).and_then(|p| p.borrow().get("security_context").cloned());
    let field = context.as_ref().and_then(object).and_then(|c| c.borrow().get(name).cloned());
    field.is_some_and(|f| matches!(f.kind, Kind::Bool(b) if b == wanted))
}

/// `/dev/fuse` of the node, for a container that may do anything.
pub(in crate::sdk::python) fn privileged<'a>(
    m: &mut Machine<'a>,
    primary: &Val<'a>,
    spec: &Val<'a>,
    span: Span,
) -> Option<()> {
    let name = object(primary)?.borrow().get("name").map(shown).unwrap_or_default();
    if secured(primary, "privileged", false) {
        let theirs = format!(
            "ValueError: allow_fuse(privileged=True) requires privileged=true on the primary container ({name}), but the \
             pod template explicitly sets privileged=false. On clusters with a FUSE device plugin, use allow_fuse() (the \
             unprivileged default)."
        );
        fault(m, span, "the template says that the container is not privileged", theirs);
    } else if secured(primary, "allow_privilege_escalation", false) {
        let theirs = "ValueError: allow_fuse(privileged=True) makes the primary container privileged, which Kubernetes \
                      rejects when allowPrivilegeEscalation=false is set (e.g. after allow_nested_sandboxing()). Use the \
                      unprivileged default allow_fuse(), which composes with allow_nested_sandboxing().";
        fault(m, span, "the template says that the container gets no more privileges", theirs);
    }
    let device = || Val::str("fuse-device", span);
    let path = || Val::str("/dev/fuse", span);
    let host = vec![field("path", path()), field("type", Val::str("CharDevice", span))];
    let host = Val::object("kubernetes.V1HostPathVolumeSource", host, span);
    add(m, spec, "volumes", "V1Volume", vec![field("name", device()), field("host_path", host)], span)?;
    let mount = vec![field("name", device()), field("mount_path", path())];
    add(m, primary, "volume_mounts", "V1VolumeMount", mount, span)?;
    let security = part(primary, "security_context", "V1SecurityContext", span)?;
    object(&security)?.borrow_mut().set("privileged", span, Val::new(Kind::Bool(true), span));
    Some(())
}

/// Adds a model to a list, unless one of that name is there.
fn add<'a>(m: &Machine<'a>, to: &Val<'a>, name: &str, class: &str, fields: Vec<Field<'a>>, span: Span) -> Option<()> {
    let listed = object(to)?.borrow().get(name).filter(|v| !v.is_none()).cloned();
    let mut items = listed.map_or(Ok(Vec::new()), |l| m.items(&l)).ok()?;
    let wanted = fields.first().and_then(|f| f.value.as_str()).unwrap_or_default();
    let is = |v: &Val<'a>| object(v).is_some_and(|o| o.borrow().get("name").and_then(Val::as_str) == Some(wanted));
    if !items.iter().any(is) {
        items.push(Val::object(format!("kubernetes.{class}"), fields, span));
        object(to)?.borrow_mut().set(name, span, Val::list(items, span));
    }
    Some(())
}

/// What a container needs to make sandboxes of its own.
pub(in crate::sdk::python) fn sandboxed<'a>(
    m: &mut Machine<'a>,
    template: &Val<'a>,
    primary: &Val<'a>,
    span: Span,
) -> Option<()> {
    if secured(primary, "privileged", true) {
        let theirs = "ValueError: allow_nested_sandboxing() grants only CAP_SYS_ADMIN with \
                      allowPrivilegeEscalation=false, but the pod template sets privileged=true on the primary \
                      container, which Kubernetes rejects in combination with allowPrivilegeEscalation=false (note: this \
                      also means allow_nested_sandboxing() cannot be combined with allow_fuse() unless the latter uses \
                      allow_fuse(privileged=False)).";
        fault(m, span, "the container is privileged", theirs);
    } else if secured(primary, "allow_privilege_escalation", true) {
        let theirs = "ValueError: allow_nested_sandboxing() sets allowPrivilegeEscalation=false on the primary container, \
                      but the pod template explicitly sets allowPrivilegeEscalation=true.";
        fault(m, span, "the container may get more privileges", theirs);
    }
    let name = object(primary)?.borrow().get("name").cloned()?;
    let key = format!("container.apparmor.security.beta.kubernetes.io/{}", name.as_str()?);
    let old = object(template)?.borrow().get("annotations").cloned();
    if let Some(Val { kind: Kind::Dict(old), .. }) = &old {
        let old = old.borrow().get(&format!("s{key}")).map(|(_, v)| v.clone());
        if let Some(profile) = old.filter(|v| v.as_str().is_some_and(|t| t != "unconfined")) {
            let theirs = format!(
                "ValueError: allow_nested_sandboxing() requires the AppArmor profile of the primary container to be \
                 'unconfined', but the pod template sets {key}={}.",
                shown(&profile)
            );
            fault(m, profile.span, "the container has another profile", theirs);
        }
    }
    put(template, "annotations", &key, "unconfined", span)?;
    let security = part(primary, "security_context", "V1SecurityContext", span)?;
    capability(&security, span)?;
    object(&security)?.borrow_mut().set("allow_privilege_escalation", span, Val::new(Kind::Bool(false), span));
    put(template, "annotations", "flyte.org/capability-nested-sandboxing", "true", span)
}

/// The capability that mounting takes.
pub(in crate::sdk::python) fn capability(security: &Val<'_>, span: Span) -> Option<()> {
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
pub(in crate::sdk::python) fn put(of: &Val<'_>, name: &str, key: &str, value: &str, span: Span) -> Option<()> {
    let of = object(of)?;
    let found = of.borrow().get(name).filter(|v| v.truth() != Some(false) || matches!(v.kind, Kind::Dict(_))).cloned();
    let dict = found.unwrap_or_else(|| Val::dict(Dict::new(), span));
    let Kind::Dict(entries) = &dict.kind else { return None };
    insert(&mut entries.borrow_mut(), Val::str(key, span), Val::str(value, span));
    of.borrow_mut().set(name, span, dict.clone());
    Some(())
}
