//! `podtpl explain`: where a value would have to be set.

use std::collections::HashSet;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::arguments::{Messages, TEMPLATE};
use super::files::Files;
use super::gather::Gathered;
use super::inputs::Inputs;
use super::rendering::Loaded;
use super::report::{Report, plural};
use super::terminal::{Terminal, write_messages, write_result};
use super::{FAILED, where_to_set};
use crate::diagnostic::Diagnostic;
use crate::output::explain::{Showing, where_json, where_text};
use crate::output::origins::Places;
use crate::output::paint::Paint;
use crate::source::Span;

/// Say where a value of the Pod would have to be set
///
/// Tries every place at which the value could stand (the task, its pod template, the execution, the
/// runtime template, Flyte's configuration), renders the Pod with it, and says which of them win.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = TEMPLATE)]
#[command(after_help = "Exit codes: 0 done, 2 could not: nothing is printed then.")]
pub struct Arguments {
    #[command(flatten)]
    inputs: Inputs,

    /// Where would VALUE have to be set so that the Pod has it at PATH?
    ///
    /// PATH: spec.containers[primary].env[LOG_LEVEL].value, metadata.labels['app/name'], spec.tolerations[key=gpu].effect,
    /// or a JSON pointer. VALUE: text, or YAML for maps and lists; nothing or null: the field shall not be there.
    #[arg(long, value_name = "PATH=VALUE", help_heading = "Output")]
    where_to_set: String,

    /// text or json
    #[arg(short, long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    #[arg(help_heading = "Output")]
    output: Format,

    /// Show values that look like secrets
    #[arg(long, help_heading = "Output")]
    show_secrets: bool,
}

const EXAMPLES: &str = "\
Examples:
  podtpl explain train.yaml --where-to-set spec.hostNetwork=false -c flyte.yaml -t templates.yaml --flyte 1.16.8
  podtpl explain train.yaml --where-to-set 'spec.containers[primary].resources.limits.cpu=8' -o json";

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Runs the command.
pub fn run(arguments: &Arguments, environment: &HashSet<String>, messages: Messages, terminal: Terminal) -> ExitCode {
    let mut files = Files::new(Report::new(messages, arguments.inputs.strict));
    let result = arguments.explain(environment, &mut files, terminal);
    files.report.print(&files.sources, terminal);
    let Some(text) = result else { return ExitCode::from(FAILED) };
    match write_result(&text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            write_messages(&format!("podtpl: the result cannot be written: {error}\n"));
            ExitCode::from(FAILED)
        }
    }
}

impl Arguments {
    /// The result, unless something is wrong.
    fn explain(&self, environment: &HashSet<String>, files: &mut Files, terminal: Terminal) -> Option<String> {
        let gathered = Gathered::read(&self.inputs, environment, files);
        let version = gathered.version;
        let Some(read) = Loaded::load(&gathered, &files.sources, version, &mut files.report) else {
            files.report.must_say_something();
            return None;
        };
        let pods = read.render(version, &mut files.report);
        if files.report.has_errors() {
            return None;
        }
        let [pod] = pods.as_slice() else {
            let message = format!("there are {}; the question is about one", plural(pods.len(), "Pod"));
            let help = "name one task (`FILE:NAME`) and one namespace";
            files.report.add(Diagnostic::error("usage/several-pods", message).help(help));
            return None;
        };
        let answers = where_to_set::run(&self.where_to_set, &gathered, &read, pod, &files.sources);
        let answers = files.report.take(answers.map(|a| (a, Vec::new())).map_err(|problem| vec![*problem]))?;
        let templates: Vec<(Span, String)> = super::beside::templates(&read);
        let places = Places { sources: &files.sources, templates: &templates };
        let showing = Showing { places, flyte: &version.to_string(), show_secrets: self.show_secrets };
        Some(match self.output {
            Format::Text => where_text(&answers, showing, Paint::new(terminal.results)),
            Format::Json => where_json(&answers, showing),
        })
    }
}
