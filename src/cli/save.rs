//! Writing a file: as a whole or not at all.

use std::fs;
use std::io::Error;
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// Writes a file, unless it is one of the inputs. Gives what is wrong.
pub fn save(path: &str, text: &str, inputs: &Sources) -> Option<Diagnostic> {
    let failed = |error: Error| {
        let reason = error.to_string();
        let reason = reason.split(" (os error").next().unwrap_or(&reason).to_lowercase();
        let message = format!("`{path}` cannot be written: {reason}");
        Diagnostic::error("file/unwritable", message).help("name a file in a directory that exists and may be written")
    };
    // a link is written through, so that it stays one
    let target = fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path));
    let is_target = |name: &str| fs::canonicalize(name).is_ok_and(|p| p == target);
    if let Some((_, input)) = inputs.iter().find(|(_, s)| s.name != "-" && is_target(&s.name)) {
        let message = format!("`{path}` is an input (`{}`), so it is not overwritten", input.name);
        return Some(Diagnostic::error("usage/overwrites-input", message).help("name another file"));
    }
    write(&target, text).err().map(failed)
}

/// Writes beside the target and renames; what is no regular file is written to directly.
fn write(target: &Path, text: &str) -> Result<(), Error> {
    if fs::metadata(target).is_ok_and(|m| !m.is_file()) {
        return fs::write(target, text);
    }
    let name = target.file_name().map_or_else(|| "origins".into(), |n| n.to_string_lossy());
    let draft = target.with_file_name(format!(".{name}.{}", std::process::id()));
    let done = fs::write(&draft, text).and_then(|()| fs::rename(&draft, target));
    if done.is_err() {
        let _ = fs::remove_file(&draft);
    }
    done
}
