//! Text to tree: the documents of a text, one after the other.
//!
//! Syntax is the parser's; what it means (types, keys, merges, duplicates, positions) is ours,
//! since every reader that Flyte and Kubernetes use means something else by the same text.

use granit_parser::{Event, Parser, StrInput};

use super::build::{Builder, Fatal};
use super::{json, limits, syntax};
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Sources, Span};
use crate::tree::Node;

/// How plain scalars, keys, merge keys and duplicates are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// As kubectl reads manifests (Go's yaml.v2 through JSON): YAML 1.1 booleans, last duplicate wins.
    Kubectl,
    /// As Flyte's older configuration readers do (yaml.v2 into Go maps).
    ConfigV2,
    /// As Flyte's newer configuration readers do (yaml.v3): YAML 1.2 booleans, dates, duplicates are errors.
    ConfigV3,
    /// YAML 1.2 core: everything of podtpl's own.
    Core,
}

impl Dialect {
    /// Whether it reads Flyte's configuration, of which only the first document counts.
    pub(super) fn is_config(self) -> bool {
        matches!(self, Dialect::ConfigV2 | Dialect::ConfigV3)
    }

    /// Whether a key may be given twice; the last one then counts.
    pub(super) fn allows_duplicates(self) -> bool {
        matches!(self, Dialect::Kubectl | Dialect::ConfigV2)
    }
}

/// One document of a text.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its root; null for an empty document.
    pub root: Node,
    /// Plain scalars that this dialect takes for dates ([`Dialect::ConfigV3`] only); they are strings in the tree.
    pub dates: Vec<Span>,
    /// Keys that are given again in one map, each with the first of them before it. Only in dialects where that
    /// is allowed ([`Dialect::Kubectl`], [`Dialect::ConfigV2`]); the last value counts.
    pub duplicates: Vec<(Span, Span)>,
}

/// Reads all documents of a text. A text that is JSON is read as JSON, with the same positions.
///
/// All that is wrong is reported at once. In the dialects of the configuration only the first
/// document counts: what is wrong behind it is no error, and reading ends there. A text without
/// any document (empty, only comments) gives none.
pub fn parse(sources: &Sources, id: SourceId, dialect: Dialect) -> Result<Vec<Document>, Vec<Diagnostic>> {
    let text = sources.text(id);
    if text.len() > limits::MAX_BYTES {
        let message = format!("the text has {} MiB; at most 64 are read", text.len() >> 20);
        let help = "split the file, or give only the part that matters";
        return Err(vec![Diagnostic::error("yaml/too-large", message).at(Span::new(id, 0, 0), "").help(help)]);
    }
    if let Some(result) = json::parse(sources, id, dialect) {
        return result;
    }
    let mut stream = Stream::new(sources, id, dialect);
    stream.run();
    let Stream { mut diagnostics, documents, .. } = stream;
    if diagnostics.is_empty() {
        return Ok(documents);
    }
    diagnostics.sort_by_key(|d| d.label.as_ref().map(|l| l.span.start));
    Err(diagnostics)
}

/// Whether a text is read as JSON.
pub fn is_json(sources: &Sources, id: SourceId, dialect: Dialect) -> bool {
    json::parse(sources, id, dialect).is_some()
}

/// The documents of one text, while they are read.
struct Stream<'a> {
    dialect: Dialect,
    parser: Parser<'a, StrInput<'a>>,
    builder: Builder<'a>,
    documents: Vec<Document>,
    diagnostics: Vec<Diagnostic>,
    /// Documents begun so far.
    started: usize,
    done: bool,
    /// kubectl reads nothing between a `...` and the next `---`.
    skipping: bool,
}

impl<'a> Stream<'a> {
    fn new(sources: &'a Sources, id: SourceId, dialect: Dialect) -> Self {
        let options = granit_parser::options! {
            emit_comments: false,
            emit_unresolved_aliases: true,
            disallow_directives: dialect == Dialect::Kubectl,
        };
        let text = sources.text(id);
        let diagnostics = match dialect {
            Dialect::Kubectl => syntax::separators(text, id),
            _ => Vec::new(),
        };
        Stream {
            dialect,
            parser: Parser::new_from_str_with_options(text, options),
            builder: Builder::new(sources, id, dialect),
            documents: Vec::new(),
            diagnostics,
            started: 0,
            done: false,
            skipping: false,
        }
    }

    fn run(&mut self) {
        while !self.done {
            let Some(next) = self.parser.next_event() else { return };
            let problem = match next {
                Ok((event, span)) => self.event(event, span),
                Err(error) => Err(self.builder.syntax(&error).into()),
            };
            let Err(problem) = problem else { continue };
            let mut problems = self.builder.give_up();
            problems.push(*problem);
            self.report(problems);
            self.done |= !self.next_document();
        }
    }

    /// Notes what is wrong with a document, unless it lies where nobody reads.
    fn report(&mut self, problems: Vec<Diagnostic>) {
        let unread = self.skipping || self.dialect.is_config() && self.started > 1;
        if !unread {
            self.diagnostics.extend(problems);
        }
        // Nothing counts behind the first document of a configuration.
        self.done |= self.dialect.is_config();
    }

    /// Goes on behind a document that cannot be read.
    fn next_document(&mut self) -> bool {
        self.parser.proceed_next_document().unwrap_or_else(|error| {
            self.report(vec![self.builder.syntax(&error)]);
            false
        })
    }

    fn event(&mut self, event: Event<'a>, span: granit_parser::Span) -> Result<(), Fatal> {
        match event {
            Event::DocumentStart(explicit, version) => {
                self.started += 1;
                self.skipping = self.dialect == Dialect::Kubectl && !explicit && self.started > 1;
                self.builder.start(explicit.then_some(span), version)
            }
            Event::DocumentEnd => {
                let end = span.start.byte_offset().unwrap_or(0);
                self.builder.refuse_tabs(end, end)?;
                let (document, problems) = self.builder.finish();
                if !problems.is_empty() {
                    self.report(problems);
                } else if !self.skipping {
                    self.documents.push(document);
                }
                Ok(())
            }
            Event::StreamStart | Event::StreamEnd => Ok(()),
            other => self.builder.event(other, span),
        }
    }
}
