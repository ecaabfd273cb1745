//! The pod template that comes with the task, in each of its forms: any field of a Pod can stand in it.

use super::super::edit::{Edit, Go};
use super::super::target::Step;
use super::{Candidate, Context, below, go, in_container, resources};
use crate::tree::Layer;

/// The name that a primary container has if nobody says otherwise.
const PRIMARY: &str = "primary";

/// `pod_template` of the authoring form, which is added where there is none.
pub(super) fn of_authoring(c: &Context<'_>) -> Vec<Candidate> {
    let mut path = vec![Go::Field("pod_template")];
    match (c.target.in_metadata(), c.target.in_spec()) {
        (Some(steps @ [Step::Field("labels" | "annotations"), ..]), _) => {
            let Some(steps) = go(steps) else { return Vec::new() };
            path.extend(steps);
        }
        (_, Some(_)) => {
            let Some(steps) = in_spec(c) else { return Vec::new() };
            path.push(Go::Field("pod_spec"));
            path.extend(steps);
        }
        _ => return Vec::new(),
    }
    candidate(c, c.in_task(path, c.value()))
}

/// `k8sPod` of a TaskTemplate, or the `custom` of an old sidecar.
pub(super) fn of_task_template(c: &Context<'_>) -> Vec<Candidate> {
    let task = c.known.inputs.task;
    let sidecar = task.task_type().as_str() == Some("sidecar");
    let (spec, metadata): (&[&'static str], &[&'static str]) = match (sidecar, task.type_version()) {
        (true, 0) => (&["custom", "podSpec"], &["custom"]),
        (true, 1) => (&["custom"], &["k8sPod", "metadata"]),
        _ if task.k8s_pod().is_some() => (&["k8sPod", "podSpec"], &["k8sPod", "metadata"]),
        // a TaskTemplate has a container or a pod, never both
        _ => return Vec::new(),
    };
    let path = match (c.target.in_metadata(), c.target.in_spec()) {
        (Some(steps @ [Step::Field("labels" | "annotations"), ..]), _) => go(steps).map(|s| below(metadata, s)),
        (_, Some(_)) => in_spec(c).map(|s| below(spec, s)),
        _ => None,
    };
    path.map_or_else(Vec::new, |path| candidate(c, c.in_task(path, c.value())))
}

fn candidate(c: &Context<'_>, edit: Edit) -> Vec<Candidate> {
    vec![Candidate::new(Layer::TaskPodTemplate, resources::spec_variants(c, edit))]
}

/// Steps in the task's pod spec: a task without one has its primary container under another name.
pub(super) fn in_spec(c: &Context<'_>) -> Option<Vec<Go>> {
    match c.target.container() {
        Some((list, identity, rest)) if identity.is_primary && c.known.inputs.task.container().is_some() => {
            in_container(list, PRIMARY, Vec::new(), rest)
        }
        _ => go(c.target.in_spec()?),
    }
}
