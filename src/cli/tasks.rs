//! `podtpl tasks`: the tasks of files, with their TaskTemplates.

use std::collections::HashSet;
use std::process::ExitCode;

use clap::Args;

use super::arguments::{Format, Messages, TEMPLATE};
use super::files::Files;
use super::finish::finish;
use super::gather::{Gathered, TaskFile};
use super::inputs::Inputs;
use super::rendering::sdk_settings;
use super::report::Report;
use super::select;
use super::terminal::Terminal;
use crate::flyte::execution::Execution;
use crate::flyte::task::TaskTemplate;
use crate::output::paint::Paint;
use crate::output::tasks::{Listed, json, text};
use crate::sdk::{self, PythonTask, TaskSource};
use crate::source::Span;

/// List the tasks of files: name, kind and place, or their TaskTemplates
///
/// Files as `render` takes them: TaskTemplates, packages of `pyflyte package`, protobuf, what `flytectl
/// get task` prints, the authoring form. With `-o json` also what with_overrides puts on workflow nodes.
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
  podtpl tasks train.yaml
  podtpl tasks flyte-package.tgz --name '*.train'
  podtpl tasks flyte-package.tgz -o json";

/// Runs the command.
pub fn run(arguments: &Arguments, environment: &HashSet<String>, messages: Messages, terminal: Terminal) -> ExitCode {
    let mut files = Files::new(Report::new(messages, arguments.inputs.strict));
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
        let settings = sdk_settings(&gathered, execution.as_ref());
        let (mut read, mut listed) = (Vec::new(), Vec::new());
        for file in &gathered.tasks {
            if !file.python.is_empty() {
                match sdk::read_python(sources, &file.python, &settings) {
                    Ok(found) => listed.extend(of_python(found, file, &gathered.patterns)),
                    Err(errors) => report.extend(errors),
                }
                continue;
            }
            match sdk::read_file(sources, file.id, &settings, version) {
                Ok((found, notes)) => {
                    report.extend(notes);
                    read.push((file, found));
                }
                Err(errors) => {
                    report.extend(errors.iter().cloned());
                    listed.push(Listed { errors, ..Listed::nothing(file.id) });
                }
            }
        }
        select::check_names(&gathered.tasks, &read, report);
        let mut nodes = Vec::new();
        for (file, all) in read {
            nodes.extend(all.nodes);
            let wanted = |t: &TaskSource| file.name.as_ref().is_none_or(|name| select::is_called(t, name));
            let all = all.tasks.into_iter().filter(|t| wanted(t) && select::matches_any(t, &gathered.patterns));
            listed.extend(all.map(|t| Listed {
                at: place(&t),
                name: t.name,
                template: Some(TaskTemplate::new(t.template)),
                ..Listed::nothing(file.id)
            }));
        }
        listed.sort_by_key(|task| (task.file, task.at.map(|span| span.start)));
        let read = listed.iter().any(|task| task.template.is_some());
        if !read {
            // tasks of Python that are not known are told as messages too, where nothing else is
            let why = listed.iter().filter(|task| !task.name.is_empty()).flat_map(|task| task.errors.clone());
            report.extend(why.collect::<Vec<_>>());
            if !report.has_errors() {
                let none = crate::diagnostic::Diagnostic::error("task/none", "there is no such task in these files");
                report.add(none.help("without `--name` all tasks are listed"));
            }
            if listed.iter().all(|task| task.name.is_empty()) {
                return None;
            }
        }
        let code = if read { ExitCode::SUCCESS } else { ExitCode::from(super::FAILED) };
        let text = match self.output {
            Format::Text => text(&listed, sources, paint),
            Format::Json => json(&listed, &nodes, sources),
        };
        Some((text, code))
    }
}

/// The tasks of a Python file, those without an answer as well.
fn of_python(found: Vec<PythonTask>, file: &TaskFile, patterns: &[String]) -> Vec<Listed> {
    let wanted = |task: &PythonTask| {
        file.name.as_ref().is_none_or(|name| select::has_name(&task.name, name))
            && select::name_matches(&task.name, patterns)
    };
    let each = found.into_iter().filter(wanted).map(|task| {
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
