//! Events to nodes: keeps the open lists and maps of one document.

use granit_parser::{Event, StructureStyle, YamlVersion};

use super::alias::Anchors;
use super::duplicates::{self, Repeated};
use super::limits::{Budget, MAX_DEPTH};
use super::mapping::OpenMap;
use super::parse::{Dialect, Document};
use super::scalar::Token;
use super::{place, syntax};
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Sources, Span};
use crate::tree::{Node, Origin};

/// An open list or map.
pub(super) struct Frame<'a> {
    pub(super) kind: Kind<'a>,
    /// First byte; of a block map only known with its first key.
    pub(super) start: Option<usize>,
    /// End of the last child.
    end: usize,
    pub(super) flow: bool,
    anchor: usize,
    /// How many values had been read before it.
    count: u64,
    /// Nesting below it.
    height: usize,
}

pub(super) enum Kind<'a> {
    List(Vec<Node>),
    Map(OpenMap<'a>),
}

/// A node that is complete, with what its parent must know.
pub(super) struct Done {
    pub(super) node: Node,
    /// Where its token ends: for an alias that of the alias.
    pub(super) end: usize,
    /// Nesting below it.
    pub(super) height: usize,
    /// Its place as written: for an alias that of the alias.
    pub(super) token: Span,
}

/// Builds the tree of one document after the other.
pub(super) struct Builder<'a> {
    pub(super) sources: &'a Sources,
    pub(super) id: SourceId,
    pub(super) text: &'a str,
    pub(super) dialect: Dialect,
    pub(super) stack: Vec<Frame<'a>>,
    /// How many of the open ones are lists.
    pub(super) lists: usize,
    /// End of the last token: what lies between it and the next one holds indicators only.
    pub(super) cursor: usize,
    /// Up to where the text was looked through for tabs.
    pub(super) untabbed: usize,
    pub(super) anchors: Anchors,
    pub(super) budget: Budget,
    pub(super) root: Option<Node>,
    pub(super) dates: Vec<Span>,
    pub(super) duplicates: Vec<(Span, Span)>,
    pub(super) repeated: Vec<Repeated>,
    pub(super) problems: Vec<Diagnostic>,
}

/// A problem behind which the rest of the document cannot be understood.
pub(super) type Fatal = Box<Diagnostic>;

impl<'a> Builder<'a> {
    pub(super) fn new(sources: &'a Sources, id: SourceId, dialect: Dialect) -> Self {
        Builder {
            sources,
            id,
            text: sources.text(id),
            dialect,
            stack: Vec::new(),
            lists: 0,
            cursor: 0,
            untabbed: 0,
            anchors: Anchors::default(),
            budget: Budget::default(),
            root: None,
            dates: Vec::new(),
            duplicates: Vec::new(),
            repeated: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Begins a document, with its `---` if it has one.
    pub(super) fn start(
        &mut self,
        marker: Option<granit_parser::Span>,
        version: Option<YamlVersion>,
    ) -> Result<(), Fatal> {
        let (start, end) = marker.map_or((self.cursor, self.cursor), bytes);
        self.cursor = end;
        if marker.is_some() {
            self.refuse_tabs(start, end)?;
        }
        if self.dialect.is_config() && version.is_some_and(|v| v != YamlVersion::new(1, 1)) {
            let problem =
                Diagnostic::error("yaml/directive", "Flyte reads YAML 1.1 only").at(self.span(start, end), "");
            let problem = problem.help("remove the line `%YAML` above");
            return Err(problem.flyte("yaml: found incompatible YAML document").into());
        }
        Ok(())
    }

    /// Ends a document: the document, and what is wrong with it.
    pub(super) fn finish(&mut self) -> (Document, Vec<Diagnostic>) {
        let empty = || Node::null(Origin::input(Span::new(self.id, self.cursor, self.cursor)));
        let root = self.root.take().unwrap_or_else(empty);
        let document =
            Document { root, dates: std::mem::take(&mut self.dates), duplicates: std::mem::take(&mut self.duplicates) };
        (document, self.give_up())
    }

    /// Drops what there is of the current document; gives what was wrong with it so far.
    pub(super) fn give_up(&mut self) -> Vec<Diagnostic> {
        self.stack.clear();
        self.lists = 0;
        self.anchors = Anchors::default();
        self.root = None;
        self.dates.clear();
        self.duplicates.clear();
        let mut problems = std::mem::take(&mut self.problems);
        problems.extend(duplicates::errors(self.sources, self.dialect, std::mem::take(&mut self.repeated)));
        problems
    }

    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.id, start, end)
    }

