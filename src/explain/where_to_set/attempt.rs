//! [`Attempt`]: edits carried out on the inputs: the texts to render, and the changes as people make them.

use super::answers::{Action, Change, Input, Written};
use super::documents::{Documents, File};
use super::edit::{At, Blocked, Edit, Put, apply};
use super::snippets::change;
use super::spelling::Spelling;
use super::spliced::{Places, Spliced};
use super::value::beside;
use super::write::Rewritten;
use super::{Edited, EditedAt, Known, Texts};
use crate::flyte::effects::Room;
use crate::source::{SourceId, Span, Splice, spliced};
use crate::tree::{Node, Origin, Value};
use crate::yaml::Document;

/// Edits that were made.
#[derive(Debug)]
pub(super) struct Attempt {
    /// What is to be rendered.
    pub edited: Vec<Edited>,
    /// The same with the places of values, in the same order; nothing for flags.
    pub rewritten: Vec<Option<Places>>,
    /// What people have to do.
    pub changes: Vec<Change>,
    /// Whether a Python text is edited.
    pub is_python: bool,
}

/// Why there is no attempt.
#[derive(Debug)]
pub(super) enum Obstacle {
    /// What stands in the way of an edit.
    Blocked(String),
    /// Why nobody knows how to edit the text.
    Untried(String),
}

/// The edits of one text.
struct Group<'e> {
    at: &'e At,
    edits: Vec<&'e Edit>,
}

impl Attempt {
    /// Makes the edits; an error says what stands in the way of one.
    pub fn make(
        edits: &[Edit],
        wanted: &Node,
        known: &Known<'_>,
        documents: &Documents,
        texts: &mut impl Texts,
    ) -> Result<Attempt, Obstacle> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        for edit in edits {
            match groups.iter_mut().find(|g| same_text(g.at, &edit.at)) {
                Some(group) => group.edits.push(edit),
                None => groups.push(Group { at: &edit.at, edits: vec![edit] }),
            }
        }
        let (edited, rewritten, changes) = (Vec::new(), Vec::new(), Vec::new());
        let mut out = Attempt { edited, rewritten, changes, is_python: false };
        for group in &groups {
            let file = if let At::Document { id, .. } = group.at { documents.file(*id) } else { None };
            match (group.at, file.filter(|f| f.is_python)) {
                (At::Literal(span), _) => {
                    let splices = texts.rewrite_at(*span, wanted, &super::value::new());
                    out.splices(&splices.map_err(Obstacle::Untried)?, known);
                }
                (_, Some(file)) => out.python(file, group, known, texts)?,
                _ => out.group(group, wanted, known, documents).map_err(Obstacle::Blocked)?,
            }
        }
        Ok(out)
    }

    fn group(
        &mut self,
        group: &Group<'_>,
        wanted: &Node,
        known: &Known<'_>,
        documents: &Documents,
    ) -> Result<(), String> {
        let (room, id, input) = match group.at {
            At::Flag(flag) => {
                self.flag(flag, group);
                return Ok(());
            }
            At::Literal(_) => return Ok(()),
            At::New(room) => (*room, None, new_file(*room)),
            At::Document { id, .. } => {
                let room = documents.file(*id).map_or(Room::Config, |f| f.room);
                (room, Some(*id), Input::File(known.sources.name(*id).to_owned()))
            }
        };
        let file = id.and_then(|id| documents.file(id));
        let is_json = file.is_some_and(|f| f.is_json);
        let mut copies: Vec<Document> = file.map_or_else(Vec::new, |f| f.documents.clone());
        let mut trails = Vec::new();
        for edit in &group.edits {
            let number = if let At::Document { document, .. } = edit.at { document } else { 0 };
            while copies.len() <= number {
                copies.push(Document { root: Node::null(beside()), dates: Vec::new(), duplicates: Vec::new() });
            }
            let Some(document) = copies.get_mut(number) else { continue };
            let trail = apply(&mut document.root, &edit.path, &edit.put, Spelling::of(room)).map_err(in_the_way)?;
            trails.push((*edit, trail));
        }
        let text = Rewritten::new(&copies, known.sources, id.unwrap_or(SourceId(u32::MAX)), is_json);
        let at = id.map_or(EditedAt::New(room), EditedAt::Source);
        self.edited.push(Edited { at, text: text.text.clone() });
        self.rewritten.push(Some(Places::Tree(text)));
        self.changes.push(change(&trails, wanted, input, is_json, copies.len() > 1));
        Ok(())
    }

    /// Edits of the arguments in a Python text, which the caller knows how to write.
    fn python(
        &mut self,
        file: &File,
        group: &Group<'_>,
        known: &Known<'_>,
        texts: &mut impl Texts,
    ) -> Result<(), Obstacle> {
        let Some(mut root) = file.documents.first().map(|d| d.root.clone()) else { return Ok(()) };
        for edit in &group.edits {
            let done = apply(&mut root, &edit.path, &edit.put, Spelling::Exact);
            done.map_err(|blocked| Obstacle::Untried(in_the_way(blocked)))?;
        }
        let splices = texts.rewrite(&root, &super::value::new());
        self.splices(&splices.map_err(Obstacle::Untried)?, known);
        Ok(())
    }

    /// Changes of Python texts.
    fn splices(&mut self, splices: &[Splice], known: &Known<'_>) {
        let mut ids: Vec<SourceId> = splices.iter().map(|s| s.span.source).collect();
        ids.sort();
        ids.dedup();
        for id in ids {
            let text = spliced(known.sources.text(id), id, splices);
            self.edited.push(Edited { at: EditedAt::Source(id), text });
            self.rewritten.push(Some(Places::Text(Spliced::new(id, splices))));
        }
        // what the change is made for comes first, then what it needs
        let (for_value, others): (Vec<&Splice>, Vec<&Splice>) = splices.iter().partition(|s| s.value.is_some());
        self.changes.extend(for_value.into_iter().chain(others).map(|splice| written(splice, known)));
        self.is_python = true;
    }

    fn flag(&mut self, flag: &str, group: &Group<'_>) {
        let value = group.edits.iter().find_map(|e| if let Put::Value(v) = &e.put { v.as_str() } else { None });
        let value = value.unwrap_or("").to_owned();
        self.edited.push(Edited { at: EditedAt::Flag(flag.to_owned()), text: value.clone() });
        self.rewritten.push(None);
        self.changes.push(Change {
            input: Input::Flag(flag.to_owned()),
            key: flag.to_owned(),
            action: Action::Change,
            at: None,
            snippet: Node::str(value, beside()),
            is_json: false,
            written: None,
        });
    }
}

