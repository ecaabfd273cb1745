//! Questions about a Pod.

mod reader;
mod where_sample;
mod where_texts;
mod where_to_set;
