//! Several Pods of one task side by side: what differs between namespaces or clusters.

use std::collections::BTreeMap;

use super::{Manner, words};
use crate::output::json;
use crate::output::mask;
use crate::output::paint::{Table, Tone, cell};
use crate::tree::names::Names;
use crate::tree::{Node, Value};

/// One of the Pods.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    /// The namespace or cluster.
    pub title: &'a str,
    /// The Pod.
    pub pod: &'a Node,
}

/// A row: the field, and what each Pod has there.
type Row = (String, Vec<Option<Value>>);

/// The leaves that are not the same in all Pods.
fn rows(columns: &[Column<'_>], secrets: bool) -> Vec<Row> {
    let mut order: Vec<String> = Vec::new();
    let mut cells: BTreeMap<String, Vec<Option<Value>>> = BTreeMap::new();
    for (at, column) in columns.iter().enumerate() {
        let names = Names::new(column.pod);
        column.pod.for_each_leaf(&mut |path, leaf| {
            let hidden = !secrets && mask::hides(column.pod, path);
            let value = if hidden { mask::masked_text() } else { leaf.value.clone() };
            let shown = names.shown(path);
            let row = cells.entry(shown.clone()).or_insert_with(|| {
                order.push(shown);
                vec![None; columns.len()]
            });
            row.get_mut(at).into_iter().for_each(|slot| *slot = Some(value.clone()));
        });
    }
    let mut rows: Vec<Row> = order.into_iter().filter_map(|key| cells.remove_entry(&key)).collect();
    rows.retain(|(_, values)| values.iter().any(|value| value != values.first().unwrap_or(&None)));
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    rows
}

/// Writes the table of what differs. Gives how many fields do.
pub fn matrix(columns: &[Column<'_>], manner: Manner, out: &mut String) -> usize {
    let rows = rows(columns, manner.secrets);
    let mut table = Table::new();
    let mut head = vec![cell(Tone::Heading, "field")];
    head.extend(columns.iter().map(|column| cell(Tone::Heading, column.title)));
    table.row(head);
    let room = (manner.paint.width() / (columns.len() + 1)).max(10);
    for (path, values) in &rows {
        let mut cells = vec![cell(Tone::Path, path)];
        cells.extend(values.iter().map(|value| match value {
            Some(value) => cell(Tone::Value, manner.paint.cut(&words::of_value(value), room)),
            None => cell(Tone::Aside, "-"),
        }));
        table.row(cells);
    }
    if !rows.is_empty() {
        table.write(manner.paint, 0, out);
    }
    rows.len()
}

/// The same as a JSON document about one task.
pub fn matrix_json(task: &str, columns: &[Column<'_>], secrets: bool, out: &mut String) -> usize {
    let rows = rows(columns, secrets);
    out.push_str("{\"apiVersion\": \"podtpl/v1\", \"kind\": \"Matrix\", \"task\": ");
    json::string(task, out);
    out.push_str(", \"columns\": ");
    json::list(columns.iter(), out, |column, out| json::string(column.title, out));
    out.push_str(",\n \"rows\": [");
    for (i, (path, values)) in rows.iter().enumerate() {
        out.push_str(if i > 0 { ",\n  {\"field\": " } else { "\n  {\"field\": " });
        json::string(path, out);
        out.push_str(", \"values\": ");
        json::list(values.iter(), out, |value, out| match value {
            Some(value) => {
                out.push_str("{\"value\": ");
                json::value(value, out);
                out.push('}');
            }
            None => out.push_str("null"),
        });
        out.push('}');
    }
    out.push_str("]}");
    rows.len()
}
