//! Text to tree and back. The only importer of the YAML parser.

mod emit;
mod parse;

pub use emit::{emit_json, emit_yaml};
pub use parse::{Dialect, Document, parse, resolve_plain};
