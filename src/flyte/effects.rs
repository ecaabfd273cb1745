//! What every input did: which inputs decided something, which had no effect and why.
//!
//! The pipeline says what it used; this module only looks up who is missing from it. It works on
//! the documents as parsed, so that paths and places are those of the user's files.

use std::collections::HashSet;

use crate::flyte::pipeline::{Inputs, Pod};
use crate::flyte::version::FlyteVersion;
use crate::source::Span;
use crate::tree::{Definition, FieldPath, Node, Origin, Value};

mod reasons;

/// What an input document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Room {
    /// Flyte's configuration.
    Config,
    /// A runtime PodTemplate.
    Templates,
    /// The task.
    Task,
    /// Facts of the execution.
    Execution,
}

/// One document of an input, as parsed.
#[derive(Clone, Debug)]
pub struct InputDocument {
    /// What it is.
    pub room: Room,
    /// Its number in its file, from 0.
    pub document: usize,
    /// Its root.
    pub root: Node,
}

/// Something about one place of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFact {
    /// The place of the value.
    pub span: Span,
    /// The document's number in its file, from 0.
    pub document: usize,
    /// The path in that document.
    pub path: FieldPath,
    /// The step that looked at it, or why it has no effect.
    pub note: String,
}

/// What the inputs did beyond the values that stand in the Pod.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    /// Inputs that decided something.
    pub decides: Vec<InputFact>,
    /// Inputs without effect, whole blocks where possible.
    pub without: Vec<InputFact>,
}

/// The places that a render used.
#[derive(Default)]
struct Used {
    /// Origins of values and of definitions that lost.
    values: HashSet<Span>,
    /// Blocks that lost as a whole, sorted by source and start.
    blocks: Vec<Span>,
    /// Deciders with their steps.
    deciders: Vec<(Span, &'static str)>,
}

/// Sorts every leaf of the documents into used, deciding, and without effect.
pub fn effects(documents: &[InputDocument], pod: &Pod, inputs: &Inputs<'_>, version: FlyteVersion) -> Effects {
    let used = used(pod, inputs);
    let mut out = Effects::default();
    for document in documents {
        let mut walk = Walk { used: &used, document, pod, inputs, version, out: &mut out, path: FieldPath::default() };
        if let Some(reason) = walk.node(&document.root) {
            walk.dead(&document.root, reason);
        }
    }
    out.decides.sort_by_key(|fact| fact.span);
    out.decides.dedup_by(|a, b| a.span == b.span && a.note == b.note);
    out.without.sort_by_key(|fact| fact.span);
    out
}

fn used(pod: &Pod, inputs: &Inputs<'_>) -> Used {
    let mut used = Used::default();
    collect(&pod.node, &mut used);
    for unset in &pod.unset {
        collect(&unset.node, &mut used);
    }
    for decider in &pod.deciders {
        decider.origin.for_each_source(&mut |o| used.deciders.extend(span_of(o).map(|s| (s, decider.step))));
    }
    // Which template is used depends on the names of all of them.
    for template in inputs.templates.iter() {
        let names = [&template.name, &template.namespace];
        used.deciders.extend(names.iter().filter_map(|n| n.span()).map(|s| (s, "template-lookup")));
    }
    used.deciders.sort();
    used.deciders.dedup();
    used.blocks.sort();
    used
}

fn span_of(origin: &Origin) -> Option<Span> {
    origin.span()
}

/// Takes up the origins below a node of the Pod.
fn collect(node: &Node, used: &mut Used) {
    for definition in node.displaced() {
        lost(definition, used);
    }
    if node.is_leaf() {
        node.origin.for_each_source(&mut |o| used.values.extend(span_of(o)));
    }
    // A list or map that a step derived as a whole stands for its sources.
    if let (Origin::Derived(_), false) = (&node.origin, node.is_leaf()) {
        node.origin.for_each_source(&mut |o| used.values.extend(span_of(o)));
    }
    node.entries().iter().for_each(|e| collect(&e.node, used));
    node.items().iter().for_each(|n| collect(n, used));
}

fn lost(definition: &Definition, used: &mut Used) {
    definition.origin.for_each_source(&mut |o| used.values.extend(span_of(o)));
    let nested = Node::new(definition.value.clone(), definition.origin.clone());
    if !nested.is_leaf() {
        used.blocks.extend(nested.span());
        collect(&nested, used);
    }
}

impl Used {
    fn has(&self, span: Span) -> bool {
        self.values.contains(&span) || self.blocks.iter().any(|block| block.contains(&span))
    }

