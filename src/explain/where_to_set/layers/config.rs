//! Flyte's configuration: the key for the field, in the file and in the form in which it is written.

use super::super::edit::{At, Edit, Go, Put};
use super::super::target::Step;
use super::super::value::{beside, kept, new};
use super::rows::{ROWS, Row, Takes};
use super::{Candidate, Context, go, resources};
use crate::flyte::effects::Room;
use crate::flyte::version::ConfigReader;
use crate::source::SourceId;
use crate::tree::{Entry, Layer, Map, Node, Origin, Text, Value};

/// Each key that reaches the field.
pub(super) fn candidates(c: &Context<'_>) -> Vec<Candidate> {
    let rows = ROWS.iter().filter_map(|row| Some((row, row.below(c, &c.target.steps)?)));
    let edits = rows.filter_map(|(row, rest)| edit_of(c, row, rest).map(|edit| (row, edit)));
    edits.map(|(row, edit)| Candidate::new(Layer::Config, variants(c, row, edit))).collect()
}

/// A default above the limit is cut, so both may have to change.
fn variants(c: &Context<'_>, row: &Row, edit: Edit) -> Vec<Vec<Edit>> {
    let is_default = resources::asked(c).is_some_and(|(_, r)| r.default == row.key);
    let limit = resources::limit_to_raise(c).filter(|_| is_default);
    let both = limit.map(|limit| vec![edit.clone(), self::edit(c, limit, Vec::new(), c.value())]);
    [vec![edit]].into_iter().chain(both).collect()
}

fn edit_of(c: &Context<'_>, row: &Row, rest: &[Step]) -> Option<Edit> {
    let key = match c.target.steps.iter().rev().find(|s| !matches!(s, Step::Field(_))) {
        Some(Step::Key(key)) => Some(key.clone()),
        _ => None,
    };
    Some(match row.takes {
        Takes::Value => edit(c, row.key, Vec::new(), c.value()),
        Takes::Switch => edit(c, row.key, Vec::new(), Node::bool(true, new())),
        Takes::Below => edit(c, row.key, go(rest)?, c.value()),
        Takes::Name => edit(c, row.key, vec![Go::New], c.value()),
        Takes::Entry => entry(c, row.key, &key?),
        Takes::Variable => entry(c, row.key, c.target.variable()?),
        Takes::Item => {
            let at = c.target.steps.len().checked_sub(rest.len() + 1)?;
            edit(c, row.key, go(c.target.steps.get(at..)?)?, c.value())
        }
    })
}

/// An edit at a key, in the file that has most of the way to it already.
pub(super) fn edit(c: &Context<'_>, key: &'static str, more: Vec<Go>, value: Node) -> Edit {
    let mut path: Vec<Go> = key.split('.').map(Go::Field).collect();
    let at = match home(c, key) {
        Some((id, _)) => At::Document { id, document: 0 },
        None => At::New(Room::Config),
    };
    path.extend(more);
    Edit { at, path, put: Put::Value(value) }
}

/// The file in which the longest part of the way to a key stands, the last of several, and what stands at the key.
fn home<'c>(c: &Context<'c>, key: &str) -> Option<(SourceId, Option<&'c Node>)> {
    let mut best: Option<(usize, SourceId, Option<&'c Node>)> = None;
    for file in c.documents.of(Room::Config) {
        let mut here = file.documents.first().map(|d| &d.root);
        let mut depth = 0;
        for part in key.split('.') {
            here = here.and_then(|n| n.entries().iter().find(|e| e.key.eq_ignore_ascii_case(part))).map(|e| &e.node);
            if here.is_none() {
                break;
            }
            depth += 1;
        }
        if best.as_ref().is_none_or(|(deepest, _, _)| depth >= *deepest) {
            best = Some((depth, file.id, here));
        }
    }
    best.map(|(_, id, node)| (id, node.filter(|n| !n.is_null())))
}

/// An entry of a free map. In map form Flyte's library changes some keys; then it has to be a list of maps.
fn entry(c: &Context<'_>, key: &'static str, name: &Text) -> Edit {
    let given = home(c, key).and_then(|(_, node)| node);
    let one = |key: &Text, value: Node| Node::map(Map::in_order(vec![Entry::new(key.clone(), value)]), beside());
    match given.map(|n| &n.value) {
        Some(Value::Seq(items)) => match items.iter().rposition(|item| item.get(name).is_some()) {
            Some(at) => edit(c, key, vec![Go::At(at), Go::Key(name.clone())], c.value()),
            None => edit(c, key, vec![Go::New], one(name, c.value())),
        },
        Some(Value::Map(_)) | None if keeps_key(c, key, name) && builtin(c, key).is_empty() => {
            edit(c, key, vec![Go::Key(name.clone())], c.value())
        }
        _ => {
            let before = given.map_or_else(|| builtin(c, key), |n| n.entries().iter().map(kept_entry).collect());
            let mut items: Vec<Node> =
                before.into_iter().filter(|e| e.key != *name).map(|e| one(&e.key, e.node)).collect();
            items.push(one(name, c.value()));
            edit(c, key, Vec::new(), Node::seq(items, beside()))
        }
    }
}

fn kept_entry(entry: &Entry) -> Entry {
    Entry::new(entry.key.clone(), kept(&entry.node))
}

/// Whether a key in map form reaches the Pod as it is written.
fn keeps_key(c: &Context<'_>, key: &str, name: &str) -> bool {
    let lower = !name.chars().any(char::is_uppercase);
    // of annotations the older library takes a dot for a level
    let dots = !name.contains('.')
        || key != "plugins.k8s.default-annotations"
        || c.known.version.config_reader() >= ConfigReader::R3;
    lower && dots
}

/// What Flyte has there as long as nobody says otherwise.
fn builtin(c: &Context<'_>, key: &str) -> Vec<Entry> {
    let map = match key {
        "plugins.k8s.default-annotations" => &c.known.inputs.config.k8s.default_annotations,
        _ => return Vec::new(),
    };
    let own = map.entries().iter().filter(|e| matches!(e.node.origin, Origin::Builtin(_)));
    own.map(kept_entry).collect()
}
