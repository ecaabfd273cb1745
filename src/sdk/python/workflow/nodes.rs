//! The nodes of the workflows of a file, with what `with_overrides` put on them in protojson.

use crate::diagnostic::{Diagnostic, Level};
use crate::flyte::relabel;
use crate::sdk::arguments::PodTemplate;
use crate::sdk::parts::Fields;
use crate::sdk::python::common::convert;
use crate::sdk::python::common::convert::Lost;
use crate::sdk::python::common::shared;
use crate::sdk::python::flytekit::map;
use crate::sdk::python::language::machine::{Machine, Made};
use crate::sdk::python::language::value;
use crate::sdk::python::syntax::Module;
use crate::sdk::python::unknown::Shown;
use crate::sdk::python::workflow::graph::{GraphNode, Runs, Workflow};
use crate::sdk::python::workflow::overrides::dnsify;
use crate::sdk::python::{PythonTask, arguments, is_map};
use crate::sdk::{SdkSettings, TaskForm, TaskPlace, TaskSource, UnreadWorkflow, WorkflowNode};
use crate::source::{SourceId, Span};
use crate::tree::{FieldPath, Layer, Node};
use indexmap::IndexMap;
use std::cell::Cell;
use std::rc::Rc;

/// What the workflows are read from.
pub(in crate::sdk::python) struct Walk<'w, 'a> {
    /// The machine that ran their bodies.
    pub machine: &'w Machine<'a>,
    /// The tasks, by their numbers.
    pub tasks: &'w [PythonTask],
    /// The modules.
    pub modules: &'w [Rc<Module>],
    /// What the SDK is told.
    pub settings: &'w SdkSettings,
    /// How many nodes are still walked.
    pub left: Cell<usize>,
}

/// Conditionals nested deeper than this are not followed.
const DEEPEST: usize = 50;

