//! The look-up of the runtime template in words.

use super::{INDENT, Pen};
use crate::explain::lookup::{Found, Lookup, NamedBy, Try};
use crate::output::explain::words;
use crate::output::paint::{Table, Tone, cell};
use crate::source::Span;
use crate::tree::{Node, Origin};

impl Pen<'_> {
    /// Writes where the template was looked for, and what there is else.
    pub(super) fn lookup(self, lookup: &Lookup, out: &mut String) {
        let place = |origin: &Origin| words::place(origin, self.telling.places);
        let at = |span: Option<Span>| match span {
            Some(span) => format!(", at {}", self.telling.places.sources.place(span)),
            None => String::new(),
        };
        let mut rows: Vec<(&str, String)> = Vec::new();
        if let Some(name) = &lookup.name {
            let by = match lookup.named_by {
                NamedBy::Task => "the task names it",
                NamedBy::Default | NamedBy::Nobody => "default-pod-template-name; the task names none",
            };
            rows.push(("name", format!("`{}` at {}: {by}", text(name), place(&name.origin))));
        }
        if let Some(default) = &lookup.excluded {
            let why = "default-pod-template-name does not count beside the task's";
            rows.push(("not", format!("`{}` at {}: {why}", text(default), place(&default.origin))));
        }
        for tried in &lookup.tries {
            rows.push(("in", format!("{}{}", tried_in_words(tried), at(tried.span))));
        }
        for other in &lookup.elsewhere {
            let where_ = namespace(&other.namespace);
            rows.push((
                "not in",
                format!("{where_}: Flyte does not look there, although there is one{}", at(other.span)),
            ));
        }
        if let Some(near) = &lookup.near {
            let where_ = namespace(&near.namespace);
            rows.push(("near", format!("`{}` in {where_}{}", text(&near.name), at(near.span))));
        }
        let mut table = Table::new();
        rows.into_iter().for_each(|(word, text)| table.row(vec![cell(Tone::Aside, word), cell(Tone::Plain, text)]));
        table.write(self.paint, INDENT, out);
        if !lookup.watched {
            let text = format!("A live {} does not watch PodTemplates: there, none is ever found.", self.flyte());
            for line in self.paint.wrap(&text, self.paint.width().saturating_sub(INDENT)) {
                out.push_str(&format!("{:INDENT$}{}\n", "", self.paint.tone(Tone::Alert, &line)));
            }
        }
    }
}

fn text(node: &Node) -> &str {
    node.as_str().unwrap_or("")
}

fn namespace(node: &Node) -> String {
    match text(node) {
        "" => "no namespace".to_owned(),
        name => format!("`{name}`"),
    }
}

fn tried_in_words(tried: &Try) -> String {
    let whose = if tried.is_pods { "the Pod's namespace" } else { "Flyte's own namespace" };
    let found = match tried.found {
        Found::Used => "found",
        Found::Missing => "nothing of this name",
        Found::NotAskedButThere => "not asked any more, although there is one, too",
        Found::NotAsked => "not asked any more",
    };
    format!("{} ({whose}): {found}", namespace(&tried.namespace))
}
