//! Lines of a difference: a word or a sign, a path with its value, a place; fitted to the width.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use crate::output::paint::{Paint, Tone};

/// A value that would get less room than this has its place on a line of its own.
const LEAST: usize = 12;

/// Columns of a word that leads a line.
const WORD: usize = 10;

/// One line.
#[derive(Clone, Debug)]
pub struct Line {
    /// What happened, with its look.
    pub lead: (Tone, &'static str),
    /// The path; empty if there is none to tell.
    pub path: String,
    /// The value, with its look.
    pub value: (Tone, String),
    /// Where it comes from.
    pub place: String,
    /// Said behind the place, where there is room.
    pub aside: &'static str,
}

/// Writes lines, each behind `indent` blanks, places below each other.
pub fn write(lines: &[Line], paint: Paint, indent: usize, out: &mut String) {
    let widest = |width: &dyn Fn(&Line) -> usize| lines.iter().map(width).max().unwrap_or(0);
    let total = paint.width().saturating_sub(indent);
    let lead = match widest(&|line| line.lead.1.width()) {
        sign @ ..=1 => sign + 1,
        word => word.max(WORD) + 2,
    };
    let place = widest(&|line| line.place.width()).min((total * 2 / 5).max(20));
    let most = total.saturating_sub(lead + place + 2).max(2 * LEAST);
    let fitting = lines.iter().filter(|line| line.fits_beside(most));
    let body = fitting.map(|line| line.width().min(most)).max().unwrap_or(0);
    let columns = Columns { indent, lead, most, body, end: paint.width() };
    lines.iter().for_each(|line| line.write(&columns, paint, out));
}

struct Columns {
    indent: usize,
    lead: usize,
    /// The most that path and value may take beside a place.
    most: usize,
    /// What they take.
    body: usize,
    /// Where the line ends.
    end: usize,
}

impl Line {
    fn width(&self) -> usize {
        self.before_value() + self.value.1.width()
    }

    /// Columns of the path and what stands behind it.
    fn before_value(&self) -> usize {
        if self.path.is_empty() { 0 } else { self.path.width() + 2 }
    }

    /// Whether enough of the value can be seen beside a place.
    fn fits_beside(&self, most: usize) -> bool {
        self.width() <= most || self.before_value() + LEAST <= most
    }

    fn write(&self, columns: &Columns, paint: Paint, out: &mut String) {
        let whole = columns.end.saturating_sub(columns.indent + columns.lead);
        let alone = self.width() + 2 + self.place.width() <= whole;
        let beside = alone || self.fits_beside(columns.most);
        let room = if beside && !alone { columns.most } else { whole };
        let least = if beside { LEAST } else { 2 * LEAST };
        let mut before = String::new();
        if !self.path.is_empty() {
            let least = self.value.1.width().min(least) + 2;
            before = format!("{}: ", shortened(&self.path, room.saturating_sub(least), paint));
        }
        let value = paint.cut(&self.value.1, room.saturating_sub(before.width()));
        let (indent, lead) = (columns.indent, columns.lead - self.lead.1.width());
        let _ = write!(out, "{:indent$}{}{:lead$}", "", paint.tone(self.lead.0, self.lead.1), "");
        let _ = write!(out, "{}{}", paint.tone(Tone::Plain, &before), paint.tone(self.value.0, &value));
        if !self.place.is_empty() {
            let used = before.width() + value.width();
            let column = indent + columns.lead + if beside { columns.body.max(used) + 2 } else { 2 };
            match beside {
                true => out.push_str(&" ".repeat(columns.body.saturating_sub(used) + 2)),
                false => new_line(column, out),
            }
            self.write_place(column, columns.end, paint, out);
        }
        out.push('\n');
    }

