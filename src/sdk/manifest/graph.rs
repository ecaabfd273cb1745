//! The nodes of a FlyteWorkflow that run tasks: those of its sub-workflows, branches and arrays, too.

use super::super::{File, protojson};
use super::array;
use super::bindings::{self, Literals};
use super::facts::{Facts, amount_text, cased, setting};
use crate::diagnostic::Diagnostic;
use crate::flyte::fitted;
use crate::tree::{Entry, FieldPath, Layer, Made, Map, Node, Origin, Text};

/// Longest part of a generated name that names the node.
const NODE_LIMIT: usize = 20;

/// Sub-workflows within each other, and branches within each other, are followed so far.
const DEEPEST: usize = 50;

/// More nodes than any workflow has: what repeats itself without end stops here.
const MOST: usize = 20_000;

static NOT_STARTED: Made = Made { step: "facts", reason: "the node has no status yet" };
static NOT_INTERRUPTIBLE: Made = Made { step: "facts", reason: "nothing in the object asks for it" };

/// The nodes of one workflow, and where they stand.
struct Scope<'n> {
    nodes: &'n [Entry],
    /// By node, what happened so far.
    status: Option<&'n Node>,
    /// The node that runs this workflow.
    parent: Option<Lineage>,
    /// Under which directory the nodes' data lies; the outermost nodes have a directory `data`.
    directory: Option<Node>,
    inputs: Option<Literals>,
    depth: usize,
}

/// How a node is told from all others, and which try it is at.
#[derive(Clone)]
struct Lineage {
    unique: String,
    attempts: i64,
}

/// A node where it stands.
struct Standing {
    lineage: Lineage,
    directory: Option<Node>,
}

/// The whole object while it is walked.
struct Walk<'n> {
    root: &'n Node,
    tasks: &'n Node,
    subworkflows: Option<&'n Node>,
    facts: Facts,
    path: FieldPath,
    found: usize,
}

impl File<'_> {
    /// Each node that runs a task.
    pub(super) fn flyte_workflow(&mut self, root: &Node) {
        let (Some(tasks), spec) = (root.get("tasks").filter(|n| !n.entries().is_empty()), root.get("spec")) else {
            let message = "the FlyteWorkflow holds no `tasks`: Flyte keeps them in its storage";
            return self.lacks(root, message);
        };
        let facts = Facts::of(root).workflow(root, spec.and_then(|s| s.get("id")));
        let mut path = self.at.clone();
        path.push_key("tasks".into());
        let subworkflows = root.get("subWorkflows");
        let mut walk = Walk { root, tasks, subworkflows, facts, path, found: 0 };
        let scope = Scope {
            nodes: spec.and_then(|s| s.get("nodes")).map_or(&[][..], Node::entries),
            status: root.at(&["status", "nodeStatus"]),
            parent: None,
            directory: root.at(&["status", "dataDir"]).filter(|n| n.is_filled()).cloned(),
            inputs: bindings::literals(root.get("inputs")),
            depth: 0,
        };
        let failure = spec.and_then(|s| s.get("onFailure"));
        if scope.nodes.is_empty() && failure.is_none() {
            return walk.unreferenced(self);
        }
        walk.scope(self, &scope, failure);
        if walk.found == 0 && !self.reader.failed() {
            self.lacks(root, "no node of the FlyteWorkflow runs a task");
        }
    }
}

impl<'n> Walk<'n> {
    /// Tasks of an object without nodes.
    fn unreferenced(&self, file: &mut File<'_>) {
        for task in self.tasks.entries() {
            let mut path = self.path.clone();
            path.push_key(task.key.clone());
            file.add_template(&task.node, path, Some(self.facts.clone().done()));
        }
    }

    fn scope(&mut self, file: &mut File<'_>, scope: &Scope<'n>, failure: Option<&'n Node>) {
        for entry in scope.nodes {
            self.node(file, scope, &entry.key, &entry.node);
        }
        if let Some(node) = failure {
            self.node(file, scope, node.str_at("id"), node);
        }
    }

