//! The ServiceAccount admission: the account, its token in every container, its pull secrets.

use super::Class;
use super::facts::{At, Explained, Facts};
use crate::tree::{Node, Origin};

/// Begin of the name of the volume with the token; five letters and digits follow.
const VOLUME: &str = "kube-api-access-";

/// Where the token is mounted.
const MOUNT: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// Seconds that a token is good for: an hour and seven seconds, by which such tokens are known.
const EXPIRATION: i64 = 3607;

/// Mode of the files: 0644.
const MODE: i64 = 420;

/// Name of the volume with the token: the one that the rendered Pod has, or the one that was made.
pub(super) fn token_volume(rendered: &Node, live: &Node) -> Option<String> {
    let named = |pod: &Node| -> Vec<String> {
        let volumes = pod.at(&["spec", "volumes"]).map_or(&[][..], Node::items);
        volumes.iter().map(|v| v.str_at("name").to_owned()).filter(|name| name.starts_with(VOLUME)).collect()
    };
    named(rendered).into_iter().next().or_else(|| named(live).into_iter().find(|name| is_generated(name)))
}

/// Whether Kubernetes' generator makes such a name.
fn is_generated(name: &str) -> bool {
    let suffix = name.strip_prefix(VOLUME).unwrap_or("");
    suffix.len() == 5 && suffix.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// The account of Pods without one.
pub(super) fn added(facts: &Facts<'_>, at: &At<'_>, value: &Node) -> Option<Explained> {
    let none = ["serviceAccountName", "serviceAccount"]
        .iter()
        .all(|key| facts.rendered_spec(key).is_none_or(|n| !n.is_filled()));
    let fits = at.is("PodSpec", "serviceAccountName") && none && value.as_str() == Some("default");
    if fits { Explained::all(Class::ServiceAccountAdmission, "the account of Pods that name none") } else { None }
}

/// The volume with the token, its mounts, and the pull secrets of the account.
pub(super) fn item_added(facts: &Facts<'_>, at: &At<'_>, item: &Node) -> Option<Explained> {
    let class = Class::ServiceAccountAdmission;
    let pulls = || facts.rendered_spec("imagePullSecrets").is_none_or(|list| list.items().is_empty());
    if at.is("PodSpec", "imagePullSecrets") && pulls() {
        return Explained::all(class, "the pull secrets of the service account, since the Pod has none");
    }
    let mounted = facts.rendered_spec("automountServiceAccountToken").and_then(Node::as_bool) != Some(false);
    let name = facts.token_volume.as_deref().filter(|name| mounted && item.str_at("name") == *name)?;
    if at.is("PodSpec", "volumes") && is_generated(name) {
        return Explained::part(class, "the token of the service account", volume(name, &item.origin));
    }
    if at.is("Container", "volumeMounts") && *item == mount(name, &item.origin) {
        return Explained::all(class, "the token of the service account");
    }
    None
}

fn mount(name: &str, origin: &Origin) -> Node {
    let fields = vec![
        ("mountPath", Node::text(MOUNT, origin.clone())),
        ("name", Node::str(name.to_owned(), origin.clone())),
        ("readOnly", Node::bool(true, origin.clone())),
    ];
    Node::object(fields, origin.clone())
}

/// The volume as the admission makes it.
fn volume(name: &str, origin: &Origin) -> Node {
    let text = |text: &'static str| Node::text(text, origin.clone());
    let object = |fields| Node::object(fields, origin.clone());
    let list = |items| Node::seq(items, origin.clone());
    let token = object(vec![("expirationSeconds", Node::int(EXPIRATION, origin.clone())), ("path", text("token"))]);
    let ca = object(vec![("key", text("ca.crt")), ("path", text("ca.crt"))]);
    let field = object(vec![("apiVersion", text("v1")), ("fieldPath", text("metadata.namespace"))]);
    let namespace = object(vec![("fieldRef", field), ("path", text("namespace"))]);
    let sources = list(vec![
        object(vec![("serviceAccountToken", token)]),
        object(vec![("configMap", object(vec![("items", list(vec![ca])), ("name", text("kube-root-ca.crt"))]))]),
        object(vec![("downwardAPI", object(vec![("items", list(vec![namespace]))]))]),
    ]);
    let projected = object(vec![("defaultMode", Node::int(MODE, origin.clone())), ("sources", sources)]);
    object(vec![("name", Node::str(name.to_owned(), origin.clone())), ("projected", projected)])
}
