//! What flyte makes of a task's arguments (2.12.1).

use super::SdkSettings;
use super::amounts::{self, Amounts};
use super::arguments::{Arguments, Container, PodTemplate, Sdk, SharedMemory};
use super::flyte_secrets;
use super::images::default_image;
use super::made::{Part, made};
use super::parts::{self, Fields, list, refused};
use super::pod::{Laid, Over, Primary, no_primary_message, pod_spec};
use super::release::Behaviour;
use crate::diagnostic::Diagnostic;
use crate::tree::{Node, Rule, Verdict};

const SDK: Sdk = Sdk::Flyte;

/// Placeholders of the command line behind the version.
const BEHIND_VERSION: &[&str] = &[
    "--raw-data-path",
    "{{.rawOutputDataPrefix}}",
    "--checkpoint-path",
    "{{.checkpointOutputPrefix}}",
    "--prev-checkpoint",
    "{{.prevCheckpointPrefix}}",
    "--run-name",
    "{{.runName}}",
    "--name",
    "{{.actionName}}",
];

/// The end of the command line, before the module.
const RESOLVER: &[&str] = &["--resolver", "flyte._internal.resolvers.default.DefaultTaskResolver", "mod"];

/// The TaskTemplate of a task. What flyte refuses goes to `out` as an error.
pub(super) fn template(
    arguments: &Arguments,
    settings: &SdkSettings,
    documented: bool,
    out: &mut Vec<Diagnostic>,
) -> Node {
    let container = arguments.container.as_ref();
    let (amounts, device) = match &arguments.resources {
        Some(resources) => amounts::flyte(resources, out),
        None => (Amounts::default(), None),
    };
    let kind = match container {
        Some(_) => "raw-container",
        None if arguments.launcher.is_empty() => "python",
        None => "clustered-task",
    };
    let version = (kind == "clustered-task").then(|| Node::int(1, made(SDK, Part::Kind)));
    let mut environment = arguments.environment.clone();
    if device.as_ref().is_some_and(|d| d.apple_silicon) {
        apple_silicon(&mut environment);
    }
    let extended = Fields::new(made(SDK, Part::Extended))
        .maybe("gpuAccelerator", device.map(|d| d.accelerator))
        .maybe("sharedMemory", shared_memory(arguments))
        .non_empty();
    let fields = Fields::new(made(SDK, Part::Kind))
        .maybe("id", parts::id(SDK, arguments, settings))
        .with("type", Node::text(kind, made(SDK, Part::Kind)))
        .maybe("taskTypeVersion", version)
        .with("metadata", metadata(arguments))
        .maybe("interface", container.map(|c| parts::interface(SDK, c)))
        .maybe("securityContext", flyte_secrets::security_context(arguments, out))
        .maybe("extendedResources", extended);
    let image = container.map_or(arguments.image.as_ref(), |c| c.image.as_ref());
    let image = match image {
        // no image at all was asked for
        Some(none) if none.is_null() => Node::text("", none.origin.clone()),
        Some(none) if matches!(none.as_str(), Some("" | "auto")) => {
            default_image(SDK, settings).over(none, Verdict::Empty, Rule::Default)
        }
        Some(image) => image.clone(),
        None => default_image(SDK, settings),
    };
    let account = arguments.service_account.as_ref().map(|account| &account.origin);
    settings.check_argument(Behaviour::ServiceAccount, "service_account", account, out);
    let task = Task { image, amounts, environment };
    match &arguments.pod_template {
        None => fields.with("container", plain(arguments, container, settings, task)).node(),
        Some(_) => in_pod(fields, arguments, settings, task, documented, out),
    }
}

/// What the task puts into its container, with or without a pod template.
struct Task {
    image: Node,
    amounts: Amounts,
    environment: Vec<(Node, Node)>,
}

fn plain(arguments: &Arguments, container: Option<&Container>, settings: &SdkSettings, task: Task) -> Node {
    Fields::new(made(SDK, Part::Kind))
        .with("image", task.image)
        .with("args", args(arguments, settings))
        .maybe("resources", task.amounts.in_container(SDK))
        .maybe("env", list(parts::variables(&task.environment, "key"), made(SDK, Part::Environment)))
        .maybe("dataConfig", container.map(|c| parts::data_config(SDK, c)))
        .node()
}

fn in_pod(
    fields: Fields,
    arguments: &Arguments,
    settings: &SdkSettings,
    task: Task,
    documented: bool,
    out: &mut Vec<Diagnostic>,
) -> Node {
    let Some(given) = &arguments.pod_template else { return fields.node() };
    if let Some(name) = &arguments.pod_template_name {
        let message = "flyte takes one pod template: a name or a template, not both";
        let found = Diagnostic::error("task/two-templates", message).maybe_at(name.span(), "the name");
        let found = match given.origin.nearest_span() {
            Some(span) => found.with(span, "the template"),
            None => found,
        };
        out.push(found.help("keep one of them; flytekit (`sdk: flytekit`) takes both"));
    }
    out.extend(arguments.container.as_ref().and_then(without_data));
    let name = given.primary_container_name.clone();
    let name = name.unwrap_or_else(|| Node::text("primary", made(SDK, Part::PrimaryName)));
    let command = Node::seq(Vec::new(), made(SDK, Part::Command));
    let (command, args) = match (documented, &arguments.container) {
        (false, _) => (Over::Set(command), Over::Set(args(arguments, settings))),
        (true, Some(_)) => (Over::Keep, Over::Fill(args(arguments, settings))),
        (true, None) => (Over::Keep, Over::Keep),
    };
    if !has_containers(given) && !settings.does(Behaviour::AddsPrimary) {
        out.push(no_containers(given, &name));
    }
    let primary = Primary {
        over: Laid::of_flyte(settings),
        name: name.clone(),
        image: task.image,
        default_image: None,
        image_wins: false,
        command,
        args,
        amounts: task.amounts,
        environment: parts::variables(&task.environment, "name"),
    };
    let spec = pod_spec(SDK, given, &primary, out);
    parts::with_pod(fields, given, name, spec, None)
}

