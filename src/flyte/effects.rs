//! What each input does for a Pod.

use crate::source::Span;
use crate::tree::FieldPath;

/// A value of an input, and what it does or why it does nothing.
#[derive(Clone, Debug)]
pub struct InputFact {
    /// The value.
    pub span: Span,
    /// Which document of its file, from 0.
    pub document: usize,
    /// Where in that document.
    pub path: FieldPath,
    /// The step that it decides in, or the reason why it does nothing.
    pub note: String,
}
