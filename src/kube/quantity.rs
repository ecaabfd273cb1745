//! Kubernetes quantities: any number of digits, compared by value, spelled as Go spells them.
//!
//! Go keeps some texts as written and respells the others; which, and how, is copied here to the
//! last oddity. Facts: `k8s.io/apimachinery/pkg/api/resource`, checked against it on random texts.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::magnitude::Magnitude;

/// Go's messages.
/// What Go says of a text that is no quantity at all.
pub const FORMAT_ERROR: &str =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const SUFFIX: &str = "unable to parse quantity's suffix";
const NUMERIC: &str = "unable to parse numeric part of quantity";

/// Digits that Go's fast path takes, by binary suffix (`Ki` ... `Ti`).
const BINARY_DIGITS: [usize; 4] = [11, 8, 5, 2];

/// Smallest power of ten that a quantity can hold.
const NANO: i32 = -9;

/// A quantity: its exact value and the text that Go prints for it.
#[derive(Clone, Debug)]
pub struct Quantity<'t> {
    text: Cow<'t, str>,
    negative: bool,
    value: Magnitude,
}

/// How a quantity was written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    /// `n u m k M G T P E` or nothing.
    Decimal,
    /// `e3`, `E3`
    Exponent,
    /// `Ki` ... `Ei`
    Binary,
}

/// The parts of a text, as Go's scanner cuts it.
struct Parts<'t> {
    negative: bool,
    /// Digits before the point, without leading zeros; `0` if none are left.
    whole: &'t str,
    fraction: &'t str,
    suffix: &'t str,
}

impl<'t> Quantity<'t> {
    /// Reads a quantity; blanks around it do not count. The error is Go's message, word for word.
    pub fn parse(text: &'t str) -> Result<Quantity<'t>, &'static str> {
        let text = text.trim();
        if text.is_empty() {
            return Err(FORMAT_ERROR);
        }
        let parts = cut(text)?;
        let (format, power) = suffix(parts.suffix).ok_or(SUFFIX)?;
        if text == "0" {
            return Ok(Quantity { text: Cow::Borrowed(text), negative: false, value: Magnitude::ZERO });
        }
        let value = match format {
            Format::Binary => Magnitude::of(parts.whole, parts.fraction, 0).times_power_of_two(power as u32),
            _ => Magnitude::of(parts.whole, parts.fraction, power),
        };
        let simple = is_simple(&parts, format, power);
        let number = text.strip_suffix(parts.suffix).unwrap_or(text);
        if !simple && !number.bytes().any(|b| b.is_ascii_digit()) {
            return Err(NUMERIC);
        }
        if simple && is_kept(&parts, format, power) {
            return Ok(Quantity { text: Cow::Borrowed(text), negative: parts.negative && !value.is_zero(), value });
        }
        Ok(respelled(parts.negative, value, format))
    }

    /// As Go prints it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the value is zero.
    pub fn is_zero(&self) -> bool {
        self.value.is_zero()
    }

    /// Compares by value.
    pub fn compare(&self, other: &Quantity<'_>) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.value.compare(&other.value),
            (true, true) => other.value.compare(&self.value),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

/// Cuts a text as Go's scanner does: sign, digits, fraction, letters, sign, digits, end.
fn cut(text: &str) -> Result<Parts<'_>, &'static str> {
    let (negative, rest) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..).unwrap_or("")),
        Some(b'+') => (false, text.get(1..).unwrap_or("")),
        _ => (false, text),
    };
    let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
    let stripped = rest.trim_start_matches('0');
    let (whole, rest) = stripped.split_at(digits(stripped));
    let whole = if whole.is_empty() { "0" } else { whole };
    let (fraction, suffix) = match rest.strip_prefix('.') {
        Some(after) => after.split_at(digits(after)),
        None => ("", rest),
    };
    let letters = suffix.bytes().take_while(|b| b"eEinumkKMGTP".contains(b)).count();
    let after = suffix.get(letters..).unwrap_or("");
    let after = after.strip_prefix(['-', '+']).unwrap_or(after);
    if after.bytes().all(|b| b.is_ascii_digit()) {
        Ok(Parts { negative, whole, fraction, suffix })
    } else {
        Err(FORMAT_ERROR)
    }
}

