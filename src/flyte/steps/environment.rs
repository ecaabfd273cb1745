//! The variables that every container of the task gets.

use crate::flyte::build::Build;
use crate::tree::{Entry, Made, Map, Node, Origin, Rule, Text, Value};

/// What is appended to `env` and `envFrom` of each container.
pub struct Environment {
    variables: Vec<Node>,
    sources: Vec<Node>,
}

static EXECUTION: Made = Made { step: "containers", reason: "every container learns its execution" };
static POD_NAME: Made = Made { step: "containers", reason: "every container learns its Pod's name" };
static ATTEMPT: Made = Made { step: "containers", reason: "number of the attempt" };
static CONSOLE: Made =
    Made { step: "containers", reason: "link to the execution, since the task's config has `link_type`" };
static TASK_ID: Made = Made { step: "containers", reason: "every container learns its task" };
static HISTORIC: Made =
    Made { step: "containers", reason: "every container learns its task, under the historic names" };
static OFFLOADING: Made = Made { step: "containers", reason: "literal offloading is enabled" };
static RUN: Made = Made { step: "containers", reason: "every container learns its run and action" };
static LOCAL: Made = Made { step: "containers", reason: "the organisation of an installation without organisations" };
static OPTIONAL: Made = Made { step: "containers", reason: "a missing source does not stop the container" };
static UNSET: Made = Made { step: "containers", reason: "Flyte's process does not have the variable" };

/// Variables of the task's id: project, domain, name, version.
const TASK_VARIABLES: [&str; 4] = [
    "FLYTE_INTERNAL_TASK_PROJECT",
    "FLYTE_INTERNAL_TASK_DOMAIN",
    "FLYTE_INTERNAL_TASK_NAME",
    "FLYTE_INTERNAL_TASK_VERSION",
];
const HISTORIC_VARIABLES: [&str; 4] =
    ["FLYTE_INTERNAL_PROJECT", "FLYTE_INTERNAL_DOMAIN", "FLYTE_INTERNAL_NAME", "FLYTE_INTERNAL_VERSION"];

/// A variable whose name Flyte makes.
fn variable(name: &'static str, value: Node, made: &'static Made) -> Node {
    let origin = Origin::Flyte(made);
    Node::object(vec![("name", Node::text(name, origin.clone())), ("value", value)], origin)
}

/// A variable that an input names.
fn named(entry: &Entry, value: Node) -> Node {
    let origin = entry.node.origin.clone();
    let of_key = match (entry.key_span, &origin) {
        (Some(span), Origin::File { layer, .. }) => Origin::File { span, layer: *layer },
        (Some(span), Origin::Alias(alias)) => Origin::File { span, layer: alias.layer },
        (Some(span), Origin::Derived(_)) => Origin::File { span, layer: crate::tree::Layer::Config },
        _ => origin.clone(),
    };
    Node::object(vec![("name", Node::str(entry.key.clone(), of_key)), ("value", value)], origin)
}

impl Environment {
    /// What this render appends.
    pub fn of(b: &mut Build<'_>) -> Self {
        let mut variables = Vec::with_capacity(24);
        execution_identity(b, &mut variables);
        if b.version.sets_pod_name_variable() {
            variables.push(pod_name());
        }
        let attempt = &b.facts.attempt;
        let text = attempt.as_int().unwrap_or(0).to_string();
        variables.push(variable(
            "FLYTE_ATTEMPT_NUMBER",
            Node { value: Value::Str(text.into()), ..attempt.clone() },
            &ATTEMPT,
        ));
        variables.extend(console_url(b));
        task_id(b, &mut variables);
        offloading(b, &mut variables);
        of_execution(b, &mut variables);
        for entry in b.config.k8s.default_env_vars.entries() {
            variables.push(named(entry, entry.node.clone()));
        }
        from_environment(b, &mut variables);
        Environment { variables, sources: sources(b) }
    }

