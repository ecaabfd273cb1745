//! A TaskTemplate in protojson: its container, its metadata, its pod.

use super::super::edit::{Edit, Go};
use super::super::target::Step;
use super::resources::{asked, counterpart, variants};
use super::{Candidate, Context, below, execution, go, pod_template};
use crate::tree::{Layer, Text, Value};

/// The TaskTemplate's own fields, and its pod.
pub(super) fn candidates(c: &Context<'_>) -> Vec<Candidate> {
    let own = field(c).map(|edit| Candidate::one(Layer::Task, edit).noting(unread(c)));
    let mut out: Vec<Candidate> = own.into_iter().collect();
    if let Some(truth) = execution::interruptible(c) {
        let path = below(&["metadata", "interruptible"], Vec::new());
        out.push(Candidate::one(Layer::Task, c.in_task(path, truth)));
    }
    if c.known.inputs.task.container().is_some() && c.target.is_in_primary() {
        let variants = resources(c, &["container"], |path| c.in_task(path, c.value()));
        out.extend(variants.map(|variants| Candidate::new(Layer::Task, variants)));
    }
    out.extend(pod_template::of_task_template(c));
    out
}

fn field(c: &Context<'_>) -> Option<Edit> {
    if let Some(steps @ [Step::Field("labels" | "annotations"), Step::Key(_)]) = c.target.in_metadata() {
        // a label of `@task`; flyte (2.x) has no such thing
        let path = below(&["metadata", "metadata"], go(steps)?);
        return (!c.known.version.is_2()).then(|| c.in_task(path, c.value()));
    }
    if let Some([Step::Field("serviceAccountName")]) = c.target.in_spec() {
        let path = below(&["securityContext", "runAs", "k8sServiceAccount"], Vec::new());
        return c.known.version.is_2().then(|| c.in_task(path, c.value()));
    }
    if c.known.inputs.task.container().is_none() || !c.target.is_in_primary() {
        return None;
    }
    if let Some(name) = c.target.variable() {
        let item = Go::Item { keys: vec![Text::Static("key")], value: Value::Str(name.clone()), fill: Vec::new() };
        return Some(c.in_task(below(&["container", "env"], vec![item, Go::Field("value")]), c.value()));
    }
    match c.target.container()?.2 {
        steps @ [Step::Field("image" | "command" | "args"), ..] => {
            Some(c.in_task(below(&["container"], go(steps)?), c.value()))
        }
        _ => None,
    }
}

/// Labels of `@task` are no layer in every version.
pub(super) fn unread(c: &Context<'_>) -> Option<&'static str> {
    let is_label = c.target.in_metadata().is_some();
    (is_label && !c.known.version.has_task_metadata_layer()).then_some("this version of Flyte does not read it")
}

/// Requests or limits as a list of `{name, value}` below `above`.
pub(super) fn resources(
    c: &Context<'_>,
    above: &[&'static str],
    edit: impl Fn(Vec<Go>) -> Edit,
) -> Option<Vec<Vec<Edit>>> {
    let (side, resource) = asked(c)?;
    let of = |side: &'static str| {
        let name = Value::Str(Text::Static(resource.proto));
        let item = Go::Item { keys: vec![Text::Static("name")], value: name, fill: Vec::new() };
        let mut path = below(above, vec![Go::Field("resources"), Go::Field(side), item]);
        path.push(Go::Field("value"));
        edit(path)
    };
    let other = of(counterpart(side));
    Some(variants(c, vec![of(side)], vec![of(side), other]))
}
