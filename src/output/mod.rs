//! Finished data to text: Pods, origins, diagnostics. Knows nothing of files or terminals: what a
//! terminal can do comes in as [`snippet::Look`].

pub mod diff;
mod excerpt;
pub mod explain;
mod json;
pub mod jsonpath;
mod mask;
pub mod origins;
pub mod paint;
pub mod pod;
pub mod snippet;
mod table;
pub mod tasks;
pub mod versions;
