//! The resource ledger as text and JSON.

use std::fmt::Write;

use super::{base, place, write_pairs};
use crate::explain::ledger::{Cell, ContainerLedger, Outcome, Role, Row};
use crate::output::json;
use crate::output::origins::{Places, write_origin};
use crate::output::paint::{Paint, Table, Tone, cell};
use crate::source::Sources;
use crate::tree::{FieldPath, Origin, Rule, Value};

/// Longer spellings are not shown.
const LONGEST_WRITTEN: usize = 40;

/// The ledger as text: a part for each container, in it each request and limit with its value in
/// the Pod and, below it, everything that took part. `only`: the rows at, below or above a path.
pub fn ledger_text(
    containers: &[ContainerLedger],
    only: Option<&FieldPath>,
    places: Places<'_>,
    paint: Paint,
) -> String {
    let mut out = String::new();
    for container in containers {
        let rows: Vec<&Row> = container.rows.iter().filter(|row| is_wanted(row, only)).collect();
        if rows.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        heading(container, paint, &mut out);
        let mut table = Table::new();
        for row in rows {
            write_row(row, places.sources, &mut table);
        }
        let in_pod = container.rows.iter().any(|row| row.path.is_some());
        table.write(paint, if in_pod { 4 } else { 2 }, &mut out);
    }
    out
}

fn is_wanted(row: &Row, only: Option<&FieldPath>) -> bool {
    match (only, &row.path) {
        (None, _) => true,
        (Some(only), Some(path)) => path.is_below(only) || only.is_below(path),
        (Some(_), None) => false,
    }
}

fn heading(container: &ContainerLedger, paint: Paint, out: &mut String) {
    let (name, beside) = match container.role {
        Role::Pod => ("the Pod".to_owned(), "spec.resources".to_owned()),
        Role::Container | Role::Init | Role::Ephemeral => (container.name.to_string(), container.path.to_string()),
        Role::Dropped => (container.name.to_string(), "left out: no container of the task takes it up".to_owned()),
        Role::Replaced => (container.name.to_string(), "left out: with_overrides replaced the task's Pod".to_owned()),
    };
    let _ = writeln!(out, "{}  {}", paint.tone(Tone::Heading, &name), paint.tone(Tone::Aside, &beside));
}

fn write_row(row: &Row, sources: &Sources, table: &mut Table) {
    let name = format!("{}.{}", row.side.name(), row.resource);
    if row.path.is_none() {
        for one in &row.cells {
            let value = cell(Tone::Lost, text(Some(&one.value)));
            let place = cell(Tone::Place, place(&one.origin, sources));
            table.row(vec![cell(Tone::Path, name.as_str()), value, place, cell(Tone::Plain, note(one, sources))]);
        }
        return;
    }
    table.line(vec![cell(Tone::Path, format!("{name}:")), cell(Tone::Value, text(row.value.as_ref()))]);
    for one in &row.cells {
        let tone = if one.holds() { Tone::Value } else { Tone::Lost };
        table.row(vec![
            cell(tone, one.kind.name()),
            cell(tone, text(Some(&one.value))),
            cell(Tone::Place, place(&one.origin, sources)),
            cell(Tone::Plain, note(one, sources)),
        ]);
    }
}

fn text(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::Str(text)) => text.to_string(),
        Some(other) => {
            let mut out = String::new();
            json::value(other, &mut out);
            out
        }
    }
}

/// The note of a cell, with the spelling that the input has where Kubernetes prints another.
fn note(cell: &Cell, sources: &Sources) -> String {
    let mut parts = vec![cell.note.clone()];
    parts.extend(written(cell, sources).map(|written| format!("written `{written}`")));
    parts.extend(matches!(base(&cell.origin), Origin::Builtin(_)).then(|| "built in".to_owned()));
    parts.retain(|part| !part.is_empty());
    parts.join("; ")
}

/// How the input spells a value that was respelled.
fn written<'s>(cell: &Cell, sources: &'s Sources) -> Option<&'s str> {
    if !cell.came_by(Rule::Respell) {
        return None;
    }
    let text = sources.slice(base(&cell.origin).span()?).trim_matches(['"', '\'']);
    let is_short = !text.is_empty() && text.len() <= LONGEST_WRITTEN && !text.contains('\n');
    (is_short && self::text(Some(&cell.value)) != text).then_some(text)
}

/// Appends the ledger as a JSON array: of each container `container`, `role`, `path` and `resources`;
/// of each of these `final`, the value in the Pod, and its `cells`.
pub fn ledger_json(containers: &[ContainerLedger], places: Places<'_>, out: &mut String) {
    out.push('[');
    for (i, container) in containers.iter().enumerate() {
        out.push_str(if i > 0 { ",\n  {\"container\": " } else { "\n  {\"container\": " });
        json::string(&container.name, out);
        write_pairs(&[("role", container.role.name()), ("path", &container.path.pointer())], out);
        out.push_str(", \"resources\": [");
        for (i, row) in container.rows.iter().enumerate() {
            out.push_str(if i > 0 { ",\n    " } else { "\n    " });
            row_json(row, places, out);
        }
        out.push_str("]}");
    }
    out.push(']');
}

fn row_json(row: &Row, places: Places<'_>, out: &mut String) {
    out.push_str("{\"resource\": ");
    json::string(&row.resource, out);
    write_pairs(&[("side", row.side.name())], out);
    if let (Some(path), Some(value)) = (&row.path, &row.value) {
        write_pairs(&[("path", &path.pointer())], out);
        out.push_str(", \"final\": ");
        json::value(value, out);
    }
    out.push_str(", \"cells\": [");
    for (i, cell) in row.cells.iter().enumerate() {
        out.push_str(if i > 0 { ",\n      " } else { "\n      " });
        cell_json(cell, places, out);
    }
    out.push_str("]}");
}

fn cell_json(cell: &Cell, places: Places<'_>, out: &mut String) {
    out.push_str("{\"kind\": ");
    json::string(cell.kind.name(), out);
    out.push_str(", \"value\": ");
    json::value(&cell.value, out);
    if let Some(written) = written(cell, places.sources) {
        write_pairs(&[("written", written)], out);
    }
    match cell.outcome {
        Outcome::Holds => out.push_str(", \"holds\": true"),
        Outcome::Lost(verdict, rule) => {
            out.push_str(", \"holds\": false");
            write_pairs(&[("verdict", verdict.name()), ("rule", rule.name())], out);
        }
    }
    if !cell.note.is_empty() {
        write_pairs(&[("note", &cell.note)], out);
    }
    out.push_str(", \"origin\": ");
    write_origin(&cell.origin, places, out);
    out.push('}');
}
