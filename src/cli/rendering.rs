//! From what was gathered to Pods, as one version of Flyte makes them.

use std::rc::Rc;

use super::gather::{Gathered, TaskFile};
use super::node;
use super::report::Report;
use super::select;
use super::settings::Setting;
use crate::diagnostic::Diagnostic;
use crate::flyte::config::{self, Config};
use crate::flyte::execution::Execution;
use crate::flyte::pipeline::{self, Inputs, Pod};
use crate::flyte::task::TaskTemplate;
use crate::flyte::templates::Templates;
use crate::flyte::version::FlyteVersion;
use crate::sdk::{self, PythonModule, SdkSettings, TaskSource};
use crate::source::{SourceId, Sources, Span};
use crate::tree::{Flag, Made, Node, Origin};

/// What all Pods of a run were made from.
#[derive(Debug)]
pub struct Loaded {
    /// Flyte's configuration.
    pub config: Config,
    /// Runtime templates.
    pub templates: Templates,
    /// The tasks, with the texts that they stand in.
    pub tasks: Vec<Task>,
    /// The execution, in each namespace.
    pub executions: Vec<Execution>,
    /// The same with other values in the place of what a Python file does not say.
    other: Option<Box<Loaded>>,
}

/// A task that was asked for.
#[derive(Debug)]
pub struct Task {
    /// As the SDK made it.
    pub source: TaskSource,
    /// As Flyte sees it.
    pub template: TaskTemplate,
    /// The text that it stands in.
    pub id: SourceId,
    /// The execution in each namespace, where facts stand beside the task.
    pub executions: Vec<Execution>,
}

/// One Pod, and which task and execution it belongs to.
#[derive(Debug)]
pub struct Rendered {
    /// Index of its task.
    pub task: usize,
    /// Index of its execution.
    pub execution: usize,
    /// The Pod.
    pub pod: Pod,
}

impl Loaded {
    /// Understands everything as `version` of Flyte does. What is wrong goes to `report`; all inputs
    /// are looked at, whatever is wrong with the first.
    pub fn load(g: &Gathered, sources: &Sources, version: FlyteVersion, report: &mut Report) -> Option<Loaded> {
        let execution = report.take(Execution::read(sources, g.execution, &g.flags, version));
        let nothing = Node::null(Origin::Flyte(&NOTHING));
        let environment = execution.as_ref().map_or(&nothing, Execution::environment);
        let config = report.take(config::read(sources, &g.config, environment, version));
        let templates = report.take(Templates::read(sources, &g.templates, version));
        let mut tasks = tasks(g, &sdk_settings(g, execution.as_ref()), sources, version, report);
        let execution = placed(execution?, g.flyte_namespace.as_ref());
        let executions = match g.namespaces.as_slice() {
            [] => vec![execution],
            names => names.iter().map(|name| in_namespace(&execution, name)).collect(),
        };
        for task in &mut tasks {
            let facts = task.source.facts.iter();
            task.executions = facts.flat_map(|facts| executions.iter().map(|e| e.over(facts))).collect();
        }
        let (config, templates) = (config?, templates?);
        if report.has_errors() {
            return None;
        }
        let other = tasks.iter().any(|task| !task.source.unknown.is_empty()) && !g.sdk.other_stand_ins;
        let other = other.then(|| Loaded::load_other(g, sources, version)).flatten().map(Box::new);
        Some(Loaded { config, templates, tasks, executions, other })
    }

    /// The same with other values in the place of what a Python file does not say.
    fn load_other(g: &Gathered, sources: &Sources, version: FlyteVersion) -> Option<Loaded> {
        let mut other = g.clone();
        other.sdk.other_stand_ins = true;
        Loaded::load(&other, sources, version, &mut Report::silent())
    }

