//! What flytekit makes of a task's arguments (1.16.31).

use super::SdkSettings;
use super::accelerators;
use super::arguments::{Amount, Arguments, Container, Resource, Resources, Sdk, Secret, SharedMemory};
use super::images::{default_image, resolve};
use super::made::{Part, made};
use super::parts::{self, Amounts, Asked, Fields, Name, filled, list, refused, said};
use super::pod::{Primary, pod_spec};
use crate::diagnostic::Diagnostic;
use crate::tree::{Node, Value};

const SDK: Sdk = Sdk::Flytekit;

/// The command line that runs a task, without the loader's arguments at its end.
const ARGS: &[&str] = &[
    "pyflyte-execute",
    "--inputs",
    "{{.input}}",
    "--output-prefix",
    "{{.outputPrefix}}",
    "--raw-output-data-prefix",
    "{{.rawOutputDataPrefix}}",
    "--checkpoint-path",
    "{{.checkpointOutputPrefix}}",
    "--prev-checkpoint",
    "{{.prevCheckpointPrefix}}",
    "--resolver",
    "flytekit.core.python_auto_container.default_task_resolver",
    "--",
];

/// The TaskTemplate of a task. What flytekit refuses goes to `out` as an error.
pub(super) fn template(
    arguments: &Arguments,
    settings: &SdkSettings,
    documented: bool,
    out: &mut Vec<Diagnostic>,
) -> Node {
    let container = arguments.container.as_ref();
    let default = default_image(SDK, settings);
    let amounts = amounts(arguments, out);
    let kind = if container.is_some() { "raw-container" } else { "python-task" };
    let fields = Fields::new(made(SDK, Part::Kind))
        .with("id", parts::id(SDK, arguments, settings))
        .with("type", Node::text(kind, made(SDK, Part::Kind)))
        .maybe("metadata", metadata(arguments))
        .maybe("interface", container.map(|c| parts::interface(SDK, c)))
        .maybe("securityContext", secrets(&arguments.secrets, out))
        .maybe("extendedResources", extended(arguments, out));
    let image = container.map_or(arguments.image.as_ref(), |c| c.image.as_ref());
    let image = match image.filter(|i| i.as_str() != Some("")) {
        Some(image) => resolve(image, &default, out),
        None => default.clone(),
    };
    if arguments.pod_template.is_none() {
        return fields.with("container", plain(arguments, container, image, &amounts, out)).node();
    }
    in_pod(fields, arguments, image, default, amounts, documented, out)
}

/// The container of a task without a pod template.
fn plain(
    arguments: &Arguments,
    container: Option<&Container>,
    image: Node,
    amounts: &Amounts,
    out: &mut Vec<Diagnostic>,
) -> Node {
    for asked in amounts.requests.iter().chain(&amounts.limits) {
        if asked.value.as_str().is_none() {
            let message = format!("`{}` must be a string in a task without a pod template", asked.name.in_pod());
            let theirs = "TypeError: bad argument type for built-in operation".to_owned();
            out.push(refused("task/wrong-type", message, &asked.value.origin, theirs).help("put it in quotes"));
        }
    }
    let (command, args) = match container {
        Some(c) => (c.command.clone(), c.arguments.clone()),
        None => (None, Some(args(arguments))),
    };
    Fields::new(made(SDK, Part::Kind))
        .with("image", image)
        .maybe("command", command)
        .maybe("args", args)
        .maybe("resources", amounts.in_container(SDK))
        .maybe("env", list(parts::variables(&arguments.environment, "key"), made(SDK, Part::Environment)))
        .maybe("dataConfig", container.map(|c| parts::data_config(SDK, c)))
        .node()
}

