//! [`Account`]: what one step of the pipeline changed, what it looked at, and what it left.

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

use crate::flyte::pipeline::{Inputs, State, Trace, TracedStep};
use crate::source::Span;
use crate::tree::compare::{Change, compare, fingerprint};
use crate::tree::{Definition, FieldPath, Node, Origin};

/// What one step did.
#[derive(Clone, Debug)]
pub struct Account<'a> {
    /// The step, its state, and what there was before and behind it.
    pub traced: &'a TracedStep,
    /// What it changed in the Pod.
    pub changes: Vec<Change<'a>>,
    /// What it established for later steps.
    pub established: Vec<Change<'a>>,
    /// Inputs that it looked at, and whose values are in none of its changes.
    pub looked_at: Vec<&'a Origin>,
    /// What lost in this step.
    pub left: Vec<Left<'a>>,
}

/// A value that lost in a step.
#[derive(Clone, Debug)]
pub struct Left<'a> {
    /// The path of the value that stands there now, in the Pod or in what is established.
    pub path: FieldPath,
    /// Whether that is a path in the Pod.
    pub in_pod: bool,
    /// What lost, and why.
    pub definition: &'a Definition,
}

/// What every step did, in order.
pub fn accounts<'a>(trace: &'a Trace, inputs: &Inputs<'_>) -> Vec<Account<'a>> {
    let given = given(inputs);
    trace.steps.iter().map(|traced| account(traced, &given)).collect()
}

fn account<'a>(traced: &'a TracedStep, given: &HashSet<u64>) -> Account<'a> {
    let (before, after) = (&traced.before, &traced.after);
    if traced.state == State::NotInVersion {
        return Account {
            traced,
            changes: Vec::new(),
            established: Vec::new(),
            looked_at: Vec::new(),
            left: Vec::new(),
        };
    }
    let changes = compare(&before.pod, &after.pod);
    let established = compare(&before.established, &after.established);
    let used = origins(changes.iter().chain(&established));
    let mut seen = HashSet::new();
    let looked_at = traced.deciders.iter().map(|decider| &decider.origin);
    let looked_at = looked_at.filter(|o| o.span().is_some_and(|s| !used.contains(&s) && seen.insert(s))).collect();
    let mut left = new_definitions(&before.built, &after.built, true);
    // what lost against a fact is no news where the fact is taken over
    let known: HashSet<u64> = definitions(&before.established).iter().map(|d| d.key).collect();
    left.retain(|l| !known.contains(&key(l.definition)));
    left.extend(new_definitions(&before.established, &after.established, false));
    left.retain(|l| !given.contains(&key(l.definition)));
    Account { traced, changes, established, looked_at, left }
}

/// The places whose values a step brought in.
fn origins<'c, 'a: 'c>(changes: impl Iterator<Item = &'c Change<'a>>) -> HashSet<Span> {
    let mut spans = HashSet::new();
    for side in changes.filter_map(Change::right) {
        side.node.for_each_leaf(&mut |_, leaf| leaf.origin.for_each_source(&mut |o| spans.extend(o.span())));
    }
    spans
}

/// A definition that lost, where, and what it is known by.
struct Found<'a> {
    path: FieldPath,
    definition: &'a Definition,
    key: u64,
}

/// Every definition that lost below a node.
fn definitions(root: &Node) -> Vec<Found<'_>> {
    fn walk<'a>(node: &'a Node, path: &mut FieldPath, out: &mut Vec<Found<'a>>) {
        let lost = node.displaced().iter();
        out.extend(lost.map(|definition| Found { path: path.clone(), definition, key: key(definition) }));
        for entry in node.entries() {
            path.push_key(entry.key.clone());
            walk(&entry.node, path, out);
            path.pop();
        }
        for (i, item) in node.items().iter().enumerate() {
            path.push_index(i);
            walk(item, path, out);
            path.pop();
        }
    }
    let mut out = Vec::new();
    walk(root, &mut FieldPath::default(), &mut out);
    out
}

/// The definitions that lost between two moments: those that were not there before, at the same or
/// at another path.
fn new_definitions<'a>(before: &'a Node, after: &'a Node, in_pod: bool) -> Vec<Left<'a>> {
    let mut there: HashMap<(u64, u64), usize> = HashMap::new();
    let mut anywhere: HashMap<u64, usize> = HashMap::new();
    for found in definitions(before) {
        *there.entry((of_path(&found.path), found.key)).or_default() += 1;
        *anywhere.entry(found.key).or_default() += 1;
    }
    let mut candidates = Vec::new();
    for found in definitions(after) {
        match there.get_mut(&(of_path(&found.path), found.key)).filter(|n| **n > 0) {
            Some(n) => {
                *n -= 1;
                anywhere.entry(found.key).and_modify(|n| *n -= 1);
            }
            None => candidates.push(found),
        }
    }
    let moved = |found: &Found<'_>, anywhere: &mut HashMap<u64, usize>| {
        anywhere.get_mut(&found.key).filter(|n| **n > 0).map(|n| *n -= 1).is_some()
    };
    let new = candidates.into_iter().filter(|found| !moved(found, &mut anywhere));
    new.map(|found| Left { path: found.path, in_pod, definition: found.definition }).collect()
}

fn of_path(path: &FieldPath) -> u64 {
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    hasher.finish()
}

/// What a definition is known by: its value, where it comes from, why it lost.
fn key(definition: &Definition) -> u64 {
    let mut hasher = DefaultHasher::new();
    (definition.verdict, definition.rule, fingerprint(&definition.value)).hash(&mut hasher);
    definition.origin.for_each_source(&mut |origin| match origin {
        Origin::Builtin(builtin) => builtin.key.hash(&mut hasher),
        Origin::Flyte(made) => (made.step, made.reason).hash(&mut hasher),
        Origin::Sdk(made) => (made.step, made.reason).hash(&mut hasher),
        Origin::Flag(flag) => flag.flag.hash(&mut hasher),
        other => other.span().hash(&mut hasher),
    });
    hasher.finish()
}

/// What lost within the inputs before the pipeline began (a file's value against a flag, for
/// example), which is no step's doing.
fn given(inputs: &Inputs<'_>) -> HashSet<u64> {
    let mut found = HashSet::new();
    let mut add = |node: &Node| found.extend(definitions(node).iter().map(|d| d.key));
    inputs.config.for_each_node(&mut add);
    add(inputs.task.root());
    add(inputs.execution.facts());
    for template in inputs.templates.iter() {
        [&template.name, &template.namespace, &template.metadata, &template.spec].into_iter().for_each(&mut add);
    }
    found
}
