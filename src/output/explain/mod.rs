//! Answers of `explain` to text and JSON.

mod ledger;

pub use ledger::{ledger_json, ledger_text};
