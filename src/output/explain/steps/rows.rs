//! Changes as rows: a sign, a path, a value, where it comes from.

use std::collections::HashMap;

use super::super::{Telling, words};
use crate::output::mask;
use crate::output::paint::Tone;
use crate::tree::compare::{Change, Side};
use crate::tree::names::Names;
use crate::tree::{FieldPath, Node, Origin, Segment, Value};

/// An item of a list that takes no more columns stands on one line; one of plain fields only may
/// take more.
const SHORT: usize = 72;
const FLAT: usize = 100;

/// What happened to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sign {
    /// It was added.
    Added,
    /// It was removed.
    Removed,
    /// It was changed.
    Changed,
}

impl Sign {
    /// The sign as text.
    pub fn text(self) -> &'static str {
        match self {
            Sign::Added => "+",
            Sign::Removed => "-",
            Sign::Changed => "~",
        }
    }

    /// What it looks like.
    pub fn tone(self) -> Tone {
        match self {
            Sign::Added => Tone::Added,
            Sign::Removed => Tone::Removed,
            Sign::Changed => Tone::Alert,
        }
    }
}

/// One value of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What happened.
    pub sign: Sign,
    /// Path of the part that it belongs to, as people write it; empty for the root.
    pub part: String,
    /// Path below the part.
    pub path: String,
    /// The value, or the old and the new one.
    pub value: String,
    /// Where it comes from.
    pub place: String,
    /// Whether the value is taken over from an input as it is.
    pub given: bool,
}

/// What a row says wherever it stands: sign, path below its part, value, place.
pub type Told = (Sign, String, String, String);

impl Row {
    /// What it says wherever it stands.
    pub fn told(&self) -> Told {
        (self.sign, self.path.clone(), self.value.clone(), self.place.clone())
    }

    /// The path from the root.
    pub fn whole_path(&self) -> String {
        let dot = if self.part.is_empty() || self.path.starts_with('[') { "" } else { "." };
        format!("{}{dot}{}", self.part, self.path)
    }
}

/// The two trees that changes speak of.
#[derive(Debug)]
pub struct Roots<'a> {
    before: &'a Node,
    after: &'a Node,
    names_before: Names<'a>,
    names_after: Names<'a>,
}

impl<'a> Roots<'a> {
    /// What was there before and is there now.
    pub fn new(before: &'a Node, after: &'a Node) -> Roots<'a> {
        Roots { before, after, names_before: Names::new(before), names_after: Names::new(after) }
    }
}