    /// The place between two columns, and what is said behind it.
    fn write_place(&self, column: usize, end: usize, paint: Paint, out: &mut String) {
        let room = end.saturating_sub(column);
        let lines = paint.wrap(&self.place, room);
        let last = lines.last().map_or(0, |line| line.width());
        for (n, line) in lines.iter().enumerate() {
            if n > 0 {
                new_line(column, out);
            }
            out.push_str(&paint.tone(Tone::Place, &end_of(line, room, paint)));
        }
        if !self.aside.is_empty() {
            match last + 2 + self.aside.len() <= room {
                true => out.push_str("  "),
                false => new_line(column, out),
            }
            out.push_str(&paint.tone(Tone::Aside, &paint.cut(self.aside, room)));
        }
    }
}

fn new_line(column: usize, out: &mut String) {
    let _ = write!(out, "\n{:column$}", "");
}

/// A path that is too long loses what stands in its middle.
fn shortened(path: &str, room: usize, paint: Paint) -> String {
    if path.width() <= room {
        return path.to_owned();
    }
    let mut depth = 0usize;
    let parts: Vec<&str> = path
        .split(|c| {
            depth = depth.saturating_add_signed(isize::from(c == '[') - isize::from(c == ']'));
            c == '.' && depth == 0
        })
        .collect();
    let dots = if paint.unicode() { "…" } else { "..." };
    let without = |n: usize| -> String {
        let (head, tail) = parts.split_at(parts.len().saturating_sub(n).div_ceil(2).min(parts.len()));
        let tail = tail.get(n..).unwrap_or(&[]);
        let kept = head.iter().copied().chain(std::iter::once(dots)).chain(tail.iter().copied());
        kept.collect::<Vec<_>>().join(".")
    };
    let short = (1..parts.len().saturating_sub(1)).map(without).find(|text| text.width() <= room);
    short.unwrap_or_else(|| paint.cut(path, room.max(LEAST)))
}

/// A place that is too long loses its beginning: the line and the column stand at its end.
fn end_of(text: &str, room: usize, paint: Paint) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let dots = if paint.unicode() { "…" } else { "..." };
    let mut rest = text;
    while rest.width() + dots.width() > room {
        let mut chars = rest.chars();
        chars.next();
        rest = chars.as_str();
    }
    format!("{dots}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::snippet::Look;

    fn line(path: &str, value: &str, place: &str) -> Line {
        let value = (Tone::Value, value.to_owned());
        Line { lead: (Tone::Added, "+"), path: path.to_owned(), value, place: place.to_owned(), aside: "rule" }
    }

    fn written(lines: &[Line], width: usize) -> String {
        let paint = Paint::new(Look { color: false, unicode: true, width: Some(width) });
        let mut out = String::new();
        write(lines, paint, 2, &mut out);
        assert!(out.lines().all(|l| l.width() <= width), "{out}");
        out
    }

    #[test]
    fn values_give_way_first_then_places() {
        let long = "x".repeat(60);
        assert_eq!(
            written(&[line("a", "1", "f:1:1"), line("b.c", &long, "f:1:2")], 60),
            format!("  + a: 1{:47}f:1:1\n{:55}rule\n  + b.c: {}…  f:1:2\n{:55}rule\n", "", "", "x".repeat(43), "")
        );
        let path = "p".repeat(40);
        assert_eq!(
            written(&[line(&path, "value", "a/long/way/to/a/file.yaml:10:20")], 60),
            format!("  + {path}: value\n      a/long/way/to/a/file.yaml:10:20  rule\n")
        );
        let deep = "affinity.nodeAffinity.required.terms[0]['a.b'].expressions[1]";
        assert_eq!(
            written(&[line(deep, "{key: a, operator: In, values: [b]}", "f:1:1")], 60),
            "  + affinity.….expressions[1]: {key: a, operator: In, value…\n      f:1:1  rule\n"
        );
        let far = line("a", "1", "a/very/very/very/very/very/very/long/way/to/a/file.yaml:10:20");
        assert_eq!(
            written(&[far], 60),
            "  + a: 1  …very/very/very/very/long/way/to/a/file.yaml:10:20\n          rule\n"
        );
    }
}
