//! The task laid into its own pod template: what both SDKs do when they serialize a pod spec, and
//! where they differ.

use super::SdkSettings;
use super::amounts::{Amounts, Asked};
use super::arguments::{PodTemplate, Sdk};
use super::made::{Part, made};
use super::parts::Fields;
use super::release::Behaviour;
use crate::diagnostic::Diagnostic;
use crate::tree::{Entry, Map, Node, Rule, Text, Value, Verdict};

/// What becomes of a field of the primary container.
#[derive(Clone, Debug)]
pub(super) enum Over {
    /// The template's value stays.
    Keep,
    /// The template's value goes.
    Drop,
    /// The task's value stands in any case.
    Set(Node),
    /// The task's value stands where the template has none.
    Fill(Node),
}

/// What becomes of the template's resources when the task has some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Laid {
    /// They go.
    Replaces,
    /// They are merged, key by key; their claims go.
    WithoutClaims,
    /// They are merged, key by key.
    Merges,
}

impl Laid {
    /// As this release of flyte does it.
    pub fn of_flyte(settings: &SdkSettings) -> Laid {
        match (settings.does(Behaviour::MergesResources), settings.does(Behaviour::KeepsClaims)) {
            (false, _) => Laid::Replaces,
            (true, false) => Laid::WithoutClaims,
            (true, true) => Laid::Merges,
        }
    }
}

/// What the task puts into its primary container.
pub(super) struct Primary {
    /// Resources.
    pub over: Laid,
    /// Name of the container.
    pub name: Node,
    /// The task's image.
    pub image: Node,
    /// 1.x: what an empty image becomes, and the image of other containers without one.
    pub default_image: Option<Node>,
    /// Whether the task's image takes the place of the template's.
    pub image_wins: bool,
    /// Command.
    pub command: Over,
    /// Args.
    pub args: Over,
    /// Requests and limits of the task.
    pub amounts: Amounts,
    /// Variables of the task, as a pod has them.
    pub environment: Vec<Node>,
}

/// Lays the task over the template. None if the SDK refuses, with the reason in `out`.
pub(super) fn pod_spec(sdk: Sdk, template: &PodTemplate, primary: &Primary, out: &mut Vec<Diagnostic>) -> Option<Node> {
    let empty = || Node::map(Map::in_order(Vec::new()), template.origin.clone());
    let mut spec = template.pod_spec.clone().unwrap_or_else(empty);
    let listed = spec.get("containers").cloned();
    let mut containers = listed.as_ref().map_or(&[][..], Node::items).to_vec();
    let name = primary.name.as_str().unwrap_or_default();
    let is_primary = |c: &Node| c.get("name").and_then(Node::as_str) == Some(name);
    if !containers.iter().any(is_primary) {
        if sdk == Sdk::Flyte && !containers.is_empty() {
            // What is no container at all was found before.
            let named = containers.iter().all(|c| c.get("name").is_some());
            out.extend(named.then(|| no_primary(name, &containers, primary)));
            return None;
        }
        let name = Node::new(primary.name.value.clone(), primary.name.origin.clone());
        let entry = Entry::new(Text::Static("name"), name);
        containers.push(Node::map(Map::in_order(vec![entry]), made(sdk, Part::Primary)));
    }
    for container in &mut containers {
        if is_primary(container) {
            lay_over(sdk, container, primary);
        } else if let (Sdk::Flytekit, Some(default)) = (sdk, &primary.default_image) {
            fill_image(container, default, Some(default));
        }
    }
    let origin = listed.as_ref().map_or_else(|| made(sdk, Part::Primary), |l| l.origin.clone());
    spec.set("containers", Node::seq(containers, origin));
    Some(spec)
}

/// 2.x does not make up a primary beside other containers.
fn no_primary(name: &str, containers: &[Node], primary: &Primary) -> Diagnostic {
    let names: Vec<&str> = containers.iter().map(|c| c.str_at("name")).collect();
    let near = crate::diagnostic::suggest(name, names.iter().copied());
    let help = match near {
        Some(near) => format!("rename `{near}` to `{name}`, or write `primary_container_name: {near}`"),
        None => format!("add a container `{name}`, or name one of the others in `primary_container_name`"),
    };
    let nearest = containers.iter().find(|c| near == Some(c.str_at("name"))).or_else(|| containers.first());
    let place = nearest.and_then(|c| c.get("name")).and_then(Node::span).or_else(|| primary.name.span());
    let message = format!("no container of the pod spec is called `{name}`, the primary container");
    let found = Diagnostic::error("task/no-primary", message).maybe_at(place, format!("not `{name}`"));
    found.help(help).flyte(no_primary_message(name))
}

/// What flyte says where there is no primary container.
pub(super) fn no_primary_message(name: &str) -> String {
    format!(
        "ValueError: No primary container defined in the pod spec. You must define a primary container with the name \
         '{name}'."
    )
}

