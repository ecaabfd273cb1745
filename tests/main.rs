//! podtpl's integration tests: one binary.

mod cases;
mod cli;
mod common;
mod conformance;
mod copies;
mod docs;
mod documented;
mod floors;
mod provenance;
mod random;
