//! Paths of data as Go's `net/url` prints them.

/// `scheme://host`, the path, and what follows it.
fn split(text: &str) -> (&str, &str, &str) {
    let (whole, tail) = text.split_at(text.find(['?', '#']).unwrap_or(text.len()));
    let after = whole.find("://").map_or(0, |at| at + 3);
    let path =
        if after == 0 { 0 } else { whole.get(after..).and_then(|s| s.find('/')).map_or(whole.len(), |n| after + n) };
    let (start, path) = whole.split_at(path);
    (start, path, tail)
}

/// A text as it is, if its path needs no escapes; else with them.
pub fn reference(text: &str) -> String {
    let (start, path, tail) = split(text);
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:@[]%/".contains(&b);
    let path = if path.bytes().all(plain) { path.to_owned() } else { escaped(path) };
    format!("{start}{path}{tail}")
}

/// `scheme://bucket/SHARD/rest/ACTION/ATTEMPT`: where the output of an action lies.
pub fn sharded(base: &str, shard: &str, action: &str, attempt: i64) -> String {
    let (start, path, tail) = split(base);
    let path = path.trim_matches('/');
    let path = if path.is_empty() { String::new() } else { format!("{path}/") };
    format!("{start}{}{tail}", escaped(&format!("/{shard}/{path}{action}/{attempt}")))
}

/// Escapes what may not stand in a path; what is escaped already is escaped once.
fn escaped(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in unescaped(path) {
        if byte.is_ascii_alphanumeric() || b"-_.~$&+,/:;=@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn unescaped(path: &str) -> Vec<u8> {
    let bytes = path.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let hex = path.get(at + 1..at + 3).filter(|hex| *byte == b'%' && hex.bytes().all(|b| b.is_ascii_hexdigit()));
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(escape) => {
                out.push(escape);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{reference, sharded};

    #[test]
    fn outputs_of_an_action_lie_behind_a_shard() {
        for (base, wanted) in [
            ("s3://b/org/run/", "s3://b/aa/org/run/a0/1"),
            ("s3://b", "s3://b/aa/a0/1"),
            ("file:///tmp/x", "file:///aa/tmp/x/a0/1"),
            ("/tmp/x", "/aa/tmp/x/a0/1"),
            ("gs://b/a b/\u{fc}%20", "gs://b/aa/a%20b/%C3%BC%20/a0/1"),
            ("", "/aa/a0/1"),
        ] {
            assert_eq!(sharded(base, "aa", "a0", 1), wanted);
        }
    }

    #[test]
    fn paths_are_escaped_where_they_must() {
        for (path, wanted) in [("s3://b/(x)/%20", "s3://b/(x)/%20"), ("s3://b/(x) y", "s3://b/%28x%29%20y")] {
            assert_eq!(reference(path), wanted);
        }
    }
}
