//! What an object of a cluster says beyond the facts of a file: where its node stands, where its
//! data lies, what failed, what the platform allows.
//!
//! The reader of the object gathers it under the key `object` of the facts:
//! `uniqueNode` (the node's id with those of its parents), `inputPrefix`, `outputBase`,
//! `taskTemplate` (the path before and behind the attempt), `rawOutputPrefix`, `checkpoint` (of an earlier
//! execution), `interruptible`, `systemFailures`, `minAttempts`, `requests`, `limits`; `action` for a TaskAction.

use crate::flyte::build::Build;
use crate::flyte::config::{ResourceSet, TaskResources};
use crate::flyte::steps::facts::Facts;
use crate::flyte::steps::names::{fitted, fnv32};
use crate::flyte::steps::resources::unset;
use crate::flyte::steps::urls::{reference, sharded};
use crate::tree::{Made, Map, Node, Origin, Rule, Text};

/// Longest generated name.
const NAME_LIMIT: usize = 50;

/// Where checkpoints lie under the raw output.
const CHECKPOINTS: &str = "_flytecheckpoints";

/// Number of characters from which both of a shard's prefix are taken.
const LETTERS: u32 = 36;

static NO_CHECKPOINT: Made = Made { step: "facts", reason: "the first attempt has no earlier checkpoint" };
static NOT_INTERRUPTIBLE: Made = Made { step: "facts", reason: "the object does not ask for interruptible instances" };

/// What is known of the object, if the task comes from one.
fn object<'b>(b: &'b Build<'_>, key: &str) -> Option<&'b Node> {
    b.execution.facts().at(&["object", key]).filter(|n| !n.is_null())
}

/// Whether the task comes from an object of a cluster.
pub fn is_given(b: &Build<'_>) -> bool {
    b.execution.facts().get("object").is_some()
}

/// The id by which Flyte tells a node from all others of an execution; that of the node where nothing else is known.
pub fn unique_node(b: &Build<'_>, node: &Node) -> Node {
    object(b, "uniqueNode").unwrap_or(node).clone()
}

/// The generated name of an attempt.
pub fn generated_name(b: &Build<'_>, facts: &Facts, attempt: i64) -> Option<String> {
    let unique = object(b, "uniqueNode")?.as_str()?;
    Some(fitted(format!("{}-{unique}-{attempt}", facts.owner_name.as_str()?), NAME_LIMIT))
}

/// The origins from which [`generated_name`] follows.
pub fn name_origins(b: &Build<'_>, facts: &Facts) -> Vec<Origin> {
    let unique = object(b, "uniqueNode").map(|n| n.origin.clone());
    [facts.owner_name.origin.clone()].into_iter().chain(unique).chain([facts.attempt.origin.clone()]).collect()
}

/// Whether the object's node may be interrupted, after what failed so far.
pub fn interruptible(b: &Build<'_>, attempt: &Node) -> Node {
    let Some(asked) = object(b, "interruptible") else {
        return Node::bool(false, Origin::Flyte(&NOT_INTERRUPTIBLE));
    };
    let config = &b.config.node_retries;
    let number = |node: &Node| node.as_int().unwrap_or(0);
    let failures = object(b, "systemFailures");
    let (failed, most, counted) = match config.ignore_cause.as_bool() == Some(true) {
        true => {
            let own = object(b, "minAttempts").filter(|n| number(n) != 1);
            (number(attempt), own.map_or_else(|| number(&config.default_attempts), number), Some(attempt))
        }
        false => (failures.map_or(0, number), number(&config.system_failures) + 1, failures),
    };
    let threshold = number(&config.interruptible_threshold);
    let limit = if threshold > 0 { threshold } else { most + threshold };
    let first = config.ignore_cause.as_bool() == Some(true) && failed == 0;
    if asked.as_bool() != Some(true) || first || failed < limit {
        return asked.clone();
    }
    let from = [Some(asked), counted, Some(&config.interruptible_threshold)];
    let from = from.into_iter().flatten().map(|n| n.origin.clone()).collect();
    Node::bool(false, Origin::derived(Rule::Derive, b.step, from))
}

/// What the object says of the platform's resources: FlyteAdmin wrote there what holds for the execution.
pub fn platform(b: &Build<'_>) -> Option<TaskResources> {
    let side = |key: &str| {
        let given = object(b, key)?;
        let amount = |key: &str| given.get(key).cloned().unwrap_or_else(unset);
        Some(ResourceSet {
            cpu: amount("CPU"),
            memory: amount("Memory"),
            gpu: amount("GPU"),
            ephemeral_storage: amount("EphemeralStorage"),
        })
    };
    Some(TaskResources { defaults: side("requests")?, limits: side("limits")? })
}

/// The paths: as they are given, or as Flyte derives them from an object.
pub fn paths(b: &Build<'_>, facts: &Facts) -> Node {
    let given = b.execution.at(&["paths"]);
    if !is_given(b) {
        return given.clone();
    }
    let mut paths = Paths { map: given.as_map().cloned().unwrap_or_else(Map::sorted) };
    if let Some(prefix) = object(b, "inputPrefix") {
        let text = prefix.as_str().filter(|_| object(b, "action").is_none()).map(reference);
        let escaped = text.filter(|text| Some(text.as_str()) != prefix.as_str());
        paths.add("inputPrefix", Some(escaped.map_or_else(|| prefix.clone(), |text| derived(b, text, prefix, &[]))));
    }
    let prefix = paths.map.get("inputPrefix").cloned();
    paths.add("input", prefix.map(|prefix| below(b, &prefix, &["inputs.pb"], &[])));
    if object(b, "action").is_some() {
        of_action(b, facts, &mut paths);
    } else {
        of_node(b, facts, &mut paths);
    }
    Node::map(paths.map, given.origin.clone())
}