    /// Appends it to a container's own.
    pub fn append(&self, container: &mut Node) {
        let extend = |container: &mut Node, key: &'static str, tail: &[Node], made: &'static Made| {
            if !tail.is_empty() {
                let list = container.field_mut(key, &Origin::Flyte(made)).seq_mut();
                list.reserve(tail.len());
                list.extend_from_slice(tail);
            }
        };
        extend(container, "env", &self.variables, &EXECUTION);
        extend(container, "envFrom", &self.sources, &EXECUTION);
    }
}

fn execution_identity(b: &Build<'_>, out: &mut Vec<Node>) {
    let facts = &b.facts;
    if !facts.identity {
        return;
    }
    if !b.version.is_2() && facts.workflow.is_filled() {
        out.push(variable("FLYTE_INTERNAL_EXECUTION_WORKFLOW", facts.workflow.clone(), &EXECUTION));
    }
    out.push(variable("FLYTE_INTERNAL_EXECUTION_ID", facts.name.clone(), &EXECUTION));
    out.push(variable("FLYTE_INTERNAL_EXECUTION_PROJECT", facts.project.clone(), &EXECUTION));
    out.push(variable("FLYTE_INTERNAL_EXECUTION_DOMAIN", facts.domain.clone(), &EXECUTION));
}

/// `_F_PN`: the Pod's name through the downward API.
fn pod_name() -> Node {
    let origin = || Origin::Flyte(&POD_NAME);
    let field = Node::object(vec![("fieldPath", Node::text("metadata.name", origin()))], origin());
    let source = Node::object(vec![("fieldRef", field)], origin());
    Node::object(vec![("name", Node::text("_F_PN", origin())), ("valueFrom", source)], origin())
}

fn console_url(b: &mut Build<'_>) -> Option<Node> {
    let link_type = b.task.at(&["config", "link_type"]).clone();
    let url = b.execution.at(&["consoleUrl"]).clone();
    if b.version.is_2() || b.task.at(&["config"]).get("link_type").is_none() {
        return None;
    }
    b.decide(&link_type);
    let base = url.as_str().filter(|s| !s.is_empty())?;
    let part = |node: &Node| node.as_str().unwrap_or("").to_owned();
    let facts = &b.facts;
    let text = format!(
        "{}/projects/{}/domains/{}/executions/{}/nodeId/{}/nodes",
        base.trim_end_matches('/'),
        part(&facts.project),
        part(&facts.domain),
        part(&facts.name),
        part(&facts.unique_node)
    );
    let from = [&url, &facts.project, &facts.domain, &facts.name, &facts.unique_node];
    let from = from.iter().map(|n| n.origin.clone()).collect();
    let value = Node::str(text, Origin::derived(Rule::Join, b.step, from));
    Some(variable("FLYTE_EXECUTION_URL", value, &CONSOLE))
}

