//! Values and origins in the words of answers about places to set a value.

use crate::output::json;
use crate::output::origins::Places;
use crate::tree::{Derived, Node, Origin, Value};

/// A value on one line: text as it is, all else as JSON.
pub(super) fn value(node: &Node) -> String {
    match &node.value {
        Value::Str(text) if text.is_empty() => "\"\"".to_owned(),
        Value::Str(text) => text.to_string(),
        _ => json::compact(node),
    }
}

/// Where a value comes from: a place with its layer, or who made it.
pub(super) fn origin(origin: &Origin, places: Places<'_>) -> String {
    match origin {
        Origin::File { span, layer } => {
            format!("{}, {}", places.sources.place(*span), places.layer_name(*span, *layer))
        }
        Origin::Alias(alias) => {
            format!("{}, {}", places.sources.place(alias.span), places.layer_name(alias.span, alias.layer))
        }
        Origin::Flag(flag) => flag.flag.clone(),
        Origin::Builtin(builtin) => format!("built into Flyte, {}", builtin.key),
        Origin::Flyte(made) => format!("Flyte's step {}: {}", made.step, made.reason),
        Origin::Sdk(made) => format!("{}: {}", made.sdk, made.reason),
        Origin::Derived(derived) => match places_of(derived, places).as_slice() {
            [] => format!("Flyte's step {}", derived.step),
            [one] => format!("{one}, {}", derived.rule.name()),
            [rest @ .., last] => format!("{} and {last}, {}", rest.join(", "), derived.rule.name()),
        },
    }
}

/// The places that a value is made from; who made what has none, if nothing has one.
fn places_of(derived: &Derived, places: Places<'_>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    derived.from.iter().for_each(|from| {
        from.for_each_source(&mut |one| out.extend(one.span().map(|span| places.sources.place(span))));
    });
    if out.is_empty() {
        out = derived.from.iter().map(|o| origin(o, places)).collect();
    }
    out.dedup();
    out
}
