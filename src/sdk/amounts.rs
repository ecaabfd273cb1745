//! Requests and limits of a task: in which order the SDKs write them, and what they refuse.

use super::accelerators::{self, Found};
use super::arguments::{Amount, Arguments, Resource, Resources, Sdk};
use super::made::{Part, made};
use super::parts::{Fields, derived, refused};
use crate::diagnostic::Diagnostic;
use crate::tree::{Node, Origin, Rule, Value};

/// What an amount is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Cpu,
    Gpu,
    Memory,
    EphemeralStorage,
}

impl Name {
    /// The name in `container.resources`.
    pub fn in_container(self) -> &'static str {
        match self {
            Name::Cpu => "CPU",
            Name::Gpu => "GPU",
            Name::Memory => "MEMORY",
            Name::EphemeralStorage => "EPHEMERAL_STORAGE",
        }
    }

    /// The name in a pod spec, as the SDKs write it.
    pub fn in_pod(self) -> &'static str {
        match self {
            Name::Cpu => "cpu",
            Name::Gpu => "gpu",
            Name::Memory => "memory",
            Name::EphemeralStorage => "ephemeral-storage",
        }
    }
}

/// One resource that the task asks for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// Of what.
    pub name: Name,
    /// Where its key stands.
    pub key: Origin,
    /// How much.
    pub value: Node,
}

/// Requests and limits of a task, in the SDK's order.
#[derive(Debug, Default)]
pub(super) struct Amounts {
    /// Requests.
    pub requests: Vec<Asked>,
    /// Limits.
    pub limits: Vec<Asked>,
}

impl Amounts {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty() && self.limits.is_empty()
    }

    /// The block of a container in a TaskTemplate, if anything is asked for.
    pub fn in_container(&self, sdk: Sdk) -> Option<Node> {
        let origin = || made(sdk, Part::Resources);
        let entries = |asked: &[Asked]| {
            let entry = |a: &Asked| {
                let name = Node::text(a.name.in_container(), derived(Rule::Rename, &[&a.key]));
                Fields::new(a.value.origin.clone()).with("name", name).with("value", a.value.clone()).node()
            };
            (!asked.is_empty()).then(|| Node::seq(asked.iter().map(entry).collect(), origin()))
        };
        let block = Fields::new(origin()).maybe("requests", entries(&self.requests));
        block.maybe("limits", entries(&self.limits)).non_empty()
    }
}

/// Requests and limits as flytekit reads them, in its order.
pub(super) fn flytekit(arguments: &Arguments, out: &mut Vec<Diagnostic>) -> Amounts {
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
                let theirs = format!("ValueError: {} must be of length 2", python(&resource.amount));
                let message = "a list of amounts must have two: the request and the limit".to_owned();
                out.push(refused("task/wrong-pair", message, &list.origin, theirs).help("write `[REQUEST, LIMIT]`"));
                None
            }
        },
    }
}

fn not_one(amount: &Amount, resource: &Resource) -> Diagnostic {
    let theirs = format!("ValueError: {} can not be a list or tuple", python(amount));
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
        Value::Bool(b) => !*b,
        _ => true,
    };
    if !nothing {
        list.push(Asked { name, key: resource.key.clone(), value: value.clone() });
    }
}

/// An amount as Python prints it, a pair as a tuple.
fn python(amount: &Amount) -> String {
    let one = |node: &Node| match &node.value {
        Value::Str(s) => format!("'{s}'"),
        Value::Int(n) => n.to_string(),
        Value::Float(n) => n.to_string(),
        _ => String::new(),
    };
    match amount {
        Amount::One(node) => one(node),
        Amount::Several(list) => match list.items() {
            [alone] => format!("({},)", one(alone)),
            items => format!("({})", items.iter().map(one).collect::<Vec<_>>().join(", ")),
        },
    }
}

