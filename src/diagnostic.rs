//! [`Diagnostic`]: what is wrong, where, and what to do. Plain data; `output` renders it.

use crate::source::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Something worth knowing.
    Note,
    /// Accepted, but probably not what was meant.
    Warning,
    /// There is no result.
    Error,
}

/// A place with a few words about it (which may be empty).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there; lower case.
    pub text: String,
}

/// One finding about the inputs or the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub level: Level,
    /// Its name, `room/what` in kebab case (`config/unknown-key`).
    pub code: &'static str,
    /// What is wrong: lower case, values in backticks, no full stop.
    pub message: String,
    /// Where; absent for what has no place in a text (a missing file).
    pub label: Option<Label>,
    /// Other places that belong to it.
    pub related: Vec<Label>,
    /// What to do next.
    pub help: Option<String>,
    /// Flyte's own message, word for word, where Flyte refuses.
    pub flyte: Option<String>,
}

impl Diagnostic {
    /// A finding without a place yet.
    pub fn new(level: Level, code: &'static str, message: impl Into<String>) -> Self {
        Diagnostic { level, code, message: message.into(), label: None, related: Vec::new(), help: None, flyte: None }
    }

    /// An error.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Level::Error, code, message)
    }

    /// A warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Level::Warning, code, message)
    }

    /// A note.
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Level::Note, code, message)
    }

    /// Puts it at a place.
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.label = Some(Label { span, text: text.into() });
        self
    }

    /// Puts it at a place, if there is one.
    pub fn maybe_at(self, span: Option<Span>, text: impl Into<String>) -> Self {
        match span {
            Some(span) => self.at(span, text),
            None => self,
        }
    }

    /// Adds another place.
    pub fn with(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Quotes Flyte.
    pub fn flyte(mut self, message: impl Into<String>) -> Self {
        self.flyte = Some(message.into());
        self
    }
}

/// The candidate nearest to `word`, if any is near enough to be what was meant.
///
/// Distance is Levenshtein's with swapped neighbours counting one, ignoring case, `-` and `_`.
pub fn suggest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let fold =
        |s: &str| -> Vec<char> { s.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect() };
    let wanted = fold(word);
    let limit = (wanted.len() / 3).clamp(1, 4);
    candidates
        .into_iter()
        .filter(|c| *c != word)
        .map(|c| (distance(&wanted, &fold(c)), c))
        .filter(|(d, _)| *d <= limit)
        .min_by_key(|(d, c)| (*d, c.len()))
        .map(|(_, c)| c)
}

/// Edit distance with insertions, deletions, replacements and swaps of neighbours.
#[allow(clippy::indexing_slicing, reason = "the table is made of these sizes")]
fn distance(a: &[char], b: &[char]) -> usize {
    if a.len().abs_diff(b.len()) > 4 || a.len() > 100 || b.len() > 100 {
        return usize::MAX;
    }
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}
