//! [`Trace`]: the pipeline run once more, with what was built so far kept after every step.
//!
//! It is the same walk as a render; it only looks on. Snapshots share their trees with the Pod.

use super::{Decider, Inputs, Moment, Pod, Step, walk};
use crate::diagnostic::Diagnostic;
use crate::flyte::build::Build;
use crate::flyte::steps::facts::Facts;
use crate::flyte::steps::pod_level::union;
use crate::flyte::steps::resources::list_of;
use crate::flyte::version::FlyteVersion;
use crate::kube::fields::Kind;
use crate::kube::finish::finish;
use crate::tree::compare::compare;
use crate::tree::{Entry, Made, Map, Node, Origin, Text};
use std::borrow::Cow;

/// What every step of the pipeline did.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The version whose pipeline it is.
    pub version: FlyteVersion,
    /// Every step of the pipeline in its order; of a task that is refused up to the one that refuses.
    pub steps: Vec<TracedStep>,
    /// The Pod, or why there is none.
    pub result: Result<Pod, Vec<Diagnostic>>,
}

/// One step.
#[derive(Clone, Debug)]
pub struct TracedStep {
    /// Which one.
    pub step: &'static Step,
    /// What came of it.
    pub state: State,
    /// What there was before.
    pub before: Snapshot,
    /// What there is behind it; of a step that refuses as before.
    pub after: Snapshot,
    /// The inputs that it recorded as deciding something.
    pub deciders: Vec<Decider>,
}

/// What came of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// The version does not have it.
    NotInVersion,
    /// It ran and left everything as it was, for this reason.
    Idle(Cow<'static, str>),
    /// It changed the Pod, or established something.
    Did,
    /// It refused the task.
    Refused,
}

/// What there is at one moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The Pod so far as Kubernetes would print it: `metadata` and `spec`. Labels and annotations
    /// stand where they end up.
    pub pod: Node,
    /// The same as it is built: also with the zero values that do not show, and what they displaced.
    pub built: Node,
    /// What later steps go by: a map with the facts of the `execution`, resources of the `task` and of
    /// `overrides`, the `primaryContainer`, the `runtimeTemplate`, `tolerations` of the configuration.
    pub established: Node,
}

static POD: Made = Made { step: "metadata", reason: "every task runs as a Pod" };
static EXECUTION: Made = Made { step: "facts", reason: "what is known of the execution" };
static RESOURCES: Made = Made { step: "admin-defaults", reason: "resources of the task's container" };
static OVERRIDES: Made = Made { step: "overrides", reason: "resources of with_overrides" };
static TEMPLATE: Made = Made { step: "template-lookup", reason: "the template that was found" };

/// Runs the pipeline as [`super::render`] does, and keeps what every step did.
pub fn trace(inputs: &Inputs<'_>, version: FlyteVersion) -> Trace {
    let mut steps = Vec::with_capacity(super::PIPELINE.len());
    let mut last =
        Snapshot { pod: map(&POD, Vec::new()), built: map(&POD, Vec::new()), established: map(&POD, Vec::new()) };
    let mut seen = 0;
    let result = walk(inputs, version, |moment| {
        let (step, state, after, build) = match moment {
            Moment::Start(build) => {
                last = Snapshot::of(build);
                return;
            }
            Moment::Absent(step) => (step, State::NotInVersion, last.clone(), None),
            Moment::Refused(step, build) => (step, State::Refused, last.clone(), Some(build)),
            Moment::Done(step, build) => {
                let after = Snapshot::of(build);
                let state = if last.equals(&after) { State::Idle((step.idle)(build)) } else { State::Did };
                (step, state, after, Some(build))
            }
        };
        let deciders = build.and_then(|b| b.deciders.get(seen..)).unwrap_or(&[]).to_vec();
        seen += deciders.len();
        let before = std::mem::replace(&mut last, after.clone());
        steps.push(TracedStep { step, state, before, after, deciders });
    });
    Trace { version, steps, result }
}

impl Snapshot {
    fn of(b: &Build<'_>) -> Snapshot {
        let mut metadata = b.metadata.as_map().cloned().unwrap_or_else(Map::sorted);
        for (key, own) in [("labels", b.labels.clone()), ("annotations", union(&b.annotations, &b.secrets))] {
            if !own.entries().is_empty() {
                metadata.set(Text::Static(key), own);
            }
        }
        let metadata = Node::map(metadata, Origin::Flyte(&POD));
        let printed = |node: &Node, ty| finish(node, Kind::Struct(ty), &mut |_, _| {});
        let pod =
            vec![("metadata", printed(&metadata, b.types.object_meta)), ("spec", printed(&b.spec, b.types.pod_spec))];
        let built = vec![("metadata", metadata), ("spec", b.spec.clone())];
        Snapshot { pod: map(&POD, pod), built: map(&POD, built), established: established(b) }
    }

    fn equals(&self, other: &Snapshot) -> bool {
        compare(&self.pod, &other.pod).is_empty() && compare(&self.established, &other.established).is_empty()
    }
}

