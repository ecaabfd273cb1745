//! Syntax errors: the parser's findings in words that say what to do.

use granit_parser::{ErrorKind, ScanError};

use super::limits::MAX_DEPTH;
use super::place::indicator;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span};

/// The diagnostic for an error of the parser; `from` is the end of the last token before it.
pub(super) fn diagnostic(error: &ScanError, text: &str, id: SourceId, from: usize) -> Diagnostic {
    let marker = error.marker();
    let from_index = || text.char_indices().nth(marker.index()).map_or(text.len(), |(at, _)| at);
    let mut at = marker.byte_offset().unwrap_or_else(from_index).min(text.len());
    match error.kind() {
        // The parser names the scalar; the tab is what must go.
        ErrorKind::TabInPlainScalar => at += text.get(at..).and_then(|rest| rest.find('\t')).unwrap_or(0),
        // The parser names the line where it gave up; the quote that opens is what to look at.
        kind if explain(kind) == Some(UNCLOSED) => at = indicator(text, from, at, b"\"'").unwrap_or(at),
        _ => {}
    }
    let next = text.get(at..).and_then(|rest| rest.chars().next());
    let span = Span::new(id, at, at + next.map_or(0, char::len_utf8));
    let problem = |code, message: String, help: &str| Diagnostic::error(code, message).at(span, "").help(help);
    if let ErrorKind::RecursionLimitExceeded = error.kind() {
        let message = format!("lists and maps are nested more than {MAX_DEPTH} deep");
        return problem("yaml/too-deep", message, "check the brackets or the indentation above");
    }
    if let ErrorKind::UnexpectedCharacter { character } = error.kind() {
        let (message, help) = unexpected(*character);
        return problem("yaml/syntax", message, help);
    }
    match explain(error.kind()) {
        Some((message, help)) => problem("yaml/syntax", message.to_owned(), help),
        None => problem("yaml/syntax", error.kind().to_string(), "check the syntax of this line and the one above"),
    }
}

/// A tab that only readers of the Go kind refuse.
pub(super) fn forbidden_tab(at: Span) -> Diagnostic {
    let (message, help) = TAB;
    Diagnostic::error("yaml/syntax", message).at(at, "").help(help)
}

/// A character that cannot stand where it stands.
fn unexpected(character: char) -> (String, &'static str) {
    match character {
        '\0' => ("a NUL byte is no text".to_owned(), "is this a binary file, or one in UTF-16? save it as UTF-8 text"),
        c if c.is_control() => (
            format!("the control character U+{:04X} is not allowed", c as u32),
            "remove it, or write it as an escape in double quotes",
        ),
        '@' | '`' | '%' => (format!("text cannot begin with `{character}`"), "put the text in quotes"),
        c => (format!("`{c}` is not allowed here"), "put the text in quotes if it is meant as text"),
    }
}

const TAB: (&str, &str) = ("a tab cannot indent, nor stand on a line of its own", "use spaces");
const UNCLOSED: (&str, &str) =
    ("a quoted text is not closed", "close the quotes; text over several lines must be indented");
const BRACKETS: (&str, &str) = ("the brackets do not match", "close each `[` with `]` and each `{` with `}`");
const ESCAPE: (&str, &str) = (
    "an unknown escape in double quotes",
    "write a backslash as `\\\\`, or use single quotes, in which nothing is escaped",
);
const ANOTHER_COLON: (&str, &str) =
    ("a `: ` cannot stand here", "put the text in quotes, or check the indentation of this line and the one above");
const NO_KEY: (&str, &str) = ("a key was expected here", "check the indentation: keys of one map begin in one column");
const NO_COLON: (&str, &str) = ("a `:` is missing behind the key", "write `key: value`, or `- item`");
const TRAILING: (&str, &str) =
    ("text follows the closing quote", "put the whole text in quotes, or write a space before `#`");
const TAG: (&str, &str) = ("a tag cannot be read", "put the text in quotes if the `!` belongs to it");
const DIRECTIVE: (&str, &str) = ("a line that begins with `%` cannot be read", "remove the line");

