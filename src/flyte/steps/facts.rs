//! Facts of the execution: as given, or as they follow from others.

use crate::flyte::build::Build;
use crate::flyte::pipeline::{Reason, Refusal};
use crate::flyte::steps::names::{fitted, fnv32, label_1, pod_name};
use crate::flyte::steps::object;
use crate::tree::{Entry, Made, Map, Node, Origin, Rule, Text};

/// Longest generated name, and longest part of it that names the node.
const NAME_LIMIT: usize = 50;
const NODE_LIMIT: usize = 20;

/// Number of shards over which executions are spread.
const SHARDS: u32 = 32;

static UNKNOWN: Made = Made { step: "facts", reason: "not given" };
static FIRST_NODE: Made = Made { step: "facts", reason: "a single task has one node" };
static FIRST_ATTEMPT: Made = Made { step: "facts", reason: "the first attempt" };
static NOT_INTERRUPTIBLE: Made = Made { step: "facts", reason: "nothing asks for interruptible instances" };
static SNACKS: Made = Made { step: "facts", reason: "Flyte's example project" };
static FLYTE_NAMESPACE: Made = Made { step: "facts", reason: "the namespace in which Flyte usually runs" };
static TASK_LABEL: Made = Made { step: "facts", reason: "an action that runs a task" };

/// The facts that steps use; null where nothing is known.
#[derive(Clone, Debug)]
pub struct Facts {
    pub namespace: Node,
    pub template_namespace: Node,
    /// Whether project, domain and name are all known.
    pub identity: bool,
    pub project: Node,
    pub domain: Node,
    pub name: Node,
    pub workflow: Node,
    pub node: Node,
    /// The node's id with those of its parents.
    pub unique_node: Node,
    /// Retries so far: an int.
    pub attempt: Node,
    /// The generated name.
    pub pod_name: Node,
    pub labels: Node,
    pub annotations: Node,
    pub owner_name: Node,
    pub owner_uid: Node,
    pub interruptible: Node,
    /// A map; what is not known is not there.
    pub paths: Node,
}

impl Facts {
    /// Nothing known yet.
    pub fn unknown() -> Self {
        let null = || Node::null(Origin::Flyte(&UNKNOWN));
        Facts {
            namespace: null(),
            template_namespace: null(),
            identity: false,
            project: null(),
            domain: null(),
            name: null(),
            workflow: null(),
            node: null(),
            unique_node: null(),
            attempt: null(),
            pod_name: null(),
            labels: null(),
            annotations: null(),
            owner_name: null(),
            owner_uid: null(),
            interruptible: null(),
            paths: null(),
        }
    }
}

/// Derives what is not given.
pub fn run(b: &mut Build<'_>) -> Result<(), Refusal> {
    let given = |key: &str| b.execution.given(key).cloned().unwrap_or_else(|| Node::null(Origin::Flyte(&UNKNOWN)));
    let mut facts = Facts::unknown();
    facts.project = given("project");
    facts.domain = given("domain");
    facts.name = given("name");
    facts.workflow = given("workflow");
    facts.identity = [&facts.project, &facts.domain, &facts.name].iter().all(|n| !n.is_null());
    let attempt = b.execution.given("attempt").filter(|_| b.version.counts_attempts());
    facts.attempt = attempt.cloned().unwrap_or_else(|| Node::int(0, Origin::Flyte(&FIRST_ATTEMPT)));
    facts.node = match b.execution.given("node") {
        Some(node) => node.clone(),
        None if !b.version.is_2() && !facts.name.is_null() => Node::text("n0", Origin::Flyte(&FIRST_NODE)),
        None => given("node"),
    };
    facts.unique_node = object::unique_node(b, &facts.node);
    facts.namespace = namespace(b, &facts);
    facts.template_namespace = template_namespace(b);
    facts.interruptible = interruptible(b, &facts.attempt);
    (facts.owner_name, facts.owner_uid) = owner(b, &facts);
    facts.pod_name = generated_name(b, &facts);
    facts.labels = b.execution.given("labels").cloned().unwrap_or_else(|| labels(b, &facts));
    facts.annotations = given("annotations");
    facts.paths = object::paths(b, &facts);
    b.platform = object::platform(b);
    b.facts = facts;
    Ok(())
}

/// Why nothing is known.
pub fn idle(_: &Build<'_>) -> Reason {
    "nothing is known of the execution".into()
}

fn namespace(b: &Build<'_>, facts: &Facts) -> Node {
    if let Some(given) = b.execution.given("namespace") {
        return given.clone();
    }
    if b.version.is_2() {
        return b.config.actions_namespace.clone();
    }
    let (Some(project), Some(domain)) = (facts.project.as_str(), facts.domain.as_str()) else {
        return Node::text("flytesnacks-development", Origin::Flyte(&SNACKS));
    };
    let template = &b.config.namespace_template;
    let text = template.as_str().unwrap_or("{{ project }}-{{ domain }}");
    let text = text.replace("{{ project }}", project).replace("{{ domain }}", domain);
    let from = vec![template.origin.clone(), facts.project.origin.clone(), facts.domain.origin.clone()];
    Node::str(text, Origin::derived(Rule::Derive, "facts", from))
}

