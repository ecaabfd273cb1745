//! [`Notes`]: what is found out on the way: warnings, errors, and why values have no effect.

use std::borrow::Cow;

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::tree::{Node, Rule, Verdict};

/// What is found out while the configuration is read.
#[derive(Debug, Default)]
pub struct Notes {
    /// What Flyte swallows silently.
    pub warnings: Vec<Diagnostic>,
    /// What keeps Flyte from starting, or makes it start differently from time to time.
    pub errors: Vec<Diagnostic>,
    /// Values without effect, each with the reason; what lies inside shares it.
    pub reasons: Vec<(Span, Cow<'static, str>)>,
}

impl Notes {
    /// Records why a value has no effect.
    pub fn no_effect(&mut self, node: &Node, reason: impl Into<Cow<'static, str>>) {
        if let Some(span) = node.origin.nearest_span() {
            self.reasons.push((span, reason.into()));
        }
    }

    /// Records that one value replaces another.
    pub fn replace(&mut self, winner: &mut Node, loser: &Node, reason: &'static str) {
        match loser.is_null() {
            true => winner.displace(loser, Verdict::Empty, Rule::Default),
            false => {
                winner.displace(loser, Verdict::Overridden, rule_between(winner, loser));
                self.no_effect(loser, reason);
            }
        }
    }

    /// The reason recorded for the smallest value around a place.
    pub fn reason(&self, span: Span) -> Option<&str> {
        let around = self.reasons.iter().filter(|(outer, _)| outer.contains(&span));
        around.min_by_key(|(outer, _)| outer.end - outer.start).map(|(_, reason)| reason.as_ref())
    }
}

/// The name of what happens when a value stands in the place of another.
fn rule_between(winner: &Node, loser: &Node) -> Rule {
    let is_scalar = |n: &Node| n.as_map().is_none() && !matches!(n.value, crate::tree::Value::Seq(_));
    if is_scalar(winner) && is_scalar(loser) { Rule::ScalarOverride } else { Rule::Replace }
}
