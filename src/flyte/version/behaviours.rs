//! [`Behaviour`]: everything that differs between versions of Flyte, as one table. A predicate of
//! [`FlyteVersion`](super::FlyteVersion) asks for its row; `podtpl versions` and `diff` print them.

use super::Release;

/// One thing that some versions do and others do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Behaviour {
    /// `documented-rules`
    DocumentedRules,
    /// `executor`
    Executor,
    /// `yaml-1.2-configuration`
    ConfigYaml12,
    /// `dotted-keys-restored`
    ConfigDottedKeys,
    /// `no-lower-cased-twin`
    ConfigNoTwin,
    /// `kubernetes-api-0.34`
    Api034,
    /// `kubernetes-api-0.35`
    Api035,
    /// `kubernetes-api-0.36`
    Api036,
    /// `literal-offloading`
    LiteralOffloading,
    /// `copilot-image-flyte-binary`
    CopilotImageBinary,
    /// `storage-stow-only`
    StorageStow,
    /// `copilot-storage-secret`
    CopilotStorageSecret,
    /// `run-as-before-template`
    RunAsBeforeTemplate,
    /// `admin-defaults`
    AdminDefaults,
    /// `node-overrides`
    NodeOverrides,
    /// `pod-template-override`
    PodTemplateOverride,
    /// `shared-memory`
    SharedMemory,
    /// `service-links`
    ServiceLinks,
    /// `msgpack-inputs`
    MsgpackInputs,
    /// `inline-task-template`
    InlineTaskTemplate,
    /// `pod-name-variable`
    PodNameVariable,
    /// `task-id-variables`
    TaskIdVariables,
    /// `historic-task-variables`
    HistoricTaskVariables,
    /// `local-organisation`
    LocalOrganisation,
    /// `plugin-resource-defaults`
    PluginResourceDefaults,
    /// `template-resources-first`
    TemplateResourcesFirst,
    /// `init-container-defaults`
    InitContainerDefaults,
    /// `device-classes`
    DeviceClasses,
    /// `uploader-init-container`
    UploaderInitContainer,
    /// `grace-period-seconds`
    GraceInSeconds,
    /// `uploader-name`
    UploaderName,
    /// `process-tracing`
    ProcessTracing,
    /// `logger-level-argument`
    LoggerLevelArgument,
    /// `copilot-crash`
    CopilotCrash,
    /// `file-input-layout`
    FileInputLayout,
    /// `primary-init-downloader`
    PrimaryInitDownloader,
    /// `template-init-containers`
    TemplateInitContainers,
    /// `early-template-lookup`
    EarlyTemplateLookup,
    /// `equal-names-merge`
    EqualNamesMerge,
    /// `magic-layer-twice`
    MagicLayerTwice,
    /// `primary-kept-from-name-match`
    PrimaryKeptFromNameMatch,
    /// `template-container-sharing`
    TemplateContainerSharing,
    /// `raw-container-annotation`
    RawContainerAnnotation,
    /// `equal-requirements-once`
    EqualRequirementsOnce,
    /// `mig-label`
    MigLabel,
    /// `vscode-probe`
    VscodeProbe,
    /// `task-metadata-layer`
    TaskMetadataLayer,
    /// `finalizer-name`
    FinalizerName,
    /// `owner-controller`
    OwnerController,
    /// `owner-blocks-deletion`
    OwnerBlocksDeletion,
    /// `project-labels`
    ProjectLabels,
    /// `managed-label`
    ManagedLabel,
    /// `run-labels`
    RunLabels,
    /// `name-hash-length`
    NameHashLength,
    /// `secret-env-var`
    SecretEnvVar,
    /// `attempt-in-name`
    AttemptInName,
    /// `output-by-attempt`
    OutputByAttempt,
    /// `earlier-checkpoint`
    EarlierCheckpoint,
    /// `run-context`
    RunContext,
    /// `security-context`
    SecurityContext,
    /// `container-task-without-resources`
    ResourcesOptional,
}

/// What is known of a behaviour.
#[derive(Debug)]
pub struct Row {
    /// It.
    pub behaviour: Behaviour,
    /// Its name (`equal-names-merge`).
    pub name: &'static str,
    /// What versions with it do, in one sentence, lower case, without a full stop.
    pub sentence: &'static str,
    /// The fields of the Pod that it concerns, separated by commas.
    pub fields: &'static str,
    /// The releases that have it.
    pub(super) holds: fn(Release) -> bool,
}