/// A map of these fields, which stand in any order.
fn map(made: &'static Made, fields: Vec<(&'static str, Node)>) -> Node {
    let entries = fields.into_iter().map(|(key, node)| Entry::new(Text::Static(key), node)).collect();
    Node::map(Map::from_unsorted(entries), Origin::Flyte(made))
}

/// What later steps go by. What is not known is left out.
fn established(b: &Build<'_>) -> Node {
    let mut out = vec![("execution", facts(&b.facts))];
    if let Some((requests, limits)) = &b.override_resources {
        let sides = [("requests", requests), ("limits", limits)];
        let given = sides.into_iter().filter(|(_, side)| !side.entries().is_empty());
        let given: Vec<_> = given.map(|(key, side)| (key, side.clone())).collect();
        let over = || map(&OVERRIDES, vec![("resources", map(&OVERRIDES, given.clone()))]);
        out.extend((!given.is_empty()).then(|| ("overrides", over())));
    }
    out.extend(container_resources(b).map(|resources| ("task", map(&RESOURCES, vec![("container", resources)]))));
    if b.primary.is_filled() {
        out.push(("primaryContainer", b.primary.clone()));
    }
    if let Some(template) = b.template {
        let fields = vec![("name", template.name.clone()), ("namespace", template.namespace.clone())];
        out.push(("runtimeTemplate", map(&TEMPLATE, fields)));
    }
    if let Some(first) = b.documented_tolerations.first() {
        out.push(("tolerations", Node::seq(b.documented_tolerations.clone(), first.origin.clone())));
    }
    map(&POD, out)
}

/// The facts that are known, under the keys of the execution's file.
fn facts(facts: &Facts) -> Node {
    let owner = [("name", &facts.owner_name), ("uid", &facts.owner_uid)];
    let owner = map(&EXECUTION, owner.into_iter().filter(|(_, n)| !n.is_null()).map(|(k, n)| (k, n.clone())).collect());
    let all = [
        ("namespace", &facts.namespace),
        ("templateNamespace", &facts.template_namespace),
        ("project", &facts.project),
        ("domain", &facts.domain),
        ("name", &facts.name),
        ("workflow", &facts.workflow),
        ("node", &facts.node),
        ("attempt", &facts.attempt),
        ("podName", &facts.pod_name),
        ("labels", &facts.labels),
        ("annotations", &facts.annotations),
        ("interruptible", &facts.interruptible),
        ("owner", &owner),
    ];
    let known = all.into_iter().filter(|(_, node)| !node.is_null());
    let filled = known.filter(|(_, node)| node.as_map().is_none_or(|map| !map.is_empty()));
    map(&EXECUTION, filled.map(|(key, node)| (key, node.clone())).collect())
}

/// The resources of a container task, as it lists them or as FlyteAdmin handed them on.
fn container_resources(b: &Build<'_>) -> Option<Node> {
    let container = b.task.container().filter(|_| b.version.has_admin_defaults())?;
    let side = |list: Vec<(&'static str, Node)>| {
        let entries = list.into_iter().map(|(name, value)| Entry::new(Text::Static(name), value)).collect();
        Node::map(Map::from_unsorted(entries), Origin::Flyte(&RESOURCES))
    };
    let own = |key: &str| list_of(container.at(&["resources", key]).map_or(&[][..], Node::items));
    let (requests, limits) = match &b.admin_resources {
        Some(lists) => (lists.requests.clone(), lists.limits.clone()),
        None => (own("requests"), own("limits")),
    };
    let sides = vec![("requests", side(requests)), ("limits", side(limits))];
    Some(map(&RESOURCES, vec![("resources", map(&RESOURCES, sides))]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flyte::config;
    use crate::flyte::execution::{Execution, ExecutionFlags};
    use crate::flyte::task::TaskTemplate;
    use crate::flyte::templates::Templates;
    use crate::source::Sources;

    /// Every step can say why it did nothing, also of inputs of which nothing is known.
    #[test]
    fn every_step_has_a_reason() {
        for version in ["1.13.3", "1.16.8", "2.0.9", "2.0.43", "docs"] {
            let version = FlyteVersion::parse(version).unwrap();
            let sources = Sources::new();
            let execution = Execution::read(&sources, None, &ExecutionFlags::default(), version).unwrap().0;
            let config = config::read(&sources, &[], execution.environment(), version).unwrap().0;
            let task = TaskTemplate::new(map(&POD, Vec::new()));
            let templates = Templates::default();
            let inputs = Inputs { config: &config, templates: &templates, task: &task, execution: &execution };
            let build = Build::new(&inputs, version).unwrap();
            for step in crate::flyte::pipeline::PIPELINE {
                let reason = (step.idle)(&build);
                assert!(!reason.is_empty() && !reason.ends_with('.'), "{} {version}: {reason}", step.name);
            }
            // the task has no target: the trace ends where that is found out
            let trace = trace(&inputs, version);
            let last = trace.steps.last().unwrap();
            assert_eq!((last.step.name, &last.state), ("raw-pod", &State::Refused));
            assert!(trace.result.is_err());
        }
    }
}
