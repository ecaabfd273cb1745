//! `PATH=VALUE` as text: where the path ends, and its steps before anybody knows what they mean.

use crate::diagnostic::Diagnostic;

/// A step as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Raw {
    /// Between dots.
    Word(String),
    /// In brackets and quotes, or a token of a JSON pointer: one key, whatever it holds.
    Key(String),
    /// `[0]`
    Index(usize),
    /// `[primary]`
    Name(String),
    /// `[key=value]`
    Match(String, String),
}

/// Splits at the first `=` that stands outside of brackets and quotes.
pub(super) fn split(question: &str) -> Result<(&str, &str), Box<Diagnostic>> {
    let (mut depth, mut quote) = (0_usize, None);
    for (at, c) in question.char_indices() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') if depth > 0 => quote = Some(c),
            (None, '[') => depth += 1,
            (None, ']') => depth = depth.saturating_sub(1),
            (None, '=') if depth == 0 => {
                let (path, value) = question.split_at(at);
                return Ok((path, value.get(1..).unwrap_or("")));
            }
            _ => {}
        }
    }
    let help = format!("write the value behind the path: `{question}=VALUE`");
    Err(Diagnostic::error("usage/where-to-set", format!("`{question}` has no `=`")).help(help).into())
}

/// The steps of a path: dots and brackets, or a JSON pointer.
pub(super) fn parse(path: &str) -> Result<Vec<Raw>, Box<Diagnostic>> {
    if let Some(pointer) = path.strip_prefix('/') {
        return Ok(pointer.split('/').map(|t| Raw::Key(t.replace("~1", "/").replace("~0", "~"))).collect());
    }
    let mut steps = Vec::new();
    let mut rest = path.strip_prefix('.').unwrap_or(path);
    while !rest.is_empty() {
        if let Some(behind) = rest.strip_prefix('[') {
            let end = closing(behind).ok_or_else(|| wrong(path, "a bracket is not closed"))?;
            let (inside, after) = behind.split_at(end);
            steps.push(bracket(inside).ok_or_else(|| wrong(path, "a bracket holds nothing"))?);
            rest = after.get(1..).unwrap_or("");
            rest = rest.strip_prefix('.').unwrap_or(rest);
            continue;
        }
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if word.is_empty() {
            return Err(wrong(path, "there is nothing between two dots"));
        }
        steps.push(Raw::Word(word.to_owned()));
        rest = after.strip_prefix('.').unwrap_or(after);
    }
    if steps.is_empty() { Err(wrong(path, "it is empty")) } else { Ok(steps) }
}

/// Where the bracket closes, quotes respected.
fn closing(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, ']') => return Some(at),
            _ => {}
        }
    }
    None
}

fn bracket(inside: &str) -> Option<Raw> {
    let inside = inside.trim();
    for quote in ['\'', '"'] {
        if let Some(key) = inside.strip_prefix(quote).and_then(|i| i.strip_suffix(quote)) {
            return Some(Raw::Key(key.to_owned()));
        }
    }
    if let Ok(index) = inside.parse() {
        return Some(Raw::Index(index));
    }
    match inside.split_once('=') {
        Some((key, value)) => {
            let value = value.trim_matches(['\'', '"']);
            Some(Raw::Match(key.trim().to_owned(), value.to_owned()))
        }
        None => Some(inside).filter(|i| !i.is_empty()).map(|i| Raw::Name(i.to_owned())),
    }
}

fn wrong(path: &str, why: &str) -> Box<Diagnostic> {
    let error = Diagnostic::error("path/syntax", format!("`{path}` is no path: {why}"))
        .help("for example `spec.containers[primary].env[LOG_LEVEL].value`, `metadata.labels['app/name']` or `/spec/hostNetwork`");
    Box::new(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Raw {
        Raw::Key(text.to_owned())
    }

    fn word(text: &str) -> Raw {
        Raw::Word(text.to_owned())
    }

    #[test]
    fn the_value_begins_behind_the_first_equals_sign_outside_of_brackets() {
        for (text, path, value) in [
            ("a.b=c", "a.b", "c"),
            ("a[k=v].b=c=d", "a[k=v].b", "c=d"),
            ("a['x=]y']=1", "a['x=]y']", "1"),
            ("a=", "a", ""),
        ] {
            assert_eq!(split(text).unwrap(), (path, value), "{text}");
        }
        assert!(split("a[k=v]").is_err());
    }

    #[test]
    fn steps() {
        let name = Raw::Name("primary".to_owned());
        let pair = Raw::Match("name".to_owned(), "x.y".to_owned());
        for (text, want) in [
            ("spec.hostNetwork", vec![word("spec"), word("hostNetwork")]),
            ("a[0].b", vec![word("a"), Raw::Index(0), word("b")]),
            ("a[primary]b", vec![word("a"), name, word("b")]),
            ("a[name=x.y]", vec![word("a"), pair]),
            ("a['x.y/z']", vec![word("a"), key("x.y/z")]),
            ("a[\"]\"].b", vec![word("a"), key("]"), word("b")]),
            ("/a/b~1c~0/0", vec![key("a"), key("b/c~"), key("0")]),
            (".a", vec![word("a")]),
        ] {
            assert_eq!(parse(text).unwrap(), want, "{text}");
        }
        for text in ["", "a..b", "a[", "a[]", "a['x"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
