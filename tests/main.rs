//! podtpl's integration tests: one binary.

mod cases;
mod conformance;