    fn step(&self, span: Span) -> Option<&'static str> {
        let at = self.deciders.partition_point(|(s, _)| *s < span);
        self.deciders.get(at).filter(|(s, _)| *s == span).map(|(_, step)| *step)
    }
}

struct Walk<'a> {
    used: &'a Used,
    document: &'a InputDocument,
    pod: &'a Pod,
    inputs: &'a Inputs<'a>,
    version: FlyteVersion,
    out: &'a mut Effects,
    path: FieldPath,
}

impl Walk<'_> {
    /// Looks at a node. `Some` with the reason if nothing in it has an effect; then the caller
    /// reports it, alone or as part of a larger block.
    fn node(&mut self, node: &Node) -> Option<String> {
        let span = node.span()?;
        if let Some(step) = self.used.step(span) {
            self.decides(span, step);
            return None;
        }
        if node.is_leaf() {
            return self.leaf(node, span);
        }
        if self.used.values.contains(&span) {
            return None;
        }
        let mut parts: Vec<(FieldPath, &Node, Option<String>)> = Vec::new();
        for entry in node.entries() {
            self.path.push_key(entry.key.clone());
            let key_used = entry.key_span.is_some_and(|s| self.used.values.contains(&s));
            let reason = self.node(&entry.node).filter(|_| !key_used);
            parts.push((self.path.clone(), &entry.node, reason));
            self.path.pop();
        }
        for (i, item) in node.items().iter().enumerate() {
            self.path.push_index(i);
            let reason = self.node(item);
            parts.push((self.path.clone(), item, reason));
            self.path.pop();
        }
        let first = parts.first().and_then(|(_, _, reason)| reason.clone());
        if first.is_some() && parts.iter().all(|(_, _, reason)| *reason == first) {
            return first;
        }
        for (path, part, reason) in parts {
            if let Some(reason) = reason {
                let before = std::mem::replace(&mut self.path, path);
                self.dead(part, reason);
                self.path = before;
            }
        }
        None
    }

    fn leaf(&mut self, node: &Node, span: Span) -> Option<String> {
        if self.used.has(span) {
            return None;
        }
        if let Some(step) = reasons::decider(self.document.room, &self.path) {
            self.decides(span, step);
            return None;
        }
        let reason = reasons::reason(self.document.room, &self.path, node, self.pod, self.inputs, self.version);
        match reason {
            Some(reason) => Some(reason),
            // What would matter if it were set is a definition that is empty.
            None if is_zero(node) || reasons::is_zero_quantity(&self.path, node) => {
                self.decides(span, "merge");
                None
            }
            None => Some(reasons::usual(self.document.room).to_owned()),
        }
    }

    fn decides(&mut self, span: Span, step: &str) {
        let fact = InputFact { span, document: self.document.document, path: self.path.clone(), note: step.to_owned() };
        self.out.decides.push(fact);
    }

    fn dead(&mut self, node: &Node, reason: String) {
        if let Some(span) = node.span() {
            let fact = InputFact { span, document: self.document.document, path: self.path.clone(), note: reason };
            self.out.without.push(fact);
        }
    }
}

/// Null, `""`, `0`, `false`, and empty maps and lists.
fn is_zero(node: &Node) -> bool {
    match &node.value {
        Value::Null | Value::Bool(false) | Value::Int(0) => true,
        Value::Float(f) => *f == 0.0,
        Value::Str(s) => s.is_empty(),
        Value::Seq(items) => items.is_empty(),
        Value::Map(map) => map.is_empty(),
        Value::Bool(true) | Value::Int(_) => false,
    }
}
