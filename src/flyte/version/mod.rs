//! [`FlyteVersion`]: which Flyte, and what it does differently. The only file with version numbers:
//! everything else asks a predicate.

use std::fmt;

use crate::kube::fields::Api;

mod behaviours;
mod changes;

pub use behaviours::{BEHAVIOURS, Behaviour, Row};
pub use changes::{Change, between, changes};

/// A release of Flyte, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Release {
    major: u16,
    minor: u16,
    patch: u16,
}

impl Release {
    const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Release { major, minor, patch }
    }

    fn is_1(self) -> bool {
        self.major == 1
    }

    fn is_2(self) -> bool {
        self.major == 2
    }

    /// From this release of 1.x on, and not in 2.x.
    fn since_1(self, minor: u16, patch: u16) -> bool {
        self.is_1() && (self.minor, self.patch) >= (minor, patch)
    }

    /// From this release of 2.0 on.
    fn since_2(self, patch: u16) -> bool {
        self.is_2() && (self.minor, self.patch) >= (0, patch)
    }
}

/// A version of Flyte, or the rules as its documentation states them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FlyteVersion {
    release: Release,
    /// Behaviours, a bit each, in which it is unlike its release: comparisons of two versions go
    /// from one to the other one behaviour at a time.
    unlike: u64,
}

/// How Flyte's configuration library behaves; it changed twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConfigReader {
    /// YAML 1.1, keys of maps lower-cased.
    R1,
    /// YAML 1.2, lists put back as written.
    R2,
    /// As R2, dotted keys put back.
    R3,
    /// As R3, without the lower-cased twin of a dotted key.
    R4,
}

/// Versions that were run, oldest first: for these every rule was checked against Flyte's own code.
pub const KNOWN: &[FlyteVersion] = &[
    FlyteVersion::new(1, 13, 3),
    FlyteVersion::new(1, 14, 1),
    FlyteVersion::new(1, 15, 3),
    FlyteVersion::new(1, 16, 0),
    FlyteVersion::new(1, 16, 8),
    FlyteVersion::new(2, 0, 9),
    FlyteVersion::new(2, 0, 43),
];

/// Newest patch of each minor release.
const NEWEST: &[FlyteVersion] = &[
    FlyteVersion::new(1, 13, 3),
    FlyteVersion::new(1, 14, 1),
    FlyteVersion::new(1, 15, 3),
    FlyteVersion::new(1, 16, 8),
    FlyteVersion::new(2, 0, 43),
];

/// The first release of 2.x that builds Pods this way.
const FIRST_2: FlyteVersion = FlyteVersion::new(2, 0, 7);

/// A version that podtpl does not know, with the nearest that it knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownVersion {
    /// As it was asked for.
    pub asked: String,
    /// The nearest known one.
    pub nearest: FlyteVersion,
}

impl FlyteVersion {
    /// The rules of the documentation.
    pub const DOCS: FlyteVersion =
        FlyteVersion { unlike: bit(Behaviour::DocumentedRules), ..FlyteVersion::new(1, 16, 8) };

    /// Newest version of the 1.x line.
    pub const NEWEST_1: FlyteVersion = FlyteVersion::new(1, 16, 8);

    /// Newest version of the 2.x line.
    pub const NEWEST_2: FlyteVersion = FlyteVersion::new(2, 0, 43);

    const fn new(major: u16, minor: u16, patch: u16) -> Self {
        FlyteVersion { release: Release::new(major, minor, patch), unlike: 0 }
    }

    /// Reads `docs`, `latest`, `1.16`, `v1.16.8`; a minor alone is its newest patch.
    pub fn parse(text: &str) -> Result<FlyteVersion, UnknownVersion> {
        match text {
            "docs" => return Ok(Self::DOCS),
            "latest" => return Ok(Self::NEWEST_2),
            _ => {}
        }
        let unknown = |nearest| UnknownVersion { asked: text.to_owned(), nearest };
        let numbers: Result<Vec<u16>, _> =
            text.strip_prefix('v').unwrap_or(text).split('.').map(str::parse::<u16>).collect();
        let found = match numbers.as_deref() {
            Ok([major]) => NEWEST.iter().rev().find(|v| v.release.major == *major).copied(),
            Ok([major, minor]) => {
                NEWEST.iter().find(|v| (v.release.major, v.release.minor) == (*major, *minor)).copied()
            }
            Ok([major, minor, patch]) => {
                let asked = FlyteVersion::new(*major, *minor, *patch);
                NEWEST
                    .iter()
                    .find(|v| {
                        (v.release.major, v.release.minor) == (asked.release.major, asked.release.minor) && asked <= **v
                    })
                    .map(|_| asked)
                    .filter(|v| v.release.major == 1 || *v >= FIRST_2)
            }
            _ => return Err(unknown(Self::NEWEST_1)),
        };
        found.ok_or_else(|| unknown(Self::nearest(numbers.as_deref().unwrap_or(&[]))))
    }

