//! Origins to text: behind each leaf as a comment, as one annotation, or as JSON beside the Pod.

mod document;

use std::fmt::Write;

pub(super) use document::write_origin;
pub use document::{Known, Places, document};

use crate::source::{Sources, Span};
use crate::tree::{Node, Origin};

/// Name of the annotation that holds the origins.
pub const ANNOTATION: &str = "podtpl/origins";

/// An origin in a few words: `file:line:column`, `flyte: step`, `derived: rule (origin, ...)`.
pub fn in_words(origin: &Origin, sources: &Sources) -> String {
    let mut out = String::new();
    write_words(origin, sources, &mut out);
    out
}

fn write_words(origin: &Origin, sources: &Sources, out: &mut String) {
    match origin {
        Origin::File { span, .. } => write_place(*span, sources, out),
        Origin::Alias(alias) => write_place(alias.span, sources, out),
        Origin::Flag(flag) => {
            out.push_str("flag: ");
            out.push_str(&flag.flag);
            if let Some(span) = flag.span {
                out.push_str(" (");
                write_place(span, sources, out);
                out.push(')');
            }
        }
        Origin::Builtin(builtin) => out.extend(["builtin: ", builtin.key]),
        Origin::Flyte(made) => out.extend(["flyte: ", made.step]),
        Origin::Sdk(made) => out.extend(["sdk: ", made.step]),
        Origin::Derived(derived) => {
            out.extend(["derived: ", derived.rule.name(), " ("]);
            for (i, from) in derived.from.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                write_words(from, sources, out);
            }
            out.push(')');
        }
    }
}

fn write_place(span: Span, sources: &Sources, out: &mut String) {
    let at = sources.line_column(span);
    let _ = write!(out, "{}:{}:{}", sources.name(span.source), at.line, at.column);
}

/// The text of the annotation: a line for each leaf, JSON pointer, tab, origin.
pub fn annotation(pod: &Node, sources: &Sources) -> String {
    let mut out = String::new();
    pod.for_each_leaf(&mut |path, leaf| {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&path.pointer());
        out.push('\t');
        write_words(&leaf.origin, sources, &mut out);
    });
    out
}
