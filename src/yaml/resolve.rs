//! What a scalar means in a dialect: the tables of booleans, nulls and numbers, tags, and the text
//! that a key becomes.

use super::date::is_date;
use super::number::{Number, core_number, finite, go_number, is_decimal};
use super::parse::Dialect;
use crate::tree::{Text, Value};

/// A scalar with its kind, before it becomes a [`Value`] or a key.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar<'a> {
    Null,
    Bool(bool),
    Number(Number),
    /// A plain scalar that yaml.v3 takes for a point in time.
    Date(&'a str),
    Str(&'a str),
}

impl Scalar<'_> {
    /// The value in the tree.
    pub(super) fn value(&self) -> Value {
        match self {
            Scalar::Null => Value::Null,
            Scalar::Bool(b) => Value::Bool(*b),
            Scalar::Number(n) => n.whole().map_or_else(|| Value::Float(n.double()), Value::Int),
            Scalar::Date(s) | Scalar::Str(s) => Value::Str(Text::from(*s)),
        }
    }
}

/// What a plain (unquoted) scalar means in a dialect.
pub fn resolve_plain(dialect: Dialect, text: &str) -> Value {
    resolve(dialect, text).value()
}

/// Whether a key, as written with its quotes, is a string in a dialect: `"on"` is, `on` is none in
/// [`Dialect::Kubectl`].
pub fn key_is_string(dialect: Dialect, token: &str) -> bool {
    token.starts_with(['"', '\'']) || matches!(resolve(dialect, token), Scalar::Str(_))
}

/// What a plain (unquoted) scalar means in a dialect.
pub(super) fn resolve(dialect: Dialect, text: &str) -> Scalar<'_> {
    match text.as_bytes().first() {
        None => Scalar::Null,
        Some(b'0'..=b'9' | b'+' | b'-') => resolve_number(dialect, text),
        Some(b'.') => resolve_dot(dialect, text),
        Some(b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'y' | b'Y' | b'o' | b'O') => {
            word(text, matches!(dialect, Dialect::Kubectl | Dialect::ConfigV2)).unwrap_or(Scalar::Str(text))
        }
        _ => Scalar::Str(text),
    }
}

/// Booleans and nulls; `yaml11` adds those that YAML 1.2 dropped.
fn word(text: &str, yaml11: bool) -> Option<Scalar<'static>> {
    Some(match text {
        "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "true" | "True" | "TRUE" => Scalar::Bool(true),
        "false" | "False" | "FALSE" => Scalar::Bool(false),
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" if yaml11 => Scalar::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" if yaml11 => Scalar::Bool(false),
        _ => return None,
    })
}

/// What begins with a digit or a sign.
fn resolve_number(dialect: Dialect, text: &str) -> Scalar<'_> {
    if let Some(infinite) = infinity(text) {
        return Scalar::Number(infinite);
    }
    if dialect == Dialect::Core {
        return core_number(text).map_or(Scalar::Str(text), Scalar::Number);
    }
    if is_date(text) {
        return if dialect == Dialect::ConfigV3 { Scalar::Date(text) } else { Scalar::Str(text) };
    }
    go_number(text, dialect == Dialect::ConfigV3).map_or(Scalar::Str(text), Scalar::Number)
}

/// What begins with a dot.
fn resolve_dot(dialect: Dialect, text: &str) -> Scalar<'_> {
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Scalar::Number(Number::Float(f64::NAN));
    }
    if let Some(infinite) = infinity(text) {
        return Scalar::Number(infinite);
    }
    let number = if dialect == Dialect::Core { core_number(text) } else { go_fraction(text) };
    number.map_or(Scalar::Str(text), Scalar::Number)
}

/// A number that begins with a dot, as Go reads it: underscores only between digits.
fn go_fraction(text: &str) -> Option<Number> {
    let bytes = text.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let between = |i: usize| digit(i.wrapping_sub(1)) && digit(i + 1);
    if (0..bytes.len()).any(|i| bytes.get(i) == Some(&b'_') && !between(i)) {
        return None;
    }
    let plain = text.replace('_', "");
    is_decimal(&plain).then(|| finite(&plain)).flatten().map(Number::Float)
}

fn infinity(text: &str) -> Option<Number> {
    match text {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(Number::Float(f64::INFINITY)),
        "-.inf" | "-.Inf" | "-.INF" => Some(Number::Float(f64::NEG_INFINITY)),
        _ => None,
    }
}

/// The text of a key, or why it cannot be one. `token` is the key as written, `in_list` whether
/// its map lies in a list.
pub(super) fn key_text(dialect: Dialect, key: &Scalar, token: &str, in_list: bool) -> Result<Text, &'static str> {
    Ok(match (key, dialect) {
        (Scalar::Str(s) | Scalar::Date(s), _) => Text::from(*s),
        (_, Dialect::Core) => Text::from(token),
        (Scalar::Null, Dialect::Kubectl) => return Err("null"),
        (Scalar::Null, _) => Text::Static(""),
        // Below a list Flyte's older reader converts the key by itself, elsewhere its library does.
        (Scalar::Bool(b), Dialect::ConfigV2) if in_list => Text::Static(if *b { "1" } else { "0" }),
        (Scalar::Bool(b), _) => Text::Static(if *b { "true" } else { "false" }),
        (Scalar::Number(n), Dialect::Kubectl) => Text::from(n.kubectl_key().ok_or("a number beyond 64 bits")?),
        (Scalar::Number(n), _) => Text::from(n.decimal_text()),
    })
}

/// A scalar under an explicit tag; the error is Go's sentence.
pub(super) fn tagged<'a>(dialect: Dialect, tag: &str, plain: bool, text: &'a str) -> Result<Scalar<'a>, String> {
    let Some(kind) = tag.strip_prefix("tag:yaml.org,2002:") else {
        // yaml.v3 ignores a lone `!`; for all others it says "text".
        return Ok(if tag == "!" && plain && dialect == Dialect::ConfigV3 {
            resolve(dialect, text)
        } else {
            Scalar::Str(text)
        });
    };
    if !matches!(kind, "bool" | "int" | "float" | "null" | "timestamp") {
        return Ok(Scalar::Str(text));
    }
    let scalar = resolve(dialect, text);
    let found = match &scalar {
        Scalar::Null => "null",
        Scalar::Bool(_) => "bool",
        Scalar::Number(Number::Float(_)) => "float",
        Scalar::Number(_) => "int",
        Scalar::Date(_) => "timestamp",
        Scalar::Str(s) if is_date(s) => "timestamp",
        Scalar::Str(_) => "str",
    };
    match (kind, found) {
        _ if kind == found => Ok(scalar),
        ("float", "int") => Ok(scalar),
        _ => Err(format!("cannot decode !!{found} `{text}` as a !!{kind}")),
    }
}
