//! Whether bytes are a text.

use std::borrow::Cow;

/// What is wrong with bytes that should be a text.
#[derive(Debug)]
pub(super) struct Finding {
    /// Name of the problem.
    pub code: &'static str,
    /// What the file does or is.
    pub what: &'static str,
    /// Offset of the offending byte in the file, and in `lossy`.
    pub at: usize,
    /// Bytes of `lossy` that stand for it.
    pub len: usize,
    /// What is there.
    pub label: String,
    /// What to do.
    pub help: &'static str,
    /// Whether the line can be shown.
    pub shows: bool,
    /// As much of a text as can be made of it.
    pub lossy: String,
}

/// First bytes of files that are something else.
const FORMATS: &[(&[u8], &str)] = &[
    (b"\x1f\x8b", "is compressed (gzip), not text"),
    (b"PK\x03\x04", "is an archive (zip), not text"),
    (b"\x7fELF", "is a program (ELF), not text"),
    (b"\x89PNG", "is an image (PNG), not text"),
    (b"%PDF", "is a PDF, not text"),
    (b"\xfd7zXZ", "is compressed (xz), not text"),
    (b"\x28\xb5\x2f\xfd", "is compressed (zstd), not text"),
];

const TO_TEXT: &str = "podtpl reads YAML and JSON in UTF-8; is this the right file?";

impl Finding {
    /// Nothing is in the file.
    pub fn empty(lossy: String) -> Self {
        Finding {
            code: "file/empty",
            what: "is empty",
            at: 0,
            len: 0,
            label: String::new(),
            help: "write a task into it; `podtpl render --help` names what a task file holds",
            shows: false,
            lossy,
        }
    }
}

/// The text that the bytes are, or why they are none.
pub(super) fn text(bytes: Vec<u8>) -> Result<String, Finding> {
    if let Some((start, what)) = FORMATS.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(finding("file/binary", what, &bytes, 0, start.len(), false, TO_TEXT));
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let help = "save it as UTF-8 (`iconv -f UTF-16 -t UTF-8`)";
        return Err(finding("file/encoding", "is UTF-16, not UTF-8", &bytes, 0, 2, false, help));
    }
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        let shows = is_mostly_text(&bytes);
        let what = if shows { "holds a NUL byte" } else { "is binary, not text" };
        let help = if shows { "remove the byte; no text has it" } else { TO_TEXT };
        return Err(finding("file/binary", what, &bytes, at, 1, shows, help));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let len = error.utf8_error().error_len().unwrap_or(1);
        let bytes = error.into_bytes();
        let help = "save it as UTF-8 (from Latin-1: `iconv -f LATIN1 -t UTF-8`)";
        finding("file/encoding", "is not UTF-8", &bytes, at, len, is_mostly_text(&bytes), help)
    })
}

fn finding(
    code: &'static str,
    what: &'static str,
    bytes: &[u8],
    at: usize,
    len: usize,
    shows: bool,
    help: &'static str,
) -> Finding {
    let found: Vec<String> = bytes.get(at..at + len).unwrap_or(&[]).iter().map(|b| format!("0x{b:02x}")).collect();
    let label = format!("byte{} {}", if found.len() == 1 { "" } else { "s" }, found.join(" "));
    // bytes before the first bad one stand at the same offsets in the lossy text
    let lossy = if shows { String::from_utf8_lossy(bytes) } else { lossy_head(bytes, at) };
    let len = lossy.get(at..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
    Finding { code, what, at, len, label, help, shows, lossy: lossy.into_owned() }
}

/// Up to the bad byte: enough to count lines.
fn lossy_head(bytes: &[u8], at: usize) -> Cow<'_, str> {
    match std::str::from_utf8(bytes.get(..at).unwrap_or(&[])) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Borrowed(""),
    }
}

/// Whether the beginning looks like a text that people wrote.
fn is_mostly_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or(bytes);
    let odd = head.iter().filter(|b| b.is_ascii_control() && !matches!(b, b'\n' | b'\r' | b'\t')).count();
    let high = head.iter().filter(|b| !b.is_ascii()).count();
    odd * 20 <= head.len().max(20) && high * 2 <= head.len().max(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text() {
        let cases: &[(&[u8], &str, usize, bool)] = &[
            (b"name: caf\xe9\n", "is not UTF-8", 9, true),
            (b"a: b\nc: \0\n", "holds a NUL byte", 8, true),
            (b"\x00\x01\x02\x03\x04", "is binary, not text", 0, false),
            (b"\x1f\x8b\x08\x00", "is compressed (gzip), not text", 0, false),
            (b"\xff\xfea\x00", "is UTF-16, not UTF-8", 0, false),
            (b"a: \xe2\x82", "is not UTF-8", 3, true),
        ];
        for (bytes, what, at, shows) in cases {
            let found = text(bytes.to_vec()).unwrap_err();
            assert_eq!((found.what, found.at, found.shows), (*what, *at, *shows), "{bytes:?}");
        }
        assert_eq!(text(b"\xef\xbb\xbfa: b\r\n".to_vec()).unwrap(), "\u{feff}a: b\r\n");
    }
}
