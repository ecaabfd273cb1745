//! Origins, verdicts and values in the few words that a line has room for.

use crate::output::json;
use crate::output::mask;
use crate::output::origins::Places;
use crate::tree::{Node, Origin, Rule, Value, Verdict};

/// Longest part of a value that is written before it is cut to the line.
const LONGEST: usize = 4096;

/// A value on one line; text that needs no quotes stands without.
pub fn value(node: &Node, secrets: bool) -> String {
    match &node.value {
        value @ (Value::Map(_) | Value::Seq(_)) if !secrets => of_value(&mask::masked(value)),
        value => of_value(value),
    }
}

/// A value that may be shown as it is, on one line.
pub fn of_value(value: &Value) -> String {
    match value {
        Value::Str(text) if is_plain(text.as_str()) => text.as_str().to_owned(),
        Value::Str(text) if text.as_str().len() > LONGEST => {
            let start: String = text.as_str().chars().take(LONGEST).collect();
            format!("{start}…")
        }
        _ => {
            let mut out = String::new();
            json::value(value, &mut out);
            out
        }
    }
}

/// Whether text can stand in a line without quotes.
fn is_plain(text: &str) -> bool {
    let ends = text.starts_with([' ', '"', '[', '{', '\'']) || text.ends_with(' ');
    let other = matches!(text, "" | "true" | "false" | "null") || text.parse::<f64>().is_ok();
    !ends && !other && text.len() <= LONGEST && !text.contains(['\n', '\r', '\t'])
}

/// Where a value comes from: `train.yaml:9:20`, `Flyte`, `built in`.
pub fn place(origin: &Origin, places: Places<'_>) -> String {
    match origin {
        Origin::File { span, .. } => places.sources.place(*span),
        Origin::Alias(alias) => places.sources.place(alias.span),
        Origin::Flag(flag) => match flag.span {
            Some(span) => places.sources.place(span),
            None => flag.flag.clone(),
        },
        Origin::Builtin(_) => "built in".to_owned(),
        Origin::Flyte(_) => "Flyte".to_owned(),
        Origin::Sdk(made) => made.sdk.to_owned(),
        Origin::Derived(derived) if derived.step == "sdk" => "the SDK".to_owned(),
        Origin::Derived(derived) => derived.step.to_owned(),
    }
}

/// [`place`]; of a computed value the first place that it rests on.
pub fn short_place(origin: &Origin, places: Places<'_>) -> String {
    match (origin, origin.nearest_span()) {
        (Origin::Derived(_), Some(span)) => places.sources.place(span),
        (Origin::Derived(derived), None) => {
            derived.from.first().map_or_else(|| derived.step.to_owned(), |from| short_place(from, places))
        }
        _ => place(origin, places),
    }
}

/// The layer or the step that a value belongs to, with the reason where Flyte or the SDK made it.
pub fn layer(origin: &Origin, places: Places<'_>) -> String {
    match origin {
        Origin::File { span, layer } => places.layer_name(*span, *layer),
        Origin::Alias(alias) => {
            format!(
                "{} (through the alias at {})",
                places.layer_name(alias.span, alias.layer),
                places.sources.place(alias.via)
            )
        }
        Origin::Flag(flag) => format!("flag {}", flag.flag),
        Origin::Builtin(builtin) => format!("default of {}", builtin.key),
        Origin::Flyte(made) => format!("{}: {}", made.step, made.reason),
        Origin::Sdk(made) => format!("{}: {}", made.step, made.reason),
        Origin::Derived(derived) => derived.rule.sentence().to_owned(),
    }
}

/// What is said of the value that counts.
pub fn won(origin: &Origin) -> &'static str {
    match origin {
        Origin::File { .. } | Origin::Alias(_) | Origin::Flag(_) => "set",
        Origin::Builtin(_) => "default",
        Origin::Flyte(_) | Origin::Sdk(_) => "made",
        Origin::Derived(_) => "computed",
    }
}

/// What is said of a value that lost.
pub fn lost(verdict: Verdict, rule: Rule) -> &'static str {
    match verdict {
        Verdict::Empty if rule == Rule::GivenOverrides => "set",
        Verdict::Empty => "ignored",
        Verdict::OnlyIfUnset => "not needed",
        Verdict::NotSelected => "not selected",
        other => other.name(),
    }
}

/// The rule that computed a value, or that decided for it.
pub fn rule(origin: &Origin, decided: Option<Rule>) -> &'static str {
    match (origin, decided) {
        (Origin::Derived(derived), _) => derived.rule.name(),
        (_, Some(rule)) => rule.name(),
        (_, None) => "",
    }
}
