//! Formats like `>8`, `03d` or `.2f`.

use crate::sdk::python::language::operators::float as number;
use crate::sdk::python::language::value::{Kind, Val};
use crate::sdk::python::library::text::{float, str};

/// Wider than this no text is padded.
const WIDEST: usize = 10_000;

/// A format like `>8`, `03d` or `.2f`, taken apart.
#[derive(Default)]
struct Spec<'s> {
    fill: Option<char>,
    align: Option<char>,
    sign: Option<char>,
    alternate: bool,
    width: usize,
    grouping: Option<char>,
    precision: Option<usize>,
    kind: &'s str,
}

/// Digits at the head of a text.
fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

fn parse(text: &str) -> Option<Spec<'_>> {
    let mut out = Spec::default();
    let mut rest = text;
    let mut head = text.chars();
    let (first, second) = (head.next()?, head.next());
    if let Some(a) = second.filter(|c| "<>^=".contains(*c)) {
        (out.fill, out.align, rest) = (Some(first), Some(a), head.as_str());
    } else if "<>^=".contains(first) {
        (out.align, rest) = (Some(first), rest.get(first.len_utf8()..)?);
    }
    if let Some(sign) = rest.chars().next().filter(|c| "+- ".contains(*c)) {
        (out.sign, rest) = (Some(sign), rest.get(1..)?);
    }
    if let Some(behind) = rest.strip_prefix('#') {
        (out.alternate, rest) = (true, behind);
    }
    if let Some(behind) = rest.strip_prefix('0') {
        rest = behind;
        out.fill = out.fill.or(Some('0'));
        out.align = out.align.or(Some('='));
    }
    let (width, behind) = digits(rest);
    out.width = if width.is_empty() { 0 } else { width.parse().ok().filter(|w| *w < WIDEST)? };
    rest = behind;
    if let Some(grouping) = rest.chars().next().filter(|c| matches!(c, ',' | '_')) {
        (out.grouping, rest) = (Some(grouping), rest.get(1..)?);
    }
    if let Some(behind) = rest.strip_prefix('.') {
        let (precision, kind) = digits(behind);
        (out.precision, rest) = (Some(precision.parse().ok().filter(|p| *p < 100)?), kind);
    }
    out.kind = rest;
    Some(out)
}

/// A value in a format; none for formats that are not known here.
pub(in crate::sdk::python) fn format(value: &Val<'_>, spec: &str) -> Option<String> {
    if spec.is_empty() {
        return str(value);
    }
    let spec = parse(spec)?;
    let text = match &value.kind {
        Kind::Str(s) => {
            let plain = matches!(spec.kind, "" | "s") && spec.grouping.is_none() && spec.sign.is_none();
            if !plain || spec.align == Some('=') && spec.fill != Some('0') || spec.alternate {
                return None;
            }
            let cut = s.chars().take(spec.precision.unwrap_or(usize::MAX)).collect::<String>();
            // a zero before the width fills texts on the right
            let align = spec.align.filter(|a| *a != '=').unwrap_or('<');
            return Some(pad(&cut, spec.fill.unwrap_or(' '), align, spec.width));
        }
        Kind::Bool(b) if spec.kind.is_empty() => {
            if spec.sign.is_some() || spec.precision.is_some() || spec.grouping.is_some() {
                return None;
            }
            // as a number, which only its kind makes a text of
            return Some(pad(
                &i32::from(*b).to_string(),
                spec.fill.unwrap_or(' '),
                spec.align.unwrap_or('>'),
                spec.width,
            ));
        }
        Kind::Int(_) | Kind::Bool(_) | Kind::Float(_) => numeric(value, &spec)?,
        _ => return None,
    };
    Some(pad(&text, spec.fill.unwrap_or(' '), spec.align.unwrap_or('>'), spec.width))
}

