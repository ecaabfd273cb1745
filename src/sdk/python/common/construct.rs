//! Objects that files of tasks make of classes of other packages.

use crate::sdk::client;
use crate::sdk::parts::refused;
use crate::sdk::python::common::checks;
use crate::sdk::python::common::classes::parts;
use crate::sdk::python::common::signature;
use crate::sdk::python::flyte::devices;
use crate::sdk::python::flyte::environment;
use crate::sdk::python::flyte::image;
use crate::sdk::python::flyte::template;
use crate::sdk::python::flytekit::refusals;
use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::machine::{Frame, Machine, Made};
use crate::sdk::python::language::value::{Field, Kind, Object, Val};
use crate::sdk::python::library::standard;
use crate::source::Span;
use crate::tree::Origin;

/// Classes with their parameters in order.
pub(in crate::sdk::python) const CLASSES: &[(&str, &str, &[&str])] = &[
    ("flytekit", "kwtypes", &[]),
    ("flytekitplugins", "Pod", &["pod_spec", "primary_container_name", "labels", "annotations"]),
    ("flytekit", "map_task", &["()", "concurrency", "min_successes", "min_success_ratio"]),
    ("flytekit", "workflow", &["()"]),
    ("flytekit", "task", &["()"]),
    ("flytekit", "dynamic", &["()"]),
    ("flytekit", "eager", &["()"]),
    ("datetime", "timedelta", &["days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"]),
];

/// Makes an object of a known class.
pub(in crate::sdk::python) fn construct<'a>(
    m: &mut Machine<'a>,
    dotted: &str,
    given: &Given<'a>,
    span: Span,
) -> Option<Val<'a>> {
    let (root, last) = parts(dotted);
    if root == "kubernetes" {
        return client_model(m, last, given, span);
    }
    match dotted {
        "dataclasses.replace" => {
            return replaced(m, given, span).or_else(|| standard::replaced(m, given, span));
        }
        "functools.partial" => return partial(given, span),
        "pathlib.Path" | "pathlib.PurePath" | "pathlib.PurePosixPath" | "pathlib.PosixPath" => {
            let parts: Vec<&str> = given.positional.iter().map(Val::as_str).collect::<Option<_>>()?;
            return Some(path(&parts, span));
        }
        _ => {}
    }
    if root == "flyte" {
        return flyte_class(m, dotted, given, span);
    }
    if root == "flytekit" && refusals::is_bound(last) {
        return flytekit_class(m, last, given, span);
    }
    let (_, _, parameters) = CLASSES.iter().find(|(r, n, _)| *r == root && *n == last)?;
    let positional = parameters.iter().zip(&given.positional);
    let positional = positional.map(|(name, v)| Field { name: (*name).to_owned(), key: v.span, value: v.clone() });
    let mut fields: Vec<_> = positional.chain(given.named.iter().cloned()).collect();
    let target = |f: &&mut Field<'a>| matches!(f.name.as_str(), "target" | "_task_function" | "_workflow_function");
    fields.iter_mut().find(target).into_iter().for_each(|f| f.name = "()".to_owned());
    let object = Val::object(format!("{root}.{last}"), fields, span);
    let of = given.positional.first().filter(|v| matches!(v.kind, Kind::Function(_)));
    if let (Some(of), "task" | "dynamic" | "eager") = (of, last) {
        let frame = Frame::new(m.running(), Vec::new());
        return Some(m.make_task(of.clone(), &object, None, span, &frame));
    }
    if let Kind::Object(object) = &object.kind {
        refusals::check(m, &object.borrow(), span);
    }
    if last == "map_task" {
        m.maps(&object);
    }
    Some(object)
}

/// A function with some of its arguments.
fn partial<'a>(given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let field = Field { name: "()".to_owned(), key: span, value: given.positional.first()?.clone() };
    let more = given.positional.iter().skip(1);
    let more = more.map(|v| Field { name: "*".to_owned(), key: v.span, value: v.clone() });
    let fields = [field].into_iter().chain(more).chain(given.named.iter().cloned()).collect();
    Some(Val::object("functools.partial", fields, span))
}

/// What a file makes of the classes of flytekit.
fn flytekit_class<'a>(m: &mut Machine<'a>, class: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let name = format!("flytekit.{class}");
    let fields = signature::bind(m, &name, given, span)?;
    let mut object = Object { class: name, fields };
    refusals::check(m, &object, span);
    if class == "ContainerTask" {
        refusals::frozen(&mut object);
    }
    let object = Val::object(object.class, object.fields, span);
    if class == "PodTemplate" {
        template::made(m, &object);
    }
    if class == "ContainerTask" && m.raised.is_none() {
        let module = m.running();
        m.made.push(Made { module, function: None, maker: object.clone(), span, condition: m.condition });
    }
    Some(object)
}

