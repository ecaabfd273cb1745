//! The authoring form: the arguments of flytekit's `@task` and flyte's `TaskEnvironment`.

use super::super::edit::{Edit, Go};
use super::super::target::Step;
use super::resources::{Resource, asked, present, variants};
use super::{Candidate, Context, TaskForm, below, execution, go, pod_template, task_template};
use crate::tree::{Layer, Node, Value};

/// The argument for the field, and the task's own pod template.
pub(super) fn candidates(c: &Context<'_>) -> Vec<Candidate> {
    let flyte = c.known.files.task_form == TaskForm::Flyte;
    let mut out: Vec<Candidate> = Vec::new();
    if let Some(edit) = argument(c, flyte) {
        out.push(Candidate::one(Layer::Task, edit).noting(task_template::unread(c)));
    }
    if let Some(truth) = execution::interruptible(c) {
        out.push(Candidate::one(Layer::Task, c.in_task(vec![Go::Field("interruptible")], truth)));
    }
    if let (Some((side, resource)), true) = (asked(c), c.target.is_in_primary()) {
        out.extend(if flyte { pairs(c, side, resource, resource.flyte) } else { amounts(c, side, resource) });
    }
    out.extend(pod_template::of_authoring(c));
    out
}

/// The one argument that says what the field says.
fn argument(c: &Context<'_>, flyte: bool) -> Option<Edit> {
    let raw = c.written_task()?.get("container").is_some_and(|n| !n.is_null());
    if let Some([Step::Field(map @ ("labels" | "annotations")), Step::Key(key)]) = c.target.in_metadata() {
        return (!flyte).then(|| c.in_task(vec![Go::Field(map), Go::Key(key.clone())], c.value()));
    }
    if let Some([Step::Field("serviceAccountName")]) = c.target.in_spec() {
        return flyte.then(|| c.in_task(vec![Go::Field("service_account")], c.value()));
    }
    if !c.target.is_in_primary() {
        return None;
    }
    if let Some(name) = c.target.variable() {
        let names: &[&str] = if flyte { &["env_vars", "environment"] } else { &["environment", "env_vars"] };
        let path = vec![Go::AnyOf(names), Go::Key(name.clone())];
        return Some(c.in_task(path, c.value()));
    }
    let (_, _, rest) = c.target.container()?;
    let path = match rest {
        [Step::Field("image")] if raw => below(&["container", "image"], Vec::new()),
        [Step::Field("image")] if flyte => vec![Go::AnyOf(&["image", "container_image"])],
        [Step::Field("image")] => vec![Go::AnyOf(&["container_image", "image"])],
        [Step::Field("command"), more @ ..] if raw => below(&["container", "command"], go(more)?),
        [Step::Field("args"), more @ ..] if raw => below(&["container", "arguments"], go(more)?),
        _ => return None,
    };
    Some(c.in_task(path, c.value()))
}

/// `requests`, `limits`; or `resources`, where the task has that.
fn amounts(c: &Context<'_>, side: &'static str, resource: &'static Resource) -> Option<Candidate> {
    if c.written_task()?.get("resources").is_some_and(|n| !n.is_null()) {
        return pairs(c, side, resource, resource.flytekit);
    }
    let edit = |side: &'static str| c.in_task(vec![Go::Field(side), Go::AnyOf(resource.flytekit)], c.value());
    let other = edit(super::resources::counterpart(side));
    let variants = variants(c, vec![edit(side)], vec![edit(side), other]);
    Some(Candidate::new(Layer::Task, variants))
}

/// `resources: {cpu: 1}`, or with a limit `[1, 2]`.
fn pairs(
    c: &Context<'_>,
    side: &'static str,
    resource: &'static Resource,
    names: &'static [&'static str],
) -> Option<Candidate> {
    let given = c.written_task()?.get("resources");
    let now = names.iter().find_map(|name| given?.get(name)).filter(|n| !n.is_null());
    let path = |more: Option<Go>| {
        let mut path = vec![Go::Field("resources"), Go::AnyOf(names)];
        path.extend(more);
        path
    };
    if resource.pod == "gpu" && c.known.files.task_form == TaskForm::Flyte {
        let (more, value) = devices(now, c.wanted.text()?)?;
        let edit = vec![c.in_task(path(more), value)];
        return Some(Candidate::new(Layer::Task, variants(c, edit.clone(), edit)));
    }
    let pair = |request: Node, limit: Node| Node::seq(vec![request, limit], super::beside());
    let both = c.in_task(path(None), pair(c.value(), c.value()));
    let alone = match (now.map(|n| &n.value), side) {
        (Some(Value::Seq(_)), "requests") => c.in_task(path(Some(Go::At(0))), c.value()),
        (Some(Value::Seq(_)), _) => c.in_task(path(Some(Go::At(1))), c.value()),
        (_, "requests") => c.in_task(path(None), c.value()),
        (given, _) => {
            let request = match given {
                Some(_) => now.map(super::super::value::kept),
                None => present(c, "requests"),
            };
            c.in_task(path(None), pair(request.unwrap_or_else(|| c.value()), c.value()))
        }
    };
    Some(Candidate::new(Layer::Task, variants(c, vec![alone], vec![both])))
}

/// A number of devices: alone, behind the device's name, or in its own field.
fn devices(now: Option<&Node>, wanted: &str) -> Option<(Option<Go>, Node)> {
    let number: i64 = wanted.parse().ok()?;
    let plain = Node::int(number, super::new());
    Some(match now.map(|n| &n.value) {
        Some(Value::Map(_)) => (Some(Go::Field("quantity")), plain),
        Some(Value::Str(name)) => {
            let device = name.split(':').next().unwrap_or("");
            (None, Node::str(format!("{device}:{number}"), super::new()))
        }
        _ => (None, plain),
    })
}
