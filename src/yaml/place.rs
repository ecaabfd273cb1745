//! Where values begin and end. The parser's events say where tokens are; what lies between them
//! (dashes, colons, headers of block scalars) is found here, in the text itself.

/// Finds the first of `wanted` in `text[from..to]`, looking only at indicators: white space,
/// comments, anchors and tags are passed over.
pub(super) fn indicator(text: &str, from: usize, to: usize, wanted: &[u8]) -> Option<usize> {
    let bytes = text.as_bytes().get(..to.min(text.len()))?;
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        if wanted.contains(byte) {
            return Some(at);
        }
        at += match byte {
            b'#' => run(bytes, at, |b| matches!(b, b'\n' | b'\r')),
            b'&' | b'!' => run(bytes, at, |b| b.is_ascii_whitespace()),
            _ => 1,
        };
    }
    None
}

/// How many bytes from `at` on come before one that `ends` it.
fn run(bytes: &[u8], at: usize, ends: impl Fn(&u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or(&[]);
    rest.iter().position(ends).unwrap_or(rest.len())
}

/// A block scalar from its `|` or `>` to the end of its last content line. `from` is the end of
/// the token before it, `start..end` what the parser says of its content.
pub(super) fn block_scalar(text: &str, from: usize, start: usize, end: usize) -> (usize, usize) {
    let header = indicator(text, from, start + 1, b"|>").unwrap_or(start);
    let bytes = text.as_bytes();
    let header_end = header + run(bytes, header, |b| b.is_ascii_whitespace());
    let content = bytes.get(start.max(header_end)..end).unwrap_or(&[]);
    let Some(last) = content.iter().rposition(|b| !b.is_ascii_whitespace()) else { return (header, header_end) };
    let last = start.max(header_end) + last;
    // Blanks at the end of the last line are content.
    (header, last + run(bytes, last, |b| matches!(b, b'\n' | b'\r')))
}

/// Whether a tab indents one of the blank lines between the content of a block scalar and the end
/// that the parser gives it; `start` is where the parser sees its first line begin, behind its indentation.
pub(super) fn tab_indents_tail(text: &str, start: usize, content_end: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or("");
    let indent = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
    let tail = text.get(content_end..end.max(content_end)).unwrap_or("");
    tail.lines().skip(1).any(|line| line.bytes().take(indent).any(|b| b == b'\t'))
}

/// Whether the parser added a line break to a block scalar whose last line the text ends without one.
pub(super) fn lacks_final_break(text: &str, header: usize, end: usize) -> bool {
    let rest = text.as_bytes().get(header..).unwrap_or(&[]);
    let strips = rest.iter().take(4).take_while(|b| !b.is_ascii_whitespace()).any(|b| *b == b'-');
    let behind = text.get(end..).unwrap_or("");
    !strips && behind.bytes().all(|b| b == b' ')
}

/// The first tab in `text[from..to]`, a gap between two tokens of a block, at which Go's readers
/// stop: they allow none where a key could begin. `comments`: before comments tabs are allowed.
pub(super) fn forbidden_tab(text: &str, from: usize, to: usize, comments: bool) -> Option<usize> {
    let gap = text.as_bytes().get(from..to.min(text.len()))?;
    if !gap.contains(&b'\t') {
        return None;
    }
    let mut at = 0;
    let mut fresh = matches!(text.as_bytes().get(from.wrapping_sub(1)), None | Some(b'\n' | b'\r'));
    while let Some(byte) = gap.get(at) {
        match byte {
            b'\t' if fresh => {
                let blank = run(gap, at, |b| !matches!(b, b' ' | b'\t'));
                if !comments || gap.get(at + blank) != Some(&b'#') {
                    return Some(from + at);
                }
            }
            b'\n' | b'\r' | b'-' | b'?' => fresh = true,
            b'&' | b'!' | b'#' => {
                at += run(gap, at, |b| matches!(b, b'\n' | b'\r') || b.is_ascii_whitespace() && *byte != b'#');
                fresh = false;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    None
}
