//! `podtpl man`: the manual, in roff.

use std::process::ExitCode;

use clap::Args;

use super::arguments::{Color, TEMPLATE, command};
use super::terminal::{Terminal, write_result};
use crate::diagnostic::{Diagnostic, suggest};
use crate::output::snippet;
use crate::source::Sources;

/// Print the manual page of podtpl, or of one command
#[derive(Debug, Args)]
#[command(before_help = "Examples:\n  podtpl man | man -l -\n  podtpl man render > podtpl-render.1")]
#[command(help_template = TEMPLATE)]
pub struct Arguments {
    /// The command
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

/// Runs the command.
pub fn run(arguments: &Arguments, terminal: Terminal) -> ExitCode {
    let mut root = command(Color::Never);
    root.build();
    let page = match &arguments.command {
        None => Some(root),
        Some(name) => root.find_subcommand(name).cloned(),
    };
    let Some(page) = page else {
        super::terminal::write_messages(&unknown(arguments.command.as_deref().unwrap_or(""), terminal));
        return ExitCode::from(super::FAILED);
    };
    let mut out = Vec::new();
    let made = clap_mangen::Man::new(page).render(&mut out);
    match made.and_then(|()| write_result(&String::from_utf8_lossy(&out))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(super::FAILED),
    }
}

fn unknown(name: &str, terminal: Terminal) -> String {
    let root = command(Color::Never);
    let names: Vec<&str> = root.get_subcommands().map(clap::Command::get_name).collect();
    let help = match suggest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("commands are {}", names.join(", ")),
    };
    let problem = Diagnostic::error("usage/no-command", format!("there is no command `{name}`")).help(help);
    let mut out = String::new();
    // writing to a string does not fail
    let _ = snippet::write(&problem, &Sources::new(), terminal.look, &mut out);
    out
}
