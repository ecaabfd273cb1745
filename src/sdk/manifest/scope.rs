//! Where a node of a FlyteWorkflow stands: its parents, its tries, its directory.

use super::array;
use super::bindings::Literals;
use crate::flyte::fitted;
use crate::tree::{Entry, Made, Node, Origin};

/// Longest part of a generated name that names the node.
const NODE_LIMIT: usize = 20;

/// Sub-workflows within each other, and branches within each other, are followed so far.
pub(super) const DEEPEST: usize = 50;

static NOT_STARTED: Made = Made { step: "facts", reason: "the node has no status yet" };

/// The nodes of one workflow, and where they stand.
pub(super) struct Scope<'n> {
    pub nodes: &'n [Entry],
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
    pub attempts: i64,
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

    /// The branch that a node is an outcome of.
    pub fn branch_of(&self, id: &str) -> Option<&'n str> {
        let leads = |branch: &Node| {
            let blocks = branch.get("elseIf").map_or(&[][..], Node::items).iter().chain(branch.get("if"));
            blocks.filter_map(|b| b.get("then")).chain(branch.get("else")).any(|n| n.as_str() == Some(id))
        };
        let found = self.nodes.iter().find(|e| e.node.get("branch").is_some_and(leads));
        found.map(|e| e.key.as_str()).filter(|branch| *branch != id)
    }

    pub fn standing(&self, id: &str, depth: usize) -> Standing {
        let attempts = count(self.status_of(id), "attempts").as_int().unwrap_or(0);
        let branch = self.branch_of(id).filter(|_| depth < DEEPEST).map(|branch| self.standing(branch, depth + 1));
        let (parent, base, outermost) = match branch {
            Some(branch) => (Some(branch.lineage.clone()), branch.outputs(), false),
            None => (self.parent.clone(), self.directory.clone(), self.depth == 0),
        };
        let names: &[&str] = if outermost { &[id, "data"] } else { &[id] };
        let directory = base.map(|base| array::below(&base, names));
        Standing { lineage: Lineage { unique: unique(parent.as_ref(), id), attempts }, directory }
    }
}

impl Standing {
    /// The directory of this try's outputs.
    pub fn outputs(&self) -> Option<Node> {
        let directory = self.directory.as_ref()?;
        Some(array::below(directory, &[&self.lineage.attempts.to_string()]))
    }
}

/// A node's id with its parent's and the try that the parent is at.
pub(super) fn unique(parent: Option<&Lineage>, id: &str) -> String {
    let text = parent.map_or_else(|| id.to_owned(), |p| format!("{}-{}-{id}", p.unique, p.attempts));
    fitted(text, NODE_LIMIT)
}

/// A count in a node's status.
pub(super) fn count(status: Option<&Node>, key: &str) -> Node {
    let given = status.and_then(|s| s.get(key)).filter(|n| n.as_int().is_some());
    given.cloned().unwrap_or_else(|| Node::int(0, Origin::Flyte(&NOT_STARTED)))
}
