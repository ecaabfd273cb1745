//! What Kubernetes and Go do to any object: the field tables, decoding by Go's rules, quantities,
//! the merge by field kind. Knows nothing of Flyte's layers.

mod amount;
pub mod decode;
mod field_table;
pub mod fields;
pub mod finish;
mod go_names;
mod go_number;
mod go_time;
#[cfg(test)]
pub(crate) mod json_for_tests;
pub mod merge;
mod message;
pub mod quantity;
mod scalar;
