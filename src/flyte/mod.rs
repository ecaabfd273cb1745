//! What Flyte does to a Pod, in Flyte's words.

pub mod config;
pub mod version;
