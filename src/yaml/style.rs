//! In which style a string is written so that every reader gives it back: kubectl's choice, made
//! stricter by what PyYAML and readers of YAML 1.2 take for something else.

use super::number::is_decimal;
use super::parse::Dialect;
use super::resolve::{Scalar, resolve};

/// How a string is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Single,
    Double,
    /// A block behind `|`; values only.
    Literal,
}

/// The style of a string as value or list item.
pub(super) fn style(text: &str) -> Style {
    if text.is_empty() {
        return Style::Double;
    }
    match one_line(text.as_bytes()) {
        Some(true) if is_other(text) => Style::Double,
        Some(true) => Style::Plain,
        // A string that is both not allowed plain and something else does not exist but for these.
        Some(false) if is_other(text) => Style::Double,
        Some(false) => Style::Single,
        None => unusual(text),
    }
}

/// The style of a string as a key: one line always.
pub(super) fn key_style(text: &str) -> Style {
    match style(text) {
        Style::Literal => Style::Double,
        style => style,
    }
}

/// Whether printable ASCII on one line may be written plain; nothing if it is not of that kind.
fn one_line(bytes: &[u8]) -> Option<bool> {
    let (first, last) = (*bytes.first()?, *bytes.last()?);
    let mut plain = first != b' ' && last != b' ' && !bytes.starts_with(b"---") && !bytes.starts_with(b"...");
    let before_blank = |i: usize| bytes.get(i + 1).is_none_or(|b| *b == b' ');
    plain &= match first {
        b'#' | b',' | b'[' | b']' | b'{' | b'}' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%' | b'@'
        | b'`' => false,
        b'?' | b':' | b'-' => !before_blank(0),
        _ => true,
    };
    let mut previous = first;
    for (i, byte) in bytes.iter().enumerate() {
        match byte {
            b':' if before_blank(i) => plain = false,
            b'#' if previous == b' ' => plain = false,
            b' '..=b'~' => {}
            _ => return None,
        }
        previous = *byte;
    }
    Some(plain)
}

/// The style of a string with line breaks, control characters or characters beyond ASCII.
fn unusual(text: &str) -> Style {
    let mut previous = '\0';
    for c in text.chars() {
        let blank_before_break = c == '\n' && previous == ' ';
        if blank_before_break || needs_escape(c) {
            return Style::Double;
        }
        previous = c;
    }
    if text.contains('\n') {
        return if text.ends_with(' ') { Style::Double } else { Style::Literal };
    }
    // Characters beyond ASCII count as letters here.
    let ascii: Vec<u8> = text.chars().map(|c| if c.is_ascii() { c as u8 } else { b'x' }).collect();
    if one_line(&ascii) == Some(true) { Style::Plain } else { Style::Single }
}

/// Whether a character can only be written as an escape in double quotes. A line feed needs none
/// in a block.
pub(super) fn needs_escape(c: char) -> bool {
    !matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

/// Whether some reader takes the plain text for anything but a string.
fn is_other(text: &str) -> bool {
    match text.as_bytes().first() {
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') => is_number_or_time(text),
        Some(b'=') => text == "=",
        Some(b'<') => text == "<<",
        _ => !matches!(resolve(Dialect::Kubectl, text), Scalar::Str(_)),
    }
}

/// The same for what begins like a number.
fn is_number_or_time(text: &str) -> bool {
    let possible = |b: &u8| b.is_ascii_hexdigit() || b"_+-.:xXoOtTzZiInN \t,".contains(b);
    if !text.as_bytes().iter().all(possible) {
        return false;
    }
    let is_string = |dialect| matches!(resolve(dialect, text), Scalar::Str(_));
    if !is_string(Dialect::Kubectl) || !is_string(Dialect::ConfigV3) || !is_string(Dialect::Core) {
        return true;
    }
    let plain = text.replace('_', "");
    is_decimal(&plain) || is_prefixed(&plain) || is_sexagesimal(text) || is_timestamp(text)
}

/// `0b`, `0o` or `0x` with digits, also of more bits than some readers know.
fn is_prefixed(plain: &str) -> bool {
    let number = plain.strip_prefix(['+', '-']).unwrap_or(plain);
    let Some((prefix, digits)) = number.split_at_checked(2) else { return false };
    let base = match prefix {
        "0b" | "0B" => 2,
        "0o" | "0O" => 8,
        "0x" | "0X" => 16,
        _ => return false,
    };
    !digits.is_empty() && digits.chars().all(|c| c.is_digit(base))
}

/// A number to the base 60, as YAML 1.1 has it: `1:30`, `190:20:30.15`.
fn is_sexagesimal(text: &str) -> bool {
    let number = text.strip_prefix(['+', '-']).unwrap_or(text);
    let number = match number.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|b| b.is_ascii_digit() || b == b'_') => whole,
        Some(_) => return false,
        None => number,
    };
    let mut parts = number.split(':');
    let first = parts.next().unwrap_or("");
    let starts = first.starts_with(|c: char| c.is_ascii_digit());
    let digits = first.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let sixtieth = |part: &str| matches!(part.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9']);
    let mut more = parts.peekable();
    starts && digits && more.peek().is_some() && more.all(sixtieth)
}

/// A date or a time as YAML 1.1 has it, whether such a day exists or not.
fn is_timestamp(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else { return false };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let day_end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (day, time) = rest.split_at(day_end);
    let date = year.len() == 4 && digits(year) && digits(month) && month.len() <= 2 && digits(day) && day.len() <= 2;
    date && (time.is_empty() || time.starts_with(['T', 't', ' ', '\t']))
}
