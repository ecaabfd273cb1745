//! `podtpl completions SHELL`: what makes a shell complete podtpl's command line.

use std::process::ExitCode;

use clap::Args;
use clap_complete::Shell;

use super::arguments::{Color, TEMPLATE, command};
use super::terminal::write_result;

/// Print the completions of a shell
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = TEMPLATE)]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  podtpl completions bash > ~/.local/share/bash-completion/completions/podtpl
  podtpl completions zsh > ~/.zfunc/_podtpl
  podtpl completions fish > ~/.config/fish/completions/podtpl.fish";

/// Runs the command.
pub fn run(arguments: &Arguments) -> ExitCode {
    let mut out = Vec::new();
    clap_complete::generate(arguments.shell, &mut command(Color::Never), "podtpl", &mut out);
    match write_result(&String::from_utf8_lossy(&out)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(super::FAILED),
    }
}