    /// All Pods: for each task in turn, one in each namespace.
    pub fn render(&self, version: FlyteVersion, report: &mut Report) -> Vec<Rendered> {
        let mut pods = Vec::new();
        for task in 0..self.tasks.len() {
            report.progress.step("Pods", task, self.tasks.len());
            for execution in 0..self.executions.len() {
                let Some(inputs) = self.inputs(task, execution) else { continue };
                match pipeline::render(&inputs, version) {
                    Ok(mut pod) => {
                        report.extend(pod.notes.iter().cloned());
                        if let Err(misfit) = pod.typed() {
                            let message =
                                format!("`{}` has not the type that Kubernetes wants: {}", misfit.path, misfit.message);
                            let help = "the API server would refuse this Pod; look for the field's origin with `--origins comments`";
                            report.add(Diagnostic::warning("kubernetes/type", message).help(help));
                        }
                        self.mark(task, execution, version, &mut pod);
                        pods.push(Rendered { task, execution, pod });
                    }
                    Err(problems) => report.extend(problems),
                }
            }
        }
        pods
    }

    /// The Pod of one task in one execution, if Flyte makes one.
    pub fn render_one(&self, task: usize, execution: usize, version: FlyteVersion) -> Option<Pod> {
        let mut pod = pipeline::render(&self.inputs(task, execution)?, version).ok()?;
        self.mark(task, execution, version, &mut pod);
        Some(pod)
    }

    /// Marks what was made from values that a Python file does not say, and what depends on them.
    fn mark(&self, task: usize, execution: usize, version: FlyteVersion, pod: &mut Pod) {
        let Some(unknown) = self.tasks.get(task).map(|t| &t.source.unknown).filter(|all| !all.is_empty()) else {
            return;
        };
        sdk::mark(&mut pod.node, unknown);
        let inputs = self.other.as_ref().and_then(|other| other.inputs(task, execution));
        if let Some(other) = inputs.and_then(|inputs| pipeline::render(&inputs, version).ok()) {
            sdk::mark_differences(&mut pod.node, &other.node);
        }
    }

    /// What the Pod of a task in an execution is made from.
    pub fn inputs(&self, task: usize, execution: usize) -> Option<Inputs<'_>> {
        let task = self.tasks.get(task)?;
        let execution = task.executions.get(execution).or_else(|| self.executions.get(execution))?;
        Some(Inputs { config: &self.config, templates: &self.templates, task: &task.template, execution })
    }

    /// The task of a Pod.
    pub fn task_of(&self, pod: &Rendered) -> Option<&Task> {
        self.tasks.get(pod.task)
    }
}

/// The execution, its Pod in another namespace.
fn in_namespace(execution: &Execution, namespace: &Setting) -> Execution {
    let other = execution.in_namespace(&namespace.value);
    if namespace.at.is_none() {
        return other;
    }
    let mut facts = other.facts().clone();
    if let Some(fact) = facts.map_mut().get_mut("namespace") {
        fact.origin = set_at("--namespace", namespace.at);
    }
    let mut other = Execution::from_facts(facts, other.flyte_namespace);
    other.from_file = execution.from_file;
    other
}

/// The execution, with the place at which a settings file gives Flyte's own namespace.
fn placed(mut execution: Execution, flyte_namespace: Option<&Setting>) -> Execution {
    let node = execution.flyte_namespace.as_mut().zip(flyte_namespace.filter(|s| s.at.is_some()));
    if let Some((node, setting)) = node {
        node.origin = set_at("--flyte-namespace", setting.at);
    }
    execution
}

/// The origin of a value that a flag gives, or the setting of the same meaning.
fn set_at(flag: &str, span: Option<Span>) -> Origin {
    Origin::Flag(Rc::new(Flag { flag: flag.to_owned(), span }))
}

/// Stands for the environment of Flyte's process where it is not known.
const NOTHING: Made = Made { step: "execution", reason: "nothing is known of Flyte's environment" };