/// What people have to do to a Python text.
fn written(splice: &Splice, known: &Known<'_>) -> Change {
    let action = match (splice.text.is_empty(), splice.span.start == splice.span.end) {
        (true, _) => Action::Remove,
        (_, true) => Action::Add,
        _ => Action::Change,
    };
    let replaces = known.sources.slice(splice.span).to_owned();
    Change {
        input: Input::File(known.sources.name(splice.span.source).to_owned()),
        key: splice.key.clone(),
        action,
        at: Some(splice.span),
        snippet: Node::str(splice.text.clone(), beside()),
        is_json: false,
        written: Some(Written { text: splice.text.clone(), value: splice.value, replaces }),
    }
}

fn same_text(a: &At, b: &At) -> bool {
    match (a, b) {
        (At::Document { id: a, .. }, At::Document { id: b, .. }) => a == b,
        _ => a == b,
    }
}

fn new_file(room: Room) -> Input {
    let (name, flag) = match room {
        Room::Config => ("flyte.yaml", "-c"),
        Room::Templates => ("templates.yaml", "-t"),
        Room::Execution => ("execution.yaml", "-x"),
        Room::Task => ("task.yaml", ""),
    };
    Input::New { name, flag }
}

fn in_the_way(blocked: Blocked) -> String {
    match &blocked.node.value {
        Value::Str(text) => format!("`{text}` stands where this would have to go"),
        Value::Seq(_) => "a list stands where a map would have to be".to_owned(),
        Value::Map(_) => "a map stands where a list would have to be".to_owned(),
        _ => "another value stands where this would have to go".to_owned(),
    }
}

impl Attempt {
    /// Whether a value comes from what was written.
    pub fn wrote(&self, origin: &Origin, ids: &[Option<SourceId>]) -> bool {
        let mut found = false;
        origin.for_each_source(&mut |source| {
            found |= match source {
                Origin::Flag(flag) => self.edited.iter().any(|e| e.at == EditedAt::Flag(flag.flag.clone())),
                other => other.span().is_some_and(|s| self.text_of(s, ids).is_some_and(|text| text.is_added(s))),
            };
        });
        found
    }

    /// Whether a place of an edited text has to do with what was written.
    pub fn touches(&self, span: Span, ids: &[Option<SourceId>]) -> bool {
        self.text_of(span, ids).is_some_and(|text| text.touches_added(span))
    }

    fn text_of(&self, span: Span, ids: &[Option<SourceId>]) -> Option<&Places> {
        let at = ids.iter().position(|id| *id == Some(span.source))?;
        self.rewritten.get(at)?.as_ref()
    }

    /// An origin in the user's own texts; nothing for what was written.
    pub fn before(&self, origin: &Origin, ids: &[Option<SourceId>]) -> Option<Origin> {
        match origin {
            Origin::File { span, layer } => match self.text_of(*span, ids) {
                Some(text) => Some(Origin::File { span: text.before(*span)?, layer: *layer }),
                None => Some(origin.clone()),
            },
            Origin::Derived(derived) => {
                let from: Vec<Origin> = derived.from.iter().filter_map(|o| self.before(o, ids)).collect();
                let lost_all = from.is_empty() && !derived.from.is_empty();
                (!lost_all).then(|| Origin::derived(derived.rule, derived.step, from))
            }
            _ => Some(origin.clone()),
        }
    }
}
