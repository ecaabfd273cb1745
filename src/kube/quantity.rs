//! Kubernetes quantities: any number of digits, compared by value, spelled as Go spells them.
//!
//! Go keeps some texts as they were written and respells the others; nothing is calculated. This
//! module reads texts; `quantity/amount.rs` holds their values.

mod amount;

use std::borrow::Cow;
use std::cmp::Ordering;

use amount::{Amount, Decimal};

/// What Go says of a text that is no quantity.
pub const FORMAT_ERROR: &str =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/// What Go says of a suffix that it does not know.
pub const SUFFIX_ERROR: &str = "unable to parse quantity's suffix";

/// What Go says of a text without digits, where it has to calculate.
pub const NUMBER_ERROR: &str = "unable to parse numeric part of quantity";

/// A quantity: its exact value and the text that Go prints for it.
#[derive(Clone, Debug)]
pub struct Quantity {
    text: Box<str>,
    amount: Amount,
    format: Format,
}

impl Quantity {
    /// Reads a quantity, blanks not allowed (`resource.ParseQuantity`). The error is Go's message,
    /// word for word.
    pub fn parse(text: &str) -> Result<Quantity, &'static str> {
        let read = Read::new(text)?;
        let spelling = read.spelling(text);
        Ok(Quantity { text: spelling.into(), amount: read.amount, format: read.format })
    }

    /// Reads the string or the digits that stand for a quantity in JSON: blanks around it do not
    /// count. A string with control characters is none, since JSON escapes them.
    pub fn parse_json(text: &str) -> Result<Quantity, &'static str> {
        Quantity::parse(trim_json(text)?)
    }

    /// A whole number.
    pub fn from_int(number: i64) -> Quantity {
        Quantity::new(Amount::small(i128::from(number), 0), Format::Decimal)
    }

    fn new(amount: Amount, format: Format) -> Quantity {
        Quantity { text: amount.spell(format).into(), amount, format }
    }

    /// The sum, printed in the format of the first that is not zero; nothing if it has more digits
    /// than any cluster has bytes.
    pub fn plus(&self, other: &Quantity) -> Option<Quantity> {
        let format = if self.is_zero() { other.format } else { self.format };
        Some(Quantity::new(self.amount.plus(&other.amount)?, format))
    }

    /// As Go prints it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the value is zero.
    pub fn is_zero(&self) -> bool {
        self.amount.sign() == Ordering::Equal
    }

    /// How many 10^-9 it is, if that is not too many.
    pub fn in_nano(&self) -> Option<i128> {
        self.amount.in_nano()
    }

    /// Compares by value.
    pub fn compare(&self, other: &Quantity) -> Ordering {
        self.amount.compare(&other.amount)
    }
}

/// What Go prints for the JSON string or number `text`: itself, or another spelling.
pub(super) fn respell_json(text: &str) -> Result<Cow<'_, str>, &'static str> {
    let text = trim_json(text)?;
    Ok(Read::new(text)?.spelling(text))
}

/// The text without blanks around it, unless JSON would have to escape a part of it.
fn trim_json(text: &str) -> Result<&str, &'static str> {
    if text.bytes().any(|b| b < b' ') { Err(FORMAT_ERROR) } else { Ok(text.trim()) }
}

/// The family of suffixes that a quantity was written with; it is printed with the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// `n u m k M G T P E` or none.
    Decimal,
    /// `e3`
    Exponent,
    /// `Ki Mi Gi Ti Pi Ei`
    Binary,
}

/// A text that was read.
struct Read {
    amount: Amount,
    format: Format,
    /// Whether Go prints the text as it was written.
    kept: bool,
}

impl Read {
    fn new(text: &str) -> Result<Read, &'static str> {
        let parts = Parts::scan(text.as_bytes())?;
        let (format, exponent) = suffix(parts.suffix).ok_or(SUFFIX_ERROR)?;
        let digits = parts.whole.len() + parts.fraction.len();
        let scale = exponent - parts.fraction.len() as i64;
        // Without digits Go takes the number for zero, unless the suffix makes it calculate.
        let calculates = if format == Format::Binary { exponent >= 50 } else { scale < -9 };
        if calculates && parts.has_no_digits {
            return Err(NUMBER_ERROR);
        }
        if digits <= 18 && (format == Format::Binary || scale >= -9) {
            let mantissa = parts.whole.iter().chain(parts.fraction).fold(0, |n, b| n * 10 + i64::from(b - b'0'));
            if let Some(read) = small(text, &parts, mantissa, format, exponent) {
                return Ok(read);
            }
        }
        let (amount, format) = big(&parts, format, exponent);
        Ok(Read { amount, format, kept: text == "0" })
    }

    fn spelling<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.kept { Cow::Borrowed(text) } else { Cow::Owned(self.amount.spell(self.format)) }
    }
}