    /// The known version nearest to the given numbers.
    fn nearest(numbers: &[u16]) -> FlyteVersion {
        let at = |i: usize| numbers.get(i).copied().unwrap_or(0);
        let asked = FlyteVersion::new(at(0), at(1), at(2));
        if asked.release.major == 2 && asked < FIRST_2 {
            return FIRST_2;
        }
        let below = NEWEST.iter().rev().find(|v| **v <= asked);
        below.or_else(|| NEWEST.first()).copied().unwrap_or(Self::NEWEST_1)
    }

    /// Every release that it can be, oldest first.
    pub fn releases() -> impl Iterator<Item = FlyteVersion> {
        NEWEST.iter().flat_map(|newest| {
            let Release { major, minor, patch } = newest.release;
            let first = if (major, minor) == (2, 0) { FIRST_2.release.patch } else { 0 };
            (first..=patch).map(move |patch| FlyteVersion::new(major, minor, patch))
        })
    }

    /// Whether its results were compared with Flyte's own code, and not only read in the source.
    pub fn was_run(self) -> bool {
        self.is_documented() || KNOWN.contains(&self)
    }

    /// Whether it has a behaviour.
    pub fn has(self, behaviour: Behaviour) -> bool {
        (behaviour.row().holds)(self.release) != (self.unlike & bit(behaviour) != 0)
    }

    /// The same version, but with this behaviour as `other` has it.
    pub fn with(self, behaviour: Behaviour, other: FlyteVersion) -> FlyteVersion {
        let turned = if self.has(behaviour) == other.has(behaviour) { 0 } else { bit(behaviour) };
        FlyteVersion { unlike: self.unlike ^ turned, ..self }
    }

    /// The behaviours in which two versions differ, in the order of the table.
    pub fn differences(self, other: FlyteVersion) -> impl Iterator<Item = Behaviour> {
        BEHAVIOURS.iter().map(|row| row.behaviour).filter(move |b| self.has(*b) != other.has(*b))
    }

    // ---- which line, which readers

    /// The rules of the documentation instead of a version's code.
    pub fn is_documented(self) -> bool {
        self.has(Behaviour::DocumentedRules)
    }

    /// The 2.x line: executor and TaskAction instead of propeller and FlyteWorkflow.
    pub fn is_2(self) -> bool {
        self.has(Behaviour::Executor)
    }

    /// The version of the Kubernetes API whose fields it knows.
    pub fn kubernetes_api(self) -> Api {
        if self.has(Behaviour::Api036) {
            Api::V0_36
        } else if self.has(Behaviour::Api035) {
            Api::V0_35
        } else if self.has(Behaviour::Api034) {
            Api::V0_34
        } else {
            Api::V0_28
        }
    }

    /// How it reads its configuration.
    pub fn config_reader(self) -> ConfigReader {
        if self.has(Behaviour::ConfigNoTwin) {
            ConfigReader::R4
        } else if self.has(Behaviour::ConfigDottedKeys) {
            ConfigReader::R3
        } else if self.has(Behaviour::ConfigYaml12) {
            ConfigReader::R2
        } else {
            ConfigReader::R1
        }
    }

    /// Whether a running Flyte watches PodTemplates at all.
    pub fn watches_templates(self) -> bool {
        self.release.is_1() || self.release.since_2(29)
    }

    // ---- configuration keys

    /// `plugins.k8s.add-tolerations-for-extended-resources`, literal offloading.
    pub fn has_offloading(self) -> bool {
        self.has(Behaviour::LiteralOffloading)
    }

    /// The image of co-pilot is that of the one binary.
    pub fn copilot_image_is_flyte_binary(self) -> bool {
        self.has(Behaviour::CopilotImageBinary)
    }

    /// The storage section speaks stow only, and its default is S3.
    pub fn storage_is_stow(self) -> bool {
        self.has(Behaviour::StorageStow)
    }

    /// `co-pilot.storage-config-secret-name`
    pub fn has_copilot_storage_secret(self) -> bool {
        self.has(Behaviour::CopilotStorageSecret)
    }

