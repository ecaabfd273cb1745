//! What the terminal can show, and writing to it.

use std::ffi::OsString;
use std::io::{ErrorKind, IsTerminal, Write};

use super::arguments::Color;
use crate::output::snippet::Look;

/// Standard error and standard output as their readers see them.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// What messages may use.
    pub look: Look,
    /// What results may use.
    pub results: Look,
}

impl Terminal {
    /// Looks at the environment and at both streams.
    pub fn new(color: Color) -> Terminal {
        let errors = std::io::stderr();
        let results = std::io::stdout();
        let size = |size: Option<(terminal_size::Width, _)>| size.map(|(width, _)| usize::from(width.0));
        let look = |is_terminal: bool, width: Option<usize>| Look {
            color: match color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => colors_wanted(is_terminal),
            },
            unicode: speaks_unicode(),
            width: width.filter(|_| is_terminal),
        };
        Terminal {
            look: look(errors.is_terminal(), size(terminal_size::terminal_size_of(&errors))),
            results: look(results.is_terminal(), size(terminal_size::terminal_size_of(&results))),
        }
    }
}

/// The convention of no-color.org and of CLICOLOR.
fn colors_wanted(is_terminal: bool) -> bool {
    let variable = |name| std::env::var_os(name).filter(|v| !v.is_empty());
    if variable("NO_COLOR").is_some() {
        return false;
    }
    if variable("CLICOLOR_FORCE").is_some_and(|v| v != "0") {
        return true;
    }
    let dumb = variable("TERM").is_some_and(|v| v == "dumb");
    is_terminal && !dumb && variable("CLICOLOR").is_none_or(|v| v != "0")
}

/// Whether the locale speaks UTF-8.
fn speaks_unicode() -> bool {
    let set = |name| std::env::var(name).ok().filter(|v| !v.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
    match locale {
        Some(locale) => {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        }
        None => cfg!(windows),
    }
}

/// The `--color` of a command line that is not parsed yet: help texts and usage errors need it.
pub fn color_asked_for(arguments: &[OsString]) -> Color {
    let words: Vec<&str> = arguments.iter().filter_map(|a| a.to_str()).take_while(|a| *a != "--").collect();
    let value = words.iter().enumerate().rev().find_map(|(i, word)| match *word {
        "--color" => words.get(i + 1).copied(),
        _ => word.strip_prefix("--color="),
    });
    match value {
        Some("always") => Color::Always,
        Some("never") => Color::Never,
        _ => Color::Auto,
    }
}

/// Writes the result. A reader who has seen enough is no error; anything else is.
pub fn write_result(text: &str) -> Result<(), std::io::Error> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

/// Writes messages. That nobody reads them is no error.
pub fn write_messages(text: &str) {
    let mut out = std::io::stderr().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
