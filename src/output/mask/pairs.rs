//! The `key: value` pairs of one line of YAML or JSON, as far as they can be seen without the rest.

use std::ops::Range;

/// `key: value` on one line.
#[derive(Debug)]
pub(super) struct Pair {
    pub key: Range<usize>,
    pub value: Range<usize>,
    /// The flow map that it stands in, by number; 0 is the block around.
    pub group: usize,
    /// The pair whose value that flow map is.
    pub parent: Option<usize>,
}

/// Width of the blanks and dashes before the first word.
pub(super) fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '-', '\t']).len()
}

/// The `key: value` pairs of a line, block or flow, YAML or JSON.
pub(super) fn pairs(line: &str) -> Vec<Pair> {
    let mut found = Vec::new();
    let (mut group, mut groups, mut parent) = (0, 0, None);
    let mut open = Vec::new();
    let mut rest = indent(line);
    while let Some(c) = line.get(rest..).and_then(|t| t.chars().next()) {
        match c {
            '{' => {
                open.push((group, parent));
                groups += 1;
                (group, parent) = (groups, found.len().checked_sub(1));
                rest += 1;
            }
            '}' => {
                (group, parent) = open.pop().unwrap_or((0, None));
                rest += 1;
            }
            ' ' | ',' | '[' | ']' => rest += 1,
            _ => {
                let key = token(line, rest, !open.is_empty());
                let after = line.get(key.end..).unwrap_or("");
                let gap = after.len() - after.trim_start().len();
                let is_key = after.trim_start().starts_with(':') && !key.is_empty();
                rest = key.end.max(rest + c.len_utf8());
                if !is_key {
                    continue;
                }
                let start = key.end + gap + 1;
                let blanks = line.get(start..).map_or(0, |t| t.len() - t.trim_start().len());
                let begin = start + blanks;
                let nested = line.get(begin..).is_some_and(|t| t.starts_with(['{', '[']));
                // what is nested has pairs of its own, which come next
                let value = if nested { begin..begin } else { token(line, begin, !open.is_empty()) };
                rest = value.end.max(start);
                found.push(Pair { key, value, group, parent });
            }
        }
    }
    found
}

/// The quoted or plain text that begins at `start`.
fn token(line: &str, start: usize, flow: bool) -> Range<usize> {
    let text = line.get(start..).unwrap_or("");
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let mut escaped = false;
        for (i, c) in text.char_indices().skip(1) {
            match c {
                '\\' if quote == '"' && !escaped => escaped = true,
                c if c == quote && !escaped => return start..start + i + 1,
                _ => escaped = false,
            }
        }
        return start..line.len();
    }
    let mut previous = ' ';
    for (i, c) in text.char_indices() {
        let next = text.get(i + c.len_utf8()..).and_then(|t| t.chars().next());
        let ends = match c {
            ':' => next.is_none_or(|n| n == ' '),
            ',' | '}' | ']' => flow,
            '#' => previous == ' ' && i > 0,
            _ => false,
        };
        if ends {
            return start..start + text.get(..i).map_or(0, |t| t.trim_end().len());
        }
        previous = c;
    }
    start..start + text.trim_end().len()
}
