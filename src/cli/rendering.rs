//! From what was gathered to Pods, as one version of Flyte makes them.

use super::gather::{Gathered, TaskFile};
use super::report::Report;
use super::select;
use crate::flyte::config::{self, Config};
use crate::flyte::execution::Execution;
use crate::flyte::pipeline::{self, Inputs, Pod};
use crate::flyte::task::TaskTemplate;
use crate::flyte::templates::Templates;
use crate::flyte::version::FlyteVersion;
use crate::sdk::{self, TaskSource};
use crate::source::Sources;
use crate::tree::{Made, Node, Origin};

/// One Pod.
#[derive(Debug)]
pub struct Rendered {
    /// Name of its task.
    pub task: String,
    /// Whether the task was made by the SDK of the 2.x line.
    pub is_2: bool,
    /// The Pod.
    pub pod: Pod,
}

/// All Pods: for each task in turn, one in each namespace. What is wrong goes to `report`; all
/// inputs are looked at, whatever is wrong with the first.
pub fn render(gathered: &Gathered, sources: &Sources, version: FlyteVersion, report: &mut Report) -> Vec<Rendered> {
    let each = gathered.flags.iter();
    let executions: Vec<Execution> =
        each.filter_map(|flags| report.take(Execution::read(sources, gathered.execution, flags, version))).collect();
    let nothing = Node::null(Origin::Flyte(&NOTHING));
    let environment = executions.first().map_or(&nothing, |e| &e.propeller_env);
    let config = report.take(config::read(sources, &gathered.config, environment, version));
    let templates = report.take(Templates::read(sources, &gathered.templates, version));
    let tasks = tasks(gathered, sources, version, report);
    let (Some(config), Some(templates), false) = (config, templates, report.has_errors()) else { return Vec::new() };
    lay_over(&tasks, &executions, &config, &templates, version, report)
}

/// Stands for the environment of Flyte's process where it is not known.
const NOTHING: Made = Made { step: "execution", reason: "nothing is known of Flyte's environment" };

/// The tasks that are asked for.
fn tasks(
    gathered: &Gathered,
    sources: &Sources,
    version: FlyteVersion,
    report: &mut Report,
) -> Vec<(TaskSource, TaskTemplate)> {
    let mut found = Vec::new();
    let mut names = Vec::new();
    for file in &gathered.tasks {
        let Some(all) = report.take(sdk::read_tasks(sources, file.id, &gathered.sdk, version)) else { continue };
        for task in pick(file, all, report) {
            names.push(task.name.clone());
            if !select::matches_any(&task, &gathered.patterns) {
                continue;
            }
            let template = TaskTemplate::read(&task.template).map(|t| (t, Vec::new()));
            found.extend(report.take(template).map(|template| (task, template)));
        }
    }
    if found.is_empty() && !names.is_empty() && !report.has_errors() {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        report.add(select::nothing_matches(&gathered.patterns, &names));
    }
    found
}

/// Of the tasks of a file, the one that is asked for.
fn pick(file: &TaskFile, all: Vec<TaskSource>, report: &mut Report) -> Vec<TaskSource> {
    let Some(name) = &file.name else { return all };
    if !all.iter().any(|t| select::is_called(t, name)) {
        report.add(select::no_such_task(&file.given, name, &all));
        return Vec::new();
    }
    all.into_iter().filter(|t| select::is_called(t, name)).collect()
}

fn lay_over(
    tasks: &[(TaskSource, TaskTemplate)],
    executions: &[Execution],
    config: &Config,
    templates: &Templates,
    version: FlyteVersion,
    report: &mut Report,
) -> Vec<Rendered> {
    let mut pods = Vec::new();
    for (source, task) in tasks {
        for execution in executions {
            let inputs = Inputs { config, templates, task, execution };
            let pod = pipeline::render(&inputs, version).map(|pod| (pod, Vec::new()));
            let named = |pod| Rendered { task: source.name.clone(), is_2: is_of_sdk_2(&source.template), pod };
            pods.extend(report.take(pod).map(named));
        }
    }
    pods
}

/// Whether the TaskTemplate says that SDK 2.x made it.
fn is_of_sdk_2(template: &Node) -> bool {
    let version = template.at(&["metadata", "runtime", "version"]).and_then(Node::as_str);
    version.is_some_and(|v| v.starts_with("2."))
}
