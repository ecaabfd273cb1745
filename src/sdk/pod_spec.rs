//! A pod spec as people write it, in Kubernetes' names or the Python client's, as the JSON that the
//! client would make of it. Values that Flyte would refuse go through: Flyte itself says why.

use super::client::{self, Attribute, Kind};
use super::reader::{Reader, in_layer};
use crate::diagnostic::{Diagnostic, suggest};
use crate::tree::{Entry, Layer, Map, Node, Text, Value};

/// The layer of everything in a task's pod template.
const LAYER: Layer = Layer::TaskPodTemplate;

/// Whether a lone string in `command` and `args` counts as a list of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LoneStrings {
    /// As the documentation has it in its examples.
    AreLists,
    /// They stay strings, which Flyte refuses.
    Stay,
}

/// Reads a pod spec; what is wrong goes to the reader.
pub(super) fn pod_spec(reader: &mut Reader<'_>, node: &Node, lone: LoneStrings) -> Option<Node> {
    if node.is_null() {
        return None;
    }
    let mut walk = Walk { reader, lone };
    Some(walk.object(node, "V1PodSpec", "pod_spec"))
}

struct Walk<'w, 'a> {
    reader: &'w mut Reader<'a>,
    lone: LoneStrings,
}

impl Walk<'_, '_> {
    /// An object of a class. What is no mapping stays, if it is a scalar.
    fn object(&mut self, node: &Node, class: &'static str, path: &str) -> Node {
        let Value::Map(map) = &node.value else {
            if matches!(node.value, Value::Seq(_)) || class == "V1PodSpec" || class == "V1Container" {
                self.reader.wrong(path, "a mapping", node);
            }
            return in_layer(node, LAYER);
        };
        let attributes = client::attributes(class);
        let mut seen: Vec<(&Attribute, &Entry)> = Vec::new();
        let mut out = Vec::with_capacity(map.len());
        for entry in map.entries() {
            let Some(attribute) = attributes.iter().find(|a| entry.key == a.json || entry.key == a.python) else {
                self.unknown(entry, attributes, path);
                continue;
            };
            if let Some((_, first)) = seen.iter().find(|(a, _)| a.json == attribute.json) {
                self.reader.twice(first, entry);
                continue;
            }
            seen.push((attribute, entry));
            let node = self.field(&entry.node, attribute, class, &format!("{path}.{}", entry.key));
            out.push(Entry { key: Text::Static(attribute.json), key_span: entry.key_span, node });
        }
        Node::map(Map::in_order(out), node.origin.in_layer(LAYER))
    }

    fn field(&mut self, node: &Node, attribute: &Attribute, class: &str, path: &str) -> Node {
        let lists = matches!(attribute.json, "command" | "args") && class == "V1Container";
        if lists && self.lone == LoneStrings::AreLists && is_scalar(node) {
            let message = format!("`{path}` is a single string; read as a list of one, as the documentation shows it");
            let help = "write it as a list: every version of Flyte refuses or drops a single string";
            let found = Diagnostic::note("task/string-as-list", message).maybe_at(node.span(), "a single string");
            self.reader.report(found.help(help));
            return Node::seq(vec![self.text(node)], node.origin.in_layer(LAYER));
        }
        // The SDK goes through these lists itself; of other lists Flyte says what it thinks of a scalar.
        let walked = matches!((class, attribute.json), ("V1PodSpec", "containers") | ("V1Container", "env"));
        if walked && is_scalar(node) {
            return self.refused(node, "a list", path);
        }
        self.value(node, &attribute.kind, path)
    }

    fn value(&mut self, node: &Node, kind: &Kind, path: &str) -> Node {
        match (kind, &node.value) {
            (_, Value::Null) | (Kind::Plain, _) => in_layer(node, LAYER),
            (Kind::Text, _) => self.text(node),
            (Kind::Class(class), _) => self.object(node, class, path),
            (Kind::Dict, Value::Map(map)) => {
                let entries = map.entries().iter().map(|e| Entry { node: self.text(&e.node), ..e.clone() });
                Node::map(Map::in_order(entries.collect()), node.origin.in_layer(LAYER))
            }
            (Kind::List(inner), Value::Seq(items)) => {
                let items = items.iter().enumerate().map(|(i, n)| self.value(n, inner, &format!("{path}[{i}]")));
                let items = items.collect();
                Node::seq(items, node.origin.in_layer(LAYER))
            }
            (Kind::Dict, Value::Seq(_)) => self.refused(node, "a mapping", path),
            (Kind::List(_), Value::Map(_)) => self.refused(node, "a list", path),
            (Kind::Dict | Kind::List(_), _) => in_layer(node, LAYER),
        }
    }

    /// A scalar as the text that is written; other shapes stay.
    fn text(&self, node: &Node) -> Node {
        self.reader.as_string(node, LAYER).unwrap_or_else(|| in_layer(node, LAYER))
    }

    fn refused(&mut self, node: &Node, expected: &str, path: &str) -> Node {
        self.reader.wrong(path, expected, node);
        in_layer(node, LAYER)
    }

    /// An unknown name: the nearest one in the spelling that the key has.
    fn unknown(&mut self, entry: &Entry, attributes: &'static [Attribute], path: &str) {
        let snake = entry.key.contains('_');
        let names = attributes.iter().map(|a| if snake { a.python } else { a.json });
        if suggest(&entry.key, names.clone()).is_some() {
            self.reader.unknown_key(entry, &format!("`{path}`"), names);
        } else {
            self.reader.unknown_key(entry, &format!("`{path}`"), attributes.iter().map(|a| a.json));
        }
    }
}

fn is_scalar(node: &Node) -> bool {
    !matches!(node.value, Value::Null | Value::Seq(_) | Value::Map(_))
}

/// Makes a command or args that are one text a list of it, as the documentation shows them.
pub(super) fn lone_strings_are_lists(spec: &mut Node) {
    for containers in ["containers", "initContainers"] {
        let lone =
            |node: &Node| ["command", "args"].iter().any(|key| node.get(key).is_some_and(|n| n.as_str().is_some()));
        if !spec.get(containers).is_some_and(|list| list.items().iter().any(lone)) {
            continue;
        }
        let Some(list) = spec.map_mut().get_mut(containers) else { continue };
        for container in list.seq_mut() {
            for key in ["command", "args"] {
                if let Some(text) = container.get(key).filter(|node| node.as_str().is_some()).cloned() {
                    let origin = text.origin.clone();
                    container.set(key, Node::seq(vec![text], origin));
                }
            }
        }
    }
}
