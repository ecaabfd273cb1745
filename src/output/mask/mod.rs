//! Which parts of a source line look like secrets: the values of environment variables whose name
//! ends in TOKEN, SECRET, PASSWORD, CREDENTIALS or KEY. Works on lines of text, since a message may
//! be about a text that nothing can parse.

mod pairs;
mod values;

use std::collections::HashSet;
use std::ops::Range;

use pairs::{Pair, indent, pairs};
pub use values::{MASK, hides, masked, masked_text};

use crate::source::{Source, SourceId, Sources, Span};

/// Last words of names whose values are not shown.
const SECRET_WORDS: &[&str] = &["TOKEN", "SECRET", "PASSWORD", "CREDENTIALS", "KEY"];

/// Maps whose keys are names of environment variables.
const ENVIRONMENTS: &[&str] =
    &["env", "environment", "env_vars", "default-env-vars", "defaultenvvars", "propellerenv", "propeller_env"];

/// Keys of Flyte's configuration that hold a secret themselves.
const SECRET_KEYS: &[&str] = &["secret-key", "secretkey", "secret_key"];

/// Texts above so many bytes are not searched for secrets as a whole.
const LARGEST: usize = 1 << 18;

/// Of longer lines only a part is looked at.
const LONG_LINE: usize = 1 << 16;

/// How many lines around are looked at for the name that belongs to a value.
const NEAR: usize = 40;

/// Whether a name of an environment variable promises a secret: its last word, split at `_`, `-`
/// and changes of case, is one of the telling ones.
pub fn is_secret_name(name: &str) -> bool {
    let tail = name.rsplit(['_', '-']).next().unwrap_or(name);
    let chars: Vec<char> = tail.chars().collect();
    let changes = |w: &[char]| matches!(w, [a, b] if a.is_lowercase() && b.is_uppercase());
    let start = chars.windows(2).rposition(changes).map_or(0, |i| i + 1);
    let last: String = chars.iter().skip(start).flat_map(|c| c.to_uppercase()).collect();
    SECRET_WORDS.contains(&last.as_str())
}

/// Replaces secrets in a message by asterisks: quoted ones always, others if they are long enough
/// not to be part of something else.
pub fn mask_in(message: &str, secrets: &[String]) -> String {
    let mut out = message.to_owned();
    for secret in secrets.iter().filter(|s| !s.is_empty() && message.contains(s.as_str())) {
        for quote in ['`', '"', '\''] {
            out = out.replace(&format!("{quote}{secret}{quote}"), &format!("{quote}***{quote}"));
        }
        if secret.chars().count() > 3 {
            out = out.replace(secret.as_str(), "***");
        }
    }
    out
}

/// The secrets on the lines that a span touches, as written and without their quotes.
pub fn secrets_at(sources: &Sources, span: Span) -> Vec<String> {
    let Some(source) = sources.get(span.source) else { return Vec::new() };
    let first = source.line_column(span.start).line;
    let last = source.line_column(span.end).line.min(first + NEAR);
    // the first line is the one that may begin far before the span
    let column = source.line_column(span.start).column;
    let offset = source.line(first).char_indices().nth(column - 1).map_or(0, |(i, _)| i);
    let at = |line: usize| if line == first { offset } else { 0 };
    (first..=last).flat_map(|line| texts_on_line(sources, span.source, line, at(line))).collect()
}

/// The secrets of all texts, for messages that repeat whole inputs.
pub fn all_secrets(sources: &Sources) -> Vec<String> {
    let mut found = Vec::new();
    for (id, source) in sources.iter().filter(|(_, s)| s.text.len() <= LARGEST) {
        let lines = source.text.lines().count();
        found.extend((1..=lines).flat_map(|line| texts_on_line(sources, id, line, 0)));
    }
    found
}

/// The secrets on a line: as written, without quotes, and of a list or map each part.
fn texts_on_line(sources: &Sources, id: SourceId, line: usize, at: usize) -> Vec<String> {
    let Some(source) = sources.get(id) else { return Vec::new() };
    let mut found = Vec::new();
    for range in secrets_on_line(sources, id, line, at) {
        let text = source.line(line).get(range).unwrap_or("").trim();
        found.extend([text.to_owned(), unquoted(text).to_owned()]);
        if text.starts_with(['[', '{']) {
            let parts = text.split(['[', ']', '{', '}', ',']).map(unquoted);
            found.extend(parts.filter(|p| p.chars().count() > 3).map(str::to_owned));
        }
    }
    found
}

