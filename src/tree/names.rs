//! Paths as people read them: items of lists by their names.

use std::cell::RefCell;
use std::collections::HashMap;

use super::{FieldPath, Node, Segment};

/// Fields that tell the items of a list apart, the most telling first.
pub const IDENTITIES: &[&str] =
    &["name", "mountPath", "devicePath", "containerPort", "topologyKey", "ip", "uid", "resourceName", "key", "path"];

/// The field by which all items of a list can be told apart, if there is one.
fn identity(items: &[Node]) -> Option<&'static str> {
    IDENTITIES.iter().copied().find(|key| items.iter().any(|item| text(item, key).is_some()))
}

/// The text by which an item is called.
fn text(item: &Node, key: &str) -> Option<String> {
    match item.get(key)? {
        node if node.is_filled() => node.as_str().map(str::to_owned),
        node => node.as_int().map(|n| n.to_string()),
    }
}

/// Names by which the items of a list can be asked for.
pub fn of_items(items: &[Node]) -> Vec<String> {
    let key = identity(items);
    items.iter().filter_map(|item| text(item, key?)).collect()
}

/// Whether an item goes by this name.
pub fn is_called(item: &Node, items: &[Node], name: &str) -> bool {
    identity(items).and_then(|key| text(item, key)).is_some_and(|own| own == name)
}

/// Names for the items of the lists of one tree. Each list is looked at once.
#[derive(Debug)]
pub struct Names<'a> {
    root: &'a Node,
    /// By the list's place in memory: for each item, whether its name stands for it.
    unique: RefCell<HashMap<usize, Vec<bool>>>,
}

impl<'a> Names<'a> {
    /// Names below a root.
    pub fn new(root: &'a Node) -> Names<'a> {
        Names { root, unique: RefCell::default() }
    }

    /// The path with names for indexes, where they are unique: `spec.containers[primary].env[A].value`.
    pub fn shown(&self, path: &FieldPath) -> String {
        self.shown_from(path, 0)
    }

    /// The part of the path behind its first `depth` steps, as [`Names::shown`] writes it.
    pub fn shown_from(&self, path: &FieldPath, depth: usize) -> String {
        let mut out = String::new();
        let mut here = Some(self.root);
        for (at, segment) in path.segments().iter().enumerate() {
            match segment {
                _ if at < depth => {}
                Segment::Key(_) => {
                    let one = FieldPath::new(vec![segment.clone()]).to_string();
                    if !out.is_empty() && !one.starts_with('[') {
                        out.push('.');
                    }
                    out.push_str(&one);
                }
                Segment::Index(index) => {
                    out.push('[');
                    match here.and_then(|list| self.name_of(list, *index)) {
                        Some(name) => out.push_str(name),
                        None => out.push_str(&index.to_string()),
                    }
                    out.push(']');
                }
            }
            here = match (here, segment) {
                (Some(node), Segment::Key(key)) => node.get(key),
                (Some(node), Segment::Index(index)) => node.items().get(*index),
                (None, _) => None,
            };
        }
        out
    }

    /// The name of an item, if it has one of its own that needs no quotes. Only `name` is used:
    /// other fields are values themselves.
    fn name_of<'n>(&self, list: &'n Node, index: usize) -> Option<&'n str> {
        let items = list.items();
        let mut unique = self.unique.borrow_mut();
        let unique = unique.entry(items.as_ptr().addr()).or_insert_with(|| unique_names(items));
        unique.get(index).filter(|unique| **unique)?;
        items.get(index).map(|item| item.str_at("name"))
    }
}

/// For each item, whether its name can stand for it.
fn unique_names(items: &[Node]) -> Vec<bool> {
    let mut count: HashMap<&str, usize> = HashMap::new();
    for item in items {
        *count.entry(item.str_at("name")).or_default() += 1;
    }
    let plain = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    let number = |name: &str| name.bytes().all(|b| b.is_ascii_digit());
    let fits = |name: &str| plain(name) && !number(name) && count.get(name) == Some(&1);
    items.iter().map(|item| fits(item.str_at("name"))).collect()
}

/// [`Names::shown`] of one path.
pub fn shown(root: &Node, path: &FieldPath) -> String {
    Names::new(root).shown(path)
}
