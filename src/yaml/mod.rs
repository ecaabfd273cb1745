//! Text to tree and back. The only importer of the YAML parser.

mod alias;
mod base64;
mod build;
mod date;
mod duplicates;
mod emit;
mod emit_json;
mod json;
mod limits;
mod mapping;
mod number;
mod parse;
mod place;
mod quote;
mod resolve;
mod scalar;
mod style;
mod syntax;
#[cfg(test)]
mod tests;

pub use emit::{Comment, emit_yaml};
pub use emit_json::{emit_json, emit_json_compact};
pub use parse::{Dialect, Document, is_json, parse};
pub use resolve::{key_is_string, resolve_plain};
