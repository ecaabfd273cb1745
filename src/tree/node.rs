//! [`Node`]: a value, where it comes from, and what it displaced.

use std::rc::Rc;

use super::{Definition, Entry, History, Map, Origin, Rule, Text, Verdict};
use crate::source::Span;

/// A value of the JSON model. Lists and maps are shared; changing one copies it first if needed.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing, or an explicit null.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A string. Quantities are strings in Kubernetes' own spelling.
    Str(Text),
    /// A list.
    Seq(Rc<Vec<Node>>),
    /// A map or a struct.
    Map(Rc<Map>),
}

/// A value with its origin and the definitions that lost against it.
///
/// Equality compares values only: two nodes are equal if they print the same.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where the value comes from.
    pub origin: Origin,
    /// What lost, and the rule that decided; absent where nothing lost.
    pub history: Option<Rc<History>>,
}

impl PartialEq for Node {
    fn eq(&self, other: &Node) -> bool {
        self.value == other.value
    }
}

impl Node {
    /// A value without history.
    pub fn new(value: Value, origin: Origin) -> Self {
        Node { value, origin, history: None }
    }

    /// A string.
    pub fn str(text: impl Into<Text>, origin: Origin) -> Self {
        Node::new(Value::Str(text.into()), origin)
    }

    /// A string that is part of the program.
    pub fn text(text: &'static str, origin: Origin) -> Self {
        Node::new(Value::Str(Text::Static(text)), origin)
    }

    /// A whole number.
    pub fn int(n: i64, origin: Origin) -> Self {
        Node::new(Value::Int(n), origin)
    }

    /// A boolean.
    pub fn bool(b: bool, origin: Origin) -> Self {
        Node::new(Value::Bool(b), origin)
    }

    /// Null.
    pub fn null(origin: Origin) -> Self {
        Node::new(Value::Null, origin)
    }

    /// A list.
    pub fn seq(items: Vec<Node>, origin: Origin) -> Self {
        Node::new(Value::Seq(Rc::new(items)), origin)
    }

    /// A map.
    pub fn map(map: Map, origin: Origin) -> Self {
        Node::new(Value::Map(Rc::new(map)), origin)
    }

    /// A map of the given fields, which must be sorted by bytes.
    pub fn object(fields: Vec<(&'static str, Node)>, origin: Origin) -> Self {
        let entries = fields.into_iter().map(|(k, n)| Entry::new(Text::Static(k), n)).collect();
        Node::map(Map::from_sorted(entries), origin)
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Str(s) => Some(s.as_str()),
            _ => None,
        }
    }

    /// The string as shared text, if it is one.
    pub fn as_text(&self) -> Option<&Text> {
        match &self.value {
            Value::Str(s) => Some(s),
            _ => None,
        }
    }

