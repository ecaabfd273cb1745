//! podtpl's integration tests: one binary.

mod cases;
mod cli;
mod common;
mod conformance;
mod docs;
mod floors;
mod provenance;
