//! What the API server fills in where nothing is given (`SetDefaults_*` of `pkg/apis/core/v1`).

use super::Class;
use super::facts::{At, Explained, Facts};
use super::image;
use crate::tree::{Map, Node, Value};

/// A default that depends on nothing else.
enum Fixed {
    Text(&'static str),
    Int(i64),
    Bool(bool),
    Empty,
}

use Fixed::{Bool, Empty, Int, Text};

/// Type, field, value.
const FIXED: &[(&str, &str, Fixed)] = &[
    ("AzureDiskVolumeSource", "cachingMode", Text("ReadWrite")),
    ("AzureDiskVolumeSource", "fsType", Text("ext4")),
    ("AzureDiskVolumeSource", "kind", Text("Shared")),
    ("AzureDiskVolumeSource", "readOnly", Bool(false)),
    ("ConfigMapVolumeSource", "defaultMode", Int(420)),
    ("Container", "terminationMessagePath", Text("/dev/termination-log")),
    ("Container", "terminationMessagePolicy", Text("File")),
    ("ContainerPort", "protocol", Text("TCP")),
    ("DownwardAPIVolumeSource", "defaultMode", Int(420)),
    ("FileKeySelector", "optional", Bool(false)),
    ("GRPCAction", "service", Text("")),
    ("HTTPGetAction", "path", Text("/")),
    ("HTTPGetAction", "scheme", Text("HTTP")),
    ("HostPathVolumeSource", "type", Text("")),
    ("ISCSIVolumeSource", "iscsiInterface", Text("default")),
    ("ObjectFieldSelector", "apiVersion", Text("v1")),
    ("PersistentVolumeClaimSpec", "volumeMode", Text("Filesystem")),
    ("PodSpec", "dnsPolicy", Text("ClusterFirst")),
    ("PodSpec", "enableServiceLinks", Bool(true)),
    ("PodSpec", "restartPolicy", Text("Always")),
    ("PodSpec", "schedulerName", Text("default-scheduler")),
    ("PodSpec", "securityContext", Empty),
    ("PodSpec", "terminationGracePeriodSeconds", Int(30)),
    ("Probe", "failureThreshold", Int(3)),
    ("Probe", "periodSeconds", Int(10)),
    ("Probe", "successThreshold", Int(1)),
    ("Probe", "timeoutSeconds", Int(1)),
    ("ProjectedVolumeSource", "defaultMode", Int(420)),
    ("RBDVolumeSource", "keyring", Text("/etc/ceph/keyring")),
    ("RBDVolumeSource", "pool", Text("rbd")),
    ("RBDVolumeSource", "user", Text("admin")),
    ("ScaleIOVolumeSource", "fsType", Text("xfs")),
    ("ScaleIOVolumeSource", "storageMode", Text("ThinProvisioned")),
    ("SecretVolumeSource", "defaultMode", Int(420)),
    ("ServiceAccountTokenProjection", "expirationSeconds", Int(3600)),
];

const WHY: &str = "the default where nothing is given";
const PULL: &str = "`Always` for the tag `latest` or none, else `IfNotPresent`";

/// A field that the API server fills in.
pub(super) fn added(facts: &Facts<'_>, at: &At<'_>, value: &Node) -> Option<Explained> {
    if let Some(default) = fixed(at) {
        return match (default, &value.value) {
            // what more stands in it is somebody else's
            (Empty, Value::Map(_)) => Explained::part(Class::ApiServerDefault, WHY, empty(value)),
            (default, _) if default.is(value) => Explained::all(Class::ApiServerDefault, WHY),
            _ => None,
        };
    }
    computed(facts, at, value)
}

/// The default of a field in words, if it has a fixed one.
pub(super) fn in_words(at: &At<'_>) -> Option<String> {
    match fixed(at)? {
        Text(text) => Some(String::from(*text)),
        Int(n) => Some(n.to_string()),
        Bool(b) => Some(b.to_string()),
        Empty => None,
    }
}

fn fixed(at: &At<'_>) -> Option<&'static Fixed> {
    let owner = match at.owner?.name {
        "EphemeralContainer" => "Container",
        other => other,
    };
    FIXED.iter().find(|(ty, field, _)| *ty == owner && *field == at.key).map(|(_, _, value)| value)
}

impl Fixed {
    fn is(&self, node: &Node) -> bool {
        match (self, &node.value) {
            (Text(text), Value::Str(other)) => other.as_str() == *text,
            (Int(n), Value::Int(other)) => n == other,
            (Bool(b), Value::Bool(other)) => b == other,
            _ => false,
        }
    }
}

/// The value without anything in it.
fn empty(value: &Node) -> Node {
    Node::map(Map::default(), value.origin.clone())
}

/// Defaults that follow from other fields, of the rendered Pod or (where somebody changed those
/// before the API server looked) of the live one.
fn computed(facts: &Facts<'_>, at: &At<'_>, value: &Node) -> Option<Explained> {
    let either = |key: &str| [at.beside_left(key), at.beside_right(key)].into_iter().flatten();
    let pulls = |key: &str| {
        let sides = [at.left, at.right].into_iter().flatten();
        sides.map(|side| image::pull_policy(side.str_at(key))).any(|policy| value.as_str() == Some(policy))
    };
    let all = |why: &'static str| Explained::all(Class::ApiServerDefault, why);
    if at.is_in_container("imagePullPolicy") {
        return if pulls("image") { all(PULL) } else { None };
    }
    if at.is("ImageVolumeSource", "pullPolicy") {
        return if pulls("reference") { all(PULL) } else { None };
    }
    if at.is("ContainerPort", "hostPort") {
        let on_host = [facts.rendered_spec("hostNetwork"), facts.live_spec("hostNetwork")];
        let on_host = on_host.into_iter().flatten().any(|n| n.as_bool() == Some(true));
        let fits = on_host && either("containerPort").any(|port| port == value);
        return if fits { all("the port of the container, since the Pod uses the node's network") } else { None };
    }
    if at.is("Volume", "emptyDir") {
        let lone = at.left?.entries().iter().all(|e| e.key.as_str() == "name" || e.node.is_null());
        let why = "the API server makes a volume without a source an empty directory";
        return if lone { Explained::part(Class::ApiServerDefault, why, empty(value)) } else { None };
    }
    None
}
