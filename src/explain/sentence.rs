//! What a verdict means, in a sentence for the one who wrote the value that lost.

use crate::flyte::version::FlyteVersion;
use crate::tree::{Definition, FieldPath, Layer, Origin, Rule, Segment, Value, Verdict};

/// What sentences are about.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// Which Flyte.
    pub version: FlyteVersion,
    /// Whether the task is a container task, and not one with a pod spec of its own.
    pub container_task: bool,
}

/// Why `lost` lost against the value that counts, as one sentence about this version.
pub fn sentence(path: &FieldPath, lost: &Definition, about: About) -> String {
    let flyte = flyte(about.version);
    let (upper, lower) = (speaker(&lost.by), speaker(&lost.origin));
    match lost.verdict {
        Verdict::Empty => empty(lost, &upper, &lower, &flyte),
        Verdict::Overridden if lost.rule == Rule::MapOverride => by_key(path, lost, about, &upper, &lower),
        Verdict::Overridden => match lost.rule {
            Rule::GivenOverrides => format!(
                "By the documented rules {upper} wins over {lower} with whatever it gives, also false, 0 and \"\"."
            ),
            Rule::Forced => format!("{} sets this whatever was given.", capital(&upper)),
            _ if lower == upper => within(&lost.by, &upper),
            _ => format!("{} is laid over {lower}, and its value replaces the lower one.", capital(&upper)),
        },
        Verdict::OnlyIfUnset => match is_config(&lost.origin) {
            true => "It is a default: used only where nothing else gives a value.".to_owned(),
            false => format!("It is used only where nothing else gives a value, and {upper} does."),
        },
        Verdict::Dropped if lost.rule == Rule::Drop && is_containers(path) => container_dropped(path, &lower, &flyte),
        Verdict::Dropped => format!("{} does not take this over.", capital(&flyte)),
        Verdict::Replaced => format!("{} replaces the whole block.", capital(&upper)),
        Verdict::Clamped => format!("It is beyond the limit of {upper}, so the limit is used instead."),
        Verdict::Shadowed => "A later entry of the same name counts.".to_owned(),
        Verdict::NotSelected => "Another template is used.".to_owned(),
    }
}

/// A value that counts as not given.
fn empty(lost: &Definition, upper: &str, lower: &str, flyte: &str) -> String {
    let zero = zero(&lost.value);
    match lost.rule {
        Rule::GivenOverrides => {
            "This value counts; Kubernetes does not print it, since it means the same as nothing.".to_owned()
        }
        _ if lost.by == lost.origin => {
            format!("{} counts as not given, so the field is left out.", capital(&zero))
        }
        Rule::ZeroNeverOverrides if lost.value == Value::Bool(false) => {
            format!("In {flyte} {lower} cannot turn off what {upper} turns on.")
        }
        Rule::ZeroNeverOverrides => {
            format!("In {flyte} {zero} counts as not given, so {lower} cannot override the value of {upper} with it.")
        }
        Rule::ListAppend => format!("In {flyte} lists are appended: an empty list adds nothing and removes nothing."),
        _ => format!("{} counts as not given.", capital(&zero)),
    }
}

/// A key of a map that a higher layer has as well.
fn by_key(path: &FieldPath, lost: &Definition, about: About, upper: &str, lower: &str) -> String {
    let flyte = flyte(about.version);
    if is_limit(&lost.by) {
        format!("The value that was reduced to the platform's limit is laid over {lower} key by key.")
    } else if in_resources(path) && matches!(lost.by, Origin::Flyte(_)) {
        format!(
            "In {flyte} a resource that the container does not ask for is written as 0, and the 0 is laid over {lower}."
        )
    } else if is_default_before_template(path, lost) {
        default_first(about, &flyte)
    } else if lower == upper {
        format!("Key by key the later value of {upper} counts.")
    } else {
        format!("{} is laid over {lower} key by key.", capital(upper))
    }
}

/// The version as a sentence names it.
pub fn flyte(version: FlyteVersion) -> String {
    if version.is_documented() { "the documented rules".to_owned() } else { format!("Flyte {version}") }
}

fn zero(value: &Value) -> String {
    match value {
        Value::Null => "`null`".to_owned(),
        Value::Bool(b) => format!("`{b}`"),
        Value::Int(n) => format!("`{n}`"),
        Value::Float(n) => format!("`{n}`"),
        Value::Str(s) if s.is_empty() => "an empty text".to_owned(),
        Value::Str(s) => format!("`{}`", s.as_str()),
        Value::Seq(_) => "an empty list".to_owned(),
        Value::Map(_) => "an empty map".to_owned(),
    }
}

