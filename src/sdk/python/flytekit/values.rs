//! Values of flytekit's arguments: what each has to be, and what flytekit says of another.

use crate::sdk::arguments::Resources;
use crate::sdk::python::common::checks::type_name;
use crate::sdk::python::common::convert;
use crate::sdk::python::common::convert::{Lost, known, node, origin};
use crate::sdk::python::common::shared::{given, resources, simple, wrong};
use crate::sdk::python::flytekit::arguments::listed;
use crate::sdk::python::language::value::{Field, Kind, Object, Val};
use crate::tree::{Layer, Node};

const NAMES: [&str; 4] = ["cpu", "mem", "gpu", "ephemeral_storage"];

/// What protobuf says of a value that is no text.
pub(in crate::sdk::python) const OF_PROTOBUF: &str = "bad argument type for built-in operation";

/// A field that has to be a text.
pub(in crate::sdk::python) fn text(object: &Object<'_>, name: &str, theirs: &str) -> Result<Option<Node>, Lost> {
    let Some(Field { value, .. }) = given(object, name)? else { return Ok(None) };
    if known(value)?.as_str().is_none() {
        let kind = type_name(value).unwrap_or_default();
        if kind == "ImageSpec" {
            return Err(convert::lost(value.span, "an image that has to be built"));
        }
        let of = if theirs == OF_PROTOBUF { String::new() } else { format!(", got '{kind}'") };
        return Err(wrong(value.span, &format!("`{name}` must be a text"), &format!("TypeError: {theirs}{of}")));
    }
    node(value, Layer::Task).map(Some)
}

/// A list of texts; of one text, its letters.
pub(in crate::sdk::python) fn words(object: &Object<'_>, name: &str) -> Result<Option<Node>, Lost> {
    let Some(Field { value, .. }) = given(object, name)? else { return Ok(None) };
    let place = || origin(value.span, Layer::Task);
    if let Some(text) = known(value)?.as_str() {
        let letters = text.chars().map(|c| Node::str(c.to_string(), place()));
        return Ok(Some(Node::seq(letters.collect(), place())));
    }
    if let Some(odd) = listed(value)?.iter().find(|v| known(v).is_ok() && v.as_str().is_none()) {
        let theirs = format!("TypeError: {OF_PROTOBUF}");
        return Err(wrong(odd.span, &format!("`{name}` must be a list of texts"), &theirs));
    }
    simple(object, name)
}

/// Whether nodes may be taken away: a number is a boolean to protobuf, a text is neither.
pub(in crate::sdk::python) fn interruptible(field: Option<&Field<'_>>) -> Result<Option<Node>, Lost> {
    let Some(Field { value, .. }) = field else { return Ok(None) };
    match known(value)?.as_int() {
        Some(n) => Ok(Some(Node::bool(n != 0, origin(value.span, Layer::Task)))),
        None => {
            let kind = type_name(value).unwrap_or_default();
            let theirs = format!("TypeError: '{kind}' object cannot be interpreted as an integer");
            Err(wrong(value.span, "`interruptible` must be `True` or `False`", &theirs))
        }
    }
}

/// Requests or limits.
pub(in crate::sdk::python) fn amounts(value: &Val<'_>) -> Result<Resources, Lost> {
    if type_name(known(value)?).is_some_and(|t| t != "Resources" && t != "instance") {
        let theirs = "TypeError: must be called with a dataclass type or instance";
        return Err(wrong(value.span, "this must be `Resources(...)`", theirs));
    }
    resources(value, NAMES)
}

/// What `dict.update` takes.
fn pairs<'a>(value: &Val<'a>) -> Result<Vec<(Val<'a>, Val<'a>)>, Lost> {
    let theirs = "ValueError: dictionary update sequence element #0 has length 1; 2 is required";
    let mut out = Vec::new();
    match &known(value)?.kind {
        _ if value.truth() == Some(false) => {}
        Kind::Dict(entries) => out.extend(entries.borrow().values().cloned()),
        Kind::List(_) | Kind::Tuple(_) => {
            for pair in listed(value)? {
                match listed(&pair)?.as_slice() {
                    [key, value] => out.push((key.clone(), value.clone())),
                    _ => return Err(wrong(pair.span, "the environment must be a dict", theirs)),
                }
            }
        }
        _ => return Err(wrong(value.span, "the environment must be a dict", theirs)),
    }
    Ok(out)
}

/// Variables of a task. Only a pod takes values that are no texts.
pub(in crate::sdk::python) fn environment(value: &Val<'_>, in_pod: bool) -> Result<Vec<(Node, Node)>, Lost> {
    let mut out = Vec::new();
    for (key, value) in &pairs(value)? {
        let (name, mut text) = (node(key, Layer::Task)?, node(value, Layer::Task)?);
        if !in_pod && (name.as_str().is_none() || (text.as_str().is_none() && !value.is_none())) {
            let theirs = format!("TypeError: {OF_PROTOBUF}");
            return Err(wrong(value.span, "a variable's name and value must be strings", &theirs));
        }
        if value.is_none() && !in_pod {
            text = Node::str("", origin(value.span, Layer::Task));
        }
        out.push((name, text));
    }
    Ok(out)
}
