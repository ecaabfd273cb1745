//! The leaves of the files that no field of [`Config`] rests on.

use std::collections::{HashMap, HashSet};

use super::notes::Notes;
use super::written::Written;
use super::{Config, Unread};
use crate::source::Span;
use crate::tree::{Node, Origin, Value, Verdict};

/// What can be said of a leaf if nothing more is known.
const USUAL: &str = "Flyte does not read it into anything that reaches a Pod";

/// Every leaf that is not read, in the order of the files, each with its reason.
pub fn find(config: &Config, files: &[Written], notes: &Notes) -> Vec<Unread> {
    let mut read = HashSet::new();
    config.for_each_node(&mut |node| mark(node, &mut read));
    let exact: HashMap<Span, &str> = notes.reasons.iter().map(|(span, reason)| (*span, reason.as_ref())).collect();
    let mut unread = Vec::new();
    for file in files {
        leaves(&file.root, &mut |node, span| {
            if read.insert(span) {
                let usual = if node.is_null() { "no value is given" } else { USUAL };
                let reason = exact.get(&span).copied().or_else(|| notes.reason(span)).unwrap_or(usual);
                unread.push(Unread { span, reason: reason.to_owned() });
            }
        });
        for document in &file.rest {
            leaves(document, &mut |_, span| {
                let reason = "Flyte reads only the first document of a file".to_owned();
                unread.push(Unread { span, reason });
            });
        }
    }
    unread
}

/// Marks the places that a value rests on: its own, those of its parts, and nulls that it stands
/// in for.
fn mark(node: &Node, read: &mut HashSet<Span>) {
    for null in node.displaced().iter().filter(|d| d.verdict == Verdict::Empty) {
        places(&null.origin, read);
    }
    match &node.value {
        Value::Seq(items) if !items.is_empty() => items.iter().for_each(|n| mark(n, read)),
        Value::Map(map) if !map.is_empty() => map.entries().iter().for_each(|e| mark(&e.node, read)),
        _ => places(&node.origin, read),
    }
}

fn places(origin: &Origin, read: &mut HashSet<Span>) {
    origin.for_each_source(&mut |source| read.extend(source.span()));
}

/// Calls `f` with every leaf that is written out here; what an alias repeats is met where it is
/// written.
fn leaves<'a>(node: &'a Node, f: &mut impl FnMut(&'a Node, Span)) {
    if matches!(node.origin, Origin::Alias(_)) {
        return;
    }
    match &node.value {
        Value::Seq(items) if !items.is_empty() => items.iter().for_each(|n| leaves(n, f)),
        Value::Map(map) if !map.is_empty() => map.entries().iter().for_each(|e| leaves(&e.node, f)),
        _ => node.span().into_iter().for_each(|span| f(node, span)),
    }
}
