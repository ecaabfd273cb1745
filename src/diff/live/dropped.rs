//! Fields that API servers drop: behind a feature that is off by default, or unknown to them.

use std::borrow::Cow;

use super::Class;
use super::facts::{At, Facts};
use super::rules::Because;
use super::same::is_zero;
use crate::kube::fields::{Api, Kind};
use crate::tree::{Node, Segment};

/// Type, field, feature: those that are off by default in some release of Kubernetes since 1.31.
const GATED: &[(&str, &str, &str)] = &[
    ("Container", "resizePolicy", "InPlacePodVerticalScaling"),
    ("Container", "restartPolicyRules", "ContainerRestartRules"),
    ("EnvVarSource", "fileKeyRef", "EnvFiles"),
    ("Lifecycle", "stopSignal", "ContainerStopSignals"),
    ("PodSecurityContext", "seLinuxChangePolicy", "SELinuxChangePolicy"),
    ("PodSecurityContext", "supplementalGroupsPolicy", "SupplementalGroupsPolicy"),
    ("PodSpec", "hostUsers", "UserNamespacesSupport"),
    ("PodSpec", "hostnameOverride", "HostnameOverride"),
    ("PodSpec", "resourceClaims", "DynamicResourceAllocation"),
    ("PodSpec", "resources", "PodLevelResources"),
    ("ResourceRequirements", "claims", "DynamicResourceAllocation"),
    ("VolumeProjection", "clusterTrustBundle", "ClusterTrustBundleProjection"),
    ("VolumeProjection", "podCertificate", "PodCertificateRequest"),
];

/// Why a field is gone.
pub(super) fn removed(facts: &Facts<'_>, at: &At<'_>, value: &Node, kind: Option<Kind>) -> Option<Because> {
    let owner = at.owner?;
    if let Some(feature) = gate(at, value) {
        let why = format!("the API server drops it unless the cluster has the feature `{feature}`");
        return Some((Class::ApiServerDefault, Cow::Owned(why)));
    }
    let unknown = |api: Api| api.type_named(owner.name).is_none_or(|ty| ty.field(at.key).is_none());
    let newest = Api::ALL.last().copied().unwrap_or(facts.api);
    if unknown(Api::V0_34) || unknown(newest) {
        let why = "API servers of other releases than Flyte's do not know this field, and drop it";
        return Some((Class::ApiServerDefault, Cow::Borrowed(why)));
    }
    // a block goes with the only thing in it
    if at.is_in_container("lifecycle") {
        let only = value
            .entries()
            .iter()
            .all(|e| e.key.as_str() == "stopSignal" || is_zero(&e.node, kind.and_then(|kind| kind.below(&e.key))));
        return only.then_some((Class::ApiServerDefault, Cow::Borrowed("nothing is left in it")));
    }
    None
}

/// The feature that a field belongs to.
fn gate(at: &At<'_>, value: &Node) -> Option<&'static str> {
    let owner = at.owner?.name;
    if at.is_in_container("restartPolicy") {
        // init containers may always be sidecars
        let init = matches!(at.path.segments().get(1), Some(Segment::Key(key)) if key.as_str() == "initContainers");
        return (!init || value.as_str() != Some("Always")).then_some("ContainerRestartRules");
    }
    let owner = if owner == "EphemeralContainer" { "Container" } else { owner };
    GATED.iter().find(|(ty, field, _)| *ty == owner && *field == at.key).map(|(_, _, feature)| *feature)
}

/// Why an item is gone: a volume of an image, or a mount of one.
pub(super) fn item_removed(facts: &Facts<'_>, at: &At<'_>, item: &Node) -> Option<Because> {
    let has_image = |volumes: Option<&Node>, name: &str| {
        let mut volumes = volumes.map_or(&[][..], Node::items).iter();
        volumes.any(|v| v.str_at("name") == name && v.get("image").is_some_and(|n| !n.is_null()))
    };
    let holds = at.is("PodSpec", "volumes") || at.is_in_container("volumeMounts");
    let name = item.str_at("name");
    let why = "the API server drops it unless the cluster has the feature `ImageVolume`";
    let gone = has_image(facts.rendered_spec("volumes"), name) && !has_image(facts.live_spec("volumes"), name);
    (holds && gone).then_some((Class::ApiServerDefault, Cow::Borrowed(why)))
}

/// Why a value is another one: where the feature is off, `procMount` is set back.
pub(super) fn replaced(at: &At<'_>, right: &Node) -> Option<Because> {
    let fits = at.is("SecurityContext", "procMount") && right.as_str() == Some("Default");
    let why = "the API server sets it back unless the cluster has the feature `ProcMountType`";
    fits.then_some((Class::ApiServerDefault, Cow::Borrowed(why)))
}
