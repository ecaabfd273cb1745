//! The command line, from outside.

mod bad;
mod results;
mod settings;
