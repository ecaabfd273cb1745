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
        v.entries.len() > 1 || counting.is_some_and(|e| e.from.is_none() && (e.text.changes() || !e.text.references.is_empty()))
    };
    let variables: Vec<&Variable> = environment.variables.iter().filter(says_more).collect();
    let mut out = String::new();
    if variables.is_empty() && environment.arguments.is_empty() {
        return out;
    }
    heading(&format!("environment of {}", environment.container), &environment.path.to_string(), paint, &mut out);
    let mut table = Table::new();
    for variable in variables {
        write_variable(variable, &secrets, sources, &mut table);
    }
    for argument in &environment.arguments {
        let result = secrets.result(None, argument);
        let field = argument.path.to_string();
        let field = field.rsplit_once('.').map_or(field.as_str(), |(_, last)| last).to_owned();
        table.line(vec![cell(Tone::Path, format!("{field}:")), cell(Tone::Value, result.unwrap_or(&argument.text))]);
        let place = cell(Tone::Place, place(&argument.origin, sources));
        let text = cell(Tone::Plain, argument.text.to_string());
        table.row(vec![cell(Tone::Aside, ""), text, place, cell(Tone::Plain, references(argument))]);
    }
    if environment.sources > 0 {
        let count = match environment.sources {
            1 => "1 source".to_owned(),
            n => format!("{n} sources"),
        };
        let text = format!("`envFrom` has {count}: what they give counts only where no entry has the name");
        table.line(vec![cell(Tone::Aside, text)]);
    }
    table.write(paint, 4, &mut out);
    out
}

fn write_variable(variable: &Variable, secrets: &Secrets, sources: &Sources, table: &mut Table) {
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
    table.line(vec![cell(Tone::Path, name), cell(Tone::Value, result)]);
    for entry in variable.entries.iter().rev() {
        let counts = entry.index == counting.index;
        let note = if counts { counting_note(variable, entry) } else { shadowed(variable, entry, counting, secrets) };
        table.row(vec![
            cell(Tone::Aside, format!("[{}]", entry.index)),
            cell(if counts { Tone::Value } else { Tone::Lost }, shown(entry)),
            cell(Tone::Place, place(&entry.text.origin, sources)),
            cell(Tone::Plain, note),
        ]);
    }
}

fn counting_note(variable: &Variable, entry: &Entry) -> String {
    let mut parts = Vec::new();
    match variable.entries.len() {
        1 => {}
        _ if entry.optional => parts.push("the last one counts, unless it is missing".to_owned()),
        _ => parts.push("the last one counts".to_owned()),
    }
    let references = references(&entry.text);
    parts.extend((!references.is_empty()).then_some(references));
    parts.join("; ")
}

fn shadowed(variable: &Variable, entry: &Entry, counting: &Entry, secrets: &Secrets) -> String {
    let same = entry.from == counting.from && secrets.text(variable, entry) == secrets.text(variable, counting);
    let mut note = format!("shadowed by [{}]", counting.index);
    if same && secrets.text(variable, entry) != HIDDEN {
        note.push_str(", which says the same");
    }
    note
}

/// What becomes of each reference of a text.
fn references(text: &Expanded) -> String {
    let mut parts: Vec<String> = text.references.iter().map(reference).collect();
    if text.references.is_empty() && text.changes() {
        parts.push("`$$` stands for `$`".to_owned());
    }
    parts.join("; ")
}

fn reference(reference: &Reference) -> String {
    let name = &reference.name;
    let late = |index: usize| format!("entry [{index}] comes too late");
    let outside = match reference.outside {
        Some(Outside::EnvFrom) => Some("`envFrom`, if a source has it"),
        Some(Outside::Service) => Some("a service of the cluster, if there is one"),
        None => None,
    };
    match (reference.entry, outside, reference.later) {
        (Some(entry), None, None) => format!("`$({name})` is that of [{entry}]"),
        (Some(entry), None, Some(later)) => format!("`$({name})` is that of [{entry}]: {}", late(later)),
        (Some(entry), Some(_), _) => format!("`$({name})` is that of [{entry}], unless it is missing"),
        (None, Some(outside), None) => format!("`$({name})` is that of {outside}, and else stays as it is"),
        (None, Some(outside), Some(later)) => {
            format!("`$({name})` is that of {outside}, and else stays as it is: {}", late(later))
        }
        (None, None, Some(later)) => format!("`$({name})` stays as it is: {}", late(later)),
        (None, None, None) => format!("`$({name})` stays as it is: nothing has this name"),
    }
}
