//! `--node`: the task that a node of a workflow runs, with what `with_overrides` put on the node.

use super::rendering::Task;
use super::report::Report;
use super::select::{last_part, listing};
use crate::diagnostic::{Diagnostic, Level, suggest};
use crate::sdk::{TaskSource, UnreadWorkflow, WorkflowNode};
use crate::tree::{Flag, Map, Node, Origin, Text};
use std::collections::HashSet;
use std::rc::Rc;

/// The workflows of all files.
#[derive(Debug, Default)]
pub struct Workflows {
    /// Their nodes that run tasks.
    pub nodes: Vec<WorkflowNode>,
    /// Those whose nodes are not known.
    pub unread: Vec<UnreadWorkflow>,
}

/// Whether a node of this name runs a task.
pub fn runs(name: &str, nodes: &[WorkflowNode], task: &str) -> bool {
    nodes.iter().any(|n| n.task == task && is_called(n, name))
}

/// Of the tasks, those that the node runs.
pub fn only(name: &str, workflows: &Workflows, tasks: Vec<Task>, report: &mut Report) -> Vec<Task> {
    if workflows.nodes.is_empty() && tasks.iter().any(|t| object_of(t).is_some()) {
        return of_object(name, tasks, report);
    }
    let unread: Vec<&UnreadWorkflow> = workflows.unread.iter().filter(|w| may_have(w, name)).collect();
    let whole = name.contains('.') || !workflows.nodes.iter().any(|n| is_called(n, name));
    if whole && !unread.is_empty() {
        report.extend(unread.into_iter().map(of));
        return Vec::new();
    }
    // one that is not followed could have a node of this name as well
    let unsure = unread.into_iter().filter(|w| w.why.flyte.is_none()).map(of);
    report.extend(unsure.map(|found| Diagnostic { level: Level::Warning, ..found }));
    let node = match one(name, &workflows.nodes, &tasks) {
        Ok(node) if node.errors.is_empty() => {
            report.extend(node.notes.iter().cloned());
            node
        }
        Ok(node) => {
            report.extend(node.errors.iter().cloned());
            return Vec::new();
        }
        Err(problem) => {
            report.add(*problem);
            return Vec::new();
        }
    };
    // Python lists a task twice that is mapped twice in the same way, or imported by another file
    let mut seen = HashSet::new();
    let mut first = |task: &Task| {
        let place = task.template.at(&["id", "name"]).origin.nearest_span();
        seen.insert(place.ok_or(task.id))
    };
    let mut found: Vec<Task> = tasks.into_iter().filter(|t| t.source.name == node.task && first(t)).collect();
    if found.is_empty() {
        let message = format!("node `{name}` runs the task `{}`, which is not among the tasks asked for", node.task);
        let problem = Diagnostic::error("node/no-task", message).maybe_at(node.span, "this node");
        report.add(problem.help("give the file of the task, too, or the whole package"));
    }
    let facts = facts(node);
    for task in &mut found {
        task.source.facts = Some(facts.clone());
        task.source.unknown.extend(node.unknown.iter().cloned());
    }
    found
}

/// Of the tasks of an object of a cluster, the one that the node runs. Its facts say which node that is.
fn of_object(name: &str, tasks: Vec<Task>, report: &mut Report) -> Vec<Task> {
    let known: Vec<String> = tasks.iter().flat_map(unique_names).collect();
    let mut found: Vec<Task> = tasks.into_iter().filter_map(|task| at_node(name, task)).collect();
    // an id may be that of nodes in several sub-workflows; the whole id is one node's
    let exact = |t: &Task| unique_names(t).first().is_some_and(|n| n == short(name, t));
    if found.iter().any(exact) {
        found.retain(exact);
    }
    let names = |all: &[String]| listing(&all.iter().map(String::as_str).collect::<Vec<_>>());
    match found.as_slice() {
        [] => {
            let near = suggest(name, known.iter().map(String::as_str));
            let help = near.map_or_else(|| names(&known), |near| format!("did you mean `{near}`?"));
            let message = format!("the object has no node `{name}` that runs a task");
            report.add(Diagnostic::error("node/not-found", message).help(help));
        }
        [_] => {}
        several => {
            let ids: Vec<String> = several.iter().filter_map(|t| unique_names(t).into_iter().next()).collect();
            let problem = Diagnostic::error("node/ambiguous", format!("several nodes are called `{name}`"));
            report.add(problem.help(format!("{}; name one of them", names(&ids))));
            return Vec::new();
        }
    }
    found
}

