//! How Go writes and reads letters, numbers and durations, as far as Flyte's messages and values
//! show it. Knows nothing of configuration.

/// Lower case, letter by letter (Go's `strings.ToLower`).
pub fn lower(text: &str) -> String {
    text.chars().map(lower_char).collect()
}

/// Whether lower-casing would change the text.
pub fn has_upper(text: &str) -> bool {
    if text.is_ascii() {
        return text.bytes().any(|b| b.is_ascii_uppercase());
    }
    text.chars().any(|c| lower_char(c) != c)
}

/// Upper case, letter by letter (Go's `strings.ToUpper`).
pub fn upper(text: &str) -> String {
    text.chars().map(upper_char).collect()
}

fn lower_char(c: char) -> char {
    // Go maps a letter to one letter, Rust may give more; the first is Go's.
    c.to_lowercase().next().unwrap_or(c)
}

fn upper_char(c: char) -> char {
    let mut mapped = c.to_uppercase();
    match (mapped.next(), mapped.next()) {
        (Some(upper), None) => upper,
        _ => c,
    }
}

/// Equal whatever the letter case (Go's `strings.EqualFold`).
pub fn equal_fold(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(b);
    }
    let fold = |c: char| lower_char(upper_char(c));
    a.chars().map(fold).eq(b.chars().map(fold))
}

/// A double as text without an exponent (`strconv.FormatFloat(f, 'f', -1, 64)`).
pub fn float_text(f: f64) -> String {
    if f.is_nan() {
        return "NaN".to_owned();
    }
    if f.is_infinite() {
        return if f > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    format!("{f}")
}

/// A double as `%v` prints it: with an exponent when small or large.
pub fn float_short(f: f64) -> String {
    let size = f.abs();
    if !f.is_finite() || size == 0.0 || (1e-4..1e6).contains(&size) {
        return float_text(f);
    }
    exponent_form(f, 2)
}

/// A double as Go writes it into JSON.
pub fn float_json(f: f64) -> String {
    let size = f.abs();
    if size == 0.0 || (1e-6..1e21).contains(&size) {
        return float_text(f);
    }
    exponent_form(f, if size < 1.0 { 1 } else { 2 })
}

/// `1e+21`, with at least `digits` digits in the exponent.
fn exponent_form(f: f64, digits: usize) -> String {
    let text = format!("{f:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, number) = match exponent.strip_prefix('-') {
        Some(number) => ('-', number),
        None => ('+', exponent),
    };
    format!("{mantissa}e{sign}{number:0>digits$}")
}

/// A double as a whole number, cut. What does not fit becomes the smallest number, as Go's code for
/// amd64 has it.
pub fn float_int(f: f64) -> i64 {
    let fits = (i64::MIN as f64..-(i64::MIN as f64)).contains(&f);
    if fits { f as i64 } else { i64::MIN }
}

/// A string in double quotes (`strconv.Quote`).
pub fn quote(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' || c == '\u{7f}' => out.push_str(&format!("\\x{:02x}", c as u32)),
            c if c.is_control() || c == '\u{feff}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A boolean as text (`strconv.ParseBool`).
pub fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// Why a text is no whole number, in Go's words.
pub const INVALID_SYNTAX: &str = "invalid syntax";
const OUT_OF_RANGE: &str = "value out of range";

/// A whole number as text with the base in its prefix (`strconv.ParseInt(text, 0, bits)`).
pub fn parse_int(text: &str, bits: u32) -> Result<i64, &'static str> {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..).unwrap_or("")),
        Some(b'+') => (false, text.get(1..).unwrap_or("")),
        _ => (false, text),
    };
    let prefix = digits.get(..2).map(str::to_ascii_lowercase);
    let (radix, rest) = match prefix.as_deref() {
        Some("0x") => (16, digits.get(2..)),
        Some("0o") => (8, digits.get(2..)),
        Some("0b") => (2, digits.get(2..)),
        _ if digits.len() > 1 && digits.starts_with('0') => (8, digits.get(1..)),
        _ => (10, Some(digits)),
    };
    let rest = rest.unwrap_or("");
    let plain = underscores(rest, rest.len() < digits.len()).ok_or(INVALID_SYNTAX)?;
    if plain.is_empty() || !plain.chars().all(|c| c.is_digit(radix)) {
        return Err(INVALID_SYNTAX);
    }
    let size = i128::from_str_radix(&plain, radix).map_err(|_| OUT_OF_RANGE)?;
    let value = if negative { -size } else { size };
    let limit = 1i128 << (bits - 1);
    if value < -limit || value >= limit {
        return Err(OUT_OF_RANGE);
    }
    i64::try_from(value).map_err(|_| OUT_OF_RANGE)
}

/// The digits without underscores, which may stand only between digits or behind a prefix.
fn underscores(digits: &str, prefixed: bool) -> Option<String> {
    let mut last_is_digit = prefixed;
    let mut seen = false;
    for c in digits.chars() {
        if c == '_' && !last_is_digit {
            return None;
        }
        seen |= c == '_';
        last_is_digit = c != '_';
    }
    (last_is_digit || !seen).then(|| digits.replace('_', ""))
}

