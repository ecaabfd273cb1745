//! `with_overrides` of the workflow node (1.x), as it stands in the facts of the execution.

use super::super::edit::Go;
use super::super::target::Step;
use super::{Candidate, Context, below, go, resources, task_template};
use crate::tree::Layer;

/// Image, resources and, where there is one, the pod template of the override.
pub(super) fn candidates(c: &Context<'_>) -> Vec<Candidate> {
    if !c.known.version.has_node_overrides() {
        return Vec::new();
    }
    let mut out = Vec::new();
    let edit = |path: Vec<Go>| c.in_execution(path, c.value());
    if c.target.is_in_primary() {
        if let Some((_, _, [Step::Field("image")])) = c.target.container() {
            let path = below(&["overrides", "containerImage"], Vec::new());
            out.push(Candidate::one(Layer::Override, edit(path)));
        }
        let variants = task_template::resources(c, &["overrides"], edit);
        out.extend(variants.map(|variants| Candidate::new(Layer::Override, variants)));
    }
    // a pod template that is not there would replace the whole pod
    let spec = c.known.inputs.execution.at(&["overrides", "podTemplate", "podSpec"]);
    if c.known.version.has_pod_template_override() && !spec.is_null() {
        out.extend(in_template(c).map(|path| {
            let variants = resources::spec_variants(c, edit(path));
            Candidate::new(Layer::Override, variants)
        }));
    }
    out
}

fn in_template(c: &Context<'_>) -> Option<Vec<Go>> {
    let template = ["overrides", "podTemplate"];
    match (c.target.in_metadata(), c.target.in_spec()) {
        (Some(steps @ [Step::Field("labels" | "annotations"), ..]), _) => {
            Some(below(&template, below(&["metadata"], go(steps)?)))
        }
        (_, Some(steps)) => Some(below(&template, below(&["podSpec"], go(steps)?))),
        _ => None,
    }
}
