//! podtpl's integration tests: one binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "these are tests")]
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and start programs")]

mod binary;
mod cases;
mod cli;
mod common;
mod conformance;
mod copies;
mod diff;
mod docs;
mod documented;
mod explain;
mod floors;
mod live;
mod manifests;
mod provenance;
mod python;
mod python_program;
mod random;
mod releases;
mod samples;
mod versions;