struct Paths {
    map: Map,
}

impl Paths {
    /// What is given stays.
    fn add(&mut self, key: &'static str, node: Option<Node>) {
        if let Some(node) = node.filter(|_| self.map.get(key).is_none_or(Node::is_null)) {
            self.map.set(Text::Static(key), node);
        }
    }

    /// The checkpoints of this attempt and the one before.
    fn checkpoints(&mut self, b: &Build<'_>, before: Option<Node>) {
        let raw = self.map.get("rawOutputDataPrefix").cloned();
        let under = |raw: Node| match raw.is_filled() {
            true => below(b, &raw, &[CHECKPOINTS], &[]),
            false => raw,
        };
        self.add("checkpointOutputPrefix", raw.map(under));
        self.add("prevCheckpointPrefix", before.map(under));
    }
}

/// A path below another. The base may end with a slash.
fn below(b: &Build<'_>, base: &Node, names: &[&str], from: &[&Node]) -> Node {
    let text = base.as_str().unwrap_or("");
    let slash = if text.ends_with('/') { "" } else { "/" };
    let names: Vec<&str> = names.iter().map(|name| name.trim_matches('/')).collect();
    let text = format!("{text}{slash}{}", names.join("/"));
    derived(b, reference(&text), base, from)
}

fn derived(b: &Build<'_>, text: String, base: &Node, from: &[&Node]) -> Node {
    let from = std::iter::once(base).chain(from.iter().copied()).map(|n| n.origin.clone()).collect();
    Node::str(text, Origin::derived(Rule::Derive, b.step, from))
}

fn no_checkpoint() -> Node {
    Node::text("", Origin::Flyte(&NO_CHECKPOINT))
}

/// 1.x: the node's directories, and the raw output's by the generated name.
fn of_node(b: &Build<'_>, facts: &Facts, paths: &mut Paths) {
    let attempt = facts.attempt.as_int().unwrap_or(0);
    let text = attempt.to_string();
    if let Some(base) = object(b, "outputBase") {
        paths.add("outputPrefix", Some(below(b, base, &[&text], &[&facts.attempt])));
    }
    match object(b, "taskTemplate").map(Node::items) {
        Some([path]) => paths.add("taskTemplatePath", Some(below(b, path, &["task.pb"], &[]))),
        Some([path, ..]) => {
            paths.add("taskTemplatePath", Some(below(b, path, &[&text, "task.pb"], &[&facts.attempt])));
        }
        _ => {}
    }
    let own = object(b, "rawOutputPrefix").filter(|n| n.is_filled());
    let base = own.unwrap_or(&b.config.raw_output_prefix);
    let raw = |attempt: i64| {
        let name = generated_name(b, facts, attempt).filter(|_| base.is_filled())?;
        Some(below(b, base, &[&shard(&name), &name], &[&facts.pod_name]))
    };
    paths.add("rawOutputDataPrefix", raw(attempt));
    if attempt > 0 {
        paths.checkpoints(b, raw(attempt - 1));
    } else {
        paths.checkpoints(b, None);
        paths.add("prevCheckpointPrefix", Some(object(b, "checkpoint").cloned().unwrap_or_else(no_checkpoint)));
    }
}

/// 2.x: everything lies below the run's base, its shard right behind the bucket.
fn of_action(b: &Build<'_>, facts: &Facts, paths: &mut Paths) {
    let attempt = facts.attempt.as_int().unwrap_or(0) + 1;
    let base = paths.map.get("runOutputBase").cloned();
    let known = [&facts.namespace, &facts.owner_name, &facts.node];
    let output = |attempt: i64| {
        let base = base.as_ref()?;
        let [namespace, owner, action] = known.map(Node::as_str);
        let text = match b.version.has_output_by_attempt() {
            true => sharded(base.as_str()?, &shard(&format!("{}/{}", namespace?, owner?)), action?, attempt),
            false => format!("{}/{}", base.as_str()?.trim_end_matches('/'), action?),
        };
        Some(derived(b, text, base, &[&facts.namespace, &facts.owner_name, &facts.node, &facts.attempt]))
    };
    paths.add("outputPrefix", output(attempt));
    paths.add("rawOutputDataPrefix", output(attempt));
    let before =
        if attempt > 1 && b.version.has_earlier_checkpoint() { output(attempt - 1) } else { Some(no_checkpoint()) };
    paths.checkpoints(b, before);
}

/// Two letters or digits, by the hash of a text.
fn shard(text: &str) -> String {
    let letter = |n: u32| char::from_digit((n + 10) % LETTERS, LETTERS).unwrap_or('a');
    let n = fnv32(text) % (LETTERS * LETTERS);
    [letter(n / LETTERS), letter(n % LETTERS)].into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::shard;

    #[test]
    fn shards_are_two_letters_or_digits() {
        // as Flyte puts them into the paths of these
        for (text, wanted) in [("f5c9-n0-0", "zm"), ("flyte/r1-a0", "xt")] {
            assert_eq!(shard(text), wanted);
        }
    }
}
