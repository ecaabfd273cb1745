//! The other side: flags that replace those of the left one.

use std::collections::HashSet;

use clap::{Args, ValueHint};

use crate::cli::inputs::Inputs;
use crate::cli::registration;

/// What the right side has instead.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Other side (each replaces the flag of that name)")]
pub struct Other {
    /// Flyte version
    #[arg(long, value_name = "VERSION")]
    to_flyte: Option<String>,

    /// Flyte's configuration; repeatable
    #[arg(long, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    to_config: Vec<String>,

    /// Runtime PodTemplates; repeatable
    #[arg(long, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    to_template: Vec<String>,

    /// Task files; repeatable
    #[arg(long, value_name = "TASK", value_hint = ValueHint::AnyPath)]
    to_task: Vec<String>,

    /// Facts of the execution
    #[arg(long, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    to_execution: Option<String>,

    /// Namespace of the Pod
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    to_namespace: Vec<String>,

    /// Namespace that Flyte itself runs in
    #[arg(long, value_name = "NAME")]
    to_flyte_namespace: Option<String>,

    /// Settings file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    to_project_file: Option<String>,

    /// Set of inputs of the settings file
    #[arg(long, value_name = "NAME")]
    to_cluster: Option<String>,

    /// Set of inputs of the settings file
    #[arg(long, value_name = "NAME")]
    to_profile: Option<String>,

    /// Project of the execution
    #[arg(long, value_name = "NAME")]
    to_project: Option<String>,

    /// Domain of the execution
    #[arg(long, value_name = "NAME")]
    to_domain: Option<String>,

    /// Whether this attempt may be interrupted
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    to_interruptible: Option<bool>,

    /// Retries so far
    #[arg(long, value_name = "N", value_parser = crate::cli::inputs::attempt)]
    to_attempt: Option<i64>,

    /// Generated name of the Pod (1.x)
    #[arg(long, value_name = "NAME")]
    to_pod_name: Option<String>,

    /// Service account of the execution
    #[arg(long, value_name = "NAME")]
    to_service_account: Option<String>,

    #[command(flatten)]
    sdk: OtherSdk,
}

/// What the SDK is told on the right side.
#[derive(Clone, Debug, Default, Args)]
struct OtherSdk {
    /// Image of tasks that name none, or NAME=REF; repeatable
    #[arg(long, value_name = "[NAME=]REF", value_parser = registration::image)]
    to_image: Vec<String>,

    /// Project of the task's id
    #[arg(long, value_name = "NAME")]
    to_task_project: Option<String>,

    /// Domain of the task's id
    #[arg(long, value_name = "NAME")]
    to_task_domain: Option<String>,

    /// Version of the task's id
    #[arg(long, value_name = "VERSION")]
    to_task_version: Option<String>,

    /// Node of a workflow
    #[arg(long, value_name = "NODE")]
    to_node: Option<String>,

    /// The SDK that serializes, perhaps with its version
    #[arg(long, value_name = "SDK[@VERSION]", value_parser = registration::release)]
    to_sdk: Option<String>,

    /// Variable of flytekit's settings (1.x); repeatable
    #[arg(long, value_name = "NAME=VALUE", value_parser = registration::assignment)]
    to_sdk_env: Vec<String>,

    /// Value of a name or environment variable that a Python file does not say; repeatable
    #[arg(long, value_name = "NAME=VALUE", value_parser = registration::assignment)]
    to_set: Vec<String>,
}

impl OtherSdk {
    fn apply(&self, side: &mut Side) {
        side.many("image", &self.to_image, |i| &mut i.sdk.image);
        side.many("sdk_env", &self.to_sdk_env, |i| &mut i.sdk.sdk_env);
        side.many("set", &self.to_set, |i| &mut i.sdk.set);
        side.one(&self.to_task_project, |i| &mut i.sdk.task_project);
        side.one(&self.to_task_domain, |i| &mut i.sdk.task_domain);
        side.one(&self.to_task_version, |i| &mut i.sdk.task_version);
        side.one(&self.to_node, |i| &mut i.sdk.node);
        side.one(&self.to_sdk, |i| &mut i.sdk.sdk);
    }
}

impl Other {
    /// The inputs of the right side, and which of them come from the environment. `None` if no flag
    /// says anything about it.
    pub fn apply(&self, left: &Inputs, environment: &HashSet<String>) -> Option<(Inputs, HashSet<String>)> {
        let mut side = Side { inputs: left.clone(), environment: environment.clone(), given: false };
        side.many("config", &self.to_config, |i| &mut i.config);
        side.many("template", &self.to_template, |i| &mut i.template);
        side.many("tasks", &self.to_task, |i| &mut i.tasks);
        side.many("namespace", &self.to_namespace, |i| &mut i.namespace);
        side.one(&self.to_flyte, |i| &mut i.flyte);
        side.one(&self.to_execution, |i| &mut i.execution);
        side.one(&self.to_flyte_namespace, |i| &mut i.flyte_namespace);
        side.one(&self.to_project_file, |i| &mut i.project_file);
        side.one(&self.to_profile, |i| &mut i.profile);
        side.one(&self.to_project, |i| &mut i.facts.project);
        side.one(&self.to_domain, |i| &mut i.facts.domain);
        side.one(&self.to_interruptible, |i| &mut i.facts.interruptible);
        side.one(&self.to_attempt, |i| &mut i.facts.attempt);
        side.one(&self.to_pod_name, |i| &mut i.facts.pod_name);
        side.one(&self.to_service_account, |i| &mut i.facts.service_account);
        self.sdk.apply(&mut side);
        if let Some(cluster) = &self.to_cluster {
            side.many("cluster", std::slice::from_ref(cluster), |i| &mut i.cluster);
        }
        side.given.then_some((side.inputs, side.environment))
    }
}

struct Side {
    inputs: Inputs,
    environment: HashSet<String>,
    given: bool,
}

impl Side {
    fn one<T: Clone>(&mut self, value: &Option<T>, slot: impl Fn(&mut Inputs) -> &mut Option<T>) {
        if value.is_some() {
            *slot(&mut self.inputs) = value.clone();
            self.given = true;
        }
    }

    fn many(&mut self, name: &str, values: &[String], slot: impl Fn(&mut Inputs) -> &mut Vec<String>) {
        if !values.is_empty() {
            *slot(&mut self.inputs) = values.to_vec();
            self.environment.remove(name);
            self.given = true;
        }
    }
}
