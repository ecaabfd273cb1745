//! The sections of Flyte's configuration that matter for a Pod: every key with its type, its
//! default and the versions that have it, as data.

use super::shape::Default::{self, Bool, By, Classes, Empty, Fields, Int, Null, Pairs, Text};
use super::shape::{Field, Layout, Leaf, MapShape, Shape, always, line_1, line_2};
use crate::flyte::version::FlyteVersion;

/// A section: a struct with its place in the configuration.
#[derive(Debug)]
pub struct Section {
    /// Where it stands, in lower case.
    pub path: &'static str,
    /// Its fields.
    pub layout: &'static Layout,
    /// The versions that have it.
    pub since: fn(FlyteVersion) -> bool,
}

/// All sections that are read, in the order in which their errors are reported.
pub static SECTIONS: [Section; 8] = [
    Section { path: "plugins.k8s", layout: &K8S, since: always },
    Section { path: "task_resources", layout: &TASK_RESOURCES, since: line_1 },
    Section { path: "propeller", layout: &PROPELLER, since: line_1 },
    Section { path: "namespace_mapping", layout: &NAMESPACES, since: line_1 },
    Section { path: "executor", layout: &EXECUTOR, since: line_2 },
    Section { path: "actions", layout: &ACTIONS, since: line_2 },
    Section { path: "storage", layout: &STORAGE, since: always },
    Section { path: "logger", layout: &LOGGER, since: always },
];

/// The section at a path.
pub fn section(path: &str) -> Option<&'static Section> {
    SECTIONS.iter().find(|s| s.path == path)
}

const TEXT: Shape = Shape::Text("string");
const TEXTS: Shape = Shape::List(&TEXT);
const STRINGS: Shape = Shape::Map(&MapShape { go: "map[string]string", value: TEXT });
const HEADERS: Shape = Shape::Map(&MapShape { go: "map[string][]string", value: TEXTS });
const RESOURCE_NAME: Shape = Shape::Text("v1.ResourceName");
const INT: Shape = Shape::Int("int");
const INT32: Shape = Shape::Int("int32");
const INT64: Shape = Shape::Int("int64");
const FLAG: Shape = Shape::Bool;
const QUANTITY: Shape = Shape::Quantity;
const DURATION: Shape = Shape::Duration;
const TOLERATION: Shape = Shape::Kube("Toleration");
const TOLERATIONS: Shape = Shape::List(&TOLERATION);
const REQUIREMENT: Shape = Shape::Pointer(&Shape::Kube("NodeSelectorRequirement"));

const fn field(key: &'static str, shape: Shape, default: Default) -> Field {
    Field::new(key, shape, default)
}

/// The annotation that keeps the autoscaler away.
pub const SAFE_TO_EVICT: &str = "cluster-autoscaler.kubernetes.io/safe-to-evict";