/// A task with a pod template.
fn in_pod(
    fields: Fields,
    arguments: &Arguments,
    image: Node,
    default: Node,
    amounts: Amounts,
    documented: bool,
    out: &mut Vec<Diagnostic>,
) -> Node {
    let Some(given) = &arguments.pod_template else { return fields.node() };
    let name = given.primary_container_name.clone();
    let name = name.unwrap_or_else(|| Node::text("primary", made(SDK, Part::PrimaryName)));
    if name.as_str() == Some("") {
        let message = "the primary container has no name".to_owned();
        let theirs = "USER:ValidationError: error=A primary container name cannot be undefined".to_owned();
        let found = refused("task/no-primary", message, &name.origin, theirs);
        out.push(found.help("name a container, or leave `primary_container_name` out for `primary`"));
    }
    let container = arguments.container.as_ref();
    // The documentation shows the template's command and args in the Pod, and none where it has none.
    let (command, args) = match container {
        Some(c) => (c.command.clone(), c.arguments.clone()),
        None if documented => (None, None),
        None => (Some(Node::seq(Vec::new(), made(SDK, Part::Command))), Some(args(arguments))),
    };
    let primary = Primary {
        name: name.clone(),
        image,
        default_image: Some(default.clone()),
        drops_args: container.is_some() && args.is_none() && !documented,
        command,
        args,
        only_missing: documented,
        amounts,
        environment: parts::variables(&arguments.environment, "name"),
    };
    let mut given = given.clone();
    if let (Some(spec), false) = (&mut given.pod_spec, documented) {
        resolve_images(spec, &default, out);
    }
    let spec = pod_spec(SDK, &given, &primary, out);
    let metadata = Fields::new(given.origin.clone())
        .maybe("labels", filled(&given.labels))
        .maybe("annotations", filled(&given.annotations));
    let pod = Fields::new(given.origin.clone())
        .with("metadata", metadata.node())
        .maybe("podSpec", spec)
        .maybe("dataConfig", container.map(|c| parts::data_config(SDK, c)));
    fields.with("config", parts::config(name)).with("k8sPod", pod.node()).node()
}

/// Placeholders in the images of the containers; init containers keep them as they are.
fn resolve_images(spec: &mut Node, default: &Node, out: &mut Vec<Diagnostic>) {
    let Some(containers) = spec.as_map().and_then(|m| m.get("containers")) else { return };
    if !containers.items().iter().any(|c| c.str_at("image").contains("{{")) {
        return;
    }
    let Some(containers) = spec.map_mut().get_mut("containers") else { return };
    for container in containers.seq_mut() {
        if let Some(image) = container.get("image").filter(|i| i.as_str().is_some()) {
            let image = resolve(image, default, out);
            container.set("image", image);
        }
    }
}

/// The command line with its loader's arguments.
fn args(arguments: &Arguments) -> Node {
    let origin = made(SDK, Part::Args);
    let (module, function) = parts::module_and_function(arguments);
    let mut words = parts::words(ARGS, &origin);
    words.push(Node::text("task-module", origin.clone()));
    words.push(module);
    words.push(Node::text("task-name", origin.clone()));
    words.push(function);
    Node::seq(words, origin)
}

fn metadata(arguments: &Arguments) -> Option<Node> {
    let own = Fields::new(made(SDK, Part::Kind))
        .maybe("labels", filled(&arguments.labels))
        .maybe("annotations", filled(&arguments.annotations))
        .non_empty();
    Fields::new(made(SDK, Part::Kind))
        .maybe("podTemplateName", said(&arguments.pod_template_name))
        .maybe("interruptible", arguments.interruptible.clone())
        .maybe("metadata", own)
        .non_empty()
}

/// Requests and limits, in flytekit's order.
fn amounts(arguments: &Arguments, out: &mut Vec<Diagnostic>) -> Amounts {
    let mut all = Amounts::default();
    if let Some(both) = &arguments.resources {
        if let Some(other) = arguments.requests.as_ref().or(arguments.limits.as_ref()) {
            let message = "`resources` cannot stand beside `requests` or `limits`".to_owned();
            let theirs = "ValueError: `resource` can not be used together with the `limits` or `requests`. Please \
                          only set `resource`.";
            let found = refused("task/resources-twice", message, &both.origin, theirs.to_owned());
            let found = match other.origin.nearest_span() {
                Some(span) => found.with(span, "the other one"),
                None => found,
            };
            out.push(found.help("keep one of them; `resources: {cpu: [REQUEST, LIMIT]}` says both"));
        }
        for (name, resource) in in_order(both) {
            match pair(resource, out) {
                Some((request, limit)) => {
                    push(&mut all.requests, name, resource, request);
                    limit.into_iter().for_each(|limit| push(&mut all.limits, name, resource, limit));
                }
                None => continue,
            }
        }
        return all;
    }
    for (given, list) in [(&arguments.requests, &mut all.requests), (&arguments.limits, &mut all.limits)] {
        for (name, resource) in given.iter().flat_map(in_order) {
            match (&resource.amount, pair(resource, out)) {
                (Amount::One(value), _) => push(list, name, resource, value),
                (amount, Some(_)) => out.push(not_one(amount, resource)),
                _ => {}
            }
        }
    }
    all
}

