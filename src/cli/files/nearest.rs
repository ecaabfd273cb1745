//! A file that is not there, and the one that was probably meant.

use std::fs;
use std::path::Path;

use super::{Asked, join, problem};
use crate::diagnostic::{Diagnostic, suggest};

/// At most so many names are listed.
const MOST_NAMES: usize = 6;

/// The error for a file that is not there.
pub(super) fn missing(asked: &Asked) -> Diagnostic {
    let path = Path::new(&asked.path);
    let parent = path.parent().and_then(Path::to_str).unwrap_or("");
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("");
    let looked = if parent.is_empty() { "." } else { parent };
    if !Path::new(looked).is_dir() {
        let message = format!("there is no directory `{looked}`, so no `{}` ({})", asked.path, asked.role.words());
        let help = nearest_directory(looked).map_or_else(
            || "check the path; it is relative to the current directory".to_owned(),
            |near| format!("did you mean `{}`?", join(&near, name)),
        );
        return problem(asked, "file/missing", message).help(help);
    }
    let message = format!("there is no file `{}` ({})", asked.path, asked.role.words());
    problem(asked, "file/missing", message).help(help(looked, parent, name))
}

/// The nearest name of the directory, or what it holds.
fn help(directory: &str, shown: &str, name: &str) -> String {
    let names = names(directory, |entry| entry.is_ok_and(|t| !t.is_dir()));
    if let Some(near) = suggest(name, names.iter().map(String::as_str)) {
        return format!("did you mean `{}`?", join(shown, near));
    }
    let readable = |n: &&String| n.ends_with(".yaml") || n.ends_with(".yml") || n.ends_with(".json");
    let some: Vec<String> = names.iter().filter(readable).take(MOST_NAMES).map(|n| format!("`{n}`")).collect();
    match some.as_slice() {
        [] => format!("check the path; `{directory}` holds no YAML file"),
        some => format!("`{directory}` holds {}", some.join(", ")),
    }
}

/// The directory that was probably meant: one step of the path may be misspelled.
fn nearest_directory(directory: &str) -> Option<String> {
    let path = Path::new(directory);
    let parent = path.parent().and_then(Path::to_str).unwrap_or("");
    let looked = if parent.is_empty() { "." } else { parent };
    let names = names(looked, |entry| entry.is_ok_and(|t| t.is_dir()));
    let near = suggest(path.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(join(parent, near))
}

fn names(directory: &str, wanted: impl Fn(std::io::Result<fs::FileType>) -> bool) -> Vec<String> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let wanted = entries.flatten().filter(|e| wanted(e.file_type()));
    let mut names: Vec<String> = wanted.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
