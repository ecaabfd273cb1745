//! Flyte's configuration as the version at hand reads it.
//!
//! Every field is a [`Node`]: a value given in a file carries its place (layer
//! [`Layer::Config`](crate::tree::Layer::Config)), a built-in default has a `builtin` origin with
//! its key, a value from the environment of Flyte's process has the layer `Environment`. What is
//! unset is null. Values of Kubernetes types (tolerations, affinity ...) have the form that
//! [`crate::kube::decode`] gives: sorted maps, JSON field names, canonical quantities. Maps of
//! strings are sorted by key, their values are strings.

mod assemble;
mod builtin;
mod data;
mod decoder;
mod embedded;
mod environment;
mod fault;
mod fold;
mod go;
mod layout;
mod notes;
mod object;
mod read;
mod registered;
mod restore;
mod scalar;
mod sections;
mod settings;
mod shape;
mod strays;
#[cfg(test)]
mod tests;
mod unread;
mod url;
mod visit;
mod warnings;
mod written;

pub use read::read;

use crate::tree::Node;

/// The configuration of one Flyte installation: all that can reach a Pod.
#[derive(Clone, Debug)]
pub struct Config {
    /// `plugins.k8s`
    pub k8s: K8sPlugin,
    /// Whether a `task_resources` section was given.
    pub has_task_resources: bool,
    /// `task_resources` (1.x)
    pub task_resources: TaskResources,
    /// `propeller.literal-offloading-config`
    pub offloading: LiteralOffloading,
    /// `propeller.node-config`
    pub node_retries: NodeRetries,
    /// string; `propeller.rawoutput-prefix`
    pub raw_output_prefix: Node,
    /// `executor.defaultK8sServiceAccount`: string
    pub default_service_account: Node,
    /// `actions.kubernetes.namespace`: string
    pub actions_namespace: Node,
    /// `namespace_mapping.template` of FlyteAdmin: string
    pub namespace_template: Node,
    /// `logger.level`: int
    pub logger_level: Node,
    /// `storage`
    pub storage: Storage,
    /// Leaves of the files that are not read into any field.
    pub unread: Vec<Unread>,
}

/// A value of a file that is not read into any field of [`Config`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The value.
    pub span: crate::source::Span,
    /// Why, in a few words.
    pub reason: String,
}

/// `plugins.k8s`
#[derive(Clone, Debug)]
pub struct K8sPlugin {
    /// bool
    pub inject_finalizer: Node,
    /// map of strings
    pub default_annotations: Node,
    /// map of strings or null
    pub default_labels: Node,
    /// map of strings or null
    pub default_env_vars: Node,
    /// map of strings or null
    pub default_env_vars_from_env: Node,
    /// list of strings or null
    pub default_env_from_configmaps: Node,
    /// list of strings or null
    pub default_env_from_secrets: Node,
    /// quantity
    pub default_cpus: Node,
    /// quantity
    pub default_memory: Node,
    /// list of Toleration or null
    pub default_tolerations: Node,
    /// map of strings or null
    pub default_node_selector: Node,
    /// Affinity or null
    pub default_affinity: Node,
    /// string
    pub scheduler_name: Node,
    /// list of Toleration or null
    pub interruptible_tolerations: Node,
    /// map of strings or null
    pub interruptible_node_selector: Node,
    /// NodeSelectorRequirement or null
    pub interruptible_node_selector_requirement: Node,
    /// NodeSelectorRequirement or null
    pub non_interruptible_node_selector_requirement: Node,
    /// map of resource name to list of Toleration, or null
    pub resource_tolerations: Node,
    /// `co-pilot`
    pub co_pilot: CoPilot,
    /// string
    pub image_pull_policy: Node,
    /// string
    pub gpu_device_node_label: Node,
    /// string
    pub gpu_partition_size_node_label: Node,
    /// NodeSelectorRequirement or null
    pub gpu_unpartitioned_node_selector_requirement: Node,
    /// Toleration or null
    pub gpu_unpartitioned_toleration: Node,
    /// string
    pub gpu_resource_name: Node,
    /// PodSecurityContext or null
    pub default_pod_security_context: Node,
    /// SecurityContext or null
    pub default_security_context: Node,
    /// bool or null
    pub enable_host_networking_pod: Node,
    /// PodDNSConfig or null
    pub default_pod_dns_config: Node,
    /// string
    pub default_pod_template_name: Node,
    /// bool (2.x)
    pub disable_inject_owner_references: Node,
    /// map of strings (2.x): device name, as read, to node label value
    pub accelerator_devices: Node,
    /// (2.x) by class name in upper case, sorted
    pub accelerator_device_classes: Vec<DeviceClass>,
}

