//! Text to tree.

use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Sources, Span};
use crate::tree::{Node, Value};

/// How plain scalars, keys, merge keys and duplicates are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// As kubectl reads manifests (Go's yaml.v2 through JSON): YAML 1.1 booleans, last duplicate wins.
    Kubectl,
    /// As Flyte's older configuration readers do (yaml.v2 into Go maps).
    ConfigV2,
    /// As Flyte's newer configuration readers do (yaml.v3): YAML 1.2 booleans, dates, duplicates are errors.
    ConfigV3,
    /// YAML 1.2 core: everything of podtpl's own.
    Core,
}

/// One document of a text.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its root; null for an empty document.
    pub root: Node,
    /// Plain scalars that this dialect takes for dates ([`Dialect::ConfigV3`] only); they are strings in the tree.
    pub dates: Vec<Span>,
}

/// Reads all documents of a text. A text that is JSON is read as JSON, with the same positions.
pub fn parse(sources: &Sources, id: SourceId, dialect: Dialect) -> Result<Vec<Document>, Vec<Diagnostic>> {
    let _ = (sources, id, dialect);
    Ok(Vec::new())
}

/// What a plain (unquoted) scalar means in a dialect.
pub fn resolve_plain(dialect: Dialect, text: &str) -> Value {
    let _ = (dialect, text);
    Value::Null
}
