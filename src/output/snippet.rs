//! Diagnostics to text: the message, `file:line:column`, the source line with a caret, what to do
//! and what Flyte itself says. The only importer of the snippet renderer.

use std::fmt;

use miette::{
    Diagnostic as Rendered, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    Severity, SourceCode, SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};

use super::excerpt::{Excerpt, clean};
use super::mask;
use crate::diagnostic::{Diagnostic, Label, Level};
use crate::source::Sources;

/// What the reader's terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Colours.
    pub color: bool,
    /// Lines and arrows beyond ASCII.
    pub unicode: bool,
    /// Columns to wrap at; none: lines are not wrapped.
    pub width: Option<usize>,
}

/// Source lines longer than this are cut where no width is known.
const WIDEST: usize = 160;

/// Messages longer than this may repeat a whole input.
const LONG: usize = 300;

/// The narrowest width that is respected.
const NARROWEST: usize = 40;

/// Writes one diagnostic, with an empty line behind it.
pub fn write(diagnostic: &Diagnostic, sources: &Sources, look: Look, out: &mut impl fmt::Write) -> fmt::Result {
    let report = Report::new(diagnostic, sources, look);
    let mut text = String::new();
    handler(look).render_report(&mut text, &report)?;
    // the renderer leaves a line empty below the name of the problem
    out.write_str(&text.replacen("\n\n", "\n", 1))?;
    if let Some(flyte) = &diagnostic.flyte {
        let text = shortened(&report.safe(flyte), look);
        write_indented("  Flyte: ", &text, look, out)?;
    }
    out.write_char('\n')
}

/// The renderer for a terminal.
fn handler(look: Look) -> GraphicalReportHandler {
    let characters = if look.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    let styles = if look.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_links(false)
        .with_context_lines(0)
        .without_syntax_highlighting()
        .with_break_words(false);
    match look.width {
        Some(width) => handler.with_width(width.max(NARROWEST)),
        None => handler.with_wrap_lines(false),
    }
}

/// Flyte's message without the dump of a whole pod spec, where somebody reads it on a terminal.
fn shortened(text: &str, look: Look) -> String {
    let dump = text.find("[fields:").zip(text.rfind("], Err:"));
    match dump.filter(|(start, end)| look.width.is_some() && *end > *start + LONG) {
        Some((start, end)) => {
            let (head, tail) = (text.get(..start).unwrap_or(""), text.get(end..).unwrap_or(""));
            format!("{head}[fields:...{tail}")
        }
        None => text.to_owned(),
    }
}

/// Writes text behind a heading, wrapped at the width, its further lines below its first.
fn write_indented(heading: &str, text: &str, look: Look, out: &mut impl fmt::Write) -> fmt::Result {
    let room = look.width.map_or(usize::MAX, |w| w.max(NARROWEST) - 2 - heading.len());
    let indent = " ".repeat(heading.len());
    let mut lead = heading;
    // Go's messages hold empty lines, which would tear this one apart
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let mut row = String::new();
        for word in line.split(' ') {
            if !row.is_empty() && row.chars().count() + 1 + word.chars().count() > room {
                writeln!(out, "{lead}{row}")?;
                row.clear();
                lead = &indent;
            }
            if !row.is_empty() {
                row.push(' ');
            }
            row.push_str(word);
        }
        writeln!(out, "{lead}{row}")?;
        lead = &indent;
    }
    Ok(())
}

/// A diagnostic with the lines that it shows.
#[derive(Debug)]
struct Report<'a> {
    diagnostic: &'a Diagnostic,
    lines: Lines,
    labels: Vec<LabeledSpan>,
    secrets: Vec<String>,
}

impl<'a> Report<'a> {
    fn new(diagnostic: &'a Diagnostic, sources: &Sources, look: Look) -> Self {
        let room = look.width.map_or(WIDEST, |w| w.max(NARROWEST) - 12);
        let shown: Vec<&Label> = diagnostic.label.iter().chain(&diagnostic.related).collect();
        let mut report = Report { diagnostic, lines: Lines::default(), labels: Vec::new(), secrets: Vec::new() };
        for label in &shown {
            report.secrets.extend(mask::secrets_at(sources, label.span));
        }
        if diagnostic.message.len().max(diagnostic.flyte.as_ref().map_or(0, String::len)) > LONG {
            report.secrets.extend(mask::all_secrets(sources));
        }
        for (i, label) in shown.into_iter().enumerate() {
            let excerpt = Excerpt::new(sources, label.span, room, look.unicode, false);
            let (start, len) = report.lines.add(excerpt);
            let text = Some(report.safe(&label.text)).filter(|t| !t.is_empty());
            report.labels.push(match i {
                0 => LabeledSpan::new_primary_with_span(text, (start, len)),
                _ => LabeledSpan::new_with_span(text, (start, len)),
            });
        }
        report
    }

    /// Text that may be shown: without control characters, secrets masked.
    fn safe(&self, text: &str) -> String {
        mask::mask_in(&clean(text), &self.secrets)
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.safe(&self.diagnostic.message))
    }
}

impl std::error::Error for Report<'_> {}

impl Rendered for Report<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        Some(Box::new(format!("{}[{}]", word(self.diagnostic.level), self.diagnostic.code)))
    }

    fn severity(&self) -> Option<Severity> {
        Some(match self.diagnostic.level {
            Level::Note => Severity::Advice,
            Level::Warning => Severity::Warning,
            Level::Error => Severity::Error,
        })
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        let help = self.diagnostic.help.as_ref()?;
        Some(Box::new(self.safe(help)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        if self.labels.is_empty() { None } else { Some(&self.lines) }
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// The level as a word.
pub fn word(level: Level) -> &'static str {
    match level {
        Level::Note => "note",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}

/// The lines that one diagnostic shows, from any files, one behind the other in one text: so a
/// report can show several files, and nothing outside these lines can be shown.
#[derive(Debug, Default)]
struct Lines {
    excerpts: Vec<(usize, Excerpt)>,
    end: usize,
}

impl Lines {
    /// Adds a line (once), and says where its highlight stands in the text of all lines.
    fn add(&mut self, excerpt: Excerpt) -> (usize, usize) {
        let (start, len) = (excerpt.highlight.start, excerpt.highlight.len());
        let known = self.excerpts.iter().find(|(_, e)| {
            e.name == excerpt.name && e.at.line == excerpt.at.line && e.text == excerpt.text && e.highlight.end <= start
        });
        if let Some((offset, _)) = known {
            return (offset + start, len);
        }
        let offset = self.end;
        self.end += excerpt.text.len() + 1;
        self.excerpts.push((offset, excerpt));
        (offset + start, len)
    }
}

impl SourceCode for Lines {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let inside =
            |offset: usize, e: &Excerpt| offset <= span.offset() && span.offset() + span.len() <= offset + e.text.len();
        let (offset, e) = self.excerpts.iter().find(|(o, e)| inside(*o, e)).ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(MietteSpanContents::new_named(
            e.name.clone(),
            e.text.as_bytes(),
            (*offset, e.text.len()).into(),
            e.at.line - 1,
            e.at.column - 1,
            1,
        )))
    }
}
