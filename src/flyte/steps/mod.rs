//! The steps of the pipeline, one file a step or a closely knit group of them.

pub mod accelerator;
pub mod adjust;
pub mod admin;
pub mod base;
pub mod containers;
pub mod copilot;
mod copilot_containers;
pub mod documented;
pub mod environment;
pub mod facts;
pub mod interface;
pub mod literals;
pub mod lookup;
pub mod metadata;
mod msgpack;
pub mod names;
pub mod overrides;
pub mod placeholders;
pub mod pod_level;
pub mod raw;
pub mod requirement;
pub mod resources;
pub mod secrets;
pub mod shared_memory;
mod sharing;
mod times;
pub mod vscode;
