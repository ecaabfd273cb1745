//! From a [`Query`] to fields of a Pod: those that are there, those that were given in vain, and
//! for the rest what is nearest.

use crate::diagnostic::{Diagnostic, suggest};
use crate::explain::known::{Known, is_struct, known_steps};
use crate::explain::query::{Query, Step};
use crate::flyte::pipeline::Pod;
use crate::flyte::version::FlyteVersion;
use crate::kube::fields::Kind;
use crate::tree::names;
use crate::tree::{Definition, FieldPath, Node, Segment, Text, Verdict};

/// What a query means.
#[derive(Clone, Debug)]
pub enum Target {
    /// A value of the Pod, or one that was given but does not show (a zero value).
    There(FieldPath),
    /// A part of an input that did not become part of the Pod: a container of a template, say.
    Lost {
        /// The list that lost it.
        list: FieldPath,
        /// As it would be written.
        shown: String,
        /// What lost.
        definition: Definition,
    },
    /// A field that Kubernetes has and nothing sets.
    Nothing {
        /// As it was written.
        shown: String,
        /// A path that may have been meant.
        near: Option<String>,
    },
}

/// A Pod with the fields that were given but do not show, as values to look at.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The Pod's tree with these fields in it.
    pub root: Node,
    /// Paths of the fields that do not show.
    pub hidden: Vec<FieldPath>,
    /// Name of the primary container.
    primary: Text,
}

impl Subject {
    /// The subject of questions about a Pod.
    pub fn new(pod: &Pod) -> Subject {
        let mut subject = Subject {
            root: pod.node.clone(),
            hidden: Vec::new(),
            primary: pod.primary.as_text().cloned().unwrap_or(Text::Static("")),
        };
        for unset in &pod.unset {
            if subject.root.find(&unset.path).is_none() && put(&mut subject.root, unset.path.segments(), &unset.node) {
                subject.hidden.push(unset.path.clone());
            }
        }
        subject
    }

    /// Whether the value at a path is not part of the Pod.
    pub fn is_hidden(&self, path: &FieldPath) -> bool {
        self.hidden.iter().any(|hidden| path.is_below(hidden))
    }

    /// What a query means, in the order of the Pod. The error names what is nearest.
    pub fn find(&self, query: &Query, version: FlyteVersion) -> Result<Vec<Target>, Box<Diagnostic>> {
        let mut search = Search { subject: self, found: Vec::new(), miss: None };
        search.walk(&self.root, &query.steps, &mut FieldPath::default());
        match (search.found.is_empty(), search.miss) {
            (true, Some(miss)) => self.missed(query, miss, version),
            _ => Ok(search.found),
        }
    }

    /// A query that leads nowhere: a field that nothing sets, or an error.
    fn missed(&self, query: &Query, miss: Miss<'_>, version: FlyteVersion) -> Result<Vec<Target>, Box<Diagnostic>> {
        let known = version.kubernetes_api().kind_at(&miss.path);
        let missing = miss.rest.first();
        let whole = |near: &str| match miss.node.items().is_empty() {
            true => names::shown(&self.root, &child(&miss.path, near)),
            false => format!("{}[{near}]", names::shown(&self.root, &miss.path)),
        };
        let word = missing.map_or("", Step::text);
        let candidates = self.candidates(miss.node, known);
        let near = suggest(word, candidates.iter().map(String::as_str)).map(whole);
        match known.map(|kind| known_steps(kind, miss.rest)) {
            Some(Known::Field) => return Ok(vec![Target::Nothing { shown: query.text.clone(), near }]),
            Some(Known::ItemOf(list)) => {
                let message = format!("`{}`: nothing sets `{list}`, so it has no items", query.text);
                return Err(Box::new(Diagnostic::error("explain/no-such-field", message)));
            }
            Some(Known::No) | None => {}
        }
        let above = names::shown(&self.root, &miss.path);
        let place = if above.is_empty() { "the Pod".to_owned() } else { format!("`{above}`") };
        let message = match (missing, miss.node.is_leaf()) {
            (_, true) if known.is_none_or(|k| !is_struct(k)) => format!("`{}`: {place} has no fields", query.text),
            (Some(Step::Index(n)), _) => {
                format!("`{}`: {place} has {} items, counted from 0: no item {n}", query.text, miss.node.items().len())
            }
            _ => format!("`{}`: {place} has no `{word}`", query.text),
        };
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => listing(&candidates),
        };
        Err(Box::new(Diagnostic::error("explain/no-such-field", message).help(help)))
    }

    /// What could have been meant below a node: what is there first, then what Kubernetes knows.
    fn candidates(&self, node: &Node, kind: Option<Kind>) -> Vec<String> {
        let mut all: Vec<String> = node.entries().iter().map(|e| e.key.as_str().to_owned()).collect();
        all.extend(names::of_items(node.items()));
        if let Some(ty) = kind.and_then(Kind::as_struct) {
            let known = ty.fields().iter().map(|f| f.name.to_owned());
            let new: Vec<String> = known.filter(|name| !all.contains(name)).collect();
            all.extend(new);
        }
        all
    }
}

