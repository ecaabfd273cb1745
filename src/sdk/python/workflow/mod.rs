//! Workflows (1.x): which nodes their bodies make, and what `with_overrides` puts on them.

pub(in crate::sdk::python) mod amounts;
pub(in crate::sdk::python) mod body;
pub(in crate::sdk::python) mod calls;
pub(in crate::sdk::python) mod doubt;
pub(in crate::sdk::python) mod graph;
pub(in crate::sdk::python) mod methods;
pub(in crate::sdk::python) mod nodes;
pub(in crate::sdk::python) mod overrides;
