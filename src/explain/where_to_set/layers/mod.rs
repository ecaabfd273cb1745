//! Candidates: for each layer the place at which the value would be set if that layer could win. Whether it does is
//! for the proof to say; here stands only what reaches which field.

mod authoring;
mod config;
mod execution;
mod origin;
mod overrides;
mod pod_template;
mod resources;
mod rows;
mod task_template;
mod template;

use super::documents::Documents;
use super::edit::{At, Edit, Go, Put};
use super::target::{Identity, Step, Target};
use super::value::{Wanted, beside, new};
use super::{Known, TaskForm};
use crate::flyte::effects::Room;
use crate::tree::{Layer, Node, Text};

/// All that candidates are made from.
pub(super) struct Context<'a> {
    pub known: &'a Known<'a>,
    pub documents: &'a Documents,
    pub target: &'a Target,
    pub wanted: &'a Wanted,
}

/// A place at which the value might be set.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub layer: Layer,
    /// Ways to set it there, the plainest first; the others bring along what keeps it from being cut.
    pub variants: Vec<Vec<Edit>>,
    /// Why it is without effect, if it is.
    pub note: Option<&'static str>,
    /// Not worth a word if something stands in its way.
    pub only_if_possible: bool,
}

impl Candidate {
    /// A candidate of one edit.
    fn one(layer: Layer, edit: Edit) -> Self {
        Candidate::new(layer, vec![vec![edit]])
    }

    fn new(layer: Layer, variants: Vec<Vec<Edit>>) -> Self {
        Candidate { layer, variants, note: None, only_if_possible: false }
    }

    /// With the reason for which it may be without effect.
    fn noting(self, note: Option<&'static str>) -> Self {
        Candidate { note, ..self }
    }
}

/// Every candidate: where the value is now, then from the task's author to the platform.
pub(super) fn all(c: &Context<'_>) -> Vec<Candidate> {
    let mut all = origin::candidates(c);
    if c.wanted.clears() || c.target.is_telling() {
        return all;
    }
    all.extend(match c.known.files.task_form {
        TaskForm::TaskTemplate => task_template::candidates(c),
        TaskForm::Flytekit | TaskForm::Flyte => authoring::candidates(c),
    });
    all.extend(overrides::candidates(c));
    all.extend(execution::candidates(c));
    all.extend(template::candidates(c));
    all.extend(config::candidates(c));
    all.extend(origin::builtin(c));
    all.extend(origin::above(c));
    all
}

impl Context<'_> {
    /// An edit of the task's file, below the task.
    fn in_task(&self, path: Vec<Go>, value: Node) -> Edit {
        let files = self.known.files;
        let mut whole = super::documents::steps(&files.task_path);
        whole.extend(path);
        let at = At::Document { id: files.task, document: files.task_document };
        Edit { at, path: whole, put: Put::Value(value) }
    }

    /// The task as it is written.
    fn written_task(&self) -> Option<&Node> {
        let files = self.known.files;
        let document = self.documents.file(files.task)?.documents.get(files.task_document)?;
        document.root.find(&files.task_path)
    }

    /// An edit of the facts of the execution, which may have no file yet.
    fn in_execution(&self, path: Vec<Go>, value: Node) -> Edit {
        let at = match self.known.files.execution {
            Some(id) => At::Document { id, document: 0 },
            None => At::New(Room::Execution),
        };
        Edit { at, path, put: Put::Value(value) }
    }

    /// The value as it is written.
    fn value(&self) -> Node {
        self.wanted.node.clone()
    }
}

/// Steps of a Pod as steps of a document that has the same shape; none if they name an item by its place.
fn go(steps: &[Step]) -> Option<Vec<Go>> {
    steps
        .iter()
        .map(|step| match step {
            Step::Field(name) => Some(Go::Field(name)),
            Step::Key(key) => Some(Go::Key(key.clone())),
            Step::Item(identity) => Some(item(identity, Vec::new())),
            Step::New(_) => Some(Go::New),
            Step::At(_) => None,
        })
        .collect()
}

fn item(identity: &Identity, fill: Vec<(&'static str, Node)>) -> Go {
    Go::Item { keys: identity.keys.clone(), value: identity.value.clone(), fill }
}

/// The item called `name`.
fn named(name: &str, fill: Vec<(&'static str, Node)>) -> Go {
    Go::Item { keys: vec![Text::Static("name")], value: crate::tree::Value::Str(name.into()), fill }
}

/// A string that stands beside the value asked for.
fn text(text: &str) -> Node {
    Node::str(text, beside())
}

/// Steps below `spec`, with the container under another name.
fn in_container(list: &'static str, name: &str, fill: Vec<(&'static str, Node)>, rest: &[Step]) -> Option<Vec<Go>> {
    let mut path = vec![Go::Field(list), named(name, fill)];
    path.extend(go(rest)?);
    Some(path)
}

/// `[first, ...rest]`
fn below(first: &[&'static str], rest: Vec<Go>) -> Vec<Go> {
    first.iter().map(|name| Go::Field(name)).chain(rest).collect()
}
