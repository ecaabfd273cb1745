//! Where settings files are.

use std::path::Path;

/// Name of settings files.
const NAME: &str = "podtpl.yaml";

/// The project file: in this directory or the nearest parent. The path is relative, so that
/// messages and origins are the same on every machine.
pub(super) fn project_file() -> Option<String> {
    let depth = std::env::current_dir().ok()?.components().count();
    (0..depth).map(|up| format!("{}{NAME}", "../".repeat(up))).find(|path| Path::new(path).is_file())
}

/// The user's file, if there is one.
pub(super) fn user_file() -> Option<String> {
    let directories = directories::ProjectDirs::from("", "", "podtpl")?;
    let path = directories.config_dir().join(NAME);
    if path.is_file() { path.to_str().map(str::to_owned) } else { None }
}
