//! [`Spelling`]: how the reader of an input finds the keys of a struct.

use crate::flyte::effects::Room;
use crate::tree::{Entry, Text};

/// How keys of structs are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As they are.
    Exact,
    /// Whatever the letter case.
    AnyCase,
    /// camelCase or snake_case.
    CamelOrSnake,
}

impl Spelling {
    /// How the reader of an input takes keys.
    pub fn of(room: Room) -> Spelling {
        match room {
            Room::Templates => Spelling::Exact,
            Room::Config => Spelling::AnyCase,
            Room::Task | Room::Execution => Spelling::CamelOrSnake,
        }
    }

    /// Whether a written key is the field of this name.
    pub fn is_same(self, written: &str, name: &str) -> bool {
        match self {
            Spelling::Exact => written == name,
            Spelling::AnyCase => written.eq_ignore_ascii_case(name),
            Spelling::CamelOrSnake => written == name || snake(written) == snake(name),
        }
    }

    /// A name as its neighbours are written.
    pub fn spelled(self, name: &'static str, beside: &[Entry]) -> Text {
        let snakes = beside.iter().any(|e| e.key.contains('_'));
        let camels = beside.iter().any(|e| e.key.bytes().any(|b| b.is_ascii_uppercase()));
        if self == Spelling::CamelOrSnake && snakes && !camels { Text::from(snake(name)) } else { Text::Static(name) }
    }
}

/// `hostIPC` as `host_ipc`.
fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut lower = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && lower {
            out.push('_');
        }
        lower = !c.is_ascii_uppercase() && c != '_';
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_snake_case() {
        for (camel, want) in [
            ("hostNetwork", "host_network"),
            ("hostIPC", "host_ipc"),
            ("k8sPod", "k8s_pod"),
            ("setHostnameAsFQDN", "set_hostname_as_fqdn"),
            ("pod_spec", "pod_spec"),
        ] {
            assert_eq!(snake(camel), want);
        }
    }
}
