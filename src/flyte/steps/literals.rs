//! Literals of inputs as text, and protobuf Structs as Go prints them in messages.

use base64::Engine;

use crate::flyte::steps::{msgpack, times};
use crate::tree::{Node, Value};

/// The text of a literal in protojson, or why Flyte cannot make one.
pub fn text(literal: &Node, msgpack: bool) -> Result<String, String> {
    if let Some(scalar) = literal.get("scalar") {
        return scalar_text(scalar, msgpack);
    }
    if let Some(collection) = literal.get("collection") {
        let items = collection.get("literals").map_or(&[][..], Node::items);
        let texts: Result<Vec<String>, String> = items.iter().map(|item| text(item, msgpack)).collect();
        return Ok(format!("[{}]", texts?.join(",")));
    }
    for (key, name) in [("map", "Map"), ("offloadedMetadata", "OffloadedMetadata")] {
        if literal.get(key).is_some() {
            return Err(format!("received an unexpected primitive type [*core.Literal_{name}]"));
        }
    }
    Err("received an unexpected primitive type [<nil>]".to_owned())
}

fn scalar_text(scalar: &Node, msgpack: bool) -> Result<String, String> {
    if let Some(primitive) = scalar.get("primitive") {
        return primitive_text(primitive);
    }
    for key in ["blob", "schema"] {
        if let Some(node) = scalar.get(key) {
            return Ok(node.str_at("uri").to_owned());
        }
    }
    if let Some(binary) = scalar.get("binary").filter(|_| msgpack) {
        let tag = binary.str_at("tag");
        if tag != "msgpack" {
            return Err(format!("unsupported binary tag [{tag}]"));
        }
        let engine = base64::engine::general_purpose::STANDARD;
        let bytes = engine.decode(binary.str_at("value")).unwrap_or_default();
        return msgpack::text(&bytes).ok_or_else(|| {
            let dump: String = bytes.iter().map(|b| escaped(*b)).collect();
            let dump = format!("binary:{{value:\"{dump}\" tag:\"msgpack\"}}");
            format!("failed to unmarshal messagepack bytes with literal:[{dump}], err:[too short bytes]")
        });
    }
    let kinds = [
        ("noneType", "NoneType"),
        ("generic", "Generic"),
        ("structuredDataset", "StructuredDataset"),
        ("union", "Union"),
        ("error", "Error"),
        ("binary", "Binary"),
    ];
    let kind = kinds.iter().find(|(key, _)| scalar.get(key).is_some());
    Err(match kind {
        Some((_, name)) => format!("received an unexpected scalar type [*core.Scalar_{name}]"),
        None => "received an unexpected scalar type [<nil>]".to_owned(),
    })
}

fn primitive_text(primitive: &Node) -> Result<String, String> {
    let nothing = || "received an unexpected primitive type [<nil>]".to_owned();
    let entry = primitive.entries().iter().find(|e| !e.node.is_null()).ok_or_else(nothing)?;
    let node = &entry.node;
    Ok(match (entry.key.as_str(), &node.value) {
        ("floatValue", Value::Int(n)) => float_text(*n as f64),
        ("floatValue", Value::Float(f)) => float_text(*f),
        ("floatValue", Value::Str(s)) => match s.as_str() {
            "NaN" => "NaN".to_owned(),
            "Infinity" => "+Inf".to_owned(),
            "-Infinity" => "-Inf".to_owned(),
            other => float_text(other.parse().unwrap_or(0.0)),
        },
        ("datetime", Value::Str(s)) => times::datetime_text(s),
        ("duration", Value::Str(s)) => duration_text(s),
        (_, Value::Int(n)) => n.to_string(),
        (_, Value::Bool(b)) => b.to_string(),
        (_, Value::Str(s)) => s.as_str().to_owned(),
        (_, Value::Float(f)) => float_text(*f),
        _ => return Err(nothing()),
    })
}

