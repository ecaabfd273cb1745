//! [`Query`]: a PATH as people write it, parsed but not yet looked up.

use crate::diagnostic::Diagnostic;

/// One step of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A part between dots: a key, or a part of a key that holds dots itself.
    Word(String),
    /// A key as it is: `['key/with.dots']`, or a part of a JSON pointer.
    Key(String),
    /// `[0]`
    Index(usize),
    /// `[primary]`: an item by its name.
    Name(String),
    /// `[key=value]`: an item by one of its fields.
    Match(String, String),
    /// `[*]`
    All,
}

/// A PATH.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// As it was written.
    pub text: String,
    /// Its steps.
    pub steps: Vec<Step>,
}

impl Query {
    /// Reads `spec.containers[primary].env[LOG_LEVEL].value`, `[0]`, `[name=primary]`,
    /// `metadata.labels['app.kubernetes.io/name']` or a JSON pointer. The error says what is wrong
    /// with the writing; whether there is such a field is not asked here.
    pub fn parse(text: &str) -> Result<Query, Box<Diagnostic>> {
        let steps = match text.starts_with('/') {
            true => pointer(text),
            false => dotted(text).map_err(|problem| wrong(text, problem))?,
        };
        Ok(Query { text: text.to_owned(), steps })
    }
}

fn wrong(text: &str, problem: &str) -> Box<Diagnostic> {
    let wrong = Diagnostic::error("explain/path", format!("`{text}` is no path: {problem}"))
        .help("write `spec.containers[primary].env[LOG_LEVEL].value`, or a JSON pointer such as `/spec/hostNetwork`");
    Box::new(wrong)
}

/// A JSON pointer (RFC 6901).
fn pointer(text: &str) -> Vec<Step> {
    let parts = text.split('/').skip(1).filter(|part| !(part.is_empty() && text == "/"));
    parts.map(|part| Step::Key(part.replace("~1", "/").replace("~0", "~"))).collect()
}

fn dotted(text: &str) -> Result<Vec<Step>, &'static str> {
    let mut steps = Vec::new();
    let text = text.strip_prefix('$').unwrap_or(text);
    let mut rest = text.strip_prefix('.').unwrap_or(text);
    let mut word = String::new();
    let mut ended = false;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or("");
        match c {
            '.' => {
                if word.is_empty() && !ended {
                    return Err("there is nothing between two dots");
                }
                flush(&mut word, &mut steps);
                ended = false;
                if rest.is_empty() {
                    return Err("it ends with a dot");
                }
                // kustomize writes `containers.[name=primary]`
                ended |= rest.starts_with('[');
            }
            '[' => {
                flush(&mut word, &mut steps);
                let (step, after) = bracket(rest)?;
                steps.push(step);
                rest = after;
                ended = true;
                if !rest.is_empty() && !rest.starts_with(['.', '[']) {
                    return Err("a `.` or a `[` must follow a `]`");
                }
            }
            ']' => return Err("there is a `]` without its `[`"),
            c => word.push(c),
        }
    }
    flush(&mut word, &mut steps);
    Ok(steps)
}

fn flush(word: &mut String, steps: &mut Vec<Step>) {
    if !word.is_empty() {
        steps.push(Step::Word(std::mem::take(word)));
    }
}

/// What stands behind a `[`, and the rest behind its `]`.
fn bracket(text: &str) -> Result<(Step, &str), &'static str> {
    const OPEN: &str = "a `[` has no `]`";
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '\'' | '"')) {
        let (key, rest) = quoted(text.get(1..).unwrap_or(""), quote).ok_or(OPEN)?;
        return Ok((Step::Key(key), rest.strip_prefix(']').ok_or(OPEN)?));
    }
    let (inner, rest) = text.split_once(']').ok_or(OPEN)?;
    let step = match (inner.split_once('='), inner.parse()) {
        _ if inner.is_empty() => return Err("there is nothing between `[` and `]`"),
        _ if inner == "*" => Step::All,
        (_, Ok(index)) => Step::Index(index),
        (Some((key, value)), _) => {
            let value = value.trim_matches(['\'', '"']);
            Step::Match(key.trim().to_owned(), value.to_owned())
        }
        (None, _) => Step::Name(inner.to_owned()),
    };
    Ok((step, rest))
}

/// The text up to the closing quote; a backslash takes the next character as it is.
fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut chars = text.char_indices();
    while let Some((i, c)) = chars.next() {
        match c {
            '\\' => out.push(chars.next()?.1),
            c if c == quote => return Some((out, text.get(i + 1..)?)),
            c => out.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_write_a_path() {
        let word = |s: &str| Step::Word(s.into());
        let name = |s: &str| Step::Name(s.into());
        let key = |s: &str| Step::Key(s.into());
        let cases = [
            ("spec.hostNetwork", vec![word("spec"), word("hostNetwork")]),
            (".spec", vec![word("spec")]),
            ("$.spec", vec![word("spec")]),
            ("a[0][b]", vec![word("a"), Step::Index(0), name("b")]),
            ("a.[name=b].c", vec![word("a"), Step::Match("name".into(), "b".into()), word("c")]),
            ("a[key=\"x y\"]", vec![word("a"), Step::Match("key".into(), "x y".into())]),
            ("a['b.c/d'].e", vec![word("a"), key("b.c/d"), word("e")]),
            (r"a['it\'s']", vec![word("a"), key("it's")]),
            ("a[*]", vec![word("a"), Step::All]),
            ("/spec/containers/0/a~1b~0c", vec![key("spec"), key("containers"), key("0"), key("a/b~c")]),
            ("/", vec![]),
            ("", vec![]),
        ];
        for (text, steps) in cases {
            assert_eq!(Query::parse(text).unwrap().steps, steps, "{text}");
        }
    }

    #[test]
    fn what_is_no_path() {
        for text in ["a..b", "a.", "a[", "a]", "a[]", "a[0]b", "a['b]", "a['b'x"] {
            assert!(Query::parse(text).is_err(), "{text}");
        }
    }
}
