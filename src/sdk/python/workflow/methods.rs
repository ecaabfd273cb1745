//! Methods of what stands for nodes, conditionals and workflows that are put together by calls.

use crate::diagnostic::Diagnostic;
use crate::sdk::parts::refused;
use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::value::{Kind, Val};
use crate::sdk::python::workflow::body::{is_promise, number_of, promise};
use crate::sdk::python::workflow::calls::called;
use crate::sdk::python::workflow::overrides;
use crate::source::Span;
use crate::tree::Origin;

/// A method of what a node gives.
pub(in crate::sdk::python) fn of_promise<'a>(
    m: &mut Machine<'a>,
    value: &Val<'a>,
    name: &str,
    given: &Given<'a>,
    span: Span,
) -> Val<'a> {
    match name {
        "with_overrides" => {
            match number_of(value, "promise") {
                Some(node) => overrides::put(m, node, given, span),
                None => m.unfollowed(span, "`with_overrides` of what is no node"),
            }
            value.clone()
        }
        "runs_before" => Val::new(Kind::None, span),
        "is_true" | "is_false" | "is_" | "is_none" => Val::unknown("a comparison of what a node gives", span),
        _ => {
            m.unfollowed(span, "a call of what a node gives");
            Val::unknown("a call of what a node gives", span)
        }
    }
}

/// `if_`, `elif_`, `else_`, `then`, `fail`: the conditional and its cases are one object.
pub(in crate::sdk::python) fn of_conditional<'a>(
    m: &mut Machine<'a>,
    value: &Val<'a>,
    name: &str,
    given: &Given<'a>,
    span: Span,
) -> Val<'a> {
    let set = |field: &str| {
        if let Kind::Object(object) = &value.kind {
            object.borrow_mut().set(field, span, Val::new(Kind::None, span));
        }
    };
    let has = |field: &str| matches!(&value.kind, Kind::Object(o) if o.borrow().get(field).is_some());
    let node = match name {
        "if_" | "elif_" => {
            if let Some(found) = given.at(0, "expr").and_then(|expr| bare_condition(expr, span)) {
                m.refuse_workflow(found);
            }
            return value.clone();
        }
        "else_" => {
            set("last");
            return value.clone();
        }
        "then" => match given.at(0, "p").and_then(|p| number_of(p, "promise")) {
            Some(node) => Some(node),
            None => {
                m.unfollowed(span, "the outcome of this case is no node");
                None
            }
        },
        "fail" => None,
        _ => {
            m.unfollowed(span, "this is done with a conditional");
            return value.clone();
        }
    };
    let mine = number_of(value, "flytekit.conditional").is_some_and(|number| m.graph.case(number, node));
    if !mine {
        m.unfollowed(span, "conditionals that overlap");
    }
    if !has("last") {
        return value.clone();
    }
    match m.graph.end_conditional(span) {
        Some(node) => promise(node, span),
        None => {
            m.unfollowed(span, "a conditional with fewer than two cases");
            Val::object("promise", Vec::new(), span)
        }
    }
}

/// What flytekit refuses as a condition: anything but comparisons of what nodes give.
fn bare_condition(expr: &Val<'_>, span: Span) -> Option<Diagnostic> {
    let theirs = match &expr.kind {
        Kind::Bool(_) => "AssertionError: Logical (and/or/is/not) operations are not supported.",
        Kind::None => "AssertionError: Required an expression received None",
        _ if is_promise(expr) => "AssertionError: Flytekit does not support unary expressions of the form `if_(x)`",
        _ => return None,
    };
    let message = "a conditional takes comparisons of what nodes and inputs give".to_owned();
    Some(refused("python/workflow", message, &Origin::input(span), theirs.to_owned()))
}

/// A workflow that is put together by calls.
pub(in crate::sdk::python) fn of_workflow<'a>(
    m: &mut Machine<'a>,
    value: &Val<'a>,
    name: &str,
    given: &Given<'a>,
    span: Span,
) -> Val<'a> {
    let number = number_of(value, "flytekit.Workflow");
    let input = || Val::object("promise", Vec::new(), span);
    match (name, number) {
        ("add_entity" | "add_task" | "add_subwf" | "add_launch_plan", Some(number)) => {
            let entity = ["entity", "task", "sub_wf", "launch_plan"].iter().find_map(|n| given.at(0, n)).cloned();
            m.graph.open(number, String::new());
            let node = match &entity {
                Some(entity) if m.condition.is_none() => called(m, entity, &Given::default(), span),
                _ => None,
            };
            if node.as_ref().is_none_or(|n| number_of(n, "promise").is_none()) {
                m.unfollowed(span, "what is added here is not known");
            }
            m.graph.close();
            node.unwrap_or_else(input)
        }
        ("add_workflow_input", _) => input(),
        ("add_workflow_output" | "ready" | "add_on_failure_handler", _) => Val::new(Kind::None, span),
        (_, Some(number)) => {
            m.graph.open(number, String::new());
            m.unfollowed(span, "this is done with the workflow");
            m.graph.close();
            Val::unknown("a call", span)
        }
        _ => Val::unknown("a call", span),
    }
}
