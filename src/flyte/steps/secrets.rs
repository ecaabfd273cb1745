//! Secrets of the task as annotations that Flyte's webhook reads.

use crate::flyte::build::{Build, refuse};
use crate::flyte::pipeline::{Reason, Refusal};
use crate::flyte::steps::names::base32;
use crate::tree::{Entry, Made, Map, Node, Origin, Rule, Text};

/// Longest descriptor that Flyte accepts, in bytes.
const LIMIT: usize = 262_144;

static ASKED: Made = Made { step: "secrets", reason: "the task asks for secrets" };

/// One annotation a secret; a bad one is found out before anything is built.
pub fn run(b: &mut Build<'_>) -> Result<(), Refusal> {
    b.secrets = annotations(b)?;
    Ok(())
}

/// Why there are no annotations for secrets.
pub fn idle(_: &Build<'_>) -> Reason {
    "the task asks for no secrets".into()
}

fn annotations(b: &Build<'_>) -> Result<Node, Refusal> {
    let mut map = Map::sorted();
    for (i, secret) in b.secrets_asked_for().iter().enumerate() {
        let text = descriptor(b, secret)?;
        if text.len() > LIMIT {
            let message = format!("secret descriptor cannot exceed [{LIMIT}]");
            return Err(refuse("task/secret", message.clone(), message, secret));
        }
        let mut from = Vec::new();
        secret.for_each_leaf(&mut |_, leaf| from.push(leaf.origin.clone()));
        let value = Node::str(base32(text.as_bytes()), Origin::derived(Rule::Encode, b.step, from));
        map.set_entry(Entry::new(Text::from(format!("flyte.secrets/s{i}")), value));
    }
    Ok(Node::map(map, Origin::Flyte(&ASKED)))
}

/// The secret in protobuf's text form; empty fields are left out.
fn descriptor(b: &Build<'_>, secret: &Node) -> Result<String, Refusal> {
    let mut out = String::new();
    let field = |name: &str, key: &str, out: &mut String| {
        let value = secret.str_at(key);
        if !value.is_empty() {
            out.push_str(name);
            out.push_str(": ");
            quote(value, out);
            out.push('\n');
        }
    };
    field("group", "group", &mut out);
    field("group_version", "groupVersion", &mut out);
    field("key", "key", &mut out);
    if let Some(requirement) = secret.get("mountRequirement") {
        let name = match (requirement.as_str(), requirement.as_int()) {
            (Some("ENV_VAR"), _) | (_, Some(1)) => "ENV_VAR",
            (Some("FILE"), _) | (_, Some(2)) => "FILE",
            (_, Some(n)) if n != 0 => {
                let message = format!("invalid mount requirement [{n}]");
                return Err(refuse("task/secret", message.clone(), message, requirement));
            }
            _ => "",
        };
        if !name.is_empty() {
            out.push_str(&format!("mount_requirement: {name}\n"));
        }
    }
    if b.version.secrets_have_env_var() {
        field("env_var", "envVar", &mut out);
    }
    Ok(out)
}

/// Protobuf's quoting: other bytes than printable ASCII as three octal digits.
fn quote(text: &str, out: &mut String) {
    out.push('"');
    for byte in text.bytes() {
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            0x20..=0x7e => out.push(char::from(byte)),
            _ => out.push_str(&format!("\\{byte:03o}")),
        }
    }
    out.push('"');
}
