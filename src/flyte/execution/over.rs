//! Facts of an execution over those that stand beside a task.

use super::{Execution, FORM, Form};
use crate::tree::{Node, Rule, Text, Verdict};

impl Execution {
    /// These facts over those that stand beside a task: what is given here wins, in `overrides`,
    /// `paths`, `owner` and `inputs` key by key.
    ///
    /// What an object of a cluster says under `object` comes along, except for what a fact given here makes void.
    pub fn over(&self, below: &Node) -> Execution {
        let mut facts = laid_over(&self.facts, below, FORM);
        if let Some(object) = below.get("object") {
            let mut object = object.clone();
            if self.given("node").is_some() {
                object.map_mut().remove("uniqueNode");
            }
            facts.map_mut().set(Text::Static("object"), object);
        }
        Execution { facts, ..self.clone() }
    }
}

/// Facts over others.
fn laid_over(above: &Node, below: &Node, form: &[(&'static str, Form)]) -> Node {
    let mut out = above.clone();
    for (key, form) in form {
        let Some(lower) = below.get(key).filter(|n| !n.is_null()) else { continue };
        let node = match (above.get(key).filter(|n| !n.is_null()), form) {
            (None, _) => lower.clone(),
            (Some(upper), Form::Fields(fields)) => laid_over(upper, lower, fields),
            (Some(upper), _) => upper.clone().over(lower, Verdict::Overridden, Rule::ScalarOverride),
        };
        out.map_mut().set(Text::Static(key), node);
    }
    out
}
