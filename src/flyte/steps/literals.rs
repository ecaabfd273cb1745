//! Literals of inputs as text, and protobuf Structs as Go prints them in messages.

use base64::Engine;

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
    if literal.get("map").is_some() {
        return Err("received an unexpected primitive type [*core.Literal_Map]".to_owned());
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
        let mut reader = MsgPack { bytes: &bytes, depth: 0 };
        return reader.text().ok_or_else(|| "failed to decode msgpack".to_owned());
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
        ("datetime", Value::Str(s)) => datetime_text(s),
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

/// RFC 3339 with `Z` and no trailing zeros in the fraction.
fn datetime_text(text: &str) -> String {
    let body = text.strip_suffix('Z').unwrap_or(text);
    match body.split_once('.') {
        Some((whole, fraction)) => {
            let fraction = fraction.trim_end_matches('0');
            if fraction.is_empty() { format!("{whole}Z") } else { format!("{whole}.{fraction}Z") }
        }
        None => format!("{body}Z"),
    }
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

/// Reads MessagePack and prints it as Go's `%v` does.
struct MsgPack<'b> {
    bytes: &'b [u8],
    depth: usize,
}

impl MsgPack<'_> {
    fn take(&mut self, n: usize) -> Option<&[u8]> {
        let (head, tail) = self.bytes.split_at_checked(n)?;
        self.bytes = tail;
        Some(head)
    }

    fn number(&mut self, n: usize) -> Option<u64> {
        Some(self.take(n)?.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte)))
    }

    fn string(&mut self, n: usize) -> Option<String> {
        self.take(n).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    fn list(&mut self, n: usize) -> Option<String> {
        let mut items = Vec::new();
        for _ in 0..n {
            items.push(self.text()?);
        }
        Some(format!("[{}]", items.join(" ")))
    }

    fn map(&mut self, n: usize) -> Option<String> {
        let mut pairs = Vec::new();
        for _ in 0..n {
            let key = self.text()?;
            pairs.push((key, self.text()?));
        }
        pairs.sort();
        let pairs: Vec<String> = pairs.into_iter().map(|(k, v)| format!("{k}:{v}")).collect();
        Some(format!("map[{}]", pairs.join(" ")))
    }

    fn text(&mut self) -> Option<String> {
        self.depth += 1;
        if self.depth > 200 {
            return None;
        }
        let text = self.value();
        self.depth -= 1;
        text
    }

    fn value(&mut self) -> Option<String> {
        let tag = *self.take(1)?.first()?;
        let size = |n: u64| usize::try_from(n).ok();
        match tag {
            0x00..=0x7f => Some(tag.to_string()),
            0x80..=0x8f => self.map(usize::from(tag & 15)),
            0x90..=0x9f => self.list(usize::from(tag & 15)),
            0xa0..=0xbf => self.string(usize::from(tag & 31)),
            0xc0 => Some("<nil>".to_owned()),
            0xc2 => Some("false".to_owned()),
            0xc3 => Some("true".to_owned()),
            0xc4..=0xc6 => {
                let n = self.number(1 << (tag - 0xc4)).and_then(size)?;
                let bytes: Vec<String> = self.take(n)?.iter().map(u8::to_string).collect();
                Some(format!("[{}]", bytes.join(" ")))
            }
            0xca => {
                let value = f32::from_bits(self.number(4)? as u32);
                Some(float_text(format!("{value}").parse().ok()?))
            }
            0xcb => self.number(8).map(|bits| float_text(f64::from_bits(bits))),
            0xcc..=0xcf => self.number(1 << (tag - 0xcc)).map(|n| n.to_string()),
            0xd0 => self.number(1).map(|n| (n as u8 as i8).to_string()),
            0xd1 => self.number(2).map(|n| (n as u16 as i16).to_string()),
            0xd2 => self.number(4).map(|n| (n as u32 as i32).to_string()),
            0xd3 => self.number(8).map(|n| (n as i64).to_string()),
            0xd9..=0xdb => {
                let n = self.number(1 << (tag - 0xd9)).and_then(size)?;
                self.string(n)
            }
            0xdc => self.number(2).and_then(size).and_then(|n| self.list(n)),
            0xdd => self.number(4).and_then(size).and_then(|n| self.list(n)),
            0xde => self.number(2).and_then(size).and_then(|n| self.map(n)),
            0xdf => self.number(4).and_then(size).and_then(|n| self.map(n)),
            0xe0..=0xff => Some((tag as i8).to_string()),
            _ => None,
        }
    }
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
    fn times_and_messagepack() {
        assert_eq!(datetime_text("2024-01-02T03:04:05.120Z"), "2024-01-02T03:04:05.12Z");
        assert_eq!(duration_text("3661.5s"), "seconds:3661 nanos:500000000");
        let bytes = [0x82, 0xa1, b'b', 1, 0xa1, b'a', 0x93, 1, 0xa1, b'x', 0xc3];
        assert_eq!(MsgPack { bytes: &bytes, depth: 0 }.text().as_deref(), Some("map[a:[1 x true] b:1]"));
    }
}
