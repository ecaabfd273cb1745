//! [`Paint`]: words with colours, cut to the reader's width. Works for results on standard output;
//! messages are the snippet renderer's. Columns are in `table`.

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::excerpt::clean;
use super::snippet::Look;
pub use super::table::{Cell, Table, cell};

/// So much of a value is shown where no width is known.
const WIDEST: usize = 160;

/// The narrowest width that is respected.
pub(super) const NARROWEST: usize = 40;

/// What a word is, which decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Ordinary text.
    Plain,
    /// What opens a part.
    Heading,
    /// A path in the Pod.
    Path,
    /// A value that holds.
    Value,
    /// A place in an input.
    Place,
    /// A value that lost, or an input without effect.
    Lost,
    /// Names of rules and verdicts, and other things beside.
    Aside,
    /// What was added, what won.
    Added,
    /// What was removed.
    Removed,
    /// What deserves attention.
    Alert,
}

impl Tone {
    fn style(self) -> Style {
        match self {
            Tone::Plain => Style::new(),
            Tone::Heading => Style::new().bold(),
            Tone::Path => Style::new().bold(),
            Tone::Value | Tone::Added => AnsiColor::Green.on_default(),
            Tone::Place => AnsiColor::Cyan.on_default(),
            Tone::Lost | Tone::Aside => Style::new().dimmed(),
            Tone::Removed => AnsiColor::Red.on_default(),
            Tone::Alert => AnsiColor::Yellow.on_default(),
        }
    }
}

/// How words are shown to the reader of standard output.
#[derive(Clone, Copy, Debug)]
pub struct Paint {
    look: Look,
}

impl Paint {
    /// For a reader who can see `look`.
    pub fn new(look: Look) -> Paint {
        Paint { look }
    }

    /// Without colours, for files and tests.
    pub fn plain() -> Paint {
        Paint::new(Look { color: false, unicode: true, width: None })
    }

    /// Columns of the terminal, or what a file takes.
    pub fn width(self) -> usize {
        self.look.width.map_or(WIDEST, |w| w.max(NARROWEST))
    }

    /// Whether letters beyond ASCII can be shown.
    pub fn unicode(self) -> bool {
        self.look.unicode
    }

    /// What leads from one value to another.
    pub fn arrow(self) -> &'static str {
        if self.unicode() { "→" } else { "->" }
    }

    /// The text in its colour, control characters made visible.
    pub fn tone(self, tone: Tone, text: &str) -> String {
        let text = clean(text);
        let style = tone.style();
        if !self.look.color || text.is_empty() || style == Style::new() {
            return text;
        }
        format!("{style}{text}{style:#}")
    }

    /// The text on one line in at most `room` columns; what is cut is marked.
    pub fn cut(self, text: &str, room: usize) -> String {
        let one_line = text.contains(['\n', '\r', '\t']);
        let text = if one_line { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { text.to_owned() };
        if text.width() <= room {
            return text;
        }
        let dots = if self.look.unicode { "…" } else { "..." };
        let room = room.saturating_sub(dots.width());
        let mut used = 0;
        let mut out: String = text
            .chars()
            .take_while(|c| {
                used += c.width().unwrap_or(0);
                used <= room
            })
            .collect();
        out.push_str(dots);
        out
    }

    /// [`Paint::cut`] out of the middle: both ends of a path tell something.
    pub fn cut_middle(self, text: &str, room: usize) -> String {
        if text.width() <= room || room < 12 {
            return self.cut(text, room);
        }
        let dots = if self.look.unicode { "…" } else { "..." };
        let room = room - dots.width();
        let chars: Vec<char> = text.chars().collect();
        let head: String = chars.iter().take(room / 3).collect();
        let tail: String = chars.iter().skip(chars.len().saturating_sub(room - room / 3)).collect();
        format!("{head}{dots}{tail}")
    }

    /// [`Paint::cut`] at the beginning: of a place in a file its end says more.
    pub fn cut_start(self, text: &str, room: usize) -> String {
        if text.width() <= room {
            return text.to_owned();
        }
        let dots = if self.look.unicode { "…" } else { "..." };
        let room = room.saturating_sub(dots.width());
        let mut used = 0;
        let kept = text.char_indices().rev().take_while(|(_, c)| {
            used += c.width().unwrap_or(0);
            used <= room
        });
        let start = kept.last().map_or(text.len(), |(at, _)| at);
        format!("{dots}{}", text.get(start..).unwrap_or(""))
    }

    /// The text in lines of at most `room` columns, broken between words where that is possible.
    pub fn wrap(self, text: &str, room: usize) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in text.split_whitespace() {
            let Some(line) = lines.last_mut() else { break };
            if line.is_empty() {
                line.push_str(word);
            } else if line.width() + 1 + word.width() <= room {
                line.push(' ');
                line.push_str(word);
            } else {
                lines.push(word.to_owned());
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narrow(width: usize) -> Paint {
        Paint::new(Look { color: false, unicode: true, width: Some(width) })
    }

    #[test]
    fn columns_stand_below_each_other_and_the_last_wraps() {
        let mut table = Table::new();
        table.row(vec![cell(Tone::Path, "a"), cell(Tone::Value, "one two three four five six seven eight nine ten")]);
        table.row(vec![cell(Tone::Path, "long"), cell(Tone::Value, "x")]);
        let mut out = String::new();
        table.write(narrow(40), 2, &mut out);
        assert_eq!(out, "  a     one two three four five six\n        seven eight nine ten\n  long  x\n");
    }

    #[test]
    fn what_is_cut_is_marked() {
        assert_eq!(narrow(40).cut("abcdefghij", 5), "abcd…");
        assert_eq!(narrow(40).cut("a\n  b", 5), "a b");
        assert_eq!(narrow(40).cut("日本語", 5), "日本…");
    }

    #[test]
    fn of_a_place_the_end_is_kept() {
        assert_eq!(narrow(40).cut_start("abc/def.yaml:1:2", 10), "….yaml:1:2");
        assert_eq!(narrow(40).cut_start("f.yaml:1:2", 10), "f.yaml:1:2");
        assert_eq!(narrow(40).cut_start("日本語", 5), "…本語");
    }

    #[test]
    fn lines_stand_above_rows_and_widen_no_column() {
        let mut table = Table::new();
        table.line(vec![cell(Tone::Path, "a long line of words"), cell(Tone::Value, "1")]);
        table.row(vec![cell(Tone::Plain, "a"), cell(Tone::Plain, "b")]);
        let mut out = String::new();
        table.write(narrow(40), 4, &mut out);
        assert_eq!(out, "  a long line of words 1\n    a  b\n");
    }

    #[test]
    fn wide_columns_give_way() {
        let mut table = Table::new();
        table.row(vec![cell(Tone::Path, "x".repeat(200)), cell(Tone::Plain, "short"), cell(Tone::Plain, "last")]);
        let mut out = String::new();
        table.write(narrow(60), 0, &mut out);
        assert!(out.lines().all(|l| l.width() <= 60), "{out}");
        assert!(out.contains("last"), "{out}");
    }
}
