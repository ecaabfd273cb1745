//! Binary task files: protobuf, and the archives of `pyflyte package`.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::LARGEST;
use crate::sdk::{Protobuf, protobuf, protobuf_fault};

/// An archive may hold this much, unpacked.
const LARGEST_ARCHIVE: u64 = 256 * 1024 * 1024;

/// An archive may hold this many files.
const MOST_ENTRIES: usize = 10_000;

/// First bytes of what gzip writes.
const GZIP: &[u8] = b"\x1f\x8b";

/// What is wrong with a binary file: its code, in words, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Name of the problem.
    pub code: &'static str,
    /// What the file does or is.
    pub what: String,
    /// What to do.
    pub help: &'static str,
}

/// A file of an archive by its name there: a text, nothing of interest, or what is wrong.
pub(super) type InPackage = (String, Result<Option<String>, Wrong>);

/// What a binary task file holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Binary {
    /// One file's text.
    Text(String),
    /// A launch plan, in which no task is.
    LaunchPlan,
    /// The files of an archive.
    Package(Vec<InPackage>),
}

/// Reads bytes as a binary task file; none if they are none of these.
pub(super) fn binary(bytes: &[u8]) -> Option<Result<Binary, Wrong>> {
    if bytes.starts_with(GZIP) {
        return Some(package(bytes));
    }
    match protobuf(bytes) {
        Protobuf::Text(text) => Some(within_limit(text).map(Binary::Text)),
        Protobuf::LaunchPlan => Some(Ok(Binary::LaunchPlan)),
        Protobuf::Malformed(what) => Some(Err(malformed(&what))),
        // a text, or something that is neither; the checks of texts tell
        Protobuf::Unknown if is_text(bytes) => None,
        Protobuf::Unknown => protobuf_fault(bytes).map(|what| Err(malformed(&what))),
    }
}

fn is_text(bytes: &[u8]) -> bool {
    let control = |b: &u8| *b < b' ' && !matches!(b, b'\n' | b'\r' | b'\t');
    !bytes.iter().any(control) && std::str::from_utf8(bytes).is_ok()
}

fn malformed(what: &str) -> Wrong {
    let help = "serialize the task again, or copy the file again";
    Wrong { code: "file/protobuf", what: format!("is no whole protobuf message: {what}"), help }
}

fn within_limit(text: String) -> Result<String, Wrong> {
    if text.len() as u64 <= LARGEST {
        return Ok(text);
    }
    let help = "is this the right file? a task is a few KiB";
    Err(Wrong { code: "file/too-large", what: "is larger than 64 MiB when it is written as text".to_owned(), help })
}

/// The files of an archive, in the order of their names.
fn package(bytes: &[u8]) -> Result<Binary, Wrong> {
    let mut archive = tar::Archive::new(MultiGzDecoder::new(bytes).take(LARGEST_ARCHIVE + 1));
    let mut files = Vec::new();
    let mut unpacked = 0;
    for (i, entry) in archive.entries().map_err(|e| damaged(&e))?.enumerate() {
        let entry = entry.map_err(|e| damaged(&e))?;
        if i >= MOST_ENTRIES {
            return Err(too_much(format!("holds more than {MOST_ENTRIES} files")));
        }
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).trim_start_matches("./").to_owned();
        let mut content = Vec::new();
        entry.take(LARGEST + 1).read_to_end(&mut content).map_err(|e| damaged(&e))?;
        unpacked += content.len() as u64;
        if content.len() as u64 > LARGEST {
            return Err(too_much(format!("holds `{name}`, which is larger than 64 MiB")));
        }
        if unpacked > LARGEST_ARCHIVE {
            return Err(too_much("is larger than 256 MiB when it is unpacked".to_owned()));
        }
        let read = entry_text(&name, &content);
        files.push((name, read));
    }
    let rest = archive.into_inner();
    if rest.limit() == 0 {
        return Err(too_much("is larger than 256 MiB when it is unpacked".to_owned()));
    }
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(Binary::Package(files))
}

/// One file of an archive: the source code of a fast registration and launch plans hold no task.
fn entry_text(name: &str, content: &[u8]) -> Result<Option<String>, Wrong> {
    match protobuf(content) {
        Protobuf::Text(text) => within_limit(text).map(Some),
        Protobuf::LaunchPlan => Ok(None),
        _ if !name.ends_with(".pb") => Ok(None),
        Protobuf::Malformed(what) => Err(malformed(&what)),
        Protobuf::Unknown => {
            let unknown = || "it is no task, workflow or launch plan".to_owned();
            Err(malformed(&protobuf_fault(content).unwrap_or_else(unknown)))
        }
    }
}

fn damaged(error: &std::io::Error) -> Wrong {
    // the library's message names neither the archive nor what is wrong with it in few words
    let text = error.to_string();
    let why = text.lines().next().unwrap_or("").to_lowercase();
    let help = "give the `.tgz` of `pyflyte package`, or package the project again";
    Wrong { code: "file/archive", what: format!("is compressed (gzip), but no whole archive: {why}"), help }
}

fn too_much(what: String) -> Wrong {
    Wrong { code: "file/too-large", what, help: "is this the package of `pyflyte package`? it holds small `.pb` files" }
}

#[cfg(test)]
mod tests;
