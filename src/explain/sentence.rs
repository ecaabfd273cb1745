//! What a verdict means, in a sentence for the one who wrote the value that lost.

use crate::flyte::version::FlyteVersion;
use crate::tree::{Definition, FieldPath, Layer, Node, Origin, Rule, Segment, Value, Verdict};

/// Why `lost` lost against the value that counts, as one sentence about this version.
pub fn sentence(winner: &Node, path: &FieldPath, lost: &Definition, version: FlyteVersion) -> String {
    let flyte = flyte(version);
    let (upper, lower) = (speaker(&winner.origin), speaker(&lost.origin));
    match (lost.verdict, lost.rule) {
        (Verdict::Empty, Rule::ZeroNeverOverrides) => match (&lost.value, &winner.value) {
            (Value::Bool(false), Value::Bool(true)) => {
                format!("In {flyte} {lower} cannot turn off what {upper} turns on.")
            }
            (value, _) => format!(
                "In {flyte} {} counts as not given, so {lower} cannot override the value of {upper} with it.",
                zero(value)
            ),
        },
        (Verdict::Empty, Rule::ListAppend) => {
            format!("In {flyte} lists are appended: an empty list adds nothing and removes nothing.")
        }
        (Verdict::Empty, _) => format!("{} counts as not given.", capital(&zero(&lost.value))),
        (Verdict::Overridden, Rule::MapOverride) => match lower == upper {
            true => format!("Key by key the later value of {upper} counts."),
            false => format!("{} is laid over {lower} key by key.", capital(&upper)),
        },
        (Verdict::Overridden, Rule::GivenOverrides) => {
            format!("By the documented rules {upper} wins over {lower} with whatever it gives, also false, 0 and \"\".")
        }
        (Verdict::Overridden, Rule::Forced) => format!("{} sets this whatever was given.", capital(&upper)),
        (Verdict::Overridden, _) if lower == upper => within(&winner.origin, &upper),
        (Verdict::Overridden, _) => {
            format!("{} is laid over {lower}, and its value replaces the lower one.", capital(&upper))
        }
        (Verdict::OnlyIfUnset, _) => match is_config(&lost.origin) {
            true => "It is a default: used only where nothing else gives a value.".to_owned(),
            false => format!("It is used only where nothing else gives a value, and {upper} does."),
        },
        (Verdict::Dropped, Rule::Drop) if is_containers(path) => container_dropped(path, &lower, &flyte),
        (Verdict::Dropped, _) => format!("{} does not take this over.", capital(&flyte)),
        (Verdict::Replaced, _) => format!("{} replaces the whole block.", capital(&upper)),
        (Verdict::Clamped, _) => format!("It is beyond the limit of {upper}, so the limit is used instead."),
        (Verdict::Shadowed, _) => "A later entry of the same name counts.".to_owned(),
        (Verdict::NotSelected, _) => "Another template is used.".to_owned(),
    }
}

/// The version as a sentence names it.
pub fn flyte(version: FlyteVersion) -> String {
    if version.is_documented() { "the documented rules".to_owned() } else { format!("Flyte {version}") }
}

fn zero(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Int(n) => n.to_string(),
        Value::Float(n) => n.to_string(),
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

/// A container of a template that no container of the task took up.
fn container_dropped(path: &FieldPath, lower: &str, flyte: &str) -> String {
    let kind = match path.segments().get(1) {
        Some(Segment::Key(key)) if key.as_str() == "initContainers" => "init container",
        _ => "container",
    };
    format!(
        "In {flyte} a {kind} of {lower} is only a base for the task's own {kind}s; the task has none that takes this one up, so it is left out."
    )
}

fn is_containers(path: &FieldPath) -> bool {
    matches!(path.segments().get(1), Some(Segment::Key(key)) if matches!(key.as_str(), "containers" | "initContainers"))
}

fn is_config(origin: &Origin) -> bool {
    matches!(origin, Origin::Builtin(_)) || layer(origin) == Some(Layer::Config)
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
        Origin::Sdk(made) => made.sdk.to_owned(),
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
        Layer::Override => "with_overrides",
        Layer::Execution => "the execution",
        Layer::Environment => "the environment of Flyte",
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
