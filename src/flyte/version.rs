//! [`FlyteVersion`]: which Flyte, and what it does differently. The only file with version numbers:
//! everything else asks a predicate.

use std::fmt;

use crate::kube::fields::Api;

/// A version of Flyte, or the rules as its documentation states them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FlyteVersion {
    major: u16,
    minor: u16,
    patch: u16,
    documented: bool,
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
    pub const DOCS: FlyteVersion = FlyteVersion { major: 1, minor: 16, patch: 8, documented: true };

    /// Newest version of the 1.x line.
    pub const NEWEST_1: FlyteVersion = FlyteVersion::new(1, 16, 8);

    /// Newest version of the 2.x line.
    pub const NEWEST_2: FlyteVersion = FlyteVersion::new(2, 0, 43);

    const fn new(major: u16, minor: u16, patch: u16) -> Self {
        FlyteVersion { major, minor, patch, documented: false }
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
            Ok([major]) => NEWEST.iter().rev().find(|v| v.major == *major).copied(),
            Ok([major, minor]) => NEWEST.iter().find(|v| (v.major, v.minor) == (*major, *minor)).copied(),
            Ok([major, minor, patch]) => {
                let asked = FlyteVersion::new(*major, *minor, *patch);
                NEWEST
                    .iter()
                    .find(|v| (v.major, v.minor) == (asked.major, asked.minor) && asked <= **v)
                    .map(|_| asked)
                    .filter(|v| v.major == 1 || *v >= FIRST_2)
            }
            _ => return Err(unknown(Self::NEWEST_1)),
        };
        found.ok_or_else(|| unknown(Self::nearest(numbers.as_deref().unwrap_or(&[]))))
    }

    /// The known version nearest to the given numbers.
    fn nearest(numbers: &[u16]) -> FlyteVersion {
        let at = |i: usize| numbers.get(i).copied().unwrap_or(0);
        let asked = FlyteVersion::new(at(0), at(1), at(2));
        if asked.major == 2 && asked < FIRST_2 {
            return FIRST_2;
        }
        let below = NEWEST.iter().rev().find(|v| **v <= asked);
        below.or_else(|| NEWEST.first()).copied().unwrap_or(Self::NEWEST_1)
    }

    /// Whether its results were compared with Flyte's own code, and not only read in the source.
    pub fn was_run(self) -> bool {
        self.documented || KNOWN.contains(&self)
    }

    fn since_1(self, minor: u16, patch: u16) -> bool {
        self.major == 1 && (self.minor, self.patch) >= (minor, patch)
    }

    fn since_2(self, patch: u16) -> bool {
        self.major == 2 && (self.minor, self.patch) >= (0, patch)
    }

    // ---- which line, which readers

    /// The rules of the documentation instead of a version's code.
    pub fn is_documented(self) -> bool {
        self.documented
    }

    /// The 2.x line: executor and TaskAction instead of propeller and FlyteWorkflow.
    pub fn is_2(self) -> bool {
        self.major == 2
    }

    /// The version of the Kubernetes API whose fields it knows.
    pub fn kubernetes_api(self) -> Api {
        if self.since_2(24) {
            Api::V0_36
        } else if self.since_2(19) {
            Api::V0_35
        } else if self.since_1(16, 4) {
            Api::V0_34
        } else {
            Api::V0_28
        }
    }

    /// How it reads its configuration.
    pub fn config_reader(self) -> ConfigReader {
        if self.since_2(39) {
            ConfigReader::R4
        } else if self.since_1(16, 7) {
            ConfigReader::R3
        } else if self.since_1(16, 6) {
            ConfigReader::R2
        } else {
            ConfigReader::R1
        }
    }

    /// Whether a running Flyte watches PodTemplates at all.
    pub fn watches_templates(self) -> bool {
        self.major == 1 || self.since_2(29)
    }

    // ---- configuration keys

    /// `plugins.k8s.add-tolerations-for-extended-resources`, literal offloading.
    pub fn has_offloading(self) -> bool {
        self.since_1(14, 0)
    }

    /// The image of co-pilot is that of the one binary.
    pub fn copilot_image_is_flyte_binary(self) -> bool {
        self.since_2(25)
    }

    /// The storage section speaks stow only, and its default is S3.
    pub fn storage_is_stow(self) -> bool {
        self.since_2(30)
    }

    /// `co-pilot.storage-config-secret-name`
    pub fn has_copilot_storage_secret(self) -> bool {
        self.since_2(41)
    }

    /// `executor.defaultK8sServiceAccount`, and run-as before the template.
    pub fn run_as_before_template(self) -> bool {
        self.since_2(22)
    }

    // ---- the task

    /// FlyteAdmin fills in and clamps the resources of container tasks.
    pub fn has_admin_defaults(self) -> bool {
        self.major == 1
    }

    /// `with_overrides` of workflow nodes.
    pub fn has_node_overrides(self) -> bool {
        self.major == 1
    }

    /// `with_overrides(pod_template=)`.
    pub fn has_pod_template_override(self) -> bool {
        self.since_1(15, 0)
    }

    /// Shared memory of the extended resources.
    pub fn has_shared_memory(self) -> bool {
        self.since_1(15, 0) || self.major == 2
    }

    /// `enableServiceLinks: false` on container and pod tasks.
    pub fn disables_service_links(self) -> bool {
        self.since_2(1)
    }

    // ---- command, args, environment

    /// Inputs in msgpack.
    pub fn reads_msgpack_inputs(self) -> bool {
        self.since_1(14, 0) || self.major == 2
    }

    /// `{{.taskTemplatePath}}` is always inline.
    pub fn task_template_is_inline(self) -> bool {
        self.major == 2
    }

    /// `_F_PN`
    pub fn sets_pod_name_variable(self) -> bool {
        self.major == 2 || (self.major == 1 && (self.minor, self.patch) >= (13, 1) && self.minor < 14)
    }

    /// `FLYTE_INTERNAL_TASK_*`
    pub fn knows_task_id(self) -> bool {
        self.major == 1 || self.since_2(16)
    }

    /// `FLYTE_INTERNAL_PROJECT`, `_DOMAIN`, `_NAME`, `_VERSION`
    pub fn sets_historic_task_variables(self) -> bool {
        (self.major == 1 && !self.since_1(16, 2)) || self.since_2(16)
    }

    /// The organisation of a run is `local`.
    pub fn names_local_organisation(self) -> bool {
        self.since_2(12)
    }

    // ---- resources

    /// `default-cpus` and `default-memory` are the platform's defaults.
    pub fn uses_plugin_resource_defaults(self) -> bool {
        self.major == 2
    }

    /// Keys missing in the task are taken from the runtime template before defaults apply.
    pub fn takes_resources_from_template(self) -> bool {
        self.since_1(16, 0)
    }

    /// Init containers get defaults and the node's override.
    pub fn fills_init_containers(self) -> bool {
        self.since_1(16, 0)
    }

    /// Accelerator classes with resource names, labels and pod templates of their own.
    pub fn has_device_classes(self) -> bool {
        self.major == 2
    }

    // ---- co-pilot

    /// The uploader is an init container with `restartPolicy: Always`.
    pub fn uploader_is_init_container(self) -> bool {
        self.since_1(16, 0) || self.major == 2
    }

    /// Seconds for the grace period; before, nanoseconds were written.
    pub fn grace_period_in_seconds(self) -> bool {
        self.since_1(16, 6) || self.major == 2
    }

    /// The uploader container is called `uploader`.
    pub fn uploader_is_called_uploader(self) -> bool {
        self.since_1(14, 0) || self.major == 2
    }

    /// `SYS_PTRACE` and a shared process namespace.
    pub fn traces_processes(self) -> bool {
        self.major == 1 && !self.since_1(16, 0)
    }

    /// `--logger.level` among co-pilot's arguments.
    pub fn passes_logger_level(self) -> bool {
        self.since_1(16, 0) || self.major == 2
    }

    /// Co-pilot crashes for want of a task id.
    pub fn copilot_crashes(self) -> bool {
        self.major == 2 && !self.since_2(16)
    }

    /// `--file-input-layout`
    pub fn passes_file_input_layout(self) -> bool {
        self.since_2(24)
    }

    /// `primary-init` is the base of co-pilot's downloader.
    pub fn downloader_is_primary_init(self) -> bool {
        self.since_1(14, 0)
    }

    // ---- templates

    /// Init containers of the template are bases, not containers.
    pub fn merges_init_containers(self) -> bool {
        self.since_1(14, 0) || self.major == 2
    }

    /// A missing named template is found out before containers are built.
    pub fn looks_up_template_early(self) -> bool {
        self.since_1(16, 0)
    }

    /// Template containers are merged into containers of the same name.
    pub fn merges_by_equal_names(self) -> bool {
        !self.documented && (self.since_1(15, 1) || self.major == 2)
    }

    /// A container called like the magic one gets it twice.
    pub fn merges_magic_layer_twice(self) -> bool {
        (self.since_1(15, 1) && !self.since_1(16, 3)) || (self.major == 2 && !self.since_2(8))
    }

    /// The primary is left out of the merge by equal names.
    pub fn keeps_primary_from_name_match(self) -> bool {
        self.since_1(16, 3)
    }

    /// Two containers of one name share what a template gave the first.
    pub fn shares_whole_template_container(self) -> bool {
        self.major == 2
    }

    // ---- after the merge

    /// A container task of type `raw-container` gets no `primary_container_name` annotation.
    pub fn skips_annotation_of_raw_containers(self) -> bool {
        self.since_1(16, 0) || self.major == 2
    }

    /// Equal requirements and tolerations are added once.
    pub fn skips_equal_requirements(self) -> bool {
        self.since_2(24)
    }

    /// The label with the number of MIG slices.
    pub fn sets_mig_label(self) -> bool {
        self.since_2(8)
    }

    /// The readiness probe of VS Code.
    pub fn sets_vscode_probe(self) -> bool {
        self.major == 2
    }

    // ---- metadata

    /// `@task(labels=, annotations=)` is a layer of its own.
    pub fn has_task_metadata_layer(self) -> bool {
        self.since_1(16, 0)
    }

    /// Name of the finalizer.
    pub fn finalizer(self) -> &'static str {
        if self.since_1(15, 0) { "flyte.org/finalizer-k8s" } else { "flyte/flytek8s" }
    }

    /// The finalizer is added even if it is there.
    pub fn repeats_finalizer(self) -> bool {
        !self.since_1(15, 0)
    }

    /// The owner reference says `controller: true`.
    pub fn owner_is_controller(self) -> bool {
        self.major == 1 || self.since_2(12)
    }

    /// The owner reference says `blockOwnerDeletion: true`.
    pub fn owner_blocks_deletion(self) -> bool {
        self.major == 1
    }

    /// Labels `organization`, `project`, `domain`.
    pub fn labels_project(self) -> bool {
        self.since_2(14)
    }

    /// Label `flyte.org/managed`.
    pub fn labels_managed(self) -> bool {
        self.since_2(41)
    }

    /// Labels `run`, `action`, `attempt`, `task-name`.
    pub fn labels_run(self) -> bool {
        self.since_2(43)
    }

    /// Bytes that Flyte reserves for a hash behind a Pod's name that is too long.
    pub fn unique_id_length(self) -> usize {
        if self.major == 2 { 30 } else { 20 }
    }

    /// Secrets carry `env_var`.
    pub fn secrets_have_env_var(self) -> bool {
        self.since_1(15, 0) || self.major == 2
    }
}

impl fmt::Display for FlyteVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.documented {
            return f.write_str("docs");
        }
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}
