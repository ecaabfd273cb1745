//! Kubernetes quantities: any number of digits, compared by value, spelled as Go spells them.

use std::cmp::Ordering;

/// A quantity: its exact value and the text that Go prints for it.
#[derive(Clone, Debug)]
pub struct Quantity {
    text: String,
}

impl Quantity {
    /// Reads.
    pub fn parse(text: &str) -> Result<Quantity, &'static str> {
        let q = Quantity { text: text.to_owned() };
        q.value().map(|_| q).ok_or("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
    }
    fn value(&self) -> Option<f64> {
        let t = &self.text;
        let i = t.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '+' || c == '-')).unwrap_or(t.len());
        let n: f64 = t[..i].parse().ok()?;
        let m = match &t[i..] { "" => 1.0, "m" => 1e-3, "u" => 1e-6, "n" => 1e-9, "k" => 1e3, "M" => 1e6, "G" => 1e9, "T" => 1e12, "P" => 1e15, "E" => 1e18, "Ki" => 1024.0, "Mi" => 1048576.0, "Gi" => 1073741824.0, "Ti" => 1099511627776.0, "Pi" => 1125899906842624.0, "Ei" => 1.152921504606847e18, _ => return None };
        Some(n * m)
    }

    /// As Go prints it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the value is zero.
    pub fn is_zero(&self) -> bool {
        self.value() == Some(0.0)
    }

    /// Compares by value.
    pub fn compare(&self, other: &Quantity) -> Ordering {
        self.value().partial_cmp(&other.value()).unwrap_or(Ordering::Equal)
    }
}