/// The namespace that Flyte itself runs in, second in the look-up of templates.
fn template_namespace(b: &Build<'_>) -> Node {
    if let Some(flag) = &b.execution.flyte_namespace {
        return flag.clone();
    }
    if let Some(given) = b.execution.given("templateNamespace") {
        return given.clone();
    }
    let variable = b.execution.environment().get("POD_NAMESPACE");
    match variable {
        Some(set) if !b.version.is_2() || set.is_filled() => set.clone(),
        _ if b.version.is_2() => b.config.actions_namespace.clone(),
        _ => Node::text("flyte", Origin::Flyte(&FLYTE_NAMESPACE)),
    }
}

fn interruptible(b: &Build<'_>, attempt: &Node) -> Node {
    if !b.version.reads_run_context() {
        return Node::bool(false, Origin::Flyte(&NOT_INTERRUPTIBLE));
    }
    if let Some(given) = b.execution.given("interruptible") {
        return given.clone();
    }
    if object::is_given(b) {
        return object::interruptible(b, attempt);
    }
    let own = b.task.at(&["metadata", "interruptible"]);
    if !b.execution.from_file && own.as_bool().is_some() {
        return own.clone();
    }
    Node::bool(false, Origin::Flyte(&NOT_INTERRUPTIBLE))
}

fn owner(b: &Build<'_>, facts: &Facts) -> (Node, Node) {
    let uid = b.execution.at(&["owner", "uid"]).clone();
    let given = b.execution.at(&["owner", "name"]);
    if !given.is_null() {
        return (given.clone(), uid);
    }
    let Some(name) = facts.name.as_str().filter(|_| facts.identity) else {
        return (Node::null(Origin::Flyte(&UNKNOWN)), uid);
    };
    if !b.version.is_2() {
        return (facts.name.clone(), uid);
    }
    let text = match facts.node.as_str() {
        Some(node) if node != name => format!("{name}-{node}"),
        _ => format!("{name}-a0"),
    };
    let from = vec![facts.name.origin.clone(), facts.node.origin.clone()];
    (Node::str(text, Origin::derived(Rule::Derive, "facts", from)), uid)
}

fn generated_name(b: &Build<'_>, facts: &Facts) -> Node {
    let attempt = facts.attempt.as_int().unwrap_or(0);
    let derived = |text: String, from: &[&Node]| {
        let from = from.iter().map(|n| n.origin.clone()).collect();
        Node::str(text, Origin::derived(Rule::Derive, "facts", from))
    };
    if b.version.is_2()
        && let Some(owner) = facts.owner_name.as_str()
    {
        return match b.version.counts_attempts() {
            true => derived(format!("{owner}-{attempt}"), &[&facts.owner_name, &facts.attempt]),
            false => facts.owner_name.clone(),
        };
    }
    if let Some(given) = b.execution.given("podName").filter(|_| !b.version.is_2() || !facts.identity) {
        return given.clone();
    }
    if let Some(text) = object::generated_name(b, facts, attempt) {
        return Node::str(text, Origin::derived(Rule::Derive, "facts", object::name_origins(b, facts)));
    }
    if let (Some(name), Some(node)) = (facts.name.as_str(), facts.node.as_str()) {
        let node = fitted(node.to_owned(), NODE_LIMIT);
        let text = fitted(format!("{name}-{node}-{attempt}"), NAME_LIMIT);
        return derived(text, &[&facts.name, &facts.node, &facts.attempt]);
    }
    let task = b.task.at(&["id", "name"]);
    let short = task.as_str().and_then(|name| name.rsplit('.').next()).unwrap_or("");
    let short = pod_name(&label_1(short), b.version.unique_id_length());
    let short = if short.is_empty() { "task" } else { short.as_str() };
    derived(fitted(format!("{short}-n0-{attempt}"), NAME_LIMIT), &[task, &facts.attempt])
}

/// Labels of the workflow (1.x) or the TaskAction (2.x), where none are given.
fn labels(b: &Build<'_>, facts: &Facts) -> Node {
    let mut map = Map::sorted();
    if facts.identity {
        let mut set = |key: &'static str, node: Node| map.set_entry(Entry::new(Text::Static(key), node));
        let derived = |text: String, from: &Node, rule| {
            Node::str(text, Origin::derived(rule, "facts", vec![from.origin.clone()]))
        };
        if b.version.is_2() {
            set("flyte.org/project", facts.project.clone());
            set("flyte.org/domain", facts.domain.clone());
            set("flyte.org/run", facts.name.clone());
            if !facts.node.is_null() {
                set("flyte.org/action", facts.node.clone());
            }
            set("flyte.org/action-type", Node::text("task", Origin::Flyte(&TASK_LABEL)));
            let root = facts.node.is_null() || facts.node == facts.name;
            let from = vec![facts.name.origin.clone(), facts.node.origin.clone()];
            let text = if root { "true" } else { "false" };
            set("flyte.org/is-root", Node::text(text, Origin::derived(Rule::Derive, "facts", from)));
        } else {
            set("execution-id", facts.name.clone());
            set("project", facts.project.clone());
            set("domain", facts.domain.clone());
            if let Some(workflow) = facts.workflow.as_str() {
                let last = workflow.rsplit(':').next().unwrap_or("");
                set("workflow-name", derived(label_1(last), &facts.workflow, Rule::Sanitise));
            }
            let shard = fnv32(facts.name.as_str().unwrap_or("")) % SHARDS;
            set("shard-key", derived(shard.to_string(), &facts.name, Rule::Derive));
        }
    }
    Node::map(map, Origin::Flyte(&UNKNOWN))
}
