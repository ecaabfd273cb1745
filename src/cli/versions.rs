//! `podtpl versions`: known versions of Flyte, and what changed between two of them.

use std::collections::HashSet;
use std::process::ExitCode;

use clap::Args;

use super::arguments::{Format, Messages, TEMPLATE};
use super::diff::{Rendering, Way};
use super::files::Files;
use super::finish::finish;
use super::gather::{Gathered, known_version};
use super::inputs::Inputs;
use super::report::Report;
use super::terminal::Terminal;
use crate::flyte::version::FlyteVersion;
use crate::output::paint::Paint;
use crate::output::versions::{Changed, Touched, Touches, changed, json, known, text};

/// List the Flyte versions that podtpl knows, or what changed between two of them
///
/// With `--task`: which of the changes touch the Pods of these tasks, and where.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = TEMPLATE)]
#[command(mut_arg("tasks", |arg| arg.long("task").help("Task files: only changes that touch their Pods; repeatable")))]
pub struct Arguments {
    /// The version to come from
    #[arg(value_name = "FROM", display_order = 0)]
    from: Option<String>,

    /// The version to go to [default: the newest]
    #[arg(value_name = "TO", display_order = 0)]
    to: Option<String>,

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
  podtpl versions
  podtpl versions 1.15 2.0
  podtpl versions 1.16.0 1.16.8 --task train.yaml -c flyte.yaml -t templates.yaml";

/// Runs the command.
pub fn run(arguments: &Arguments, environment: &HashSet<String>, messages: Messages, terminal: Terminal) -> ExitCode {
    let mut files = Files::new(Report::of_command(messages, arguments.inputs.strict));
    let answer = arguments.answer(environment, &mut files, Paint::new(terminal.results));
    finish(&files, terminal, answer, ExitCode::SUCCESS)
}

impl Arguments {
    fn answer(&self, environment: &HashSet<String>, files: &mut Files, paint: Paint) -> Option<String> {
        let mut out = String::new();
        let Some(from) = &self.from else {
            known(paint, &mut out);
            return Some(out);
        };
        let from = known_version(from, None, &mut files.report);
        let to = self.to.as_ref().map_or(FlyteVersion::NEWEST_2, |to| known_version(to, None, &mut files.report));
        let all = changed(from, to);
        let touches = match self.inputs.tasks.is_empty() {
            true => None,
            false => self.touches(&all, (from, to), environment, files),
        };
        if files.report.has_errors() {
            return None;
        }
        match self.output {
            Format::Text => text(&all, &touches, to, paint, &mut out),
            Format::Json => out = json(&all, &touches, from, to),
        }
        Some(out)
    }

    /// Which tasks each change touches, and where in their Pods.
    fn touches(
        &self,
        all: &[Changed],
        (from, to): (FlyteVersion, FlyteVersion),
        environment: &HashSet<String>,
        files: &mut Files,
    ) -> Touches {
        let mut gathered = Gathered::read(&self.inputs, environment, files);
        gathered.version = from;
        let side = Rendering::new(gathered, files)?;
        let mut touches: Vec<Vec<Touched>> = vec![Vec::new(); all.len()];
        let way = Way::new(&side, to, files);
        for pod in &side.pods {
            for (behaviour, differences) in way.of(pod) {
                let at = all.iter().position(|changed| changed.behaviour == behaviour);
                let mut fields: Vec<String> = differences.iter().map(|d| d.shown.clone()).collect();
                fields.sort();
                let touched = Touched { task: side.task(pod).to_owned(), fields };
                at.and_then(|at| touches.get_mut(at)).into_iter().for_each(|t| t.push(touched.clone()));
            }
        }
        Some(touches)
    }
}