    /// `executor.defaultK8sServiceAccount`, and run-as before the template.
    pub fn run_as_before_template(self) -> bool {
        self.has(Behaviour::RunAsBeforeTemplate)
    }

    // ---- the task

    /// FlyteAdmin fills in and clamps the resources of container tasks.
    pub fn has_admin_defaults(self) -> bool {
        self.has(Behaviour::AdminDefaults)
    }

    /// `with_overrides` of workflow nodes.
    pub fn has_node_overrides(self) -> bool {
        self.has(Behaviour::NodeOverrides)
    }

    /// `with_overrides(pod_template=)`.
    pub fn has_pod_template_override(self) -> bool {
        self.has(Behaviour::PodTemplateOverride)
    }

    /// Shared memory of the extended resources.
    pub fn has_shared_memory(self) -> bool {
        self.has(Behaviour::SharedMemory)
    }

    /// `enableServiceLinks: false` on container and pod tasks.
    pub fn disables_service_links(self) -> bool {
        self.has(Behaviour::ServiceLinks)
    }

    // ---- command, args, environment

    /// Inputs in msgpack.
    pub fn reads_msgpack_inputs(self) -> bool {
        self.has(Behaviour::MsgpackInputs)
    }

    /// `{{.taskTemplatePath}}` is always inline.
    pub fn task_template_is_inline(self) -> bool {
        self.has(Behaviour::InlineTaskTemplate)
    }

    /// `_F_PN`
    pub fn sets_pod_name_variable(self) -> bool {
        self.has(Behaviour::PodNameVariable)
    }

    /// `FLYTE_INTERNAL_TASK_*`
    pub fn knows_task_id(self) -> bool {
        self.has(Behaviour::TaskIdVariables)
    }

    /// `FLYTE_INTERNAL_PROJECT`, `_DOMAIN`, `_NAME`, `_VERSION`
    pub fn sets_historic_task_variables(self) -> bool {
        self.has(Behaviour::HistoricTaskVariables)
    }

    /// The organisation of a run is `local`.
    pub fn names_local_organisation(self) -> bool {
        self.has(Behaviour::LocalOrganisation)
    }

    // ---- resources

    /// `default-cpus` and `default-memory` are the platform's defaults.
    pub fn uses_plugin_resource_defaults(self) -> bool {
        self.has(Behaviour::PluginResourceDefaults)
    }

    /// Keys missing in the task are taken from the runtime template before defaults apply.
    pub fn takes_resources_from_template(self) -> bool {
        self.has(Behaviour::TemplateResourcesFirst)
    }

    /// Init containers get defaults and the node's override.
    pub fn fills_init_containers(self) -> bool {
        self.has(Behaviour::InitContainerDefaults)
    }

    /// Accelerator classes with resource names, labels and pod templates of their own.
    pub fn has_device_classes(self) -> bool {
        self.has(Behaviour::DeviceClasses)
    }

    // ---- co-pilot

    /// The uploader is an init container with `restartPolicy: Always`.
    pub fn uploader_is_init_container(self) -> bool {
        self.has(Behaviour::UploaderInitContainer)
    }

    /// Seconds for the grace period; before, nanoseconds were written.
    pub fn grace_period_in_seconds(self) -> bool {
        self.has(Behaviour::GraceInSeconds)
    }

    /// The uploader container is called `uploader`.
    pub fn uploader_is_called_uploader(self) -> bool {
        self.has(Behaviour::UploaderName)
    }

    /// `SYS_PTRACE` and a shared process namespace.
    pub fn traces_processes(self) -> bool {
        self.has(Behaviour::ProcessTracing)
    }

    /// `--logger.level` among co-pilot's arguments.
    pub fn passes_logger_level(self) -> bool {
        self.has(Behaviour::LoggerLevelArgument)
    }

    /// Co-pilot crashes for want of a task id.
    pub fn copilot_crashes(self) -> bool {
        self.has(Behaviour::CopilotCrash)
    }

    /// `--file-input-layout`
    pub fn passes_file_input_layout(self) -> bool {
        self.has(Behaviour::FileInputLayout)
    }

    /// `primary-init` is the base of co-pilot's downloader.
    pub fn downloader_is_primary_init(self) -> bool {
        self.has(Behaviour::PrimaryInitDownloader)
    }

    // ---- templates

    /// Init containers of the template are bases, not containers.
    pub fn merges_init_containers(self) -> bool {
        self.has(Behaviour::TemplateInitContainers)
    }

    /// A missing named template is found out before containers are built.
    pub fn looks_up_template_early(self) -> bool {
        self.has(Behaviour::EarlyTemplateLookup)
    }

