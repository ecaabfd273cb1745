//! [`Gathered`]: everything that a command works on, read but not yet understood.

use std::collections::HashSet;

use super::files::{Asked, Files, Role};
use super::inputs::Inputs;
use super::report::Report;
use super::select;
use super::settings::{Setting, Settings};
use super::siblings;
use crate::diagnostic::Diagnostic;
use crate::flyte::execution::ExecutionFlags;
use crate::flyte::version::FlyteVersion;
use crate::sdk::{PythonModule, SdkSettings};
use crate::source::{SourceId, Span};

/// A task file, and the task of it that is asked for.
#[derive(Clone, Debug)]
pub struct TaskFile {
    /// The text.
    pub id: SourceId,
    /// As it was given.
    pub given: Setting,
    /// The one task that is wanted.
    pub name: Option<String>,
    /// Whether it was found in a directory.
    pub found: bool,
    /// Of a Python file: it and the modules that it imports.
    pub python: Vec<PythonModule>,
}

/// Texts and facts of a run.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// Files of Flyte's configuration, in their order.
    pub config: Vec<SourceId>,
    /// Files of runtime templates.
    pub templates: Vec<SourceId>,
    /// Facts of the execution.
    pub execution: Option<SourceId>,
    /// Task files.
    pub tasks: Vec<TaskFile>,
    /// Patterns that names of tasks must match.
    pub patterns: Vec<String>,
    /// The node of a workflow whose task is meant.
    pub node: Option<String>,
    /// The facts that flags give.
    pub flags: ExecutionFlags,
    /// Namespaces to make a Pod for, each; none: the one that the facts give.
    pub namespaces: Vec<Setting>,
    /// Namespace of Flyte itself.
    pub flyte_namespace: Option<Setting>,
    /// What the SDK is told.
    pub sdk: SdkSettings,
    /// The version of Flyte.
    pub version: FlyteVersion,
    /// Whether somebody named that version.
    pub version_is_named: bool,
}

impl TaskFile {
    /// Whether a task of this full name is the one named with the file, if one is.
    pub fn names(&self, full: &str) -> bool {
        self.name.as_ref().is_none_or(|name| select::has_name(full, name))
    }

    /// Whether it is that, and one of those that the patterns ask for.
    pub fn asks_for(&self, full: &str, patterns: &[String]) -> bool {
        self.names(full) && select::name_matches(full, patterns)
    }

    /// Whether nothing but that there is no task is wrong with a Python file of a directory: modules
    /// beside tasks hold none.
    pub fn is_beside(&self, errors: &[Diagnostic]) -> bool {
        self.found && !self.python.is_empty() && errors.iter().all(|e| e.code == "task/none")
    }
}

impl Gathered {
    /// Reads everything. What is wrong goes to the report of `files`.
    pub fn read(inputs: &Inputs, environment: &HashSet<String>, files: &mut Files) -> Gathered {
        let settings = Settings::gather(inputs, environment, files);
        let version = version(settings.flyte.as_ref(), files);
        let config = read_all(&settings.config, Role::Config, files);
        let templates = read_all(&settings.templates, Role::Templates, files);
        let execution = settings.execution.as_ref().and_then(|s| files.read(&s.asked(Role::Execution)));
        let tasks = read_tasks(&settings.task, files);
        Gathered {
            config,
            templates,
            execution,
            tasks,
            patterns: inputs.name.iter().filter(|p| !p.is_empty()).cloned().collect(),
            node: settings.sdk.node.as_ref().map(|s| s.value.clone()),
            flags: flags(inputs, &settings),
            namespaces: namespaces(&settings),
            flyte_namespace: settings.flyte_namespace.clone(),
            sdk: settings.sdk.settings(&mut files.report),
            version,
            version_is_named: settings.flyte.is_some(),
        }
    }
}

/// The value of a flag; an empty variable of the environment is none.
fn given(value: &Option<String>) -> Option<String> {
    value.clone().filter(|v| !v.is_empty())
}

/// The version asked for; of one that is not known the nearest, so that the run goes on to find
/// what else is wrong.
fn version(asked: Option<&Setting>, files: &mut Files) -> FlyteVersion {
    let Some(asked) = asked else {
        files.report.log("no Flyte version is named: the documented rules apply".to_owned());
        return FlyteVersion::DOCS;
    };
    let version = known_version(&asked.value, asked.at, &mut files.report);
    files.report.log(format!("rendering as Flyte {version} does"));
    version
}

/// The version of this name; of one that is not known the nearest, with an error.
pub fn known_version(asked: &str, at: Option<Span>, report: &mut Report) -> FlyteVersion {
    FlyteVersion::parse(asked).unwrap_or_else(|unknown| {
        let message = format!("`{}` is no version of Flyte that podtpl knows", unknown.asked);
        let help = format!("the nearest is `{}`; `podtpl versions` lists them", unknown.nearest);
        report.add(Diagnostic::error("flyte/unknown-version", message).maybe_at(at, "").help(help));
        unknown.nearest
    })
}

/// Reads files, each once: Flyte, too, reads a path that is named twice once.
fn read_all(settings: &[Setting], role: Role, files: &mut Files) -> Vec<SourceId> {
    let mut seen = HashSet::new();
    let once = settings.iter().filter(|s| s.value == "-" || seen.insert(&s.value));
    once.flat_map(|s| files.read_any(&s.asked(role))).collect()
}

fn read_tasks(settings: &[Setting], files: &mut Files) -> Vec<TaskFile> {
    if settings.is_empty() {
        let problem = Diagnostic::error("usage/no-task", "no task is given");
        files.report.add(problem.help("name a task file: `podtpl render train.yaml`, or `-` for standard input"));
    }
    let mut read: Vec<(Asked, Vec<SourceId>)> = Vec::new();
    let mut tasks = Vec::new();
    for setting in settings {
        let (given, name) = select::split(setting);
        let asked = given.asked(Role::Task);
        // several tasks of one file: `a.yaml:x a.yaml:y`
        let known = read.iter().find(|(a, _)| a.path == asked.path).map(|(_, ids)| ids.clone());
        let ids = known.unwrap_or_else(|| {
            let ids = files.read_any(&asked);
            read.push((asked, ids.clone()));
            ids
        });
        let all = ids.len();
        for (i, id) in ids.into_iter().enumerate() {
            files.report.progress.step("modules", i, all);
            let path = files.sources.name(id).to_owned();
            let python = siblings::modules(&path, id, files);
            let found = path != given.value;
            tasks.push(TaskFile { id, given: given.clone(), name: name.clone(), found, python });
        }
    }
    tasks
}

/// The facts that flags give, but for the namespace.
fn flags(inputs: &Inputs, settings: &Settings) -> ExecutionFlags {
    let facts = &inputs.facts;
    ExecutionFlags {
        namespace: None,
        pod_name: given(&facts.pod_name),
        project: given(&facts.project),
        domain: given(&facts.domain),
        service_account: given(&facts.service_account),
        attempt: facts.attempt,
        interruptible: facts.interruptible,
        flyte_namespace: settings.flyte_namespace.as_ref().map(|s| s.value.clone()),
    }
}

/// The namespaces asked for, each once.
fn namespaces(settings: &Settings) -> Vec<Setting> {
    let mut seen = HashSet::new();
    settings.namespace.iter().filter(|s| seen.insert(s.value.clone())).cloned().collect()
}
