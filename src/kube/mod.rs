//! What Kubernetes and Go do to any object: the field tables, decoding by Go's rules, quantities,
//! the merge by field kind. Knows nothing of Flyte's layers.

pub mod decode;
pub mod fields;
pub mod finish;
#[cfg(test)]
pub(crate) mod json_for_tests;
pub mod merge;
pub mod quantity;
pub mod typed;
