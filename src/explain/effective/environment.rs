//! The environment that a container gets: of several entries of one name the last, with the
//! references to others replaced.

use std::collections::HashMap;

use super::expand::{Part, is_of_a_service, parts};
use super::{containers, field, item};
use crate::tree::{FieldPath, Node, Origin, Text};

/// The environment of one container.
#[derive(Clone, Debug)]
pub struct Environment {
    /// The container's name.
    pub container: Text,
    /// Its path.
    pub path: FieldPath,
    /// How many `envFrom` sources it has; whatever they give, an entry of the same name wins.
    pub sources: usize,
    /// The variables by the entry that counts, in the order of the list.
    pub variables: Vec<Variable>,
    /// Items of `command` and `args` with references. They see every variable as the container gets it.
    pub arguments: Vec<Expanded>,
}

/// One variable.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its name.
    pub name: Text,
    /// Its entries in the order of the list; the last one counts.
    pub entries: Vec<Entry>,
}

/// One entry of `env`.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its place in the list, from 0.
    pub index: usize,
    /// What it gives, and what becomes of it.
    pub text: Expanded,
    /// Where the value comes from elsewhere (`fieldRef metadata.name`), instead of a text.
    pub from: Option<String>,
    /// It may be missing on the cluster, and then the entry before it counts.
    pub optional: bool,
}

/// A text in which the kubelet replaces references.
#[derive(Clone, Debug)]
pub struct Expanded {
    /// The path of the text.
    pub path: FieldPath,
    /// The text as the Pod has it.
    pub text: Text,
    /// Where it comes from.
    pub origin: Origin,
    /// Its references.
    pub references: Vec<Reference>,
    /// The text as the container gets it, where that is known.
    pub result: Option<String>,
}

/// A `$(NAME)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The name.
    pub name: String,
    /// The index of the entry whose value it gets.
    pub entry: Option<usize>,
    /// Whether that entry may be missing.
    pub optional: bool,
    /// Who else may give it, if no entry (or one that may be missing) does.
    pub outside: Option<Outside>,
    /// The index of an entry of this name that comes too late.
    pub later: Option<usize>,
}

/// What the Pod does not say, but may give a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// A source of `envFrom`.
    EnvFrom,
    /// A service of the cluster.
    Service,
    /// Either of them.
    Both,
}

impl Reference {
    /// Whether it stays as it is, whatever the cluster.
    pub fn stays(&self) -> bool {
        self.entry.is_none() && self.outside.is_none()
    }
}

impl Expanded {
    /// Whether the container gets something else than the Pod says.
    pub fn changes(&self) -> bool {
        self.result.as_deref() != Some(self.text.as_str())
    }
}

/// The environments of all containers, init containers first; those without any are left out.
pub(super) fn environments(spec: &Node) -> Vec<Environment> {
    let links = spec.get("enableServiceLinks").and_then(Node::as_bool) != Some(false);
    let found = containers(spec).map(|(_, path, container)| environment(container, path, links));
    found.filter(|e| !e.variables.is_empty() || e.sources > 0 || !e.arguments.is_empty()).collect()
}

/// What is known of a variable on the way through the list.
#[derive(Clone)]
struct Known {
    index: usize,
    /// Its value, if the Pod says it.
    value: Option<String>,
    /// Whether it may be missing.
    optional: bool,
}

fn environment(container: &Node, path: FieldPath, links: bool) -> Environment {
    let sources = container.get("envFrom").map_or(0, |n| n.items().len());
    let list = container.get("env").map_or(&[][..], Node::items);
    let mut seen = Seen { known: HashMap::new(), last: HashMap::new(), sources, links };
    for (i, entry) in list.iter().enumerate() {
        seen.last.insert(entry.str_at("name"), i);
    }
    let above = field(&path, "env");
    let mut variables: Vec<Variable> = Vec::new();
    let mut at: HashMap<&str, usize> = HashMap::new();
    for (i, node) in list.iter().enumerate() {
        let name = node.str_at("name");
        let entry = seen.entry(node, i, &item(&above, i));
        let known = Known { index: i, value: entry.text.result.clone(), optional: entry.optional };
        seen.known.insert(name, known);
        let text = node.get("name").and_then(Node::as_text).cloned().unwrap_or(Text::Static(""));
        let slot = *at.entry(name).or_insert_with(|| {
            variables.push(Variable { name: text, entries: Vec::new() });
            variables.len() - 1
        });
        if let Some(variable) = variables.get_mut(slot) {
            variable.entries.push(entry);
        }
    }
    variables.sort_by_key(|v| v.entries.last().map(|e| e.index));
    let arguments = seen.arguments(container, &path);
    let container = container.get("name").and_then(Node::as_text).cloned().unwrap_or(Text::Static(""));
    Environment { container, path, sources, variables, arguments }
}

