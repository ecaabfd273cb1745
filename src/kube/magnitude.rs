//! Exact numbers of any length, without sign: digits times a power of ten.

use std::cmp::Ordering;

/// `digits * 10^power`. Small ones are kept as a number, long ones as decimal digits.
#[derive(Clone, Debug)]
pub struct Magnitude {
    digits: Digits,
    power: i32,
}

#[derive(Clone, Debug)]
enum Digits {
    Small(u128),
    /// Decimal digits, most significant first, without leading zeros.
    Long(Vec<u8>),
}

/// Texts of up to so many digits are small: with a binary suffix they stay below 2^127.
const SMALL_DIGITS: usize = 19;

impl Magnitude {
    /// Zero.
    pub const ZERO: Magnitude = Magnitude { digits: Digits::Small(0), power: 0 };

    /// A whole number.
    pub fn whole(n: u128) -> Self {
        Magnitude { digits: Digits::Small(n), power: 0 }
    }

    /// The number `whole.fraction * 10^power`, from decimal digits.
    pub fn of(whole: &str, fraction: &str, power: i32) -> Self {
        let power = power.saturating_sub(i32::try_from(fraction.len()).unwrap_or(i32::MAX));
        let all = || whole.bytes().chain(fraction.bytes()).map(|b| b.wrapping_sub(b'0'));
        if whole.len() + fraction.len() <= SMALL_DIGITS {
            return Magnitude { digits: Digits::Small(all().fold(0, |n, d| n * 10 + u128::from(d))), power };
        }
        Magnitude { digits: Digits::Long(all().skip_while(|d| *d == 0).collect()), power }.shortened()
    }

    /// Long digits that fit a small number become one.
    fn shortened(self) -> Self {
        match self.digits {
            Digits::Long(digits) if digits.len() <= SMALL_DIGITS => {
                let n = digits.iter().fold(0, |n, d| n * 10 + u128::from(*d));
                Magnitude { digits: Digits::Small(n), power: self.power }
            }
            digits => Magnitude { digits, ..self },
        }
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        match &self.digits {
            Digits::Small(n) => *n == 0,
            Digits::Long(digits) => digits.iter().all(|d| *d == 0),
        }
    }

    /// Times `2^exponent`, at most `2^60`.
    pub fn times_power_of_two(self, exponent: u32) -> Self {
        let factor = 1u128 << exponent.min(60);
        match self.digits {
            Digits::Small(n) => Magnitude { digits: Digits::Small(n * factor), ..self },
            Digits::Long(digits) => {
                let mut out = Vec::with_capacity(digits.len() + 20);
                let mut carry = 0u128;
                for digit in digits.iter().rev() {
                    let n = u128::from(*digit) * factor + carry;
                    out.push((n % 10) as u8);
                    carry = n / 10;
                }
                while carry > 0 {
                    out.push((carry % 10) as u8);
                    carry /= 10;
                }
                out.reverse();
                Magnitude { digits: Digits::Long(out), ..self }
            }
        }
    }

    /// The decimal digits, most significant first, without leading zeros; empty for zero.
    fn decimal(&self) -> Vec<u8> {
        match &self.digits {
            Digits::Small(0) => Vec::new(),
            Digits::Small(n) => n.to_string().bytes().map(|b| b - b'0').collect(),
            Digits::Long(digits) => digits.iter().copied().skip_while(|d| *d == 0).collect(),
        }
    }

    /// Compares by value.
    pub fn compare(&self, other: &Magnitude) -> Ordering {
        if let (Digits::Small(a), Digits::Small(b)) = (&self.digits, &other.digits) {
            if self.power == other.power || *a == 0 || *b == 0 {
                return a.cmp(b);
            }
            let low = self.power.min(other.power);
            let scaled = |n: u128, power: i32| {
                let by = u32::try_from(power.checked_sub(low)?).ok()?;
                n.checked_mul(10u128.checked_pow(by)?)
            };
            if let (Some(a), Some(b)) = (scaled(*a, self.power), scaled(*b, other.power)) {
                return a.cmp(&b);
            }
        }
        let (a, b) = (self.decimal(), other.decimal());
        if a.is_empty() || b.is_empty() {
            return a.len().cmp(&b.len());
        }
        let top = |digits: &[u8], power: i32| digits.len() as i64 + i64::from(power);
        top(&a, self.power).cmp(&top(&b, other.power)).then_with(|| {
            let trim = |d: &[u8]| d.iter().rposition(|d| *d != 0).map_or(0, |last| last + 1);
            a.get(..trim(&a)).cmp(&b.get(..trim(&b)))
        })
    }

    /// Without digits below `10^power`: what is cut off rounds up.
    pub fn rounded_up_to(self, power: i32) -> Self {
        let Ok(cut) = usize::try_from(i64::from(power) - i64::from(self.power)) else { return self };
        if cut == 0 || self.is_zero() {
            return self;
        }
        let digits = self.decimal();
        let keep = digits.len().saturating_sub(cut);
        let mut kept = digits.get(..keep).unwrap_or(&[]).to_vec();
        if digits.iter().skip(keep).any(|d| *d != 0) {
            increment(&mut kept);
        }
        Magnitude { digits: Digits::Long(kept), power }.shortened()
    }

    /// Itself, or the cap if it is larger.
    pub fn at_most(self, cap: u128) -> Self {
        let cap = Magnitude::whole(cap);
        if self.compare(&cap).is_gt() { cap } else { self }
    }

    /// Whether there is nothing behind the point.
    pub fn is_whole(&self) -> bool {
        let Ok(behind) = usize::try_from(-i64::from(self.power)) else { return true };
        let digits = self.decimal();
        digits.iter().rev().take(behind).all(|d| *d == 0) && (digits.is_empty() || digits.len() > behind)
    }

    /// The whole number, if it is one that fits.
    pub fn as_whole(&self) -> Option<u128> {
        let (mut n, mut power) = match &self.digits {
            Digits::Small(n) => (*n, self.power),
            Digits::Long(digits) => {
                let fold = digits.iter().try_fold(0u128, |n, d| n.checked_mul(10)?.checked_add(u128::from(*d)));
                (fold?, self.power)
            }
        };
        while power > 0 {
            n = n.checked_mul(10)?;
            power -= 1;
        }
        while power < 0 && n % 10 == 0 && n > 0 {
            n /= 10;
            power += 1;
        }
        (power == 0 || n == 0).then_some(n)
    }

    /// Digits and a power that is a multiple of three, as few digits as possible.
    pub fn in_steps_of_three(&self) -> (String, i32) {
        let mut digits = self.decimal();
        let mut power = self.power;
        while digits.last() == Some(&0) {
            digits.pop();
            power += 1;
        }
        while power % 3 != 0 {
            digits.push(0);
            power -= 1;
        }
        (digits.iter().map(|d| char::from(b'0' + d)).collect(), power)
    }
}

/// Adds one to decimal digits.
fn increment(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit < 9 {
            *digit += 1;
            return;
        }
        *digit = 0;
    }
    digits.insert(0, 1);
}
