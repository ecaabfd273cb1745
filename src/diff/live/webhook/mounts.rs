//! Volumes, mounts, fetching containers and annotations of the webhook.

use super::{PATH, Secret, Secrets, is_hex};
use crate::diff::live::Class;
use crate::diff::live::facts::{At, Explained};
use crate::flyte::base32;
use crate::tree::{Entry, Map, Node, Segment};

/// Volumes in memory into which a container puts what it fetches.
const MEMORY: &[&str] = &["aws-secret-vol", "azure-secret-vol", "embedded-secret-vol", "gcp-secret-vol"];

/// Names of fetching containers; a number follows. In 2.x there is one more, whose name is a setting.
const FETCHERS: &[&str] = &["aws-pull-secret-", "azure-pull-secret-", "gcp-pull-secret-"];

/// Variables that tell a fetching container what to fetch.
const ORDERS: &[&str] = &["SECRET_ARN", "SECRET_FILENAME", "SECRETS"];

/// Fields of a fetching container that come from the webhook and its settings.
const OWN: &[&str] = &["command", "image", "name", "resources"];

const WHY: &str = "Flyte's webhook, for secrets that the task asks for";

/// What all annotations for the agent of Vault begin with.
const VAULT: &str = "vault.hashicorp.com/";

fn class(part: Node) -> Option<Explained> {
    Explained::part(Class::SecretsWebhook, WHY, part)
}

/// A map of those fields of a node.
fn only(node: &Node, keys: &[&str]) -> Node {
    let entries = node.entries().iter().filter(|e| keys.contains(&e.key.as_str()));
    Node::map(Map::from_unsorted(entries.cloned().collect()), node.origin.clone())
}

/// The volume of a Kubernetes secret, or one in memory.
pub(super) fn volume(secrets: &Secrets, item: &Node) -> Option<Explained> {
    let name = item.str_at("name");
    if MEMORY.contains(&name) {
        let mut part = only(item, &["name", "emptyDir"]);
        if item.at(&["emptyDir", "medium"]).and_then(Node::as_str) != Some("Memory") {
            return None;
        }
        let directory = only(item.get("emptyDir")?, &["medium"]);
        part.set("emptyDir", directory);
        return class(part);
    }
    let object = item.at(&["secret", "secretName"])?.as_str()?;
    let own: Vec<&Secret> = secrets.list.iter().filter(|s| s.may_be_file() && s.is_object(object)).collect();
    if !own.iter().any(|s| name == base32(format!("{object}_{}", s.group_version).as_bytes())) {
        return None;
    }
    let source = item.get("secret")?;
    let optional = source.get("optional").and_then(Node::as_bool) == Some(true);
    let mut part = only(item, &["name"]);
    let mut expected = only(source, if optional { &["secretName", "optional"] } else { &["secretName"] });
    let items = source.get("items").map_or(&[][..], Node::items).iter().filter(|item| secrets.has_item(item));
    expected.set("items", Node::seq(items.cloned().collect(), source.origin.clone()));
    part.set("secret", expected);
    class(part)
}

/// A mount of such a volume.
pub(super) fn mount(secrets: &Secrets, item: &Node) -> Option<Explained> {
    let (name, path) = (item.str_at("name"), item.str_at("mountPath"));
    let plain = item.entries().len() == 3 && item.get("readOnly").and_then(Node::as_bool) == Some(true);
    let of_secret = |s: &Secret| {
        let Some(group) = path.strip_prefix(PATH).and_then(|rest| rest.strip_prefix('/')) else { return false };
        let object = if s.group.is_empty() { group } else { s.group.as_str() };
        let volume = base32(format!("{object}_{}", s.group_version).as_bytes());
        name == volume && group == object.to_lowercase() && s.is_object(object)
    };
    let fits = MEMORY.contains(&name) && path == PATH || secrets.list.iter().any(of_secret);
    if plain && fits { Explained::all(Class::SecretsWebhook, WHY) } else { None }
}

/// A container that fetches secrets into memory.
pub(super) fn fetcher(item: &Node) -> Option<Explained> {
    let name = item.str_at("name");
    let numbered = |prefix: &str| {
        let number = name.strip_prefix(prefix);
        number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    let list = |key: &str| item.get(key).map_or(&[][..], Node::items).iter();
    let mounts: Vec<Node> = list("volumeMounts").filter(|m| is_target(m)).cloned().collect();
    let orders: Vec<Node> = list("env").filter(|v| ORDERS.contains(&v.str_at("name"))).cloned().collect();
    let embedded = orders.iter().any(|v| v.str_at("name") == "SECRETS");
    if mounts.is_empty() || !(FETCHERS.iter().any(|prefix| numbered(prefix)) || embedded) {
        return None;
    }
    let mut part = only(item, OWN);
    part.set("volumeMounts", Node::seq(mounts, item.origin.clone()));
    if !orders.is_empty() {
        part.set("env", Node::seq(orders, item.origin.clone()));
    }
    class(part)
}

/// Whether a mount is the one to which a container fetches.
fn is_target(mount: &Node) -> bool {
    let writable = mount.get("readOnly").and_then(Node::as_bool) != Some(true);
    let path = matches!(mount.str_at("mountPath"), PATH | "/tmp");
    MEMORY.contains(&mount.str_at("name")) && writable && path && mount.entries().len() <= 3
}

/// An annotation for the agent of Vault: those that all Pods get, those of one secret, and more from
/// the settings.
pub(super) fn annotation(secrets: &Secrets, at: &At<'_>, value: &Node) -> Option<Explained> {
    let in_annotations = matches!(at.path.segments(), [Segment::Key(a), Segment::Key(b), _]
        if a.as_str() == "metadata" && b.as_str() == "annotations");
    let name = at.key.strip_prefix(VAULT).filter(|_| in_annotations)?;
    let agent = at.right.map_or(&[][..], Node::entries);
    let agent = agent.iter().any(|Entry { key, node, .. }| {
        key.as_str() == "vault.hashicorp.com/agent-inject" && node.as_str() == Some("true")
    });
    let text = value.as_str()?;
    let is_id = |id: &str| id.split('-').map(str::len).eq([8, 4, 4, 4, 12]) && is_hex(&id.replace('-', ""), 32);
    let of = |start: &str| name.strip_prefix(start).filter(|id| is_id(id)).is_some();
    let any = |fits: &dyn Fn(&Secret) -> bool| secrets.list.iter().filter(|s| s.may_be_file()).any(fits);
    let fits = if of("agent-inject-secret-") {
        any(&|s| text == s.group)
    } else if of("agent-inject-file-") {
        any(&|s| text == format!("{}/{}", s.group, s.key))
    } else if of("agent-inject-template-") {
        any(&|s| text.contains(&format!("secret \"{}\"", s.group)) && text.contains(&format!(".{} }}}}", s.key)))
    } else {
        name != "secret-volume-path" || text == PATH
    };
    if agent && fits { Explained::all(Class::SecretsWebhook, WHY) } else { None }
}
