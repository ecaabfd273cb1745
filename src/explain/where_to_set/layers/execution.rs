//! What is said when the task is run: labels, annotations, variables, the service account.

use super::super::edit::{Edit, Go};
use super::super::target::Step;
use super::super::value::{beside, kept};
use super::{Candidate, Context};
use crate::tree::{Entry, Layer, Map, Node};

/// The fact for the field.
pub(super) fn candidates(c: &Context<'_>) -> Vec<Candidate> {
    let mut out: Vec<Candidate> = fact(c).map(|edit| Candidate::one(Layer::Execution, edit)).into_iter().collect();
    if let Some(truth) = interruptible(c) {
        let edit = c.in_execution(vec![Go::Field("interruptible")], truth);
        out.push(Candidate::one(Layer::Execution, edit));
    }
    out
}

/// Whether the label is asked for that says whether the Pod may be interrupted (1.x).
pub(super) fn interruptible(c: &Context<'_>) -> Option<Node> {
    let is_label =
        matches!(c.target.in_metadata(), Some([Step::Field("labels"), Step::Key(key)]) if key == "interruptible");
    let truth = c.wanted.text()?.parse().ok()?;
    (is_label && !c.known.version.is_2()).then(|| Node::bool(truth, super::new()))
}

fn fact(c: &Context<'_>) -> Option<Edit> {
    Some(if let Some([Step::Field(map @ ("labels" | "annotations")), Step::Key(key)]) = c.target.in_metadata() {
        let given = c.known.inputs.execution.given(map).is_some();
        match c.known.pod.execution_labels.entries() {
            // labels that follow from other facts hold only as long as none are given
            derived @ [_, ..] if *map == "labels" && !given => {
                let mut entries: Vec<Entry> =
                    derived.iter().map(|e| Entry::new(e.key.clone(), kept(&e.node))).collect();
                entries.retain(|e| e.key != *key);
                entries.push(Entry::new(key.clone(), c.value()));
                c.in_execution(vec![Go::Field(map)], Node::map(Map::in_order(entries), beside()))
            }
            _ => c.in_execution(vec![Go::Field(map), Go::Key(key.clone())], c.value()),
        }
    } else if let Some(name) = c.target.variable() {
        c.in_execution(vec![Go::Field("env"), Go::Key(name.clone())], c.value())
    } else if let (Some([Step::Field("serviceAccountName")]), false) = (c.target.in_spec(), c.known.version.is_2()) {
        c.in_execution(vec![Go::Field("serviceAccount")], c.value())
    } else {
        return None;
    })
}