static K8S: Layout = Layout::of(&[
    field("plugins.k8s.inject-finalizer", FLAG, Bool(false)),
    field("plugins.k8s.default-annotations", STRINGS, Pairs(&[(SAFE_TO_EVICT, "false")])),
    field("plugins.k8s.default-labels", STRINGS, Null),
    field("plugins.k8s.default-env-vars", STRINGS, Null),
    field("plugins.k8s.default-env-vars-from-env", STRINGS, Null),
    field("plugins.k8s.default-env-from-configmaps", TEXTS, Null),
    field("plugins.k8s.default-env-from-secrets", TEXTS, Null),
    field("plugins.k8s.default-cpus", QUANTITY, Text("1")),
    field("plugins.k8s.default-memory", QUANTITY, Text("1Gi")),
    field("plugins.k8s.default-tolerations", TOLERATIONS, Null),
    field("plugins.k8s.default-node-selector", STRINGS, Null),
    field("plugins.k8s.default-affinity", Shape::Pointer(&Shape::Kube("Affinity")), Null).leaf(Leaf::Never),
    field("plugins.k8s.scheduler-name", TEXT, Text("")),
    field("plugins.k8s.interruptible-tolerations", TOLERATIONS, Null),
    field("plugins.k8s.interruptible-node-selector", STRINGS, Null),
    field("plugins.k8s.interruptible-node-selector-requirement", REQUIREMENT, Null),
    field("plugins.k8s.non-interruptible-node-selector-requirement", REQUIREMENT, Null),
    field("plugins.k8s.resource-tolerations", RESOURCE_TOLERATIONS, Null),
    field("plugins.k8s.co-pilot", Shape::Struct(&CO_PILOT), Fields),
    field("plugins.k8s.delete-resource-on-finalize", FLAG, Bool(false)).idle(),
    field("plugins.k8s.create-container-error-grace-period", DURATION, Text("3m0s")).idle(),
    field("plugins.k8s.create-container-config-error-grace-period", DURATION, Text("0s")).idle(),
    field("plugins.k8s.image-pull-backoff-grace-period", DURATION, Text("3m0s")).idle(),
    field("plugins.k8s.image-pull-policy", Shape::Text("v1.PullPolicy"), Text("")),
    field("plugins.k8s.pod-pending-timeout", DURATION, Text("0s")).idle(),
    field("plugins.k8s.gpu-device-node-label", TEXT, Text("k8s.amazonaws.com/accelerator")),
    field("plugins.k8s.gpu-partition-size-node-label", TEXT, Text("k8s.amazonaws.com/gpu-partition-size")),
    field("plugins.k8s.gpu-unpartitioned-node-selector-requirement", REQUIREMENT, Null),
    field("plugins.k8s.gpu-unpartitioned-toleration", Shape::Pointer(&TOLERATION), Null),
    field("plugins.k8s.gpu-resource-name", RESOURCE_NAME, Text("nvidia.com/gpu")),
    field("plugins.k8s.accelerator-devices", STRINGS, Pairs(DEVICES)).since(FlyteVersion::has_device_classes),
    field("plugins.k8s.accelerator-device-classes", CLASSES, Classes).since(FlyteVersion::has_device_classes),
    field("plugins.k8s.default-pod-security-context", Shape::Pointer(&Shape::Kube("PodSecurityContext")), Null),
    field("plugins.k8s.default-security-context", Shape::Pointer(&Shape::Kube("SecurityContext")), Null),
    field("plugins.k8s.enable-host-networking-pod", Shape::Pointer(&FLAG), Null),
    field("plugins.k8s.default-pod-dns-config", Shape::Pointer(&Shape::Kube("PodDNSConfig")), Null),
    field("plugins.k8s.default-pod-template-name", TEXT, Text("")),
    field("plugins.k8s.default-pod-template-resync", DURATION, Text("30s")).idle(),
    field("plugins.k8s.send-object-events", FLAG, Bool(false)).idle(),
    field("plugins.k8s.update-base-backoff-duration", INT, Int(10)).idle(),
    field("plugins.k8s.update-backoff-retries", INT, Int(5)).idle(),
    field("plugins.k8s.add-tolerations-for-extended-resources", TEXTS, Empty).since(has_extended_tolerations).idle(),
    field("plugins.k8s.enable-distributed-error-aggregation", FLAG, Bool(false))
        .since(FlyteVersion::has_offloading)
        .idle(),
    field("plugins.k8s.disable-inject-owner-references", FLAG, Bool(false)).since(line_2),
]);

const RESOURCE_TOLERATIONS: Shape =
    Shape::Map(&MapShape { go: "map[v1.ResourceName][]v1.Toleration", value: TOLERATIONS });
const CLASSES: Shape =
    Shape::Map(&MapShape { go: "map[string]config.AcceleratorDeviceClassConfig", value: Shape::Struct(&DEVICE_CLASS) });

/// One entry of `accelerator-device-classes`.
pub static DEVICE_CLASS: Layout = Layout::of(&[
    field("plugins.k8s.accelerator-device-classes.*.resource-name", RESOURCE_NAME, Text("")),
    field("plugins.k8s.accelerator-device-classes.*.device-node-label", TEXT, Text("")),
    field("plugins.k8s.accelerator-device-classes.*.partition-size-node-label", TEXT, Text("")),
    field("plugins.k8s.accelerator-device-classes.*.unpartitioned-node-selector-requirement", REQUIREMENT, Null),
    field("plugins.k8s.accelerator-device-classes.*.unpartitioned-toleration", Shape::Pointer(&TOLERATION), Null),
    field("plugins.k8s.accelerator-device-classes.*.pod-template", Shape::Pointer(&Shape::Kube("PodTemplate")), Null),
]);

