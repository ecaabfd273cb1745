//! Anchors and aliases: an alias becomes a copy of what it names, in which every value says
//! through which alias it came.

use std::collections::HashMap;
use std::rc::Rc;

use super::build::{Builder, Done, Fatal, too_deep};
use super::limits::MAX_DEPTH;
use super::parse::Dialect;
use super::resolve::{Scalar, resolve};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::tree::{Alias, Entry, Layer, Map, Node, Origin, Text, Value};

/// The anchors of one document by the parser's number; none while the anchored value is still open.
#[derive(Default)]
pub(super) struct Anchors(HashMap<usize, Option<Anchored>>);

#[derive(Clone)]
struct Anchored {
    node: Node,
    /// How many values it is, itself included.
    values: u64,
    /// Nesting, itself included.
    height: usize,
    in_list: bool,
}

impl Anchors {
    /// An anchored list or map begins. Anchor 0 is none.
    pub(super) fn open(&mut self, anchor: usize) {
        if anchor != 0 {
            self.0.insert(anchor, None);
        }
    }

    /// An anchored value is complete.
    pub(super) fn close(&mut self, anchor: usize, node: &Node, values: u64, height: usize, in_list: bool) {
        if anchor != 0 {
            self.0.insert(anchor, Some(Anchored { node: node.clone(), values, height, in_list }));
        }
    }
}

impl Builder<'_> {
    /// Puts a copy of the anchored value in the place of an alias.
    pub(super) fn alias(&mut self, anchor: usize, start: usize, end: usize) -> Result<(), Fatal> {
        let via = self.span(start, end);
        let Some(Some(anchored)) = self.anchors.0.get(&anchor).cloned() else {
            let name = self.text.get(start + 1..end).unwrap_or("");
            let message = format!("the value of anchor `{name}` contains itself");
            let problem = Diagnostic::error("yaml/recursive-anchor", message).at(via, "").help("remove this alias");
            return Err(self.quoting(problem, || format!("yaml: anchor '{name}' value contains itself")).into());
        };
        if self.stack.len() + anchored.height > MAX_DEPTH {
            return Err(too_deep(via).into());
        }
        self.budget.read();
        if !self.budget.repeat(anchored.values) {
            let problem = Diagnostic::error("yaml/alias-budget", "document contains excessive aliasing")
                .at(via, "")
                .help("write the values out, or repeat less of them");
            return Err(self.quoting(problem, || "yaml: document contains excessive aliasing".to_owned()).into());
        }
        // Only the older configuration reader takes keys otherwise below a list.
        let moved = self.dialect == Dialect::ConfigV2 && anchored.in_list != (self.lists > 0);
        let copy = Copy { via, text: if moved { self.text } else { "" }, to_list: self.lists > 0 };
        let node = copy.node(&anchored.node);
        self.cursor = end;
        self.attach(Done { node, end, height: anchored.height, token: via });
        Ok(())
    }

    /// Puts null in the place of an alias that names nothing.
    pub(super) fn unknown_alias(&mut self, name: &str, start: usize, end: usize) {
        let token = self.span(start, end);
        let problem = Diagnostic::error("yaml/unknown-anchor", format!("there is no anchor `{name}` above"))
            .at(token, "")
            .help(format!("mark the value that it repeats with `&{name}`, or quote the text"));
        let problem = self.quoting(problem, || format!("yaml: unknown anchor '{name}' referenced"));
        self.problems.push(problem);
        self.cursor = end;
        self.attach(Done { node: Node::null(Origin::input(token)), end, height: 0, token });
    }

    /// Adds Flyte's own words where Flyte reads this text itself.
    pub(super) fn quoting(&self, problem: Diagnostic, words: impl FnOnce() -> String) -> Diagnostic {
        if self.dialect.is_config() { problem.flyte(words()) } else { problem }
    }
}

/// Copies a tree for an alias.
struct Copy<'a> {
    via: Span,
    /// The input, if keys must be looked at again because they move into or out of a list.
    text: &'a str,
    to_list: bool,
}

impl Copy<'_> {
    /// The nesting is limited, so this cannot run away.
    fn node(&self, node: &Node) -> Node {
        let value = match &node.value {
            Value::Seq(items) => Value::Seq(Rc::new(items.iter().map(|n| self.node(n)).collect())),
            Value::Map(map) => {
                Value::Map(Rc::new(Map::in_order(map.entries().iter().map(|e| self.entry(e)).collect())))
            }
            scalar => scalar.clone(),
        };
        let span = node.origin.span().unwrap_or(self.via);
        Node::new(value, Origin::Alias(Rc::new(Alias { span, layer: Layer::Input, via: self.via })))
    }

    fn entry(&self, entry: &Entry) -> Entry {
        let token = entry.key_span.and_then(|s| self.text.get(s.start as usize..s.end as usize)).unwrap_or("");
        let key = match resolve(Dialect::ConfigV2, token) {
            Scalar::Bool(b) => Text::Static(match (b, self.to_list) {
                (true, true) => "1",
                (false, true) => "0",
                (true, false) => "true",
                (false, false) => "false",
            }),
            _ => entry.key.clone(),
        };
        Entry { key, key_span: entry.key_span, node: self.node(&entry.node) }
    }
}
