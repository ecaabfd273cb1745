//! Exact values of quantities: numbers with an exponent of ten, of any length.

use std::cmp::Ordering;

use super::Format;

/// Suffixes of decimal quantities, from 10^-9 to 10^18 in steps of three.
const DECIMAL_SUFFIXES: [&str; 10] = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];

/// Suffixes of binary quantities, from 1024^0 to 1024^6.
const BINARY_SUFFIXES: [&str; 7] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/// The value of a quantity.
#[derive(Clone, Debug)]
pub(super) enum Amount {
    /// `mantissa * 10^exponent`
    Small { mantissa: i128, exponent: i64 },
    /// What is too long for that.
    Big(Decimal),
}

impl Amount {
    pub(super) fn small(mantissa: i128, exponent: i64) -> Self {
        Amount::Small { mantissa, exponent }
    }

    /// Less than, equal to or greater than zero.
    pub(super) fn sign(&self) -> Ordering {
        match self {
            Amount::Small { mantissa, .. } => mantissa.cmp(&0),
            Amount::Big(decimal) => decimal.sign(),
        }
    }

    pub(super) fn compare(&self, other: &Amount) -> Ordering {
        match (self.in_nano(), other.in_nano()) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => self.to_decimal().compare(&other.to_decimal()),
        }
    }

    /// The sum, if it is not too large.
    pub(super) fn plus(&self, other: &Amount) -> Option<Amount> {
        Some(Amount::small(self.in_nano()?.checked_add(other.in_nano()?)?, -9))
    }

    /// How many 10^-9 it is, if that is not too many.
    pub(super) fn in_nano(&self) -> Option<i128> {
        match self {
            Amount::Small { mantissa: 0, .. } => Some(0),
            Amount::Small { mantissa, exponent } => {
                let power = 10i128.checked_pow(u32::try_from(exponent + 9).ok()?)?;
                mantissa.checked_mul(power)
            }
            Amount::Big(_) => None,
        }
    }

    fn to_decimal(&self) -> Decimal {
        match self {
            Amount::Big(decimal) => decimal.clone(),
            Amount::Small { mantissa, exponent } => {
                let digits = mantissa.unsigned_abs().to_string().bytes().map(|b| b - b'0').collect();
                Decimal::new(*mantissa < 0, digits, *exponent)
            }
        }
    }

    /// The value itself, or `limit` (or minus `limit`) if it is beyond.
    pub(super) fn capped(self, limit: i64) -> Amount {
        let limit = Amount::small(i128::from(limit), 0);
        match self.sign() {
            Ordering::Greater if self.compare(&limit) == Ordering::Greater => limit,
            Ordering::Less => match limit {
                Amount::Small { mantissa, .. } => {
                    let low = Amount::small(-mantissa, 0);
                    if self.compare(&low) == Ordering::Less { low } else { self }
                }
                Amount::Big(_) => self,
            },
            _ => self,
        }
    }

    /// The spelling that Go makes for a value: without fraction, with the largest suffix that
    /// leaves none.
    pub(super) fn spell(&self, format: Format) -> String {
        if self.sign() == Ordering::Equal {
            return "0".to_owned();
        }
        match (format, self.whole()) {
            (Format::Binary, Some(number)) if number.unsigned_abs() >= 1024 => spell_binary(number),
            (Format::Binary | Format::Decimal, _) => self.spell_decimal(|exponent| {
                let at = usize::try_from(exponent / 3 + 3).ok();
                at.and_then(|at| DECIMAL_SUFFIXES.get(at)).map_or(String::new(), |s| (*s).to_owned())
            }),
            (Format::Exponent, _) => {
                self.spell_decimal(|exponent| if exponent == 0 { String::new() } else { format!("e{exponent}") })
            }
        }
    }

    /// The value as a whole number, if it is one and not too large.
    fn whole(&self) -> Option<i128> {
        let nano = self.in_nano()?;
        (nano % 1_000_000_000 == 0).then_some(nano / 1_000_000_000)
    }

    fn spell_decimal(&self, suffix: impl Fn(i64) -> String) -> String {
        let (mantissa, exponent) = match self {
            Amount::Small { mantissa, exponent } => {
                let (mut mantissa, mut exponent) = (*mantissa, *exponent);
                while mantissa % 10 == 0 && mantissa != 0 {
                    mantissa /= 10;
                    exponent += 1;
                }
                (mantissa.to_string(), exponent)
            }
            Amount::Big(decimal) => (decimal.mantissa_text(), decimal.exponent),
        };
        let zeros = exponent.rem_euclid(3);
        let zeros_text = ["", "0", "00"].get(zeros as usize).copied().unwrap_or("");
        format!("{mantissa}{zeros_text}{}", suffix(exponent - zeros))
    }
}