fn listing(candidates: &[String]) -> String {
    const MOST: usize = 12;
    let shown: Vec<String> = candidates.iter().take(MOST).map(|c| format!("`{c}`")).collect();
    match (shown.len(), candidates.len().saturating_sub(MOST)) {
        (0, _) => "`podtpl explain` without a path shows what there is".to_owned(),
        (_, 0) => format!("there are {}", shown.join(", ")),
        (_, more) => format!("there are {} and {more} more", shown.join(", ")),
    }
}

fn child(path: &FieldPath, key: &str) -> FieldPath {
    let mut path = path.clone();
    path.push_key(Text::from(key));
    path
}

/// Puts a value at a path whose parents may be missing. Not below lists that are too short.
fn put(root: &mut Node, path: &[Segment], value: &Node) -> bool {
    let Some((first, rest)) = path.split_first() else {
        *root = value.clone();
        return true;
    };
    match first {
        Segment::Key(key) => {
            if !(root.is_null() || root.as_map().is_some()) {
                return false;
            }
            let origin = value.origin.clone();
            put(root.map_mut().get_or_insert(key.clone(), || Node::null(origin)), rest, value)
        }
        Segment::Index(index) if root.items().len() > *index => {
            root.seq_mut().get_mut(*index).is_some_and(|item| put(item, rest, value))
        }
        Segment::Index(_) => false,
    }
}

impl Step {
    fn text(&self) -> &str {
        match self {
            Step::Word(text) | Step::Key(text) | Step::Name(text) | Step::Match(_, text) => text,
            Step::Index(_) | Step::All => "",
        }
    }
}

/// Where a query came to its end without reaching a value.
struct Miss<'q> {
    path: FieldPath,
    node: &'q Node,
    rest: &'q [Step],
}

struct Search<'q> {
    subject: &'q Subject,
    found: Vec<Target>,
    miss: Option<Miss<'q>>,
}

impl<'q> Search<'q> {
    fn walk(&mut self, node: &'q Node, steps: &'q [Step], path: &mut FieldPath) {
        let Some((step, rest)) = steps.split_first() else {
            self.found.push(Target::There(path.clone()));
            return;
        };
        let before = self.found.len();
        if node.items().is_empty() {
            self.descend(node, step, steps, path);
        } else {
            let picked = self.items(node.items(), step);
            for (index, item) in picked {
                path.push_index(index);
                self.walk(item, rest, path);
                path.pop();
            }
        }
        if self.found.len() == before {
            self.lost(node, steps, path);
        }
        let deeper = self.miss.as_ref().is_none_or(|m| m.path.segments().len() < path.segments().len());
        if self.found.len() == before && deeper {
            self.miss = Some(Miss { path: path.clone(), node, rest: steps });
        }
    }

    /// Into a map: words are joined by dots as far as there is such a key, the longest first.
    fn descend(&mut self, node: &'q Node, step: &'q Step, steps: &'q [Step], path: &mut FieldPath) {
        let words = steps.iter().take_while(|s| matches!(s, Step::Word(_))).count();
        for taken in (1..=words.max(1)).rev() {
            let key = match step {
                Step::Word(_) => steps.iter().take(taken).map(Step::text).collect::<Vec<_>>().join("."),
                Step::Key(key) | Step::Name(key) => key.clone(),
                Step::Index(_) | Step::Match(..) | Step::All => return,
            };
            let Some(entry) = node.entries().iter().find(|e| e.key.as_str() == key) else { continue };
            let before = self.found.len();
            path.push_key(entry.key.clone());
            self.walk(&entry.node, steps.get(taken..).unwrap_or(&[]), path);
            path.pop();
            if self.found.len() > before {
                return;
            }
        }
    }

    /// The items that a step means.
    fn items(&self, items: &'q [Node], step: &Step) -> Vec<(usize, &'q Node)> {
        let all = items.iter().enumerate();
        match step {
            Step::All => all.collect(),
            Step::Index(index) => all.filter(|(i, _)| i == index).collect(),
            Step::Match(key, value) => all.filter(|(_, item)| has(item, key, value)).collect(),
            Step::Word(name) | Step::Key(name) | Step::Name(name) => {
                let index: Option<usize> = name.parse().ok().filter(|_| !matches!(step, Step::Name(_)));
                let named = |name: &str| -> Vec<(usize, &'q Node)> {
                    all.clone().filter(|(i, item)| names::is_called(item, items, name) || index == Some(*i)).collect()
                };
                match named(name) {
                    none if none.is_empty() && name == "primary" => named(&self.subject.primary),
                    some => some,
                }
            }
        }
    }

    /// Items of that name that a list lost.
    fn lost(&mut self, list: &Node, steps: &[Step], path: &FieldPath) {
        let Some(step) = steps.first() else { return };
        let name = match step {
            Step::Name(name) | Step::Word(name) => name,
            Step::Match(key, name) if key == "name" => name,
            _ => return,
        };
        for definition in list.displaced().iter().filter(|d| d.verdict == Verdict::Dropped) {
            let node = Node::new(definition.value.clone(), definition.origin.clone());
            if node.str_at("name") == name {
                let shown = format!("{}[{name}]", names::shown(&self.subject.root, path));
                self.found.push(Target::Lost { list: path.clone(), shown, definition: definition.clone() });
            }
        }
    }
}

fn has(item: &Node, key: &str, value: &str) -> bool {
    item.get(key).is_some_and(|node| match node.as_str() {
        Some(text) => text == value,
        None => node.as_int().is_some_and(|n| n.to_string() == value),
    })
}