/// Message and help for what people get wrong.
fn explain(kind: &ErrorKind) -> Option<(&'static str, &'static str)> {
    use ErrorKind as E;
    Some(match kind {
        E::TabNotAllowed | E::TabInBlockIndentation | E::TabInIndentation | E::TabAtBlockScalarStart => TAB,
        E::TabInPlainScalar => TAB,
        E::UnclosedQuotedScalar | E::InvalidQuotedScalarIndent | E::DocumentIndicatorInQuotedScalar => UNCLOSED,
        E::MisplacedFlowCollectionEnd | E::MismatchedFlowCollectionEnd { .. } => BRACKETS,
        E::UnclosedFlowCollection { .. } | E::UnexpectedEofFlowSequence | E::UnexpectedEofFlowMapping => {
            ("a bracket is not closed", "close it with `]` or `}`")
        }
        E::ExpectedFlowMappingSeparator | E::ExpectedFlowSequenceSeparator => {
            ("a `,` or the closing bracket is missing", "separate items with `,`; put text with commas in quotes")
        }
        E::UnknownQuotedScalarEscape | E::InvalidQuotedScalarHexEscape | E::InvalidUnicodeEscape => ESCAPE,
        E::InvalidLowSurrogate | E::MissingLowSurrogate | E::UnpairedLowSurrogate => ESCAPE,
        E::MappingValueNotAllowed | E::InvalidColonPlacement => ANOTHER_COLON,
        E::ExpectedBlockMappingKey | E::InvalidIndentation => NO_KEY,
        E::SimpleKeyExpected | E::InvalidSimpleKey => NO_COLON,
        E::InvalidTrailingDoubleQuotedScalar | E::InvalidTrailingSingleQuotedScalar => TRAILING,
        E::CommentNotSeparated => ("a `#` follows without a space", "write a space before `#`, or use quotes"),
        E::UndeclaredTagHandle | E::InvalidTagTerminator | E::MissingTagUri | E::InvalidTagEscape => TAG,
        E::UnclosedVerbatimTag | E::InvalidGlobalTagCharacter => TAG,
        E::ExpectedBlockSequenceEntry => {
            ("a `-` was expected here", "check the indentation: items of one list begin in one column")
        }
        E::UnexpectedEofImplicitFlowMapping => ("an item is missing before this", "remove one of two `,`"),
        E::BlockSequenceEntryNotAllowed | E::BlockEntryInFlowCollection => {
            ("a list item cannot stand here", "begin the list on a line of its own, its items in one column")
        }
        E::MappingKeyNotAllowed => ("a key cannot stand here", "begin the map on a line of its own"),
        E::InvalidBlockScalarHeader => ("text follows the `|` or `>`", "begin the text on the next line, indented"),
        E::InvalidBlockScalarIndent => {
            ("a line of the text is indented wrongly", "indent all lines at least as the first one")
        }
        E::BomInsideDocument => ("a byte order mark in the middle of the text", "remove it (U+FEFF)"),
        E::DirectiveDisallowed => ("kubectl reads no lines that begin with `%`", "remove the line"),
        E::InvalidDirectiveName | E::MissingDirectiveName | E::MissingDocumentEndBeforeDirective => DIRECTIVE,
        E::ExpectedDocumentStart => {
            ("more follows behind the end of the document", "check the indentation, or begin a new document with `---`")
        }
        E::CommentInterceptedScalar => {
            ("a text goes on behind a comment", "put the text in quotes, or remove the comment within it")
        }
        E::MissingAnchorOrAliasName => {
            ("a `&` or `*` names nothing", "put the text in quotes if it begins with this character")
        }
        E::DuplicateVersionDirective | E::UnsupportedYamlMajorVersion | E::DuplicateTagDirective => DIRECTIVE,
        E::ExpectedNodeContent | E::UnexpectedEndOfPlainScalar => {
            ("a value was expected here", "write one, or put the text in quotes")
        }
        E::InvalidMappingValueWhitespace | E::FlowMappingValueAdjacentCollection | E::ExpectedWhitespace => {
            ("a space is missing here", "write a space behind `:` and `,`")
        }
        E::PlainScalarStartsWithDashFlowIndicator => ("a `-` cannot stand alone in brackets", "put it in quotes"),
        E::InvalidBlockEntryWhitespace => ("a `-` is followed by no space", "write `- item`"),
        E::InvalidFlowScalarIndent => {
            ("the text in brackets is not indented", "indent it deeper than the key it belongs to")
        }
        _ => return None,
    })
}

/// kubectl cuts a text at lines that begin with `---`, before it reads anything, and refuses such
/// a line if more follows on it.
pub(super) fn separators(text: &str, id: SourceId) -> Vec<Diagnostic> {
    let starts = text.match_indices("---").map(|(at, _)| at);
    let at_line = |at: &usize| *at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n');
    starts
        .filter(at_line)
        .filter_map(|at| {
            let line = text.get(at..)?.lines().next()?;
            let rest = line.get(3..)?.trim();
            let fine = rest.is_empty() || rest.starts_with('#');
            let message = "kubectl takes this line for the end of a document, and more follows on it";
            let problem = Diagnostic::error("yaml/separator", message).at(Span::new(id, at, at + line.len()), "");
            (!fine).then(|| problem.help("begin the document on the next line"))
        })
        .collect()
}
