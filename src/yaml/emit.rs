//! Tree to YAML, as `kubectl get -o yaml` prints it, but for its line wrapping.

use std::cmp::Ordering;
use std::fmt;

use super::quote::{block_header, block_lines, spaces, write_float, write_int, write_string};
use super::style::{Style, key_style, needs_escape, style};
use crate::tree::{Entry, FieldPath, Node, Value, in_natural_order, natural_order};

/// What stands behind a leaf as a comment, if anything.
pub type Comment<'a> = &'a dyn Fn(&FieldPath, &Node) -> Option<String>;

/// Writes a value as block YAML the way kubectl prints it, with a line break at the end. `comment`
/// may put a comment behind a leaf; control characters in it become blanks.
pub fn emit_yaml(node: &Node, comment: Option<Comment<'_>>, out: &mut impl fmt::Write) -> fmt::Result {
    let mut emitter = Emitter { out, comment, path: FieldPath::default() };
    match &node.value {
        Value::Map(map) if !map.is_empty() => emitter.map(node.entries(), 0, false),
        Value::Seq(items) if !items.is_empty() => emitter.list(items, 0, false),
        _ => emitter.leaf(node, 0),
    }
}

struct Emitter<'a, W> {
    out: &'a mut W,
    comment: Option<Comment<'a>>,
    /// Where the emitter is; kept only for comments.
    path: FieldPath,
}

/// Longer keys stand behind a `?`, as readers need not look any further for a `:`.
const LONGEST_KEY: usize = 128;

impl<W: fmt::Write> Emitter<'_, W> {
    /// The entries of a map whose keys stand at column `indent`; `begun`: the first is already there.
    fn map(&mut self, entries: &[Entry], indent: usize, mut begun: bool) -> fmt::Result {
        if is_ordered(entries) {
            return entries.iter().try_for_each(|e| self.entry(e, indent, std::mem::take(&mut begun)));
        }
        in_natural_order(entries).into_iter().try_for_each(|e| self.entry(e, indent, std::mem::take(&mut begun)))
    }

    fn entry(&mut self, entry: &Entry, indent: usize, begun: bool) -> fmt::Result {
        if self.comment.is_some() {
            self.path.push_key(entry.key.clone());
        }
        if !begun {
            spaces(indent, self.out)?;
        }
        let key = entry.key.as_str();
        if key.len() > LONGEST_KEY || key.contains('\n') {
            self.out.write_str("? ")?;
            write_string(key, key_style(key), self.out)?;
            self.out.write_char('\n')?;
            spaces(indent, self.out)?;
            self.out.write_str(": ")?;
            self.nested(&entry.node, indent)?;
        } else {
            write_string(key, key_style(key), self.out)?;
            self.out.write_char(':')?;
            self.value(&entry.node, indent)?;
        }
        if self.comment.is_some() {
            self.path.pop();
        }
        Ok(())
    }

    /// A value behind the `:` of a key at column `indent`.
    fn value(&mut self, node: &Node, indent: usize) -> fmt::Result {
        match &node.value {
            Value::Map(map) if !map.is_empty() => {
                self.out.write_char('\n')?;
                self.map(map.entries(), indent + 2, false)
            }
            Value::Seq(items) if !items.is_empty() => {
                self.out.write_char('\n')?;
                self.list(items, indent, false)
            }
            _ => {
                self.out.write_char(' ')?;
                self.leaf(node, indent)
            }
        }
    }

    /// A value right behind the `- ` or `: ` that stands at column `indent`.
    fn nested(&mut self, node: &Node, indent: usize) -> fmt::Result {
        match &node.value {
            Value::Map(map) if !map.is_empty() => self.map(map.entries(), indent + 2, true),
            Value::Seq(items) if !items.is_empty() => self.list(items, indent + 2, true),
            _ => self.leaf(node, indent),
        }
    }

    /// The items of a list whose dashes stand at column `indent`; `begun`: the first is already there.
    fn list(&mut self, items: &[Node], indent: usize, begun: bool) -> fmt::Result {
        for (i, item) in items.iter().enumerate() {
            if self.comment.is_some() {
                self.path.push_index(i);
            }
            if i > 0 || !begun {
                spaces(indent, self.out)?;
            }
            self.out.write_str("- ")?;
            self.nested(item, indent)?;
            if self.comment.is_some() {
                self.path.pop();
            }
        }
        Ok(())
    }

    /// A leaf, its comment and the end of its line.
    fn leaf(&mut self, node: &Node, indent: usize) -> fmt::Result {
        match &node.value {
            Value::Null => self.out.write_str("null")?,
            Value::Bool(true) => self.out.write_str("true")?,
            Value::Bool(false) => self.out.write_str("false")?,
            Value::Int(n) => write_int(*n, self.out)?,
            Value::Float(f) => write_float(*f, self.out)?,
            Value::Seq(_) => self.out.write_str("[]")?,
            Value::Map(_) => self.out.write_str("{}")?,
            Value::Str(text) => {
                let style = style(text);
                if style == Style::Literal {
                    block_header(text, self.out)?;
                    self.comment(node)?;
                    return block_lines(text, indent + 2, self.out);
                }
                write_string(text, style, self.out)?;
            }
        }
        self.comment(node)
    }

    /// The comment of a leaf, if it has one, and the end of the line.
    fn comment(&mut self, node: &Node) -> fmt::Result {
        if let Some(text) = self.comment.and_then(|comment| comment(&self.path, node)) {
            self.out.write_str(" # ")?;
            for c in text.chars() {
                self.out.write_char(if c == '\n' || needs_escape(c) && (c as u32) < 0x10000 { ' ' } else { c })?;
            }
        }
        self.out.write_char('\n')
    }
}

/// Whether the keys already stand in the order in which they are printed.
pub(super) fn is_ordered(entries: &[Entry]) -> bool {
    entries.windows(2).all(|pair| match pair {
        [a, b] => follows(&a.key, &b.key),
        _ => true,
    })
}

/// Whether `b` comes behind `a`; decided on the first letters that differ, if they are letters.
fn follows(a: &str, b: &str) -> bool {
    let differ = a.bytes().zip(b.bytes()).find(|(x, y)| x != y);
    match differ {
        None => a.len() <= b.len(),
        Some((x, y)) if x.is_ascii_alphabetic() && y.is_ascii_alphabetic() => x < y,
        Some(_) => natural_order(a, b) != Ordering::Greater,
    }
}
