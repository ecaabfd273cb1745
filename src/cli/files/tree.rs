//! The task files of a directory: those in it, and the Python files of everything below it.

use std::fs;
use std::io::Error;
use std::path::Path;

use super::{Role, join, list};

/// Directories nested deeper than this are a cycle of links.
const DEEPEST: usize = 40;

/// Directories in which nobody keeps tasks.
const NOT_THERE: &[&str] = &["node_modules", "site-packages", "venv", "__pycache__"];

/// The task files of a directory, in the order of their paths' bytes. A package of Python holds Python
/// files only: a YAML file in it is no task.
pub(super) fn task_files(directory: &str) -> Result<Vec<String>, Error> {
    let package = Path::new(directory).join("__init__.py").is_file();
    let extensions = if package { &["py"] } else { Role::Task.extensions() };
    let mut found = list(directory, extensions)?;
    below(directory, 0, &mut found);
    found.sort();
    Ok(found)
}

/// Adds the Python files of the directories in this one. One that cannot be read holds none.
fn below(directory: &str, depth: usize, found: &mut Vec<String>) {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.filter(|e| e.path().is_dir()).map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !name.starts_with('.') && !NOT_THERE.contains(&name.as_str()));
    names.sort();
    for name in names.iter().filter(|_| depth < DEEPEST) {
        let path = join(directory, name);
        found.extend(list(&path, &["py"]).unwrap_or_default());
        below(&path, depth + 1, found);
    }
}
