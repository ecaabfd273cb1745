//! The environment of a container: which entry counts, and what references become.

use std::collections::HashSet;

use super::heading;
use crate::explain::effective::environment::{Entry, Environment, Expanded, Outside, Reference, Variable};
use crate::output::explain::place;
use crate::output::mask::is_secret_name;
use crate::output::paint::{Paint, Table, Tone, cell};
use crate::source::Sources;

/// What stands for a secret.
const HIDDEN: &str = "***";

/// Which entries hold a secret, by their name or by what they refer to.
pub(super) struct Secrets {
    entries: HashSet<usize>,
    shown: bool,
}

impl Secrets {
    pub(super) fn of(environment: &Environment, shown: bool) -> Secrets {
        let mut secrets = Secrets { entries: HashSet::new(), shown };
        let all = environment.variables.iter().flat_map(|v| v.entries.iter().map(move |e| (v, e)));
        let mut all: Vec<(&Variable, &Entry)> = all.collect();
        all.sort_by_key(|(_, entry)| entry.index);
        for (variable, entry) in all {
            if is_secret_name(&variable.name) || secrets.reaches(&entry.text) {
                secrets.entries.insert(entry.index);
            }
        }
        secrets
    }

    /// Whether a text refers to a secret.
    fn reaches(&self, text: &Expanded) -> bool {
        text.references.iter().any(|r| r.entry.is_some_and(|entry| self.entries.contains(&entry)))
    }

    /// The text of an entry as it stands in the Pod; hidden if its own name promises a secret.
    pub(super) fn text<'t>(&self, variable: &Variable, entry: &'t Entry) -> &'t str {
        let hidden = !self.shown && is_secret_name(&variable.name) && !entry.text.text.is_empty();
        if hidden { HIDDEN } else { &entry.text.text }
    }

    /// What becomes of a text of an entry, or of an argument.
    pub(super) fn result<'t>(&self, entry: Option<usize>, text: &'t Expanded) -> Option<&'t str> {
        let result = text.result.as_deref()?;
        let secret = entry.is_some_and(|entry| self.entries.contains(&entry)) || self.reaches(text);
        Some(if secret && !self.shown && !result.is_empty() { HIDDEN } else { result })
    }
}

/// The variables that more than one entry gives, or that refer to others.
pub(super) fn text(environment: &Environment, sources: &Sources, shown: bool, paint: Paint) -> String {
    let secrets = Secrets::of(environment, shown);
    let says_more = |v: &&Variable| {
        let counting = v.entries.last();
        v.entries.len() > 1
            || counting.is_some_and(|e| e.from.is_none() && (e.text.changes() || !e.text.references.is_empty()))
    };
    let variables: Vec<&Variable> = environment.variables.iter().filter(says_more).collect();
    let mut out = String::new();
    if variables.is_empty() && environment.arguments.is_empty() {
        return out;
    }
    heading(&format!("environment of {}", environment.container), &environment.path.to_string(), paint, &mut out);
    let mut table = Table::new();
    for variable in variables {
        write_variable(variable, &secrets, sources, paint, &mut table);
    }
    for argument in &environment.arguments {
        let result = secrets.result(None, argument).unwrap_or(&argument.text);
        let field = argument.path.to_string();
        let field = field.rsplit_once('.').map_or(field.as_str(), |(_, last)| last).to_owned();
        table.line(vec![cell(Tone::Path, format!("{field}:")), cell(Tone::Value, one_line(result, paint))]);
        let place = cell(Tone::Place, place(&argument.origin, sources));
        table.row(vec![cell(Tone::Aside, ""), place, cell(Tone::Plain, argument.text.to_string())]);
        references(argument, None, &mut table);
    }
    if environment.sources > 0 {
        let text = "what `envFrom` gives counts only for names that no entry has";
        table.line(vec![cell(Tone::Aside, text)]);
    }
    table.write(paint, 4, &mut out);
    out
}

fn write_variable(variable: &Variable, secrets: &Secrets, sources: &Sources, paint: Paint, table: &mut Table) {
    let Some(counting) = variable.entries.last() else { return };
    let shown = |entry: &Entry| match &entry.from {
        Some(from) => format!("from {from}"),
        None => secrets.text(variable, entry).to_owned(),
    };
    let result = match (&counting.from, secrets.result(Some(counting.index), &counting.text)) {
        (None, Some(result)) => result.to_owned(),
        _ => shown(counting),
    };
    let name = format!("{}:", variable.name);
    table.line(vec![cell(Tone::Path, name), cell(Tone::Value, one_line(&result, paint))]);
    for entry in variable.entries.iter().rev() {
        let counts = entry.index == counting.index;
        let mut cells = vec![
            cell(Tone::Aside, format!("[{}]", entry.index)),
            cell(Tone::Place, place(&entry.text.origin, sources)),
            cell(if counts { Tone::Value } else { Tone::Lost }, shown(entry)),
        ];
        let note = note(variable, entry, counting, secrets);
        cells.extend((!note.is_empty()).then(|| cell(Tone::Plain, note)));
        table.row(cells);
        if counts {
            references(&entry.text, Some(entry.index), table);
        }
    }
}

/// A value as a heading shows it.
fn one_line(value: &str, paint: Paint) -> String {
    paint.cut(value, paint.width().saturating_sub(30).max(30))
}

fn note(variable: &Variable, entry: &Entry, counting: &Entry, secrets: &Secrets) -> String {
    if entry.index == counting.index {
        let several = variable.entries.len() > 1;
        return match (several, entry.optional) {
            (true, true) => "the last one counts, if it is there".to_owned(),
            (true, false) => "the last one counts".to_owned(),
            (false, _) => String::new(),
        };
    }
    let same = entry.from == counting.from && secrets.text(variable, entry) == secrets.text(variable, counting);
    let same = same && secrets.text(variable, entry) != HIDDEN;
    format!("shadowed{}", if same { ", says the same" } else { "" })
}

/// What becomes of each reference of a text.
fn references(text: &Expanded, own: Option<usize>, table: &mut Table) {
    let mut row = |name: String, note: String| {
        table.row(vec![cell(Tone::Aside, ""), cell(Tone::Aside, name), cell(Tone::Plain, note)]);
    };
    for reference in &text.references {
        row(format!("$({})", reference.name), in_words(reference, own));
    }
    if text.references.is_empty() && text.changes() {
        row("$$".to_owned(), "stands for `$`".to_owned());
    }
}

fn in_words(reference: &Reference, own: Option<usize>) -> String {
    let late = match reference.later {
        Some(index) if Some(index) == own => "; it cannot refer to itself".to_owned(),
        Some(index) => format!("; [{index}] comes too late"),
        None => String::new(),
    };
    let outside = reference.outside.map(|outside| match outside {
        Outside::EnvFrom => "`envFrom` may give it, else it stays as it is",
        Outside::Service => "a service of the cluster may give it, else it stays as it is",
        Outside::Both => "`envFrom` or a service of the cluster may give it, else it stays as it is",
    });
    let late = if reference.later == own && reference.entry.is_some() { String::new() } else { late };
    match (reference.entry, outside) {
        (Some(entry), None) if reference.optional => format!("is that of [{entry}], if it is there{late}"),
        (Some(entry), None) => format!("is that of [{entry}]{late}"),
        (Some(entry), Some(_)) => format!("is that of [{entry}], if it is there{late}"),
        (None, Some(outside)) => format!("{outside}{late}"),
        (None, None) if late.is_empty() => "stays as it is: nothing gives it".to_owned(),
        (None, None) => format!("stays as it is{late}"),
    }
}
