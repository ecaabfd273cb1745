//! What came of an attempt: whether the Pod has the value, and if not, what became of it.

use super::Trial;
use super::answers::{Loss, Outcome};
use super::attempt::Attempt;
use super::layers::Context;
use super::target::{Hit, Step, Target};
use crate::tree::{Definition, FieldPath, Node, Origin, Verdict};

/// Lists in which Kubernetes takes each name once.
const UNIQUE: &[(&str, &str)] = &[
    ("containers", "name"),
    ("initContainers", "name"),
    ("volumes", "name"),
    ("volumeMounts", "mountPath"),
    ("volumeDevices", "devicePath"),
];

/// The verdict over one attempt, and the place at which the Pod has the value.
pub(super) fn judge(
    c: &Context<'_>,
    attempt: &Attempt,
    trial: &Trial,
    note: Option<&'static str>,
) -> (Outcome, Option<FieldPath>) {
    let primary = trial.pod.primary.as_str().unwrap_or("");
    let hits = c.target.hits(&trial.pod.node, primary);
    let has = |hit: &&Hit<'_>| c.wanted.is(hit.node);
    let won = if c.wanted.clears() {
        hits.first().filter(|_| hits.iter().all(|hit| c.wanted.is(hit.node)))
    } else {
        hits.iter().find(has)
    };
    let won = won.map(|hit| hit.path.clone());
    if let Some(twice) = twins(c, trial) {
        let loss = Loss { note: Some(twice), ..Loss::default() };
        return (Outcome::Loses(Box::new(loss)), won);
    }
    if won.is_some() {
        return (Outcome::Wins, won);
    }
    let path = hits.last().map(|hit| hit.path.clone());
    let mut loss = loss(c, attempt, trial, hits.last());
    if loss.verdict.is_none() {
        loss.note = note.map(str::to_owned).or(loss.note);
    }
    (Outcome::Loses(Box::new(loss)), path)
}

/// That the change adds an item beside the one that is asked about.
fn twins(c: &Context<'_>, trial: &Trial) -> Option<String> {
    let steps = &c.target.steps;
    for (i, pair) in steps.windows(2).enumerate() {
        let [Step::Field(list), Step::Item(identity)] = pair else { continue };
        if *list == "env" {
            continue;
        }
        let target = Target { steps: steps.iter().take(i + 2).cloned().collect(), kind: c.target.kind };
        let count = |pod: &crate::flyte::pipeline::Pod| {
            let hits = target.hits(&pod.node, pod.primary.as_str().unwrap_or(""));
            hits.iter().filter(|hit| hit.node.is_some()).count()
        };
        let (before, after) = (count(c.known.pod), count(&trial.pod));
        if after > 1 && after > before {
            let (name, key) = (identity.text(), identity.keys.first().map_or("", |k| k.as_str()));
            return Some(match UNIQUE.contains(&(list, key)) {
                true => format!("`{list}` would have `{name}` {after} times, which Kubernetes refuses"),
                false => format!("it adds another `{name}` to `{list}`, the one that is there stays as it is"),
            });
        }
    }
    None
}

fn loss(c: &Context<'_>, attempt: &Attempt, trial: &Trial, hit: Option<&Hit<'_>>) -> Loss {
    let mut out = Loss::default();
    let holder = hit.and_then(|hit| hit.node);
    if let Some(node) = holder {
        out.holder = Some((node.clone(), attempt.before(&node.origin, &trial.ids)));
    }
    let wrote = |origin: &Origin| attempt.wrote(origin, &trial.ids);
    let on_the_way =
        || hit.into_iter().flat_map(|hit| hit.way.iter()).find_map(|node| lost_in(node.displaced(), &wrote));
    if let Some((verdict, rule)) = on_the_way().or_else(|| lost_below(&trial.pod.node, &wrote)) {
        (out.verdict, out.rule) = (Some(verdict), Some(rule));
        return out;
    }
    let unset = trial.pod.unset.iter().find(|u| wrote(&u.node.origin) || lost_in(u.node.displaced(), &wrote).is_some());
    if let Some(unset) = unset {
        let rule = unset.node.rule().unwrap_or(crate::tree::Rule::ZeroNeverOverrides);
        (out.verdict, out.rule) = (Some(Verdict::Empty), Some(rule));
        return out;
    }
    if let Some(node) = holder.filter(|n| wrote(&n.origin)) {
        out.rule = match &node.origin {
            Origin::Derived(derived) => Some(derived.rule),
            _ => node.rule(),
        };
        return out;
    }
    if is_shadowed(c, trial, &wrote) {
        out.verdict = Some(Verdict::Shadowed);
        return out;
    }
    let without = trial.without.iter().find(|fact| attempt.touches(fact.span, &trial.ids));
    out.note = without.map(|fact| fact.note.clone());
    out
}

/// Whether the value stands in the Pod, but an equal name behind it counts.
fn is_shadowed(c: &Context<'_>, trial: &Trial, wrote: &impl Fn(&Origin) -> bool) -> bool {
    let Some((list, container, [Step::Field("env"), Step::Item(variable), ..])) = c.target.container() else {
        return false;
    };
    let primary = trial.pod.primary.as_str().unwrap_or("");
    let containers = trial.pod.node.at(&["spec", list]).map_or(&[][..], Node::items);
    let list_name = Some(crate::tree::Text::Static(list));
    let own = containers.iter().filter(|item| container.is_of(item, primary, list_name.as_ref()));
    let mut variables = own.flat_map(|item| item.get("env").map_or(&[][..], Node::items));
    variables.any(|item| variable.is_of(item, primary, None) && is_written_in(item, wrote))
}

fn is_written_in(node: &Node, wrote: &impl Fn(&Origin) -> bool) -> bool {
    wrote(&node.origin)
        || node.entries().iter().any(|e| is_written_in(&e.node, wrote))
        || node.items().iter().any(|n| is_written_in(n, wrote))
}

/// What became of a value among those that lost.
fn lost_in(lost: &[Definition], wrote: &impl Fn(&Origin) -> bool) -> Option<(Verdict, crate::tree::Rule)> {
    lost.iter().rev().find(|d| holds(d, wrote)).map(|d| (d.verdict, d.rule))
}

/// Whether a definition is, or as a block holds, what was written.
fn holds(definition: &Definition, wrote: &impl Fn(&Origin) -> bool) -> bool {
    let node = Node::new(definition.value.clone(), definition.origin.clone());
    is_written_in(&node, wrote)
}

fn lost_below(node: &Node, wrote: &impl Fn(&Origin) -> bool) -> Option<(Verdict, crate::tree::Rule)> {
    lost_in(node.displaced(), wrote)
        .or_else(|| node.entries().iter().find_map(|e| lost_below(&e.node, wrote)))
        .or_else(|| node.items().iter().find_map(|n| lost_below(n, wrote)))
}