    /// Takes one event of the document's content.
    pub(super) fn event(&mut self, event: Event<'a>, span: granit_parser::Span) -> Result<(), Fatal> {
        let (start, end) = bytes(span);
        self.refuse_tabs(start, end)?;
        if event.is_node() {
            self.pass_dash(start);
        }
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                self.scalar(Token { value, style, anchor, tag, start, end });
            }
            Event::SequenceStart(style, anchor, _) => {
                let flow = style == StructureStyle::Flow;
                let dash = || place::indicator(self.text, self.cursor, start + 1, b"-").unwrap_or(start);
                let first = if flow { start } else { dash() };
                self.open(Kind::List(Vec::new()), Some(first), flow, anchor, start)?;
            }
            Event::MappingStart(style, anchor, _) => {
                // A pair in a flow list, `[a: b]`, has no brackets of its own.
                let flow = style == StructureStyle::Flow && end > start;
                self.open(Kind::Map(OpenMap::default()), flow.then_some(start), flow, anchor, start)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(end),
            Event::Alias(id) => self.alias(id, start, end)?,
            Event::UnresolvedAlias(name) => self.unknown_alias(&name, start, end),
            _ => {}
        }
        Ok(())
    }

    /// Go's readers stop at some tabs that the parser passes over.
    pub(super) fn refuse_tabs(&mut self, start: usize, end: usize) -> Result<(), Fatal> {
        let from = self.untabbed;
        self.untabbed = end.max(from);
        if self.dialect == Dialect::Core || self.stack.last().is_some_and(|frame| frame.flow) {
            return Ok(());
        }
        self.tab_before(from, start).map_or(Ok(()), |problem| Err(problem.into()))
    }

    /// What is wrong with a tab between the last token and the one at `start`.
    fn tab_before(&self, from: usize, start: usize) -> Option<Diagnostic> {
        let comments = self.dialect == Dialect::ConfigV3;
        let tab = place::forbidden_tab(self.text, from, start, comments)?;
        Some(syntax::forbidden_tab(self.span(tab, tab + 1)))
    }

    /// The diagnostic for an error of the parser. What looks like a wrong indentation is often a tab.
    pub(super) fn syntax(&self, error: &granit_parser::ScanError) -> Diagnostic {
        let problem = syntax::diagnostic(error, self.text, self.id, self.cursor);
        let at = problem.label.as_ref().map_or(0, |l| l.span.start as usize);
        self.tab_before(self.untabbed, at).unwrap_or(problem)
    }

    /// An item of a block list takes its dash along.
    fn pass_dash(&mut self, start: usize) {
        let Some(Frame { kind: Kind::List(_), flow: false, .. }) = self.stack.last() else { return };
        if let Some(dash) = place::indicator(self.text, self.cursor, start, b"-") {
            self.cursor = dash + 1;
        }
    }

    pub(super) fn expects_key(&self) -> bool {
        matches!(self.stack.last(), Some(Frame { kind: Kind::Map(map), .. }) if map.key.is_none())
    }

    fn open(
        &mut self,
        kind: Kind<'a>,
        first: Option<usize>,
        flow: bool,
        anchor: usize,
        at: usize,
    ) -> Result<(), Fatal> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(too_deep(self.span(at, at)).into());
        }
        if flow {
            self.cursor = at + 1;
        }
        self.lists += usize::from(matches!(kind, Kind::List(_)));
        let count = self.budget.count();
        self.budget.read();
        self.anchors.open(anchor);
        self.stack.push(Frame { kind, start: first, end: at, flow, anchor, count, height: 0 });
        Ok(())
    }

    fn close(&mut self, end: usize) {
        let Some(frame) = self.stack.pop() else { return };
        let end = if frame.flow { end } else { frame.end };
        self.cursor = self.cursor.max(end);
        let token = self.span(frame.start.unwrap_or(end), end);
        let origin = Origin::input(token);
        let node = match frame.kind {
            Kind::List(items) => {
                self.lists -= 1;
                Node::seq(items, origin)
            }
            Kind::Map(map) => Node::map(self.close_map(map, token), origin),
        };
        let height = frame.height + 1;
        self.anchors.close(frame.anchor, &node, self.budget.count() - frame.count, height, self.lists > 0);
        self.attach(Done { node, end, height, token });
    }

    /// Puts a complete node where it belongs.
    pub(super) fn attach(&mut self, done: Done) {
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(done.node);
            return;
        };
        frame.end = done.end;
        frame.height = frame.height.max(done.height);
        match &mut frame.kind {
            Kind::List(items) => items.push(done.node),
            Kind::Map(map) => match map.key.take() {
                Some(key) => map.add(key, done),
                None => self.key_from_node(&done),
            },
        }
    }
}

/// The byte range of an event.
fn bytes(span: granit_parser::Span) -> (usize, usize) {
    span.byte_range().map_or((0, 0), |range| (range.start, range.end))
}

pub(super) fn too_deep(at: Span) -> Diagnostic {
    Diagnostic::error("yaml/too-deep", format!("lists and maps are nested more than {MAX_DEPTH} deep"))
        .at(at, "")
        .help("check the brackets or the indentation above")
}
