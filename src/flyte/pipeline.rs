//! The pipeline: which steps make a Pod, in which order, for which versions.
//!
//! [`PIPELINE`] is the one list. A step is a name, a sentence, the versions that have it, and a
//! function over `Build`, the Pod under construction. Nothing works out afterwards who won: the
//! steps compute on nodes that carry their history.

mod trace;

use std::borrow::Cow;

use crate::diagnostic::Diagnostic;
use crate::flyte::build::Build;
use crate::flyte::config::Config;
use crate::flyte::execution::Execution;
use crate::flyte::steps;
use crate::flyte::task::TaskTemplate;
use crate::flyte::templates::Templates;
use crate::flyte::version::FlyteVersion;
use crate::kube::fields::{Kind, Type};
use crate::kube::finish::finish;
use crate::kube::typed::{self, Misfit};
use crate::tree::{FieldPath, Made, Node, Origin, Text};

pub use trace::{Snapshot, State, Trace, TracedStep, trace};

/// All that a Pod depends on.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// Flyte's configuration.
    pub config: &'a Config,
    /// The runtime PodTemplates of the cluster.
    pub templates: &'a Templates,
    /// The task.
    pub task: &'a TaskTemplate,
    /// The facts of the execution.
    pub execution: &'a Execution,
}

/// A step of the pipeline.
#[derive(Debug)]
pub struct Step {
    /// Its name, as origins show it.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub sentence: &'static str,
    /// Whether a version has it.
    pub exists: fn(FlyteVersion) -> bool,
    /// What it does.
    pub(crate) run: fn(&mut Build<'_>) -> Result<(), Refusal>,
    /// Why it did nothing; asked only where it ran and changed nothing.
    pub(crate) idle: fn(&Build<'_>) -> Reason,
}

/// Why a step did nothing: lower case, without a full stop.
pub(crate) type Reason = Cow<'static, str>;

/// Why Flyte refuses the task: one error, as Flyte stops at the first.
pub type Refusal = Box<Diagnostic>;

/// An input that decides something without its value standing in the Pod.
#[derive(Clone, Debug)]
pub struct Decider {
    /// The input.
    pub origin: Origin,
    /// Name of the step that looked at it.
    pub step: &'static str,
}

/// A field that was given, but with a zero value that does not show in the Pod.
#[derive(Clone, Debug)]
pub struct Unset {
    /// The field.
    pub path: FieldPath,
    /// What was given.
    pub node: Node,
}

/// The Pod that Flyte would create.
#[derive(Clone, Debug)]
pub struct Pod {
    /// The whole Pod: `apiVersion`, `kind`, `metadata`, `spec`.
    pub node: Node,
    /// Inputs that decided something.
    pub deciders: Vec<Decider>,
    /// Fields given with a zero value that does not show.
    pub unset: Vec<Unset>,
    /// What is worth knowing about the result.
    pub notes: Vec<Diagnostic>,
    /// Name and namespace of the runtime template that was used.
    pub template: Option<(Node, Node)>,
    /// Whether the execution is interruptible.
    pub interruptible: bool,
    /// Name of the primary container.
    pub primary: Node,
    /// Labels of the execution, given or as they follow from other facts.
    pub execution_labels: Node,
}

impl Pod {
    /// Whether the Pod is one to k8s-openapi, too: a second opinion on its types, which never
    /// decides what is printed. The error names the first field that does not fit.
    pub fn typed(&self) -> Result<(), Misfit> {
        typed::check(&self.node)
    }
}

const ALL: fn(FlyteVersion) -> bool = |_| true;

/// Every step, in order.
pub static PIPELINE: &[Step] = &[
    Step {
        name: "facts",
        sentence: "facts of the execution that are not given follow from others",
        exists: ALL,
        run: steps::facts::run,
        idle: steps::facts::idle,
    },
    Step {
        name: "admin-defaults",
        sentence: "FlyteAdmin fills in and clamps the resources of a container task",
        exists: FlyteVersion::has_admin_defaults,
        run: steps::admin::run,
        idle: steps::admin::idle,
    },
    Step {
        name: "overrides",
        sentence: "resources of with_overrides are read",
        exists: FlyteVersion::has_node_overrides,
        run: steps::overrides::run,
        idle: steps::overrides::idle,
    },
    Step {
        name: "secrets",
        sentence: "the task's secrets become annotations for Flyte's webhook",
        exists: ALL,
        run: steps::secrets::run,
        idle: steps::secrets::idle,
    },
    Step {
        name: "raw-pod",
        sentence: "the task becomes a pod spec with a primary container",
        exists: ALL,
        run: steps::raw::run,
        idle: steps::raw::idle,
    },
    Step {
        name: "pod-template-override",
        sentence: "with_overrides(pod_template=) replaces the task's pod spec",
        exists: FlyteVersion::has_pod_template_override,
        run: steps::overrides::replace_pod,
        idle: steps::overrides::pod_is_idle,
    },
    Step {
        name: "service-links",
        sentence: "enableServiceLinks is set to false",
        exists: FlyteVersion::disables_service_links,
        run: steps::raw::disable_service_links,
        idle: steps::raw::service_links_are_idle,
    },
    Step {
        name: "template-lookup",
        sentence: "the runtime template is looked up by name, in the Pod's namespace, then in Flyte's",
        exists: ALL,
        run: steps::lookup::run,
        idle: steps::lookup::idle,
    },
    Step {
        name: "containers",
        sentence: "each container gets placeholders replaced, environment and resources",
        exists: ALL,
        run: steps::containers::run,
        idle: steps::containers::idle,
    },
    Step {
        name: "co-pilot",
        sentence: "co-pilot's volumes and containers are added where the task loads data",
        exists: ALL,
        run: steps::copilot::run,
        idle: steps::copilot::idle,
    },
    Step {
        name: "pod-level",
        sentence: "tolerations, node selector, affinity and the like from the plugin configuration",
        exists: ALL,
        run: steps::pod_level::run,
        idle: steps::pod_level::idle,
    },
    Step {
        name: "class-template",
        sentence: "the task is laid over the pod template of its accelerator's device class",
        exists: FlyteVersion::has_device_classes,
        run: steps::base::lay_over_class_template,
        idle: steps::base::class_template_is_idle,
    },
    Step {
        name: "runtime-template",
        sentence: "the task is laid over the runtime template",
        exists: ALL,
        run: steps::base::lay_over_runtime_template,
        idle: steps::base::runtime_template_is_idle,
    },
    Step {
        name: "plugin-last",
        sentence: "the plugin configuration is laid over everything",
        exists: FlyteVersion::is_documented,
        run: steps::documented::run,
        idle: steps::documented::idle,
    },
    Step {
        name: "accelerator",
        sentence: "node affinity and tolerations for the accelerator, where a container has a limit for it",
        exists: ALL,
        run: steps::accelerator::run,
        idle: steps::accelerator::idle,
    },
    Step {
        name: "shared-memory",
        sentence: "a memory-backed volume is mounted in the primary container",
        exists: FlyteVersion::has_shared_memory,
        run: steps::shared_memory::run,
        idle: steps::shared_memory::idle,
    },
    Step {
        name: "image-override",
        sentence: "with_overrides(container_image=) replaces the primary container's image",
        exists: FlyteVersion::has_node_overrides,
        run: steps::overrides::replace_image,
        idle: steps::overrides::image_is_idle,
    },
    Step {
        name: "vscode-probe",
        sentence: "a readiness probe for VS Code, where the primary container asks for it",
        exists: FlyteVersion::sets_vscode_probe,
        run: steps::vscode::run,
        idle: steps::vscode::idle,
    },
    Step {
        name: "service-account",
        sentence: "the service account of the task or the execution, where none is set yet",
        exists: ALL,
        run: steps::pod_level::fall_back_service_account,
        idle: steps::pod_level::service_account_is_idle,
    },
    Step {
        name: "metadata",
        sentence: "name, namespace, labels, annotations, owner and finalizer",
        exists: ALL,
        run: steps::metadata::run,
        idle: steps::metadata::idle,
    },
];

static POD: Made = Made { step: "metadata", reason: "every task runs as a Pod" };

/// The Pod that `version` of Flyte would create from the inputs, or why it refuses.
pub fn render(inputs: &Inputs<'_>, version: FlyteVersion) -> Result<Pod, Vec<Diagnostic>> {
    walk(inputs, version, |_| {})
}

/// What happens on the way through the pipeline.
enum Moment<'b, 'i> {
    /// Nothing is built yet.
    Start(&'b Build<'i>),
    /// The version does not have this step.
    Absent(&'static Step),
    /// A step ran through.
    Done(&'static Step, &'b Build<'i>),
    /// A step refused the task.
    Refused(&'static Step, &'b Build<'i>),
}

/// Runs every step that the version has, in order, and tells `watch` of it.
fn walk<'i>(
    inputs: &Inputs<'i>,
    version: FlyteVersion,
    mut watch: impl FnMut(Moment<'_, 'i>),
) -> Result<Pod, Vec<Diagnostic>> {
    let mut build = Build::new(inputs, version)?;
    watch(Moment::Start(&build));
    for step in PIPELINE {
        if !(step.exists)(version) {
            watch(Moment::Absent(step));
            continue;
        }
        build.step = step.name;
        if let Err(refusal) = (step.run)(&mut build) {
            watch(Moment::Refused(step, &build));
            return Err(vec![*refusal]);
        }
        watch(Moment::Done(step, &build));
    }
    Ok(finished(build))
}

/// The whole Pod as Kubernetes prints it.
fn finished(build: Build<'_>) -> Pod {
    let mut unset = Vec::new();
    let mut part = |name: &'static str, node: &Node, ty: &'static Type| {
        finish(node, Kind::Struct(ty), &mut |path: &FieldPath, node: &Node| {
            if node.origin.nearest_span().is_some() || !node.displaced().is_empty() {
                let mut full = FieldPath::default();
                full.push_key(Text::Static(name));
                path.segments().iter().for_each(|s| match s {
                    crate::tree::Segment::Key(key) => full.push_key(key.clone()),
                    crate::tree::Segment::Index(i) => full.push_index(*i),
                });
                unset.push(Unset { path: full, node: node.clone() });
            }
        })
    };
    let metadata = part("metadata", &build.metadata, build.types.object_meta);
    let spec = part("spec", &build.spec, build.types.pod_spec);
    let node = Node::object(
        vec![
            ("apiVersion", Node::text("v1", Origin::Flyte(&POD))),
            ("kind", Node::text("Pod", Origin::Flyte(&POD))),
            ("metadata", metadata),
            ("spec", spec),
        ],
        Origin::Flyte(&POD),
    );
    let template = build.template.map(|t| (t.name.clone(), t.namespace.clone()));
    let interruptible = build.facts.interruptible.as_bool() == Some(true);
    Pod {
        node,
        deciders: build.deciders,
        unset,
        notes: build.notes,
        template,
        interruptible,
        primary: build.primary,
        execution_labels: build.facts.labels,
    }
}
