//! [`Excerpt`]: one line of a text, fit to be shown: cut to the width, without control characters,
//! secrets masked.

use std::ops::Range;

use super::mask;
use crate::source::{LineColumn, Sources, Span};

/// One line with the part of it that is meant.
#[derive(Debug)]
pub struct Excerpt {
    /// Name of the text.
    pub name: String,
    /// Where the meant part begins.
    pub at: LineColumn,
    /// What to show; never empty.
    pub text: String,
    /// The meant part of `text`, in bytes.
    pub highlight: Range<usize>,
}

impl Excerpt {
    /// The line on which `span` begins, at most `room` characters of it. A span of several lines
    /// is cut at the end of its first.
    /// Secrets are masked unless `secrets` are to be shown.
    pub fn new(sources: &Sources, span: Span, room: usize, unicode: bool, secrets: bool) -> Excerpt {
        let at = sources.line_column(span);
        let whole = sources.get(span.source).map_or("", |s| s.line(at.line));
        let line = whole.trim_start_matches('\u{feff}');
        let mark = whole.len() - line.len();
        let start = line.char_indices().nth(at.column - 1).map_or(line.len(), |(i, _)| i);
        let meant = sources.slice(span).split(['\n', '\r']).next().unwrap_or("");
        let end = (start + meant.trim_start_matches('\u{feff}').len()).min(line.len());
        // lines may be as long as files: only what can be shown is looked at any further
        let near = boundary(line, start.saturating_sub(NEAR))..boundary(line, start.saturating_add(NEAR));
        let hidden = match secrets {
            true => Vec::new(),
            false => mask::secrets_on_line(sources, span.source, at.line, start),
        };
        let hidden: Vec<Range<usize>> = hidden
            .into_iter()
            .map(|h| h.start.saturating_sub(mark)..h.end.saturating_sub(mark))
            .filter(|h| h.start < near.end && h.end > near.start)
            .collect();
        let shown: Vec<(usize, char)> = line.get(near.clone()).unwrap_or("").char_indices().collect();
        let place = |offset: usize| shown.partition_point(|(i, _)| near.start + i < offset);
        let masked: Vec<char> = shown
            .iter()
            .map(|(i, c)| if hidden.iter().any(|h| h.contains(&(near.start + i))) { '*' } else { *c })
            .collect();
        let cut = (near.start > 0, near.end < line.len());
        let (text, highlight) = fit(&masked, place(start)..place(end), cut, room, unicode);
        Excerpt { name: clean(sources.name(span.source)), at, text, highlight }
    }
}

/// Bytes before and behind a place that are looked at.
const NEAR: usize = 4096;

/// The nearest beginning of a character at or before a byte.
fn boundary(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

/// Cuts a line to `room` characters around the meant part; gives the text and the part in bytes.
/// `cut` says whether the line goes on before and behind.
fn fit(line: &[char], meant: Range<usize>, cut: (bool, bool), room: usize, unicode: bool) -> (String, Range<usize>) {
    let window = window(line.len(), &meant, room);
    let dots = if unicode { "…" } else { "..." };
    let mut text = String::new();
    if window.start > 0 || cut.0 {
        text.push_str(dots);
    }
    let (mut start, mut end) = (None, None);
    for (i, c) in line.iter().enumerate().take(window.end).skip(window.start) {
        if i == meant.start {
            start = Some(text.len());
        }
        if i == meant.end {
            end = Some(text.len());
        }
        text.push(visible(*c, unicode));
    }
    let start = start.unwrap_or(text.len());
    let end = end.unwrap_or(text.len()).max(start);
    if window.end < line.len() || cut.1 {
        text.push_str(dots);
    }
    if text.is_empty() {
        text.push(' ');
    }
    (text, start..end)
}

/// The part of a line of `len` characters that is shown.
fn window(len: usize, meant: &Range<usize>, room: usize) -> Range<usize> {
    if len <= room {
        return 0..len;
    }
    // a third of the room goes to what stands before, so that the key of a value is still seen
    let end = (meant.start.saturating_sub(room / 3) + room).min(len);
    end.saturating_sub(room)..end
}

/// A character as it may be shown.
fn visible(c: char, unicode: bool) -> char {
    match c {
        '\t' => c,
        c if is_harmful(c) && unicode => '\u{fffd}',
        c if is_harmful(c) => '?',
        c => c,
    }
}

/// Control characters, and those that turn the direction of writing.
fn is_harmful(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// A message without control characters, line breaks aside.
pub fn clean(text: &str) -> String {
    if !text.contains(is_harmful) {
        return text.to_owned();
    }
    text.chars().map(|c| if is_harmful(c) && c != '\n' { '\u{fffd}' } else { c }).collect()
}
