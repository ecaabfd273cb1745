//! URLs, as far as Go's parser refuses or respells them.

/// A URL as Go prints it; `None` if it is none.
pub fn normal(text: &str) -> Option<String> {
    if text.chars().any(|c| c.is_ascii_control()) || text == ":" {
        return None;
    }
    let (scheme, rest) = scheme(text)?;
    let path = rest.split(['?', '#']).next().unwrap_or(rest);
    if !is_escaped_well(path) {
        return None;
    }
    let Some(after) = path.strip_prefix("//") else {
        let first = path.split('/').next().unwrap_or("");
        if scheme.is_empty() && first.contains(':') {
            return None;
        }
        return Some(join(scheme, rest));
    };
    let authority = after.split('/').next().unwrap_or("");
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let port = match host.rfind(']') {
        Some(end) => host.get(end + 1..).unwrap_or(""),
        None => host.rfind(':').and_then(|at| host.get(at..)).unwrap_or(""),
    };
    let is_port = port.is_empty() || port.strip_prefix(':').is_some_and(|p| p.bytes().all(|b| b.is_ascii_digit()));
    let odd = |c: char| matches!(c, ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}');
    let brackets = host.starts_with('[') == host.contains(']');
    (is_port && brackets && !host.chars().any(odd)).then(|| join(scheme, rest))
}

/// Whether each `%` begins an escape.
fn is_escaped_well(path: &str) -> bool {
    let is_hex = |s: &str| s.len() == 2 && s.bytes().all(|b| b.is_ascii_hexdigit());
    path.match_indices('%').all(|(at, _)| path.get(at + 1..at + 3).is_some_and(is_hex))
}

fn join(scheme: &str, rest: &str) -> String {
    let rest = rest.replace(' ', "%20");
    if scheme.is_empty() { rest } else { format!("{}:{rest}", scheme.to_ascii_lowercase()) }
}

/// The scheme and what follows; `None` where a URL begins with a colon.
fn scheme(text: &str) -> Option<(&str, &str)> {
    for (at, c) in text.char_indices() {
        match c {
            'a'..='z' | 'A'..='Z' => {}
            '0'..='9' | '+' | '-' | '.' if at > 0 => {}
            ':' if at == 0 => return None,
            ':' => return Some((text.get(..at)?, text.get(at + 1..)?)),
            _ => break,
        }
    }
    Some(("", text))
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn urls() {
        for (text, want) in [
            ("", Some("")),
            ("http://minio.flyte:9000", Some("http://minio.flyte:9000")),
            ("HTTP://minio", Some("http://minio")),
            ("minio:9000", Some("minio:9000")),
            ("10.0.0.1:9000", None),
            ("http://minio:port", None),
            ("http://a b", None),
            ("/path", Some("/path")),
            (":x", None),
            ("a%zz", None),
            ("a%20b?%zz", Some("a%20b?%zz")),
        ] {
            assert_eq!(normal(text).as_deref(), want, "{text}");
        }
    }
}
