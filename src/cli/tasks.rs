//! `podtpl tasks`: the tasks of files, with their TaskTemplates.

use std::collections::HashSet;
use std::process::ExitCode;

use clap::Args;

use super::arguments::{Format, Messages, TEMPLATE};
use super::files::Files;
use super::finish::finish;
use super::gather::{Gathered, TaskFile};
use super::inputs::Inputs;
use super::node;
use super::rendering::sdk_settings;
use super::report::Report;
use super::select;
use super::terminal::Terminal;
use crate::diagnostic::{Diagnostic, Level};
use crate::flyte::execution::Execution;
use crate::flyte::task::TaskTemplate;
use crate::flyte::version::FlyteVersion;
use crate::output::paint::Paint;
use crate::output::tasks::{Listed, json, text};
use crate::sdk::{self, PythonFile, PythonTask, TaskSource, WorkflowNode};
use crate::source::Span;

/// List the tasks of files: name, kind and place, or their TaskTemplates
///
/// Files as `render` takes them: Python source, TaskTemplates, packages of `pyflyte package`, protobuf, what
/// `flytectl get task` prints, the authoring form; also nodes of workflows with what with_overrides puts on them.
/// A task of Python that only running the file tells is listed with the reason.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = TEMPLATE)]
#[command(after_help = "Exit codes: 0 at least one task was read, 2 none.")]
pub struct Arguments {
    #[command(flatten)]
    inputs: Inputs,

    /// text or json
    #[arg(
        short,
        long,
        value_name = "FORMAT",
        default_value = "text",
        hide_possible_values = true,
        help_heading = "Output"
    )]
    output: Format,
}

const EXAMPLES: &str = "\
Examples:
  podtpl tasks train.py
  podtpl tasks src/ --name '*.train'
  podtpl tasks flyte-package.tgz -o json";

/// Runs the command.
pub fn run(arguments: &Arguments, environment: &HashSet<String>, messages: Messages, terminal: Terminal) -> ExitCode {
    let mut files = Files::new(Report::of_command(messages, arguments.inputs.strict));
    let (answer, code) = match arguments.answer(environment, &mut files, Paint::new(terminal.results)) {
        Some((text, code)) => (Some(text), code),
        None => (None, ExitCode::SUCCESS),
    };
    finish(&files, terminal, answer, code)
}

impl Arguments {
    /// The list and the exit code, if there is at least one task; that none of them was read is an error.
    fn answer(&self, environment: &HashSet<String>, files: &mut Files, paint: Paint) -> Option<(String, ExitCode)> {
        let gathered = Gathered::read(&self.inputs, environment, files);
        let (version, sources, report) = (gathered.version, &files.sources, &mut files.report);
        let execution = report.take(Execution::read(sources, gathered.execution, &gathered.flags, version));
        let mut settings = sdk_settings(&gathered, execution.as_ref());
        // the list says what the SDK makes, not what the documentation says of it
        settings.flyte = settings.flyte.or(version.is_documented().then_some(FlyteVersion::NEWEST_1));
        let mut found = Found::default();
        for (i, file) in gathered.tasks.iter().enumerate() {
            report.progress.step("tasks", i, gathered.tasks.len());
            if file.python.is_empty() {
                found.file(file, sdk::read_file(sources, file.id, &settings, version), report);
            } else {
                found.python(file, sdk::read_python_file(sources, &file.python, &settings), &gathered, report);
            }
        }
        let Found { mut listed, nodes, .. } = found.finish(&gathered, report);
        listed.sort_by_key(|task| (task.file, task.at.map(|span| span.start)));
        let read = listed.iter().any(|task| task.template.is_some());
        if !read {
            // tasks of Python that are not known are told as messages too, where nothing else is
            let why = listed.iter().filter(|task| !task.name.is_empty()).flat_map(|task| task.errors.clone());
            report.extend(why.collect::<Vec<_>>());
            if !report.has_errors() {
                let none = Diagnostic::error("task/none", "there is no such task in these files");
                report.add(none.help("without `--name` all tasks are listed"));
            }
            if listed.iter().all(|task| task.name.is_empty()) {
                return None;
            }
        }
        let code = if read { ExitCode::SUCCESS } else { ExitCode::from(super::FAILED) };
        let text = match self.output {
            Format::Text => text(&listed, &nodes, sources, paint),
            Format::Json => json(&listed, &nodes, sources),
        };
        Some((text, code))
    }
}