    /// Whether it is a string with at least one character: what Flyte takes for given.
    pub fn is_filled(&self) -> bool {
        self.as_str().is_some_and(|s| !s.is_empty())
    }

    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(b) => Some(b),
            _ => None,
        }
    }

    /// The whole number, if it is one.
    pub fn as_int(&self) -> Option<i64> {
        match self.value {
            Value::Int(n) => Some(n),
            _ => None,
        }
    }

    /// The items, empty if it is no list.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Seq(items) => items,
            _ => &[],
        }
    }

    /// The entries, empty if it is no map.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(map) => map.entries(),
            _ => &[],
        }
    }

    /// The map, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The value under a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map().and_then(|m| m.get(key))
    }

    /// The value at a path of keys.
    pub fn at(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The value at a path, if there is one.
    pub fn find(&self, path: &super::FieldPath) -> Option<&Node> {
        path.segments().iter().try_fold(self, |node, segment| match segment {
            super::Segment::Key(key) => node.get(key),
            super::Segment::Index(index) => node.items().get(*index),
        })
    }

    /// The string under a key, empty if there is none.
    pub fn str_at(&self, key: &str) -> &str {
        self.get(key).and_then(Node::as_str).unwrap_or("")
    }

    /// The map for changing, copied first if shared; null becomes an empty map.
    pub fn map_mut(&mut self) -> &mut Map {
        if !matches!(self.value, Value::Map(_)) {
            self.value = Value::Map(Rc::new(Map::default()));
        }
        match &mut self.value {
            Value::Map(map) => Rc::make_mut(map),
            _ => unreachable!("made a map above"),
        }
    }

    /// The list for changing, copied first if shared; null becomes an empty list.
    pub fn seq_mut(&mut self) -> &mut Vec<Node> {
        if !matches!(self.value, Value::Seq(_)) {
            self.value = Value::Seq(Rc::new(Vec::new()));
        }
        match &mut self.value {
            Value::Seq(items) => Rc::make_mut(items),
            _ => unreachable!("made a list above"),
        }
    }

    /// Sets a field, replacing what was there without a trace.
    pub fn set(&mut self, key: &'static str, node: Node) {
        self.map_mut().set(Text::Static(key), node);
    }

    /// The field for changing; a missing one is made, null with the given origin.
    pub fn field_mut(&mut self, key: &'static str, origin: &Origin) -> &mut Node {
        self.map_mut().get_or_insert(Text::Static(key), || Node::null(origin.clone()))
    }

    /// The span in the input, if it comes straight from one.
    pub fn span(&self) -> Option<Span> {
        self.origin.span()
    }

    /// The definitions that lost against this value, oldest first.
    pub fn displaced(&self) -> &[Definition] {
        self.history.as_ref().map_or(&[], |h| &h.displaced)
    }

    /// The rule that decided for this value, where one did.
    pub fn rule(&self) -> Option<Rule> {
        self.history.as_ref().and_then(|h| h.rule)
    }

    /// Records the rule that decided.
    pub fn decided_by(mut self, rule: Rule) -> Self {
        let history = self.history.get_or_insert_with(Default::default);
        Rc::make_mut(history).rule = Some(rule);
        self
    }

    /// Records that `loser` lost against this value: its own history first, then itself. What is
    /// told already is not told again: nothing loses twice, nor against itself.
    pub fn displace(&mut self, loser: &Node, verdict: Verdict, rule: Rule) {
        self.inherit(loser);
        if !self.tells(&loser.origin, &loser.value) {
            let (value, origin, by) = (loser.value.clone(), loser.origin.clone(), self.origin.clone());
            let lost = Definition { value, origin, verdict, rule, by };
            let history = Rc::make_mut(self.history.get_or_insert_with(Default::default));
            history.rule = Some(rule);
            history.displaced.push(lost);
        }
    }

    /// Takes over what lost against `other`, whose place this value takes.
    pub fn inherit(&mut self, other: &Node) {
        for lost in other.displaced() {
            if !self.tells(&lost.origin, &lost.value) {
                Rc::make_mut(self.history.get_or_insert_with(Default::default)).displaced.push(lost.clone());
            }
        }
    }

    /// Whether a value from there is this one itself, or among what lost against it.
    fn tells(&self, origin: &Origin, value: &Value) -> bool {
        let told = |own: &Origin, was: &Value| own == origin && was == value;
        told(&self.origin, &self.value) || self.displaced().iter().any(|lost| told(&lost.origin, &lost.value))
    }

    /// [`Node::displace`] for chaining.
    pub fn over(mut self, loser: &Node, verdict: Verdict, rule: Rule) -> Self {
        self.displace(loser, verdict, rule);
        self
    }

    /// Whether the value is a leaf of a Pod: a scalar, null, or an empty map or list.
    pub fn is_leaf(&self) -> bool {
        match &self.value {
            Value::Seq(items) => items.is_empty(),
            Value::Map(map) => map.is_empty(),
            _ => true,
        }
    }

    /// Calls `f` with the path of every leaf below (or at) this node, in order.
    pub fn for_each_leaf<'a>(&'a self, f: &mut impl FnMut(&super::FieldPath, &'a Node)) {
        fn walk<'a>(node: &'a Node, path: &mut super::FieldPath, f: &mut impl FnMut(&super::FieldPath, &'a Node)) {
            if node.is_leaf() {
                f(path, node);
                return;
            }
            for entry in node.entries() {
                path.push_key(entry.key.clone());
                walk(&entry.node, path, f);
                path.pop();
            }
            for (i, item) in node.items().iter().enumerate() {
                path.push_index(i);
                walk(item, path, f);
                path.pop();
            }
        }
        walk(self, &mut super::FieldPath::default(), f);
    }
}
