//! The place at which the value stands now: changing it there is the first thing to try.

use super::super::documents::{Place, steps};
use super::super::edit::{At, Edit, Put};
use super::super::target::{Hit, Step};
use super::{Candidate, Context, go};
use crate::flyte::effects::Room;
use crate::tree::{Layer, Node, Origin, Rule, Segment};

/// Every place that the present value comes from.
pub(super) fn candidates(c: &Context<'_>) -> Vec<Candidate> {
    let mut out = Vec::new();
    for node in hits(c).iter().filter_map(|hit| hit.node) {
        of_value(c, node, &mut out);
    }
    out
}

/// Of a field that is not there the places of what is above it.
pub(super) fn above(c: &Context<'_>) -> Vec<Candidate> {
    let mut out = Vec::new();
    for hit in hits(c).iter().filter(|hit| hit.node.is_none()) {
        let done = hit.way.len() - 1;
        let rest = c.target.steps.get(done..).unwrap_or(&[]);
        if let (Some(above), true) = (hit.way.first(), done >= 2) {
            below(c, above, rest, &mut out);
        }
    }
    out
}

fn hits<'c>(c: &Context<'c>) -> Vec<Hit<'c>> {
    c.target.hits(&c.known.pod.node, c.known.pod.primary.as_str().unwrap_or(""))
}

fn of_value(c: &Context<'_>, node: &Node, out: &mut Vec<Candidate>) {
    if is_composed(&node.origin) {
        return;
    }
    node.origin.for_each_source(&mut |origin| {
        if let Origin::Flag(flag) = origin {
            if let Some(value) = c.wanted.text() {
                let edit = Edit {
                    at: At::Flag(flag.flag.clone()),
                    path: Vec::new(),
                    put: Put::Value(Node::str(value, super::new())),
                };
                out.push(Candidate::one(Layer::Execution, edit));
            }
            return;
        }
        let Some((place, layer)) = place(c, origin) else { return };
        let put = if c.wanted.clears() { Put::Remove } else { Put::Value(c.value()) };
        out.push(Candidate::one(layer, edit(place, Vec::new(), put)));
    });
}

/// Whether a value was put together from several, none of which is the value itself.
fn is_composed(origin: &Origin) -> bool {
    let Origin::Derived(derived) = origin else { return false };
    matches!(derived.rule, Rule::Derive | Rule::Join | Rule::Encode | Rule::Placeholder) && derived.from.len() > 1
}

/// A field that is not there, below one that is.
fn below(c: &Context<'_>, above: &Node, rest: &[Step], out: &mut Vec<Candidate>) {
    let (Some(rest), Some((place, layer))) = (go(rest), place(c, &above.origin)) else { return };
    out.push(Candidate::one(layer, edit(place, rest, Put::Value(c.value()))));
}

fn place(c: &Context<'_>, origin: &Origin) -> Option<(Place, Layer)> {
    let layer = match origin {
        Origin::File { layer, .. } => *layer,
        Origin::Alias(alias) => alias.layer,
        _ => return None,
    };
    let place = c.documents.find(origin.span()?)?;
    let layer = task_layer(c, &place).unwrap_or(layer);
    Some((place, layer))
}

/// Of the task's file the part in which a place lies: arguments may end up in the pod template that the SDK makes.
fn task_layer(c: &Context<'_>, place: &Place) -> Option<Layer> {
    let file = c.documents.file(place.id).filter(|f| f.room == Room::Task)?;
    let below = place.path.segments().get(c.known.files.task_path.segments().len()..)?;
    let key = |i: usize| match below.get(i) {
        Some(Segment::Key(key)) => key.as_str(),
        _ => "",
    };
    let in_template = match key(0) {
        "pod_template" | "custom" => true,
        "k8sPod" | "k8s_pod" => matches!(key(1), "podSpec" | "pod_spec" | "metadata"),
        _ => false,
    };
    (file.id == c.known.files.task).then_some(if in_template { Layer::TaskPodTemplate } else { Layer::Task })
}

fn edit(place: Place, rest: Vec<super::Go>, put: Put) -> Edit {
    let mut path = steps(&place.path);
    path.extend(rest);
    Edit { at: At::Document { id: place.id, document: place.document }, path, put }
}
