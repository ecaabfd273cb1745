//! [`Edit`]: one change of an input document, and carrying it out on the parsed tree.

use std::rc::Rc;

use super::spelling::Spelling;
use super::value::{beside, is_written};
use crate::flyte::effects::Room;
use crate::source::{SourceId, Span};
use crate::tree::{Entry, FieldPath, Map, Node, Text, Value};

/// A step in an input document.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Go {
    /// A field, in whichever spelling the reader takes.
    Field(&'static str),
    /// A field with several names; the first is written where there is none yet.
    AnyOf(&'static [&'static str]),
    /// A key that people choose.
    Key(Text),
    /// The last item with this value at these keys; added, with more fields, if there is none.
    Item {
        /// The way to the telling field.
        keys: Vec<Text>,
        /// Its value.
        value: Value,
        /// What a new item has besides.
        fill: Vec<(&'static str, Node)>,
    },
    /// The item at this place.
    At(usize),
    /// One item more.
    New,
}

/// What is done at the end of the path.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Put {
    /// The value is set.
    Value(Node),
    /// What is there is removed.
    Remove,
}

/// Where an edit goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// A document that was given.
    Document {
        /// Its text.
        id: SourceId,
        /// Its number there, from 0.
        document: usize,
    },
    /// A file that is not there yet.
    New(Room),
    /// A flag of the command line.
    Flag(String),
    /// A value written out in a Python text, which is none of the task's arguments.
    Literal(Span),
}

/// A change of one input.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Edit {
    pub at: At,
    pub path: Vec<Go>,
    pub put: Put,
}

/// A step that was taken.
#[derive(Clone, Debug)]
pub(super) enum Taken {
    /// A key as it is written.
    Key(Text),
    /// An item.
    Item {
        /// What tells it from others.
        identity: Option<(Vec<Text>, Value)>,
        /// If nothing does: the scalars that it has.
        whole: Option<Node>,
        /// If it is a scalar: those before and behind it.
        others: Option<(Vec<Node>, Vec<Node>)>,
    },
}