/// The byte ranges of a line that are secret; of a very long line those around the byte `at`.
pub fn secrets_on_line(sources: &Sources, id: SourceId, line: usize, at: usize) -> Vec<Range<usize>> {
    let Some(source) = sources.get(id) else { return Vec::new() };
    let text = source.line(line);
    if text.len() <= LONG_LINE {
        return secrets_of(source, line, text);
    }
    let near = |offset: usize| (offset..text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len());
    let (start, end) = (near(at.saturating_sub(LONG_LINE / 2)), near(at.saturating_add(LONG_LINE / 2)));
    let found = secrets_of(source, line, text.get(start..end).unwrap_or(""));
    found.into_iter().map(|r| r.start + start..r.end + start).collect()
}

/// The secret ranges of a line's text, or of a part of it.
fn secrets_of(source: &Source, line: usize, text: &str) -> Vec<Range<usize>> {
    let found = pairs(text);
    let secret = secret_pairs(text, &found);
    let mut hidden: Vec<Range<usize>> =
        found.iter().zip(secret).filter(|(_, secret)| *secret).map(|(pair, _)| pair.whole_value(text)).collect();
    hidden.extend(found.first().filter(|p| p.is_secret_by_neighbours(source, line)).map(|p| p.whole_value(text)));
    hidden.extend(assignments(text));
    if hidden.is_empty() && is_in_secret_block(source, line) {
        hidden.push(indent(text)..text.len());
    }
    hidden
}

impl Pair {
    fn key<'a>(&self, line: &'a str) -> &'a str {
        unquoted(line.get(self.key.clone()).unwrap_or(""))
    }

    fn value<'a>(&self, line: &'a str) -> &'a str {
        unquoted(line.get(self.value.clone()).unwrap_or(""))
    }

    /// The value with everything in it.
    fn whole_value(&self, line: &str) -> Range<usize> {
        let start = self.value.start;
        let text = line.get(start..).unwrap_or("");
        if !text.starts_with(['[', '{']) {
            return self.value.clone();
        }
        let mut depth = 0usize;
        for (i, c) in text.char_indices() {
            match c {
                '[' | '{' => depth += 1,
                ']' | '}' if depth <= 1 => return start..start + i + 1,
                ']' | '}' => depth -= 1,
                _ => {}
            }
        }
        start..line.len()
    }

    /// Secret because of what stands on the lines around: a `name` beside the `value`, or an
    /// `environment:` above.
    fn is_secret_by_neighbours(&self, source: &Source, line: usize) -> bool {
        let column = self.key.start;
        let key = self.key(source.line(line));
        let is_value = key == "value";
        for n in (line.saturating_sub(NEAR).max(1)..line).rev() {
            let text = source.line(n);
            let Some(first) = pairs(text).into_iter().next() else { continue };
            if is_value && first.key.start == column && names_a_variable(first.key(text)) {
                return is_secret_name(first.value(text));
            }
            if first.key.start < column && is_environment(first.key(text)) {
                return is_secret_name(key);
            }
            if first.key.start < column || (first.key.start == column && text.trim_start().starts_with("- ")) {
                break;
            }
        }
        let below = (line + 1..line + NEAR).map(|n| source.line(n));
        let mut item = below.take_while(|t| indent(t) >= column && !t.trim_start().starts_with("- "));
        is_value && item.any(|t| pairs(t).iter().any(|p| names_a_variable(p.key(t)) && is_secret_name(p.value(t))))
    }
}

/// For each pair of a line whether it is secret, as far as this line alone says.
fn secret_pairs(line: &str, all: &[Pair]) -> Vec<bool> {
    let named: HashSet<usize> = all
        .iter()
        .filter(|p| p.group > 0 && names_a_variable(p.key(line)) && is_secret_name(p.value(line)))
        .map(|p| p.group)
        .collect();
    let is_secret = |pair: &Pair| {
        let key = pair.key(line);
        let capital = key.chars().any(char::is_alphabetic) && !key.contains(char::is_lowercase);
        let inside = pair.parent.and_then(|i| all.get(i)).is_some_and(|p| is_environment(p.key(line)));
        (key == "value" && named.contains(&pair.group))
            || ((capital || inside) && is_secret_name(key))
            || SECRET_KEYS.contains(&key.to_lowercase().as_str())
    };
    all.iter().map(is_secret).collect()
}

fn names_a_variable(key: &str) -> bool {
    matches!(key, "name" | "key")
}

fn is_environment(key: &str) -> bool {
    ENVIRONMENTS.contains(&key.to_lowercase().as_str())
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(['"', '\''])
}

