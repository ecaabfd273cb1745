//! `podtpl diff`: what changes between two sets of inputs.

mod live;
mod other;
mod pairs;
mod sides;

use std::collections::HashSet;
use std::process::ExitCode;

use clap::{Args, ValueEnum, ValueHint};

use super::arguments::{Messages, TEMPLATE};
use super::files::Files;
use super::finish::finish;
use super::inputs::Inputs;
use super::report::Report;
use super::terminal::Terminal;
use crate::output::diff::Manner;
use crate::output::paint::Paint;
use other::Other;
pub use pairs::Way;
pub use sides::Rendering;

/// Show what changes between two sets of inputs, and which line or release of Flyte changes it
///
/// The flags are both sides; each `--to-...` replaces one of the right side. With several namespaces
/// or clusters and no other side: a table of what differs between them.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = TEMPLATE)]
#[command(after_help = "Exit codes: 0 the same, 1 different, 2 could not: nothing is printed then.")]
pub struct Arguments {
    #[command(flatten)]
    inputs: Inputs,

    #[command(flatten)]
    other: Other,

    /// Compare with a Pod of the cluster: the output of `kubectl get pod NAME -o yaml`, or `-`
    ///
    /// What Flyte's webhook, the API server, its admission, the scheduler and the kubelet do is explained and does
    /// not count; everything else is foreign (a mesh, a quota, somebody's edit).
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    live: Option<String>,

    /// Group the differences under the input line or the release of Flyte that makes them
    #[arg(long, help_heading = "Output")]
    by_cause: bool,

    /// text, unified, json or github
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

const EXAMPLES: &str = "\
Examples:
  podtpl diff train.yaml -c flyte.yaml -t templates.yaml --flyte 1.16.8 --to-flyte 2.0
  podtpl diff tasks/ --to-task new-tasks/ -c flyte.yaml --by-cause
  podtpl diff train.yaml -c flyte.yaml --to-config new.yaml -o json
  podtpl diff train.yaml -t templates.yaml -n team-a,team-b
  kubectl get pod f5c9-n0-0 -o yaml | podtpl diff train.yaml -c flyte.yaml -x execution.yaml --live -";

/// How the answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Unified,
    Json,
    Github,
}

/// Exit code of Pods that differ.
const DIFFERENT: u8 = 1;

/// An answer, and whether anything differs.
struct Answer {
    text: String,
    differs: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments, environment: &HashSet<String>, messages: Messages, terminal: Terminal) -> ExitCode {
    let mut files = Files::new(Report::of_command(messages, arguments.inputs.strict));
    let paint = Paint::new(terminal.results);
    let manner = Manner { secrets: arguments.show_secrets, all: messages.verbose, paint };
    let answer = match &arguments.live {
        Some(live) => arguments.live(live, environment, &mut files, manner),
        None => arguments.answer(environment, &mut files, manner),
    };
    let differs = answer.as_ref().is_some_and(|answer| answer.differs);
    let code = if differs { ExitCode::from(DIFFERENT) } else { ExitCode::SUCCESS };
    finish(&files, terminal, answer.map(|answer| answer.text), code)
}