const UNITS: [(&str, i128); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// Nanoseconds of a duration as text (`time.ParseDuration`).
pub fn parse_duration(text: &str) -> Option<i64> {
    let (negative, mut rest) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..)?),
        Some(b'+') => (false, text.get(1..)?),
        _ => (false, text),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
        let whole = digits(rest);
        let number = rest.get(..whole)?;
        rest = rest.get(whole..)?;
        let mut fraction = "";
        if let Some(after) = rest.strip_prefix('.') {
            let count = digits(after);
            fraction = after.get(..count)?;
            rest = after.get(count..)?;
        }
        if number.is_empty() && fraction.is_empty() {
            return None;
        }
        let length = rest.bytes().take_while(|b| *b != b'.' && !b.is_ascii_digit()).count();
        let unit = rest.get(..length)?;
        rest = rest.get(length..)?;
        let scale = UNITS.iter().find(|(name, _)| *name == unit)?.1;
        let number: i128 = if number.is_empty() { 0 } else { number.parse().ok()? };
        total = total.checked_add(number.checked_mul(scale)?)?.checked_add(part(fraction, scale))?;
        if total > 1i128 << 63 {
            return None;
        }
    }
    i64::try_from(if negative { -total } else { total }).ok()
}

/// Nanoseconds of the digits behind the point; digits that no nanosecond shows are cut.
fn part(fraction: &str, scale: i128) -> i128 {
    let digits = fraction.get(..fraction.len().min(18)).unwrap_or("");
    let value: i128 = digits.parse().unwrap_or(0);
    value * scale / 10i128.pow(digits.len() as u32)
}

/// A duration as Go prints it (`1h0m0s`, `1.5s`, `10ns`).
pub fn duration_text(nanoseconds: i64) -> String {
    let size = nanoseconds.unsigned_abs();
    let sign = if nanoseconds < 0 { "-" } else { "" };
    if size == 0 {
        return "0s".to_owned();
    }
    if size < 1_000_000_000 {
        let (unit, scale) = match size {
            0..1_000 => ("ns", 1),
            1_000..1_000_000 => ("µs", 1_000),
            _ => ("ms", 1_000_000),
        };
        return format!("{sign}{}{unit}", decimal(size, scale));
    }
    let seconds = decimal(size % 60_000_000_000, 1_000_000_000);
    let minutes = size / 60_000_000_000;
    match (minutes / 60, minutes % 60) {
        (0, 0) => format!("{sign}{seconds}s"),
        (0, m) => format!("{sign}{m}m{seconds}s"),
        (h, m) => format!("{sign}{h}h{m}m{seconds}s"),
    }
}

/// `size / scale` with as many digits behind the point as it needs.
fn decimal(size: u64, scale: u64) -> String {
    let width = scale.ilog10() as usize;
    let rest = format!("{:0>width$}", size % scale);
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() { format!("{}", size / scale) } else { format!("{}.{rest}", size / scale) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters() {
        assert_eq!(lower("ÄÖ\u{212a}İ"), "äöki");
        assert_eq!(upper("straße"), "STRAßE");
        assert!(equal_fold("\u{212a}ſ", "ks"));
        assert!(!equal_fold("a_b", "a-b"));
        assert!(has_upper("aÄ") && !has_upper("aä-_.1"));
    }

    #[test]
    fn doubles() {
        for (f, text, short, json) in [
            (1.0, "1", "1", "1"),
            (1.5, "1.5", "1.5", "1.5"),
            (1e21, "1000000000000000000000", "1e+21", "1e+21"),
            (1234567.0, "1234567", "1.234567e+06", "1234567"),
            (1e-7, "0.0000001", "1e-07", "1e-7"),
            (0.00005, "0.00005", "5e-05", "0.00005"),
            (1.25e-10, "0.000000000125", "1.25e-10", "1.25e-10"),
            (f64::INFINITY, "+Inf", "+Inf", "+Inf"),
        ] {
            assert_eq!((float_text(f), float_short(f)), (text.to_owned(), short.to_owned()));
            if f.is_finite() {
                assert_eq!(float_json(f), json);
            }
        }
    }

    #[test]
    fn whole_numbers() {
        for (text, bits, want) in [
            ("7", 64, Ok(7)),
            ("-7", 64, Ok(-7)),
            ("0x10", 64, Ok(16)),
            ("010", 64, Ok(8)),
            ("0o17", 64, Ok(15)),
            ("0b11", 64, Ok(3)),
            ("1_000", 64, Ok(1000)),
            ("0_7", 64, Ok(7)),
            ("0x_1", 64, Ok(1)),
            ("_1", 64, Err(INVALID_SYNTAX)),
            ("1__0", 64, Err(INVALID_SYNTAX)),
            ("1_", 64, Err(INVALID_SYNTAX)),
            ("7.5", 64, Err(INVALID_SYNTAX)),
            ("", 64, Err(INVALID_SYNTAX)),
            ("08", 64, Err(INVALID_SYNTAX)),
            ("2147483648", 32, Err(OUT_OF_RANGE)),
            ("-2147483648", 32, Ok(-2147483648)),
        ] {
            assert_eq!(parse_int(text, bits), want, "{text}");
        }
    }

    #[test]
    fn durations() {
        for (text, want) in [
            ("1h30m", Some("1h30m0s")),
            ("1m", Some("1m0s")),
            ("100s", Some("1m40s")),
            ("500ms", Some("500ms")),
            ("1.5s", Some("1.5s")),
            (".5h", Some("30m0s")),
            ("1us", Some("1µs")),
            ("-1m", Some("-1m0s")),
            ("0", Some("0s")),
            ("10", None),
            ("", None),
            ("1d", None),
            (".s", None),
            ("1h ", None),
            ("9223372036854775807ns", Some("2562047h47m16.854775807s")),
            ("9223372036854775808ns", None),
        ] {
            assert_eq!(parse_duration(text).map(duration_text).as_deref(), want, "{text}");
        }
        assert_eq!(duration_text(10), "10ns");
        assert_eq!(duration_text(1_500_000), "1.5ms");
    }

    #[test]
    fn quotes() {
        assert_eq!(quote("a\"b\\\n\u{1}é"), "\"a\\\"b\\\\\\n\\x01é\"");
    }
}
