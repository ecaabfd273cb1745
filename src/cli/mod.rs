//! The command line: arguments, files, environment, settings. The only importer of clap and
//! directories, and the only part of podtpl that touches the world outside.
#![allow(clippy::disallowed_methods, reason = "files, environment and streams are this module's duty")]

mod arguments;
mod beside;
mod completions;
mod diff;
mod docs_note;
mod explain;
mod files;
mod finish;
mod gather;
mod inputs;
mod man;
mod node;
mod paths;
mod progress;
mod registration;
mod render;
mod rendering;
mod report;
mod save;
mod select;
mod settings;
mod siblings;
mod tasks;
mod terminal;
mod versions;
mod where_to_set;

use std::process::ExitCode;

use clap::FromArgMatches;

use arguments::{Cli, Command};
use terminal::Terminal;

/// Exit code of everything that could not be done, wrong usage included.
const FAILED: u8 = 2;

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let command = arguments::command(terminal::color_asked_for(&arguments));
    let parsed = command
        .try_get_matches_from(&arguments)
        .and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, arguments::from_environment(&matches))));
    let (cli, environment) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(FAILED));
        }
    };
    let terminal = Terminal::new(cli.messages.color);
    match cli.command {
        Command::Render(arguments) => render::run(&arguments, &environment, cli.messages, terminal),
        Command::Explain(arguments) => explain::run(*arguments, &environment, cli.messages, terminal),
        Command::Diff(arguments) => diff::run(&arguments, &environment, cli.messages, terminal),
        Command::Tasks(arguments) => tasks::run(&arguments, &environment, cli.messages, terminal),
        Command::Versions(arguments) => versions::run(&arguments, &environment, cli.messages, terminal),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Paths(arguments) => paths::run(&arguments),
        Command::Man(arguments) => man::run(&arguments, terminal),
    }
}
