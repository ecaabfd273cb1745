//! Flyte's secrets webhook: what it puts into Pods whose task asks for secrets, in all releases and
//! for all secret managers (`flytepropeller/pkg/webhook` in 1.x, `pluginmachinery/secret` in 2.x).

mod decode;
mod env;
mod mounts;

use super::Class;
use super::facts::{At, Explained, Facts};
use super::rules::Because;
use crate::tree::Node;

/// Label by which the API server knows that the webhook wants to see a Pod.
const LABEL: &str = "inject-flyte-secrets";

/// Where all secret managers mount files.
const PATH: &str = "/etc/flyte/secrets";

/// A secret that the task asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Secret {
    group: String,
    group_version: String,
    key: String,
    mount_requirement: String,
    env_var: String,
}

/// All secrets of a Pod.
pub(super) struct Secrets {
    list: Vec<Secret>,
    /// What names of variables begin with (`_FSEC_` in 1.x, a setting in 2.x).
    prefixes: Vec<String>,
}

impl Secrets {
    /// What the rendered Pod asks for; none if the webhook does not see it.
    pub fn new(rendered: &Node, live: &Node) -> Secrets {
        let metadata = rendered.get("metadata");
        let asks = metadata.and_then(|m| m.at(&["labels", LABEL])).and_then(Node::as_str) == Some("true");
        let annotations = metadata.and_then(|m| m.get("annotations")).map_or(&[][..], Node::entries);
        let list = annotations.iter().filter(|e| asks && e.key.as_str().starts_with("flyte.secrets/s"));
        let list = list.filter_map(|e| decode::secret(e.node.as_str()?)).collect();
        Secrets { list, prefixes: env::prefixes(live) }
    }
}

/// Whether a text is so many hexadecimal digits.
fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Annotations for the agent of Vault, and variables that were there under another value.
pub(super) fn added(facts: &Facts<'_>, at: &At<'_>, value: &Node) -> Option<Explained> {
    if facts.secrets.list.is_empty() {
        return None;
    }
    if let Some((class, why)) = changed(facts, at) {
        return Explained::all(class, why);
    }
    mounts::annotation(&facts.secrets, at, value)
}

/// A variable that was there before is another one now: 2.x replaces those with the names it needs.
pub(super) fn changed(facts: &Facts<'_>, at: &At<'_>) -> Option<Because> {
    let own = at.is_of("EnvVar") && at.key != "name" && facts.secrets.has_variable(at.right?);
    own.then(|| (Class::SecretsWebhook, env::WHY.into()))
}

/// Variables, volumes, mounts, containers that fetch secrets, pull secrets.
pub(super) fn item_added(facts: &Facts<'_>, at: &At<'_>, item: &Node) -> Option<Explained> {
    let secrets = &facts.secrets;
    if secrets.list.is_empty() {
        return None;
    }
    match at.key {
        "env" if at.is_of("Container") && secrets.has_variable(item) => Explained::all(Class::SecretsWebhook, env::WHY),
        "volumes" if at.is_of("PodSpec") => mounts::volume(secrets, item),
        "volumeMounts" if at.is_of("Container") => mounts::mount(secrets, item),
        "initContainers" if at.is_of("PodSpec") => mounts::fetcher(item),
        "items" if at.is_of("SecretVolumeSource") && secrets.has_item(item) => {
            Explained::all(Class::SecretsWebhook, "a key of the secret that the task asks for")
        }
        "imagePullSecrets" if at.is_of("PodSpec") => {
            let fits = item.str_at("name").strip_prefix("img-pull-").is_some_and(|hash| is_hex(hash, 16));
            if fits { Explained::all(Class::SecretsWebhook, "a pull secret that belongs to a secret") } else { None }
        }
        _ => None,
    }
}
