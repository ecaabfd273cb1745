//! What a document of a task file is, by its content.

use super::{authoring, manifest, messages, reader, workflow};
use crate::diagnostic::{Diagnostic, suggest};
use crate::tree::{Node, Value};

/// What a document is.
pub(super) enum Shape<'n> {
    /// A TaskTemplate in protojson, and the way to it inside something else (a TaskSpec).
    Template(&'n Node, &'static [&'static str]),
    /// Several documents in one: a list of tasks, as flytectl gives it.
    Several(&'n [Node]),
    /// A workflow; tasks may stand beside it.
    Workflow,
    /// A launch plan, in which no task is.
    LaunchPlan,
    /// A TaskAction or FlyteWorkflow of a cluster.
    Live(manifest::Kind),
    /// One task in the authoring form.
    Authoring(&'n Node),
    /// `tasks:`, a list of tasks in the authoring form.
    Tasks(&'n Node),
    /// Nothing that podtpl reads as a task; why.
    Unknown(Diagnostic),
}

/// Where a TaskTemplate stands inside something else: the TaskSpec of 1.x, that of 2.x, a task as flytectl gives it.
const INSIDE: &[&[&str]] = &[
    &["template"],
    &["taskTemplate"],
    &["task_template"],
    &["closure", "compiledTask", "template"],
    &["closure", "compiled_task", "template"],
    &["compiledTask", "template"],
    &["compiled_task", "template"],
];

/// What else a TaskSpec holds; none of it reaches the Pod.
const TASK_SPEC: &[&str] = &[
    "template",
    "taskTemplate",
    "task_template",
    "description",
    "defaultInputs",
    "default_inputs",
    "shortName",
    "short_name",
    "environment",
    "documentation",
];

/// Kinds of manifests that people may give by mistake, and what to do with them.
const MANIFESTS: &[(&str, &str)] = &[
    ("PodTemplate", "runtime templates are given with `-t`"),
    ("ConfigMap", "Flyte's configuration is given with `-c`"),
    ("Pod", "a Pod by itself can be checked with `podtpl lint --pod FILE`"),
];

/// Recognises a document.
pub(super) fn shape(root: &Node) -> Shape<'_> {
    if root.items().iter().any(is_registered) {
        return Shape::Several(root.items());
    }
    let Value::Map(map) = &root.value else {
        return Shape::Unknown(unknown(root, &format!("this is {}", reader::describe(root))));
    };
    if let (Some(_), Some(kind)) = (map.get("apiVersion"), map.get("kind").and_then(Node::as_str)) {
        return match (manifest::kind(kind), map.get("items")) {
            (Some(kind), _) => Shape::Live(kind),
            (None, Some(items)) if kind.ends_with("List") => Shape::Several(items.items()),
            _ => Shape::Unknown(no_task(root, kind)),
        };
    }
    if !workflow::workflows(root).is_empty() {
        return Shape::Workflow;
    }
    if map.get("spec").and_then(|spec| workflow::either(spec, "workflowId")).is_some() {
        return Shape::LaunchPlan;
    }
    for path in INSIDE {
        if let Some(found) = root.at(path).filter(|n| n.as_map().is_some()) {
            return Shape::Template(found, path);
        }
    }
    if let Some(tasks) = map.get("tasks").filter(|n| n.items().iter().any(is_registered)) {
        return Shape::Several(tasks.items());
    }
    if let Some(tasks) = map.get("tasks").filter(|n| !n.is_null()) {
        return Shape::Tasks(tasks);
    }
    let template = map.entries().iter().filter(|e| is_template_key(&e.key)).count();
    let arguments = map.entries().iter().filter(|e| authoring::keys().any(|k| e.key == k)).count();
    match (template, arguments) {
        (0, 0) => Shape::Unknown(unknown(root, "none of its keys is known")),
        (t, a) if t == a && a == 1 => {
            // `container` alone is a key of both.
            let raw = map.get("container").is_some_and(authoring::is_container_task);
            if raw { Shape::Authoring(root) } else { Shape::Template(root, &[]) }
        }
        (t, a) if t >= a => Shape::Template(root, &[]),
        _ => Shape::Authoring(root),
    }
}

/// Keys beside the template that a TaskSpec does not have. Of a task from flytectl all are known.
pub(super) fn unknown_beside<'n>(root: &'n Node, template: &Node) -> impl Iterator<Item = &'n crate::tree::Entry> {
    let of_flytectl = ["closure", "compiledTask", "compiled_task"].iter().any(|key| root.get(key).is_some());
    let is_spec = !std::ptr::eq(root, template) && !of_flytectl;
    root.entries().iter().filter(move |e| is_spec && !TASK_SPEC.contains(&e.key.as_str()))
}

/// The keys of a TaskSpec, for messages.
pub(super) fn task_spec_keys() -> impl Iterator<Item = &'static str> + Clone {
    TASK_SPEC.iter().copied().filter(|k| !k.contains('_'))
}

/// Whether an item of a list is a whole document: a task as it is registered, or a manifest.
fn is_registered(item: &Node) -> bool {
    let manifest = item.get("apiVersion").is_some() && item.get("kind").is_some();
    let template = item.get("id").is_some() && item.get("type").is_some();
    manifest || template || INSIDE.iter().any(|path| item.at(path).is_some_and(|n| n.as_map().is_some()))
}

fn is_template_key(key: &str) -> bool {
    messages::fields("TaskTemplate").iter().any(|f| key == f.json || key == f.proto)
}

fn no_task(root: &Node, kind: &str) -> Diagnostic {
    let help = match MANIFESTS.iter().find(|(k, _)| *k == kind) {
        Some((_, help)) => (*help).to_owned(),
        None => EXPECTED.to_owned(),
    };
    let place = root.get("kind").and_then(Node::span).or_else(|| root.span());
    let message = format!("this is a manifest of kind `{kind}`, not a task");
    Diagnostic::error("task/unrecognised", message).maybe_at(place, "not a task").help(help)
}

/// What podtpl reads as a task.
const EXPECTED: &str = "expected a TaskTemplate or TaskSpec in protojson (`id`, `type`, `container` or `k8sPod` ...), or \
                        the arguments of a task (`name`, `container_image`, `pod_template` ...)";

fn unknown(root: &Node, why: &str) -> Diagnostic {
    let names = || messages::fields("TaskTemplate").iter().map(|f| f.json).chain(authoring::keys());
    let near: Vec<String> = root
        .entries()
        .iter()
        .filter_map(|e| suggest(&e.key, names()).map(|n| format!("did you mean `{n}` for `{}`?", e.key)))
        .collect();
    let near = match &root.value {
        Value::Seq(_) => vec!["put several tasks under `tasks:`".to_owned()],
        _ => near,
    };
    let help = if near.is_empty() { EXPECTED.to_owned() } else { format!("{}; {EXPECTED}", near.join(" ")) };
    let place = root.entries().first().and_then(reader::key_span).or_else(|| root.span());
    let message = format!("this is no task that podtpl knows: {why}");
    Diagnostic::error("task/unrecognised", message).maybe_at(place, "not a task").help(help)
}
