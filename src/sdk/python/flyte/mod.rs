//! flyte (2.x): environments, images, devices, pod templates, and the arguments of its tasks.

pub(in crate::sdk::python) mod arguments;
pub(in crate::sdk::python) mod capabilities;
pub(in crate::sdk::python) mod devices;
pub(in crate::sdk::python) mod environment;
pub(in crate::sdk::python) mod image;
pub(in crate::sdk::python) mod pod_faults;
pub(in crate::sdk::python) mod policies;
pub(in crate::sdk::python) mod template;
