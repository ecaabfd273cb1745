//! [`Attempt`]: edits carried out on the inputs: the texts to render, and the changes as people make them.

use super::answers::{Action, Change, Input, Written};
use super::documents::{Documents, File};
use super::edit::{At, Blocked, Edit, Put, Taken, Trail, apply};
use super::spelling::Spelling;
use super::spliced::{Places, Spliced};
use super::value::{beside, kept};
use super::write::Rewritten;
use super::{Edited, EditedAt, Known, Texts};
use crate::flyte::effects::Room;
use crate::source::{SourceId, Span, Splice, spliced};
use crate::tree::{Entry, FieldPath, Map, Node, Origin, Text, Value};
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

/// What people have to do to one text, which may have several documents.
fn change(trails: &[(&Edit, Trail)], wanted: &Node, input: Input, is_json: bool, several: bool) -> Change {
    let is_wanted = |edit: &Edit| matches!(&edit.put, Put::Value(value) if value == wanted);
    let longest = trails.iter().filter(|(edit, _)| is_wanted(edit)).map(|(e, _)| e.path.len()).max();
    let main = trails.iter().find(|(edit, _)| is_wanted(edit) && Some(edit.path.len()) == longest).or(trails.last());
    let mut out = Change {
        input,
        key: String::new(),
        action: Action::Add,
        at: None,
        snippet: Node::null(beside()),
        is_json,
        written: None,
    };
    for (edit, trail) in trails {
        out.snippet = joined(&out.snippet, &snippet(edit, trail));
    }
    if let Some((edit, trail)) = main {
        out.key = key(trail);
        // where the file has one document, its beginning says nothing
        out.at = trail.nearest.filter(|_| !is_new(edit) && (trail.depth > 0 || several));
        out.action = match (&edit.put, &trail.old) {
            (Put::Remove, _) => Action::Remove,
            (_, Some(_)) => Action::Change,
            (_, None) => Action::Add,
        };
    }
    out
}

fn is_new(edit: &Edit) -> bool {
    matches!(edit.at, At::New(_))
}

/// The key as the file has it.
fn key(trail: &Trail) -> String {
    let mut out = String::new();
    for step in &trail.steps {
        match step {
            Taken::Key(key) => {
                let mut one = FieldPath::default();
                one.push_key(key.clone());
                let text = one.to_string();
                if !out.is_empty() && !text.starts_with('[') {
                    out.push('.');
                }
                out.push_str(&text);
            }
            Taken::Item { identity: Some((_, Value::Str(name))), .. } => out.push_str(&format!("[{name}]")),
            Taken::Item { identity: Some((_, Value::Int(n))), .. } => out.push_str(&format!("[{n}]")),
            Taken::Item { .. } => out.push_str("[]"),
        }
    }
    out
}

/// The part of a document that an edit wrote, with all parents.
fn snippet(edit: &Edit, trail: &Trail) -> Node {
    let mut node = match &edit.put {
        Put::Value(value) => value.clone(),
        Put::Remove => trail.old.as_ref().map_or_else(|| Node::null(beside()), kept),
    };
    for (i, step) in trail.steps.iter().enumerate().rev() {
        node = match step {
            Taken::Key(key) => map(vec![Entry::new(key.clone(), node)]),
            Taken::Item { others: Some((before, behind)), .. } if edit.put != Put::Remove => {
                let items = before.iter().chain([&node]).chain(behind).cloned();
                Node::seq(items.collect(), beside())
            }
            Taken::Item { identity, whole, .. } => {
                let fill = trail.fill.iter().find(|(n, _)| *n == i + 1).map_or(&[][..], |(_, fill)| fill);
                let item = item(identity.as_ref(), fill, node);
                Node::seq(vec![whole.as_ref().map_or(item.clone(), |whole| joined(whole, &item))], beside())
            }
        };
    }
    node
}

fn map(entries: Vec<Entry>) -> Node {
    Node::map(Map::in_order(entries), beside())
}

/// An item of a list, what tells it from others first.
fn item(identity: Option<&(Vec<Text>, Value)>, fill: &[(&'static str, Node)], node: Node) -> Node {
    if !matches!(node.value, Value::Map(_)) {
        return node;
    }
    let mut out = map(Vec::new());
    if let Some((keys, value)) = identity {
        let leaf = Node::new(value.clone(), beside());
        let nested = keys.iter().rev().fold(leaf, |node, key| map(vec![Entry::new(key.clone(), node)]));
        out = joined(&out, &nested);
    }
    let fill = fill.iter().map(|(key, value)| Entry::new(Text::Static(key), value.clone())).collect();
    joined(&joined(&out, &map(fill)), &node)
}

/// Two snippets of one document as one.
fn joined(a: &Node, b: &Node) -> Node {
    match (&a.value, &b.value) {
        (Value::Null, _) => b.clone(),
        (Value::Map(left), Value::Map(right)) => {
            let mut entries = left.entries().to_vec();
            for entry in right.entries() {
                match entries.iter_mut().find(|e| e.key == entry.key) {
                    Some(there) => there.node = joined(&there.node, &entry.node),
                    None => entries.push(entry.clone()),
                }
            }
            map(entries)
        }
        (Value::Seq(left), Value::Seq(right)) => {
            let mut items = left.to_vec();
            for item in right.iter() {
                let name = item.get("name");
                match items.iter_mut().find(|i| name.is_some() && i.get("name") == name) {
                    Some(there) => *there = joined(there, item),
                    None => items.push(item.clone()),
                }
            }
            Node::seq(items, beside())
        }
        _ => b.clone(),
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

#[cfg(test)]
mod tests {
    use super::super::value::new;
    use super::*;

    #[test]
    fn snippets_of_one_file_are_joined() {
        let leaf = |n| Node::int(n, new());
        let side = |key: &str, n| map(vec![Entry::new(key.into(), leaf(n))]);
        let item = |node: Node| {
            let mut entries = vec![Entry::new("name".into(), Node::str("x", new()))];
            entries.extend(node.entries().to_vec());
            Node::seq(vec![map(entries)], new())
        };
        let both = joined(&item(side("a", 1)), &item(side("b", 2)));
        let keys: Vec<&str> = both.items()[0].entries().iter().map(|e| e.key.as_str()).collect();
        assert_eq!((both.items().len(), keys), (1, vec!["name", "a", "b"]));
    }
}
