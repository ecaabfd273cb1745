//! The settings tree: what Flyte's library makes of the merged files and the environment
//! (procedure, steps 2 to 4). Dots in keys become levels, nulls and empty maps vanish.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use super::environment::{Environment, Override};
use super::fold::Folded;
use super::notes::Notes;
use super::registered::{is_known, is_registered, registered};
use crate::diagnostic::Diagnostic;
use crate::flyte::version::FlyteVersion;
use crate::source::Span;
use crate::tree::{Builtin, Entry, Map, Node, Origin, Rule, Text, Value, Verdict};

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
    builder.map(&folded.root, &mut String::new());
    if !environment.is_empty() {
        builder.add_environment();
    }
    builder.refuse_chance();
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

    /// Goes through one map of the files, which stands at `path`.
    fn map(&mut self, map: &Map, path: &mut String) {
        for entry in map.entries() {
            let length = path.len();
            if length > 0 {
                path.push('.');
            }
            path.push_str(&entry.key);
            match &entry.node.value {
                Value::Map(child) if !is_registered(path, self.version) => self.inner(entry, child, path),
                _ => self.leaf(entry, path),
            }
            path.truncate(length);
        }
    }

    fn inner(&mut self, entry: &Entry, child: &Map, path: &mut String) {
        if child.is_empty() {
            self.settings.empty.push((path.clone(), entry.node.clone()));
            self.notes.no_effect(&entry.node, "an empty map counts as not given here");
            return;
        }
        level(&mut self.settings.root, path, entry);
        self.map(child, path);
        prune(&mut self.settings.root, path);
    }

    fn leaf(&mut self, entry: &Entry, path: &str) {
        if self.keeps_leaves() && !entry.node.is_null() {
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
        put(&mut self.settings.root, path, entry.key_span, node.into_owned());
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
    fn add_environment(&mut self) {
        for path in registered(self.version) {
            if self.leaves.contains_key(&path) {
                continue;
            }
            if let Override::Value(node) = self.environment.at(&path, self.version) {
                put(&mut self.settings.root, &path, None, node.clone());
                self.leaves.insert(path, None);
            }
        }
    }

    /// Where one path is the beginning of another, chance decides which of them stays.
    fn refuse_chance(&mut self) {
        for (path, span) in self.leaves.iter().filter(|(path, _)| is_known(path, self.version)) {
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

/// Puts a value at a path; each dot in it begins a level.
fn put(map: &mut Map, path: &str, key_span: Option<Span>, node: Node) {
    let Some((first, rest)) = path.split_once('.') else {
        return map.set_entry(Entry { key: Text::from(path), key_span, node });
    };
    let origin = node.origin.clone();
    put(below(map, first, || (key_span, Node::map(Map::sorted(), origin))), rest, key_span, node);
}

/// Makes the level at a path, where it is missing, with the origin and history of a map of the files.
fn level(map: &mut Map, path: &str, entry: &Entry) {
    let node = || Node { value: Value::Map(Map::sorted().into()), ..entry.node.clone() };
    match path.split_once('.') {
        Some((first, rest)) => level(below(map, first, || (entry.key_span, node())), rest, entry),
        None => {
            below(map, path, || (entry.key_span, node()));
        }
    }
}

/// The map under a key, made if there is none.
fn below<'m>(map: &'m mut Map, key: &str, make: impl FnOnce() -> (Option<Span>, Node)) -> &'m mut Map {
    if map.get(key).is_none_or(|n| !matches!(n.value, Value::Map(_))) {
        let (key_span, node) = make();
        map.set_entry(Entry { key: Text::from(key), key_span, node });
    }
    // It is there and a map: looked for a second time for the borrow checker's sake.
    map.get_or_insert(Text::from(key), || Node::map(Map::sorted(), Origin::Builtin(&NOWHERE))).map_mut()
}

static NOWHERE: Builtin = Builtin { key: "" };

/// Removes the levels of a path that hold nothing.
fn prune(map: &mut Map, path: &str) {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let Some(Value::Map(there)) = map.get_mut(first).map(|n| &mut n.value) else { return };
    let there = Rc::make_mut(there);
    if !rest.is_empty() {
        prune(there, rest);
    }
    if there.is_empty() {
        map.remove(first);
    }
}
