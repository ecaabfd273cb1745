//! The `podtpl` program: parse the command line, run, exit.

use std::process::ExitCode;

fn main() -> ExitCode {
    podtpl::cli::main()
}
