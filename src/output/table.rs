//! [`Table`]: columns as wide as what is in them, on lines as wide as the reader's.

use std::fmt::Write;

use super::paint::{NARROWEST, Paint, Tone};
use unicode_width::UnicodeWidthStr;

/// A cell of a table.
#[derive(Clone, Debug)]
pub struct Cell {
    tone: Tone,
    text: String,
}

/// A cell.
pub fn cell(tone: Tone, text: impl Into<String>) -> Cell {
    Cell { tone, text: text.into() }
}

/// A row of a table.
#[derive(Clone, Debug)]
enum Row {
    /// A cell for each column.
    Cells(Vec<Cell>),
    /// Words that stand above the rows that follow, in no column.
    Line(Vec<Cell>),
}

impl Row {
    fn cells(&self) -> &[Cell] {
        match self {
            Row::Cells(cells) => cells,
            Row::Line(_) => &[],
        }
    }
}

/// Rows whose columns stand below each other. The last column is wrapped or cut to the width.
#[derive(Clone, Debug, Default)]
pub struct Table {
    rows: Vec<Row>,
    yielding: Option<usize>,
}

impl Table {
    /// No rows yet.
    pub fn new() -> Table {
        Table::default()
    }

    /// No rows yet; where the width is not enough, this column is cut before the others.
    pub fn yielding(column: usize) -> Table {
        Table { rows: Vec::new(), yielding: Some(column) }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(Row::Cells(cells));
    }

    /// Adds words that stand above the rows that follow; the columns of the rows do not mind them.
    pub fn line(&mut self, words: Vec<Cell>) {
        self.rows.push(Row::Line(words));
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes the rows, each behind `indent` blanks, lines two blanks before them. A column takes at
    /// most its share of the width; what does not fit is cut, in the last column wrapped.
    pub fn write(&self, paint: Paint, indent: usize, out: &mut String) {
        let columns = self.rows.iter().map(|row| row.cells().len()).max().unwrap_or(0);
        let total = paint.width().saturating_sub(indent).max(NARROWEST / 2);
        let widths = self.widths(columns, total);
        for row in &self.rows {
            match row {
                Row::Cells(cells) => write_cells(cells, &widths, total, paint, indent, out),
                Row::Line(words) => {
                    let _ = write!(out, "{:1$}", "", indent.saturating_sub(2));
                    let words: Vec<String> = words.iter().map(|word| paint.tone(word.tone, &word.text)).collect();
                    out.push_str(&words.join(" "));
                }
            }
            let end = out.trim_end_matches(' ').len();
            out.truncate(end);
            out.push('\n');
        }
    }

    /// Width of each column: as wide as its widest cell, unless that takes too much of the line.
    fn widths(&self, columns: usize, total: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = (0..columns)
            .map(|i| {
                let inner = self.rows.iter().map(Row::cells).filter(|row| row.len() > i + 1);
                inner.filter_map(|row| row.get(i)).map(|c| c.text.width()).max().unwrap_or(0)
            })
            .collect();
        // so much that the last one keeps a quarter of the line, if it wants
        let last = self.rows.iter().map(Row::cells).filter(|row| row.len() == columns).filter_map(|row| row.last());
        let most = total - last.map(|cell| cell.text.width()).max().unwrap_or(0).min(total / 4);
        if let Some(width) = self.yielding.and_then(|column| widths.get(column).copied()) {
            let used: usize = widths.iter().map(|w| w + 2).sum();
            let less = width.saturating_sub(used.saturating_sub(most)).max(16.min(width));
            widths.iter_mut().skip(self.yielding.unwrap_or(0)).take(1).for_each(|w| *w = less);
        }
        // else the widest column gives way
        loop {
            let used: usize = widths.iter().map(|w| w + 2).sum();
            let Some(widest) = widths.iter_mut().max() else { return widths };
            if used <= most || *widest <= 12 {
                return widths;
            }
            *widest = widest.saturating_sub(used - most).max(*widest / 2).max(12);
        }
    }
}

/// Writes the cells of a row, without its end of line.
fn write_cells(cells: &[Cell], widths: &[usize], total: usize, paint: Paint, indent: usize, out: &mut String) {
    let before: usize = widths.iter().take(cells.len().saturating_sub(1)).map(|w| w + 2).sum();
    let _ = write!(out, "{:indent$}", "");
    for (i, (cell, width)) in cells.iter().zip(widths).enumerate() {
        if i + 1 < cells.len() {
            let text = match cell.tone {
                Tone::Place => paint.cut_start(&cell.text, *width),
                Tone::Path => paint.cut_middle(&cell.text, *width),
                _ => paint.cut(&cell.text, *width),
            };
            let pad = width.saturating_sub(text.width()) + 2;
            let _ = write!(out, "{}{:pad$}", paint.tone(cell.tone, &text), "");
            continue;
        }
        let room = total.saturating_sub(before).max(NARROWEST / 2);
        let lines: Vec<String> = paint.wrap(&cell.text, room).iter().map(|line| paint.cut(line, room)).collect();
        for (n, line) in lines.iter().enumerate() {
            let lead = if n > 0 { format!("\n{:1$}", "", indent + before) } else { String::new() };
            let _ = write!(out, "{lead}{}", paint.tone(cell.tone, line));
        }
    }
}