static CO_PILOT: Layout = Layout::of(&[
    field("plugins.k8s.co-pilot.name", TEXT, Text("flyte-copilot-")),
    field("plugins.k8s.co-pilot.image", TEXT, By(copilot_image)),
    field("plugins.k8s.co-pilot.default-input-path", TEXT, Text("/var/flyte/inputs")),
    field("plugins.k8s.co-pilot.default-output-path", TEXT, Text("/var/flyte/outputs")),
    field("plugins.k8s.co-pilot.input-vol-name", TEXT, Text("flyte-inputs")),
    field("plugins.k8s.co-pilot.output-vol-name", TEXT, Text("flyte-outputs")),
    field("plugins.k8s.co-pilot.start-timeout", DURATION, By(start_timeout)),
    field("plugins.k8s.co-pilot.timeout", DURATION, Text("1h0m0s")).since(has_timeout),
    field("plugins.k8s.co-pilot.cpu", TEXT, Text("500m")),
    field("plugins.k8s.co-pilot.memory", TEXT, Text("128Mi")),
    field("plugins.k8s.co-pilot.storage", TEXT, Text("")).idle(),
    field("plugins.k8s.co-pilot.storage-config-override", Shape::Pointer(&Shape::Struct(&STORAGE)), Null).since(line_2),
    field("plugins.k8s.co-pilot.storage-config-secret-name", TEXT, Text(""))
        .since(FlyteVersion::has_copilot_storage_secret),
]);

static TASK_RESOURCES: Layout = Layout::of(&[
    field("task_resources.defaults", Shape::Struct(&RESOURCE_DEFAULTS), Fields),
    field("task_resources.limits", Shape::Struct(&RESOURCE_LIMITS), Fields),
]);

static RESOURCE_DEFAULTS: Layout = Layout::of(&[
    field("task_resources.defaults.cpu", QUANTITY, Text("2")),
    field("task_resources.defaults.gpu", QUANTITY, Text("0")),
    field("task_resources.defaults.memory", QUANTITY, Text("200Mi")),
    field("task_resources.defaults.ephemeralStorage", QUANTITY, Text("0")),
]);

static RESOURCE_LIMITS: Layout = Layout::of(&[
    field("task_resources.limits.cpu", QUANTITY, Text("2")),
    field("task_resources.limits.gpu", QUANTITY, Text("1")),
    field("task_resources.limits.memory", QUANTITY, Text("1Gi")),
    field("task_resources.limits.ephemeralStorage", QUANTITY, Text("0")),
]);

static PROPELLER: Layout = Layout::some(&[
    field("propeller.literal-offloading-config", Shape::Struct(&OFFLOADING), Fields),
    field("propeller.node-config", Shape::Struct(&NODES), Fields),
    field("propeller.rawoutput-prefix", TEXT, Text("")),
]);

/// What decides whether a node that failed stays interruptible.
static NODES: Layout = Layout::some(&[
    field("propeller.node-config.default-max-attempts", INT32, Int(1)),
    field("propeller.node-config.ignore-retry-cause", FLAG, Bool(false)),
    field("propeller.node-config.interruptible-failure-threshold", INT32, Int(-1)),
    field("propeller.node-config.max-node-retries-system-failures", INT64, Int(3)),
]);

static OFFLOADING: Layout = Layout::of(&[
    field("propeller.literal-offloading-config.enabled", FLAG, Bool(false)).named("Enabled"),
    field("propeller.literal-offloading-config.supported-sdk-versions", STRINGS, Pairs(&[("FLYTE_SDK", "1.13.14")]))
        .idle(),
    field("propeller.literal-offloading-config.min-size-in-mb-for-offloading", INT64, Int(10)),
    field("propeller.literal-offloading-config.max-size-in-mb-for-offloading", INT64, Int(1000)),
]);

static NAMESPACES: Layout = Layout::of(&[
    field("namespace_mapping.mapping", TEXT, Text("")).idle(),
    field("namespace_mapping.template", TEXT, Text("{{ project }}-{{ domain }}")),
]);

static EXECUTOR: Layout = Layout::some(&[
    field("executor.defaultK8sServiceAccount", TEXT, Text("")).since(FlyteVersion::run_as_before_template)
]);

static ACTIONS: Layout = Layout::some(&[field("actions.kubernetes", Shape::Struct(&KUBERNETES), Fields)]);

