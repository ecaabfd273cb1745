//! The environment of Flyte's own process, as far as it overrides the configuration.

use super::go::upper;
use super::registered::is_registered;
use crate::flyte::version::FlyteVersion;
use crate::tree::{Layer, Node, Value};

/// The variables that can override something, by name.
#[derive(Debug, Default)]
pub struct Environment {
    variables: Vec<(String, Node)>,
}

impl Environment {
    /// Takes from a map of strings the variables whose names begin like a section. An empty
    /// variable counts as unset.
    pub fn new(environment: &Node, is_section: impl Fn(&str) -> bool) -> Self {
        let mut variables = Vec::new();
        for entry in environment.entries() {
            let first = entry.key.split('.').next().unwrap_or("");
            if first.is_empty() || first.bytes().any(|b| b.is_ascii_lowercase()) || !is_section(&first.to_lowercase()) {
                continue;
            }
            let Some(value) = text(&entry.node) else { continue };
            if !value.is_empty() {
                let node = Node::str(value, entry.node.origin.in_layer(Layer::Environment));
                variables.push((entry.key.to_string(), node));
            }
        }
        Environment { variables }
    }

    /// Whether no variable overrides anything.
    pub fn is_empty(&self) -> bool {
        self.variables.is_empty()
    }

    fn get(&self, name: &str) -> Option<&(String, Node)> {
        self.variables.iter().find(|(n, _)| n == name)
    }

    /// What the environment says about a lower-case path with dots.
    pub fn at(&self, path: &str, version: FlyteVersion) -> Override<'_> {
        if self.is_empty() {
            return Override::None;
        }
        let name = upper(path);
        if let Some((_, node)) = self.get(&name) {
            return Override::Value(node);
        }
        let parents = name.match_indices('.').map(|(i, _)| name.get(..i).unwrap_or(""));
        if let Some((name, node)) = parents.filter_map(|parent| self.get(parent)).next() {
            return Override::Hidden(name, node);
        }
        if let Some((_, node)) = self.get(&name.replace('-', "_")).filter(|_| is_registered(path, version)) {
            return Override::Value(node);
        }
        Override::None
    }
}

/// What the environment says about a path.
#[derive(Debug)]
pub enum Override<'a> {
    /// Nothing.
    None,
    /// This value wins over all files.
    Value(&'a Node),
    /// The variable of this name, called like a section, hides what the files say.
    Hidden(&'a str, &'a Node),
}

/// A variable's text; a careless fact may be a number.
fn text(node: &Node) -> Option<String> {
    Some(match &node.value {
        Value::Str(text) => text.to_string(),
        Value::Bool(b) => b.to_string(),
        Value::Int(n) => n.to_string(),
        Value::Float(f) => f.to_string(),
        _ => return None,
    })
}