/// A text in its parts.
struct Parts<'t> {
    negative: bool,
    /// Digits before the point without leading zeros.
    whole: &'t [u8],
    /// Digits behind the point.
    fraction: &'t [u8],
    suffix: &'t [u8],
    /// Whether there is not even a zero.
    has_no_digits: bool,
}

/// Splits where `belongs` first fails.
fn split(bytes: &[u8], belongs: impl Fn(&u8) -> bool) -> (&[u8], &[u8]) {
    let at = bytes.iter().position(|b| !belongs(b)).unwrap_or(bytes.len());
    bytes.split_at_checked(at).unwrap_or((bytes, &[]))
}

impl<'t> Parts<'t> {
    fn scan(text: &'t [u8]) -> Result<Parts<'t>, &'static str> {
        let (negative, rest) = match text {
            [] => return Err(FORMAT_ERROR),
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        let (zeros, rest) = split(rest, |b| *b == b'0');
        let (whole, rest) = split(rest, u8::is_ascii_digit);
        let (fraction, suffix) = match rest {
            [b'.', rest @ ..] => split(rest, u8::is_ascii_digit),
            rest => (&[] as &[u8], rest),
        };
        let (_, rest) = split(suffix, |b| b"eEinumkKMGTP".contains(b));
        let rest = match rest {
            [b'+' | b'-', rest @ ..] => rest,
            rest => rest,
        };
        match split(rest, u8::is_ascii_digit) {
            (_, []) => {
                let has_no_digits = zeros.is_empty() && whole.is_empty() && fraction.is_empty();
                Ok(Parts { negative, whole, fraction, suffix, has_no_digits })
            }
            _ => Err(FORMAT_ERROR),
        }
    }
}

/// The family and the exponent of a suffix: of ten, or of two in the binary family.
fn suffix(text: &[u8]) -> Option<(Format, i64)> {
    Some(match text {
        b"" => (Format::Decimal, 0),
        b"n" => (Format::Decimal, -9),
        b"u" => (Format::Decimal, -6),
        b"m" => (Format::Decimal, -3),
        b"k" => (Format::Decimal, 3),
        b"M" => (Format::Decimal, 6),
        b"G" => (Format::Decimal, 9),
        b"T" => (Format::Decimal, 12),
        b"P" => (Format::Decimal, 15),
        b"E" => (Format::Decimal, 18),
        b"Ki" => (Format::Binary, 10),
        b"Mi" => (Format::Binary, 20),
        b"Gi" => (Format::Binary, 30),
        b"Ti" => (Format::Binary, 40),
        b"Pi" => (Format::Binary, 50),
        b"Ei" => (Format::Binary, 60),
        [b'e' | b'E', exponent @ ..] => {
            let number: i64 = std::str::from_utf8(exponent).ok()?.parse().ok()?;
            // Go cuts it to 32 bits without a look.
            (Format::Exponent, i64::from(number as i32))
        }
        _ => return None,
    })
}

/// A number of at most 18 digits, unless it has to be rounded or capped.
fn small(text: &str, parts: &Parts, mantissa: i64, format: Format, exponent: i64) -> Option<Read> {
    let sign = if parts.negative { -1 } else { 1 };
    let signed = i128::from(mantissa) * sign;
    if format != Format::Binary {
        let scale = exponent - parts.fraction.len() as i64;
        let kept = text == "0" || decimal_is_kept(parts, mantissa, scale);
        return Some(Read { amount: Amount::small(signed, scale), format, kept });
    }
    let factor = 1i128.checked_shl(u32::try_from(exponent).ok()?)?;
    let value = signed.checked_mul(factor)?;
    if !parts.fraction.is_empty() || value.unsigned_abs() > i64::MAX.unsigned_abs().into() {
        return None;
    }
    // Go's estimate of how many digits surely fit; beyond, it calculates and respells.
    let room = 14 - exponent * 3 / 10;
    let kept = mantissa % 8 != 0 && (parts.whole.len() as i64) <= room;
    Some(Read { amount: Amount::small(value, 0), format, kept })
}

/// Whether Go finds nothing to respell in a decimal number.
fn decimal_is_kept(parts: &Parts, mantissa: i64, scale: i64) -> bool {
    !parts.whole.is_empty() && mantissa % 1000 != 0 && scale % 3 == 0
}

/// A number of any length.
fn big(parts: &Parts, format: Format, exponent: i64) -> (Amount, Format) {
    let digits = parts.whole.iter().chain(parts.fraction).map(|b| b - b'0').collect();
    let binary = format == Format::Binary;
    let scale = if binary { 0 } else { exponent } - parts.fraction.len() as i64;
    let mut value = Decimal::new(parts.negative, digits, scale);
    if binary {
        value.multiply_by_1024(exponent / 10);
    }
    value.round_up_to_nano();
    let mut amount = Amount::from(value);
    if binary {
        amount = amount.capped(i64::MAX);
    }
    (amount, format)
}

#[cfg(test)]
mod tests;
