//! Files of the disk: their bytes within limits, directories, and what is wrong with either.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::{Asked, nearest};
use crate::diagnostic::Diagnostic;

/// Files above this many bytes are refused.
pub(super) const LARGEST: u64 = 64 * 1024 * 1024;

/// Why there is no text.
pub(super) type Problem = Box<Diagnostic>;

/// The error for a directory that holds nothing to read.
pub(super) fn nothing_there(asked: &Asked) -> Diagnostic {
    let wanted: Vec<String> = asked.role.extensions().iter().map(|e| format!("`*.{e}`")).collect();
    let message = format!("the directory `{}` holds no {}", asked.path, wanted.join(", no "));
    let others = list(&asked.path, &["yaml", "yml", "json"]).unwrap_or_default();
    let help = match others.first() {
        Some(other) => format!("Flyte is told to read `*.yaml` there; rename `{other}`, or name it as a file"),
        None => "name the files themselves, or another directory".to_owned(),
    };
    problem(asked, "file/directory-without-yaml", message).help(help)
}

/// The files of a directory with these extensions, in the order of their names' bytes.
pub(super) fn list(directory: &str, extensions: &[&str]) -> Result<Vec<String>, std::io::Error> {
    let mut names = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let fits = name.rsplit_once('.').is_some_and(|(stem, e)| !stem.is_empty() && extensions.contains(&e));
        if fits && !entry.path().is_dir() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names.into_iter().map(|name| join(directory, &name)).collect())
}

/// A path below a directory, as people write it.
pub fn join(directory: &str, path: &str) -> String {
    if directory.is_empty() || Path::new(path).is_absolute() {
        return path.to_owned();
    }
    format!("{}/{path}", directory.trim_end_matches('/'))
}

pub(super) fn read_file(asked: &Asked) -> Result<Vec<u8>, Problem> {
    let failed = |e: std::io::Error| match e.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Box::new(nearest::missing(asked)),
        _ => Box::new(unreadable(asked, &e)),
    };
    let file = File::open(&asked.path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_dir() {
        let message = format!("`{}` is a directory, and the {} must be a file", asked.path, asked.role.words());
        return Err(Box::new(problem(asked, "file/directory", message).help("name a file in it")));
    }
    if metadata.len() > LARGEST {
        return Err(Box::new(too_large(asked)));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    within_limit(asked, bytes)
}

pub(super) fn within_limit(asked: &Asked, bytes: Vec<u8>) -> Result<Vec<u8>, Problem> {
    if bytes.len() as u64 > LARGEST { Err(Box::new(too_large(asked))) } else { Ok(bytes) }
}

/// An error about a file, at the line of the settings that names it.
pub(super) fn problem(asked: &Asked, code: &'static str, message: String) -> Diagnostic {
    Diagnostic::error(code, message).maybe_at(asked.at, "named here")
}

fn too_large(asked: &Asked) -> Diagnostic {
    let message = format!("`{}` is larger than 64 MiB", asked.path);
    let help = format!("a {} is text of a few KiB; is this the right file?", asked.role.words());
    problem(asked, "file/too-large", message).help(help)
}

pub(super) fn unreadable(asked: &Asked, error: &std::io::Error) -> Diagnostic {
    // the system's message, without its number
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text).to_lowercase();
    problem(asked, "file/unreadable", format!("`{}` cannot be read: {text}", asked.path))
        .help("check who may read it, and that it is a file")
}
