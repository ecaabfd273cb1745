//! The classes that files of tasks make objects of: those of the SDKs, of the Kubernetes client, and
//! a few of the standard library.

use super::call::Given;
use super::machine::{Frame, Machine, Made};
use super::value::{Field, Kind, Object, Shared, Val};
use super::{checks, devices, environment, signature, template};
use crate::sdk::client;
use crate::sdk::parts::refused;
use crate::source::Span;
use crate::tree::Origin;
use std::cell::Cell;
use std::rc::Rc;

/// Classes with their parameters in order.
const CLASSES: &[(&str, &str, &[&str])] = &[
    ("flytekit", "kwtypes", &[]),
    ("flytekit", "map_task", &["()", "concurrency", "min_successes", "min_success_ratio"]),
    ("flytekit", "workflow", &["()"]),
    ("flytekit", "task", &["()"]),
    ("flytekit", "dynamic", &["()"]),
    ("flytekit", "eager", &["()"]),
    ("datetime", "timedelta", &["days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"]),
];

fn parts(dotted: &str) -> (&str, &str) {
    let root = dotted.split('.').next().unwrap_or(dotted);
    (root, dotted.rsplit('.').next().unwrap_or(dotted))
}

/// Whether a package says this name, for `import *`.
pub(super) fn exports(package: &str, name: &str) -> bool {
    let (root, _) = parts(package);
    let constants =
        package.ends_with("accelerators") && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    match root {
        "kubernetes" => !client::attributes(name).is_empty(),
        "flyte" => signature::of(&format!("flyte.{name}")).is_some() || name == "Image",
        "flytekit" if super::kit::is_bound(name) => true,
        _ => constants || CLASSES.iter().any(|(r, n, _)| *r == root && *n == name) || name == "workflow",
    }
}

/// Whether a name of another package stands for something that is not `None` and is true: a module, a class, a
/// function that is known.
pub(super) fn is_something(dotted: &str) -> bool {
    let (root, last) = parts(dotted);
    match root {
        "builtins" => true,
        "kubernetes" => dotted == "kubernetes" || last == "client" || last == "models" || exports(dotted, last),
        "flytekit" | "flyte" => root == last || exports(dotted, last) || exports("accelerators", last),
        _ => !dotted.contains('.'),
    }
}

/// Whether an object has an attribute of that name, given or not.
pub(super) fn has_attribute(object: &Object<'_>, name: &str) -> bool {
    let class = object.class.strip_prefix("kubernetes.").unwrap_or_default();
    let of_template = matches!(name, "pod_spec" | "primary_container_name" | "labels" | "annotations");
    client::attributes(class).iter().any(|a| a.python == name)
        || (object.class.ends_with(".PodTemplate") && of_template)
}

/// What the client's models refuse of a value for an attribute.
pub(super) fn refused_value(object: &Object<'_>, name: &str, value: &Val<'_>) -> Option<String> {
    let class = object.class.strip_prefix("kubernetes.")?;
    let required = value.is_none() && client::required(class).contains(&name);
    required.then(|| format!("Invalid value for `{name}`, must not be `None`"))
}

/// Whether what makes a task is flytekit's.
pub(super) fn is_flytekit(maker: &Val<'_>) -> bool {
    match &maker.kind {
        Kind::Name(dotted) => dotted.starts_with("flytekit."),
        Kind::Object(object) => {
            let object = object.borrow();
            let inner = object.class == "functools.partial" && object.get("()").is_some_and(is_flytekit);
            inner || object.class.starts_with("flytekit.")
        }
        _ => false,
    }
}