fn has_containers(given: &PodTemplate) -> bool {
    let containers = given.pod_spec.as_ref().and_then(|spec| spec.get("containers"));
    containers.is_some_and(|containers| !containers.items().is_empty())
}

/// Releases before [`Behaviour::AddsPrimary`] fail on a template of metadata alone.
fn no_containers(given: &PodTemplate, name: &Node) -> Diagnostic {
    let name = name.as_str().unwrap_or_default();
    let theirs = match &given.pod_spec {
        None => "AttributeError: 'NoneType' object has no attribute 'containers'".to_owned(),
        Some(_) => no_primary_message(name),
    };
    let message = "this release of flyte takes no pod template without containers".to_owned();
    refused("task/no-primary", message, &given.origin, theirs).help(format!("add a container `{name}`"))
}

/// A container task with a pod template has no data directories: flyte leaves them out.
fn without_data(container: &Container) -> Option<Diagnostic> {
    let lost = [
        &container.input_data_dir,
        &container.output_data_dir,
        &container.metadata_format,
        &container.file_input_layout,
    ];
    let span = lost.into_iter().flatten().next()?.span();
    let message = "flyte copies no data into or out of a container task that has a pod template";
    let found = Diagnostic::warning("task/no-effect", message).maybe_at(span, "without effect");
    Some(found.help("name a runtime template instead (`pod_template: NAME`), or move the data in the command"))
}

/// The command line. A container task's command and arguments are all args: its entry point stays.
fn args(arguments: &Arguments, settings: &SdkSettings) -> Node {
    let origin = made(SDK, Part::Args);
    if let Some(container) = &arguments.container {
        let all = [&container.command, &container.arguments];
        let words = all.into_iter().flatten().flat_map(Node::items).cloned().collect();
        return Node::seq(words, container.origin.clone());
    }
    let (module, function) = parts::module_and_function(SDK, arguments);
    let entry: &[&'static str] = if arguments.launcher.is_empty() { &["a0"] } else { arguments.launcher };
    let mut words = parts::words(entry, &origin);
    words
        .extend(parts::words(&["--inputs", "{{.input}}", "--outputs-path", "{{.outputPrefix}}", "--version"], &origin));
    words.push(match &settings.version {
        Some(version) => version.clone(),
        None => Node::text("", origin.clone()),
    });
    words.extend(parts::words(BEHIND_VERSION, &origin));
    if settings.does(Behaviour::RunStartTime) {
        words.extend(parts::words(&["--run-start-time", "{{.runStartTime}}"], &origin));
    }
    words.extend(parts::words(RESOLVER, &origin));
    words.push(module);
    words.push(Node::text("instance", origin.clone()));
    words.push(function);
    Node::seq(words, origin)
}

fn metadata(arguments: &Arguments) -> Node {
    let interruptible = arguments.interruptible.clone();
    let interruptible = interruptible.unwrap_or_else(|| Node::bool(false, made(SDK, Part::Interruptible)));
    let interruptible = Some(interruptible).filter(|i| !i.is_null());
    // With a template written out the name is empty; both together are refused.
    let name = arguments.pod_template_name.clone().filter(|_| arguments.pod_template.is_none());
    Fields::new(made(SDK, Part::Kind)).maybe("podTemplateName", name).maybe("interruptible", interruptible).node()
}

/// Shared memory of the resources; `auto` and the argument of its own have no size of their own.
fn shared_memory(arguments: &Arguments) -> Option<Node> {
    let of_resources = arguments.resources.as_ref().and_then(|r| r.shared_memory.as_ref());
    let of_resources = of_resources.map(|size| SharedMemory {
        origin: size.origin.clone(),
        size: Some(size.clone()).filter(|s| s.as_str() != Some("auto")),
    });
    let asked = of_resources.as_ref().or(arguments.shared_memory.as_ref())?;
    Some(parts::shared_memory(SDK, asked, "flyte-shm"))
}

/// Variables that make a task run on the Mac itself. An image that is only named installs no packages.
fn apple_silicon(environment: &mut Vec<(Node, Node)>) {
    let stays = environment.iter().any(|(name, value)| {
        name.as_str() == Some("FLYTE_APPLE_SILICON_EXECUTION") && value.as_str() == Some("container")
    });
    if stays {
        return;
    }
    for (name, value) in [("_F_APPLE_SILICON_EXECUTION", "host"), ("_F_APPLE_SILICON_HOST_PACKAGES", "[]")] {
        let origin = || made(SDK, Part::AppleSilicon);
        environment.push((Node::text(name, origin()), Node::text(value, origin())));
    }
}
