//! Numbers as Go's YAML readers and as YAML 1.2 core write them.

/// A number with as much of its kind as keys and texts need.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    /// Fits 64 bits with a sign.
    Int(i64),
    /// Needs all 64 bits without a sign.
    Uint(u64),
    /// Anything else.
    Float(f64),
}

/// A plain scalar that begins with a digit or sign, as Go reads it: underscores anywhere, prefixes
/// `0b`, `0o`, `0x` and a bare `0` for octal.
pub(super) fn go_number(text: &str, octal_fallback: bool) -> Option<Number> {
    let joined;
    let plain = if text.contains('_') {
        joined = text.replace('_', "");
        joined.as_str()
    } else {
        text
    };
    signed(plain, 0).map(Number::Int).or_else(|| unsigned(plain, 0).map(Number::Uint)).or_else(|| {
        is_decimal(plain)
            .then(|| finite(plain))
            .flatten()
            .map(Number::Float)
            .or_else(|| prefixed(plain, octal_fallback))
    })
}

/// What Go tries last: a prefix, and behind it another sign.
fn prefixed(plain: &str, octal: bool) -> Option<Number> {
    let (minus, rest) = plain.strip_prefix('-').map_or((false, plain), |rest| (true, rest));
    let (base, digits) = match rest.strip_prefix("0b") {
        Some(digits) => (2, digits),
        None => (8, rest.strip_prefix("0o").filter(|_| octal)?),
    };
    if minus {
        return signed(&format!("-{digits}"), base).map(Number::Int);
    }
    signed(digits, base).map(Number::Int).or_else(|| unsigned(digits, base).map(Number::Uint))
}

/// Go's `ParseInt`; base 0 looks at the prefix.
fn signed(text: &str, base: u32) -> Option<i64> {
    let minus = text.starts_with('-');
    let value = unsigned(text.strip_prefix(['-', '+']).unwrap_or(text), base)?;
    if minus { 0i64.checked_sub_unsigned(value) } else { i64::try_from(value).ok() }
}

/// Go's `ParseUint`; base 0 looks at the prefix.
fn unsigned(text: &str, base: u32) -> Option<u64> {
    let (base, digits) = if base == 0 { detect_base(text) } else { (base, text) };
    if digits.is_empty() {
        return (text == "0").then_some(0);
    }
    let all = digits.bytes().all(|b| (b as char).is_digit(base));
    all.then(|| u64::from_str_radix(digits, base).ok()).flatten()
}

fn detect_base(text: &str) -> (u32, &str) {
    let Some(rest) = text.strip_prefix('0') else { return (10, text) };
    match rest.as_bytes() {
        [b'b' | b'B', _, ..] => (2, rest.get(1..).unwrap_or("")),
        [b'o' | b'O', _, ..] => (8, rest.get(1..).unwrap_or("")),
        [b'x' | b'X', _, ..] => (16, rest.get(1..).unwrap_or("")),
        _ => (8, rest),
    }
}

/// Whether it is `[-+]? ( . digits | digits [. digits*] ) [ e [-+]? digits ]`.
pub(super) fn is_decimal(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = usize::from(matches!(bytes.first(), Some(b'-' | b'+')));
    let run = |at: &mut usize| {
        let from = *at;
        while bytes.get(*at).is_some_and(u8::is_ascii_digit) {
            *at += 1;
        }
        *at - from
    };
    let whole = run(&mut at);
    let mut fraction = 0;
    if bytes.get(at) == Some(&b'.') {
        at += 1;
        fraction = run(&mut at);
    }
    if whole + fraction == 0 {
        return false;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1;
        at += usize::from(matches!(bytes.get(at), Some(b'-' | b'+')));
        if run(&mut at) == 0 {
            return false;
        }
    }
    at == bytes.len()
}

/// The double nearest to a decimal number, if it is not beyond all doubles.
pub(super) fn finite(decimal: &str) -> Option<f64> {
    decimal.parse().ok().filter(|n: &f64| n.is_finite())
}

/// A number of YAML 1.2 core: decimal, `0o` and `0x` without sign, no underscores.
pub(super) fn core_number(text: &str) -> Option<Number> {
    let prefixed = |digits: &str, base| {
        let value = unsigned(digits, base).filter(|_| !digits.is_empty())?;
        Some(i64::try_from(value).map_or(Number::Uint(value), Number::Int))
    };
    if let Some(digits) = text.strip_prefix("0o") {
        return prefixed(digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return prefixed(digits, 16);
    }
    if !is_decimal(text) {
        return None;
    }
    if text.bytes().all(|b| !matches!(b, b'.' | b'e' | b'E')) {
        let int = signed(text, 10).map(Number::Int);
        if let Some(number) = int.or_else(|| unsigned(text, 10).map(Number::Uint)) {
            return Some(number);
        }
    }
    finite(text).map(Number::Float)
}

impl Number {
    /// The whole number, if it is one that fits 64 bits with a sign, however it was written.
    pub(super) fn whole(self) -> Option<i64> {
        match self {
            Number::Int(n) => Some(n),
            Number::Uint(_) => None,
            // 2^63 itself is the first double that does not fit.
            Number::Float(f) if f.fract() == 0.0 && f.abs() < 9_223_372_036_854_775_808.0 => Some(f as i64),
            Number::Float(_) => None,
        }
    }

    /// As a double.
    pub(super) fn double(self) -> f64 {
        match self {
            Number::Int(n) => n as f64,
            Number::Uint(n) => n as f64,
            Number::Float(f) => f,
        }
    }

    /// As Flyte's configuration turns it into text: decimal, never with an exponent.
    pub(super) fn decimal_text(self) -> String {
        match self {
            Number::Int(n) => n.to_string(),
            Number::Uint(n) => n.to_string(),
            Number::Float(f) if f.is_nan() => "NaN".to_owned(),
            Number::Float(f) if f.is_infinite() => if f > 0.0 { "+Inf" } else { "-Inf" }.to_owned(),
            Number::Float(f) => f.to_string(),
        }
    }

    /// As kubectl turns a key into text: floats through 32 bits, with an exponent from 10^6 and
    /// below 10^-4 on.
    pub(super) fn kubectl_key(self) -> Option<String> {
        let Number::Float(f) = self else {
            return if let Number::Int(n) = self { Some(n.to_string()) } else { None };
        };
        let single = f as f32;
        if single.is_nan() {
            return Some(".nan".to_owned());
        }
        if single.is_infinite() {
            return Some(if single > 0.0 { ".inf" } else { "-.inf" }.to_owned());
        }
        let scientific = format!("{single:e}");
        let (digits, exponent) = scientific.split_once('e')?;
        let exponent: i32 = exponent.parse().ok()?;
        if (-4..6).contains(&exponent) {
            return Some(single.to_string());
        }
        let sign = if exponent < 0 { '-' } else { '+' };
        Some(format!("{digits}e{sign}{:02}", exponent.abs()))
    }
}