/// The rows of changes, in their order.
pub fn rows(changes: &[Change<'_>], roots: &Roots<'_>, telling: Telling<'_>) -> Vec<Row> {
    let mut writer = Writer { roots, telling, out: Vec::new() };
    for change in changes {
        match change {
            Change::Added(right) => {
                let node = writer.shown(right, roots.after);
                writer.added(&node, &mut right.path.clone());
            }
            Change::Removed(left) => {
                let node = writer.shown(left, roots.before);
                writer.push(Sign::Removed, &left.path, flow(&node), &node);
            }
            Change::Replaced(left, right) => {
                let (old, new) = (writer.shown(left, roots.before), writer.shown(right, roots.after));
                let arrow = telling.paint.arrow();
                writer.push(Sign::Changed, &right.path, format!("{} {arrow} {}", flow(&old), flow(&new)), &new);
            }
            Change::Reordered(_, right) => {
                let names: Vec<&str> = right.node.items().iter().map(|item| item.str_at("name")).collect();
                writer.push(Sign::Changed, &right.path, format!("in the order {}", names.join(", ")), right.node);
            }
        }
    }
    writer.out
}

struct Writer<'r, 'a> {
    roots: &'r Roots<'a>,
    telling: Telling<'r>,
    out: Vec<Row>,
}

impl Writer<'_, '_> {
    /// The value as it may be shown.
    fn shown(&self, side: &Side<'_>, root: &Node) -> Node {
        shown(side.node, root, &side.path, self.telling.secrets)
    }

    /// What was added: a row for each value of its own.
    fn added(&mut self, node: &Node, path: &mut FieldPath) {
        let named = matches!(path.segments().last(), Some(Segment::Index(_)))
            && self.roots.names_after.shown(path).ends_with(&format!("[{}]", node.str_at("name")));
        if named && is_variable(path) && node.entries().iter().all(|e| matches!(e.key.as_str(), "name" | "value")) {
            let value = node.get("value");
            let text = value.map_or_else(|| "\"\"".to_owned(), flow);
            return self.push(Sign::Added, path, text, value.unwrap_or(node));
        }
        let mut body = node.clone();
        if named && node.entries().len() > 1 {
            body.map_mut().remove("name");
        }
        if body.is_leaf() || stands_on_one_line(&body, path) {
            return self.push(Sign::Added, path, flow(&body), &body);
        }
        for entry in body.entries() {
            path.push_key(entry.key.clone());
            self.added(&entry.node, path);
            path.pop();
        }
        for (i, item) in body.items().iter().enumerate() {
            path.push_index(i);
            self.added(item, path);
            path.pop();
        }
    }

    fn push(&mut self, sign: Sign, path: &FieldPath, value: String, node: &Node) {
        let names = if sign == Sign::Removed { &self.roots.names_before } else { &self.roots.names_after };
        let depth = part(path);
        let above = FieldPath::new(path.segments().iter().take(depth).cloned().collect());
        let given = matches!(node.origin, Origin::File { .. } | Origin::Alias(_) | Origin::Flag(_)) && node.is_leaf();
        self.out.push(Row {
            sign,
            part: names.shown(&above),
            path: names.shown_from(path, depth),
            value,
            place: places(node, self.telling),
            given: given && sign == Sign::Added,
        });
    }
}

/// Whether a path leads to an environment variable.
fn is_variable(path: &FieldPath) -> bool {
    matches!(path.segments(), [.., Segment::Key(key), Segment::Index(_)] if key.as_str() == "env")
}

/// How many steps of a path name the part that it belongs to; at least one is left.
fn part(path: &FieldPath) -> usize {
    let key = |at: usize| match path.segments().get(at) {
        Some(Segment::Key(key)) => key.as_str(),
        _ => "",
    };
    let depth = match (key(0), key(1)) {
        ("spec", "containers" | "initContainers" | "ephemeralContainers") => 3,
        _ => 1,
    };
    depth.min(path.segments().len().saturating_sub(1))
}

/// The value as it may be shown.
pub fn shown(node: &Node, root: &Node, path: &FieldPath, secrets: bool) -> Node {
    match secrets {
        true => node.clone(),
        false if mask::hides(root, path) => Node::text(mask::MASK, node.origin.clone()),
        false => Node { value: mask::masked(&node.value), ..node.clone() },
    }
}

/// Whether a list or map is told as one value: lists of scalars, and short items of lists.
fn stands_on_one_line(node: &Node, path: &FieldPath) -> bool {
    let scalars = !node.items().is_empty() && node.items().iter().all(Node::is_leaf);
    let item = matches!(path.segments().last(), Some(Segment::Index(_)));
    let is_flat = |node: &Node| node.is_leaf() || node.items().iter().all(Node::is_leaf) && !node.items().is_empty();
    let flat = node.entries().iter().all(|e| is_flat(&e.node));
    scalars || (item && flow(node).len() <= if flat { FLAT } else { SHORT })
}

/// A value on one line, in YAML's flow style.
pub fn flow(node: &Node) -> String {
    match &node.value {
        Value::Seq(items) => format!("[{}]", items.iter().map(inner).collect::<Vec<_>>().join(", ")),
        Value::Map(map) => {
            let entries = map.entries().iter().map(|e| format!("{}: {}", e.key, inner(&e.node)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        _ => words::value(node, true),
    }
}

/// A value in a flow collection.
fn inner(node: &Node) -> String {
    let text = flow(node);
    let special = text.contains([',', '[', ']', '{', '}']) || text.contains(": ");
    if node.as_str().is_some() && special && !text.starts_with('"') { format!("{text:?}") } else { text }
}

/// Where the parts of a value come from: the first place, and how many others there are. Of a map
/// what comes from an input is told first.
fn places(node: &Node, telling: Telling<'_>) -> String {
    let mut found: Vec<(&Origin, String)> = Vec::new();
    node.for_each_leaf(&mut |_, leaf| {
        let text = origin(&leaf.origin, telling);
        let near = |(other, told): &(&Origin, String)| match (leaf.origin.span(), other.span()) {
            (Some(a), Some(b)) => a.source == b.source,
            _ => *told == text,
        };
        if !found.iter().any(near) {
            found.push((&leaf.origin, text));
        }
    });
    if node.as_map().is_some() {
        found.sort_by_key(|(origin, _)| origin.nearest_span().is_none());
    }
    match found.as_slice() {
        [] => String::new(),
        [(_, one)] => one.clone(),
        [(_, first), (_, second)] => format!("{first}, {second}"),
        [(_, first), rest @ ..] => format!("{first} and {} more", rest.len()),
    }
}

/// A reason of Flyte's that stands with many rows says no more than the step itself.
pub fn say_once(rows: &mut [Row]) {
    const MANY: usize = 4;
    let mut count: HashMap<String, usize> = HashMap::new();
    rows.iter().for_each(|row| *count.entry(row.place.clone()).or_default() += 1);
    let many = |place: &str| place.starts_with("Flyte: ") && count.get(place).is_some_and(|n| *n >= MANY);
    rows.iter_mut().filter(|row| many(&row.place)).for_each(|row| row.place = "Flyte".to_owned());
}

/// Where one value comes from, in a few words.
pub fn origin(of: &Origin, telling: Telling<'_>) -> String {
    match of {
        Origin::Builtin(builtin) => format!("default of {}", builtin.key),
        Origin::Flyte(made) => format!("Flyte: {}", made.reason),
        Origin::Sdk(made) => format!("{}: {}", made.sdk, made.step),
        Origin::Derived(derived) => {
            let mut from: Vec<String> = Vec::new();
            of.for_each_source(&mut |source| {
                let text = match source {
                    Origin::Flyte(_) => "Flyte".to_owned(),
                    other => origin(other, telling),
                };
                if !from.contains(&text) {
                    from.push(text);
                }
            });
            format!("{} ({})", derived.rule.name(), from.join(", "))
        }
        other => words::place(other, telling.places),
    }
}
