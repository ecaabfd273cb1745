//! The command line, from outside.

mod bad;
mod look;
mod results;
mod settings;