    fn node(&mut self, file: &mut File<'_>, scope: &Scope<'n>, id: &str, node: &'n Node) {
        let standing = scope.standing(id, 0);
        let inputs = bindings::resolved(node.get("inputBindings"), scope.inputs.as_ref());
        if let Some(array) = node.get("array").filter(|n| !n.is_null()) {
            return self.array(file, scope, id, array, &standing, inputs.as_ref());
        }
        if let Some(key) = node.get("task").filter(|n| n.is_filled()) {
            let mut facts = self.task(file, scope, id, node, &standing);
            if let Some(inputs) = inputs {
                facts.copy("inputs", Some(&as_inputs(inputs, node)));
            }
            return self.add(file, id, key, facts.done(), false);
        }
        let reference = node.at(&["workflow", "subWorkflowRef"]).and_then(Node::as_str);
        let Some((reference, sub)) = reference.and_then(|r| Some((r, self.subworkflows?.get(r)?))) else { return };
        if scope.depth >= DEEPEST {
            let message = format!("`{reference}` is nested too deeply, or in itself");
            return file.reader.report(Diagnostic::error("task/nested", message).maybe_at(node.span(), "this node"));
        }
        let inner = Scope {
            nodes: sub.get("nodes").map_or(&[][..], Node::entries),
            status: scope.status_of(id).and_then(|s| s.get("subNodeStatus")),
            directory: standing.outputs(),
            parent: Some(standing.lineage),
            inputs,
            depth: scope.depth + 1,
        };
        self.scope(file, &inner, sub.get("onFailure").filter(|n| !n.is_null()));
    }

    /// The facts of a node that runs a task, without its inputs.
    fn task(&self, file: &mut File<'_>, scope: &Scope<'n>, id: &str, node: &'n Node, at: &Standing) -> Facts {
        let mut facts = self.facts.clone();
        let place = node.origin.clone();
        facts.copy("node", Some(&Node::str(id, place.clone())));
        // before version 1 of the events, only ids within their workflow were known
        let version = self.root.at(&["workflowMeta", "eventVersion"]).and_then(Node::as_int).unwrap_or(0);
        let unique = if version == 0 { id.to_owned() } else { at.lineage.unique.clone() };
        facts.say("uniqueNode", Some(Node::str(unique, place)));
        let status = scope.status_of(id);
        facts.copy("attempt", Some(&count(status, "attempts")));
        facts.say("systemFailures", status.and_then(|s| s.get("systemFailures")).cloned());
        facts.say("checkpoint", status.and_then(|s| s.at(&["TaskNodeStatus", "checkpointPath"])).cloned());
        self.decided(file, &mut facts, node);
        if let Some(directory) = &at.directory {
            facts.say("inputPrefix", Some(directory.clone()));
            facts.say("outputBase", Some(directory.clone()));
            facts.say("taskTemplate", Some(Node::seq(vec![directory.clone()], directory.origin.clone())));
        }
        facts
    }

    /// What a node decides for itself: interruption, retries, overrides.
    fn decided(&self, file: &mut File<'_>, facts: &mut Facts, node: &Node) {
        let workflow = self.root.at(&["node-defaults", "interruptible"]);
        let choices = [node.get("interruptible"), setting(self.root, "Interruptible"), workflow];
        let no = Node::bool(false, Origin::Flyte(&NOT_INTERRUPTIBLE));
        facts.say("interruptible", choices.into_iter().flatten().find(|n| n.as_bool().is_some()).cloned().or(Some(no)));
        facts.say("minAttempts", node.at(&["retry", "minAttempts"]).cloned());
        facts.copy("overrides", overrides(file, node).as_ref());
    }

    /// An array node: its task runs once for each part of the inputs. The first run stands for all; facts of the
    /// others are kept beside.
    fn array(
        &mut self,
        file: &mut File<'_>,
        scope: &Scope<'n>,
        id: &str,
        spec: &'n Node,
        at: &Standing,
        inputs: Option<&Literals>,
    ) {
        let Some(node) = cased(spec, "SubNodeSpec") else { return };
        let Some(key) = node.get("task").filter(|n| n.is_filled()) else { return };
        let base = self.task(file, scope, id, node, at);
        let run = array::Array { spec, node, status: scope.status_of(id), inputs, outputs: at.outputs() };
        let unique = |index: usize| unique(Some(&at.lineage), &format!("n{index}"));
        let size = run.size().unwrap_or(1).min(MOST);
        let mut runs =
            (0..size.max(1)).map(|index| run.facts(base.clone(), unique(index), index, at.directory.as_ref()));
        let Some(mut first) = runs.next() else { return };
        let others: Vec<Node> = runs.map(Facts::done).collect();
        first.say("arrayNode", Some(Node::str(at.lineage.unique.as_str(), node.origin.clone())));
        if !others.is_empty() {
            let message = format!("node `{id}` runs its task {} times; the Pod is that of the first", others.len() + 1);
            let help = format!("`--node {}` gives the second", unique(1));
            file.reader.report(Diagnostic::note("task/array", message).maybe_at(node.span(), "this node").help(help));
            first.say("others", Some(Node::seq(others, node.origin.clone())));
        }
        self.add(file, id, key, first.done(), true);
    }

