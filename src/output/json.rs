//! JSON as podtpl's own documents are written: one line where it fits the reader, keys in the order given.

use crate::tree::{Node, Value};

/// Appends a JSON string.
pub fn string(text: &str, out: &mut String) {
    out.push('"');
    let mut plain = 0;
    for (i, c) in text.char_indices() {
        let escape = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            c if c.is_control() => {
                out.push_str(text.get(plain..i).unwrap_or(""));
                out.push_str(&format!("\\u{:04x}", c as u32));
                plain = i + c.len_utf8();
                continue;
            }
            _ => continue,
        };
        out.push_str(text.get(plain..i).unwrap_or(""));
        out.push_str(escape);
        plain = i + 1;
    }
    out.push_str(text.get(plain..).unwrap_or(""));
    out.push('"');
}

/// Appends a value on one line.
pub fn value(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Int(n) => out.push_str(&n.to_string()),
        Value::Float(n) => match serde_json::Number::from_f64(*n) {
            Some(n) => out.push_str(&n.to_string()),
            None => out.push_str("null"),
        },
        Value::Str(text) => string(text, out),
        Value::Seq(items) => list(items.iter(), out, |item, out| self::value(&item.value, out)),
        Value::Map(map) => {
            out.push('{');
            for (i, entry) in map.entries().iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                string(&entry.key, out);
                out.push_str(": ");
                self::value(&entry.node.value, out);
            }
            out.push('}');
        }
    }
}

/// Appends a list on one line.
pub fn list<T>(items: impl Iterator<Item = T>, out: &mut String, mut each: impl FnMut(T, &mut String)) {
    out.push('[');
    for (i, item) in items.enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        each(item, out);
    }
    out.push(']');
}

/// A value on one line without blanks, keys as they stand.
pub fn compact(node: &Node) -> String {
    fn write(value: &Value, out: &mut String) {
        match value {
            Value::Seq(items) => {
                out.push('[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    write(&item.value, out);
                }
                out.push(']');
            }
            Value::Map(map) => {
                out.push('{');
                for (i, entry) in map.entries().iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    string(&entry.key, out);
                    out.push(':');
                    write(&entry.node.value, out);
                }
                out.push('}');
            }
            scalar => self::value(scalar, out),
        }
    }
    let mut out = String::new();
    write(&node.value, &mut out);
    out
}
