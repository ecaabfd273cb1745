//! Why an input has no effect, in the words of the one who wrote it.

use crate::flyte::effects::Room;
use crate::flyte::pipeline::{Inputs, Pod};
use crate::flyte::steps::accelerator::has_limit;
use crate::flyte::version::FlyteVersion;
use crate::tree::{FieldPath, Node, Segment};

/// Prefixes of paths in the configuration (lower case), and why what stands there is not used.
type Row = (&'static [&'static str], fn(&Facts<'_>) -> Option<&'static str>);

/// What reasons depend on.
struct Facts<'a> {
    inputs: &'a Inputs<'a>,
    version: FlyteVersion,
    interruptible: bool,
    accelerator: bool,
    accelerator_limit: bool,
    co_pilot: bool,
    container: bool,
}

const CONFIG: &[Row] = &[
    (&["plugins", "k8s", "interruptible-tolerations"], not_interruptible),
    (&["plugins", "k8s", "interruptible-node-selector"], not_interruptible),
    (&["plugins", "k8s", "interruptible-node-selector-requirement"], not_interruptible),
    (&["plugins", "k8s", "non-interruptible-node-selector-requirement"], |f| {
        f.interruptible.then_some("the execution is interruptible")
    }),
    (&["plugins", "k8s", "resource-tolerations"], |_| Some("no container of the task has this resource")),
    (&["plugins", "k8s", "gpu-device-node-label"], no_accelerator),
    (&["plugins", "k8s", "gpu-partition-size-node-label"], no_accelerator),
    (&["plugins", "k8s", "gpu-unpartitioned-node-selector-requirement"], no_accelerator),
    (&["plugins", "k8s", "gpu-unpartitioned-toleration"], no_accelerator),
    (&["plugins", "k8s", "accelerator-devices"], no_accelerator),
    (&["plugins", "k8s", "accelerator-device-classes"], no_accelerator),
    (&["plugins", "k8s", "co-pilot"], no_co_pilot),
    (&["storage"], no_co_pilot),
    (&["logger"], no_co_pilot),
    (&["plugins", "k8s", "image-pull-policy"], |f| (!f.container).then_some("only container tasks use it")),
    (&["propeller", "literal-offloading-config"], |f| {
        (f.inputs.config.offloading.enabled.as_bool() != Some(true)).then_some("literal offloading is not enabled")
    }),
    (&["plugins", "k8s", "default-pod-template-name"], |f| {
        let named = f.inputs.task.pod_template_name().is_filled();
        named.then_some("the task names its own template")
    }),
    (&["propeller", "node-config"], |f| match object(f, "uniqueNode") {
        true => Some("the node's failures do not decide whether it is interruptible"),
        false => Some("only the nodes of a FlyteWorkflow have failures that count"),
    }),
    (&["propeller", "rawoutput-prefix"], |f| match object(f, "rawOutputPrefix") {
        true => Some("the FlyteWorkflow names a prefix of its own"),
        false => Some("no path follows from it"),
    }),
    (&["task_resources", "limits"], |f| platform(f, "nothing that is asked for is beyond it")),
    (&["task_resources", "defaults"], |f| platform(f, "no container needs it")),
    (&["task_resources"], |f| NOT_READ.filter(|_| f.version.is_2())),
    (&["plugins", "k8s", "default-cpus"], only_2),
    (&["plugins", "k8s", "default-memory"], only_2),
];

const NOT_READ: Option<&str> = Some("Flyte 2 does not read `task_resources`");

/// Whether an object of a cluster says this.
fn object(f: &Facts<'_>, key: &str) -> bool {
    f.inputs.execution.facts().at(&["object", key]).is_some_and(|n| !n.is_null())
}

fn platform(f: &Facts<'_>, why: &'static str) -> Option<&'static str> {
    match object(f, "limits") {
        _ if f.version.is_2() => NOT_READ,
        true => Some("the FlyteWorkflow says itself what the platform gives and allows"),
        false => Some(why),
    }
}

