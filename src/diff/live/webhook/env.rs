//! The variables of the webhook: where files are, what names begin with, the secrets themselves.

use super::{PATH, Secret, Secrets, is_hex};
use crate::tree::Node;

pub(super) const WHY: &str = "Flyte's webhook, for a secret that the task asks for";

const PREFIX: &str = "FLYTE_SECRETS_ENV_PREFIX";
const DIRECTORY: &str = "FLYTE_SECRETS_DEFAULT_DIR";
const FILE_PREFIX: &str = "FLYTE_SECRETS_FILE_PREFIX";

/// What names begin with unless the live Pod says otherwise, in 1.x and 2.x.
const DEFAULTS: &[&str] = &["_FSEC_", "_UNION_"];

/// What the names of variables with secrets begin with in a live Pod.
pub(super) fn prefixes(live: &Node) -> Vec<String> {
    let lists = ["containers", "initContainers"].into_iter().filter_map(|key| live.at(&["spec", key]));
    let variables = lists.flat_map(Node::items).filter_map(|c| c.get("env")).flat_map(Node::items);
    let own = variables.filter(|v| v.str_at("name") == PREFIX).map(|v| v.str_at("value").to_owned()).next();
    own.map_or_else(|| DEFAULTS.iter().map(|p| (*p).to_owned()).collect(), |own| vec![own])
}

impl Secrets {
    /// Whether the webhook sets this variable, with this value.
    pub(super) fn has_variable(&self, variable: &Node) -> bool {
        let (name, value) = (variable.str_at("name"), variable.str_at("value"));
        let plain = variable.get("valueFrom").is_none_or(Node::is_null);
        match name {
            PREFIX => plain && self.list.iter().any(Secret::may_be_variable) && self.has_prefix(value),
            DIRECTORY => plain && value == PATH && self.list.iter().any(Secret::may_be_file),
            FILE_PREFIX => plain && value.is_empty() && self.list.iter().any(Secret::may_be_file),
            _ => self.list.iter().any(|secret| self.is_named(secret, name) && secret.is_in(variable)),
        }
    }

    /// Whether names may begin so: one of the usual ways, or one in which some secret is there.
    fn has_prefix(&self, prefix: &str) -> bool {
        DEFAULTS.contains(&prefix) || self.prefixes.iter().any(|own| own == prefix)
    }

    /// Whether a variable has the name of a secret.
    fn is_named(&self, secret: &Secret, name: &str) -> bool {
        let key = secret.key.to_uppercase();
        let of = |prefix: &String| {
            let Some(rest) = name.strip_prefix(&prefix.to_uppercase()) else { return false };
            // with the group, with a hash of the key in its place, or with the key alone
            let group = rest.strip_suffix(&key).and_then(|rest| rest.strip_suffix('_'));
            let hashed = |group: &str| secret.group.is_empty() && is_hex(&group.to_lowercase(), 32);
            rest == key || group.is_some_and(|group| group == secret.group.to_uppercase() || hashed(group))
        };
        let named = !secret.env_var.is_empty() && name == secret.env_var;
        named || self.prefixes.iter().any(of)
    }

    /// Whether a volume's item is a key that some secret asks for.
    pub(super) fn has_item(&self, item: &Node) -> bool {
        let fits = |s: &&Secret| item.str_at("key") == s.key && item.str_at("path") == s.key.to_lowercase();
        self.list.iter().filter(|s| s.may_be_file()).any(|s| fits(&s)) && item.entries().len() == 2
    }
}

impl Secret {
    /// Whether it may be given as a variable; which way a secret without a demand goes depends on
    /// the secret manager.
    pub(super) fn may_be_variable(&self) -> bool {
        self.mount_requirement != "FILE"
    }

    /// Whether it may be given as a file.
    pub(super) fn may_be_file(&self) -> bool {
        self.mount_requirement != "ENV_VAR"
    }

    /// The name of the Kubernetes secret: the group, or a hash of the key.
    pub(super) fn is_object(&self, name: &str) -> bool {
        if self.group.is_empty() { is_hex(name, 32) } else { name == self.group }
    }

    /// Whether a variable has this secret in it: a reference to its key, its value as the secret
    /// manager gave it, or the place of its file.
    fn is_in(&self, variable: &Node) -> bool {
        let Some(source) = variable.get("valueFrom").filter(|n| !n.is_null()) else { return true };
        let given: Vec<_> = source.entries().iter().filter(|e| !e.node.is_null()).collect();
        let [only] = given.as_slice() else { return false };
        let reference = &only.node;
        let optional = reference.get("optional").and_then(Node::as_bool) == Some(true);
        let fits = self.is_object(reference.str_at("name")) && reference.str_at("key") == self.key;
        only.key.as_str() == "secretKeyRef" && fits && optional && reference.entries().len() == 3
    }
}
