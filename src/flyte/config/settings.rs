//! The settings tree: what Flyte's library makes of the merged files and the environment
//! (procedure, steps 2 to 4). Dots in keys become levels, nulls and empty maps vanish.

use std::borrow::Cow;
use std::collections::HashMap;

use super::environment::{Environment, Override};
use super::fold::Folded;
use super::notes::Notes;
use super::registered::{is_registered, registered};
use crate::diagnostic::Diagnostic;
use crate::flyte::version::FlyteVersion;
use crate::source::Span;
use crate::tree::{Entry, Map, Node, Origin, Rule, Text, Value, Verdict};

/// What the sections are decoded from.
#[derive(Debug)]
pub struct Settings {
    /// The tree.
    pub root: Map,
    /// Values given as null, by path: they count as not given.
    pub nulls: Vec<(String, Node)>,
    /// Empty maps, by path: they count as not given.
    pub empty: Vec<(String, Node)>,
}

/// Builds the settings tree.
pub fn build(folded: &Folded, environment: &Environment, version: FlyteVersion, notes: &mut Notes) -> Settings {
    let settings = Settings { root: Map::sorted(), nulls: Vec::new(), empty: Vec::new() };
    let mut builder =
        Builder { folded, environment, version, notes, settings, leaves: HashMap::new(), hidden: Vec::new() };
    let mut root = Map::sorted();
    builder.map(&folded.root, &mut String::new(), &mut root);
    if !environment.is_empty() {
        builder.from_environment(&mut root);
    }
    builder.refuse_chance();
    builder.settings.root = root;
    builder.settings
}

struct Builder<'a> {
    folded: &'a Folded,
    environment: &'a Environment,
    version: FlyteVersion,
    notes: &'a mut Notes,
    settings: Settings,
    /// Leaf paths with the place of their key; kept only where they are needed.
    leaves: HashMap<String, Option<Span>>,
    /// Variables that were found to hide something.
    hidden: Vec<String>,
}

