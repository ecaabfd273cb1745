//! Tree to JSON, as `kubectl get -o json` prints it.

use std::fmt;

use super::emit::is_ordered;
use super::quote::{spaces, write_int, write_json_float};
use crate::tree::{Entry, Node, Value, in_natural_order};

/// Writes a value as JSON, indented by four spaces as kubectl does, keys in kubectl's order;
/// without a line break at the end.
pub fn emit_json(node: &Node, out: &mut impl fmt::Write) -> fmt::Result {
    write(node, Some(0), out)
}

/// Writes a value as JSON without any white space, keys in kubectl's order.
pub fn emit_json_compact(node: &Node, out: &mut impl fmt::Write) -> fmt::Result {
    write(node, None, out)
}

/// Writes a value; `indent` is that of its line, nothing for one line only.
fn write(node: &Node, indent: Option<usize>, out: &mut impl fmt::Write) -> fmt::Result {
    match &node.value {
        Value::Null => out.write_str("null"),
        Value::Bool(true) => out.write_str("true"),
        Value::Bool(false) => out.write_str("false"),
        Value::Int(n) => write_int(*n, out),
        Value::Float(f) => write_json_float(*f, out),
        Value::Str(text) => write_json_string(text, out),
        Value::Seq(items) => write_list(items, indent, out),
        Value::Map(map) => write_map(map.entries(), indent, out),
    }
}

fn write_list(items: &[Node], indent: Option<usize>, out: &mut impl fmt::Write) -> fmt::Result {
    out.write_char('[')?;
    for (i, item) in items.iter().enumerate() {
        begin(i, indent, out)?;
        write(item, indent.map(|n| n + 4), out)?;
    }
    end(items.len(), indent, out)?;
    out.write_char(']')
}

fn write_map(entries: &[Entry], indent: Option<usize>, out: &mut impl fmt::Write) -> fmt::Result {
    let sorted: Vec<&Entry> = if is_ordered(entries) { entries.iter().collect() } else { in_natural_order(entries) };
    out.write_char('{')?;
    for (i, entry) in sorted.into_iter().enumerate() {
        begin(i, indent, out)?;
        write_json_string(&entry.key, out)?;
        out.write_str(if indent.is_some() { ": " } else { ":" })?;
        write(&entry.node, indent.map(|n| n + 4), out)?;
    }
    end(entries.len(), indent, out)?;
    out.write_char('}')
}

/// What stands before the `i`-th item.
fn begin(i: usize, indent: Option<usize>, out: &mut impl fmt::Write) -> fmt::Result {
    if i > 0 {
        out.write_char(',')?;
    }
    line(indent.map(|n| n + 4), out)
}

/// What stands behind the last one of `count` items.
fn end(count: usize, indent: Option<usize>, out: &mut impl fmt::Write) -> fmt::Result {
    if count == 0 { Ok(()) } else { line(indent, out) }
}

fn line(indent: Option<usize>, out: &mut impl fmt::Write) -> fmt::Result {
    let Some(indent) = indent else { return Ok(()) };
    out.write_char('\n')?;
    spaces(indent, out)
}

/// Writes a JSON string with the escapes of Go's encoder, but `<`, `>` and `&` as they are.
fn write_json_string(text: &str, out: &mut impl fmt::Write) -> fmt::Result {
    out.write_char('"')?;
    let special = |c: char| matches!(c, '"' | '\\' | '\u{2028}' | '\u{2029}') || c < ' ';
    let mut rest = text;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| special(*c)) {
        let (plain, tail) = rest.split_at(at);
        out.write_str(plain)?;
        match c {
            '"' => out.write_str("\\\"")?,
            '\\' => out.write_str("\\\\")?,
            '\n' => out.write_str("\\n")?,
            '\r' => out.write_str("\\r")?,
            '\t' => out.write_str("\\t")?,
            '\u{8}' => out.write_str("\\b")?,
            '\u{c}' => out.write_str("\\f")?,
            c => write!(out, "\\u{:04x}", c as u32)?,
        }
        rest = tail.get(c.len_utf8()..).unwrap_or("");
    }
    out.write_str(rest)?;
    out.write_char('"')
}