/// One entry of `accelerator-device-classes`.
#[derive(Clone, Debug)]
pub struct DeviceClass {
    /// Name in upper case (`NVIDIA_GPU`).
    pub name: String,
    /// string
    pub resource_name: Node,
    /// string, empty: `gpu-device-node-label`
    pub device_node_label: Node,
    /// string, empty: `gpu-partition-size-node-label`
    pub partition_size_node_label: Node,
    /// NodeSelectorRequirement or null
    pub unpartitioned_node_selector_requirement: Node,
    /// Toleration or null
    pub unpartitioned_toleration: Node,
    /// `template.spec` of the PodTemplate as PodSpec, or null if there is no pod template
    /// (an empty map if there is one without a spec)
    pub pod_template: Node,
}

/// `plugins.k8s.co-pilot`
#[derive(Clone, Debug)]
pub struct CoPilot {
    /// string
    pub name: Node,
    /// string
    pub image: Node,
    /// string
    pub default_input_path: Node,
    /// string
    pub default_output_path: Node,
    /// string
    pub input_vol_name: Node,
    /// string
    pub output_vol_name: Node,
    /// string in Go's form (`1m40s`)
    pub start_timeout: Node,
    /// nanoseconds as int, see [`CoPilot::timeout`]
    pub timeout_nanoseconds: Node,
    /// string in Go's form (`1h0m0s`)
    pub timeout: Node,
    /// string, not checked
    pub cpu: Node,
    /// string, not checked
    pub memory: Node,
    /// the section that replaces `storage` (2.x)
    pub storage_config_override: Option<Storage>,
    /// string (2.x)
    pub storage_config_secret_name: Node,
}

/// `storage`
#[derive(Clone, Debug)]
pub struct Storage {
    /// string
    pub kind: Node,
    /// string
    pub container: Node,
    /// bool
    pub enable_multicontainer: Node,
    /// string
    pub stow_kind: Node,
    /// map of strings or null
    pub stow_config: Node,
    /// string
    pub endpoint: Node,
    /// string
    pub auth_type: Node,
    /// string
    pub access_key: Node,
    /// string
    pub secret_key: Node,
    /// string
    pub region: Node,
}

/// `task_resources`: quantities; zero means unset
#[derive(Clone, Debug)]
pub struct TaskResources {
    /// Defaults.
    pub defaults: ResourceSet,
    /// Caps.
    pub limits: ResourceSet,
}

/// One side of [`TaskResources`].
#[derive(Clone, Debug)]
pub struct ResourceSet {
    /// quantity
    pub cpu: Node,
    /// quantity
    pub memory: Node,
    /// quantity
    pub gpu: Node,
    /// quantity
    pub ephemeral_storage: Node,
}

/// `propeller.node-config`, as far as it decides whether a node stays interruptible
#[derive(Clone, Debug)]
pub struct NodeRetries {
    /// int; attempts of a task that says nothing
    pub default_attempts: Node,
    /// bool; whether all failures count as one kind
    pub ignore_cause: Node,
    /// int; failures after which a node is not interruptible, counted from the last if negative
    pub interruptible_threshold: Node,
    /// int; retries after failures of the system
    pub system_failures: Node,
}

/// `propeller.literal-offloading-config`
#[derive(Clone, Debug)]
pub struct LiteralOffloading {
    /// bool
    pub enabled: Node,
    /// int
    pub min_size_mb: Node,
    /// int
    pub max_size_mb: Node,
}
