//! Names that Kubernetes accepts, made as Flyte makes them.

/// The alphabet in which Flyte writes hashes and secrets.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz123456";

/// Base 32 without padding: five bits a character, most significant first, zero bits at the end.
pub fn base32(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut bits, mut held) = (0u32, 0u32);
    let letter = |n: u32| char::from(ALPHABET.get((n & 31) as usize).copied().unwrap_or(b'a'));
    for byte in bytes {
        bits = (bits << 8) | u32::from(*byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            out.push(letter(bits >> held));
        }
        bits &= (1 << held) - 1;
    }
    if held > 0 {
        out.push(letter(bits << (5 - held)));
    }
    out
}

/// FNV-1a, 32 bits.
pub fn fnv32(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// `f` and the hash of a text: eight characters in place of a long name.
pub fn hashed(text: &str) -> String {
    format!("f{}", base32(&fnv32(text).to_be_bytes()))
}

/// `text`, or its hash if it is longer than `limit` bytes.
pub fn fitted(text: String, limit: usize) -> String {
    if text.len() > limit { hashed(&text) } else { text }
}

/// The first `limit` bytes, not cutting a character in two.
fn cut(text: &str, limit: usize) -> &str {
    let mut end = text.len().min(limit);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

/// A label's value in 1.x: lower case, runs of other characters become one `-`, 63 bytes.
pub fn label_1(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_run = false;
    for c in text.to_lowercase().chars() {
        if c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' {
            out.push(c);
            in_run = false;
        } else if !in_run {
            out.push('-');
            in_run = true;
        }
    }
    cut(&out, 63).trim_matches('-').to_owned()
}

/// A label's value in 2.x: other characters become `-` one by one, 63 bytes, `x` at odd ends.
pub fn label_2(text: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let mapped: String = text.chars().map(|c| if allowed(c) { c } else { '-' }).collect();
    let mut out: Vec<char> = cut(&mapped, 63).chars().collect();
    for end in [out.len().checked_sub(1), (!out.is_empty()).then_some(0)].into_iter().flatten() {
        if let Some(c) = out.get_mut(end).filter(|c| !c.is_ascii_alphanumeric()) {
            *c = 'x';
        }
    }
    out.into_iter().collect()
}

/// Whether a text is a DNS-1123 label.
pub fn is_dns_label(text: &str) -> bool {
    let inner = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let bytes = text.as_bytes();
    bytes.len() <= 63
        && bytes.iter().all(|b| inner(b) || *b == b'-')
        && bytes.first().is_some_and(inner)
        && bytes.last().is_some_and(inner)
}

/// Whether a text is a DNS-1123 subdomain.
pub fn is_dns_subdomain(text: &str) -> bool {
    let label = |s: &str| {
        let inner = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let bytes = s.as_bytes();
        bytes.iter().all(|b| inner(b) || *b == b'-')
            && bytes.first().is_some_and(inner)
            && bytes.last().is_some_and(inner)
    };
    text.len() <= 253 && text.split('.').all(label)
}

/// The Pod's name: the generated name, changed where it is no DNS-1123 subdomain.
///
/// `id_length`: what Flyte reserves for a hash behind a name that is too long.
pub fn pod_name(text: &str, id_length: usize) -> String {
    if is_dns_subdomain(text) {
        return text.to_owned();
    }
    let mut split = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for c in text.chars() {
        if c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
            split.push('-');
        }
        split.push(c);
        before = c;
    }
    let kept: String = split
        .to_lowercase()
        .chars()
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-'))
        .collect();
    let name = kept.trim_matches(['.', '-']);
    if name.len() > 253 { format!("{}-{}", cut(name, 253 - id_length - 1), hashed(name)) } else { name.to_owned() }
}

/// `{{.perRetryUniqueKey}}`: the generated name as an identifier.
pub fn unique_key(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 1);
    let start = |c: char| c.is_ascii_alphabetic() || c == '_';
    let rest = text.trim_start_matches(|c| !start(c));
    if rest.len() != text.len() {
        out.push('a');
    }
    let mut in_run = false;
    for c in rest.chars() {
        if start(c) || c.is_ascii_digit() {
            out.push(c);
            in_run = false;
        } else if !in_run {
            out.push('_');
            in_run = true;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_what_flyte_makes_of_them() {
        for (given, wanted) in
            [("app.workflows.train", "app-workflows-train"), ("A__b..c", "a-b-c"), ("9A-_.z", "9a--z")]
        {
            assert_eq!(label_1(given), wanted);
        }
        for (given, wanted) in [("-lead-", "xleadx"), ("A__b..c", "A__b..c"), ("", "")] {
            assert_eq!(label_2(given), wanted);
        }
        assert_eq!(pod_name("F5C9_n0.0", 20), "f5-c9n0.0");
        assert_eq!(pod_name(&"x".repeat(300), 20).len(), 232 + 9);
        assert_eq!(unique_key("9f-c.x-0"), "af_c_x_0");
        assert_eq!(base32(b""), "");
        assert_eq!(base32(b"group: \"g\"\nkey: \"k\"\n"), "m4zg54lqhiqcezzcbjvwk5j1eargwiqk");
    }
}
