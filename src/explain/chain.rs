//! [`Chain`]: one field with everything that was said about it: what counts, what lost.

use std::collections::HashSet;

use crate::explain::find::{Subject, Target};
use crate::tree::names::Names;
use crate::tree::{Definition, FieldPath, Node, Segment, Value, Verdict};

/// Why one field has its value.
#[derive(Clone, Debug)]
pub struct Chain {
    /// The path in the Pod.
    pub path: FieldPath,
    /// The path with names for indexes.
    pub shown: String,
    /// The value that counts, with its origin and history.
    pub node: Node,
    /// Whether the value does not show in the Pod: it was given, and counts as not given.
    pub hidden: bool,
    /// What lost against it, or against a block that it stands in; oldest first.
    pub lost: Vec<Definition>,
}

/// The chains of everything that a target means: one for each leaf, and one for a list or map that
/// lost something as a whole.
pub fn chains(subject: &Subject, target: &FieldPath) -> Vec<Chain> {
    let Some(node) = subject.root.find(target) else { return Vec::new() };
    let mut found = Vec::new();
    let above = above(&subject.root, target);
    let mut walk = Walk { subject, names: Names::new(&subject.root), out: &mut found };
    walk.node(node, &mut target.clone(), &above);
    found
}

/// The chains of one target.
#[derive(Clone, Debug)]
pub struct Group {
    /// The target.
    pub path: FieldPath,
    /// Its chains, in the order of the Pod.
    pub chains: Vec<Chain>,
}

/// The chains of targets in the order asked for, each field once.
pub fn of_targets(subject: &Subject, targets: &[Target]) -> Vec<Group> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for target in targets {
        if let Target::There(path) = target {
            let all = chains(subject, path);
            let chains: Vec<Chain> = all.into_iter().filter(|chain| seen.insert(chain.path.clone())).collect();
            if !chains.is_empty() {
                found.push(Group { path: path.clone(), chains });
            }
        }
    }
    found
}

/// What lost against the blocks around a path, as far as it reached into the path.
fn above(root: &Node, path: &FieldPath) -> Vec<Definition> {
    let mut found = Vec::new();
    let mut here = Some(root);
    for (depth, segment) in path.segments().iter().enumerate() {
        let Some(node) = here else { break };
        found.extend(reaching(node, path.segments().get(depth..).unwrap_or(&[])));
        here = match segment {
            Segment::Key(key) => node.get(key),
            Segment::Index(index) => node.items().get(*index),
        };
    }
    found
}

/// The parts of what a block lost that stand at a path below it.
fn reaching<'a>(node: &'a Node, below: &'a [Segment]) -> impl Iterator<Item = Definition> + 'a {
    node.displaced().iter().filter_map(|definition| {
        let whole = Node::new(definition.value.clone(), definition.origin.clone());
        let part = whole.find(&FieldPath::new(below.to_vec()))?;
        let same_item =
            !below.iter().any(|s| matches!(s, Segment::Index(_))) || definition.verdict == Verdict::Replaced;
        let part = Definition { value: part.value.clone(), origin: part.origin.clone(), ..definition.clone() };
        same_item.then_some(part)
    })
}

struct Walk<'a> {
    subject: &'a Subject,
    names: Names<'a>,
    out: &'a mut Vec<Chain>,
}

impl Walk<'_> {
    fn node(&mut self, node: &Node, path: &mut FieldPath, above: &[Definition]) {
        if node.is_leaf() {
            let lost = above.iter().filter(|d| is_leaf(&d.value)).chain(node.displaced()).cloned().collect();
            self.push(node, path, lost);
            return;
        }
        // a block that lost something as a whole says so once, before its leaves
        let blocks: Vec<Definition> =
            node.displaced().iter().filter(|d| !self.is_told_below(node, d)).cloned().collect();
        if !blocks.is_empty() {
            self.push(node, path, blocks);
        }
        let descend = |segment: Segment| -> Vec<Definition> {
            let below = [segment];
            let from_above = above.iter().filter_map(|d| {
                let whole = Node::new(d.value.clone(), d.origin.clone());
                let part = whole.find(&FieldPath::new(below.to_vec()))?;
                Some(Definition { value: part.value.clone(), origin: part.origin.clone(), ..d.clone() })
            });
            let own: Vec<Definition> = reaching(node, &below).collect();
            from_above.chain(own).collect()
        };
        for entry in node.entries() {
            let above = descend(Segment::Key(entry.key.clone()));
            path.push_key(entry.key.clone());
            self.node(&entry.node, path, &above);
            path.pop();
        }
        for (index, item) in node.items().iter().enumerate() {
            path.push_index(index);
            self.node(item, path, &[]);
            path.pop();
        }
    }

    /// Whether all of a lost map is told with leaves that stand at the same paths.
    fn is_told_below(&self, node: &Node, definition: &Definition) -> bool {
        let lost = Node::new(definition.value.clone(), definition.origin.clone());
        let mut told = lost.as_map().is_some() && !lost.is_leaf();
        lost.for_each_leaf(&mut |path, _| {
            let lists = path.segments().iter().any(|s| matches!(s, Segment::Index(_)));
            told &= !lists && node.find(path).is_some_and(Node::is_leaf);
        });
        told
    }

    fn push(&mut self, node: &Node, path: &FieldPath, lost: Vec<Definition>) {
        self.out.push(Chain {
            path: path.clone(),
            shown: self.names.shown(path),
            node: node.clone(),
            hidden: self.subject.is_hidden(path),
            lost,
        });
    }
}

fn is_leaf(value: &Value) -> bool {
    match value {
        Value::Seq(items) => items.is_empty(),
        Value::Map(map) => map.is_empty(),
        _ => true,
    }
}
