//! `PATH=VALUE` as text: where the path ends, and its steps before anybody knows what they mean.

use crate::diagnostic::Diagnostic;
use crate::explain::query::{Query, Step};

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

/// The steps of the path, which must mean one field.
pub(super) fn steps(path: &str) -> Result<Vec<Step>, Box<Diagnostic>> {
    let steps = Query::parse(path)?.steps;
    let problem = if steps.is_empty() {
        "the path is empty".to_owned()
    } else if steps.contains(&Step::All) {
        format!("`{path}` means several fields")
    } else {
        return Ok(steps);
    };
    let help = "name one field: `spec.containers[primary].env[LOG_LEVEL].value=debug`";
    Err(Diagnostic::error("usage/where-to-set", problem).help(help).into())
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn paths_of_several_fields_are_refused() {
        for text in ["", "a[*].b", "a..b", "a["] {
            assert!(steps(text).is_err(), "{text}");
        }
    }
}
