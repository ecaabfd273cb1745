//! The place at which the value stands now: changing it there is the first thing to try.

use super::super::documents::{Place, steps};
use super::super::edit::{At, Edit, Put};
use super::super::target::Hit;
use super::super::value::pointee;
use super::{Candidate, Context, go};
use crate::flyte::effects::Room;
use crate::kube::fields::Kind;
use crate::source::Span;
use crate::tree::{Layer, Node, Origin, Rule, Segment, Value};

/// Every place that the present value comes from.
pub(super) fn candidates(c: &Context<'_>) -> Vec<Candidate> {
    let mut out = Vec::new();
    for node in hits(c).iter().filter_map(|hit| hit.node) {
        of_value(c, node, &mut out);
        // what lost, too, where no other candidate comes by
        for lost in node.displaced() {
            lost.origin.for_each_source(&mut |origin| {
                if origin.span().is_some_and(|span| is_other_python(c, span)) {
                    of_origin(c, origin, &mut out);
                }
            });
        }
    }
    out
}

/// The key of the configuration whose built-in default the field has.
pub(super) fn builtin(c: &Context<'_>) -> Vec<Candidate> {
    let mut keys = Vec::new();
    for node in hits(c).iter().filter_map(|hit| hit.node).filter(|n| !is_composed(&n.origin)) {
        node.origin.for_each_source(&mut |origin| match origin {
            Origin::Builtin(builtin) if is_single(builtin.key) => keys.push(builtin.key),
            _ => {}
        });
    }
    keys.iter().map(|key| Candidate::one(Layer::Config, super::config::edit(c, key, Vec::new(), c.value()))).collect()
}

/// Where what is above the field stands: there a value can be added that the Pod does not have from any input yet.
pub(super) fn above(c: &Context<'_>) -> Vec<Candidate> {
    let mut out = Vec::new();
    for hit in hits(c).iter().filter(|hit| hit.node.is_none_or(|n| n.origin.nearest_span().is_none())) {
        let depth = hit.way.len() - 1;
        let nearest = hit.way.iter().enumerate().find_map(|(up, node)| Some((depth - up, place(c, &node.origin)?)));
        let Some((done, place)) = nearest.filter(|(done, _)| *done >= 2) else { continue };
        let Some(rest) = go(c.target.steps.get(done..).unwrap_or(&[])).filter(|rest| !rest.is_empty()) else {
            continue;
        };
        let edit = edit(place.0, rest, Put::Value(c.value()));
        out.push(Candidate { only_if_possible: true, ..Candidate::one(place.1, edit) });
    }
    out
}

fn hits<'c>(c: &Context<'c>) -> Vec<Hit<'c>> {
    c.target.hits(&c.known.pod.node, c.known.pod.primary.as_str().unwrap_or(""))
}

fn of_value(c: &Context<'_>, node: &Node, out: &mut Vec<Candidate>) {
    match &node.origin {
        // of a text with placeholders the text itself, not what was put into it
        Origin::Derived(derived) if derived.rule == Rule::Placeholder => {
            derived.from.iter().take(1).for_each(|origin| of_origin(c, origin, out));
        }
        origin if is_composed(origin) => {}
        origin => origin.for_each_source(&mut |origin| of_origin(c, origin, out)),
    }
}

fn of_origin(c: &Context<'_>, origin: &Origin, out: &mut Vec<Candidate>) {
    match origin {
        Origin::Flag(flag) => {
            let Some(value) = c.wanted.text() else { return };
            let put = Put::Value(Node::str(value, super::new()));
            out.push(Candidate::one(Layer::Execution, Edit { at: At::Flag(flag.flag.clone()), path: Vec::new(), put }));
        }
        Origin::File { span, layer } if is_other_python(c, *span) && !c.wanted.clears() => {
            let edit = vec![Edit { at: At::Literal(*span), path: Vec::new(), put: Put::Value(c.value()) }];
            let variants = match c.target.resource() {
                Some(_) => super::resources::variants(c, edit.clone(), edit),
                None => vec![edit],
            };
            out.push(Candidate { only_if_possible: true, ..Candidate::new(*layer, variants) });
        }
        _ => {
            let Some((place, layer)) =
                place(c, origin).filter(|(place, _)| c.wanted.node.is_leaf() || !is_scalar(c, place))
            else {
                return;
            };
            let put = if c.wanted.clears() { Put::Remove } else { Put::Value(as_there(c, &place)) };
            out.push(Candidate::one(layer, edit(place, Vec::new(), put)));
        }
    }
}

/// Whether a place may lie in a Python text, but in none of the task's arguments: what a workflow says, for one.
fn is_other_python(c: &Context<'_>, span: Span) -> bool {
    let python = c.documents.files.iter().any(|f| f.is_python);
    let is_other = c.documents.file(span.source).is_none_or(|f| f.is_python);
    python && is_other && c.wanted.node.is_leaf() && c.documents.find(span).is_none()
}

/// Whether a key of the configuration holds one value and not a map of them.
fn is_single(key: &str) -> bool {
    !key.is_empty()
        && !key.contains('*')
        && !matches!(key, "plugins.k8s.default-annotations" | "plugins.k8s.accelerator-devices")
}

/// Whether no map and no list stands at a place.
fn is_scalar(c: &Context<'_>, place: &Place) -> bool {
    c.documents.at(place).is_some_and(|n| !matches!(n.value, Value::Map(_) | Value::Seq(_)))
}

/// The value in the type of what stands there: a fact that is a number may be a text in the Pod.
fn as_there(c: &Context<'_>, place: &Place) -> Node {
    let there = c.documents.at(place);
    let text = c.wanted.text().filter(|_| matches!(pointee(c.target.kind), Kind::String));
    let number = text.and_then(|t| t.parse::<i64>().ok()).filter(|n| Some(n.to_string().as_str()) == text);
    match (there.map(|n| &n.value), text.and_then(|t| t.parse().ok()), number) {
        (Some(Value::Bool(_)), Some(truth), _) => Node::bool(truth, super::new()),
        (Some(Value::Int(_)), _, Some(number)) => Node::int(number, super::new()),
        _ => c.value(),
    }
}

/// Whether a value was put together from several, none of which is the value itself.
fn is_composed(origin: &Origin) -> bool {
    let Origin::Derived(derived) = origin else { return false };
    matches!(derived.rule, Rule::Derive | Rule::Join | Rule::Encode) && derived.from.len() > 1
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
