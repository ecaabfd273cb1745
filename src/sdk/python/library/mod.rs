//! Python's own functions and methods, and those of the standard library, of values that are known.

pub(in crate::sdk::python) mod builtins;
pub(in crate::sdk::python) mod fill;
pub(in crate::sdk::python) mod format;
pub(in crate::sdk::python) mod hashes;
pub(in crate::sdk::python) mod json;
pub(in crate::sdk::python) mod methods;
pub(in crate::sdk::python) mod remainder;
pub(in crate::sdk::python) mod sequences;
pub(in crate::sdk::python) mod sets;
pub(in crate::sdk::python) mod standard;
pub(in crate::sdk::python) mod strings;
pub(in crate::sdk::python) mod text;
pub(in crate::sdk::python) mod texts;
