//! The end of a run, the same for every command: messages first, then the result, then the exit code.

use std::process::ExitCode;

use super::FAILED;
use super::files::Files;
use super::terminal::{Terminal, write_messages, write_result};

/// Prints what was found and the result, if there is one. `code` is that of a result that was written.
pub fn finish(files: &Files, terminal: Terminal, result: Option<String>, code: ExitCode) -> ExitCode {
    files.report.print(&files.sources, terminal);
    let Some(text) = result else { return ExitCode::from(FAILED) };
    match write_result(&text) {
        Ok(()) => code,
        Err(error) => {
            write_messages(&format!("podtpl: the result cannot be written: {error}\n"));
            ExitCode::from(FAILED)
        }
    }
}