fn lay_over(sdk: Sdk, container: &mut Node, primary: &Primary) {
    match primary.image_wins {
        true => replace(container, "image", primary.image.clone()),
        false => fill_image(container, &primary.image, primary.default_image.as_ref()),
    }
    for (key, over) in [("command", &primary.command), ("args", &primary.args)] {
        let given = container.get(key).is_some_and(|n| !n.is_null());
        match over {
            Over::Set(value) => replace(container, key, value.clone()),
            Over::Fill(value) if !given => replace(container, key, value.clone()),
            Over::Drop => {
                if let Some(old) = container.map_mut().remove(key) {
                    container.displace(&old, verdict(&old), Rule::Replace);
                }
            }
            Over::Keep | Over::Fill(_) => {}
        }
    }
    if !primary.amounts.is_empty() {
        let old = container.get("resources");
        let block = match primary.over {
            Laid::Replaces => replaced_resources(sdk, old, &primary.amounts),
            over => merged_resources(old, &primary.amounts, over),
        };
        container.set("resources", block);
    }
    let theirs = container.get("env").cloned();
    let mut list = primary.environment.clone();
    list.extend_from_slice(theirs.as_ref().map_or(&[][..], Node::items));
    let mut list = Node::seq(list, made(sdk, Part::Environment));
    if let Some(null) = theirs.filter(Node::is_null) {
        list.displace(&null, Verdict::Empty, Rule::ListAppend);
    }
    container.set("env", list);
}

/// The template's image stays; a missing one becomes `missing`, an empty one `empty` where that is given.
fn fill_image(container: &mut Node, missing: &Node, empty: Option<&Node>) {
    let given = container.get("image").map(|n| &n.value);
    match (given, empty) {
        (None | Some(Value::Null), _) => return replace(container, "image", missing.clone()),
        (Some(Value::Str(s)), Some(empty)) if s.is_empty() => replace(container, "image", empty.clone()),
        _ => {}
    }
    if let Some(kept) = container.map_mut().get_mut("image")
        && missing.origin.nearest_span().is_some()
    {
        kept.displace(missing, Verdict::OnlyIfUnset, Rule::OnlyIfUnset);
    }
}

/// Sets a field; what the template had there lost.
fn replace(container: &mut Node, key: &'static str, mut value: Node) {
    if let Some(old) = container.get(key) {
        value.displace(old, verdict(old), Rule::Replace);
    }
    container.set(key, value);
}

fn verdict(loser: &Node) -> Verdict {
    match &loser.value {
        Value::Null => Verdict::Empty,
        Value::Str(s) if s.is_empty() => Verdict::Empty,
        _ => Verdict::Replaced,
    }
}

/// 1.x, and 2.x at first: the task's requests and limits are the whole block.
fn replaced_resources(sdk: Sdk, old: Option<&Node>, amounts: &Amounts) -> Node {
    let origin = made(sdk, Part::Resources);
    let side = |key: &'static str, asked: &[Asked]| {
        let old = old.and_then(|o| o.get(key));
        let entry = |a: &Asked| {
            let mut value = a.value.clone();
            if let Some(loser) = old.and_then(|o| o.get(a.name.in_pod())) {
                value.displace(loser, verdict(loser), Rule::Replace);
            }
            Entry::new(Text::Static(a.name.in_pod()), value)
        };
        let mut block = Node::map(Map::in_order(asked.iter().map(entry).collect()), origin.clone());
        if let Some(gone) = old.and_then(|o| without(o, &block)) {
            block.displace(&gone, verdict(&gone), Rule::Replace);
        }
        block
    };
    let mut block = Fields::new(origin.clone())
        .with("limits", side("limits", &amounts.limits))
        .with("requests", side("requests", &amounts.requests))
        .node();
    match old.map(|o| (o, o.get("claims"))) {
        Some((_, Some(claims))) => block.displace(claims, Verdict::Replaced, Rule::Replace),
        Some((old, None)) if old.is_leaf() => block.displace(old, verdict(old), Rule::Replace),
        _ => {}
    }
    block
}

/// What of an old block has no counterpart in the new one.
fn without(old: &Node, block: &Node) -> Option<Node> {
    if old.is_leaf() {
        return Some(old.clone());
    }
    let rest: Vec<Entry> = old.entries().iter().filter(|e| block.get(&e.key).is_none()).cloned().collect();
    (!rest.is_empty()).then(|| Node::map(Map::in_order(rest), old.origin.clone()))
}

/// 2.x: the task's requests and limits are laid over the template's, key by key.
fn merged_resources(old: Option<&Node>, amounts: &Amounts, over: Laid) -> Node {
    let origin = made(Sdk::Flyte, Part::Resources);
    let mut block = match old {
        Some(old) if old.as_map().is_some() => old.clone(),
        _ => Node::map(Map::in_order(Vec::new()), origin.clone()),
    };
    for (key, asked) in [("limits", &amounts.limits), ("requests", &amounts.requests)] {
        let old = block.get(key).filter(|o| o.as_map().is_some()).cloned();
        let mut side = old.unwrap_or_else(|| Node::map(Map::in_order(Vec::new()), origin.clone()));
        for a in asked {
            let mut value = a.value.clone();
            if let Some(loser) = side.get(a.name.in_pod()) {
                value.displace(loser, Verdict::Overridden, Rule::MapOverride);
            }
            side.set(a.name.in_pod(), value);
        }
        block.set(key, side);
    }
    if let Some(claims) = block.get("claims").cloned().filter(|_| over == Laid::WithoutClaims) {
        block.map_mut().remove("claims");
        block.displace(&claims, Verdict::Replaced, Rule::Replace);
    }
    block
}
