//! The command line: arguments, files, environment, settings. The only importer of clap and directories.

use std::process::ExitCode;

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
