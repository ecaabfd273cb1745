//! [`Documents`]: the inputs as parsed, in which edits are made.

use super::edit::Go;
use super::{Files, Known};
use crate::flyte::effects::Room;
use crate::flyte::version::{ConfigReader, FlyteVersion};
use crate::source::{SourceId, Sources, Span};
use crate::tree::{FieldPath, Node, Segment};
use crate::yaml::{Dialect, Document, parse};

/// The documents of one text.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub room: Room,
    pub id: SourceId,
    pub documents: Vec<Document>,
    pub is_json: bool,
    /// A Python text: its document is the task's arguments, which may stand in other texts, too.
    pub is_python: bool,
}

/// The documents of all inputs.
#[derive(Clone, Debug)]
pub(super) struct Documents {
    pub files: Vec<File>,
}

/// A place in a document.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub id: SourceId,
    pub document: usize,
    pub path: FieldPath,
}

impl Documents {
    /// Parses the inputs, each as its reader does.
    pub fn read(known: &Known<'_>) -> Documents {
        let Files { config, templates, execution, task, .. } = known.files;
        let config = config.iter().map(|id| (Room::Config, *id, config_dialect(known.version)));
        let templates = templates.iter().map(|id| (Room::Templates, *id, Dialect::Kubectl));
        let python = known.files.python.as_ref();
        let task = [(Room::Task, *task)].into_iter().filter(|_| python.is_none());
        let others = execution.iter().map(|id| (Room::Execution, *id)).chain(task);
        let all = config.chain(templates).chain(others.map(|(room, id)| (room, id, Dialect::Core)));
        let files = all.map(|(room, id, dialect)| file(known.sources, room, id, dialect));
        Documents { files: files.chain(python.map(|root| of_python(known.files.task, root))).collect() }
    }

    /// The file of a text.
    pub fn file(&self, id: SourceId) -> Option<&File> {
        self.files.iter().find(|f| f.id == id)
    }

    /// The files of a room, in their order.
    pub fn of(&self, room: Room) -> impl DoubleEndedIterator<Item = &File> {
        self.files.iter().filter(move |f| f.room == room)
    }

    /// What stands at a place.
    pub fn at(&self, place: &Place) -> Option<&Node> {
        self.file(place.id)?.documents.get(place.document)?.root.find(&place.path)
    }

    /// Where the value with this place stands.
    pub fn find(&self, span: Span) -> Option<Place> {
        let file = self.file(span.source).or_else(|| self.files.iter().find(|f| f.is_python))?;
        file.documents.iter().enumerate().find_map(|(i, document)| {
            let mut path = FieldPath::default();
            find(&document.root, span, &mut path).then_some(Place { id: file.id, document: i, path })
        })
    }
}

fn of_python(id: SourceId, root: &Node) -> File {
    let document = Document { root: root.clone(), dates: Vec::new(), duplicates: Vec::new() };
    File { room: Room::Task, id, documents: vec![document], is_json: false, is_python: true }
}

fn file(sources: &Sources, room: Room, id: SourceId, dialect: Dialect) -> File {
    let mut documents = parse(sources, id, dialect).unwrap_or_default();
    if room == Room::Config {
        // behind the first document Flyte reads nothing
        documents.truncate(1);
    }
    let is_json = sources.text(id).trim_start_matches('\u{feff}').trim_start().starts_with(['{', '['])
        && crate::yaml::is_json(sources, id, dialect);
    File { room, id, documents, is_json, is_python: false }
}

fn config_dialect(version: FlyteVersion) -> Dialect {
    if version.config_reader() == ConfigReader::R1 { Dialect::ConfigV2 } else { Dialect::ConfigV3 }
}

/// Goes to the value with this place; `path` is then the way to it.
fn find(node: &Node, span: Span, path: &mut FieldPath) -> bool {
    if node.span() == Some(span) {
        return true;
    }
    for entry in node.entries() {
        path.push_key(entry.key.clone());
        if find(&entry.node, span, path) {
            return true;
        }
        path.pop();
    }
    for (i, item) in node.items().iter().enumerate() {
        path.push_index(i);
        if find(item, span, path) {
            return true;
        }
        path.pop();
    }
    false
}

/// A path of a document as steps of an edit.
pub(super) fn steps(path: &FieldPath) -> Vec<Go> {
    let step = |segment: &Segment| match segment {
        Segment::Key(key) => Go::Key(key.clone()),
        Segment::Index(i) => Go::At(*i),
    };
    path.segments().iter().map(step).collect()
}