/// Format and power (of ten, of two for binary ones) of a suffix.
fn suffix(text: &str) -> Option<(Format, i32)> {
    const DECIMAL: [(&str, i32); 10] =
        [("", 0), ("m", -3), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18), ("u", -6), ("n", -9)];
    const BINARY: [(&str, i32); 6] = [("Gi", 30), ("Mi", 20), ("Ki", 10), ("Ti", 40), ("Pi", 50), ("Ei", 60)];
    if let Some((_, power)) = DECIMAL.iter().find(|(s, _)| *s == text) {
        return Some((Format::Decimal, *power));
    }
    if let Some((_, power)) = BINARY.iter().find(|(s, _)| *s == text) {
        return Some((Format::Binary, *power));
    }
    let exponent = text.strip_prefix(['e', 'E'])?;
    exponent.parse::<i32>().ok().map(|power| (Format::Exponent, power))
}

/// Whether Go reads the number as a scaled 64-bit one, without big arithmetic.
fn is_simple(parts: &Parts<'_>, format: Format, power: i32) -> bool {
    let digits = parts.whole.len() + parts.fraction.len();
    if format == Format::Binary {
        let limit = BINARY_DIGITS.get((power / 10 - 1) as usize).copied().unwrap_or(0);
        return parts.fraction.is_empty() && digits <= limit;
    }
    digits <= 18 && power.saturating_sub(parts.fraction.len() as i32) >= NANO
}

/// Whether Go keeps the text of a simple number as it is written.
fn is_kept(parts: &Parts<'_>, format: Format, power: i32) -> bool {
    let digits = parts.whole.len() + parts.fraction.len();
    let last_three = parts.whole.bytes().chain(parts.fraction.bytes()).skip(digits.saturating_sub(3));
    let last_three = last_three.fold(0u32, |value, b| value * 10 + u32::from(b - b'0'));
    if format == Format::Binary {
        return last_three % 8 != 0;
    }
    let scale = power.saturating_sub(parts.fraction.len() as i32);
    scale % 3 == 0 && !parts.whole.starts_with('0') && !(digits >= 3 && last_three == 0)
}

/// The canonical spelling: no fraction, the largest suffix that keeps a whole number.
fn respelled<'t>(negative: bool, value: Magnitude, format: Format) -> Quantity<'t> {
    let mut value = value.rounded_up_to(NANO);
    let mut format = format;
    if format == Format::Binary {
        value = value.at_most(i64::MAX as u128);
        // Below 1024, or with a fraction, binary suffixes would lose or confuse.
        if value.compare(&Magnitude::whole(1024)).is_lt() || !value.is_whole() {
            format = Format::Decimal;
        }
    }
    let mut text = String::new();
    if value.is_zero() {
        text.push('0');
        return Quantity { text: Cow::Owned(text), negative: false, value };
    }
    if negative {
        text.push('-');
    }
    match format {
        Format::Binary => push_binary(&value, &mut text),
        _ => push_decimal(&value, format, &mut text),
    }
    Quantity { text: Cow::Owned(text), negative, value }
}

fn push_binary(value: &Magnitude, out: &mut String) {
    let mut n = value.as_whole().unwrap_or(0);
    let mut power = 0;
    while n % 1024 == 0 && n > 0 {
        n /= 1024;
        power += 1;
    }
    out.push_str(&n.to_string());
    out.push_str(["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].get(power).copied().unwrap_or(""));
}

fn push_decimal(value: &Magnitude, format: Format, out: &mut String) {
    let (digits, power) = value.in_steps_of_three();
    out.push_str(&digits);
    if format == Format::Exponent {
        if power != 0 {
            out.push_str(&format!("e{power}"));
        }
        return;
    }
    // Go has no suffix beyond E and then prints none: `1000E` becomes `1`.
    let suffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    let at = usize::try_from(power / 3 + 3).ok();
    out.push_str(at.and_then(|at| suffixes.get(at)).copied().unwrap_or(""));
}

#[cfg(test)]
mod tests;