/// Whether a line is the content of a block scalar that is secret.
fn is_in_secret_block(source: &Source, line: usize) -> bool {
    let depth = indent(source.line(line));
    let head = (line.saturating_sub(NEAR).max(1)..line).rev().find(|n| {
        let text = source.line(*n);
        !text.trim().is_empty() && indent(text) < depth
    });
    head.is_some_and(|n| {
        let text = source.line(n);
        let opens = |p: &Pair| p.value(text).starts_with(['|', '>']);
        let all = pairs(text);
        let alone = secret_pairs(text, &all);
        all.iter().zip(alone).any(|(p, alone)| opens(p) && (alone || p.is_secret_by_neighbours(source, n)))
    })
}

/// Values of `NAME=value` where the name promises a secret.
fn assignments(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices('=') {
        let before = line.get(..at).unwrap_or("");
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let name = before.get(before.trim_end_matches(word).len()..).unwrap_or("");
        let after = line.get(at + 1..).unwrap_or("");
        let len = after.find([' ', '"', '\'', ',', ']']).unwrap_or(after.len());
        if len > 0 && !name.contains(char::is_lowercase) && is_secret_name(name) {
            found.push(at + 1..at + 1 + len);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, line: usize) -> String {
        let mut sources = Sources::new();
        let id = sources.add("f", text);
        let mut bytes = sources.get(id).unwrap().line(line).as_bytes().to_vec();
        for range in secrets_on_line(&sources, id, line, 0) {
            bytes[range].fill(b'*');
        }
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn names() {
        for name in ["DB_PASSWORD", "token", "apiKey", "API-KEY", "AWS_SECRET", "GCP_CREDENTIALS", "dbToken"] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["KEYBOARD", "TOKENS_PATH", "MONKEY", "PASSWORD_FILE", "", "nvidia.com/gpu"] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn lines() {
        let cases = [
            ("- name: DB_PASSWORD\n  value: hunter2\n", 2, "  value: *******"),
            ("- value: hunter2\n  name: DB_PASSWORD\n", 1, "- value: *******"),
            ("- name: LOG_LEVEL\n  value: debug\n- name: DB_PASSWORD\n", 2, "  value: debug"),
            ("- {name: DB_PASSWORD, value: hunter2}\n", 1, "- {name: DB_PASSWORD, value: *******}"),
            ("[{\"key\":\"A_TOKEN\",\"value\":\"x, y\"}]\n", 1, "[{\"key\":\"A_TOKEN\",\"value\":******}]"),
            ("environment:\n  apiKey: abc # c\n", 2, "  apiKey: *** # c"),
            ("environment: {apiKey: abc, b: c}\n", 1, "environment: {apiKey: ***, b: c}"),
            ("default-env-vars:\n  - DB_PASSWORD: abc\n", 2, "  - DB_PASSWORD: ***"),
            ("tolerations:\n- key: a\n  value: b\n", 3, "  value: b"),
            ("key: nvidia.com/gpu\n", 1, "key: nvidia.com/gpu"),
            ("topologyKey: zone\n", 1, "topologyKey: zone"),
            ("args: [run, DB_PASSWORD=abc, x]\n", 1, "args: [run, DB_PASSWORD=***, x]"),
            ("- name: TLS_KEY\n  value: |\n    one\n    two\n", 4, "    ***"),
            ("secretKeyRef: {name: db, key: PASSWORD}\n", 1, "secretKeyRef: {name: db, key: PASSWORD}"),
            ("connection:\n  secret-key: minio\n", 2, "  secret-key: *****"),
            ("- {name: DB_PASSWORD, value: [a, {b: c}], x: y}\n", 1, "- {name: DB_PASSWORD, value: ***********, x: y}"),
            ("- name: DB_PASSWORD\n  value: [hunter2]\n", 2, "  value: *********"),
        ];
        for (text, line, want) in cases {
            assert_eq!(shown(text, line), want, "{text}");
        }
    }

    #[test]
    fn messages() {
        let secrets = ["hunter2".to_owned(), "1".to_owned()];
        assert_eq!(mask_in("`hunter2` is 1 of `1`", &secrets), "`***` is 1 of `***`");
    }

    /// Any line has an answer that lies within it.
    #[test]
    fn any_line_is_answered() {
        let pieces = [
            "{", "}", "[", "]", ":", ": ", ",", "\"", "'", "\\", " ", "- ", "name", "value", "KEY", "=", "é", "#", "|",
        ];
        let mut state = 7u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..14 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
            }
            let mut sources = Sources::new();
            let id = sources.add("f", text.as_str());
            for range in secrets_on_line(&sources, id, 1, 0) {
                assert!(text.get(range.clone()).is_some(), "{text} {range:?}");
            }
        }
    }
}