/// How an edit went.
#[derive(Clone, Debug, Default)]
pub(super) struct Trail {
    /// The steps as the document has them.
    pub steps: Vec<Taken>,
    /// The deepest place that was there before.
    pub nearest: Option<Span>,
    /// How many steps lead to it.
    pub depth: usize,
    /// What was there before.
    pub old: Option<Node>,
    /// What new items have besides what tells them from others, by the number of their step.
    pub fill: Vec<(usize, Vec<(&'static str, Node)>)>,
    /// The way through the edited document.
    way: FieldPath,
    /// Places of the nodes on the way, each with how deep it lies.
    chain: Vec<(Span, usize)>,
}

/// Why an edit cannot be made: what stands in its way.
#[derive(Clone, Debug)]
pub(super) struct Blocked {
    pub node: Node,
}

/// Carries an edit out. Nodes that aliases repeat are one text, so all of them change.
pub(super) fn apply(root: &mut Node, path: &[Go], put: &Put, spelling: Spelling) -> Result<Trail, Blocked> {
    let mut trail = Trail { nearest: root.span(), ..Trail::default() };
    step(root, path, put, spelling, &mut trail)?;
    super::alias::follow(root, &trail.way, &trail.chain);
    Ok(trail)
}

fn step(node: &mut Node, path: &[Go], put: &Put, spelling: Spelling, trail: &mut Trail) -> Result<(), Blocked> {
    if let Some(span) = node.span() {
        trail.chain.push((span, trail.way.segments().len()));
    }
    let Some((first, rest)) = path.split_first() else {
        if let Put::Value(value) = put {
            trail.old = Some(node.clone()).filter(|n| !n.is_null() && !is_written(&n.origin));
            *node = value.clone();
        }
        return Ok(());
    };
    match first {
        Go::Field(_) | Go::AnyOf(_) | Go::Key(_) => into_map(node, first, rest, put, spelling, trail),
        Go::Item { .. } | Go::At(_) | Go::New => into_list(node, first, rest, put, spelling, trail),
    }
}

fn into_map(
    node: &mut Node,
    first: &Go,
    rest: &[Go],
    put: &Put,
    spelling: Spelling,
    trail: &mut Trail,
) -> Result<(), Blocked> {
    if node.is_null() {
        node.value = Value::Map(Rc::new(Map::in_order(Vec::new())));
    }
    let Value::Map(map) = &mut node.value else { return Err(Blocked { node: node.clone() }) };
    let map = Rc::make_mut(map);
    let there = |name: &str| map.entries().iter().find(|e| spelling.is_same(&e.key, name)).map(|e| e.key.clone());
    let key = match first {
        Go::Field(name) => map.entry(name).map(|e| e.key.clone()).or_else(|| there(name)),
        Go::AnyOf(names) => names.iter().find_map(|name| there(name)),
        Go::Key(key) => Some(key.clone()),
        _ => None,
    };
    let key = key.unwrap_or_else(|| match first {
        Go::Field(name) => spelling.spelled(name, map.entries()),
        Go::AnyOf(names) => Text::Static(names.first().copied().unwrap_or("")),
        _ => Text::Static(""),
    });
    trail.steps.push(Taken::Key(key.clone()));
    if rest.is_empty() && *put == Put::Remove {
        trail.nearest = map.entry(&key).and_then(|e| e.key_span.or_else(|| e.node.span())).or(trail.nearest);
        trail.old = map.remove(&key);
        return Ok(());
    }
    if let Some(span) = map.entry(&key).and_then(|e| e.key_span.or_else(|| e.node.span())) {
        trail.nearest = Some(span);
        trail.depth = trail.steps.len();
    }
    trail.way.push_key(key.clone());
    step(map.get_or_insert(key, || Node::null(beside())), rest, put, spelling, trail)
}

fn into_list(
    node: &mut Node,
    first: &Go,
    rest: &[Go],
    put: &Put,
    spelling: Spelling,
    trail: &mut Trail,
) -> Result<(), Blocked> {
    if !matches!(node.value, Value::Seq(_) | Value::Null) {
        return Err(Blocked { node: node.clone() });
    }
    let items = node.seq_mut();
    let at = match first {
        Go::At(i) => *i,
        Go::Item { keys, value, .. } => {
            let keys: Vec<&str> = keys.iter().map(Text::as_str).collect();
            items.iter().rposition(|item| item.at(&keys).is_some_and(|n| n.value == *value)).unwrap_or(items.len())
        }
        _ => items.len(),
    };
    let identity = match first {
        Go::Item { keys, value, .. } => Some((keys.clone(), value.clone())),
        _ => items.get(at).and_then(|item| Some((vec![Text::Static("name")], item.get("name")?.value.clone()))),
    };
    let whole = items.get(at).filter(|_| identity.is_none()).and_then(scalars);
    let others = scalars_around(items, at);
    trail.steps.push(Taken::Item { identity, whole, others });
    if rest.is_empty() && *put == Put::Remove {
        if at < items.len() {
            let old = items.remove(at);
            trail.nearest = old.span().or(trail.nearest);
            trail.old = Some(old);
        }
        return Ok(());
    }
    if at >= items.len() {
        items.push(new_item(first, trail)?);
    }
    trail.way.push_index(at);
    if let Some(span) = items.get(at).and_then(Node::span) {
        trail.nearest = Some(span);
        trail.depth = trail.steps.len();
    }
    match items.get_mut(at) {
        Some(item) => step(item, rest, put, spelling, trail),
        None => Ok(()),
    }
}

/// An item that is not there yet, with what tells it from others.
fn new_item(first: &Go, trail: &mut Trail) -> Result<Node, Blocked> {
    let mut item = Node::null(beside());
    if let Go::Item { keys, value, fill } = first {
        let path: Vec<Go> = keys.iter().cloned().map(Go::Key).collect();
        let telling = Put::Value(Node::new(value.clone(), beside()));
        step(&mut item, &path, &telling, Spelling::Exact, &mut Trail::default())?;
        fill.iter().for_each(|(key, value)| item.set(key, value.clone()));
        trail.fill.push((trail.steps.len(), fill.clone()));
    }
    Ok(item)
}

/// The items around one that is there, if all are scalars: a reader has to see which of them is meant.
fn scalars_around(items: &[Node], at: usize) -> Option<(Vec<Node>, Vec<Node>)> {
    let is_scalar = |n: &Node| !matches!(n.value, Value::Seq(_) | Value::Map(_));
    let kept = |items: &[Node]| items.iter().map(super::value::kept).collect();
    let (before, rest) = items.split_at_checked(at)?;
    let (_, behind) = rest.split_first()?;
    items.iter().all(is_scalar).then(|| (kept(before), kept(behind)))
}

/// Of a map what stands in it directly.
fn scalars(item: &Node) -> Option<Node> {
    let entries = item.entries().iter().filter(|e| e.node.is_leaf());
    let entries: Vec<Entry> = entries.map(|e| Entry::new(e.key.clone(), super::value::kept(&e.node))).collect();
    (!entries.is_empty()).then(|| Node::map(Map::in_order(entries), beside()))
}

#[cfg(test)]
mod tests {
    use super::super::value::new;
    use super::*;
    use crate::source::Sources;
    use crate::yaml::{Dialect, emit_json_compact, parse};

    fn edited(text: &str, path: &[Go], value: &str, spelling: Spelling) -> String {
        let mut sources = Sources::new();
        let mut read = |text: &str| {
            let id = sources.add("f", text);
            parse(&sources, id, Dialect::Core).unwrap().swap_remove(0).root
        };
        let mut root = read(text);
        let put = match value {
            "-" => Put::Remove,
            value => Put::Value(super::super::value::fresh(&read(value))),
        };
        match apply(&mut root, path, &put, spelling) {
            Err(Blocked { .. }) => "blocked".to_owned(),
            Ok(_) => {
                let mut out = String::new();
                emit_json_compact(&root, &mut out).unwrap();
                out
            }
        }
    }

    fn item(name: &str) -> Go {
        Go::Item {
            keys: vec!["name".into()],
            value: Value::Str(name.into()),
            fill: vec![("image", Node::text("i", new()))],
        }
    }

    #[test]
    fn values_go_where_the_path_leads() {
        use Spelling::{AnyCase, CamelOrSnake, Exact};
        let host = Go::Field("hostNetwork");
        for (text, path, value, spelling, want) in [
            ("{}", vec![Go::Field("a"), Go::Key("b.c".into())], "1", Exact, r#"{"a":{"b.c":1}}"#),
            ("{host_network: true}", vec![host.clone()], "false", CamelOrSnake, r#"{"host_network":false}"#),
            ("{host_pid: true}", vec![host.clone()], "true", CamelOrSnake, r#"{"host_network":true,"host_pid":true}"#),
            ("{host_network: true}", vec![host.clone()], "true", Exact, r#"{"host_network":true,"hostNetwork":true}"#),
            ("{HOSTNETWORK: 1}", vec![host], "2", AnyCase, r#"{"HOSTNETWORK":2}"#),
            ("{b: 1}", vec![Go::AnyOf(&["a", "b"])], "2", Exact, r#"{"b":2}"#),
            ("[{name: x}]", vec![item("x"), Go::Field("a")], "1", Exact, r#"[{"a":1,"name":"x"}]"#),
            ("[]", vec![item("x"), Go::Field("a")], "1", Exact, r#"[{"a":1,"image":"i","name":"x"}]"#),
            ("[1, 2]", vec![Go::At(1)], "3", Exact, "[1,3]"),
            ("[1]", vec![Go::New], "2", Exact, "[1,2]"),
            ("{a: 1, b: 2}", vec![Go::Field("a")], "-", Exact, r#"{"b":2}"#),
            ("[1, 2]", vec![Go::At(0)], "-", Exact, "[2]"),
            ("{a: 1}", vec![Go::Field("a"), Go::Field("b")], "1", Exact, "blocked"),
            ("{a: {}}", vec![Go::Field("a"), Go::New], "1", Exact, "blocked"),
        ] {
            assert_eq!(edited(text, &path, value, spelling), want, "{text} {path:?}");
        }
    }

    #[test]
    fn what_an_alias_repeats_changes_too() {
        let text = "{a: &x {k: 1}, b: *x, c: {k: 1}}";
        let want = r#"{"a":{"k":2},"b":{"k":2},"c":{"k":1}}"#;
        for key in ["a", "b"] {
            assert_eq!(edited(text, &[Go::Field(key), Go::Field("k")], "2", Spelling::Exact), want);
        }
        let removed = edited(text, &[Go::Field("b"), Go::Field("k")], "-", Spelling::Exact);
        assert_eq!(removed, r#"{"a":{},"b":{},"c":{"k":1}}"#);
        let text = "{a: &x 1, b: *x}";
        assert_eq!(edited(text, &[Go::Field("a")], "2", Spelling::Exact), r#"{"a":2,"b":2}"#);
    }
}
