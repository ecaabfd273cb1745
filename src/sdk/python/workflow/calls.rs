//! What calls make of a workflow: nodes, conditionals, and doubt.

use crate::sdk::parts::refused;
use crate::sdk::python::common::classes;
use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::value::{Code, Field, Kind, Val};
use crate::sdk::python::workflow::body::{is_promise, number_of, promise};
use crate::sdk::python::workflow::graph::Runs;
use crate::sdk::python::workflow::methods::{of_conditional, of_promise, of_workflow};
use crate::source::Span;
use crate::tree::Origin;
use std::rc::Rc;

/// Classes of flytekit whose instances make a node when they are called, besides tasks.
const CALLABLE: &[&str] = &["flytekit.LaunchPlan", "flytekit.reference"];

/// Packages that make no nodes, unless they are given something to call.
const HARMLESS: &str = "\
    builtins logging json copy typing typing_extensions os sys pprint warnings yaml datetime pathlib \
    enum dataclasses math random time re uuid hashlib collections itertools functools string textwrap \
    operator inspect numpy pandas kubernetes shutil tempfile subprocess platform socket getpass decimal \
    fractions statistics base64 secrets traceback contextlib types abc csv io glob zoneinfo calendar";

/// Functions that call what they are given.
const CALLERS: &[&str] = &["builtins.map", "builtins.filter", "functools.reduce", "itertools.starmap"];

/// Functions of Python that look at what they are given and call nothing.
const LOOKERS: &str =
    "hasattr isinstance issubclass callable type id repr str print len getattr setattr vars hash bool";

/// Methods of plain values: on a value that is not known they make no node either.
const PLAIN_METHODS: &str = "\
    append extend insert update setdefault get items keys values pop strip lstrip rstrip lower upper \
    title split join format replace startswith endswith encode decode strftime isoformat read_text \
    exists info debug warning error zfill";

/// A call that concerns workflows; none if it is another.
pub(in crate::sdk::python) fn called<'a>(
    m: &mut Machine<'a>,
    function: &Val<'a>,
    given: &Given<'a>,
    span: Span,
) -> Option<Val<'a>> {
    match &function.kind {
        Kind::Object(object) => {
            let class = object.borrow().class.clone();
            let callable = classes::is_entity(&class) && class != "promise";
            callable.then(|| entity(m, function, &class, span))
        }
        Kind::Method(method) => {
            let (value, name) = &**method;
            // what an unknown decorator makes of a function
            if name == "()" {
                m.unfollowed(span, "what is called here is wrapped in a way that is not known");
            }
            let Kind::Object(object) = &value.kind else { return None };
            let class = object.borrow().class.clone();
            match class.as_str() {
                "promise" => Some(of_promise(m, value, name, given, span)),
                "flytekit.conditional" => Some(of_conditional(m, value, name, given, span)),
                "flytekit.Workflow" => Some(of_workflow(m, value, name, given, span)),
                _ => None,
            }
        }
        Kind::Name(dotted) if dotted.starts_with("flytekit.") => of_flytekit(m, dotted, given, span),
        _ => None,
    }
}

/// An entity is called: in a workflow that is a node.
fn entity<'a>(m: &mut Machine<'a>, function: &Val<'a>, class: &str, span: Span) -> Val<'a> {
    let nothing = || Val::object("promise", Vec::new(), span);
    if !m.graph.is_open() {
        // a workflow that is called outside of others is compiled there
        if let (true, Some(number)) = (class == "workflow" && m.condition.is_none(), number_of(function, class)) {
            m.compile(number);
        }
        return nothing();
    }
    let runs = match class {
        "task" => number_in(function, "number").map(Runs::Task),
        "workflow" | "flytekit.Workflow" => {
            let number = number_of(function, class);
            number.map(|number| {
                m.compile(number);
                Runs::Workflow(number)
            })
        }
        _ if CALLABLE.contains(&class) => {
            if matches!(&function.kind, Kind::Object(o) if o.borrow().get("of").and_then(Val::as_str) == Some("reference_workflow"))
            {
                let message = "a reference to a workflow cannot be called in a workflow".to_owned();
                let theirs = "ValueError: Reference sub-workflows are currently unsupported. Use reference launch plans instead.";
                m.refuse_workflow(refused("python/workflow", message, &Origin::input(span), theirs.to_owned()));
            }
            Some(Runs::Other)
        }
        _ => match made(m, function) {
            Some(number) => Some(Runs::Task(number)),
            // a launch plan that is mapped
            None if class == "flytekit.map_task" => Some(Runs::Other),
            None => None,
        },
    };
    match runs.and_then(|runs| m.graph.node(runs, span)) {
        Some(node) => promise(node, span),
        None => {
            m.unfollowed(span, "what is called here is not known");
            nothing()
        }
    }
}

/// The number that stands in a field of an object.
pub(in crate::sdk::python) fn number_in(value: &Val<'_>, field: &str) -> Option<usize> {
    let Kind::Object(object) = &value.kind else { return None };
    object.borrow().get(field).and_then(Val::as_int).and_then(|n| usize::try_from(n).ok())
}

