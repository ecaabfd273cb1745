//! What both SDKs have: the objects that files make of their classes and of the client's models, and their arguments.

pub(in crate::sdk::python) mod checks;
pub(in crate::sdk::python) mod classes;
pub(in crate::sdk::python) mod construct;
pub(in crate::sdk::python) mod convert;
pub(in crate::sdk::python) mod hints;
pub(in crate::sdk::python) mod interface;
pub(in crate::sdk::python) mod shared;
pub(in crate::sdk::python) mod signature;
