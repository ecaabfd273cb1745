//! Where a node of a FlyteWorkflow stands: its parents, its tries, its directory.

use super::array;
use super::bindings::Literals;
use crate::flyte::fitted;
use crate::tree::{Entry, Made, Node, Origin, Rule};
use std::collections::HashMap;

/// Longest part of a generated name that names the node.
const NODE_LIMIT: usize = 20;

/// Sub-workflows within each other, and branches within each other, are followed so far.
pub(super) const DEEPEST: usize = 50;

static NOT_STARTED: Made = Made { step: "facts", reason: "the node has no status yet" };

/// The nodes of one workflow, and where they stand.
pub(super) struct Scope<'n> {
    pub nodes: &'n [Entry],
    /// The branch that a node is an outcome of.
    pub branches: HashMap<&'n str, &'n str>,
    /// By node, what happened so far.
    pub status: Option<&'n Node>,
    /// The node that runs this workflow.
    pub parent: Option<Lineage>,
    /// Under which directory the nodes' data lies; the outermost nodes have a directory `data`.
    pub directory: Option<Node>,
    pub inputs: Option<Literals>,
    pub depth: usize,
}

/// How a node is told from all others, and which try it is at.
#[derive(Clone)]
pub(super) struct Lineage {
    pub unique: String,
    /// The try that it is at.
    pub attempts: Node,
    /// What its parents are at.
    pub parents: Vec<Origin>,
}

/// A node where it stands.
pub(super) struct Standing {
    pub lineage: Lineage,
    pub directory: Option<Node>,
}

impl<'n> Scope<'n> {
    pub fn status_of(&self, id: &str) -> Option<&'n Node> {
        self.status.and_then(|s| s.get(id)).filter(|n| !n.is_null())
    }

    pub fn standing(&self, id: &str, depth: usize) -> Standing {
        let attempts = count(self.status_of(id), "attempts");
        let branch = self.branches.get(id).filter(|branch| **branch != id && depth < DEEPEST);
        let branch = branch.map(|branch| self.standing(branch, depth + 1));
        let (parent, base, outermost) = match branch {
            Some(branch) => (Some(branch.lineage.clone()), branch.outputs(), false),
            None => (self.parent.clone(), self.directory.clone(), self.depth == 0),
        };
        let names: &[&str] = if outermost { &[id, "data"] } else { &[id] };
        let directory = base.map(|base| array::below(&base, names));
        let parents = parent.iter().flat_map(Lineage::origins).collect();
        Standing { lineage: Lineage { unique: unique(parent.as_ref(), id), attempts, parents }, directory }
    }
}

impl Lineage {
    /// From what the ids of nodes below follow.
    pub fn origins(&self) -> Vec<Origin> {
        self.parents.iter().cloned().chain([self.attempts.origin.clone()]).collect()
    }
}

/// By node, the branch that it is an outcome of.
pub(super) fn branches(nodes: &[Entry]) -> HashMap<&str, &str> {
    let mut found = HashMap::new();
    for entry in nodes {
        let Some(branch) = entry.node.get("branch") else { continue };
        let blocks = branch.get("elseIf").map_or(&[][..], Node::items).iter().chain(branch.get("if"));
        for outcome in blocks.filter_map(|b| b.get("then")).chain(branch.get("else")).filter_map(Node::as_str) {
            found.entry(outcome).or_insert(entry.key.as_str());
        }
    }
    found
}

impl Standing {
    /// The directory of this try's outputs.
    pub fn outputs(&self) -> Option<Node> {
        let directory = self.directory.as_ref()?;
        let attempts = &self.lineage.attempts;
        let below = array::below(directory, &[&attempts.as_int().unwrap_or(0).to_string()]);
        let from = vec![below.origin.clone(), attempts.origin.clone()];
        Some(Node { origin: Origin::derived(Rule::Derive, "facts", from), ..below })
    }
}

/// A node's id with its parent's and the try that the parent is at.
pub(super) fn unique(parent: Option<&Lineage>, id: &str) -> String {
    let text =
        parent.map_or_else(|| id.to_owned(), |p| format!("{}-{}-{id}", p.unique, p.attempts.as_int().unwrap_or(0)));
    fitted(text, NODE_LIMIT)
}

/// A count in a node's status.
pub(super) fn count(status: Option<&Node>, key: &str) -> Node {
    let given = status.and_then(|s| s.get(key)).filter(|n| n.as_int().is_some());
    given.cloned().unwrap_or_else(|| Node::int(0, Origin::Flyte(&NOT_STARTED)))
}