/// A path as Python joins it.
pub(in crate::sdk::python) fn path<'a>(parts: &[&str], span: Span) -> Val<'a> {
    let mut out = String::new();
    for part in parts.iter().filter(|p| !p.is_empty() && **p != ".") {
        if part.starts_with('/') {
            out.clear();
        } else if !out.is_empty() && !out.ends_with('/') {
            out.push('/');
        }
        out.push_str(part);
    }
    let out = if out.len() > 1 { out.trim_end_matches('/') } else { &out };
    let out = if out.is_empty() { "." } else { out };
    let field = Field { name: "path".to_owned(), key: span, value: Val::str(out, span) };
    Val::object("pathlib.Path", vec![field], span)
}

fn client_model<'a>(m: &mut Machine<'a>, class: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let attributes = client::attributes(class);
    if attributes.is_empty() {
        return None;
    }
    let positional = attributes.iter().zip(&given.positional);
    let positional =
        positional.map(|(a, v)| Field { name: a.python.to_owned(), key: v.span, value: v.clone() }).collect::<Vec<_>>();
    let unknown = given.named.iter().find(|f| f.name != "?" && !attributes.iter().any(|a| a.python == f.name));
    if let Some(field) = unknown {
        let message = format!("`{class}` has no argument `{}`", field.name);
        let theirs = format!("TypeError: {class}.__init__() got an unexpected keyword argument '{}'", field.name);
        m.refuse(refused("python/argument", message, &Origin::input(field.key), theirs));
    }
    let fields: Vec<Field<'a>> = positional.into_iter().chain(given.named.iter().cloned()).collect();
    let spread = fields.iter().any(|f| f.name == "?");
    let is_given = |name: &str| fields.iter().any(|f| f.name == name && !f.value.is_none());
    if let Some(missing) = client::required(class).iter().find(|name| !spread && !is_given(name)) {
        let theirs = format!("ValueError: Invalid value for `{missing}`, must not be `None`");
        checks::fault(m, span, &format!("`{class}` must be given `{missing}`"), theirs);
    }
    Some(Val::object(format!("kubernetes.{class}"), fields, span))
}

/// What a file makes of the classes and functions of flyte.
fn flyte_class<'a>(m: &mut Machine<'a>, dotted: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let mut behind = dotted.rsplit('.');
    let (last, holder) = (behind.next().unwrap_or_default(), behind.next().unwrap_or_default());
    match (holder, last) {
        ("Image", _) => return image::made(m, last, given, span),
        ("PodTemplate", "from_spec") => return template::from_spec(m, given, span),
        ("TaskEnvironment", "from_task") => return environment::from_task(m, given, span),
        (_, "Image") => {
            let theirs = "TypeError: Direct instantiation of Image not allowed, please use one of the various \
                          from_...() methods instead";
            checks::fault(m, span, "an image is made by `Image.from_base(...)` and the like", theirs);
        }
        _ => {}
    }
    let class = format!("flyte.{last}");
    let fields = signature::bind(m, &class, given, span)?;
    if devices::makes(&class) {
        return Some(devices::made(m, &class, fields, span));
    }
    let mut object = Object { class, fields };
    checks::check(m, &object, span);
    if last == "Secret" {
        for name in ["key", "group"] {
            let value = object.get(name).filter(|v| !v.is_none()).cloned().unwrap_or_else(|| Val::str("", span));
            object.set(&format!("made {name}"), span, value);
        }
    }
    let object = Val::object(object.class, object.fields, span);
    if last == "ContainerTask" {
        let (module, maker) = (m.running(), object.clone());
        m.made.push(Made { module, function: None, maker, span, condition: m.condition });
    }
    Some(object)
}

/// `dataclasses.replace(object, ...)` of an object of flyte.
fn replaced<'a>(m: &mut Machine<'a>, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let Kind::Object(object) = &given.positional.first()?.kind else { return None };
    let mut copy = Object { class: object.borrow().class.clone(), fields: object.borrow().fields.clone() };
    if !copy.class.starts_with("flyte.") || copy.class == "flyte.ContainerTask" {
        return None;
    }
    signature::only(m, &copy.class, given);
    given.named.iter().for_each(|f| copy.set(&f.name, f.key, f.value.clone()));
    checks::check(m, &copy, span);
    Some(Val::object(copy.class, copy.fields, span))
}
