//! The overview: every leaf of a Pod in the section where its reader looks for it.

use std::collections::HashMap;

use crate::tree::names::Names;
use crate::tree::{FieldPath, Node, Segment};

/// One leaf.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// Its path below the section.
    pub below: String,
    /// Its path in the Pod.
    pub path: FieldPath,
    /// It.
    pub node: &'a Node,
}

/// Leaves that belong together.
#[derive(Clone, Debug)]
pub struct Section<'a> {
    /// `metadata`, `spec`, `spec.containers[primary]` ...
    pub title: String,
    /// Its leaves, in the order of the Pod.
    pub rows: Vec<Row<'a>>,
}

/// The sections of a Pod: metadata, the pod level, each container, volumes; in that order.
pub fn sections(pod: &Node) -> Vec<Section<'_>> {
    let names = Names::new(pod);
    let mut found: Vec<(u8, Section<'_>)> = Vec::new();
    let mut places: HashMap<FieldPath, usize> = HashMap::new();
    pod.for_each_leaf(&mut |path, node| {
        let depth = depth(path).min(path.segments().len());
        let title = FieldPath::new(path.segments().iter().take(depth).cloned().collect());
        let below = match depth == path.segments().len() {
            true => names.shown(path),
            false => names.shown_from(path, depth),
        };
        let row = Row { below, path: path.clone(), node };
        let at = *places.entry(title).or_insert_with_key(|title| {
            found.push((rank(path), Section { title: names.shown(title), rows: Vec::new() }));
            found.len() - 1
        });
        if let Some((_, section)) = found.get_mut(at) {
            section.rows.push(row);
        }
    });
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, section)| section).collect()
}

fn key(path: &FieldPath, at: usize) -> &str {
    match path.segments().get(at) {
        Some(Segment::Key(key)) => key.as_str(),
        _ => "",
    }
}

/// How many steps of the path name its section.
fn depth(path: &FieldPath) -> usize {
    match (key(path, 0), key(path, 1)) {
        ("spec", "containers" | "initContainers" | "ephemeralContainers") => 3,
        ("spec", "volumes") => 2,
        ("metadata" | "spec", _) => 1,
        _ => 0,
    }
}

fn rank(path: &FieldPath) -> u8 {
    match (key(path, 0), key(path, 1)) {
        ("metadata", _) => 1,
        ("spec", "initContainers") => 3,
        ("spec", "containers") => 4,
        ("spec", "volumes") => 5,
        ("spec", _) => 2,
        _ => 0,
    }
}
