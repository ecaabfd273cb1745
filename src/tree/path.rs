//! [`FieldPath`]: the way to a field.

use std::fmt;

use super::Text;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Segment {
    /// A key of a map.
    Key(Text),
    /// An index of a list, from 0.
    Index(usize),
}

/// A path from the root of a document to a field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FieldPath {
    segments: Vec<Segment>,
}

impl FieldPath {
    /// The steps.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// A path of these steps.
    pub fn new(segments: Vec<Segment>) -> Self {
        FieldPath { segments }
    }

    /// Whether this path leads to a value below (or at) `above`.
    pub fn is_below(&self, above: &FieldPath) -> bool {
        self.segments.starts_with(&above.segments)
    }

    /// Goes down to a key.
    pub fn push_key(&mut self, key: Text) {
        self.segments.push(Segment::Key(key));
    }

    /// Goes down to an index.
    pub fn push_index(&mut self, index: usize) {
        self.segments.push(Segment::Index(index));
    }

    /// Goes up one step.
    pub fn pop(&mut self) {
        self.segments.pop();
    }

    /// The path as a JSON pointer (RFC 6901).
    pub fn pointer(&self) -> String {
        use fmt::Write;
        let mut out = String::new();
        for segment in &self.segments {
            out.push('/');
            match segment {
                Segment::Index(i) => {
                    let _ = write!(out, "{i}");
                }
                Segment::Key(key) => {
                    for c in key.chars() {
                        match c {
                            '~' => out.push_str("~0"),
                            '/' => out.push_str("~1"),
                            c => out.push(c),
                        }
                    }
                }
            }
        }
        out
    }
}

impl fmt::Display for FieldPath {
    /// `spec.containers[0].env`; a key with other characters than letters, digits, `-` and `_`
    /// stands as `['key']`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, segment) in self.segments.iter().enumerate() {
            match segment {
                Segment::Index(n) => write!(f, "[{n}]")?,
                Segment::Key(key) => {
                    let plain =
                        !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
                    match (plain, i) {
                        (true, 0) => write!(f, "{key}")?,
                        (true, _) => write!(f, ".{key}")?,
                        (false, _) => write!(f, "['{}']", key.replace('\'', "\\'"))?,
                    }
                }
            }
        }
        Ok(())
    }
}