fn spell_binary(mut number: i128) -> String {
    let mut power = 0;
    while number % 1024 == 0 && power + 1 < BINARY_SUFFIXES.len() {
        number /= 1024;
        power += 1;
    }
    format!("{number}{}", BINARY_SUFFIXES.get(power).copied().unwrap_or(""))
}

/// A decimal number of any length: `0.d1d2d3... * 10^...` as digits and the exponent of the last one.
#[derive(Clone, Debug)]
pub(super) struct Decimal {
    negative: bool,
    /// 0 to 9 each, most significant first, without zeros at either end; none for zero.
    digits: Vec<u8>,
    exponent: i64,
}

impl Decimal {
    pub(super) fn new(negative: bool, digits: Vec<u8>, exponent: i64) -> Self {
        let mut decimal = Decimal { negative, digits, exponent };
        decimal.trim();
        decimal
    }

    fn trim(&mut self) {
        let zeros = self.digits.iter().take_while(|d| **d == 0).count();
        self.digits.drain(..zeros);
        while self.digits.last() == Some(&0) {
            self.digits.pop();
            self.exponent += 1;
        }
    }

    fn sign(&self) -> Ordering {
        match (self.digits.is_empty(), self.negative) {
            (true, _) => Ordering::Equal,
            (_, true) => Ordering::Less,
            _ => Ordering::Greater,
        }
    }

    /// Multiplies by 1024, `times` times.
    pub(super) fn multiply_by_1024(&mut self, times: i64) {
        for _ in 0..times {
            let mut carry = 0u32;
            for digit in self.digits.iter_mut().rev() {
                carry += u32::from(*digit) * 1024;
                *digit = (carry % 10) as u8;
                carry /= 10;
            }
            while carry > 0 {
                self.digits.insert(0, (carry % 10) as u8);
                carry /= 10;
            }
        }
        self.trim();
    }

    /// Rounds away from zero what is finer than 10^-9.
    pub(super) fn round_up_to_nano(&mut self) {
        let Some(surplus) = (-9i64).checked_sub(self.exponent).filter(|n| *n > 0 && !self.digits.is_empty()) else {
            return;
        };
        let surplus = usize::try_from(surplus).unwrap_or(usize::MAX).min(self.digits.len());
        // The last digit is never zero, so that something is always cut off.
        self.digits.truncate(self.digits.len() - surplus);
        self.exponent = -9;
        for digit in self.digits.iter_mut().rev() {
            *digit = (*digit + 1) % 10;
            if *digit != 0 {
                self.trim();
                return;
            }
        }
        self.digits.insert(0, 1);
        self.trim();
    }

    fn compare(&self, other: &Decimal) -> Ordering {
        let by_sign = self.sign().cmp(&other.sign());
        if by_sign != Ordering::Equal || self.digits.is_empty() {
            return by_sign;
        }
        let size = |d: &Decimal| d.exponent.saturating_add(d.digits.len() as i64);
        let by_size = size(self).cmp(&size(other)).then_with(|| self.digits.cmp(&other.digits));
        if self.negative { by_size.reverse() } else { by_size }
    }

    fn mantissa_text(&self) -> String {
        let digits = self.digits.iter().map(|d| char::from(b'0' + d));
        self.negative.then_some('-').into_iter().chain(digits).collect()
    }
}

impl From<Decimal> for Amount {
    fn from(decimal: Decimal) -> Amount {
        if decimal.digits.len() > 36 {
            return Amount::Big(decimal);
        }
        let size = decimal.digits.iter().fold(0i128, |n, d| n * 10 + i128::from(*d));
        Amount::small(if decimal.negative { -size } else { size }, decimal.exponent)
    }
}