fn task_id(b: &Build<'_>, out: &mut Vec<Node>) {
    let Some(id) = b.task.id() else { return };
    // Of a task that was never registered nobody knows project and domain; nothing is made up.
    let registered = !matches!(id.origin, Origin::Sdk(_));
    let part = |key: &str| match id.get(key) {
        Some(part) => Some(part.clone()),
        None if registered || key == "version" => Some(Node::text("", id.origin.clone())),
        None => None,
    };
    let mut push = |names: [&'static str; 4], made: &'static Made| {
        for (name, key) in names.into_iter().zip(["project", "domain", "name", "version"]) {
            out.extend(part(key).map(|value| variable(name, value, made)));
        }
    };
    if b.version.knows_task_id() {
        push(TASK_VARIABLES, &TASK_ID);
    }
    if b.version.sets_historic_task_variables() {
        push(HISTORIC_VARIABLES, &HISTORIC);
    }
}

fn offloading(b: &mut Build<'_>, out: &mut Vec<Node>) {
    if !b.version.has_offloading() {
        return;
    }
    let settings = b.config.offloading.clone();
    b.decide(&settings.enabled);
    if settings.enabled.as_bool() != Some(true) {
        return;
    }
    for (name, size) in [("_F_L_MIN_SIZE_MB", settings.min_size_mb), ("_F_L_MAX_SIZE_MB", settings.max_size_mb)] {
        b.decide(&size);
        if let Some(n) = size.as_int().filter(|n| *n > 0) {
            let value = Node { value: Value::Str(n.to_string().into()), ..size.clone() };
            out.push(variable(name, value, &OFFLOADING));
        }
    }
}

/// Variables of the execution, sorted by name; in 2.x with those of the run and action among them.
fn of_execution(b: &Build<'_>, out: &mut Vec<Node>) {
    let given = b.execution.at(&["env"]);
    if !b.version.is_2() {
        out.extend(given.entries().iter().map(|e| named(e, e.node.clone())));
        return;
    }
    let mut map = Map::sorted();
    let given = given.entries().iter().filter(|_| b.version.reads_run_context());
    for entry in given {
        map.set_entry(Entry {
            key: entry.key.clone(),
            key_span: entry.key_span,
            node: named(entry, entry.node.clone()),
        });
    }
    let run_base = b.path("runOutputBase");
    let local = if b.version.names_local_organisation() { "local" } else { "" };
    let own = [
        ("ACTION_NAME", b.facts.node.clone(), &RUN),
        ("RUN_NAME", b.facts.name.clone(), &RUN),
        ("_U_RUN_BASE", run_base.clone(), &RUN),
        ("_U_ORG_NAME", Node::text(local, Origin::Flyte(&LOCAL)), &LOCAL),
    ];
    for (name, value, made) in own {
        if !value.is_null() {
            let mut node = variable(name, value, made);
            if let Some(given) = map.get(name).and_then(|n| n.get("value")) {
                node = shadow(node, given);
            }
            map.set(Text::Static(name), node);
        }
    }
    out.extend(map.into_entries().into_iter().map(|e| e.node));
}

/// A variable that the run gave, but that Flyte sets itself.
fn shadow(mut node: Node, given: &Node) -> Node {
    if let Some(value) = node.map_mut().get_mut("value") {
        value.displace(given, crate::tree::Verdict::Overridden, Rule::Forced);
    }
    node
}

fn from_environment(b: &mut Build<'_>, out: &mut Vec<Node>) {
    let config = b.config;
    for entry in config.k8s.default_env_vars_from_env.entries() {
        let source = entry.node.as_str().unwrap_or("");
        b.decide(&entry.node);
        let value = match b.execution.environment().get(source) {
            Some(value) => Node { origin: value.origin.in_layer(crate::tree::Layer::Environment), ..value.clone() },
            None => {
                if b.execution.environment().is_null() {
                    b.notes.push(unknown_environment(entry, source));
                }
                Node::text("", Origin::Flyte(&UNSET))
            }
        };
        out.push(named(entry, value));
    }
}

fn unknown_environment(entry: &Entry, source: &str) -> crate::diagnostic::Diagnostic {
    let message = format!("`{}` is empty, since the environment of Flyte's own process is not known", entry.key);
    crate::diagnostic::Diagnostic::note("execution/no-environment", message)
        .maybe_at(entry.node.origin.nearest_span(), "")
        .help(format!("give it as a fact of the execution: `propellerEnv: {{{source}: ...}}`"))
}

/// `envFrom`: secrets, then config maps.
fn sources(b: &Build<'_>) -> Vec<Node> {
    let k8s = &b.config.k8s;
    let lists = [("secretRef", &k8s.default_env_from_secrets), ("configMapRef", &k8s.default_env_from_configmaps)];
    let mut out = Vec::new();
    for (field, list) in lists {
        for name in list.items() {
            let optional = Node::new(Value::Bool(true), Origin::Flyte(&OPTIONAL));
            let reference = Node::object(vec![("name", name.clone()), ("optional", optional)], name.origin.clone());
            out.push(Node::object(vec![(field, reference)], name.origin.clone()));
        }
    }
    out
}
