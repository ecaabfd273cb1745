//! Explanations: what people ask, and what must hold of every answer.

mod questions;
mod steps;