static KUBERNETES: Layout = Layout::some(&[field("actions.kubernetes.namespace", TEXT, Text("flyte"))]);

static LOGGER: Layout = Layout::of(&[
    field("logger.show-source", FLAG, Bool(false)).idle(),
    field("logger.mute", FLAG, Bool(false)).idle(),
    field("logger.level", INT, Int(3)),
    field("logger.formatter", Shape::Struct(&FORMATTER), Fields).idle(),
]);

static FORMATTER: Layout = Layout::of(&[field("logger.formatter.type", TEXT, Text("json")).idle()]);

/// `storage`, and what replaces it for co-pilot.
pub static STORAGE: Layout = Layout::of(&[
    field("storage.type", TEXT, By(storage_type)),
    field("storage.connection", Shape::Struct(&CONNECTION), Fields).since(has_connection),
    field("storage.stow", Shape::Struct(&STOW), Fields),
    field("storage.redis", Shape::Struct(&REDIS), Fields).since(FlyteVersion::storage_is_stow).idle(),
    field("storage.container", TEXT, Text("")),
    field("storage.enable-multicontainer", FLAG, Bool(false)),
    field("storage.schemes", SCHEMES, Null).since(FlyteVersion::storage_is_stow).leaf(Leaf::Never).idle(),
    field("storage.cache", Shape::Struct(&CACHE), Fields).idle(),
    field("storage.limits", Shape::Struct(&LIMITS), Fields).idle(),
    field("storage.defaultHttpClient", Shape::Struct(&HTTP), Fields).idle(),
    field("storage.signedUrl", Shape::Struct(&SIGNED_URL), Fields).idle(),
]);

static CONNECTION: Layout = Layout::of(&[
    field("storage.connection.endpoint", Shape::Url, Text("")),
    field("storage.connection.auth-type", TEXT, Text("iam")),
    field("storage.connection.access-key", TEXT, Text("")),
    field("storage.connection.secret-key", TEXT, Text("")),
    field("storage.connection.region", TEXT, Text("us-east-1")),
    field("storage.connection.disable-ssl", FLAG, Bool(false)).idle(),
]);

static STOW: Layout = Layout::of(&[
    field("storage.stow.kind", TEXT, By(stow_kind)),
    // A command-line flag of this name makes it one value.
    field("storage.stow.config", STRINGS, By(stow_config)).leaf(Leaf::Always),
]);

const SCHEMES: Shape = Shape::Map(&MapShape { go: "map[string]storage.SchemeConfig", value: Shape::Struct(&SCHEME) });

static SCHEME: Layout = Layout::of(&[
    field("storage.schemes.*.kind", TEXT, Text("")).idle(),
    field("storage.schemes.*.config", STRINGS, Null).idle(),
    field("storage.schemes.*.redis", Shape::Pointer(&Shape::Struct(&REDIS)), Null).idle(),
]);

static REDIS: Layout = Layout::of(&[
    field("storage.redis.addr", TEXT, Text("")).idle(),
    field("storage.redis.username", TEXT, Text("")).idle(),
    field("storage.redis.password", TEXT, Text("")).idle(),
    field("storage.redis.db", INT, Int(0)).idle(),
]);

static CACHE: Layout = Layout::of(&[
    field("storage.cache.max_size_mbs", INT, Int(0)).idle(),
    field("storage.cache.target_gc_percent", INT, Int(0)).idle(),
]);

static LIMITS: Layout = Layout::of(&[field("storage.limits.maxDownloadMBs", INT64, Int(2)).idle()]);

static HTTP: Layout = Layout::of(&[
    field("storage.defaultHttpClient.headers", HEADERS, Null).idle(),
    field("storage.defaultHttpClient.timeout", DURATION, Text("0s")).idle(),
    field("storage.defaultHttpClient.maxIdleConns", INT, Int(1024)).since(FlyteVersion::storage_is_stow).idle(),
    field("storage.defaultHttpClient.maxIdleConnsPerHost", INT, Int(1024)).since(FlyteVersion::storage_is_stow).idle(),
    field("storage.defaultHttpClient.maxConnsPerHost", INT, Int(0)).since(FlyteVersion::storage_is_stow).idle(),
    field("storage.defaultHttpClient.idleConnTimeout", DURATION, Text("1m30s"))
        .since(FlyteVersion::storage_is_stow)
        .idle(),
]);

