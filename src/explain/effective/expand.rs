//! `$(NAME)` in a text, as the kubelet reads it.

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Stays as it is; of `$$` one `$` is left.
    Text(String),
    /// `$(NAME)`.
    Reference(String),
}

/// A text in its parts. A `$` that begins no reference stays; so does a reference that is not closed.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        plain.push_str(before);
        let name = after.strip_prefix('(').and_then(|inner| inner.split_once(')'));
        rest = match name {
            Some((name, behind)) => {
                if !plain.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut plain)));
                }
                parts.push(Part::Reference(name.to_owned()));
                behind
            }
            None => {
                plain.push('$');
                // an escaped `$`, or one that means itself, takes the next letter with it
                after.strip_prefix('$').unwrap_or(after)
            }
        };
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        parts.push(Part::Text(plain));
    }
    parts
}

/// Whether a name is one that the kubelet makes for services (`API_SERVICE_HOST`, `API_PORT_80_TCP`).
pub(super) fn is_of_a_service(name: &str) -> bool {
    let upper = !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    let behind = |word: &str| name.split_once(word).filter(|(service, _)| !service.is_empty()).map(|(_, rest)| rest);
    let port = |rest: &str| rest.is_empty() || rest.starts_with('_');
    upper
        && (behind("_SERVICE_HOST").is_some_and(str::is_empty)
            || behind("_SERVICE_PORT").is_some_and(port)
            || behind("_PORT").is_some_and(port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let show = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Reference(name) => format!("<{name}>"),
        };
        parts(text).iter().map(show).collect()
    }

    #[test]
    fn as_the_kubelet_expands() {
        for (text, want) in [
            ("", ""),
            ("plain", "plain"),
            ("$(A)", "<A>"),
            ("a$(A)b$(B)c", "a<A>b<B>c"),
            ("$(A)$(A)", "<A><A>"),
            ("$$(A)", "$(A)"),
            ("$$$(A)", "$<A>"),
            ("$$$$(A)", "$$(A)"),
            ("$$$$$$(A)", "$$$(A)"),
            ("$$", "$"),
            ("a$", "a$"),
            ("$", "$"),
            ("$A", "$A"),
            ("${A}", "${A}"),
            ("$(A", "$(A"),
            ("$(A $(B)", "<A $(B>"),
            ("$()", "<>"),
            ("$(a b)", "<a b>"),
            ("$ (A)", "$ (A)"),
            ("($A)", "($A)"),
            ("$x$(A)", "$x<A>"),
            ("$\u{e9}$(A)", "$\u{e9}<A>"),
        ] {
            assert_eq!(shown(text), want, "{text}");
        }
    }

    #[test]
    fn names_of_services() {
        for name in
            ["KUBERNETES_SERVICE_HOST", "API_SERVICE_PORT", "API_SERVICE_PORT_HTTP", "A_B_PORT", "A_PORT_80_TCP"]
        {
            assert!(is_of_a_service(name), "{name}");
        }
        for name in ["PORT", "_PORT", "API_HOST", "api_SERVICE_HOST", "API_SERVICE_HOSTS", "A_PORTAL", ""] {
            assert!(!is_of_a_service(name), "{name}");
        }
    }
}
