//! Writes strings in the style that was chosen for them, and numbers.

use std::fmt::{self, Write};

use super::style::{Style, needs_escape};

/// Writes a string on one line; a style of several lines becomes double quotes.
pub(super) fn write_string(text: &str, style: Style, out: &mut impl Write) -> fmt::Result {
    match style {
        Style::Plain => out.write_str(text),
        Style::Single => single(text, out),
        Style::Double | Style::Literal => double(text, out),
    }
}

fn single(text: &str, out: &mut impl Write) -> fmt::Result {
    out.write_char('\'')?;
    for (i, part) in text.split('\'').enumerate() {
        if i > 0 {
            out.write_str("''")?;
        }
        out.write_str(part)?;
    }
    out.write_char('\'')
}

fn double(text: &str, out: &mut impl Write) -> fmt::Result {
    out.write_char('"')?;
    let mut rest = text;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| matches!(c, '"' | '\\' | '\n') || needs_escape(*c)) {
        let (plain, tail) = rest.split_at(at);
        out.write_str(plain)?;
        escape(c, out)?;
        rest = tail.get(c.len_utf8()..).unwrap_or("");
    }
    out.write_str(rest)?;
    out.write_char('"')
}

fn escape(c: char, out: &mut impl Write) -> fmt::Result {
    let short = match c {
        '\0' => '0',
        '\x07' => 'a',
        '\x08' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\x0b' => 'v',
        '\x0c' => 'f',
        '\r' => 'r',
        '\x1b' => 'e',
        '"' | '\\' => c,
        '\u{85}' => 'N',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        _ => {
            return match c as u32 {
                code @ ..=0xff => write!(out, "\\x{code:02X}"),
                code @ ..=0xffff => write!(out, "\\u{code:04X}"),
                code => write!(out, "\\U{code:08X}"),
            };
        }
    };
    out.write_char('\\')?;
    out.write_char(short)
}

/// What stands behind the `|` of a block: how deep it is indented, where that is not clear from its
/// first line, and what becomes of the line breaks at its end.
pub(super) fn block_header(text: &str, out: &mut impl Write) -> fmt::Result {
    out.write_char('|')?;
    if text.starts_with([' ', '\n']) {
        out.write_char('2')?;
    }
    match text.strip_suffix('\n') {
        None => out.write_char('-'),
        Some(rest) if rest.is_empty() || rest.ends_with('\n') => out.write_char('+'),
        Some(_) => Ok(()),
    }
}

/// The lines of a block, each ended by a line break; empty ones are not indented.
pub(super) fn block_lines(text: &str, indent: usize, out: &mut impl Write) -> fmt::Result {
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        if !line.is_empty() {
            spaces(indent, out)?;
            out.write_str(line)?;
        }
        out.write_char('\n')?;
    }
    Ok(())
}

const SPACES: &str = "                                                                ";

/// Writes `count` spaces.
pub(super) fn spaces(mut count: usize, out: &mut impl Write) -> fmt::Result {
    while count > 0 {
        let run = SPACES.get(..count.min(SPACES.len())).unwrap_or(SPACES);
        out.write_str(run)?;
        count -= run.len();
    }
    Ok(())
}

/// Writes a whole number.
pub(super) fn write_int(n: i64, out: &mut impl Write) -> fmt::Result {
    write!(out, "{n}")
}

/// A double as all readers of YAML read it back: PyYAML knows exponents only with a point and a
/// sign.
pub(super) fn write_float(f: f64, out: &mut impl Write) -> fmt::Result {
    if f.is_nan() {
        return out.write_str(".nan");
    }
    if f.is_infinite() {
        return out.write_str(if f > 0.0 { ".inf" } else { "-.inf" });
    }
    match exponent(f, -4, 19) {
        None => write!(out, "{f}"),
        Some((digits, exponent)) => {
            let point = if digits.contains('.') { "" } else { ".0" };
            write!(out, "{digits}{point}e{exponent:+03}")
        }
    }
}

/// A double as Go's JSON encoder writes it; what JSON does not have becomes null.
pub(super) fn write_json_float(f: f64, out: &mut impl Write) -> fmt::Result {
    if !f.is_finite() {
        return out.write_str("null");
    }
    match exponent(f, -6, 21) {
        None => write!(out, "{f}"),
        Some((digits, exponent)) => write!(out, "{digits}e{exponent:+03}"),
    }
}

/// Digits and exponent of a double whose exponent lies below `low`, or is `high` or more.
fn exponent(f: f64, low: i32, high: i32) -> Option<(String, i32)> {
    let scientific = format!("{f:e}");
    let (digits, exponent) = scientific.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    (f != 0.0 && !(low..high).contains(&exponent)).then(|| (digits.to_owned(), exponent))
}
