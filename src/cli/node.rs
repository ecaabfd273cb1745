//! `--node`: the task that a node of a workflow runs, with what `with_overrides` put on the node.

use super::rendering::Task;
use super::report::Report;
use super::select::{last_part, listing};
use crate::diagnostic::{Diagnostic, suggest};
use crate::sdk::WorkflowNode;
use crate::tree::{Flag, Map, Node, Origin, Text};
use std::rc::Rc;

/// Of the tasks, those that the node runs.
pub fn only(name: &str, nodes: &[WorkflowNode], tasks: Vec<Task>, report: &mut Report) -> Vec<Task> {
    let called: Vec<&WorkflowNode> = nodes.iter().filter(|n| is_called(n, name)).collect();
    let node = match called.as_slice() {
        [] => {
            report.add(no_such_node(name, nodes));
            return Vec::new();
        }
        [node] => *node,
        several => {
            let names: Vec<String> = several.iter().map(|n| whole_name(n)).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let found = Diagnostic::error("node/ambiguous", format!("several nodes are called `{name}`"));
            report.add(found.help(format!("{}; name one of them", listing(&names))));
            return Vec::new();
        }
    };
    let mut found: Vec<Task> = tasks.into_iter().filter(|t| t.source.name == node.task).collect();
    if found.is_empty() {
        let message = format!("node `{name}` runs the task `{}`, which is not among the tasks asked for", node.task);
        let problem = Diagnostic::error("node/no-task", message).maybe_at(node.span, "this node");
        report.add(problem.help("give the file of the task, too, or the whole package"));
    }
    let facts = facts(node);
    found.iter_mut().for_each(|task| task.source.facts = Some(facts.clone()));
    found
}

/// What naming a node says of the execution.
fn facts(node: &WorkflowNode) -> Node {
    let flag = Origin::Flag(Rc::new(Flag { flag: "--node".to_owned(), span: None }));
    let mut facts = Map::sorted();
    facts.set(Text::Static("node"), Node::str(node.node.as_str(), flag.clone()));
    let given = [("overrides", &node.overrides), ("interruptible", &node.interruptible)];
    for (key, value) in given {
        if let Some(value) = value {
            facts.set(Text::Static(key), value.clone());
        }
    }
    Node::map(facts, flag)
}

fn whole_name(node: &WorkflowNode) -> String {
    format!("{}.{}", node.workflow, node.node)
}

/// Whether a node has this id; the workflow's name, or its last part, may stand before it.
fn is_called(node: &WorkflowNode, name: &str) -> bool {
    node.node == name || whole_name(node) == name || format!("{}.{}", last_part(&node.workflow), node.node) == name
}

fn no_such_node(name: &str, nodes: &[WorkflowNode]) -> Diagnostic {
    if nodes.is_empty() {
        let found = Diagnostic::error("node/not-found", "there is no workflow with nodes in these files");
        return found.help("give the package, or the workflow's file (`..._2.pb`) beside the task's");
    }
    let whole: Vec<String> = nodes.iter().map(whole_name).collect();
    let known = nodes.iter().map(|n| n.node.as_str()).chain(whole.iter().map(String::as_str));
    let named: Vec<&str> = whole.iter().map(String::as_str).collect();
    let help = suggest(name, known).map_or_else(|| listing(&named), |near| format!("did you mean `{near}`?"));
    Diagnostic::error("node/not-found", format!("no workflow of these files has a node `{name}` that runs a task"))
        .help(help)
}
