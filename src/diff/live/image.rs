//! The tag of an image, as Kubernetes reads references (the grammar of `distribution/reference`).

/// Longest name of an image, without its registry.
const LONGEST_NAME: usize = 255;

/// The pull policy that the API server gives a container of this image. Whatever is no reference
/// counts as having some other tag.
pub(super) fn pull_policy(image: &str) -> &'static str {
    if is_latest(image) { "Always" } else { "IfNotPresent" }
}

/// Whether the tag is `latest`, or there is neither tag nor digest.
fn is_latest(image: &str) -> bool {
    let Some(reference) = Reference::read(image) else { return false };
    match (reference.tag, reference.digest) {
        (Some(tag), _) => tag == "latest",
        (None, digest) => digest.is_none(),
    }
}

struct Reference<'t> {
    tag: Option<&'t str>,
    digest: Option<&'t str>,
}

impl<'t> Reference<'t> {
    fn read(text: &'t str) -> Option<Reference<'t>> {
        // 64 hexadecimal digits are the id of an image, no name
        if text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return None;
        }
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text, None),
        };
        let (domain, rest) = split_domain(rest);
        let (path, tag) = match rest.split_once(':') {
            Some((path, tag)) => (path, Some(tag)),
            None => (rest, None),
        };
        // Docker's own registry is put before a name without one, and `library/` before a single word
        let (registry, library) = match domain {
            Some(domain) if domain != "index.docker.io" => (domain, !path.contains('/') && domain == "docker.io"),
            _ => ("docker.io", !path.contains('/')),
        };
        // what is no host may still be the first part of a path
        let host = is_domain(registry);
        let longer = if library { "library/".len() } else { 0 } + if host { 0 } else { registry.len() + 1 };
        let fits = (host || is_component(registry)) && path.split('/').all(is_component);
        let fits = fits && path.len() + longer <= LONGEST_NAME;
        let fits = fits && tag.is_none_or(is_tag) && digest.is_none_or(is_digest);
        fits.then_some(Reference { tag, digest })
    }
}

/// The part before the first slash, if it must be a registry: a dot or a colon in it, `localhost`,
/// or capitals, which no path has.
fn split_domain(text: &str) -> (Option<&str>, &str) {
    match text.split_once('/') {
        Some((first, rest))
            if first.contains(['.', ':']) || first == "localhost" || first.chars().any(char::is_uppercase) =>
        {
            (Some(first), rest)
        }
        _ => (None, text),
    }
}

/// A host with a port or without.
fn is_domain(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, behind)) => {
            let fits = !address.is_empty() && address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':');
            return fits && (behind.is_empty() || behind.strip_prefix(':').is_some_and(is_port));
        }
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    let part = |part: &str| {
        let inner = part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        inner && !part.is_empty() && !part.starts_with('-') && !part.ends_with('-')
    };
    host.split('.').all(part) && port.is_none_or(is_port)
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A part of a path: lower-case letters and digits, between them one dot, one or two underscores or
/// any number of dashes.
fn is_component(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let (Some(first), Some(last)) = (text.bytes().next(), text.bytes().last()) else { return false };
    let separators = text.split(|c: char| c.is_ascii() && plain(c as u8));
    let good = |s: &str| matches!(s, "" | "." | "_" | "__") || s.bytes().all(|b| b == b'-');
    plain(first) && plain(last) && separators.into_iter().all(good)
}

fn is_tag(text: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let mut bytes = text.bytes();
    bytes.next().is_some_and(word) && text.len() <= 128 && bytes.all(|b| word(b) || b == b'.' || b == b'-')
}

/// A digest of one of the kinds that are known, in lower case.
fn is_digest(text: &str) -> bool {
    let length = |algorithm: &str| match algorithm {
        "sha256" => Some(64),
        "sha384" => Some(96),
        "sha512" => Some(128),
        _ => None,
    };
    text.split_once(':').is_some_and(|(algorithm, hex)| {
        length(algorithm) == Some(hex.len()) && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the API server itself makes of good and bad references.
    #[test]
    fn tags_are_read_as_kubernetes_does() {
        let table = include_str!("../../../testdata/cases/live/images.tsv");
        let rows = table.lines().skip(1).map(|line| line.split_once('\t').unwrap());
        let wrong: Vec<(&str, &str)> = rows.clone().filter(|(image, policy)| pull_policy(image) != *policy).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        assert!(rows.count() > 500);
    }
}
