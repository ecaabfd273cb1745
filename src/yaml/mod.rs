//! Text to tree and back. The only importer of the YAML parser.

mod alias;
mod base64;
mod build;
mod date;
mod emit;
mod json;
mod limits;
mod mapping;
mod number;
mod parse;
mod place;
mod resolve;
mod scalar;
mod syntax;

pub use emit::{emit_json, emit_yaml};
pub use parse::{Dialect, Document, parse};
pub use resolve::{key_is_string, resolve_plain};