    /// Template containers are merged into containers of the same name.
    pub fn merges_by_equal_names(self) -> bool {
        !self.is_documented() && self.has(Behaviour::EqualNamesMerge)
    }

    /// A container called like the magic one gets it twice.
    pub fn merges_magic_layer_twice(self) -> bool {
        self.has(Behaviour::MagicLayerTwice)
    }

    /// The primary is left out of the merge by equal names.
    pub fn keeps_primary_from_name_match(self) -> bool {
        self.has(Behaviour::PrimaryKeptFromNameMatch)
    }

    /// Two containers of one name share what a template gave the first.
    pub fn shares_whole_template_container(self) -> bool {
        self.has(Behaviour::TemplateContainerSharing)
    }

    // ---- after the merge

    /// A container task of type `raw-container` gets no `primary_container_name` annotation.
    pub fn skips_annotation_of_raw_containers(self) -> bool {
        !self.has(Behaviour::RawContainerAnnotation)
    }

    /// Equal requirements and tolerations are added once.
    pub fn skips_equal_requirements(self) -> bool {
        self.has(Behaviour::EqualRequirementsOnce)
    }

    /// The label with the number of MIG slices.
    pub fn sets_mig_label(self) -> bool {
        self.has(Behaviour::MigLabel)
    }

    /// The readiness probe of VS Code.
    pub fn sets_vscode_probe(self) -> bool {
        self.has(Behaviour::VscodeProbe)
    }

    // ---- metadata

    /// `@task(labels=, annotations=)` is a layer of its own.
    pub fn has_task_metadata_layer(self) -> bool {
        self.has(Behaviour::TaskMetadataLayer)
    }

    /// Name of the finalizer.
    pub fn finalizer(self) -> &'static str {
        if self.has(Behaviour::FinalizerName) { "flyte.org/finalizer-k8s" } else { "flyte/flytek8s" }
    }

    /// The finalizer is added even if it is there.
    pub fn repeats_finalizer(self) -> bool {
        !self.has(Behaviour::FinalizerName)
    }

    /// The owner reference says `controller: true`.
    pub fn owner_is_controller(self) -> bool {
        self.has(Behaviour::OwnerController)
    }

    /// The owner reference says `blockOwnerDeletion: true`.
    pub fn owner_blocks_deletion(self) -> bool {
        self.has(Behaviour::OwnerBlocksDeletion)
    }

    /// Labels `organization`, `project`, `domain`.
    pub fn labels_project(self) -> bool {
        self.has(Behaviour::ProjectLabels)
    }

    /// Label `flyte.org/managed`.
    pub fn labels_managed(self) -> bool {
        self.has(Behaviour::ManagedLabel)
    }

    /// Labels `run`, `action`, `attempt`, `task-name`.
    pub fn labels_run(self) -> bool {
        self.has(Behaviour::RunLabels)
    }

    /// Bytes that Flyte reserves for a hash behind a Pod's name that is too long.
    pub fn unique_id_length(self) -> usize {
        if self.has(Behaviour::NameHashLength) { 30 } else { 20 }
    }

    /// The attempt stands in the Pod's name and is counted.
    pub fn counts_attempts(self) -> bool {
        self.has(Behaviour::AttemptInName)
    }

    /// Each attempt of an action writes to a path of its own.
    pub fn has_output_by_attempt(self) -> bool {
        self.has(Behaviour::OutputByAttempt)
    }

    /// A retry of an action gets the checkpoint of the attempt before.
    pub fn has_earlier_checkpoint(self) -> bool {
        self.has(Behaviour::EarlierCheckpoint)
    }

    /// Variables of the run and its being interruptible count.
    pub fn reads_run_context(self) -> bool {
        self.has(Behaviour::RunContext)
    }

    /// The task's secrets and run-as count.
    pub fn reads_security_context(self) -> bool {
        self.has(Behaviour::SecurityContext)
    }

    /// A container task need not say anything about resources.
    pub fn builds_without_resources(self) -> bool {
        self.has(Behaviour::ResourcesOptional)
    }

    /// Secrets carry `env_var`.
    pub fn secrets_have_env_var(self) -> bool {
        self.has(Behaviour::SecretEnvVar)
    }
}

/// The bit of a behaviour.
const fn bit(behaviour: Behaviour) -> u64 {
    1 << behaviour as u8
}

impl fmt::Display for FlyteVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_documented() {
            return f.write_str("docs");
        }
        let Release { major, minor, patch } = self.release;
        write!(f, "{major}.{minor}.{patch}")
    }
}
