//! Facts about Go's types of the Kubernetes API that the field tables do not hold: which structs
//! embed another one, and which strings have a type of their own.

/// A struct that is embedded in another. Flyte's library knows it only by Go's name.
#[derive(Debug)]
pub struct Embedded {
    /// Go's name.
    pub go: &'static str,
    names: Names,
}

/// Which fields are the embedded struct's.
#[derive(Debug)]
enum Names {
    Only(&'static [&'static str]),
    AllBut(&'static [&'static str]),
}

impl Embedded {
    /// Whether a field is the embedded struct's.
    pub fn holds(&self, field: &str) -> bool {
        match self.names {
            Names::Only(names) => names.contains(&field),
            Names::AllBut(names) => !names.contains(&field),
        }
    }

    /// Whether its loss is worth a word: nobody misses `kind` and `apiVersion`.
    pub fn matters(&self) -> bool {
        self.go != "TypeMeta"
    }
}

/// The struct that a type embeds.
pub fn embedded(type_name: &str) -> Option<Embedded> {
    let (go, names) = match type_name {
        "Volume" => ("VolumeSource", Names::AllBut(&["name"])),
        "Probe" => ("ProbeHandler", Names::Only(&["exec", "grpc", "httpGet", "tcpSocket"])),
        "EphemeralContainer" => ("EphemeralContainerCommon", Names::AllBut(&["targetContainerName"])),
        "PodTemplate" => ("TypeMeta", Names::Only(&["apiVersion", "kind"])),
        "ConfigMapEnvSource"
        | "ConfigMapKeySelector"
        | "ConfigMapProjection"
        | "ConfigMapVolumeSource"
        | "SecretEnvSource"
        | "SecretKeySelector"
        | "SecretProjection" => ("LocalObjectReference", Names::Only(&["name"])),
        _ => return None,
    };
    Some(Embedded { go, names })
}

/// Go's name of the type of a field's strings.
pub fn string_type(type_name: &str, field: &str) -> &'static str {
    let found = STRING_TYPES.iter().find(|(t, f, _)| *t == type_name && *f == field);
    found.map_or("string", |(_, _, go)| go)
}

const STRING_TYPES: &[(&str, &str, &str)] = &[
    ("AppArmorProfile", "type", "v1.AppArmorProfileType"),
    ("AzureDiskVolumeSource", "cachingMode", "v1.AzureDataDiskCachingMode"),
    ("AzureDiskVolumeSource", "kind", "v1.AzureDataDiskKind"),
    ("Capabilities", "add", "v1.Capability"),
    ("Capabilities", "drop", "v1.Capability"),
    ("Container", "imagePullPolicy", "v1.PullPolicy"),
    ("Container", "restartPolicy", "v1.ContainerRestartPolicy"),
    ("Container", "terminationMessagePolicy", "v1.TerminationMessagePolicy"),
    ("ContainerPort", "protocol", "v1.Protocol"),
    ("ContainerResizePolicy", "resourceName", "v1.ResourceName"),
    ("ContainerResizePolicy", "restartPolicy", "v1.ResourceResizeRestartPolicy"),
    ("ContainerRestartRule", "action", "v1.ContainerRestartRuleAction"),
    ("ContainerRestartRuleOnExitCodes", "operator", "v1.ContainerRestartRuleOnExitCodesOperator"),
    ("EmptyDirVolumeSource", "medium", "v1.StorageMedium"),
    ("HTTPGetAction", "scheme", "v1.URIScheme"),
    ("HostPathVolumeSource", "type", "v1.HostPathType"),
    ("ImageVolumeSource", "pullPolicy", "v1.PullPolicy"),
    ("LabelSelectorRequirement", "operator", "v1.LabelSelectorOperator"),
    ("Lifecycle", "stopSignal", "v1.Signal"),
    ("NodeSelectorRequirement", "operator", "v1.NodeSelectorOperator"),
    ("ObjectMeta", "uid", "types.UID"),
    ("OwnerReference", "uid", "types.UID"),
    ("PersistentVolumeClaimSpec", "accessModes", "v1.PersistentVolumeAccessMode"),
    ("PersistentVolumeClaimSpec", "volumeMode", "v1.PersistentVolumeMode"),
    ("PodOS", "name", "v1.OSName"),
    ("PodReadinessGate", "conditionType", "v1.PodConditionType"),
    ("PodSecurityContext", "fsGroupChangePolicy", "v1.PodFSGroupChangePolicy"),
    ("PodSecurityContext", "seLinuxChangePolicy", "v1.PodSELinuxChangePolicy"),
    ("PodSecurityContext", "supplementalGroupsPolicy", "v1.SupplementalGroupsPolicy"),
    ("PodSpec", "dnsPolicy", "v1.DNSPolicy"),
    ("PodSpec", "preemptionPolicy", "v1.PreemptionPolicy"),
    ("PodSpec", "restartPolicy", "v1.RestartPolicy"),
    ("SeccompProfile", "type", "v1.SeccompProfileType"),
    ("SecurityContext", "procMount", "v1.ProcMountType"),
    ("Toleration", "effect", "v1.TaintEffect"),
    ("Toleration", "operator", "v1.TolerationOperator"),
    ("TopologySpreadConstraint", "nodeAffinityPolicy", "v1.NodeInclusionPolicy"),
    ("TopologySpreadConstraint", "nodeTaintsPolicy", "v1.NodeInclusionPolicy"),
    ("TopologySpreadConstraint", "whenUnsatisfiable", "v1.UnsatisfiableConstraintAction"),
    ("VolumeMount", "mountPropagation", "v1.MountPropagationMode"),
    ("VolumeMount", "recursiveReadOnly", "v1.RecursiveReadOnlyMode"),
];