fn not_interruptible(f: &Facts<'_>) -> Option<&'static str> {
    (!f.interruptible).then_some("the execution is not interruptible")
}

fn no_accelerator(f: &Facts<'_>) -> Option<&'static str> {
    match (f.accelerator, f.accelerator_limit) {
        (false, _) => Some("the task asks for no accelerator"),
        (true, false) => Some("no container has a limit for the accelerator"),
        (true, true) => Some("the task's accelerator does not use it"),
    }
}

fn no_co_pilot(f: &Facts<'_>) -> Option<&'static str> {
    if f.co_pilot {
        Some("co-pilot does not use it here")
    } else {
        Some("the task does not load data through co-pilot")
    }
}

fn only_2(f: &Facts<'_>) -> Option<&'static str> {
    (!f.version.uses_plugin_resource_defaults()).then_some("Flyte 1 takes `task_resources` instead")
}

/// Paths in the task's protojson or authoring form, and in the facts of the execution.
const TASK: &[(&str, &str)] = &[
    ("interface", "only co-pilot reads the interface"),
    ("extendedResources", "no container has a limit for the accelerator"),
    ("extended_resources", "no container has a limit for the accelerator"),
    ("accelerator", "no container has a limit for the accelerator"),
    ("custom", "only sidecar tasks read it"),
    ("sql", "a plain Pod does not read it"),
];
const EXECUTION: &[(&str, &str)] = &[
    ("paths", "no placeholder or argument uses this path"),
    ("inputs", "no placeholder uses this input"),
    ("propellerEnv", "no setting reads this variable"),
    ("consoleUrl", "the task's `config` has no `link_type`"),
    ("overrides", "this version does not read it"),
    ("workflow", "nothing in this Pod shows it"),
    ("podName", "Flyte 2 names Pods after their owner"),
];

/// The step that a value decides by where it stands, whatever it is: names of resources, kinds of
/// objects. `None` for all others.
pub fn decider(room: Room, path: &FieldPath) -> Option<&'static str> {
    let keys: Vec<&str> = path
        .segments()
        .iter()
        .filter_map(|s| match s {
            Segment::Key(key) => Some(key.as_str()),
            Segment::Index(_) => None,
        })
        .collect();
    match (room, keys.as_slice()) {
        (Room::Templates, ["kind" | "apiVersion"] | ["items", "kind" | "apiVersion"]) => Some("template-lookup"),
        (Room::Task, [.., "resources", "requests" | "limits", "name"]) => Some("containers"),
        (Room::Execution, ["overrides", "resources", "requests" | "limits", "name"]) => Some("overrides"),
        _ => None,
    }
}

/// A quantity of nothing, which would matter if it were something.
pub fn is_zero_quantity(path: &FieldPath, node: &Node) -> bool {
    let in_resources = path.segments().iter().any(|s| matches!(s, Segment::Key(key) if key.as_str() == "resources"));
    let zero = |text: &str| crate::kube::quantity::Quantity::parse(text).is_ok_and(|q| q.is_zero());
    in_resources && node.as_str().is_some_and(zero)
}

/// Why the value at a path has no effect; `None` where only the usual reason is known.
pub fn reason(
    room: Room,
    path: &FieldPath,
    node: &Node,
    pod: &Pod,
    inputs: &Inputs<'_>,
    version: FlyteVersion,
) -> Option<String> {
    match room {
        Room::Config => of_config(path, node, pod, inputs, version),
        Room::Templates => of_template(path, node, pod, inputs),
        Room::Task if says_interruptible(path) && inputs.execution.from_file => {
            Some("the facts of the execution alone say whether it is interruptible".to_owned())
        }
        Room::Task => by_first_key(path, TASK),
        Room::Execution => by_first_key(path, EXECUTION),
    }
}

/// What can be said if nothing more is known.
pub fn usual(room: Room) -> &'static str {
    match room {
        Room::Config => "it does not reach this Pod",
        Room::Templates => "Flyte does not take it over",
        Room::Task => "it does not reach the Pod",
        Room::Execution => "nothing in this Pod shows it",
    }
}

fn by_first_key(path: &FieldPath, table: &[(&str, &str)]) -> Option<String> {
    let Some(Segment::Key(first)) = path.segments().first() else { return None };
    table.iter().find(|(key, _)| *key == first.as_str()).map(|(_, reason)| (*reason).to_owned())
}

/// Whether a path of a task file leads to its own `interruptible`.
fn says_interruptible(path: &FieldPath) -> bool {
    matches!(path.segments().last(), Some(Segment::Key(key)) if key.as_str() == "interruptible")
}

fn of_config(path: &FieldPath, node: &Node, pod: &Pod, inputs: &Inputs<'_>, version: FlyteVersion) -> Option<String> {
    let span = node.span()?;
    if let Some(unread) = inputs.config.unread.iter().find(|unread| unread.span.contains(&span)) {
        return Some(unread.reason.clone());
    }
    let keys: Vec<String> = path
        .segments()
        .iter()
        .filter_map(|s| match s {
            Segment::Key(key) => Some(key.to_lowercase()),
            Segment::Index(_) => None,
        })
        .collect();
    let facts = facts(pod, inputs, version);
    let matches = |prefix: &[&str]| prefix.iter().enumerate().all(|(i, key)| keys.get(i).is_some_and(|k| k == key));
    CONFIG.iter().find(|(prefix, _)| matches(prefix)).and_then(|(_, why)| why(&facts)).map(str::to_owned)
}

fn facts<'a>(pod: &Pod, inputs: &'a Inputs<'a>, version: FlyteVersion) -> Facts<'a> {
    let accelerator = [
        inputs.task.at(&["extendedResources", "gpuAccelerator"]),
        inputs.execution.at(&["overrides", "extendedResources", "gpuAccelerator"]),
    ];
    Facts {
        inputs,
        version,
        interruptible: pod.interruptible,
        accelerator: accelerator.iter().any(|n| !n.is_null()),
        accelerator_limit: pod.node.get("spec").is_some_and(|spec| has_limit(spec, inputs.config, version)),
        co_pilot: inputs.task.data_config().get("enabled").and_then(Node::as_bool) == Some(true),
        container: inputs.task.container().is_some(),
    }
}

fn of_template(path: &FieldPath, node: &Node, pod: &Pod, inputs: &Inputs<'_>) -> Option<String> {
    let span = node.span()?;
    let template = inputs.templates.iter().find(|t| t.span.is_some_and(|s| s.contains(&span)));
    let Some(template) = template else { return Some("this object is no PodTemplate".to_owned()) };
    let used = pod.template.as_ref().is_some_and(|(name, _)| name.span() == template.name.span());
    let text = |n: &Node| n.as_str().unwrap_or("").to_owned();
    if !used {
        let (name, namespace) = (text(&template.name), text(&template.namespace));
        return Some(format!("template `{name}` of namespace `{namespace}` is not selected"));
    }
    match path.segments().first() {
        Some(Segment::Key(first)) if first.as_str() == "metadata" => {
            Some("of the object's own metadata only name and namespace count".to_owned())
        }
        _ => None,
    }
}
