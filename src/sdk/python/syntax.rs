//! The syntax tree of one Python text: the only place that names the parser.

use ruff_python_ast::{ModModule, Stmt};
use ruff_text_size::{Ranged, TextRange};

use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span};

/// Brackets, blocks or operators nested deeper than this are no program of a person.
const DEEPEST: usize = 100;

/// More operators than this in one expression would nest the tree too deeply.
const OPERATORS: usize = 400;

/// One module: its text's id, its dotted name and its tree.
#[derive(Debug)]
pub(super) struct Module {
    /// The text.
    pub id: SourceId,
    /// Dotted name (`pipelines.train`).
    pub name: String,
    /// Whether it is the `__init__` of a package.
    pub package: bool,
    text: String,
    tree: ModModule,
}

impl Module {
    /// Parses a text. Broken Python is an error at its place.
    pub fn parse(text: &str, id: SourceId, name: &str, package: bool) -> Result<Module, Box<Diagnostic>> {
        if let Some(at) = too_deep(text) {
            let found = Diagnostic::error("python/too-deep", "this Python is nested too deeply to be read");
            return Err(Box::new(found.at(Span::new(id, at, at + 1), "nested too deeply")));
        }
        match ruff_python_parser::parse_module(text) {
            Ok(parsed) => {
                let (name, text) = (name.to_owned(), text.to_owned());
                Ok(Module { id, name, package, text, tree: parsed.into_syntax() })
            }
            Err(error) => {
                let message = format!("this is no Python 3: {}", error.error.to_string().to_lowercase());
                let found = Diagnostic::error("python/syntax", message).at(span(id, error.range()), "here");
                Err(Box::new(found.help("correct the file; Python 2 is not read")))
            }
        }
    }

    /// The statements.
    pub fn body(&self) -> &[Stmt] {
        &self.tree.body
    }

    /// The text of a part of the tree, as it is written.
    pub fn written(&self, part: &impl Ranged) -> &str {
        let range = part.range();
        self.text.get(range.start().to_usize()..range.end().to_usize()).unwrap_or("")
    }

    /// The place of a part of the tree.
    pub fn span(&self, part: &impl Ranged) -> Span {
        span(self.id, part.range())
    }
}

fn span(id: SourceId, range: TextRange) -> Span {
    Span::new(id, range.start().to_usize(), range.end().to_usize())
}

/// Where brackets, blocks or operators are nested so deeply that walking the tree could exhaust the
/// stack. Strings and comments count too: that errs on the safe side.
fn too_deep(text: &str) -> Option<usize> {
    let (mut brackets, mut operators, mut indent) = (0usize, 0usize, 0usize);
    let (mut at_start, mut word) = (true, 0usize);
    for (at, byte) in text.bytes().enumerate() {
        if at_start {
            match byte {
                b' ' | b'\t' => indent += 1,
                _ => at_start = false,
            }
        }
        match byte {
            b'(' | b'[' | b'{' => brackets += 1,
            b')' | b']' | b'}' => brackets = brackets.saturating_sub(1),
            b'\n' => {
                (at_start, indent) = (true, 0);
                if brackets == 0 {
                    operators = 0;
                }
            }
            b',' | b';' => operators = 0,
            b'+' | b'-' | b'*' | b'/' | b'%' | b'&' | b'|' | b'^' | b'~' | b'<' | b'>' | b'.' | b':' | b'@' => {
                operators += 1;
            }
            _ => {}
        }
        let ends_word = !byte.is_ascii_alphanumeric() && byte != b'_';
        if ends_word {
            let previous = text.get(at.saturating_sub(word)..at).unwrap_or("");
            operators += usize::from(matches!(previous, "not" | "lambda" | "else" | "await" | "yield" | "if"));
            word = 0;
        } else {
            word += 1;
        }
        if brackets > DEEPEST || operators > OPERATORS || indent > 8 * DEEPEST {
            return Some(at);
        }
    }
    None
}