/// Shortest digits that read back the same: plain where the decimal exponent is -4 to 5 (Go: `%g`
/// with the exponent threshold 21 lowered to 6 by `%v` of a shortest float).
pub fn float_text(f: f64) -> String {
    if f.is_nan() {
        return "NaN".to_owned();
    }
    if f.is_infinite() {
        return if f > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    if f == 0.0 {
        return if f.is_sign_negative() { "-0" } else { "0" }.to_owned();
    }
    let scientific = format!("{f:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..6).contains(&exponent) {
        return format!("{f}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

/// The text form of protobuf's Duration: `seconds:3661 nanos:500000000`.
fn duration_text(text: &str) -> String {
    let body = text.strip_suffix('s').unwrap_or(text);
    let (sign, body) = body.strip_prefix('-').map_or(("", body), |rest| ("-", rest));
    let (seconds, fraction) = body.split_once('.').unwrap_or((body, ""));
    let nanos = format!("{fraction:0<9}");
    let nanos: u64 = nanos.get(..9).and_then(|n| n.parse().ok()).unwrap_or(0);
    let seconds: u64 = seconds.parse().unwrap_or(0);
    let mut parts = Vec::new();
    if seconds > 0 {
        parts.push(format!("seconds:{sign}{seconds}"));
    }
    if nanos > 0 {
        parts.push(format!("nanos:{sign}{nanos}"));
    }
    parts.join(" ")
}

/// A protobuf Struct in protobuf's text form, as Flyte's messages dump it (fields sorted by key).
pub fn struct_text(node: &Node) -> String {
    let mut fields: Vec<_> = node.entries().iter().collect();
    fields.sort_by(|a, b| a.key.cmp(&b.key));
    let texts: Vec<String> =
        fields.iter().map(|e| format!("fields:{{key:{} value:{{{}}}}}", quoted(&e.key), value_text(&e.node))).collect();
    texts.join(" ")
}

fn value_text(node: &Node) -> String {
    match &node.value {
        Value::Null => "null_value:NULL_VALUE".to_owned(),
        Value::Bool(b) => format!("bool_value:{b}"),
        Value::Int(n) => format!("number_value:{}", float_text(*n as f64)),
        Value::Float(f) => format!("number_value:{}", float_text(*f)),
        Value::Str(s) => format!("string_value:{}", quoted(s)),
        Value::Seq(items) => {
            let items: Vec<String> = items.iter().map(|n| format!("values:{{{}}}", value_text(n))).collect();
            format!("list_value:{{{}}}", items.join(" "))
        }
        Value::Map(_) => format!("struct_value:{{{}}}", struct_text(node)),
    }
}

/// A byte in protobuf's text form.
fn escaped(byte: u8) -> String {
    match byte {
        b'"' => "\\\"".to_owned(),
        b'\\' => "\\\\".to_owned(),
        b'\n' => "\\n".to_owned(),
        b'\r' => "\\r".to_owned(),
        b'\t' => "\\t".to_owned(),
        0x20..=0x7e => char::from(byte).to_string(),
        _ => format!("\\x{byte:02x}"),
    }
}

/// A string in protobuf's text form.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if (c as u32) < 0x20 => out.push_str(&format!("\\x{:02x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_print_as_go_prints_them() {
        for (f, wanted) in [
            (2.0, "2"),
            (999999.0, "999999"),
            (1e6, "1e+06"),
            (1234567.0, "1.234567e+06"),
            (100000.5, "100000.5"),
            (0.0001, "0.0001"),
            (1e-5, "1e-05"),
            (1e100, "1e+100"),
            (-0.0, "-0"),
            (f64::NEG_INFINITY, "-Inf"),
        ] {
            assert_eq!(float_text(f), wanted);
        }
    }

    #[test]
    fn durations() {
        assert_eq!(duration_text("3661.5s"), "seconds:3661 nanos:500000000");
    }
}
