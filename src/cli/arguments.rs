//! The command line as a whole: commands, and the flags that all of them take.

use std::collections::HashSet;

use clap::builder::styling::{AnsiColor, Styles};
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, ColorChoice, CommandFactory, Parser, Subcommand, ValueEnum};

use super::{completions, diff, explain, man, paths, render, tasks, versions};

/// The exact Kubernetes Pod that Flyte would create for a task, and where every field of it came from
#[derive(Debug, Parser)]
#[command(name = "podtpl", version, disable_help_subcommand = true, help_template = TEMPLATE, before_help = EXAMPLES)]
#[command(after_help = "Exit codes: 0 done, 2 could not (wrong usage included).")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What is said beside the result.
    #[command(flatten)]
    pub messages: Messages,
}

/// Order of what a help text shows: examples come first.
pub const TEMPLATE: &str = "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

const EXAMPLES: &str = "\
Examples:
  podtpl render train.yaml -c flyte.yaml -t templates.yaml --flyte 1.16.8
  podtpl explain train.yaml spec.hostNetwork -c flyte.yaml -t templates.yaml --flyte 1.16.8
  podtpl diff train.yaml -c flyte.yaml --flyte 1.16.8 --to-flyte 2.0
  podtpl versions";

/// What podtpl can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    Render(Box<render::Arguments>),
    Explain(Box<explain::Arguments>),
    Diff(Box<diff::Arguments>),
    Tasks(Box<tasks::Arguments>),
    Versions(Box<versions::Arguments>),
    Completions(completions::Arguments),
    Man(man::Arguments),
    #[command(name = "__paths", hide = true)]
    Paths(paths::Arguments),
}

/// Flags about messages; every command takes them.
#[derive(Clone, Copy, Debug, Args)]
pub struct Messages {
    /// Say errors only
    #[arg(short, long, global = true, help_heading = "Messages", conflicts_with = "verbose")]
    pub quiet: bool,
    /// Also say what was read and decided
    #[arg(short, long, global = true, help_heading = "Messages")]
    pub verbose: bool,
    /// Colours in messages
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Messages")]
    pub color: Color,
}

impl Messages {
    /// None but errors, as they are.
    pub const SILENT: Messages = Messages { quiet: true, verbose: false, color: Color::Never };
}

/// When messages are coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` or `TERM=dumb` says otherwise
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How an answer is written, where there are text for people and JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

/// The definition of the whole command line.
pub fn command(color: Color) -> clap::Command {
    let styles = Styles::styled()
        .header(AnsiColor::Green.on_default().bold())
        .usage(AnsiColor::Green.on_default().bold())
        .literal(AnsiColor::Cyan.on_default())
        .placeholder(AnsiColor::Cyan.on_default().dimmed());
    let choice = match color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    Cli::command().styles(styles).color(choice).max_term_width(100)
}

/// Names of the arguments whose values came from the environment.
pub fn from_environment(matches: &ArgMatches) -> HashSet<String> {
    let Some((_, matches)) = matches.subcommand() else { return HashSet::new() };
    let given = matches.ids().filter(|id| matches.value_source(id.as_str()) == Some(ValueSource::EnvVariable));
    given.map(|id| id.as_str().to_owned()).collect()
}

/// Every environment variable that some argument reads.
pub fn environment_variables() -> Vec<String> {
    let command = Cli::command();
    let all = command.get_subcommands().flat_map(clap::Command::get_arguments);
    all.filter_map(|a| a.get_env()).map(|name| name.to_string_lossy().into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definitions_hold_together() {
        command(Color::Never).debug_assert();
    }
}
