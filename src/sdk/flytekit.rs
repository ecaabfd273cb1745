//! What flytekit makes of a task's arguments (1.16.31).

use super::SdkSettings;
use super::accelerators;
use super::amounts::{self, Amounts};
use super::arguments::{Arguments, Container, Sdk, Secret};
use super::images::{default_image, resolve};
use super::made::{Part, made};
use super::parts::{self, Fields, list, refused};
use super::pod::{Laid, Over, Primary, pod_spec};
use super::release::Behaviour;
use crate::diagnostic::Diagnostic;
use crate::tree::{Node, Rule, Verdict};

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
    check(arguments, settings, out);
    let amounts = amounts::flytekit(arguments, out);
    let (kind, version) = match (container, arguments.pod_plugin) {
        (Some(_), _) => ("raw-container", None),
        (None, true) => ("sidecar", Some(Node::int(2, made(SDK, Part::Kind)))),
        (None, false) => ("python-task", None),
    };
    let fields = Fields::new(made(SDK, Part::Kind))
        .maybe("id", parts::id(SDK, arguments, settings))
        .with("type", Node::text(kind, made(SDK, Part::Kind)))
        .maybe("taskTypeVersion", version)
        .maybe("metadata", metadata(arguments))
        .maybe("interface", container.map(|c| parts::interface(SDK, c)))
        .maybe("securityContext", secrets(&arguments.secrets, out))
        .maybe("extendedResources", extended(arguments, out));
    let image = container.map_or(arguments.image.as_ref(), |c| c.image.as_ref());
    let image = match image {
        Some(empty) if empty.as_str() == Some("") => default.clone().over(empty, Verdict::Empty, Rule::Default),
        Some(image) => resolve(image, &default, settings, out),
        None => default.clone(),
    };
    if arguments.pod_template.is_none() {
        return fields.with("container", plain(arguments, container, image, &amounts, out)).node();
    }
    in_pod(fields, arguments, image, settings, amounts, documented, out)
}

/// Arguments that older releases do not know.
fn check(arguments: &Arguments, settings: &SdkSettings, out: &mut Vec<Diagnostic>) {
    let variables = arguments.secrets.iter().filter_map(|secret| secret.env_var.as_ref());
    variables.for_each(|name| settings.check_argument(Behaviour::SecretVariable, "env_var", Some(&name.origin), out));
    let memory = arguments.shared_memory.as_ref().map(|memory| &memory.origin);
    settings.check_argument(Behaviour::SharedMemory, "shared_memory", memory, out);
    let resources = arguments.resources.as_ref().map(|resources| &resources.origin);
    settings.check_argument(Behaviour::Resources, "resources", resources, out);
    for (name, given) in [("labels", &arguments.labels), ("annotations", &arguments.annotations)] {
        settings.check_argument(Behaviour::TaskLabels, name, given.as_ref().map(|node| &node.origin), out);
    }
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
    settings: &SdkSettings,
    amounts: Amounts,
    documented: bool,
    out: &mut Vec<Diagnostic>,
) -> Node {
    let Some(given) = &arguments.pod_template else { return fields.node() };
    let default = default_image(SDK, settings);
    let name = given.primary_container_name.clone();
    let name = name.unwrap_or_else(|| Node::text("primary", made(SDK, Part::PrimaryName)));
    out.extend((name.as_str() == Some("")).then(|| no_name(&name)));
    let container = arguments.container.as_ref();
    // The documentation shows the template's command and args in the Pod, and none where it has none.
    let (command, args) = match (container, documented) {
        (Some(c), true) => (fill(&c.command), fill(&c.arguments)),
        (Some(c), false) => (set(&c.command), set(&c.arguments)),
        (None, true) => (Over::Keep, Over::Keep),
        (None, false) => (Over::Set(Node::seq(Vec::new(), made(SDK, Part::Command))), Over::Set(args(arguments))),
    };
    let primary = Primary {
        over: Laid::Replaces,
        name: name.clone(),
        image,
        // the plugin looks at no image but the task's
        default_image: (!arguments.pod_plugin).then(|| default.clone()),
        image_wins: arguments.pod_plugin,
        command,
        args,
        amounts,
        environment: parts::variables(&arguments.environment, "name"),
    };
    let mut given = given.clone();
    if let (Some(spec), false) = (&mut given.pod_spec, documented || arguments.pod_plugin) {
        resolve_images(spec, &default, settings, out);
    }
    let spec = pod_spec(SDK, &given, &primary, out);
    parts::with_pod(fields, &given, name, spec, container.map(|c| parts::data_config(SDK, c)))
}

