//! `podtpl __paths LINE`: how the PATH at the end of a command line may go on. Hidden; the shells'
//! completions ask it. It never complains: a line that cannot be understood yet has no answers.

use std::process::ExitCode;

use clap::{Args, FromArgMatches};

use super::arguments::{Cli, Color, Command, Messages, command, from_environment};
use super::explain;
use super::terminal::write_result;

/// What the shell asks.
#[derive(Debug, Args)]
#[command(hide = true)]
pub struct Arguments {
    /// The command line up to the cursor
    #[arg(allow_hyphen_values = true)]
    line: String,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> ExitCode {
    let mut words = split(&arguments.line);
    let typed = words.pop().unwrap_or_default();
    let mut answer = String::new();
    for path in candidates(&words, &typed).unwrap_or_default() {
        answer.push_str(&path);
        answer.push('\n');
    }
    // a shell that does not listen any more is no error
    let _ = write_result(&answer);
    ExitCode::SUCCESS
}

/// The paths that may stand behind these words.
fn candidates(words: &[String], typed: &str) -> Option<Vec<String>> {
    if typed.starts_with('-') {
        return None;
    }
    let matches = command(Color::Never).try_get_matches_from(words).ok()?;
    let environment = from_environment(&matches);
    let cli = Cli::from_arg_matches(&matches).ok()?;
    let Command::Explain(arguments) = cli.command else { return None };
    explain::completions(*arguments, &environment, Messages::SILENT, typed)
}

/// The words of a command line as a shell splits them, the last one perhaps unfinished. Variables
/// and the like stay as they are.
fn split(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        let Some(word) = words.last_mut() else { break };
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (None | Some('"'), '\\') => word.extend(chars.next()),
            (None, c) if c.is_whitespace() => {
                if !word.is_empty() {
                    words.push(String::new());
                }
            }
            (_, c) => word.push(c),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn words_of_a_line() {
        for (line, wanted) in [
            ("a b ", vec!["a", "b", ""]),
            ("a  'b c'd", vec!["a", "b cd"]),
            (r#"a "b\"c" d\ e"#, vec!["a", "b\"c", "d e"]),
            ("a 'b c", vec!["a", "b c"]),
        ] {
            assert_eq!(split(line), wanted, "{line}");
        }
    }
}