/// Every behaviour, in the order of [`Behaviour`].
pub static BEHAVIOURS: &[Row] = &[
    Row {
        behaviour: Behaviour::DocumentedRules,
        name: "documented-rules",
        sentence: "the rules are those of Flyte's documentation: what is given wins, also false and 0, and the plugin configuration is laid over everything",
        fields: "metadata, spec",
        // no release follows them
        holds: |_| false,
    },
    Row {
        behaviour: Behaviour::Executor,
        name: "executor",
        sentence: "an executor makes Pods out of TaskActions, where propeller made them out of FlyteWorkflows",
        fields: "metadata, spec",
        holds: |r| r.is_2(),
    },
    Row {
        behaviour: Behaviour::ConfigYaml12,
        name: "yaml-1.2-configuration",
        sentence: "unquoted yes, no, on and off in the configuration are words, and a key given twice is an error",
        fields: "(configuration)",
        holds: |r| r.since_1(16, 6) || r.since_2(39),
    },
    Row {
        behaviour: Behaviour::ConfigDottedKeys,
        name: "dotted-keys-restored",
        sentence: "keys with dots in maps of the configuration are put back as written",
        fields: "(configuration)",
        holds: |r| r.since_1(16, 7) || r.since_2(39),
    },
    Row {
        behaviour: Behaviour::ConfigNoTwin,
        name: "no-lower-cased-twin",
        sentence: "a key with dots and capitals leaves no lower-cased twin behind",
        fields: "(configuration)",
        holds: |r| r.since_2(39),
    },
    Row {
        behaviour: Behaviour::Api034,
        name: "kubernetes-api-0.34",
        sentence: "fields of Kubernetes API 0.34 are known; before, fields newer than 0.28 are dropped silently",
        fields: "spec",
        holds: |r| r.since_1(16, 4) || r.since_2(19),
    },
    Row {
        behaviour: Behaviour::Api035,
        name: "kubernetes-api-0.35",
        sentence: "fields of Kubernetes API 0.35 are known",
        fields: "spec",
        holds: |r| r.since_2(19),
    },
    Row {
        behaviour: Behaviour::Api036,
        name: "kubernetes-api-0.36",
        sentence: "fields of Kubernetes API 0.36 are known",
        fields: "spec",
        holds: |r| r.since_2(24),
    },
    Row {
        behaviour: Behaviour::LiteralOffloading,
        name: "literal-offloading",
        sentence: "containers are told how to offload large literals, where the configuration enables it",
        fields: "spec.containers[*].env",
        holds: |r| r.since_1(14, 0),
    },
    Row {
        behaviour: Behaviour::CopilotImageBinary,
        name: "copilot-image-flyte-binary",
        sentence: "co-pilot's image is that of the Flyte binary",
        fields: "spec.containers[*].image, spec.initContainers[*].image",
        holds: |r| r.since_2(25),
    },
    Row {
        behaviour: Behaviour::StorageStow,
        name: "storage-stow-only",
        sentence: "the storage configuration speaks stow only, with S3 as its default",
        fields: "spec.containers[*].args, spec.initContainers[*].args",
        holds: |r| r.since_2(30),
    },
    Row {
        behaviour: Behaviour::CopilotStorageSecret,
        name: "copilot-storage-secret",
        sentence: "co-pilot can read its storage configuration from a Secret",
        fields: "spec.volumes, spec.containers[*].volumeMounts",
        holds: |r| r.since_2(41),
    },
    Row {
        behaviour: Behaviour::RunAsBeforeTemplate,
        name: "run-as-before-template",
        sentence: "the service account to run as, and the executor's default one, are set before the template is looked at",
        fields: "spec.serviceAccountName",
        holds: |r| r.since_2(22),
    },
    Row {
        behaviour: Behaviour::AdminDefaults,
        name: "admin-defaults",
        sentence: "FlyteAdmin fills in and clamps the resources of container tasks from task_resources",
        fields: "spec.containers[*].resources",
        holds: |r| r.is_1(),
    },
    Row {
        behaviour: Behaviour::NodeOverrides,
        name: "node-overrides",
        sentence: "with_overrides of workflow nodes changes resources, image and accelerator",
        fields: "spec.containers[*].resources, spec.containers[*].image",
        holds: |r| r.is_1(),
    },
    Row {
        behaviour: Behaviour::PodTemplateOverride,
        name: "pod-template-override",
        sentence: "with_overrides(pod_template=) replaces the task's pod spec",
        fields: "spec, metadata.labels, metadata.annotations",
        holds: |r| r.since_1(15, 0),
    },
    Row {
        behaviour: Behaviour::SharedMemory,
        name: "shared-memory",
        sentence: "shared memory of a task becomes a memory-backed volume",
        fields: "spec.volumes, spec.containers[*].volumeMounts",
        holds: |r| r.since_1(15, 0) || r.is_2(),
    },
    Row {
        behaviour: Behaviour::ServiceLinks,
        name: "service-links",
        sentence: "enableServiceLinks is set to false",
        fields: "spec.enableServiceLinks",
        holds: |r| r.since_2(1),
    },
    Row {
        behaviour: Behaviour::MsgpackInputs,
        name: "msgpack-inputs",
        sentence: "inputs in msgpack are understood in placeholders",
        fields: "spec.containers[*].args, spec.containers[*].command",
        holds: |r| r.since_1(14, 0) || r.is_2(),
    },
    Row {
        behaviour: Behaviour::InlineTaskTemplate,
        name: "inline-task-template",
        sentence: "the placeholder for the task template's path becomes an inline marker",
        fields: "spec.containers[*].args",
        holds: |r| r.is_2(),
    },
    Row {
        behaviour: Behaviour::PodNameVariable,
        name: "pod-name-variable",
        sentence: "the variable _F_PN tells containers the name of their Pod",
        fields: "spec.containers[*].env",
        holds: |r| r.is_2() || r.since_1(13, 1) && !r.since_1(14, 0),
    },
    Row {
        behaviour: Behaviour::TaskIdVariables,
        name: "task-id-variables",
        sentence: "the variables FLYTE_INTERNAL_TASK_* tell containers their task",
        fields: "spec.containers[*].env",
        holds: |r| r.is_1() || r.since_2(16),
    },
    Row {
        behaviour: Behaviour::HistoricTaskVariables,
        name: "historic-task-variables",
        sentence: "the variables FLYTE_INTERNAL_PROJECT, _DOMAIN, _NAME and _VERSION repeat the task's id",
        fields: "spec.containers[*].env",
        holds: |r| r.is_1() && !r.since_1(16, 2) || r.since_2(16),
    },
    Row {
        behaviour: Behaviour::LocalOrganisation,
        name: "local-organisation",
        sentence: "the variable _U_ORG_NAME says local where there are no organisations",
        fields: "spec.containers[*].env",
        holds: |r| r.since_2(12),
    },
    Row {
        behaviour: Behaviour::PluginResourceDefaults,
        name: "plugin-resource-defaults",
        sentence: "default-cpus and default-memory are used; in 1.x they have no effect",
        fields: "spec.containers[*].resources",
        holds: |r| r.is_2(),
    },
    Row {
        behaviour: Behaviour::TemplateResourcesFirst,
        name: "template-resources-first",
        sentence: "resources that a task does not ask for are taken from the runtime template before defaults apply",
        fields: "spec.containers[*].resources",
        holds: |r| r.since_1(16, 0),
    },
    Row {
        behaviour: Behaviour::InitContainerDefaults,
        name: "init-container-defaults",
        sentence: "init containers get default resources and overrides like other containers",
        fields: "spec.initContainers[*].resources",
        holds: |r| r.since_1(16, 0),
    },
    Row {
        behaviour: Behaviour::DeviceClasses,
        name: "device-classes",
        sentence: "accelerators have device classes with resource names, labels and pod templates of their own",
        fields: "spec.containers[*].resources, spec.affinity, spec.tolerations",
        holds: |r| r.is_2(),
    },
    Row {
        behaviour: Behaviour::UploaderInitContainer,
        name: "uploader-init-container",
        sentence: "co-pilot's uploader is an init container that keeps running",
        fields: "spec.initContainers, spec.containers",
        holds: |r| r.since_1(16, 0) || r.is_2(),
    },
    Row {
        behaviour: Behaviour::GraceInSeconds,
        name: "grace-period-seconds",
        sentence: "the grace period for co-pilot is written in seconds; before, nanoseconds were",
        fields: "spec.terminationGracePeriodSeconds",
        holds: |r| r.since_1(16, 6) || r.is_2(),
    },
    Row {
        behaviour: Behaviour::UploaderName,
        name: "uploader-name",
        sentence: "co-pilot's container for outputs is called uploader; before, sidecar",
        fields: "spec.containers[*].name",
        holds: |r| r.since_1(14, 0) || r.is_2(),
    },
    Row {
        behaviour: Behaviour::ProcessTracing,
        name: "process-tracing",
        sentence: "co-pilot gets SYS_PTRACE and a shared process namespace",
        fields: "spec.shareProcessNamespace, spec.containers[*].securityContext",
        holds: |r| r.is_1() && !r.since_1(16, 0),
    },
    Row {
        behaviour: Behaviour::LoggerLevelArgument,
        name: "logger-level-argument",
        sentence: "co-pilot gets --logger.level",
        fields: "spec.containers[*].args, spec.initContainers[*].args",
        holds: |r| r.since_1(16, 0) || r.is_2(),
    },
    Row {
        behaviour: Behaviour::CopilotCrash,
        name: "copilot-crash",
        sentence: "tasks that load data through co-pilot make the executor crash",
        fields: "spec.initContainers",
        holds: |r| r.is_2() && !r.since_2(16),
    },
    Row {
        behaviour: Behaviour::FileInputLayout,
        name: "file-input-layout",
        sentence: "co-pilot gets --file-input-layout",
        fields: "spec.initContainers[*].args",
        holds: |r| r.since_2(24),
    },
    Row {
        behaviour: Behaviour::PrimaryInitDownloader,
        name: "primary-init-downloader",
        sentence: "the template's init container primary-init is the base of co-pilot's downloader",
        fields: "spec.initContainers",
        holds: |r| r.since_1(14, 0),
    },
    Row {
        behaviour: Behaviour::TemplateInitContainers,
        name: "template-init-containers",
        sentence: "init containers of a runtime template are bases for the task's; before, they were appended to the Pod",
        fields: "spec.initContainers",
        holds: |r| r.since_1(14, 0) || r.is_2(),
    },
    Row {
        behaviour: Behaviour::EarlyTemplateLookup,
        name: "early-template-lookup",
        sentence: "a named template that is missing is reported before errors of containers",
        fields: "(errors)",
        holds: |r| r.since_1(16, 0),
    },
    Row {
        behaviour: Behaviour::EqualNamesMerge,
        name: "equal-names-merge",
        sentence: "containers of the template are merged into the task's containers of the same name",
        fields: "spec.containers, spec.initContainers",
        holds: |r| r.since_1(15, 1) || r.is_2(),
    },
    Row {
        behaviour: Behaviour::MagicLayerTwice,
        name: "magic-layer-twice",
        sentence: "a container that is called default or primary gets that part of the template twice",
        fields: "spec.containers",
        holds: |r| r.since_1(15, 1) && !r.since_1(16, 3) || r.is_2() && !r.since_2(8),
    },
    Row {
        behaviour: Behaviour::PrimaryKeptFromNameMatch,
        name: "primary-kept-from-name-match",
        sentence: "the primary container takes nothing from a template container of its own name",
        fields: "spec.containers",
        holds: |r| r.since_1(16, 3),
    },
    Row {
        behaviour: Behaviour::TemplateContainerSharing,
        name: "template-container-sharing",
        sentence: "two containers of one name share what the template gave the first",
        fields: "spec.containers",
        holds: |r| r.is_2(),
    },
    Row {
        behaviour: Behaviour::RawContainerAnnotation,
        name: "raw-container-annotation",
        sentence: "tasks of type raw-container get the annotation primary_container_name",
        fields: "metadata.annotations",
        holds: |r| r.is_1() && !r.since_1(16, 0),
    },
    Row {
        behaviour: Behaviour::EqualRequirementsOnce,
        name: "equal-requirements-once",
        sentence: "a node requirement or toleration that is there already is not added again",
        fields: "spec.affinity, spec.tolerations",
        holds: |r| r.since_2(24),
    },
    Row {
        behaviour: Behaviour::MigLabel,
        name: "mig-label",
        sentence: "partitions of a GPU become a label of the Pod",
        fields: "metadata.labels",
        holds: |r| r.since_2(8),
    },
    Row {
        behaviour: Behaviour::VscodeProbe,
        name: "vscode-probe",
        sentence: "a primary container that asks for VS Code gets a readiness probe",
        fields: "spec.containers[*].readinessProbe",
        holds: |r| r.is_2(),
    },
    Row {
        behaviour: Behaviour::TaskMetadataLayer,
        name: "task-metadata-layer",
        sentence: "@task(labels=, annotations=) is a layer of its own",
        fields: "metadata.labels, metadata.annotations",
        holds: |r| r.since_1(16, 0),
    },
    Row {
        behaviour: Behaviour::FinalizerName,
        name: "finalizer-name",
        sentence: "the finalizer is called flyte.org/finalizer-k8s and is added once; else it is flyte/flytek8s",
        fields: "metadata.finalizers",
        holds: |r| r.since_1(15, 0),
    },
    Row {
        behaviour: Behaviour::OwnerController,
        name: "owner-controller",
        sentence: "the owner reference says controller: true",
        fields: "metadata.ownerReferences",
        holds: |r| r.is_1() || r.since_2(12),
    },
    Row {
        behaviour: Behaviour::OwnerBlocksDeletion,
        name: "owner-blocks-deletion",
        sentence: "the owner reference says blockOwnerDeletion: true",
        fields: "metadata.ownerReferences",
        holds: |r| r.is_1(),
    },
    Row {
        behaviour: Behaviour::ProjectLabels,
        name: "project-labels",
        sentence: "labels organization, project and domain",
        fields: "metadata.labels",
        holds: |r| r.since_2(14),
    },
    Row {
        behaviour: Behaviour::ManagedLabel,
        name: "managed-label",
        sentence: "label flyte.org/managed",
        fields: "metadata.labels",
        holds: |r| r.since_2(41),
    },
    Row {
        behaviour: Behaviour::RunLabels,
        name: "run-labels",
        sentence: "labels run, action, attempt and task-name",
        fields: "metadata.labels",
        holds: |r| r.since_2(43),
    },
    Row {
        behaviour: Behaviour::NameHashLength,
        name: "name-hash-length",
        sentence: "names that are too long keep 222 bytes before their hash; in 1.x 232",
        fields: "metadata.name",
        holds: |r| r.is_2(),
    },
    Row {
        behaviour: Behaviour::SecretEnvVar,
        name: "secret-env-var",
        sentence: "the annotation of a secret says under which variable it is mounted",
        fields: "metadata.annotations",
        holds: |r| r.since_1(15, 0) || r.is_2(),
    },
    Row {
        behaviour: Behaviour::AttemptInName,
        name: "attempt-in-name",
        sentence: "the Pod's name ends in the number of the attempt, and FLYTE_ATTEMPT_NUMBER counts",
        fields: "metadata.name, spec.containers[*].env",
        holds: |r| r.is_1() || r.since_2(9),
    },
    Row {
        behaviour: Behaviour::OutputByAttempt,
        name: "output-by-attempt",
        sentence: "each attempt of an action has an output path of its own, with a shard behind the bucket",
        fields: "spec.containers[*].args",
        holds: |r| r.since_2(10),
    },
    Row {
        behaviour: Behaviour::EarlierCheckpoint,
        name: "earlier-checkpoint",
        sentence: "a retry of an action is told where the checkpoint of the attempt before lies",
        fields: "spec.containers[*].args",
        holds: |r| r.since_2(16),
    },
    Row {
        behaviour: Behaviour::RunContext,
        name: "run-context",
        sentence: "variables of the run and its being interruptible reach the Pod",
        fields: "spec.containers[*].env, spec.tolerations, spec.nodeSelector",
        holds: |r| r.is_1() || r.since_2(9),
    },
    Row {
        behaviour: Behaviour::SecurityContext,
        name: "security-context",
        sentence: "the task's secrets and the account to run as are read",
        fields: "metadata.annotations, metadata.labels, spec.serviceAccountName",
        holds: |r| r.is_1() || r.since_2(9),
    },
    Row {
        behaviour: Behaviour::ResourcesOptional,
        name: "container-task-without-resources",
        sentence: "a container task that says nothing about resources gets a Pod",
        fields: "(errors)",
        holds: |r| r.is_1() || r.since_2(8),
    },
];

impl Behaviour {
    /// What is known of it.
    pub fn row(self) -> &'static Row {
        // the order of the table is that of the variants, which a test checks
        BEHAVIOURS.get(self as usize).unwrap_or(&UNKNOWN)
    }
}

static UNKNOWN: Row = Row { behaviour: Behaviour::Executor, name: "", sentence: "", fields: "", holds: |_| false };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_variants() {
        for (i, row) in BEHAVIOURS.iter().enumerate() {
            assert_eq!(row.behaviour as usize, i, "{}", row.name);
            assert_eq!(row.behaviour.row().name, row.name);
        }
        assert!(BEHAVIOURS.len() <= 64, "a bit each");
    }
}
