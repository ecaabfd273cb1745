//! `podtpl versions`: the versions of Flyte that podtpl knows.

use std::fmt::Write;
use std::process::ExitCode;

use super::terminal::write_result;
use crate::flyte::version::{FlyteVersion, KNOWN};

/// Runs the command.
pub fn run() -> ExitCode {
    match write_result(&text()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(super::FAILED),
    }
}

fn text() -> String {
    let mut out = String::new();
    // writing to a string does not fail
    let _ = writeln!(out, "{:<8}  the documented rules (the default)", FlyteVersion::DOCS.to_string());
    for version in KNOWN {
        let newest = match *version {
            v if v == FlyteVersion::NEWEST_1 => "newest 1.x",
            v if v == FlyteVersion::NEWEST_2 => "newest 2.x (latest)",
            _ => "",
        };
        let row = format!("{:<8}  {newest}", version.to_string());
        let _ = writeln!(out, "{}", row.trim_end());
    }
    out
}
