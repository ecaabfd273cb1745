//! [`Arguments`]: what a user tells the SDK about one task, whatever file it comes from. The values
//! keep their places; what the SDK makes of them is the business of `flytekit` and `flyte`.

use crate::source::Span;
use crate::tree::{Node, Origin};

/// Which SDK serializes the task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sdk {
    /// flytekit, Flyte 1.x
    Flytekit,
    /// flyte, Flyte 2.x
    Flyte,
}

impl Sdk {
    /// Both names.
    pub const NAMES: [&'static str; 2] = ["flytekit", "flyte"];

    /// The SDK of this name.
    pub fn parse(name: &str) -> Option<Sdk> {
        match name {
            "flytekit" => Some(Sdk::Flytekit),
            "flyte" => Some(Sdk::Flyte),
            _ => None,
        }
    }

    /// The package's name.
    pub fn name(self) -> &'static str {
        match self {
            Sdk::Flytekit => "flytekit",
            Sdk::Flyte => "flyte",
        }
    }
}

/// The arguments of one task.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    /// Where the task stands.
    pub span: Option<Span>,
    /// Full name: module and function (1.x), environment and function (2.x), or any name of a container task.
    pub name: Option<Node>,
    /// Python module, where the name does not begin with it (2.x).
    pub module: Option<Node>,
    /// Image of the task.
    pub image: Option<Node>,
    /// The task's own pod template.
    pub pod_template: Option<PodTemplate>,
    /// Whether the pod template is that of the plugin `flytekitplugins-pod` (1.x).
    pub pod_plugin: bool,
    /// Name of a runtime template.
    pub pod_template_name: Option<Node>,
    /// Resources requested (1.x).
    pub requests: Option<Resources>,
    /// Limits (1.x).
    pub limits: Option<Resources>,
    /// Requests and limits in one.
    pub resources: Option<Resources>,
    /// Environment variables in order: name and value.
    pub environment: Vec<(Node, Node)>,
    /// Whether spot nodes will do.
    pub interruptible: Option<Node>,
    /// Secrets in order.
    pub secrets: Vec<Secret>,
    /// Accelerator (1.x).
    pub accelerator: Option<Accelerator>,
    /// Shared memory.
    pub shared_memory: Option<SharedMemory>,
    /// Labels of the task (1.x).
    pub labels: Option<Node>,
    /// Annotations of the task (1.x).
    pub annotations: Option<Node>,
    /// Kubernetes service account (2.x).
    pub service_account: Option<Node>,
    /// Words of the command line in place of the SDK's own entry point: a clustered task (2.x).
    pub launcher: &'static [&'static str],
    /// Makes it a container task.
    pub container: Option<Container>,
}

/// A pod template of the SDK.
#[derive(Clone, Debug)]
pub(super) struct PodTemplate {
    /// Where it is written.
    pub origin: Origin,
    /// The pod spec as Kubernetes' JSON.
    pub pod_spec: Option<Node>,
    /// Name of the container that runs the task.
    pub primary_container_name: Option<Node>,
    /// Labels of the pod.
    pub labels: Option<Node>,
    /// Annotations of the pod.
    pub annotations: Option<Node>,
}

/// One amount or a pair.
#[derive(Clone, Debug)]
pub(super) enum Amount {
    /// The request (or what its argument says).
    One(Node),
    /// Request and limit, or a list of another length, which the SDKs refuse.
    Several(Node),
}

/// An amount with the origin of its key.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    /// Where the key stands.
    pub key: Origin,
    /// How much.
    pub amount: Amount,
}

/// `Resources(...)` of either SDK.
#[derive(Debug)]
pub(super) struct Resources {
    /// Where it is written.
    pub origin: Origin,
    /// `cpu`
    pub cpu: Option<Resource>,
    /// `mem`, `memory`
    pub memory: Option<Resource>,
    /// `gpu` (1.x: a number)
    pub gpu: Option<Resource>,
    /// `ephemeral_storage`, `disk`
    pub disk: Option<Resource>,
    /// `gpu` as a device (2.x).
    pub device: Option<Device>,
    /// `shm` (2.x)
    pub shared_memory: Option<Node>,
}

/// A device of 2.x written out.
#[derive(Debug)]
pub(super) struct Device {
    /// `A100`
    pub device: Node,
    /// How many; one if absent.
    pub quantity: Option<Node>,
    /// `1g.5gb`
    pub partition: Option<Node>,
    /// `GPU`, where it is written out: any device will do then.
    pub class: Option<Node>,
}

/// An accelerator of 1.x.
#[derive(Debug)]
pub(super) enum Accelerator {
    /// A constant's name (`T4`, `A100.partition_1g_5gb`) or a device.
    Named(Node),
    /// Written out.
    Explicit {
        /// Device label.
        device: Node,
        /// Partition.
        partition_size: Option<Node>,
        /// The whole device.
        unpartitioned: Option<Node>,
    },
}

/// Shared memory with or without a size.
#[derive(Debug)]
pub(super) struct SharedMemory {
    /// What asks for it.
    pub origin: Origin,
    /// How much.
    pub size: Option<Node>,
}

/// A secret; which fields there are depends on the SDK.
#[derive(Debug)]
pub(super) struct Secret {
    /// Where it is written.
    pub origin: Origin,
    /// Key.
    pub key: Option<Node>,
    /// Group.
    pub group: Option<Node>,
    /// Version (1.x).
    pub group_version: Option<Node>,
    /// `ANY`, `ENV_VAR`, `FILE` (1.x).
    pub mount_requirement: Option<Node>,
    /// Name of the variable.
    pub env_var: Option<Node>,
    /// Mount path (2.x).
    pub mount: Option<Node>,
}

/// The arguments that only a container task has.
#[derive(Debug)]
pub(super) struct Container {
    /// Where it is written.
    pub origin: Origin,
    /// Image.
    pub image: Option<Node>,
    /// Command, a list of strings.
    pub command: Option<Node>,
    /// Arguments, a list of strings.
    pub arguments: Option<Node>,
    /// Directory of the inputs.
    pub input_data_dir: Option<Node>,
    /// Directory of the outputs.
    pub output_data_dir: Option<Node>,
    /// `JSON`, `YAML`, `PROTO`
    pub metadata_format: Option<Node>,
    /// `DIRECT`, `NAMED_DIR` (2.x)
    pub file_input_layout: Option<Node>,
    /// Inputs in order: name, literal type in protojson.
    pub inputs: Vec<(Node, Node)>,
    /// Outputs in order.
    pub outputs: Vec<(Node, Node)>,
}
