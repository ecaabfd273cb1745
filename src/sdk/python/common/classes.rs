//! The classes that files of tasks make objects of: those of the SDKs, of the Kubernetes client, and
//! a few of the standard library.

use crate::sdk::client;
use crate::sdk::python::common::checks;
use crate::sdk::python::common::construct::CLASSES;
use crate::sdk::python::common::signature;
use crate::sdk::python::flyte::environment;
use crate::sdk::python::flyte::image;
use crate::sdk::python::flyte::policies;
use crate::sdk::python::flyte::template;
use crate::sdk::python::flytekit::refusals;
use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::value::{Field, Kind, Object, Shared, Val};
use crate::sdk::python::library::standard;
use crate::source::Span;
use std::cell::Cell;
use std::rc::Rc;

pub(in crate::sdk::python) fn parts(dotted: &str) -> (&str, &str) {
    let root = dotted.split('.').next().unwrap_or(dotted);
    (root, dotted.rsplit('.').next().unwrap_or(dotted))
}

/// Whether a package says this name, for `import *`.
pub(in crate::sdk::python) fn exports(package: &str, name: &str) -> bool {
    let (root, _) = parts(package);
    let constants =
        package.ends_with("accelerators") && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    match root {
        "kubernetes" => !client::attributes(name).is_empty(),
        "flyte" => signature::of(&format!("flyte.{name}")).is_some() || name == "Image",
        "flytekit" if refusals::is_bound(name) => true,
        _ => constants || CLASSES.iter().any(|(r, n, _)| *r == root && *n == name) || name == "workflow",
    }
}

/// Whether a name of another package stands for something that is not `None` and is true: a module, a class, a
/// function that is known.
pub(in crate::sdk::python) fn is_something(dotted: &str) -> bool {
    let (root, last) = parts(dotted);
    match root {
        "builtins" => true,
        "kubernetes" => dotted == "kubernetes" || last == "client" || last == "models" || exports(dotted, last),
        "flytekit" | "flyte" => root == last || exports(dotted, last) || exports("accelerators", last),
        _ => !dotted.contains('.'),
    }
}

/// Whether an object has an attribute of that name, given or not.
pub(in crate::sdk::python) fn has_attribute(object: &Object<'_>, name: &str) -> bool {
    let class = object.class.strip_prefix("kubernetes.").unwrap_or_default();
    let of_template = matches!(name, "pod_spec" | "primary_container_name" | "labels" | "annotations");
    client::attributes(class).iter().any(|a| a.python == name)
        || (object.class.ends_with(".PodTemplate") && of_template)
}

/// Whether a model or a template of flytekit has no attribute of that name for sure.
pub(in crate::sdk::python) fn has_no(object: &Object<'_>, name: &str) -> bool {
    const OWN: &[&str] = &[
        "to_dict",
        "to_str",
        "version_hash",
        "openapi_types",
        "attribute_map",
        "local_vars_configuration",
        "discriminator",
    ];
    let model = object.class.starts_with("kubernetes.") || object.class == "flytekit.PodTemplate";
    let own = object.get(name).is_some() || object.get("?").is_some();
    model && !own && !name.starts_with('_') && !OWN.contains(&name) && !has_attribute(object, name)
}

/// What the client's models refuse of a value for an attribute.
pub(in crate::sdk::python) fn refused_value(object: &Object<'_>, name: &str, value: &Val<'_>) -> Option<String> {
    let class = object.class.strip_prefix("kubernetes.")?;
    let required = value.is_none() && client::required(class).contains(&name);
    required.then(|| format!("Invalid value for `{name}`, must not be `None`"))
}

/// Whether what makes a task is flytekit's.
pub(in crate::sdk::python) fn is_flytekit(maker: &Val<'_>) -> bool {
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

/// An attribute of an object: what it was given, or a method.
pub(in crate::sdk::python) fn attribute<'a>(
    value: &Val<'a>,
    object: &Shared<Object<'a>>,
    name: &str,
    span: Span,
) -> Val<'a> {
    let object = object.borrow();
    if let Some(value) = policies::rewritten(&object, name, span) {
        return value;
    }
    if let Some(found) = object.get(name).or_else(|| object.get("?")) {
        return found.clone();
    }
    if object.class == "promise" && !PROMISE_METHODS.contains(&name) {
        drop(object);
        return Val::new(value.kind.clone(), span);
    }
    if let Some(value) = standard::path_attribute(&object, name, span) {
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
        ("flyte.TaskEnvironment", "sandbox") => Val::object(environment::SANDBOX, vec![of(value, span)], span),
        _ => Val::new(Kind::Method(Rc::new((value.clone(), name.to_owned()))), span),
    }
}

/// What an object belongs to.
fn of<'a>(value: &Val<'a>, span: Span) -> Field<'a> {
    Field { name: "()".to_owned(), key: span, value: value.clone() }
}

/// A method of an object; none if it is not known.
pub(in crate::sdk::python) fn method<'a>(
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
        (image::IMAGE, _) => image::method(m, &object.borrow(), name, given, span),
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
pub(in crate::sdk::python) fn makes_task(maker: &Val<'_>) -> bool {
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
pub(in crate::sdk::python) fn makes_workflow(maker: &Val<'_>) -> bool {
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
pub(in crate::sdk::python) fn is_entity(class: &str) -> bool {
    let known = ["task", "promise", "workflow", "flytekit.map_task", "flytekit.Workflow", "flytekit.LaunchPlan"];
    known.contains(&class) || class == "flytekit.reference" || class.ends_with(".ContainerTask")
}

/// A copy of a value; a deep one shares nothing.
pub(in crate::sdk::python) fn copied<'a>(value: &Val<'a>, deep: bool) -> Option<Val<'a>> {
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