/// The node of an object that runs a task.
pub fn of_object_task(task: &TaskSource) -> Option<WorkflowNode> {
    let facts = task.facts.as_ref()?;
    let object = facts.get("object")?;
    let node = ["arrayNode", "uniqueNode"].into_iter().map(|key| object.str_at(key)).find(|id| !id.is_empty())?;
    let workflow = facts.str_at("workflow");
    Some(WorkflowNode {
        workflow: workflow.rsplit(':').next().unwrap_or(workflow).to_owned(),
        node: node.to_owned(),
        task: task.name.clone(),
        overrides: facts.get("overrides").cloned(),
        interruptible: None,
        span: None,
        errors: Vec::new(),
        unknown: Vec::new(),
        notes: Vec::new(),
    })
}

/// What a task's object says beyond a file of facts.
fn object_of(task: &Task) -> Option<&Node> {
    task.source.facts.as_ref()?.get("object")
}

/// The names of a task's node that no other node has: of an array node, those of all runs.
fn unique_names(task: &Task) -> Vec<String> {
    let Some(object) = object_of(task) else { return Vec::new() };
    let others = object.get("others").map_or(&[][..], Node::items).iter().filter_map(|n| n.get("object"));
    std::iter::once(object).chain(others).map(|n| n.str_at("uniqueNode").to_owned()).collect()
}

/// A node's name without the workflow's, which may stand before it.
fn short<'n>(name: &'n str, task: &Task) -> &'n str {
    let workflow = task.source.facts.as_ref().map_or("", |facts| facts.str_at("workflow"));
    let workflow = workflow.rsplit(':').next().unwrap_or(workflow);
    let prefixes = [workflow, last_part(workflow)].into_iter().filter(|p| !p.is_empty());
    prefixes.filter_map(|p| name.strip_prefix(p)?.strip_prefix('.')).next().unwrap_or(name)
}

/// The task, if the node of this name runs it; of an array node, the run of this name.
fn at_node(name: &str, mut task: Task) -> Option<Task> {
    let facts = task.source.facts.as_ref()?;
    let object = facts.get("object")?;
    let short = short(name, &task);
    let id = if object.get("arrayNode").is_some() { object.str_at("arrayNode") } else { facts.str_at("node") };
    if id == short || object.str_at("uniqueNode") == short {
        return Some(task);
    }
    let mut others = object.get("others").map_or(&[][..], Node::items).iter();
    let other = others.find(|n| n.get("object").is_some_and(|o| o.str_at("uniqueNode") == short))?.clone();
    task.source.facts = Some(other);
    Some(task)
}

/// The node of a name. If several are called so, the tasks that are asked for decide.
fn one<'n>(name: &str, nodes: &'n [WorkflowNode], tasks: &[Task]) -> Result<&'n WorkflowNode, Box<Diagnostic>> {
    let mut called: Vec<&WorkflowNode> = Vec::new();
    for node in nodes.iter().filter(|n| is_called(n, name)) {
        // a node that is the outcome of a conditional, too, stands twice; a workflow, in each that calls it
        if !called.iter().any(|n| n.says_what(node) && n.errors.is_empty()) {
            called.push(node);
        }
    }
    if called.is_empty() {
        return Err(Box::new(no_such_node(name, nodes)));
    }
    let asked = |n: &&&WorkflowNode| tasks.iter().any(|t| t.source.name == n.task);
    let among: Vec<&WorkflowNode> = called.iter().filter(asked).copied().collect();
    match (called.as_slice(), among.as_slice()) {
        ([node], _) | (_, [node]) => Ok(node),
        _ => Err(Box::new(ambiguous(name, &called))),
    }
}

fn ambiguous(name: &str, called: &[&WorkflowNode]) -> Diagnostic {
    let found = Diagnostic::error("node/ambiguous", format!("several nodes are called `{name}`"));
    let names: Vec<String> = called.iter().map(|n| whole_name(n)).collect();
    let differ = names.iter().collect::<HashSet<_>>().len() == names.len();
    if differ {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        return found.help(format!("{}; name one of them", listing(&names)));
    }
    // conditionals number their nodes from `n0` again
    let tasks: Vec<String> = called.iter().map(|n| format!("`{}`", n.task)).collect();
    let help = "name the task as well with `--name`, or give the nodes names with `node_name=`";
    found.help(format!("they run {}; {help}", tasks.join(", ")))
}

/// Whether a workflow whose nodes are not known may have one of this name.
fn may_have(workflow: &UnreadWorkflow, name: &str) -> bool {
    let prefixes = [workflow.workflow.as_str(), last_part(&workflow.workflow)];
    !name.contains('.') || prefixes.iter().any(|p| name.strip_prefix(p).is_some_and(|rest| rest.starts_with('.')))
}

/// Why the nodes of a workflow are not known.
pub fn of(unread: &UnreadWorkflow) -> Diagnostic {
    let mut found = unread.why.clone();
    found.message = format!("workflow `{}`: {}", unread.workflow, found.message);
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