    fn add(&mut self, file: &mut File<'_>, id: &str, key: &Node, facts: Node, single: bool) {
        self.found += 1;
        if self.found > MOST {
            let message = format!("more than {MOST} nodes run tasks; the rest is not read");
            return match self.found == MOST + 1 {
                true => file.reader.report(Diagnostic::error("task/nested", message).maybe_at(key.span(), "here")),
                false => (),
            };
        }
        let text = key.as_str().unwrap_or("");
        let Some(task) = self.tasks.get(text) else {
            let message = format!("node `{id}` runs `{text}`, which is not among the `tasks`");
            return file.reader.report(Diagnostic::error("task/none", message).maybe_at(key.span(), "no such task"));
        };
        let mut path = self.path.clone();
        path.push_key(text.to_owned().into());
        let template = task.get("template").filter(|t| t.as_map().is_some()).unwrap_or(task);
        match single {
            true => file.add_template(&array::singular(template), path, Some(facts)),
            false => file.add_template(template, path, Some(facts)),
        }
    }
}

impl<'n> Scope<'n> {
    fn status_of(&self, id: &str) -> Option<&'n Node> {
        self.status.and_then(|s| s.get(id)).filter(|n| !n.is_null())
    }

    /// The branch that a node is an outcome of.
    fn branch_of(&self, id: &str) -> Option<&'n str> {
        let leads = |branch: &Node| {
            let blocks = branch.get("elseIf").map_or(&[][..], Node::items).iter().chain(branch.get("if"));
            blocks.filter_map(|b| b.get("then")).chain(branch.get("else")).any(|n| n.as_str() == Some(id))
        };
        let found = self.nodes.iter().find(|e| e.node.get("branch").is_some_and(leads));
        found.map(|e| e.key.as_str()).filter(|branch| *branch != id)
    }

    fn standing(&self, id: &str, depth: usize) -> Standing {
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
    fn outputs(&self) -> Option<Node> {
        let directory = self.directory.as_ref()?;
        Some(array::below(directory, &[&self.lineage.attempts.to_string()]))
    }
}

/// A node's id with its parent's and the try that the parent is at.
fn unique(parent: Option<&Lineage>, id: &str) -> String {
    let text = parent.map_or_else(|| id.to_owned(), |p| format!("{}-{}-{id}", p.unique, p.attempts));
    fitted(text, NODE_LIMIT)
}

/// A count in a node's status.
fn count(status: Option<&Node>, key: &str) -> Node {
    let given = status.and_then(|s| s.get(key)).filter(|n| n.as_int().is_some());
    given.cloned().unwrap_or_else(|| Node::int(0, Origin::Flyte(&NOT_STARTED)))
}

fn as_inputs(literals: Literals, at: &Node) -> Node {
    Node::object(vec![("literals", Node::map(literals, at.origin.clone()))], at.origin.clone())
}

/// What `with_overrides` put on a node, as a TaskTemplate writes it.
fn overrides(file: &mut File<'_>, node: &Node) -> Option<Node> {
    let mut given = Map::sorted();
    for key in ["extendedResources", "containerImage", "podTemplate"] {
        if let Some(value) = node.get(key).filter(|n| n.is_filled() || !n.entries().is_empty()) {
            given.set(Text::Static(key), value.clone());
        }
    }
    if let Some(resources) = node.get("resources").filter(|n| !n.entries().is_empty()) {
        given.set(Text::Static("resources"), listed(resources));
    }
    let given = (!given.is_empty()).then(|| Node::map(given, node.origin.clone()))?;
    protojson::overrides(&mut file.reader, &given)
}

/// Resources as Kubernetes writes them, as the lists that a TaskTemplate has.
fn listed(resources: &Node) -> Node {
    let mut out = Map::sorted();
    for side in ["limits", "requests"] {
        let amounts = resources.get(side).map_or(&[][..], Node::entries);
        let item = |e: &Entry| {
            let name = match e.key.as_str() {
                "cpu" => "CPU",
                "memory" => "MEMORY",
                "ephemeral-storage" => "EPHEMERAL_STORAGE",
                "storage" => "STORAGE",
                key if key.ends_with("gpu") => "GPU",
                _ => return None,
            };
            let origin = e.node.origin.in_layer(Layer::Override);
            let name = Node::text(name, origin.clone());
            Some(Node::object(vec![("name", name), ("value", amount_text(&e.node))], origin))
        };
        out.set(Text::Static(side), Node::seq(amounts.iter().filter_map(item).collect(), resources.origin.clone()));
    }
    Node::map(out, resources.origin.clone())
}
