//! podtpl's integration tests: one binary.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and start programs")]

mod cases;
mod cli;
mod common;
mod conformance;
mod docs;
mod documented;
mod floors;
mod provenance;
