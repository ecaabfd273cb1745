//! podtpl shows, offline, the exact Kubernetes Pod that Flyte would create for a task, and where
//! every field of it came from.
//!
//! The flow: texts come in as [`source::Sources`]; [`yaml`] turns them into [`tree::Node`]s that
//! know their place; [`flyte::config`] reads Flyte's configuration as that version reads it,
//! [`flyte::templates`] the runtime PodTemplates, [`sdk`] turns a task file into a TaskTemplate;
//! [`flyte::pipeline`] lays them over each other step by step; [`output`] writes the Pod and its
//! origins. Floors are listed in ARCHITECTURE.md; everything but [`cli`] is pure.

pub mod cli;
pub mod diagnostic;
pub mod explain;
pub mod flyte;
pub mod kube;
pub mod output;
pub mod sdk;
pub mod source;
pub mod tree;
pub mod yaml;
