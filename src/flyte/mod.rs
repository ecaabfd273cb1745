//! What Flyte does to a Pod, in Flyte's words.

pub mod config;
pub mod effects;
pub mod execution;
pub mod pipeline;
pub mod task;
pub mod templates;
pub mod version;
