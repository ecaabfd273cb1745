//! Secrets out of the annotations in which Flyte hands them to its webhook.

use super::Secret;

/// The alphabet of base 32 that Flyte uses.
const ALPHABET: &str = "abcdefghijklmnopqrstuvwxyz123456";

/// The secret of an annotation; none if it is not one that Flyte wrote.
pub(super) fn secret(text: &str) -> Option<Secret> {
    let text = String::from_utf8(base32(text)?).ok()?;
    let mut secret = Secret::default();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':')?;
        let value = value.trim();
        let slot = match name {
            "group" => &mut secret.group,
            "group_version" => &mut secret.group_version,
            "key" => &mut secret.key,
            "env_var" => &mut secret.env_var,
            "mount_requirement" => {
                secret.mount_requirement = value.to_owned();
                continue;
            }
            _ => continue,
        };
        *slot = unquoted(value)?;
    }
    Some(secret)
}

/// Five bits a character, most significant first; what is left at the end does not count.
fn base32(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() * 5 / 8);
    let (mut bits, mut held) = (0u32, 0u32);
    for c in text.trim_end_matches('=').chars() {
        let value = ALPHABET.find(c)?;
        bits = bits << 5 | u32::try_from(value).ok()?;
        held += 5;
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from(bits >> held & 0xff).ok()?);
            bits &= (1 << held) - 1;
        }
    }
    Some(out)
}

/// A quoted text of protobuf's text form.
fn unquoted(text: &str) -> Option<String> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = Vec::with_capacity(inner.len());
    let mut bytes = inner.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        match bytes.next()? {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            first @ b'0'..=b'7' => {
                let mut value = u32::from(first - b'0');
                for _ in 0..2 {
                    let Some(next) = bytes.next_if(|b| matches!(b, b'0'..=b'7')) else { break };
                    value = value * 8 + u32::from(next - b'0');
                }
                out.push(u8::try_from(value).ok()?);
            }
            other => out.push(other),
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_read_as_flyte_writes_them() {
        let text = "group: \"g\\303\\251\"\ngroup_version: \"2\"\nkey: \"k\\\\\\\"\\n\"\nmount_requirement: FILE\nenv_var: \"E\"\n";
        let read = secret(&crate::flyte::base32(text.as_bytes())).unwrap();
        assert_eq!((read.group.as_str(), read.group_version.as_str(), read.key.as_str()), ("g\u{e9}", "2", "k\\\"\n"));
        assert_eq!((read.mount_requirement.as_str(), read.env_var.as_str()), ("FILE", "E"));
        // the example of the specification
        let example = secret("m4zg54lqhiqcezzcbjvwk5j1eargwiqknvxxk2tul4zgk3lvnfzgk2lfnz1duicfjzlf5vsbkifa").unwrap();
        assert_eq!(
            (example.group.as_str(), example.key.as_str(), example.mount_requirement.as_str()),
            ("g", "k", "ENV_VAR")
        );
        assert_eq!(secret(""), Some(Secret::default()));
    }

    #[test]
    fn other_texts_are_no_secrets() {
        for text in [
            "7",
            "A",
            &crate::flyte::base32(b"group: g"),
            &crate::flyte::base32(b"group"),
            &crate::flyte::base32(&[0xff, 0xfe]),
        ] {
            assert_eq!(secret(text), None, "{text}");
        }
    }
}