impl<'a> Walk<'_, 'a> {
    /// The nodes of the workflows of the first module, and the workflows that cannot be followed.
    pub fn nodes(&self) -> (Vec<WorkflowNode>, Vec<UnreadWorkflow>) {
        let all = &self.machine.graph.workflows;
        let names: Vec<String> = all.iter().map(|w| self.name(w)).collect();
        let read = |(workflow, name): (&Workflow<'a>, &String)| match &workflow.lost {
            Some(lost) => Err(lost.clone()),
            None => self.workflow(workflow, name),
        };
        let mut results: Vec<_> = all.iter().zip(&names).map(read).collect();
        while let Some((number, refused)) = self.refused_with(&results) {
            match results.get_mut(number) {
                Some(result) => *result = Err(refused),
                None => break,
            }
        }
        // a later workflow of the same name takes the place of the earlier
        let own = all.iter().zip(names).zip(results).filter(|((w, _), _)| w.module == 0);
        let own: IndexMap<String, _> = own.map(|((_, name), result)| (name, result)).collect();
        let (mut nodes, mut unread) = (Vec::new(), Vec::new());
        for (workflow, result) in own {
            match result {
                Ok(found) => nodes.extend(found),
                Err(why) => unread.push(UnreadWorkflow { workflow, why: *why }),
            }
        }
        (nodes, unread)
    }

    /// A workflow that the SDK refuses since it refuses one that is called there.
    fn refused_with(&self, results: &[Result<Vec<WorkflowNode>, Lost>]) -> Option<(usize, Lost)> {
        let refused = |number: &usize| {
            let node = self.machine.graph.nodes.get(*number)?;
            let Runs::Workflow(called) = node.runs else { return None };
            results.get(called)?.as_ref().err().filter(|e| e.flyte.is_some()).cloned()
        };
        let mut workflows = self.machine.graph.workflows.iter().zip(results).enumerate();
        workflows.find_map(|(number, (workflow, result))| {
            let open = result.as_ref().err().is_none_or(|e| e.flyte.is_none());
            let found = workflow.nodes.iter().find_map(refused).filter(|_| open)?;
            Some((number, found))
        })
    }

    fn name(&self, workflow: &Workflow<'a>) -> String {
        let module = self.modules.get(workflow.module).map_or("", |m| m.name.as_str());
        if workflow.def.is_none() { workflow.name.clone() } else { format!("{module}.{}", workflow.name) }
    }

    fn workflow(&self, workflow: &Workflow<'a>, name: &str) -> Result<Vec<WorkflowNode>, Lost> {
        let mut out = Vec::new();
        for number in &workflow.nodes {
            self.walk(*number, name, &mut out, 0)?;
        }
        Ok(out)
    }

    fn walk(&self, number: usize, workflow: &str, out: &mut Vec<WorkflowNode>, depth: usize) -> Result<(), Lost> {
        self.left.set(self.left.get().saturating_sub(1));
        if depth > DEEPEST || self.left.get() == 0 {
            let span = self.machine.graph.nodes.get(number).map_or(Span::new(SourceId(0), 0, 0), |n| n.span);
            return Err(convert::lost(span, "conditionals are nested too deeply"));
        }
        let Some(node) = self.machine.graph.nodes.get(number) else { return Ok(()) };
        match &node.runs {
            Runs::Other | Runs::Workflow(_) => Ok(()),
            Runs::Branch(cases) => cases.iter().try_for_each(|case| self.walk(*case, workflow, out, depth + 1)),
            Runs::Task(task) => {
                out.extend(self.node(node, *task, workflow)?);
                Ok(())
            }
        }
    }

    fn node(&self, node: &GraphNode<'a>, number: usize, workflow: &str) -> Result<Option<WorkflowNode>, Lost> {
        let (Some(task), Some(made)) = (self.tasks.get(number), self.machine.made.get(number)) else { return Ok(None) };
        // a workflow cannot be serialized without its tasks
        if let Some(refused) = task.task.as_ref().err().and_then(|all| all.iter().find(|e| e.flyte.is_some())) {
            return Err(Box::new(refused.clone()));
        }
        let mut errors: Vec<Diagnostic> = node.overrides.lost.iter().map(|lost| (**lost).clone()).collect();
        let (mut unknown, mut notes) = (node.overrides.unknown.clone(), node.overrides.notes.clone());
        let template = match node.overrides.template.as_ref().map(|t| self.template_or_rest(t, made, task)) {
            Some(Ok((template, shown))) => {
                notes.extend(shown.iter().flat_map(Shown::warnings));
                unknown.extend(shown.into_iter().flat_map(|shown| shown.shown));
                Some(template)
            }
            Some(Err(found)) => {
                errors.extend(found);
                None
            }
            None => None,
        };
        // What the SDK refuses, it refuses for the whole workflow.
        if let Some(refused) = errors.iter().find(|e| e.flyte.is_some()) {
            return Err(Box::new(refused.clone()));
        }
        let over = &node.overrides;
        let place = convert::origin(node.span, Layer::Override);
        let fields = Fields::new(place)
            .maybe("resources", over.resources.clone())
            .maybe("extendedResources", over.extended.clone())
            .maybe("containerImage", over.image.clone())
            .maybe("podTemplate", template);
        let of_task = task.task.as_ref().ok().and_then(|t| t.template.at(&["metadata", "interruptible"]).cloned());
        Ok(Some(WorkflowNode {
            workflow: workflow.to_owned(),
            node: dnsify(&node.id),
            task: task.name.clone(),
            overrides: fields.non_empty().filter(|_| errors.is_empty()),
            interruptible: over.interruptible.clone().or(of_task),
            span: Some(node.span),
            errors,
            unknown,
            notes,
        }))
    }

    /// The pod template of an override; where that is allowed, without what is not known of it.
    fn template_or_rest(
        &self,
        template: &value::Val<'a>,
        made: &Made<'a>,
        task: &PythonTask,
    ) -> Result<(Node, Option<Shown<'a>>), Vec<Diagnostic>> {
        let errors = match self.template(template, made, task) {
            Ok(node) => return Ok((node, None)),
            Err(errors) => errors,
        };
        let Some(sources) = self.machine.unknown.filter(|_| errors.iter().all(|e| e.code == convert::UNKNOWN)) else {
            return Err(errors);
        };
        let mut shown = Shown::new(sources);
        let rest = Made { maker: shown.maker(&made.maker), ..made.clone() };
        let template = shown.maker(template);
        self.template(&template, &rest, task).map(|node| (node, Some(shown))).map_err(|_| errors)
    }

    /// The pod template of an override: the task laid into it, as into a template of its own.
    fn template(&self, template: &value::Val<'a>, made: &Made<'a>, task: &PythonTask) -> Result<Node, Vec<Diagnostic>> {
        let one = |lost: Lost| vec![*lost];
        let mapped = if is_map(made) { Some(map::mapped(&made.maker).map_err(one)?) } else { None };
        let inner = match &mapped {
            Some(mapped) => self.machine.made.get(mapped.number).unwrap_or(made),
            None => made,
        };
        let module = self.modules.get(inner.module).map_or("", |m| m.name.as_str());
        let (mut arguments, _) = arguments(inner, module, self.settings).map_err(one)?;
        // that variable is the task's alone
        arguments.environment.retain(|(name, _)| name.as_str() != Some("_F_SS_C"));
        let given = relabelled(shared::pod_template(template).map_err(one)?);
        let name = given.primary_container_name.clone();
        arguments.pod_template = Some(given);
        let mut out = Vec::new();
        let laid = crate::sdk::flytekit::template(&arguments, self.settings, false, &mut out);
        out.retain(|d| d.level == Level::Error);
        if !out.is_empty() {
            return Err(out);
        }
        let laid = match &mapped {
            Some(mapped) => {
                let place = TaskPlace { document: 0, path: FieldPath::default(), form: TaskForm::Flytekit };
                let source =
                    TaskSource { name: task.name.clone(), template: laid, place, facts: None, unknown: Vec::new() };
                map::template(mapped, source, module, inner.function.as_deref().unwrap_or_default()).template
            }
            None => laid,
        };
        let mut pod = laid.get("k8sPod").cloned().unwrap_or_else(|| laid.clone());
        pod.map_mut().remove("dataConfig");
        let default = laid.at(&["config", "primary_container_name"]).cloned();
        if let Some(name) = name.or(default) {
            pod.set("primaryContainerName", name);
        }
        Ok(pod)
    }
}

/// The template's values are those of `with_overrides`; what the task adds stays the task's.
fn relabelled(template: PodTemplate) -> PodTemplate {
    let over = |node: Option<Node>| node.map(|n| relabel(&n, Layer::Override));
    PodTemplate {
        origin: template.origin.in_layer(Layer::Override),
        pod_spec: over(template.pod_spec),
        primary_container_name: over(template.primary_container_name),
        labels: over(template.labels.filter(|n| !n.entries().is_empty())),
        annotations: over(template.annotations.filter(|n| !n.entries().is_empty())),
    }
}