impl Builder<'_> {
    fn keeps_leaves(&self) -> bool {
        self.folded.has_dots || !self.environment.is_empty()
    }

    /// Goes through one map of the files; `path` is where it stands, `into` its place in the settings.
    fn map(&mut self, map: &Map, path: &mut String, into: &mut Map) {
        for entry in map.entries() {
            let length = path.len();
            if length > 0 {
                path.push('.');
            }
            path.push_str(&entry.key);
            match &entry.node.value {
                Value::Map(child) if !is_registered(path, self.version) => self.inner(entry, child, path, into),
                _ => self.leaf(entry, path, into),
            }
            path.truncate(length);
        }
    }

    fn inner(&mut self, entry: &Entry, child: &Map, path: &mut String, into: &mut Map) {
        if child.is_empty() {
            self.settings.empty.push((path.clone(), entry.node.clone()));
            self.notes.no_effect(&entry.node, "an empty map counts as not given here");
            return;
        }
        let mut branch = Map::sorted();
        if !entry.key.contains('.')
            && let Some(Value::Map(there)) = into.get_mut(&entry.key).map(|n| &mut n.value)
        {
            branch = std::mem::take(std::rc::Rc::make_mut(there));
        }
        self.map(child, path, &mut branch);
        if branch.is_empty() {
            if !entry.key.contains('.') {
                into.remove(&entry.key);
            }
            return;
        }
        let node = Node { value: Value::Map(branch.into()), ..entry.node.clone() };
        put(into, &entry.key, entry.key_span, node);
    }

    fn leaf(&mut self, entry: &Entry, path: &str, into: &mut Map) {
        if self.keeps_leaves() {
            self.leaves.insert(path.to_owned(), entry.key_span);
        }
        let mut node = Cow::Borrowed(&entry.node);
        if self.folded.has_dots {
            node = Cow::Owned(self.looked_up(&entry.node, path));
        }
        match self.environment.at(path, self.version) {
            Override::Value(given) => {
                let mut winner = given.clone();
                winner.displace(&node, Verdict::Overridden, Rule::Forced);
                self.notes.no_effect(&node, "the environment of Flyte's process overrides it");
                node = Cow::Owned(winner);
            }
            Override::Hidden(name, variable) => {
                let (name, variable) = (name.to_owned(), variable.clone());
                self.hides(&name, &variable, path, &node);
                return;
            }
            Override::None => {}
        }
        if node.is_null() {
            self.settings.nulls.push((path.to_owned(), node.into_owned()));
            return;
        }
        put(into, &entry.key, entry.key_span, node.into_owned());
    }

    /// What the library finds under a leaf's path: a key written with dots before nested ones.
    fn looked_up(&mut self, here: &Node, path: &str) -> Node {
        let segments: Vec<&str> = path.split('.').collect();
        let Some(found) = look_up(&self.folded.root, &segments) else {
            return here.clone();
        };
        let mut found = found.clone();
        if found.origin != here.origin && !here.is_null() {
            found.displace(here, Verdict::Overridden, Rule::Forced);
            self.notes.no_effect(here, "the same key written with dots wins");
        }
        found
    }

    /// A variable that is called like a section on the way.
    fn hides(&mut self, name: &str, variable: &Node, path: &str, node: &Node) {
        self.notes.no_effect(node, format!("the environment variable `{name}` hides it"));
        if self.hidden.iter().any(|n| n == name) {
            return;
        }
        self.hidden.push(name.to_owned());
        let section = path.get(..name.len()).unwrap_or(path);
        let message = format!("the environment variable `{name}` hides all that the files say below `{section}`");
        let warning = Diagnostic::warning("config/hidden-section", message).maybe_at(variable.span(), "");
        self.notes.warnings.push(warning.help("rename or remove the variable in the environment of Flyte's process"));
    }

    /// Values that only the environment gives.
    fn from_environment(&mut self, root: &mut Map) {
        for path in registered(self.version) {
            if self.leaves.contains_key(&path) {
                continue;
            }
            if let Override::Value(node) = self.environment.at(&path, self.version) {
                put(root, &Text::from(path.as_str()), None, node.clone());
                self.leaves.insert(path, None);
            }
        }
    }

    /// Where one path is the beginning of another, chance decides which of them stays.
    fn refuse_chance(&mut self) {
        for (path, span) in &self.leaves {
            let parents = path.match_indices('.').filter_map(|(i, _)| path.get(..i));
            for (parent, above) in parents.filter_map(|p| self.leaves.get_key_value(p)) {
                let message = format!("`{parent}` has a value of its own and also `{path}` below it");
                let help = "write the map as a list of maps (`- key: value`), in which a dot is a letter like any \
                            other; as it stands, what Flyte reads differs from start to start";
                let mut error = Diagnostic::error("config/by-chance", message).maybe_at(*span, "the longer key");
                if let Some(above) = above {
                    error = error.with(*above, "the shorter key");
                }
                self.notes.errors.push(error.help(help));
            }
        }
    }
}

/// The value under a path, at each level the longest literal key first.
fn look_up<'m>(map: &'m Map, path: &[&str]) -> Option<&'m Node> {
    (1..=path.len()).rev().find_map(|length| {
        let (head, rest) = path.split_at_checked(length)?;
        let found = map.get(&head.join("."))?;
        match &found.value {
            Value::Null => None,
            _ if rest.is_empty() => Some(found),
            Value::Map(below) => look_up(below, rest),
            _ => None,
        }
    })
}

/// Puts a value under a key; each dot in it begins a level.
fn put(into: &mut Map, key: &Text, key_span: Option<Span>, node: Node) {
    let Some((first, rest)) = key.split_once('.') else {
        match (into.get_mut(key), &node.value) {
            // Two ways to the same map: both count.
            (Some(there), Value::Map(more)) if matches!(there.value, Value::Map(_)) => {
                for entry in more.entries() {
                    put(there.map_mut(), &entry.key, entry.key_span, entry.node.clone());
                }
            }
            _ => into.set_entry(Entry { key: key.clone(), key_span, node }),
        }
        return;
    };
    let level = |origin: &Origin| Node::map(Map::sorted(), origin.clone());
    let origin = node.origin.clone();
    let key = Text::from(first);
    if into.get(&key).is_none_or(|n| !matches!(n.value, Value::Map(_))) {
        into.set_entry(Entry { key: key.clone(), key_span, node: level(&origin) });
    }
    if let Some(below) = into.get_mut(&key) {
        put(below.map_mut(), &Text::from(rest), key_span, node);
    }
}
