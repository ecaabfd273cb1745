//! [`Places`]: where the values of an edited text stood in the text as the user has it.

use super::write::Rewritten;
use crate::source::{SourceId, Span, Splice, in_order};

/// An edited text's places.
#[derive(Clone, Debug)]
pub(super) enum Places {
    /// Of a document that was written anew.
    Tree(Rewritten),
    /// Of a text that was changed in a few places.
    Text(Spliced),
}

impl Places {
    /// Where a value of the edited text stood in the user's.
    pub fn before(&self, span: Span) -> Option<Span> {
        match self {
            Places::Tree(text) => text.before(span),
            Places::Text(text) => text.before(span),
        }
    }

    /// Whether a place is, or lies in, the new value.
    pub fn is_added(&self, span: Span) -> bool {
        match self {
            Places::Tree(text) => text.is_added(span),
            Places::Text(text) => text.is_added(span),
        }
    }

    /// Whether the new value lies in a place, or the other way round.
    pub fn touches_added(&self, span: Span) -> bool {
        match self {
            Places::Tree(text) => text.touches_added(span),
            Places::Text(text) => text.is_added(span),
        }
    }
}

/// A text with changes.
#[derive(Clone, Debug)]
pub(super) struct Spliced {
    id: SourceId,
    /// Of each change start and end in the new text, and in the old one.
    parts: Vec<[u32; 4]>,
    added: Vec<(u32, u32)>,
}

impl Spliced {
    /// The places of a text with these changes.
    pub fn new(id: SourceId, splices: &[Splice]) -> Spliced {
        let (mut parts, mut added, mut shift) = (Vec::new(), Vec::new(), 0_i64);
        let clip = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
        for splice in in_order(id, splices) {
            let (start, end) = (i64::from(splice.span.start), i64::from(splice.span.end));
            let (from, length) = (start + shift, splice.text.len() as i64);
            parts.push([clip(from), clip(from + length), splice.span.start, splice.span.end]);
            added.extend(splice.value.map(|(a, b)| (clip(from + a as i64), clip(from + b as i64))));
            shift += length - (end - start);
        }
        Spliced { id, parts, added }
    }

    fn before(&self, span: Span) -> Option<Span> {
        let is_new = |[start, end, ..]: &[u32; 4]| *start <= span.start && span.end <= *end && start < end;
        if self.parts.iter().any(is_new) {
            return None;
        }
        let old = |at: u32| {
            let last = self.parts.iter().rev().find(|[start, ..]| *start <= at);
            match last {
                Some([start, _, old, _]) if *start == at => Some(*old),
                Some([_, end, ..]) if at < *end => None,
                Some([_, end, _, old]) => Some(at - end + old),
                None => Some(at),
            }
        };
        Some(Span { source: self.id, start: old(span.start)?, end: old(span.end)? })
    }

    fn is_added(&self, span: Span) -> bool {
        self.added.iter().any(|(start, end)| *start <= span.start && span.end <= *end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::spliced;

    #[test]
    fn places_of_a_changed_text() {
        let (old, id) = ("f(a=1, b=22)", SourceId(0));
        let splice = |start, end, text: &str, value| Splice {
            span: Span::new(id, start, end),
            text: text.to_owned(),
            value,
            key: String::new(),
        };
        let splices = [splice(9, 11, "333", Some((0, 3))), splice(2, 2, "c=0, ", Some((2, 3)))];
        let new = spliced(old, id, &splices);
        assert_eq!(new, "f(c=0, a=1, b=333)");
        let places = Spliced::new(id, &splices);
        let before = |text: &str| {
            let start = new.find(text).unwrap();
            places
                .before(Span::new(SourceId(1), start, start + text.len()))
                .map(|s| &old[s.start as usize..s.end as usize])
        };
        for (text, want) in [("a=1", Some("a=1")), ("333", None), ("0", None), ("b", Some("b")), (")", Some(")"))] {
            assert_eq!(before(text), want, "{text}");
        }
        assert_eq!(before(&new), Some(old));
        assert!(places.is_added(Span::new(SourceId(1), 4, 5)) && !places.is_added(Span::new(SourceId(1), 9, 10)));
    }
}
