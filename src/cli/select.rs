//! Which tasks of a file are meant: `FILE:NAME` and `--name GLOB`.

use std::path::Path;

use super::gather::TaskFile;
use super::report::Report;
use super::settings::Setting;
use crate::diagnostic::{Diagnostic, suggest};
use crate::sdk::{TaskFile as Contents, TaskSource};

/// At most so many names are listed in a message.
const MOST_NAMES: usize = 8;

/// Splits `FILE:NAME`. A file of that whole name comes first; a `:` followed by a path separator
/// belongs to the path.
pub fn split(task: &Setting) -> (Setting, Option<String>) {
    let whole = (task.clone(), None);
    if task.value == "-" || Path::new(&task.value).exists() {
        return whole;
    }
    match task.value.rsplit_once(':') {
        Some((file, name)) if !file.is_empty() && !name.is_empty() && !name.contains(['/', '\\']) => {
            (Setting { value: file.to_owned(), at: task.at }, Some(name.to_owned()))
        }
        _ => whole,
    }
}

/// Whether a word on the command line is a task, and not a path into a Pod.
pub fn is_task(word: &str) -> bool {
    let exists = |path: &str| Path::new(path).exists();
    let file = split(&Setting { value: word.to_owned(), at: None }).0.value;
    word == "-" || exists(word) || exists(&file)
}

/// Whether a task's full name, or its last part, is the one asked for.
pub fn has_name(full: &str, name: &str) -> bool {
    full == name || last_part(full) == name
}

/// Whether a full name, or its last part, matches one of the patterns; without patterns, all do.
pub fn name_matches(full: &str, patterns: &[String]) -> bool {
    patterns.is_empty() || patterns.iter().any(|p| matches(p, full) || matches(p, last_part(full)))
}

/// The last part of a name with dots.
pub fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// Whether a pattern with `*` and `?` matches all of a text.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    // where to go on if what follows the last `*` does not fit
    let mut retry = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                retry = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || Some(c) == text.get(t) => (p, t) = (p + 1, t + 1),
            _ => match retry {
                Some((star, from)) => {
                    (p, t) = (star + 1, from + 1);
                    retry = Some((star, from + 1));
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|c| *c == '*')
}

/// Says which names no task of their files has; an archive is several files.
pub fn check_names(asked: &[TaskFile], read: &[(&TaskFile, Contents)], report: &mut Report) {
    let mut said = Vec::new();
    for file in asked {
        let Some(name) = file.name.as_deref() else { continue };
        let same = |other: &TaskFile| other.given.value == file.given.value && other.name == file.name;
        let unread = asked.iter().filter(|f| same(f)).count() != read.iter().filter(|(f, _)| same(f)).count();
        let tasks = || read.iter().filter(|(f, _)| same(f)).flat_map(|(_, all)| &all.tasks);
        let key = (&file.given.value, name);
        if !unread && !said.contains(&key) && !tasks().any(|t| has_name(&t.name, name)) {
            report.add(no_such_task(&file.given, name, tasks()));
            said.push(key);
        }
    }
}

/// The error for a name that no task of a file has.
fn no_such_task<'t>(file: &Setting, name: &str, tasks: impl Iterator<Item = &'t TaskSource>) -> Diagnostic {
    let names: Vec<&str> = tasks.map(|t| t.name.as_str()).collect();
    let near = suggest(name, names.iter().flat_map(|n| [*n, last_part(n)]));
    let help = near.map_or_else(|| listing(&names), |near| format!("did you mean `{near}`?"));
    let message = format!("no task of `{}` is called `{name}`", file.value);
    Diagnostic::error("task/not-found", message).maybe_at(file.at, "named here").help(help)
}

/// The error for patterns that no task matches.
pub fn nothing_matches(patterns: &[String], names: &[&str]) -> Diagnostic {
    let message =
        format!("no task matches {}", patterns.iter().map(|p| format!("`{p}`")).collect::<Vec<_>>().join(", "));
    Diagnostic::error("task/not-found", message).help(listing(names))
}

/// Names in a message, not too many.
pub fn listing(names: &[&str]) -> String {
    let named: Vec<String> = names.iter().filter(|n| !n.is_empty()).map(|n| format!("`{n}`")).collect();
    let shown = named.iter().take(MOST_NAMES).cloned().collect::<Vec<_>>().join(", ");
    match named.len() {
        0 => "the tasks there have no names".to_owned(),
        n if n > MOST_NAMES => format!("there are {shown} and {} more", n - MOST_NAMES),
        _ => format!("there are {shown}"),
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns() {
        for (pattern, text) in [("*", ""), ("tr?in", "train"), ("*.train", "app.train"), ("a*b*c", "axxbyyc"), ("", "")]
        {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("?", ""), ("train", "trains"), ("a*b", "abc"), ("*x", "abc")] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