static SIGNED_URL: Layout =
    Layout::of(&[field("storage.signedUrl.stowConfigOverride", STRINGS, Null).leaf(Leaf::Never).idle()]);

fn has_extended_tolerations(version: FlyteVersion) -> bool {
    version.has_offloading() || version.is_2()
}

/// `co-pilot.timeout` came with the uploader that is an init container.
fn has_timeout(version: FlyteVersion) -> bool {
    version.uploader_is_init_container()
}

fn has_connection(version: FlyteVersion) -> bool {
    !version.storage_is_stow()
}

fn copilot_image(version: FlyteVersion) -> Default {
    Text(if version.copilot_image_is_flyte_binary() {
        "cr.flyte.org/flyteorg/flyte-binary-v2:latest"
    } else {
        "cr.flyte.org/flyteorg/flytecopilot:v0.0.15"
    })
}

fn start_timeout(version: FlyteVersion) -> Default {
    Text(if has_timeout(version) { "0s" } else { "1m40s" })
}

fn storage_type(version: FlyteVersion) -> Default {
    Text(if version.storage_is_stow() { "stow" } else { "s3" })
}

fn stow_kind(version: FlyteVersion) -> Default {
    Text(if version.storage_is_stow() { "s3" } else { "" })
}

fn stow_config(version: FlyteVersion) -> Default {
    if version.storage_is_stow() { Pairs(&[("region", "us-east-1")]) } else { Null }
}

/// The accelerator classes that Flyte knows: name, resource, device label, partition label.
pub const BUILT_IN_CLASSES: &[(&str, &str, &str, &str)] = &[
    ("AMAZON_NEURON", "aws.amazon.com/neuron", "", ""),
    ("AMD_GPU", "amd.com/gpu", "", ""),
    ("GOOGLE_TPU", "google.com/tpu", "cloud.google.com/gke-tpu-accelerator", "cloud.google.com/gke-tpu-topology"),
    ("HABANA_GAUDI", "habana.ai/gaudi", "", ""),
    ("NVIDIA_GPU", "nvidia.com/gpu", "", ""),
];

const DEVICES: &[(&str, &str)] = &[
    ("A10", "nvidia-a10"),
    ("A100", "nvidia-tesla-a100"),
    ("A100 80G", "nvidia-a100-80gb"),
    ("A100G", "nvidia-a100g"),
    ("A10G", "nvidia-a10g"),
    ("B200", "nvidia-b200"),
    ("GAUDI1", "habana-gaudi-dl1"),
    ("GB200", "nvidia-gb200"),
    ("H100", "nvidia-h100"),
    ("H100 80G", "nvidia-h100-80gb"),
    ("H100 MEGA 80G", "nvidia-h100-mega-80gb"),
    ("H200", "nvidia-h200"),
    ("INF1", "aws-neuron-inf1"),
    ("INF2", "aws-neuron-inf2"),
    ("K80", "nvidia-tesla-k80"),
    ("L4", "nvidia-l4"),
    ("L40s", "nvidia-l40s"),
    ("L4_VWS", "nvidia-l4-vws"),
    ("M60", "nvidia-tesla-m60"),
    ("MI100", "amd-mi100"),
    ("MI210", "amd-mi210"),
    ("MI250", "amd-mi250"),
    ("MI250X", "amd-mi250x"),
    ("MI300A", "amd-mi300a"),
    ("MI300X", "amd-mi300x"),
    ("MI325X", "amd-mi325x"),
    ("MI350X", "amd-mi350x"),
    ("MI355X", "amd-mi355x"),
    ("P100", "nvidia-tesla-p100"),
    ("P4", "nvidia-tesla-p4"),
    ("RTX PRO 6000", "nvidia-rtx-pro-6000"),
    ("T4", "nvidia-tesla-t4"),
    ("TRN1", "aws-neuron-trn1"),
    ("TRN1N", "aws-neuron-trn1n"),
    ("TRN2", "aws-neuron-trn2"),
    ("TRN2U", "aws-neuron-trn2u"),
    ("V100", "nvidia-tesla-v100"),
    ("V5E", "tpu-v5-lite-podslice"),
    ("V5P", "tpu-v5p-slice"),
    ("V6E", "tpu-v6e-slice"),
];
