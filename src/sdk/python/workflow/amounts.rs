//! Requests and limits of `with_overrides` (1.x): read when the call is made, in an order of their own.

use crate::sdk::parts::{Fields, derived};
use crate::sdk::python::common::convert;
use crate::sdk::python::common::convert::{Lost, known, lost, origin};
use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::value::{Kind, Object, Val};
use crate::sdk::python::library::text;
use crate::sdk::python::workflow::body::is_promise;
use crate::sdk::python::workflow::overrides::{argument, refusal};
use crate::source::Span;
use crate::tree::{Layer, Node, Rule};

/// Amounts in the order in which they are written here; that of tasks is another.
const AMOUNTS: [(&str, &str); 4] =
    [("cpu", "CPU"), ("mem", "MEMORY"), ("gpu", "GPU"), ("ephemeral_storage", "EPHEMERAL_STORAGE")];

/// Requests and limits; none if the call does not give them.
pub(in crate::sdk::python) fn resources(given: &Given<'_>, span: Span) -> Result<Option<Node>, Lost> {
    let (requests, limits) = (argument(given, "requests"), argument(given, "limits"));
    let (requests, limits) = match (argument(given, "resources"), requests.or(limits)) {
        (None, None) => return Ok(None),
        (None, Some(_)) => {
            let one = |value: Option<&Val<'_>>, name| value.map_or(Ok(Vec::new()), |v| single(v, name));
            (one(requests, "requests")?, one(limits, "limits")?)
        }
        (Some(both), None) => pairs(both)?,
        (Some(both), Some(_)) => {
            let message = "`resources` cannot stand beside `requests` or `limits`".to_owned();
            let theirs = "ValueError: `resource` can not be used together with the `limits` or `requests`. Please \
                          only set `resource`.";
            return Err(refusal(both.span, message, theirs));
        }
    };
    let place = || origin(span, Layer::Override);
    let list = |entries: Vec<Node>| (!entries.is_empty()).then(|| Node::seq(entries, place()));
    Ok(Some(Fields::new(place()).maybe("requests", list(requests)).maybe("limits", list(limits)).node()))
}

/// Runs over the amounts of `Resources(...)`: the name of each, its key's place and its value.
fn amounts<'a>(value: &Val<'a>, name: &str) -> Result<Vec<(&'static str, Span, Val<'a>)>, Lost> {
    let wrong = || {
        let theirs = format!("AssertionError: {name} should be specified as flytekit.Resources");
        refusal(value.span, format!("`{name}` must be `Resources(...)`"), &theirs)
    };
    let Kind::Object(object) = &known(value)?.kind else { return Err(wrong()) };
    let object: &Object<'a> = &object.borrow();
    if object.class != "flytekit.Resources" {
        return Err(wrong());
    }
    if let Some(spoilt) = object.get("?") {
        known(spoilt)?;
    }
    let mut out = Vec::new();
    for (argument, written) in AMOUNTS {
        if let Some(field) = object.fields.iter().find(|f| f.name == argument && !f.value.is_none()) {
            if is_promise(&field.value) {
                let theirs =
                    "AssertionError: Promise(...) should be of type str, int, float or a list/tuple of str, int, float";
                let message = "an amount cannot be what a node or an input gives".to_owned();
                return Err(refusal(field.key, message, theirs));
            }
            out.push((written, field.key, known(&field.value)?.clone()));
        }
    }
    Ok(out)
}

fn entry(name: &'static str, key: Span, value: &Val<'_>) -> Result<Node, Lost> {
    let place = convert::node(value, Layer::Override)?.origin;
    let amount = text::str(known(value)?).ok_or_else(|| lost(value.span, "it is no amount"))?;
    let name = Node::text(name, derived(Rule::Rename, &[&origin(key, Layer::Override)]));
    let value = (!amount.is_empty()).then(|| Node::str(amount, place.clone()));
    Ok(Fields::new(place).with("name", name).maybe("value", value).node())
}

/// `requests` or `limits`: one amount each.
fn single(value: &Val<'_>, name: &str) -> Result<Vec<Node>, Lost> {
    let mut out = Vec::new();
    for (written, key, amount) in amounts(value, name)? {
        if matches!(amount.kind, Kind::List(_) | Kind::Tuple(_)) {
            let theirs =
                format!("ValueError: {} can not be a list or tuple", text::repr(&amount, 0).unwrap_or_default());
            let message = "`requests` and `limits` take one amount each, no pair".to_owned();
            return Err(refusal(amount.span, message, &theirs));
        }
        out.push(entry(written, key, &amount)?);
    }
    Ok(out)
}

/// `resources`: an amount is the request, of a pair the second is the limit.
fn pairs(value: &Val<'_>) -> Result<(Vec<Node>, Vec<Node>), Lost> {
    let (mut requests, mut limits) = (Vec::new(), Vec::new());
    for (written, key, amount) in amounts(value, "resources")? {
        let items = amount.listed().unwrap_or_else(|| vec![amount.clone()]);
        if let [request, rest @ ..] = items.as_slice() {
            requests.push(entry(written, key, request)?);
            if let Some(limit) = rest.first() {
                limits.push(entry(written, key, limit)?);
            }
        }
    }
    Ok((requests, limits))
}