/// What the files hold.
#[derive(Default)]
struct Found<'g> {
    listed: Vec<Listed>,
    nodes: Vec<WorkflowNode>,
    read: Vec<(&'g TaskFile, sdk::TaskFile)>,
}

impl<'g> Found<'g> {
    /// Takes what a file of TaskTemplates says.
    fn file(
        &mut self,
        file: &'g TaskFile,
        read: Result<(sdk::TaskFile, Vec<Diagnostic>), Vec<Diagnostic>>,
        report: &mut Report,
    ) {
        match read {
            Ok((found, notes)) => {
                report.extend(notes);
                self.read.push((file, found));
            }
            Err(errors) => self.failed(file, errors, report),
        }
    }

    /// Takes what a Python file says.
    fn python(
        &mut self,
        file: &TaskFile,
        read: Result<PythonFile, Vec<Diagnostic>>,
        gathered: &Gathered,
        report: &mut Report,
    ) {
        match read {
            Ok(found) => {
                report.extend(unknown(&found));
                self.listed.extend(of_python(found.tasks, file, &gathered.patterns));
                self.nodes(file, found.nodes, gathered);
            }
            Err(errors) if file.is_beside(&errors) => {}
            Err(errors) => self.failed(file, errors, report),
        }
    }

    /// Takes the nodes that run the tasks asked for.
    fn nodes(&mut self, file: &TaskFile, mut nodes: Vec<WorkflowNode>, gathered: &Gathered) {
        nodes.retain(|node| file.asks_for(&node.task, &gathered.patterns));
        sdk::add_nodes(&mut self.nodes, nodes);
    }

    fn failed(&mut self, file: &TaskFile, errors: Vec<Diagnostic>, report: &mut Report) {
        report.extend(errors.iter().cloned());
        self.listed.push(Listed { errors, ..Listed::nothing(file.id) });
    }

    /// Everything, with the tasks that are asked for.
    fn finish(mut self, gathered: &Gathered, report: &mut Report) -> Found<'g> {
        let read = std::mem::take(&mut self.read);
        select::check_names(&gathered.tasks, &read, report);
        for (file, all) in read {
            self.nodes(file, all.nodes, gathered);
            self.nodes(file, all.tasks.iter().filter_map(node::of_object_task).collect(), gathered);
            // an object has a task for each node that runs it
            let mut seen = HashSet::new();
            let mut once =
                |t: &TaskSource| t.facts.is_none() || seen.insert((t.place.document, t.place.path.to_string()));
            let all = all.tasks.into_iter().filter(|t| file.asks_for(&t.name, &gathered.patterns) && once(t));
            self.listed.extend(all.map(|t| Listed {
                at: place(&t),
                name: t.name,
                template: Some(TaskTemplate::new(t.template)),
                ..Listed::nothing(file.id)
            }));
        }
        self
    }
}

/// What of the workflows of a Python file is not known: the tasks stand without it.
fn unknown(file: &PythonFile) -> Vec<Diagnostic> {
    let of_nodes = file.nodes.iter().flat_map(|node| {
        node.errors.iter().map(move |error| Diagnostic {
            message: format!("node `{}` of workflow `{}`: {}", node.node, node.workflow, error.message),
            ..error.clone()
        })
    });
    let all = file.unread.iter().map(node::of).chain(of_nodes);
    all.map(|found| Diagnostic { level: Level::Warning, ..found }).collect()
}

/// The tasks of a Python file, those without an answer as well.
fn of_python(found: Vec<PythonTask>, file: &TaskFile, patterns: &[String]) -> Vec<Listed> {
    let each = found.into_iter().filter(|task| file.asks_for(&task.name, patterns)).map(|task| {
        let (template, errors) = match task.task {
            Ok(source) => (Some(TaskTemplate::new(source.template)), Vec::new()),
            Err(errors) => (None, errors),
        };
        let (name, function, at) = (task.name, task.function, Some(task.span));
        Listed { name, function, at, template, errors, ..Listed::nothing(file.id) }
    });
    each.collect()
}

/// Where a task begins: its template, or its name where the SDK makes the template.
fn place(task: &TaskSource) -> Option<Span> {
    let name = || task.template.at(&["id", "name"]).and_then(|n| n.origin.nearest_span());
    task.template.span().or_else(name)
}
