//! Parts of documents as people put them into their files: block YAML in the order in which it is thought, or JSON.

use crate::output::{json, mask};
use crate::tree::{Entry, Node, Value};
use crate::yaml::{emit_json, emit_yaml};

/// Maps by the names of environment variables.
const ENVIRONMENTS: &[&str] = &["environment", "env_vars", "env", "default-env-vars"];

/// The lines of a part of a document; with `hide` without values that look like secrets.
pub(super) fn lines(node: &Node, is_json: bool, hide: bool) -> Vec<String> {
    let node = if hide { masked(node, false) } else { node.clone() };
    let mut out = String::new();
    if is_json {
        // writing to a string does not fail
        let _ = emit_json(&node, &mut out);
    } else {
        block(&node, 0, &mut out);
    }
    out.lines().map(str::to_owned).collect()
}

/// A copy without the values of variables that look like secrets.
pub(super) fn masked(node: &Node, in_environment: bool) -> Node {
    let secret = mask::is_secret_name;
    match &node.value {
        Value::Seq(items) => {
            let items = items.iter().map(|item| masked(item, in_environment)).collect();
            Node::seq(items, node.origin.clone())
        }
        Value::Map(map) => {
            let name = node.get("name").or_else(|| node.get("key")).and_then(Node::as_str);
            // `{name: X, value: x}` is one variable, `{NAME: x, VALUE: y}` are two
            let is_pair = name.is_some() && ["value", "valueFrom"].iter().any(|key| node.get(key).is_some());
            let entry = |e: &Entry| {
                let by_key = in_environment && !is_pair && secret(&e.key) && e.node.as_str().is_some();
                let by_name = in_environment && is_pair && e.key == "value" && name.is_some_and(secret);
                let node = match by_key || by_name {
                    true => Node::str(mask::MASK, e.node.origin.clone()),
                    false => masked(&e.node, ENVIRONMENTS.contains(&e.key.as_str())),
                };
                Entry { node, ..e.clone() }
            };
            let entries = map.entries().iter().map(entry).collect();
            Node::map(crate::tree::Map::in_order(entries), node.origin.clone())
        }
        _ => node.clone(),
    }
}

/// A value in block form, its first line at the end of what is there.
fn block(node: &Node, indent: usize, out: &mut String) {
    match &node.value {
        Value::Map(map) if !map.is_empty() => {
            for (i, entry) in map.entries().iter().enumerate() {
                begin(i, indent, out);
                key(&entry.key, out);
                inner(&entry.node, indent + 2, out);
            }
        }
        Value::Seq(items) if !items.is_empty() => {
            for (i, item) in items.iter().enumerate() {
                begin(i, indent, out);
                out.push_str("- ");
                block(item, indent + 2, out);
            }
        }
        _ => leaf(node, indent, out),
    }
}

fn begin(i: usize, indent: usize, out: &mut String) {
    if i > 0 {
        out.push_str(&" ".repeat(indent));
    }
}

/// A value behind the `:` of a key, which stands two columns before `indent`.
fn inner(node: &Node, indent: usize, out: &mut String) {
    if node.is_leaf() {
        out.push(' ');
        leaf(node, indent, out);
    } else {
        out.push('\n');
        out.push_str(&" ".repeat(indent));
        block(node, indent, out);
    }
}

fn key(key: &str, out: &mut String) {
    let mut map = crate::tree::Map::in_order(Vec::new());
    let nothing = Node::map(
        crate::tree::Map::sorted(),
        crate::tree::Origin::input(crate::source::Span::new(crate::source::SourceId(0), 0, 0)),
    );
    map.set(key.into(), nothing.clone());
    let mut text = String::new();
    let _ = emit_yaml(&Node::map(map, nothing.origin), None, &mut text);
    out.push_str(text.trim_end().trim_end_matches("{}").trim_end());
}

/// A scalar or an empty collection with the end of its line; further lines of a text at `indent`.
fn leaf(node: &Node, indent: usize, out: &mut String) {
    let mut text = String::new();
    let _ = emit_yaml(node, None, &mut text);
    for (i, line) in text.lines().enumerate() {
        if i > 0 && !line.is_empty() {
            out.push_str(&" ".repeat(indent.saturating_sub(2)));
        }
        out.push_str(line);
        out.push('\n');
    }
}

/// The lines as one JSON string.
pub(super) fn as_json(lines: &[String], out: &mut String) {
    json::string(&lines.join("\n"), out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;
    use crate::yaml::{Dialect, parse};

    fn read(text: &str) -> Node {
        let mut sources = Sources::new();
        let id = sources.add("f", text);
        parse(&sources, id, Dialect::Core).unwrap().swap_remove(0).root
    }

    #[test]
    fn what_is_written_reads_the_same() {
        for text in [
            "{b: 1, a: {c: [x, {name: y, z: [1, [2]]}]}}",
            "{'on': 'yes', 'k: x': \"two\\nlines\\n\", e: [], f: {}}",
            "[{name: a, v: \"x\\n y\"}]",
            "{a: {\"x/y.z\": \"5\"}}",
        ] {
            let node = read(text);
            let written = lines(&node, false, false).join("\n");
            assert_eq!(read(&written), node, "{written}");
        }
        let first = lines(&read("{name: x, image: i}"), false, false);
        assert_eq!(first, ["name: x", "image: i"], "in the order given");
    }

    #[test]
    fn secrets_are_not_shown() {
        for text in [
            "{environment: {API_TOKEN: s3cret, LOG: x}}",
            "{env: [{name: API_TOKEN, value: s3cret}]}",
            "{container: {env: [{key: API_TOKEN, value: s3cret}]}}",
            "{default-env-vars: [{API_TOKEN: s3cret}, {LOG: x}]}",
        ] {
            let hidden = lines(&read(text), false, true).join("\n");
            assert!(hidden.contains("***") && !hidden.contains("s3cret"), "{hidden}");
            let shown = lines(&read(text), false, false).join("\n");
            assert!(shown.contains("s3cret"), "{shown}");
        }
    }
}
