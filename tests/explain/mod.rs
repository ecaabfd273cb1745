//! Explanations: what people ask, and what must hold of every answer.

mod effective;
mod examples;
mod ledger;
mod questions;
mod reader;
mod steps;
mod where_python;
mod where_python_sample;
mod where_sample;
mod where_texts;
mod where_to_set;
