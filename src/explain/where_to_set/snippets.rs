//! What people have to do to one document: the key, and the part of the document that says it.

use super::answers::{Action, Change, Input};
use super::edit::{At, Edit, Put, Taken, Trail};
use super::value::{beside, kept};
use crate::tree::{Entry, FieldPath, Map, Node, Text, Value};

/// What people have to do to one text, which may have several documents.
pub(super) fn change(trails: &[(&Edit, Trail)], wanted: &Node, input: Input, is_json: bool, several: bool) -> Change {
    let is_wanted = |edit: &Edit| matches!(&edit.put, Put::Value(value) if value == wanted);
    let longest = trails.iter().filter(|(edit, _)| is_wanted(edit)).map(|(e, _)| e.path.len()).max();
    let main = trails.iter().find(|(edit, _)| is_wanted(edit) && Some(edit.path.len()) == longest).or(trails.last());
    let mut out = Change {
        input,
        key: String::new(),
        action: Action::Add,
        at: None,
        snippet: Node::null(beside()),
        is_json,
        written: None,
    };
    for (edit, trail) in trails {
        out.snippet = joined(&out.snippet, &snippet(edit, trail));
    }
    if let Some((edit, trail)) = main {
        out.key = key(trail);
        // where the file has one document, its beginning says nothing
        out.at = trail.nearest.filter(|_| !is_new(edit) && (trail.depth > 0 || several));
        out.action = match (&edit.put, &trail.old) {
            (Put::Remove, _) => Action::Remove,
            (_, Some(_)) => Action::Change,
            (_, None) => Action::Add,
        };
    }
    out
}

fn is_new(edit: &Edit) -> bool {
    matches!(edit.at, At::New(_))
}

/// The key as the file has it.
fn key(trail: &Trail) -> String {
    let mut out = String::new();
    for step in &trail.steps {
        match step {
            Taken::Key(key) => {
                let mut one = FieldPath::default();
                one.push_key(key.clone());
                let text = one.to_string();
                if !out.is_empty() && !text.starts_with('[') {
                    out.push('.');
                }
                out.push_str(&text);
            }
            Taken::Item { identity: Some((_, Value::Str(name))), .. } => out.push_str(&format!("[{name}]")),
            Taken::Item { identity: Some((_, Value::Int(n))), .. } => out.push_str(&format!("[{n}]")),
            Taken::Item { .. } => out.push_str("[]"),
        }
    }
    out
}

/// The part of a document that an edit wrote, with all parents.
fn snippet(edit: &Edit, trail: &Trail) -> Node {
    let mut node = match &edit.put {
        Put::Value(value) => value.clone(),
        Put::Remove => trail.old.as_ref().map_or_else(|| Node::null(beside()), kept),
    };
    for (i, step) in trail.steps.iter().enumerate().rev() {
        node = match step {
            Taken::Key(key) => map(vec![Entry::new(key.clone(), node)]),
            Taken::Item { others: Some((before, behind)), .. } if edit.put != Put::Remove => {
                let items = before.iter().chain([&node]).chain(behind).cloned();
                Node::seq(items.collect(), beside())
            }
            Taken::Item { identity, whole, .. } => {
                let fill = trail.fill.iter().find(|(n, _)| *n == i + 1).map_or(&[][..], |(_, fill)| fill);
                let item = item(identity.as_ref(), fill, node);
                Node::seq(vec![whole.as_ref().map_or(item.clone(), |whole| joined(whole, &item))], beside())
            }
        };
    }
    node
}

fn map(entries: Vec<Entry>) -> Node {
    Node::map(Map::in_order(entries), beside())
}

/// An item of a list, what tells it from others first.
fn item(identity: Option<&(Vec<Text>, Value)>, fill: &[(&'static str, Node)], node: Node) -> Node {
    if !matches!(node.value, Value::Map(_)) {
        return node;
    }
    let mut out = map(Vec::new());
    if let Some((keys, value)) = identity {
        let leaf = Node::new(value.clone(), beside());
        let nested = keys.iter().rev().fold(leaf, |node, key| map(vec![Entry::new(key.clone(), node)]));
        out = joined(&out, &nested);
    }
    let fill = fill.iter().map(|(key, value)| Entry::new(Text::Static(key), value.clone())).collect();
    joined(&joined(&out, &map(fill)), &node)
}

/// Two snippets of one document as one.
fn joined(a: &Node, b: &Node) -> Node {
    match (&a.value, &b.value) {
        (Value::Null, _) => b.clone(),
        (Value::Map(left), Value::Map(right)) => {
            let mut entries = left.entries().to_vec();
            for entry in right.entries() {
                match entries.iter_mut().find(|e| e.key == entry.key) {
                    Some(there) => there.node = joined(&there.node, &entry.node),
                    None => entries.push(entry.clone()),
                }
            }
            map(entries)
        }
        (Value::Seq(left), Value::Seq(right)) => {
            let mut items = left.to_vec();
            for item in right.iter() {
                let name = item.get("name");
                match items.iter_mut().find(|i| name.is_some() && i.get("name") == name) {
                    Some(there) => *there = joined(there, item),
                    None => items.push(item.clone()),
                }
            }
            Node::seq(items, beside())
        }
        _ => b.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::value::new;
    use super::*;

    #[test]
    fn snippets_of_one_file_are_joined() {
        let leaf = |n| Node::int(n, new());
        let side = |key: &str, n| map(vec![Entry::new(key.into(), leaf(n))]);
        let item = |node: Node| {
            let mut entries = vec![Entry::new("name".into(), Node::str("x", new()))];
            entries.extend(node.entries().to_vec());
            Node::seq(vec![map(entries)], new())
        };
        let both = joined(&item(side("a", 1)), &item(side("b", 2)));
        let keys: Vec<&str> = both.items()[0].entries().iter().map(|e| e.key.as_str()).collect();
        assert_eq!((both.items().len(), keys), (1, vec!["name", "a", "b"]));
    }
}
