//! The modules beside a Python file: which the SDK asks for, found as Python would find them.

use std::path::{Path, PathBuf};

use super::files::{Asked, Files, Role};
use crate::diagnostic::Diagnostic;
use crate::sdk::{PythonModule, is_python};
use crate::source::SourceId;

/// More modules than this are not read for one file.
const MOST: usize = 500;

/// A Python file with everything that it imports from beside it, the file first; nothing if it is
/// no Python.
pub fn modules(path: &str, id: SourceId, files: &mut Files) -> Vec<PythonModule> {
    if !path.ends_with(".py") && !is_python(files.sources.text(id)) {
        return Vec::new();
    }
    let (root, mut name) = dotted(Path::new(path));
    if path == "-" {
        name = "stdin".to_owned();
        let found =
            Diagnostic::note("python/no-module", "standard input has no module name: tasks are `stdin.FUNCTION`");
        files.report.add(found.help("give the file: labels, variables and args hold the name of its module"));
    }
    let package = path.ends_with("__init__.py");
    let mut found = vec![files.python(id, &name, package)];
    let mut next = 0;
    while let Some(module) = found.get(next).filter(|_| path != "-").cloned() {
        for name in module.imports() {
            if found.len() < MOST && !found.iter().any(|m| m.name() == name) {
                found.extend(read(&root, &name, files));
            }
        }
        next += 1;
    }
    found
}

/// The folder from which a file is imported, and its dotted name there.
fn dotted(path: &Path) -> (PathBuf, String) {
    let stem = path.file_stem().map_or(String::new(), |s| s.to_string_lossy().into_owned());
    let mut parts = if stem == "__init__" { Vec::new() } else { vec![stem] };
    let mut folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    while folder.join("__init__.py").is_file() && parts.len() < 64 {
        let Some(name) = folder.file_name().map(|n| n.to_string_lossy().into_owned()) else { break };
        parts.insert(0, name);
        folder = folder.parent().map(Path::to_path_buf).unwrap_or_default();
    }
    (folder, parts.join("."))
}

fn read(root: &Path, name: &str, files: &mut Files) -> Option<PythonModule> {
    let below = root.join(name.replace('.', "/"));
    let file = below.with_extension("py");
    let init = below.join("__init__.py");
    let package = init.is_file();
    let path = if package { init } else { file };
    if !path.is_file() {
        return None;
    }
    let asked = Asked { path: path.to_string_lossy().into_owned(), at: None, role: Role::Module };
    let id = files.read(&asked)?;
    Some(files.python(id, name, package))
}
