//! Requests and limits: the names that they have in each layer, and what has to come along so that nothing cuts them.

use super::super::edit::{Edit, Go};
use super::super::target::Target;
use super::{Context, Node, config};
use crate::kube::quantity::Quantity;

/// A resource under the names of each layer.
#[derive(Debug)]
pub(super) struct Resource {
    /// In a Pod; `gpu` stands for whatever the platform calls it.
    pub pod: &'static str,
    /// In flytekit's `Resources`.
    pub flytekit: &'static [&'static str],
    /// In flyte's `Resources`.
    pub flyte: &'static [&'static str],
    /// In a TaskTemplate.
    pub proto: &'static str,
    /// The platform's default for it (1.x).
    pub default: &'static str,
    /// The platform's limit for it (1.x).
    pub limit: &'static str,
}

/// The resources that have names of their own.
static RESOURCES: [Resource; 4] = [
    Resource {
        pod: "cpu",
        flytekit: &["cpu"],
        flyte: &["cpu"],
        proto: "CPU",
        default: "task_resources.defaults.cpu",
        limit: "task_resources.limits.cpu",
    },
    Resource {
        pod: "memory",
        flytekit: &["mem", "memory"],
        flyte: &["memory", "mem"],
        proto: "MEMORY",
        default: "task_resources.defaults.memory",
        limit: "task_resources.limits.memory",
    },
    Resource {
        pod: "ephemeral-storage",
        flytekit: &["ephemeral_storage", "disk"],
        flyte: &["disk", "ephemeral_storage"],
        proto: "EPHEMERAL_STORAGE",
        default: "task_resources.defaults.ephemeralStorage",
        limit: "task_resources.limits.ephemeralStorage",
    },
    Resource {
        pod: "gpu",
        flytekit: &["gpu"],
        flyte: &["gpu"],
        proto: "GPU",
        default: "task_resources.defaults.gpu",
        limit: "task_resources.limits.gpu",
    },
];

/// `requests` or `limits`, and the resource that is asked for, if it has names of its own.
pub(super) fn asked(c: &Context<'_>) -> Option<(&'static str, &'static Resource)> {
    let (side, name) = c.target.resource()?;
    let k8s = &c.known.inputs.config.k8s;
    let is_gpu = *name == "nvidia.com/gpu"
        || k8s.gpu_resource_name.as_str() == Some(name)
        || k8s.accelerator_device_classes.iter().any(|class| class.resource_name.as_str() == Some(name));
    let name = if is_gpu { "gpu" } else { name.as_str() };
    RESOURCES.iter().find(|r| r.pod == name).map(|r| (side, r))
}

/// The ways to set a resource: alone, with its counterpart, and each with a higher limit of the platform.
pub(super) fn variants(c: &Context<'_>, alone: Vec<Edit>, both: Vec<Edit>) -> Vec<Vec<Edit>> {
    let mut out = vec![alone.clone(), both.clone()];
    if let Some(limit) = limit_to_raise(c) {
        let cap = config::edit(c, limit, Vec::new(), c.value());
        out.extend([alone, both].map(|mut edits| {
            edits.push(cap.clone());
            edits
        }));
    }
    out
}

/// The key of the platform's limit, if it is lower than what is wanted.
pub(super) fn limit_to_raise(c: &Context<'_>) -> Option<&'static str> {
    let (_, resource) = asked(c).filter(|_| c.known.version.has_admin_defaults())?;
    let limits = &c.known.inputs.config.task_resources.limits;
    let limit = match resource.pod {
        "cpu" => &limits.cpu,
        "memory" => &limits.memory,
        "gpu" => &limits.gpu,
        _ => &limits.ephemeral_storage,
    };
    let limit = Quantity::parse(limit.as_str()?).ok().filter(|q| !q.is_zero())?;
    let wanted = Quantity::parse(c.wanted.text()?).ok()?;
    wanted.compare(&limit).is_gt().then_some(resource.limit)
}

/// The other of `requests` and `limits`.
pub(super) fn counterpart(side: &str) -> &'static str {
    if side == "requests" { "limits" } else { "requests" }
}

/// An edit of a pod spec, in all the ways in which it might win.
pub(super) fn spec_variants(c: &Context<'_>, edit: Edit) -> Vec<Vec<Edit>> {
    let Some((side, _)) = c.target.resource() else { return vec![vec![edit]] };
    let other = swapped(&edit, side);
    variants(c, vec![edit.clone()], vec![edit, other])
}

/// The same edit of the counterpart.
fn swapped(edit: &Edit, side: &str) -> Edit {
    let path = edit.path.iter().map(|go| match go {
        Go::Field(name) if *name == side => Go::Field(counterpart(side)),
        other => other.clone(),
    });
    Edit { path: path.collect(), ..edit.clone() }
}

/// What a Pod has on one side of the asked resource.
pub(super) fn present(c: &Context<'_>, side: &'static str) -> Option<Node> {
    let mut steps = c.target.steps.clone();
    let at = steps.len().checked_sub(2)?;
    *steps.get_mut(at)? = super::Step::Field(side);
    let target = Target { steps, kind: c.target.kind };
    let pod = &c.known.pod;
    let hit = target.hits(&pod.node, pod.primary.as_str().unwrap_or("")).pop()?;
    hit.node.map(super::super::value::kept)
}