/// A value replaced by one of the same layer.
fn within(winner: &Origin, upper: &str) -> String {
    match layer(winner) {
        Some(Layer::RuntimeTemplate | Layer::ClassTemplate) => format!(
            "Both are in {upper}: the container `default` lies below `primary`, and both below one of the task's own name."
        ),
        _ => format!("Both are in {upper}: the later one counts."),
    }
}

/// Whether a value is what remained of one beyond a limit.
fn is_limit(origin: &Origin) -> bool {
    matches!(origin, Origin::Derived(derived) if derived.rule == Rule::Clamp)
}

/// Why a default for resources wins over a template.
fn default_first(about: About, flyte: &str) -> String {
    if about.container_task && about.version.has_admin_defaults() {
        format!(
            "In {flyte} FlyteAdmin fills in the defaults of a container task before any template is looked at, so they win over the template's values."
        )
    } else if about.version.takes_resources_from_template() {
        format!(
            "In {flyte} what the task does not ask for is taken from one container of the template: the one of the same name, else `primary`, else `default`. This value stands in another one, so the default wins."
        )
    } else {
        format!(
            "In {flyte} the default is filled in before the template is looked at, so it wins over the template's value."
        )
    }
}

fn in_resources(path: &FieldPath) -> bool {
    path.segments().iter().any(|s| matches!(s, Segment::Key(key) if key.as_str() == "resources"))
}

/// A platform default for resources against the value of a template.
fn is_default_before_template(path: &FieldPath, lost: &Definition) -> bool {
    in_resources(path) && is_config(&lost.by) && layer(&lost.origin) == Some(Layer::RuntimeTemplate)
}

/// A container of a template that no container of the task took up.
fn container_dropped(path: &FieldPath, lower: &str, flyte: &str) -> String {
    let (article, kind) = match path.segments().get(1) {
        Some(Segment::Key(key)) if key.as_str() == "initContainers" => ("an", "init container"),
        _ => ("a", "container"),
    };
    format!(
        "In {flyte} {article} {kind} of {lower} is only a base for the task's own {kind}s; the task has none that takes this one up, so it is left out."
    )
}

fn is_containers(path: &FieldPath) -> bool {
    matches!(path.segments().get(1), Some(Segment::Key(key)) if matches!(key.as_str(), "containers" | "initContainers"))
}

/// Whether a value is the platform's, given or built in.
fn is_config(origin: &Origin) -> bool {
    match origin {
        Origin::Builtin(_) => true,
        Origin::Derived(derived) => derived.from.iter().all(is_config),
        other => layer(other) == Some(Layer::Config),
    }
}

/// The layer that an origin belongs to, if it is written in an input.
pub fn layer(origin: &Origin) -> Option<Layer> {
    match origin {
        Origin::File { layer, .. } => Some(*layer),
        Origin::Alias(alias) => Some(alias.layer),
        Origin::Derived(derived) => derived.from.iter().find_map(layer),
        _ => None,
    }
}

/// Who says a value, as the subject of a sentence.
pub fn speaker(origin: &Origin) -> String {
    match origin {
        Origin::File { layer, .. } => of_layer(*layer).to_owned(),
        Origin::Alias(alias) => of_layer(alias.layer).to_owned(),
        Origin::Flag(flag) => format!("`{}`", flag.flag),
        Origin::Builtin(_) => "the default built into Flyte".to_owned(),
        Origin::Flyte(_) => "Flyte".to_owned(),
        Origin::Sdk(made) => format!("the SDK ({})", made.sdk),
        Origin::Derived(derived) => derived.from.first().map_or_else(|| "Flyte".to_owned(), speaker),
    }
}

fn of_layer(layer: Layer) -> &'static str {
    match layer {
        Layer::Input => "the input",
        Layer::Config => "the platform configuration",
        Layer::RuntimeTemplate => "the runtime template",
        Layer::ClassTemplate => "the template of the accelerator's class",
        Layer::Task => "the task",
        Layer::TaskPodTemplate => "the task's pod template",
        Layer::Override => "the node's with_overrides",
        Layer::Execution => "the execution",
        Layer::Environment => "the environment of Flyte",
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