/// Makes an object of a known class.
pub(super) fn construct<'a>(m: &mut Machine<'a>, dotted: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let (root, last) = parts(dotted);
    if root == "kubernetes" {
        return client_model(m, last, given, span);
    }
    match dotted {
        "dataclasses.replace" => return replaced(m, given, span).or_else(|| super::standard::replaced(m, given, span)),
        "functools.partial" => {
            let field = Field { name: "()".to_owned(), key: span, value: given.positional.first()?.clone() };
            let more = given.positional.iter().skip(1);
            let more = more.map(|v| Field { name: "*".to_owned(), key: v.span, value: v.clone() });
            let fields = [field].into_iter().chain(more).chain(given.named.iter().cloned()).collect();
            return Some(Val::object("functools.partial", fields, span));
        }
        "pathlib.Path" | "pathlib.PurePath" | "pathlib.PurePosixPath" | "pathlib.PosixPath" => {
            let parts: Vec<&str> = given.positional.iter().map(Val::as_str).collect::<Option<_>>()?;
            return Some(path(&parts, span));
        }
        _ => {}
    }
    if root == "flyte" {
        return flyte_class(m, dotted, given, span);
    }
    if root == "flytekit" && super::kit::is_bound(last) {
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
        super::kit::check(m, &object.borrow(), span);
    }
    if last == "map_task" {
        m.maps(&object);
    }
    Some(object)
}

/// What a file makes of the classes of flytekit.
fn flytekit_class<'a>(m: &mut Machine<'a>, class: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let name = format!("flytekit.{class}");
    let fields = signature::bind(m, &name, given, span)?;
    let mut object = Object { class: name, fields };
    super::kit::check(m, &object, span);
    if class == "ContainerTask" {
        super::kit::frozen(&mut object);
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
pub(super) fn path<'a>(parts: &[&str], span: Span) -> Val<'a> {
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
        ("Image", _) => return super::image::made(m, last, given, span),
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

/// An attribute of an object: what it was given, or a method.
pub(super) fn attribute<'a>(value: &Val<'a>, object: &Shared<Object<'a>>, name: &str, span: Span) -> Val<'a> {
    let object = object.borrow();
    if let Some(value) = super::policies::rewritten(&object, name, span) {
        return value;
    }
    if let Some(found) = object.get(name).or_else(|| object.get("?")) {
        return found.clone();
    }
    if object.class == "promise" && !PROMISE_METHODS.contains(&name) {
        drop(object);
        return Val::new(value.kind.clone(), span);
    }
    if let Some(value) = super::standard::path_attribute(&object, name, span) {
        return value;
    }
    let class = object.class.strip_prefix("kubernetes.").unwrap_or_default();
    let is_field = client::attributes(class).iter().any(|a| a.python == name);
    if is_field {
        return Val::new(Kind::None, span);
    }
    if let Some(value) = signature::default(&object.class, name, value.span) {
        return value;
    }
    match (object.class.as_str(), name) {
        ("flytekit.PodTemplate", "labels" | "annotations" | "pod_spec")
        | ("flytekit.Resources", "cpu" | "mem" | "gpu") => Val::new(Kind::None, span),
        ("flytekit.PodTemplate", "primary_container_name") => Val::str("primary", value.span),
        ("flyte.TaskEnvironment", "sandbox") => Val::object(environment::SANDBOX, vec![of(value, span)], span),
        _ => Val::new(Kind::Method(Rc::new((value.clone(), name.to_owned()))), span),
    }
}

/// What an object belongs to.
fn of<'a>(value: &Val<'a>, span: Span) -> Field<'a> {
    Field { name: "()".to_owned(), key: span, value: value.clone() }
}

/// A method of an object; none if it is not known.
pub(super) fn method<'a>(
    m: &mut Machine<'a>,
    value: &Val<'a>,
    object: &Shared<Object<'a>>,
    name: &str,
    given: &Given<'a>,
    span: Span,
) -> Option<Val<'a>> {
    let class = object.borrow().class.clone();
    match (class.as_str(), name) {
        ("flyte.TaskEnvironment" | "flyte.ClusteredTaskEnvironment", _) => {
            environment::method(m, value, name, given, span)
        }
        (environment::SANDBOX, "orchestrator") => Some(value.clone()),
        (super::image::IMAGE, _) => super::image::method(m, &object.borrow(), name, given, span),
        // the client's models have no methods that change them
        (model, "to_dict" | "to_str") if model.starts_with("kubernetes.") => {
            Some(Val::unknown("what the client makes of a model", span))
        }
        ("flyte.PodTemplate", _) => template::method(m, value, name, given, span),
        // what tasks give while a workflow is put together
        ("task", "override") => {
            environment::overridden(m, value, given, span);
            Some(Val::object("promise", Vec::new(), span))
        }
        ("task" | "promise" | "flytekit.map_task", _) => Some(Val::object("promise", Vec::new(), span)),
        ("flytekit.ContainerTask" | "flyte.ContainerTask", _) => Some(Val::object("promise", Vec::new(), span)),
        _ => None,
    }
}

