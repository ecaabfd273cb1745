//! The command line, from outside.

mod bad;
mod diff;
mod look;
mod nodes;
mod python;
mod results;
mod settings;

pub use results::snapshot;