/// flytekit takes no primary container without a name.
fn no_name(name: &Node) -> Diagnostic {
    let message = "the primary container has no name".to_owned();
    let theirs = "USER:ValidationError: error=A primary container name cannot be undefined".to_owned();
    let found = refused("task/no-primary", message, &name.origin, theirs);
    found.help("name a container, or leave `primary_container_name` out for `primary`")
}

fn set(value: &Option<Node>) -> Over {
    value.clone().map_or(Over::Drop, Over::Set)
}

fn fill(value: &Option<Node>) -> Over {
    value.clone().map_or(Over::Keep, Over::Fill)
}

/// Placeholders in the images of the containers; init containers keep them as they are.
fn resolve_images(spec: &mut Node, default: &Node, settings: &SdkSettings, out: &mut Vec<Diagnostic>) {
    let Some(containers) = spec.as_map().and_then(|m| m.get("containers")) else { return };
    if !containers.items().iter().any(|c| c.str_at("image").contains("{{")) {
        return;
    }
    let Some(containers) = spec.map_mut().get_mut("containers") else { return };
    for container in containers.seq_mut() {
        if let Some(image) = container.get("image").filter(|i| i.as_str().is_some()) {
            let image = resolve(image, default, settings, out);
            container.set("image", image);
        }
    }
}

/// The command line with its loader's arguments.
fn args(arguments: &Arguments) -> Node {
    let origin = made(SDK, Part::Args);
    let (module, function) = parts::module_and_function(SDK, arguments);
    let mut words = parts::words(ARGS, &origin);
    words.push(Node::text("task-module", origin.clone()));
    words.push(module);
    words.push(Node::text("task-name", origin.clone()));
    words.push(function);
    Node::seq(words, origin)
}

/// `metadata` of a TaskTemplate.
pub(super) fn metadata(arguments: &Arguments) -> Option<Node> {
    let own = Fields::new(made(SDK, Part::Kind))
        .maybe("labels", arguments.labels.clone())
        .maybe("annotations", arguments.annotations.clone())
        .non_empty();
    Fields::new(made(SDK, Part::Kind))
        .maybe("podTemplateName", arguments.pod_template_name.clone())
        .maybe("interruptible", arguments.interruptible.clone())
        .maybe("metadata", own)
        .non_empty()
}

fn secrets(secrets: &[Secret], out: &mut Vec<Diagnostic>) -> Option<Node> {
    let one = |secret: &Secret| {
        if secret.group.is_none() {
            let message = "a secret needs a group".to_owned();
            let found =
                refused("task/secret", message, &secret.origin, "ValueError: Group is a required parameter".to_owned());
            out.push(found.help("add `group:`"));
        }
        if let Some(name) = secret.env_var.as_ref().filter(|n| !n.as_str().is_some_and(parts::is_variable)) {
            out.push(parts::bad_variable(name, ""));
        }
        Fields::new(secret.origin.clone())
            .maybe("group", secret.group.clone())
            .maybe("groupVersion", secret.group_version.clone())
            .maybe("key", secret.key.clone())
            .maybe("mountRequirement", secret.mount_requirement.clone())
            .maybe("envVar", secret.env_var.clone())
            .node()
    };
    let list = list(secrets.iter().map(one).collect(), made(SDK, Part::Secret))?;
    Some(Fields::new(made(SDK, Part::Secret)).with("secrets", list).node())
}

fn extended(arguments: &Arguments, out: &mut Vec<Diagnostic>) -> Option<Node> {
    let accelerator = arguments.accelerator.as_ref().and_then(|a| accelerators::flytekit(a, out));
    let memory = arguments.shared_memory.as_ref().map(|m| parts::shared_memory(SDK, m, "flyte-shared-memory"));
    Fields::new(made(SDK, Part::Extended))
        .maybe("gpuAccelerator", accelerator)
        .maybe("sharedMemory", memory)
        .non_empty()
}
