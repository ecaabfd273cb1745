//! Workflows: which task each node runs, and what `with_overrides` put on the node.
//!
//! Of a workflow nothing else matters for a Pod, so only this is read, and leniently: what stands
//! beside it may come from any version of Flyte.

use super::Unknown;
use super::protojson;
use super::reader::Reader;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::tree::{Layer, Node, Value};

/// A node of a workflow that runs a task.
#[derive(Clone, Debug)]
pub struct WorkflowNode {
    /// The workflow's name.
    pub workflow: String,
    /// The node's id (`n0`).
    pub node: String,
    /// The name of the task that it runs.
    pub task: String,
    /// What `with_overrides` put on it, in protojson with camelCase keys; none: nothing.
    pub overrides: Option<Node>,
    /// Whether the node may be interrupted, where it says so.
    pub interruptible: Option<Node>,
    /// Where the node stands.
    pub span: Option<Span>,
    /// Why it is not known what was put on it.
    pub errors: Vec<Diagnostic>,
    /// What stands in the overrides for values that are not known.
    pub unknown: Vec<Unknown>,
    /// The same in words.
    pub notes: Vec<Diagnostic>,
}

impl WorkflowNode {
    /// Whether another node says the same, wherever it stands.
    pub fn says_what(&self, other: &WorkflowNode) -> bool {
        let names = |n: &WorkflowNode| (n.workflow.clone(), n.node.clone(), n.task.clone());
        names(self) == names(other) && self.overrides == other.overrides && self.interruptible == other.interruptible
    }
}

/// Adds the nodes of workflows, unless they are there: a package has a workflow by itself, and again in each
/// that calls it.
pub fn add_nodes(found: &mut Vec<WorkflowNode>, nodes: Vec<WorkflowNode>) {
    for nodes in nodes.chunk_by(|a, b| a.workflow == b.workflow) {
        let known = found.iter().filter(|n| nodes.first().is_some_and(|first| n.workflow == first.workflow));
        let known: Vec<&WorkflowNode> = known.collect();
        let same = known.len() == nodes.len() && known.iter().zip(nodes).all(|(a, b)| a.says_what(b));
        if !same {
            found.extend_from_slice(nodes);
        }
    }
}

/// A workflow whose nodes are not known.
#[derive(Clone, Debug)]
pub struct UnreadWorkflow {
    /// Its name.
    pub workflow: String,
    /// Why.
    pub why: Diagnostic,
}

/// Nesting of branches beyond this is not followed.
const DEEPEST: usize = 100;

/// The value under a key in camelCase, or as the proto file spells it.
pub(super) fn either<'n>(node: &'n Node, json: &str) -> Option<&'n Node> {
    let found = node.get(json).or_else(|| {
        let mut proto = String::new();
        for c in json.chars() {
            if c.is_ascii_uppercase() {
                proto.push('_');
            }
            proto.push(c.to_ascii_lowercase());
        }
        node.get(&proto)
    });
    found.filter(|n| !n.is_null())
}

/// The workflows of a document, if it is a WorkflowTemplate or holds some.
pub(super) fn workflows(root: &Node) -> Vec<&Node> {
    let closure = root.at(&["closure"]).and_then(|c| either(c, "compiledWorkflow"));
    let roots = [Some(root), root.get("workflow"), closure];
    for root in roots.into_iter().flatten() {
        let primary = root.get("primary").unwrap_or(root);
        let first = [Some(primary), primary.get("template")].into_iter().flatten().find(|n| is_workflow(n));
        if let Some(first) = first {
            let others = either(root, "subWorkflows").map_or(&[][..], Node::items);
            let others = others.iter().map(|n| n.get("template").unwrap_or(n)).filter(|n| is_workflow(n));
            return std::iter::once(first).chain(others).collect();
        }
    }
    Vec::new()
}

/// The TaskTemplates beside the workflows of a document, with the way to each.
pub(super) fn tasks(root: &Node) -> Vec<&Node> {
    let closure = root.at(&["closure"]).and_then(|c| either(c, "compiledWorkflow"));
    let list = [Some(root), closure].into_iter().flatten().find_map(|n| n.get("tasks"));
    let items = list.map_or(&[][..], Node::items);
    items.iter().map(|n| n.get("template").unwrap_or(n)).filter(|n| n.as_map().is_some()).collect()
}

fn is_workflow(node: &Node) -> bool {
    node.get("nodes").is_some_and(|n| matches!(n.value, Value::Seq(_)))
}

/// The nodes of a workflow that run tasks.
pub(super) fn nodes(reader: &mut Reader<'_>, workflow: &Node) -> Vec<WorkflowNode> {
    let name = workflow.at(&["id", "name"]).and_then(Node::as_str).unwrap_or("").to_owned();
    let mut walk = Walk { reader, workflow: name, found: Vec::new() };
    let failure = either(workflow, "failureNode");
    let all = workflow.get("nodes").map_or(&[][..], Node::items).iter().chain(failure);
    all.for_each(|node| walk.node(node, None, 0));
    walk.found
}

struct Walk<'r, 'a> {
    reader: &'r mut Reader<'a>,
    workflow: String,
    found: Vec<WorkflowNode>,
}

impl Walk<'_, '_> {
    /// A node; that of an array node goes by the array node's id.
    fn node(&mut self, node: &Node, array: Option<&str>, depth: usize) {
        let id = array.unwrap_or_else(|| node.str_at("id"));
        if depth > DEEPEST {
            return;
        }
        if let Some(task) = either(node, "taskNode") {
            let name = either(task, "referenceId").map_or("", |id| id.str_at("name")).to_owned();
            let overrides = task.get("overrides").filter(|n| !n.entries().is_empty());
            let overrides = overrides.and_then(|n| protojson::overrides(self.reader, n));
            let interruptible = node.at(&["metadata", "interruptible"]).filter(|n| n.as_bool().is_some());
            self.found.push(WorkflowNode {
                workflow: self.workflow.clone(),
                node: id.to_owned(),
                task: name,
                overrides,
                interruptible: interruptible.map(|n| crate::flyte::relabel(n, Layer::Override)),
                span: node.span(),
                errors: Vec::new(),
                unknown: Vec::new(),
                notes: Vec::new(),
            });
        }
        if let Some(inner) = either(node, "arrayNode").and_then(|n| n.get("node")) {
            self.node(inner, Some(id), depth + 1);
        }
        let Some(branch) = either(node, "branchNode").and_then(|n| either(n, "ifElse")) else { return };
        let others = branch.get("other").map_or(&[][..], Node::items);
        let blocks = branch.get("case").into_iter().chain(others).filter_map(|b| either(b, "thenNode"));
        blocks.chain(either(branch, "elseNode")).for_each(|node| self.node(node, None, depth + 1));
    }
}
