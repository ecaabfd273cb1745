//! Secrets and the service account of a flyte task.

use super::arguments::{Arguments, Sdk, Secret};
use super::made::{Part, made};
use super::parts::{self, Fields, derived, list, refused};
use crate::diagnostic::Diagnostic;
use crate::tree::{Node, Rule, Verdict};

const SDK: Sdk = Sdk::Flyte;

/// The one place where secrets can be mounted.
const MOUNT: &str = "/etc/flyte/secrets";

/// `securityContext`, if there is anything in it.
pub(super) fn security_context(arguments: &Arguments, out: &mut Vec<Diagnostic>) -> Option<Node> {
    let account = arguments
        .service_account
        .clone()
        .map(|account| Fields::new(account.origin.clone()).with("k8sServiceAccount", account).node());
    let secrets: Vec<Node> = arguments.secrets.iter().map(|s| secret(s, out)).collect();
    Fields::new(made(SDK, Part::Secret))
        .maybe("runAs", account)
        .maybe("secrets", list(secrets, made(SDK, Part::Secret)))
        .non_empty()
}

/// A secret: a variable, unless it is only mounted. Its name comes from the key where none is given.
fn secret(secret: &Secret, out: &mut Vec<Diagnostic>) -> Node {
    if let Some(mount) = secret.mount.as_ref().filter(|m| m.as_str() != Some(MOUNT)) {
        let message = format!("a secret can be mounted at `{MOUNT}` only");
        let theirs = format!("ValueError: Only {MOUNT} is supported as secret mount path today.");
        out.push(refused("task/secret", message, &mount.origin, theirs).help(format!("write `mount: {MOUNT}`")));
    }
    let variable = match (&secret.env_var, &secret.mount) {
        (Some(name), _) => Some(name.clone()),
        (None, Some(_)) => None,
        (None, None) => secret.key.as_ref().map(|key| derived_variable(key, secret.group.as_ref())),
    };
    if let Some(name) = variable.as_ref().filter(|n| !n.as_str().is_some_and(parts::is_variable)) {
        out.push(parts::bad_variable(name, ", must match ^[A-Z_][A-Z0-9_]*$"));
    }
    let kind = match (&secret.env_var, &secret.mount) {
        (None, Some(mount)) => Node::text("FILE", derived(Rule::Derive, &[&mount.origin])),
        (Some(name), Some(mount)) => {
            let variable = Node::text("ENV_VAR", derived(Rule::Derive, &[&name.origin]));
            variable.over(mount, Verdict::Overridden, Rule::ScalarOverride)
        }
        (_, None) => Node::text("ENV_VAR", made(SDK, Part::Secret)),
    };
    Fields::new(secret.origin.clone())
        .maybe("group", secret.group.clone())
        .maybe("key", secret.key.clone())
        .with("mountRequirement", kind)
        .maybe("envVar", variable)
        .node()
}

/// `[GROUP_]KEY` in upper case, `-` as `_`.
fn derived_variable(key: &Node, group: Option<&Node>) -> Node {
    let group = group.filter(|g| g.as_str() != Some(""));
    let text = |n: &Node| n.as_str().unwrap_or_default().to_owned();
    let name = match group {
        Some(group) => format!("{}_{}", text(group), text(key)),
        None => text(key),
    };
    let name = name.replace('-', "_").to_uppercase();
    let from: Vec<_> = group.into_iter().chain([key]).map(|n| &n.origin).collect();
    Node::str(name, derived(Rule::Derive, &from))
}
