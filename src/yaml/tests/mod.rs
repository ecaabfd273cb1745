//! Tests of reading and writing; the tables lie in `testdata/cases/yaml`.

#![allow(clippy::disallowed_methods, reason = "tests read their tables")]

mod documents;
mod errors;
mod laws;
mod maps;
mod nasty;
mod scalars;
mod spans;

use super::{Dialect, Document, parse};
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Sources};

const DIALECTS: [Dialect; 4] = [Dialect::Kubectl, Dialect::ConfigV2, Dialect::ConfigV3, Dialect::Core];

/// A table of `testdata/cases/yaml`.
fn table(name: &str) -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/cases/yaml/");
    std::fs::read_to_string(format!("{path}{name}")).expect(name)
}

/// One text as sources.
fn source(text: &str) -> (Sources, SourceId) {
    let mut sources = Sources::new();
    let id = sources.add("a.yaml", text);
    (sources, id)
}

fn read(text: &str, dialect: Dialect) -> Result<Vec<Document>, Vec<Diagnostic>> {
    let (sources, id) = source(text);
    parse(&sources, id, dialect)
}

/// The one document of a text that is right.
fn only(text: &str, dialect: Dialect) -> Document {
    let mut documents = read(text, dialect).unwrap_or_else(|e| panic!("{text:?}: {e:#?}"));
    assert_eq!(documents.len(), 1, "{text:?}");
    documents.remove(0)
}