/// A number with its sign, without its width.
fn numeric(value: &Val<'_>, spec: &Spec<'_>) -> Option<String> {
    let whole = value.as_int();
    if spec.grouping.is_some() && spec.fill == Some('0') && spec.width > 0 {
        return None;
    }
    let (negative, body) = match (spec.kind, whole) {
        ("" | "d" | "n", Some(n)) if spec.precision.is_none() && spec.kind != "n" => {
            (n < 0, grouped(&n.unsigned_abs().to_string(), spec.grouping))
        }
        ("x" | "X" | "o" | "b", Some(n)) if spec.precision.is_none() && spec.grouping.is_none() => {
            (n < 0, based(n.unsigned_abs(), spec.kind, spec.alternate))
        }
        ("c", Some(n)) => return char::from_u32(u32::try_from(n).ok()?).map(String::from),
        (kind, _) => {
            let n = number(value)?;
            if spec.alternate || n.is_nan() || n.is_infinite() {
                return None;
            }
            (n.is_sign_negative(), grouped(&floating(n.abs(), kind, spec.precision, whole.is_some())?, spec.grouping))
        }
    };
    let sign = match (negative, spec.sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        _ => "",
    };
    Some(format!("{sign}{body}"))
}

fn based(n: u128, kind: &str, alternate: bool) -> String {
    let (prefix, digits) = match kind {
        "x" => ("0x", format!("{n:x}")),
        "X" => ("0X", format!("{n:X}")),
        "o" => ("0o", format!("{n:o}")),
        _ => ("0b", format!("{n:b}")),
    };
    if alternate { format!("{prefix}{digits}") } else { digits }
}

fn floating(n: f64, kind: &str, precision: Option<usize>, of_int: bool) -> Option<String> {
    Some(match kind {
        "f" | "F" => format!("{n:.*}", precision.unwrap_or(6)),
        "%" => format!("{:.*}%", precision.unwrap_or(6), n * 100.0),
        "e" | "E" => {
            let text = exponent(&format!("{n:.*e}", precision.unwrap_or(6)));
            if kind == "E" { text.to_uppercase() } else { text }
        }
        "g" => general(n, precision.unwrap_or(6).max(1)),
        "" if precision.is_none() && !of_int => float(n),
        "" if !of_int => {
            let precision = precision?.max(1);
            let text = general(n, precision);
            // without a kind a number keeps one place behind the point
            let point = text.contains(['.', 'e']);
            if point {
                text
            } else if text.len() < precision {
                format!("{text}.0")
            } else {
                return None;
            }
        }
        _ => return None,
    })
}

/// `1e5` as Python writes it: `1e+05`.
fn exponent(text: &str) -> String {
    let Some((digits, exponent)) = text.split_once('e') else { return text.to_owned() };
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |e| ('-', e));
    format!("{digits}e{sign}{exponent:0>2}")
}

fn general(n: f64, precision: usize) -> String {
    let scientific = format!("{n:.*e}", precision - 1);
    let power: i32 = scientific.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0);
    let zeros =
        |s: &str| if s.contains('.') { s.trim_end_matches('0').trim_end_matches('.').to_owned() } else { s.to_owned() };
    if power < -4 || power >= precision as i32 {
        let (digits, _) = scientific.split_once('e').unwrap_or((&scientific, ""));
        return exponent(&format!("{}e{power}", zeros(digits)));
    }
    let places = usize::try_from(precision as i32 - 1 - power).unwrap_or(0);
    zeros(&format!("{n:.places$}"))
}

fn grouped(text: &str, by: Option<char>) -> String {
    let Some(by) = by else { return text.to_owned() };
    let (whole, rest) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(by);
        }
        out.push(c);
    }
    out + rest
}

/// Fills a text up to a width.
pub(in crate::sdk::python) fn pad(text: &str, fill: char, align: char, width: usize) -> String {
    let missing = width.saturating_sub(text.chars().count());
    let fills = |n: usize| std::iter::repeat_n(fill, n).collect::<String>();
    match align {
        '<' => format!("{text}{}", fills(missing)),
        '^' => format!("{}{text}{}", fills(missing / 2), fills(missing - missing / 2)),
        '=' => {
            let signs = usize::from(text.starts_with(['-', '+', ' ']));
            let signs = signs
                + if ["0x", "0X", "0o", "0b"].iter().any(|p| text.get(signs..).unwrap_or("").starts_with(p)) {
                    2
                } else {
                    0
                };
            let (head, digits) = text.split_at(signs);
            format!("{head}{}{digits}", fills(missing))
        }
        _ => format!("{}{text}", fills(missing)),
    }
}
