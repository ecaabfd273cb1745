//! `podtpl explain`: why a field has its value.

mod answer;
mod question;
mod steps;
mod where_to_set;

use std::collections::HashSet;
use std::process::ExitCode;

use clap::Args;

use super::arguments::{Format, Messages, TEMPLATE};
use super::files::Files;
use super::finish::finish;
use super::inputs::Inputs;
use super::report::Report;
use super::terminal::Terminal;
use crate::output::paint::Paint;

use question::Question;
pub use question::completions;

/// Show why a field has its value: where it was set, what lost, which rule decided
///
/// Without a path: every field of the Pod with the layer that set it, then the inputs without effect.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = TEMPLATE, after_help = NOTES)]
#[command(mut_arg("tasks", |arg| arg.value_name("TASK|PATH").help(POSITIONAL).long_help(POSITIONAL_LONG)))]
pub struct Arguments {
    #[command(flatten)]
    inputs: Inputs,

    /// Explain every field of the Pod
    #[arg(long, help_heading = "Questions", conflicts_with = "steps")]
    all: bool,

    /// Show what each step of Flyte changed, looked at and left
    #[arg(long, help_heading = "Questions")]
    steps: bool,

    /// Say where VALUE would have to be set so that the Pod has it at PATH
    ///
    /// VALUE: text, or YAML for maps and lists; nothing or null: the field shall not be there. Each answer is proven
    /// by rendering the Pod with it.
    #[arg(long, value_name = "PATH=VALUE", help_heading = "Questions", conflicts_with_all = ["steps", "all"])]
    where_to_set: Option<String>,

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

    /// Show values that look like secrets
    #[arg(long, help_heading = "Output")]
    show_secrets: bool,
}

const POSITIONAL: &str = "A task file, then paths such as spec.hostNetwork or spec.containers[primary].env[A].value";

const POSITIONAL_LONG: &str = "\
A task file (or FILE:NAME, or `-`), then paths into the Pod

Without a task file: the one task of podtpl.yaml. Paths name items of lists by name, by a field or by number \
(spec.containers[primary], [name=primary], [0]); keys with dots stand in quotes (metadata.labels['a.b/c']) or as \
they are; JSON pointers do as well. A map or a list stands for everything in it.";

const EXAMPLES: &str = "\
Examples:
  podtpl explain train.yaml spec.hostNetwork -c flyte.yaml -t templates.yaml --flyte 1.16.8
  podtpl explain train.yaml 'spec.containers[primary].env[LOG_LEVEL].value'
  podtpl explain train.yaml
  podtpl explain train.yaml --steps
  podtpl explain train.yaml --where-to-set spec.hostNetwork=false";

const NOTES: &str = "Exit codes: 0 done, 2 could not: nothing is printed then.";

/// Runs the command.
pub fn run(arguments: Arguments, environment: &HashSet<String>, messages: Messages, terminal: Terminal) -> ExitCode {
    let mut files = Files::new(Report::of_command(messages, arguments.inputs.strict));
    let result = Question::new(arguments, environment).answer(&mut files, Paint::new(terminal.results));
    finish(&files, terminal, result, ExitCode::SUCCESS)
}