/// Whether a decorator makes its function a task.
pub(super) fn makes_task(maker: &Val<'_>) -> bool {
    let named = |dotted: &str| {
        let (root, last) = parts(dotted);
        root == "flytekit" && matches!(last, "task" | "dynamic" | "eager")
    };
    match &maker.kind {
        Kind::Name(dotted) => named(dotted),
        Kind::Method(method) => {
            let (value, name) = &**method;
            name == "task" && checks::is_environment(value)
        }
        Kind::Object(object) => {
            let object = object.borrow();
            let partial = object.class == "functools.partial" && object.get("()").is_some_and(makes_task);
            partial
                || named(&object.class)
                || matches!(object.class.as_str(), environment::DECORATOR | environment::SANDBOX)
        }
        _ => false,
    }
}

/// Whether a decorator makes its function a workflow.
pub(super) fn makes_workflow(maker: &Val<'_>) -> bool {
    match &maker.kind {
        Kind::Name(dotted) => parts(dotted) == ("flytekit", "workflow"),
        Kind::Object(object) => object.borrow().class == "flytekit.workflow",
        _ => false,
    }
}

/// Methods of what a node gives; any other attribute is an output, or a part of one.
const PROMISE_METHODS: &[&str] =
    &["with_overrides", "runs_before", "is_true", "is_false", "is_", "is_none", "with_var", "eval"];

/// Whether calling an object gives something for a workflow to pass on.
pub(super) fn is_entity(class: &str) -> bool {
    let known = ["task", "promise", "workflow", "flytekit.map_task", "flytekit.Workflow", "flytekit.LaunchPlan"];
    known.contains(&class) || class == "flytekit.reference" || class.ends_with(".ContainerTask")
}

/// A copy of a value; a deep one shares nothing.
pub(super) fn copied<'a>(value: &Val<'a>, deep: bool) -> Option<Val<'a>> {
    copy(value, deep, 0, &Cell::new(100_000))
}

fn copy<'a>(value: &Val<'a>, deep: bool, depth: usize, left: &Cell<usize>) -> Option<Val<'a>> {
    left.set(left.get().saturating_sub(1));
    if depth > 40 || left.get() == 0 {
        return None;
    }
    let inner = |v: &Val<'a>| if deep { copy(v, true, depth + 1, left) } else { Some(v.clone()) };
    Some(match &value.kind {
        Kind::List(items) => Val::list(items.borrow().iter().map(inner).collect::<Option<_>>()?, value.span),
        Kind::Tuple(items) => {
            Val::new(Kind::Tuple(Rc::new(items.iter().map(inner).collect::<Option<_>>()?)), value.span)
        }
        Kind::Dict(entries) => {
            let entries = entries.borrow();
            let copy = |(name, (k, v)): (&String, &(Val<'a>, Val<'a>))| Some((name.clone(), (k.clone(), inner(v)?)));
            Val::dict(entries.iter().map(copy).collect::<Option<_>>()?, value.span)
        }
        Kind::Set(set) => Val::set(set.items.borrow().clone(), set.frozen, value.span),
        // what is gone through once is not copied
        Kind::Series(_) => return None,
        Kind::Object(object) => {
            let object = object.borrow();
            if is_entity(&object.class) {
                return Some(value.clone());
            }
            let copy = |f: &Field<'a>| Some(Field { value: inner(&f.value)?, ..f.clone() });
            Val::object(object.class.clone(), object.fields.iter().map(copy).collect::<Option<_>>()?, value.span)
        }
        _ => value.clone(),
    })
}