fn in_order(resources: &Resources) -> impl Iterator<Item = (Name, &Resource)> {
    let all = [
        (Name::EphemeralStorage, &resources.disk),
        (Name::Cpu, &resources.cpu),
        (Name::Gpu, &resources.gpu),
        (Name::Memory, &resources.memory),
    ];
    all.into_iter().filter_map(|(name, r)| r.as_ref().map(|r| (name, r)))
}

/// Request and limit of an amount; a list has to have two.
fn pair<'r>(resource: &'r Resource, out: &mut Vec<Diagnostic>) -> Option<(&'r Node, Option<&'r Node>)> {
    match &resource.amount {
        Amount::One(value) => Some((value, None)),
        Amount::Several(list) => match list.items() {
            [request, limit] => Some((request, Some(limit))),
            _ => {
                let theirs = format!("ValueError: {} must be of length 2", parts::python(&resource.amount));
                let message = "a list of amounts must have two: the request and the limit".to_owned();
                out.push(refused("task/wrong-pair", message, &list.origin, theirs).help("write `[REQUEST, LIMIT]`"));
                None
            }
        },
    }
}

fn not_one(amount: &Amount, resource: &Resource) -> Diagnostic {
    let theirs = format!("ValueError: {} can not be a list or tuple", parts::python(amount));
    let message = "`requests` and `limits` take one amount each, no pair".to_owned();
    let place = match amount {
        Amount::Several(list) | Amount::One(list) => &list.origin,
    };
    let place = if place.nearest_span().is_some() { place } else { &resource.key };
    refused("task/wrong-pair", message, place, theirs).help("write pairs in `resources`, or one amount in each")
}

/// Adds an amount that Python takes for true: neither empty nor the number zero.
fn push(list: &mut Vec<Asked>, name: Name, resource: &Resource, value: &Node) {
    let nothing = match &value.value {
        Value::Str(s) => s.is_empty(),
        Value::Int(n) => *n == 0,
        Value::Float(n) => *n == 0.0,
        _ => true,
    };
    if !nothing {
        list.push(Asked { name, key: resource.key.clone(), value: value.clone() });
    }
}

fn secrets(secrets: &[Secret], out: &mut Vec<Diagnostic>) -> Option<Node> {
    let one = |secret: &Secret| {
        if secret.group.is_none() {
            let message = "a secret needs a group".to_owned();
            let found = refused(
                "task/secret",
                message,
                &secret.origin,
                "ValueError: Group is a required parameter".to_owned(),
            );
            out.push(found.help("add `group:`"));
        }
        if let Some(name) = secret.env_var.as_ref().filter(|n| !parts::is_variable(n)) {
            out.push(parts::bad_variable(name, String::new()));
        }
        Fields::new(secret.origin.clone())
            .maybe("group", said(&secret.group))
            .maybe("groupVersion", said(&secret.group_version))
            .maybe("key", said(&secret.key))
            .maybe("mountRequirement", secret.mount_requirement.clone().filter(|m| m.as_str() != Some("ANY")))
            .maybe("envVar", said(&secret.env_var))
            .node()
    };
    let list = list(secrets.iter().map(one).collect(), made(SDK, Part::Secret))?;
    Some(Fields::new(made(SDK, Part::Secret)).with("secrets", list).node())
}

fn extended(arguments: &Arguments, out: &mut Vec<Diagnostic>) -> Option<Node> {
    let accelerator = arguments.accelerator.as_ref().and_then(|a| accelerators::flytekit(a, out));
    let memory = arguments.shared_memory.as_ref().map(|m| shared_memory(SDK, m, "flyte-shared-memory"));
    Fields::new(made(SDK, Part::Extended)).maybe("gpuAccelerator", accelerator).maybe("sharedMemory", memory).non_empty()
}

/// Shared memory as a TaskTemplate says it.
pub(super) fn shared_memory(sdk: Sdk, asked: &SharedMemory, name: &'static str) -> Node {
    Fields::new(asked.origin.clone())
        .with("mountName", Node::text(name, made(sdk, Part::Extended)))
        .with("mountPath", Node::text("/dev/shm", made(sdk, Part::Extended)))
        .maybe("sizeLimit", said(&asked.size))
        .node()
}