/// The number of the task that this object made.
fn made(m: &Machine<'_>, maker: &Val<'_>) -> Option<usize> {
    let same = |other: &Val<'_>| match (&other.kind, &maker.kind) {
        (Kind::Object(a), Kind::Object(b)) => std::ptr::addr_eq(Rc::as_ptr(a), Rc::as_ptr(b)),
        _ => false,
    };
    m.made.iter().position(|made| same(&made.maker))
}

/// Functions and classes of flytekit that workflows use.
fn of_flytekit<'a>(m: &mut Machine<'a>, dotted: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let number = |n: usize| Field { name: "()".to_owned(), key: span, value: Val::new(Kind::Int(n as i128), span) };
    let last = dotted.rsplit('.').next().unwrap_or(dotted);
    match last {
        "conditional" => match m.graph.begin_conditional() {
            Some(conditional) => Some(Val::object("flytekit.conditional", vec![number(conditional)], span)),
            None => Some(Val::unknown("a conditional outside workflows", span)),
        },
        "create_node" => {
            let entity = given.at(0, "entity").cloned();
            let node = entity.and_then(|entity| called(m, &entity, &Given::default(), span));
            if node.is_none() {
                m.unfollowed(span, "what is called here is not known");
            }
            node
        }
        "sleep" | "wait_for_input" | "approve" => {
            let node = m.graph.node(Runs::Other, span);
            Some(node.map_or_else(|| Val::object("promise", Vec::new(), span), |node| promise(node, span)))
        }
        "reference_task" | "reference_workflow" | "reference_launch_plan" => {
            let of = Field { name: "of".to_owned(), key: span, value: Val::str(last, span) };
            Some(Val::object("flytekit.reference", vec![of], span))
        }
        "array_node" => Some(Val::object("flytekit.reference", Vec::new(), span)),
        "get_or_create" | "create" | "get_default_launch_plan" if dotted.contains("LaunchPlan.") => {
            Some(Val::object("flytekit.LaunchPlan", Vec::new(), span))
        }
        "Workflow" | "ImperativeWorkflow" => {
            let module = m.running();
            let name = given.at(0, "name").cloned();
            let workflow =
                m.graph.add(module, name.as_ref().and_then(Val::as_str).unwrap_or("").to_owned(), None, span);
            if name.is_none_or(|n| n.as_str().is_none()) {
                m.graph.open(workflow, String::new());
                m.unfollowed(span, "its name is not known");
                m.graph.close();
            }
            Some(Val::object("flytekit.Workflow", vec![number(workflow)], span))
        }
        "workflow" => {
            // `workflow(function)` instead of a decorator
            let Kind::Function(function) = &given.at(0, "_workflow_function")?.kind else { return None };
            let Code::Def(def) = function.code else { return None };
            let place = m.place(function.module, &def.name);
            let workflow = m.graph.add(function.module, def.name.to_string(), Some(def), place);
            Some(Val::object("workflow", vec![number(workflow)], span))
        }
        _ => None,
    }
}

/// A function of another package was called: it may make nodes if it could be a task, or was given one.
pub(in crate::sdk::python) fn foreign<'a>(m: &mut Machine<'a>, dotted: &str, given: &Given<'a>, span: Span) {
    if !m.graph.is_open() {
        return;
    }
    let callable = |value: &Val<'_>| match &value.kind {
        Kind::Function(_) | Kind::Method(_) => true,
        Kind::Object(object) => {
            let class = &object.borrow().class;
            class == "functools.partial" || (classes::is_entity(class) && class != "promise")
        }
        _ => false,
    };
    let looks = dotted.strip_prefix("builtins.").is_some_and(|name| LOOKERS.split_whitespace().any(|l| l == name));
    if looks {
        return;
    }
    if CALLERS.contains(&dotted) || given.values().any(callable) {
        return m.unfollowed(span, "a function that may call what it is given");
    }
    if !may_be_harmless(dotted) {
        m.unfollowed(span, "a function of another package, which may be a task");
    }
}

/// Whether a method of this name is one of plain values.
pub(in crate::sdk::python) fn is_plain_method(name: &str) -> bool {
    PLAIN_METHODS.split_whitespace().any(|m| m == name)
}

/// Whether a function of another package makes no nodes by itself: a class, or one of packages without tasks.
pub(in crate::sdk::python) fn may_be_harmless(dotted: &str) -> bool {
    let (root, last) = classes::parts(dotted);
    let of_flytekit = root == "flytekit" && (dotted.contains(".logger.") || last == "current_context");
    let class = |part: &str| part.chars().next().is_some_and(char::is_uppercase);
    dotted.split('.').any(class) || HARMLESS.split_whitespace().any(|p| p == root) || of_flytekit
}

/// Whether a decorator stands for something that is registered elsewhere.
pub(in crate::sdk::python) fn is_elsewhere(maker: &Val<'_>) -> bool {
    matches!(&maker.kind, Kind::Object(o) if o.borrow().class == "flytekit.reference")
}

/// What of a value stands for what a node gives: itself, its outputs, their items.
pub(in crate::sdk::python) fn part_of_promise<'a>(value: &Val<'a>, span: Span) -> Option<Val<'a>> {
    is_promise(value).then(|| Val::new(value.kind.clone(), span))
}
