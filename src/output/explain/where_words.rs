//! Values and origins in the words of answers about places to set a value.

use crate::explain::where_to_set::Written;
use crate::output::origins::Places;
use crate::output::{json, mask};
use crate::tree::{Derived, Node, Origin, Value};

/// A value on one line: text as it is, all else as JSON.
pub(super) fn value(node: &Node) -> String {
    match &node.value {
        Value::Str(text) if text.is_empty() => "\"\"".to_owned(),
        Value::Str(text) => text.to_string(),
        _ => json::compact(node),
    }
}

/// What is written into a Python text; on one line for a reader. Masked, the value asked for is not shown.
pub(super) fn written(written: &Written, masks: bool, one_line: bool) -> String {
    let Written { text, value, replaces } = written;
    let text = match value.filter(|_| masks) {
        Some((from, to)) => {
            let (before, behind) = (text.get(..from).unwrap_or(""), text.get(to..).unwrap_or(""));
            format!("{before}\"{}\"{behind}", mask::MASK)
        }
        None if text.is_empty() => replaced(written, masks),
        None => text.clone(),
    };
    let text = if text.is_empty() { replaces.clone() } else { text };
    if !one_line {
        return text;
    }
    text.lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What stood where a Python text is changed, on one line.
pub(super) fn replaced(written: &Written, masks: bool) -> String {
    if masks {
        return mask::MASK.to_owned();
    }
    written.replaces.split_whitespace().collect::<Vec<_>>().join(" ")
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
