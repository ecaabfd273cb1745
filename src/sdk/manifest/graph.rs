//! The nodes of a FlyteWorkflow that run tasks: those of its sub-workflows, branches and arrays, too.

use super::super::File;
use super::array;
use super::bindings::{self, Literals};
use super::facts::{Facts, cased, setting};
use super::overrides::overrides;
use super::scope::{DEEPEST, Scope, Standing, branches, count, unique};
use crate::diagnostic::Diagnostic;
use crate::tree::{FieldPath, Made, Node, Origin, Rule};

/// More nodes than any workflow has: what repeats itself without end stops here.
const MOST: usize = 20_000;

static NOT_INTERRUPTIBLE: Made = Made { step: "facts", reason: "nothing in the object asks for it" };

/// The whole object while it is walked.
struct Walk<'n> {
    root: &'n Node,
    tasks: &'n Node,
    subworkflows: Option<&'n Node>,
    facts: Facts,
    path: FieldPath,
    found: usize,
    /// Nodes looked at.
    walked: usize,
}

impl File<'_> {
    /// Each node that runs a task.
    pub(super) fn flyte_workflow(&mut self, root: &Node) {
        let (Some(tasks), spec) = (root.get("tasks").filter(|n| !n.entries().is_empty()), root.get("spec")) else {
            return self.offloaded(root);
        };
        let facts = Facts::of(root).workflow(root, spec.and_then(|s| s.get("id")));
        let mut path = self.at.clone();
        path.push_key("tasks".into());
        let subworkflows = root.get("subWorkflows");
        let mut walk = Walk { root, tasks, subworkflows, facts, path, found: 0, walked: 0 };
        let nodes = spec.and_then(|s| s.get("nodes")).map_or(&[][..], Node::entries);
        let scope = Scope {
            nodes,
            branches: branches(nodes),
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

impl File<'_> {
    /// An object without tasks: they lie in Flyte's storage, or someone left them out.
    fn offloaded(&mut self, root: &Node) {
        let message = "the FlyteWorkflow holds no `tasks`";
        let Some(reference) = root.get("workflowClosureReference").filter(|n| n.is_filled()) else {
            return self.lacks(root, message);
        };
        let place = reference.as_str().unwrap_or("");
        let found = Diagnostic::error("task/none", format!("{message}: Flyte keeps them in its storage, at `{place}`"));
        let help = "give the task itself (`flytectl get task NAME -o yaml`, or the `.pb` of it), and what is known of the \
                    execution with `-x`";
        self.reader.report(found.maybe_at(reference.span(), "the tasks are there").help(help));
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
            if self.walked > MOST {
                return;
            }
            self.node(file, scope, &entry.key, &entry.node);
        }
        if let Some(node) = failure {
            self.node(file, scope, node.str_at("id"), node);
        }
    }

    fn node(&mut self, file: &mut File<'_>, scope: &Scope<'n>, id: &str, node: &'n Node) {
        self.walked += 1;
        if self.walked > MOST {
            let message = format!("more than {MOST} nodes: the rest is not read");
            let found = Diagnostic::error("task/nested", message).maybe_at(node.span(), "from here on");
            return file.reader.report(found);
        }
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
        let nodes = sub.get("nodes").map_or(&[][..], Node::entries);
        let inner = Scope {
            nodes,
            branches: branches(nodes),
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
        let version = self.root.at(&["workflowMeta", "eventVersion"]);
        let is_known = version.and_then(Node::as_int).unwrap_or(0) != 0;
        let unique = if is_known { at.lineage.unique.as_str() } else { id };
        let from = at.lineage.parents.iter().cloned().chain([place]).chain(version.map(|n| n.origin.clone()));
        let origin = Origin::derived(Rule::Derive, "facts", from.collect());
        facts.say("uniqueNode", Some(Node::str(unique, origin)));
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
        let mut runs = (0..size.max(1))
            .map(|index| run.facts(base.clone(), self.run_name(unique(index), node, at), index, at.directory.as_ref()));
        let Some(mut first) = runs.next() else { return };
        let others: Vec<Node> = runs.map(Facts::done).collect();
        first.say("arrayNode", Some(Node::str(at.lineage.unique.as_str(), node.origin.clone())));
        if !others.is_empty() {
            let (runs, first_run, last_run) = (others.len() + 1, unique(0), unique(others.len()));
            let message = format!("node `{id}` runs its task {runs} times, as `{first_run}` to `{last_run}`");
            let help = "the Pod is that of the first, unless `--node` names another";
            file.reader.report(Diagnostic::note("task/array", message).maybe_at(node.span(), "this node").help(help));
            first.say("others", Some(Node::seq(others, node.origin.clone())));
        }
        self.add(file, id, key, first.done(), true);
    }

    /// The id of a run of an array node.
    fn run_name(&self, unique: String, node: &Node, at: &Standing) -> Node {
        let from = at.lineage.origins().into_iter().chain([node.origin.clone()]).collect();
        Node::str(unique, Origin::derived(Rule::Derive, "facts", from))
    }

    fn add(&mut self, file: &mut File<'_>, id: &str, key: &Node, facts: Node, single: bool) {
        self.found += 1;
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

fn as_inputs(literals: Literals, at: &Node) -> Node {
    Node::object(vec![("literals", Node::map(literals, at.origin.clone()))], at.origin.clone())
}