/// Requests, limits and the device of a flyte task, in its order.
pub(super) fn flyte(resources: &Resources, out: &mut Vec<Diagnostic>) -> (Amounts, Option<Found>) {
    let mut all = Amounts::default();
    for (name, field, resource) in [(Name::Cpu, "cpu", &resources.cpu), (Name::Memory, "memory", &resources.memory)] {
        let Some(resource) = resource else { continue };
        let (request, limit) = match &resource.amount {
            Amount::One(value) => (value, None),
            Amount::Several(list) => match list.items() {
                [request, limit] => (request, Some(limit)),
                _ => {
                    let message = format!("a list of `{field}` must have two amounts: the request and the limit");
                    let theirs = format!("ValueError: {field} tuple must have exactly two elements");
                    let found = refused("task/wrong-pair", message, &list.origin, theirs);
                    out.push(found.help("write `[REQUEST, LIMIT]`"));
                    continue;
                }
            },
        };
        all.requests.extend(asked(name, field, resource, request, out));
        all.limits.extend(limit.and_then(|l| asked(name, field, resource, l, out)));
    }
    let device = match (&resources.device, &resources.gpu) {
        (Some(device), _) => accelerators::flyte_device(device, out),
        (None, Some(Resource { amount: Amount::One(value), .. })) if value.as_str().is_some() => {
            accelerators::flyte_text(value, out)
        }
        _ => None,
    };
    let key = resources.gpu.as_ref().map_or(&resources.origin, |g| &g.key);
    if let Some(found) = &device {
        all.requests.push(Asked { name: Name::Gpu, key: key.clone(), value: found.quantity.clone() });
    } else if let Some(gpu) = &resources.gpu {
        all.requests.extend(count(gpu, out));
    }
    match &resources.disk {
        Some(Resource { amount: Amount::One(value), key }) => {
            all.requests.push(Asked { name: Name::EphemeralStorage, key: key.clone(), value: value.clone() });
        }
        Some(Resource { amount: several @ Amount::Several(list), .. }) => {
            let theirs = format!(
                "ValueError: disk must be a Kubernetes quantity string such as '1Gi', '512Mi' or '2G', got tuple: {}",
                python(several)
            );
            let message = "`disk` takes one amount, which is the request".to_owned();
            out.push(refused("task/wrong-pair", message, &list.origin, theirs).help("write one amount"));
        }
        None => {}
    }
    (all, device)
}

/// One amount of 2.x, as text.
fn asked(name: Name, field: &str, resource: &Resource, value: &Node, out: &mut Vec<Diagnostic>) -> Option<Asked> {
    let negative = match value.value {
        Value::Int(n) => n < 0,
        Value::Float(n) => n < 0.0,
        _ => false,
    };
    if negative {
        let theirs = format!("ValueError: {field} must be greater than or equal to 0");
        let message = format!("`{field}` must not be negative");
        out.push(refused("task/wrong-amount", message, &value.origin, theirs).help("write zero or more"));
        return None;
    }
    let text = match &value.value {
        Value::Int(n) => Node::str(n.to_string(), value.origin.clone()),
        Value::Float(n) => Node::str(python_float(*n), value.origin.clone()),
        Value::Bool(b) => Node::text(if *b { "True" } else { "False" }, value.origin.clone()),
        _ => value.clone(),
    };
    Some(Asked { name, key: resource.key.clone(), value: text })
}

/// A float as Python's `str` writes it: always with a point or an exponent.
pub(super) fn python_float(n: f64) -> String {
    let (text, magnitude) = (format!("{n:?}"), n.abs());
    if magnitude != 0.0 && !(1e-4..1e16).contains(&magnitude) {
        let text = format!("{n:e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |e| ('-', e));
        return format!("{digits}e{sign}{exponent:0>2}");
    }
    text
}

/// A number of devices of any kind; zero is none.
fn count(gpu: &Resource, out: &mut Vec<Diagnostic>) -> Option<Asked> {
    match &gpu.amount {
        // Python counts `True` as one and writes it as `True`
        Amount::One(value) if value.as_bool() == Some(true) => asked(Name::Gpu, "gpu", gpu, value, out),
        Amount::One(value) => match value.as_int() {
            Some(n) if n != 0 => asked(Name::Gpu, "gpu", gpu, value, out),
            _ => None,
        },
        Amount::Several(list) => {
            let message = "`gpu` takes one device or number".to_owned();
            let theirs = format!(
                "ValueError: gpu must be an accelerator string such as 'A100:4', a device count, or a \
                 GPU()/TPU()/Device() instance, got tuple: {}",
                python(&gpu.amount)
            );
            out.push(refused("task/wrong-pair", message, &list.origin, theirs).help("write `gpu: \"A100:4\"`"));
            None
        }
    }
}