/// What the SDK is told: project and domain of the task are those of the execution unless flags
/// say otherwise.
pub fn sdk_settings(gathered: &Gathered, execution: Option<&Execution>) -> SdkSettings {
    let mut settings = gathered.sdk.clone();
    let fact = |key| execution.and_then(|e| e.given(key)).cloned();
    settings.project = settings.project.or_else(|| fact("project"));
    settings.domain = settings.domain.or_else(|| fact("domain"));
    settings
}

/// The tasks that are asked for.
fn tasks(
    gathered: &Gathered,
    settings: &SdkSettings,
    sources: &Sources,
    version: FlyteVersion,
    report: &mut Report,
) -> Vec<Task> {
    let mut read = Vec::new();
    let documented = settings.flyte.unwrap_or(version).is_documented();
    let settings = &SdkSettings { documented, ..settings.clone() };
    for (i, file) in gathered.tasks.iter().enumerate() {
        report.progress.step("tasks", i, gathered.tasks.len());
        let found = match file.python.as_slice() {
            [] => sdk::read_file(sources, file.id, settings, version),
            modules => of_python(file, modules, gathered, settings, sources),
        };
        match found {
            Err(errors) if file.is_beside(&errors) => read.push((file, sdk::TaskFile::default())),
            found => read.extend(report.take(found).map(|found| (file, found))),
        }
    }
    select::check_names(&gathered.tasks, &read, report);
    let (mut found, mut names) = (Vec::new(), Vec::new());
    let mut workflows = node::Workflows::default();
    for (file, all) in read {
        sdk::add_nodes(&mut workflows.nodes, all.nodes);
        workflows.unread.extend(all.unread);
        for source in all.tasks.into_iter().filter(|task| file.names(&task.name)) {
            names.push(source.name.clone());
            if select::name_matches(&source.name, &gathered.patterns) {
                let template = TaskTemplate::new(source.template.clone());
                found.push(Task { source, template, id: file.id, executions: Vec::new() });
            }
        }
    }
    // where a file could not be read, its nodes are not known
    if let Some(name) = gathered.node.as_ref().filter(|_| !report.has_errors()) {
        found = node::only(name, &workflows, found, report);
    }
    if found.is_empty() && !report.has_errors() {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        report.add(match names.as_slice() {
            [] => Diagnostic::error("task/none", "there is no task in these files")
                .help("write a task's arguments, or give a TaskTemplate; of a workflow, give the tasks, too"),
            names => select::nothing_matches(&gathered.patterns, names),
        });
    }
    found
}

/// The tasks of a Python file. What is wrong with tasks that nobody asks for is not said.
fn of_python(
    file: &TaskFile,
    modules: &[PythonModule],
    gathered: &Gathered,
    settings: &SdkSettings,
    sources: &Sources,
) -> Result<(sdk::TaskFile, Vec<Diagnostic>), Vec<Diagnostic>> {
    let (mut tasks, mut wrong, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    let python = sdk::read_python_file(sources, modules, settings)?;
    let of_node = |name: &str| gathered.node.as_ref().map(|node| node::runs(node, &python.nodes, name));
    // tasks of other files are asked for only by way of a node
    let imported = python.imported.into_iter().filter(|task| of_node(&task.name) == Some(true));
    for read in python.tasks.into_iter().chain(imported) {
        let asked = file.asks_for(&read.name, &gathered.patterns) && of_node(&read.name) != Some(false);
        match read.task {
            Ok(task) => {
                notes.extend(read.notes.into_iter().filter(|_| asked));
                tasks.push(task);
            }
            Err(errors) if asked => wrong.extend(errors),
            Err(_) => {}
        }
    }
    let found = sdk::TaskFile { tasks, nodes: python.nodes, unread: python.unread };
    if wrong.is_empty() { Ok((found, notes)) } else { Err(wrong) }
}

impl Task {
    /// Whether the TaskTemplate says that SDK 2.x made it.
    pub fn is_of_sdk_2(&self) -> bool {
        let version = self.template.at(&["metadata", "runtime", "version"]).as_str();
        version.is_some_and(|v| v.starts_with("2."))
    }
}
