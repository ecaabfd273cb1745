//! [`Build`]: the Pod under construction, which the pipeline's steps work on.

use crate::diagnostic::Diagnostic;
use crate::flyte::config::{Config, TaskResources};
use crate::flyte::execution::Execution;
use crate::flyte::pipeline::{Decider, Inputs, Refusal};
use crate::flyte::steps::facts::Facts;
use crate::flyte::steps::resources::Lists;
use crate::flyte::task::TaskTemplate;
use crate::flyte::templates::{Template, Templates};
use crate::flyte::version::FlyteVersion;
use crate::kube::fields::Type;
use crate::kube::merge::Zeros;
use crate::tree::{Made, Map, Node, Origin, Text};

/// The types that steps need, of the version's Kubernetes API.
#[derive(Clone, Copy)]
pub(crate) struct Types {
    pub pod_spec: &'static Type,
    pub container: &'static Type,
    pub object_meta: &'static Type,
}

/// The Pod under construction.
pub(crate) struct Build<'a> {
    pub config: &'a Config,
    pub templates: &'a Templates,
    pub task: &'a TaskTemplate,
    pub execution: &'a Execution,
    pub version: FlyteVersion,
    pub types: Types,
    pub zeros: Zeros,
    /// Name of the step that runs.
    pub step: &'static str,
    pub facts: Facts,
    /// Stands for what is not known.
    pub unknown: Node,
    /// What an object of a cluster says in place of `task_resources`.
    pub platform: Option<TaskResources>,
    /// The pod spec: the task's until the runtime template is merged, the Pod's from then on.
    pub spec: Node,
    /// Labels and annotations of the task's layer.
    pub labels: Node,
    pub annotations: Node,
    /// `metadata` of the runtime template, later the Pod's.
    pub metadata: Node,
    /// Annotations for the task's secrets.
    pub secrets: Node,
    /// Name of the primary container.
    pub primary: Node,
    /// Name of the primary init container, empty if there is none.
    pub primary_init: Text,
    /// Resources of the container task as FlyteAdmin hands them on.
    pub admin_resources: Option<Lists>,
    /// Resources of `with_overrides`, by Kubernetes' names.
    pub override_resources: Option<(Node, Node)>,
    pub template: Option<&'a Template>,
    /// Resource names of the task's containers, for tolerations.
    pub resource_names: Vec<Text>,
    /// Tolerations of the configuration, which the documentation appends last.
    pub documented_tolerations: Vec<Node>,
    pub deciders: Vec<Decider>,
    pub notes: Vec<Diagnostic>,
}

impl<'a> Build<'a> {
    /// Nothing built yet.
    pub fn new(inputs: &Inputs<'a>, version: FlyteVersion) -> Result<Self, Vec<Diagnostic>> {
        let types = types_of(version).ok_or_else(|| {
            vec![Diagnostic::error(
                "flyte/version",
                format!("no field table for the Kubernetes API of Flyte {version}"),
            )]
        })?;
        let made = || Origin::Flyte(&NOTHING);
        Ok(Build {
            config: inputs.config,
            templates: inputs.templates,
            task: inputs.task,
            execution: inputs.execution,
            version,
            types,
            zeros: if version.is_documented() { Zeros::Override } else { Zeros::NeverOverride },
            step: "",
            facts: Facts::unknown(),
            unknown: Node::null(made()),
            platform: None,
            spec: Node::map(Map::sorted(), made()),
            labels: Node::map(Map::sorted(), made()),
            annotations: Node::map(Map::sorted(), made()),
            metadata: Node::null(made()),
            secrets: Node::null(made()),
            primary: Node::text("", made()),
            primary_init: Text::Static(""),
            admin_resources: None,
            override_resources: None,
            template: None,
            resource_names: Vec::new(),
            documented_tolerations: Vec::new(),
            deciders: Vec::new(),
            notes: Vec::new(),
        })
    }
}

impl Build<'_> {
    /// Records that the running step looked at an input and decided by it.
    pub fn decide(&mut self, node: &Node) {
        if node.span().is_some() {
            self.deciders.push(Decider { origin: node.origin.clone(), step: self.step });
        } else if let Origin::Derived(_) = node.origin {
            let (deciders, step) = (&mut self.deciders, self.step);
            node.origin.for_each_source(&mut |origin| {
                if origin.span().is_some() {
                    deciders.push(Decider { origin: origin.clone(), step });
                }
            });
        }
    }

    /// Defaults and caps of the platform.
    pub fn task_resources(&self) -> &TaskResources {
        self.platform.as_ref().unwrap_or(&self.config.task_resources)
    }

    /// Whether the platform says anything of resources.
    pub fn has_task_resources(&self) -> bool {
        self.platform.is_some() || self.config.has_task_resources
    }

    /// The task's secrets, as far as this version reads them.
    pub fn secrets_asked_for(&self) -> &[Node] {
        if self.version.reads_security_context() { self.task.secrets() } else { &[] }
    }

    /// The account that the task asks to run as in 2.x, as far as this version reads it.
    pub fn run_as(&self) -> Node {
        match self.version.reads_security_context() {
            true => self.task.at(&["securityContext", "runAs", "k8sServiceAccount"]).clone(),
            false => Node::null(Origin::Flyte(&NOTHING)),
        }
    }

    /// A path of the task's data; null if it is not known.
    pub fn path(&self, key: &str) -> &Node {
        self.facts.paths.get(key).unwrap_or(&self.unknown)
    }

    /// Refuses a container task that says nothing about resources, where this version does.
    pub fn check_resources(&self, container: &Node) -> Result<(), Refusal> {
        match container.get("resources").filter(|node| !node.is_null()) {
            None if !self.version.builds_without_resources() => {
                let message = "resource requirements not found for container task, required!";
                Err(self.bad_task(container, message.to_owned()))
            }
            _ => Ok(()),
        }
    }

    /// A refusal with one of Flyte's coded messages.
    pub fn bad_task(&self, node: &Node, message: String) -> Refusal {
        let flyte = format!("[BadTaskSpecification] {message}");
        refuse("task/refused", message, flyte, node)
    }
}

/// A refusal: what Flyte says, at the input that causes it.
pub(crate) fn refuse(code: &'static str, message: String, flyte: String, node: &Node) -> Refusal {
    Box::new(Diagnostic::error(code, message).maybe_at(node.origin.nearest_span(), "").flyte(flyte))
}

static NOTHING: Made = Made { step: "facts", reason: "nothing is built yet" };

fn types_of(version: FlyteVersion) -> Option<Types> {
    let api = version.kubernetes_api();
    Some(Types {
        pod_spec: api.type_named("PodSpec")?,
        container: api.type_named("Container")?,
        object_meta: api.type_named("ObjectMeta")?,
    })
}
