//! flytekit (1.x): the arguments of its tasks, what it refuses, map tasks.

pub(in crate::sdk::python) mod arguments;
pub(in crate::sdk::python) mod map;
pub(in crate::sdk::python) mod refusals;
pub(in crate::sdk::python) mod values;
