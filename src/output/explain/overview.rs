//! The overview as text: every leaf with the layer that set it, then the inputs without effect.

use std::fmt::Write;

use super::{Telling, words};
use crate::explain::overview::sections;
use crate::flyte::effects::{Effects, InputFact};
use crate::flyte::pipeline::Pod;
use crate::output::mask;
use crate::output::paint::{Table, Tone, cell};
use crate::source::SourceId;

/// Longest part of a value in the table.
const MOST_OF_A_VALUE: usize = 48;

/// Writes every leaf of a Pod, section by section.
pub fn leaves(pod: &Pod, telling: Telling<'_>, out: &mut String) {
    let room = (telling.paint.width() / 3).min(MOST_OF_A_VALUE);
    for section in sections(&pod.node) {
        if !out.is_empty() {
            out.push('\n');
        }
        if !section.title.is_empty() {
            let _ = writeln!(out, "{}", telling.paint.tone(Tone::Heading, &section.title));
        }
        let mut table = Table::yielding(1);
        for row in &section.rows {
            let hidden = !telling.secrets && mask::hides(&pod.node, &row.path);
            let value = if hidden { mask::MASK.to_owned() } else { words::value(row.node, telling.secrets) };
            let (lost, origin) = (row.node.displaced().len(), &row.node.origin);
            let layer = words::layer(origin, telling.places);
            let layer = if lost > 0 { format!("{layer} ({lost} lost)") } else { layer };
            let mut cells = vec![cell(Tone::Path, &row.below), cell(Tone::Value, telling.paint.cut(&value, room))];
            cells.extend(telling.from(words::short_place(origin, telling.places), layer));
            table.row(cells);
        }
        table.write(telling.paint, if section.title.is_empty() { 0 } else { 2 }, out);
    }
}

/// Writes the inputs without effect, file by file and line by line, greyed out.
pub fn without_effect(effects: &Effects, telling: Telling<'_>, out: &mut String) {
    let _ = writeln!(out, "\n{}", telling.paint.tone(Tone::Heading, "without effect"));
    if effects.without.is_empty() {
        out.push_str("  nothing: every input does something\n");
        return;
    }
    let mut rest = effects.without.as_slice();
    while let Some(first) = rest.first() {
        let source = first.span.source;
        let here = rest.iter().take_while(|fact| fact.span.source == source).count();
        let (facts, behind) = rest.split_at(here);
        telling.file(source, facts, out);
        rest = behind;
    }
}

impl Telling<'_> {
    fn file(self, source: SourceId, facts: &[InputFact], out: &mut String) {
        let _ = writeln!(out, "  {}", self.paint.tone(Tone::Place, self.places.sources.name(source)));
        let mut table = Table::new();
        for fact in facts {
            let at = self.places.sources.line_column(fact.span);
            let path = match fact.path.segments() {
                [] => "(all of it)".to_owned(),
                _ => fact.path.to_string(),
            };
            table.row(vec![
                cell(Tone::Lost, at.line.to_string()),
                cell(Tone::Lost, path),
                cell(Tone::Plain, &fact.note),
            ]);
        }
        table.write(self.paint, 4, out);
    }
}