/// The variables on the way through the list.
struct Seen<'a> {
    known: HashMap<&'a str, Known>,
    /// The last entry of each name.
    last: HashMap<&'a str, usize>,
    sources: usize,
    /// Whether the services of the namespace give variables, too.
    links: bool,
}

impl Seen<'_> {
    fn entry(&self, node: &Node, index: usize, path: &FieldPath) -> Entry {
        let value = node.get("value").filter(|v| v.is_filled());
        let source = node.get("valueFrom").filter(|v| !v.is_null() && value.is_none());
        let mut text = match value {
            Some(value) => self.expanded(value, field(path, "value")),
            None => {
                let origin = node.get("value").unwrap_or(node).origin.clone();
                Expanded {
                    path: field(path, if source.is_some() { "valueFrom" } else { "value" }),
                    text: Text::Static(""),
                    origin,
                    references: Vec::new(),
                    result: source.is_none().then(String::new),
                }
            }
        };
        if let Some(source) = source {
            text.origin = source.entries().first().map_or(&source.origin, |e| &e.node.origin).clone();
        }
        let optional = source
            .is_some_and(|s| s.entries().iter().any(|e| e.node.get("optional").and_then(Node::as_bool) == Some(true)));
        Entry { index, text, from: source.map(in_words), optional }
    }

    fn expanded(&self, node: &Node, path: FieldPath) -> Expanded {
        let text = node.as_text().cloned().unwrap_or(Text::Static(""));
        let mut references: Vec<Reference> = Vec::new();
        let mut result = Some(String::new());
        for part in parts(&text) {
            let piece = match part {
                Part::Text(text) => Some(text),
                Part::Reference(name) => {
                    let (reference, value) = self.reference(&name);
                    if !references.contains(&reference) {
                        references.push(reference);
                    }
                    value
                }
            };
            result = result.zip(piece).map(|(whole, piece)| whole + &piece);
        }
        Expanded { path, text, origin: node.origin.clone(), references, result }
    }

    /// A reference, and what it becomes if the Pod says it.
    fn reference(&self, name: &str) -> (Reference, Option<String>) {
        let known = self.known.get(name);
        let entry = known.map(|k| k.index);
        let certain = known.is_some_and(|k| !k.optional);
        // the API server's own service gives its variables to every Pod
        let service = is_of_a_service(name) && (self.links || name.starts_with("KUBERNETES_"));
        let outside = match (certain, self.sources > 0, service) {
            (true, ..) | (_, false, false) => None,
            (_, true, true) => Some(Outside::Both),
            (_, true, false) => Some(Outside::EnvFrom),
            (_, false, true) => Some(Outside::Service),
        };
        let later = self.last.get(name).copied().filter(|last| entry.is_none_or(|entry| *last > entry));
        let value = match known {
            Some(known) if certain => known.value.clone(),
            Some(_) => None,
            None => outside.is_none().then(|| format!("$({name})")),
        };
        let optional = entry.is_some() && !certain;
        (Reference { name: name.to_owned(), entry, optional, outside, later }, value)
    }

    fn arguments(&self, container: &Node, path: &FieldPath) -> Vec<Expanded> {
        let mut found = Vec::new();
        for list in ["command", "args"] {
            let above = field(path, list);
            let items = container.get(list).map_or(&[][..], Node::items);
            for (i, node) in items.iter().enumerate().filter(|(_, n)| n.as_str().is_some_and(|s| s.contains('$'))) {
                let argument = self.expanded(node, item(&above, i));
                if argument.changes() || !argument.references.is_empty() {
                    found.push(argument);
                }
            }
        }
        found
    }
}

/// A source of a value in a few words: `secretKeyRef db password`.
fn in_words(source: &Node) -> String {
    let Some(entry) = source.entries().iter().find(|e| !e.node.is_null()) else { return "nothing".to_owned() };
    let mut words = vec![entry.key.to_string()];
    for key in ["containerName", "name", "volumeName", "path", "key", "fieldPath", "resource"] {
        let text = entry.node.str_at(key);
        words.extend((!text.is_empty()).then(|| text.to_owned()));
    }
    words.join(" ")
}

#[cfg(test)]
mod tests;
