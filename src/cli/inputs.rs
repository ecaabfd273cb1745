//! The flags that say what to read: the same, with the same meaning, on every command.

use clap::{Args, ValueHint};

use super::registration::Sdk;

/// Inputs.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Inputs")]
pub struct Inputs {
    /// Task files, directories or `-` for standard input; FILE:NAME picks one task of a file
    ///
    /// A task file holds a TaskTemplate or TaskSpec (JSON or YAML, camelCase or snake_case; protobuf; a
    /// package of `pyflyte package`; what `flytectl get task` prints), a TaskAction or FlyteWorkflow of a
    /// cluster, or the authoring form: the arguments of @task as YAML keys; or Python source, which is read and never run. NAME is a task's whole name or
    /// its last part.
    #[arg(display_order = 0, value_name = "TASK", value_hint = ValueHint::AnyPath, env = "PODTPL_TASK", hide_env = true)]
    pub tasks: Vec<String>,

    /// Flyte's configuration: a file, or a directory with *.yaml; repeatable
    #[arg(short, long, display_order = 1, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    #[arg(env = "PODTPL_CONFIG", hide_env = true)]
    pub config: Vec<String>,

    /// Runtime PodTemplates: a file of any number, a directory or `-`; repeatable
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::AnyPath, env = "PODTPL_TEMPLATE", hide_env = true)]
    pub template: Vec<String>,

    /// Facts of the execution
    ///
    /// A YAML or JSON file with any of: namespace, project, domain, name, workflow, node, attempt, podName,
    /// labels, annotations, env, serviceAccount, executionIdentity, interruptible, consoleUrl, overrides,
    /// paths, inputs, owner, propellerEnv. What follows from other facts is derived as Flyte derives it.
    #[arg(short = 'x', long, value_name = "FILE", value_hint = ValueHint::AnyPath, env = "PODTPL_EXECUTION", hide_env = true)]
    pub execution: Option<String>,

    /// Namespace of the Pod; with several (`a,b`), a Pod for each
    ///
    /// Without it: the execution's, else derived from project and domain, else flytesnacks-development
    /// (2.x: flyte).
    #[arg(short, long, value_name = "NAME", value_delimiter = ',', env = "PODTPL_NAMESPACE", hide_env = true)]
    pub namespace: Vec<String>,

    /// Flyte version: 1.16.8, 1.16, 2.0, latest, or docs (the documented rules) [default: docs]
    #[arg(long, value_name = "VERSION", env = "PODTPL_FLYTE", hide_env = true)]
    pub flyte: Option<String>,

    /// Namespace that Flyte itself runs in, where templates are looked up second
    #[arg(long, value_name = "NAME", env = "PODTPL_FLYTE_NAMESPACE", hide_env = true)]
    pub flyte_namespace: Option<String>,

    /// Only tasks whose name matches; `*` and `?` stand for anything; repeatable
    #[arg(long, value_name = "GLOB", env = "PODTPL_NAME", hide_env = true)]
    pub name: Vec<String>,

    /// Named set of inputs of the settings file (its key `clusters`)
    #[arg(long, value_name = "NAME", value_delimiter = ',', env = "PODTPL_CLUSTER", hide_env = true)]
    pub cluster: Vec<String>,

    /// Named set of inputs of the settings file (its key `profiles`)
    #[arg(long, value_name = "NAME", env = "PODTPL_PROFILE", hide_env = true)]
    pub profile: Option<String>,

    /// Settings file [default: podtpl.yaml in this directory or the nearest parent]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::AnyPath, env = "PODTPL_PROJECT_FILE", hide_env = true)]
    pub project_file: Option<String>,

    /// Make errors of warnings about what Flyte accepts silently
    #[arg(long)]
    pub strict: bool,

    #[command(flatten)]
    pub facts: Facts,

    #[command(flatten)]
    pub sdk: Sdk,
}

/// Single facts of the execution.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Facts of the execution (they win over --execution)")]
pub struct Facts {
    /// Generated name of the Pod (1.x)
    #[arg(long, value_name = "NAME", env = "PODTPL_POD_NAME", hide_env = true)]
    pub pod_name: Option<String>,

    /// Project of the execution
    #[arg(long, value_name = "NAME", env = "PODTPL_PROJECT", hide_env = true)]
    pub project: Option<String>,

    /// Domain of the execution
    #[arg(long, value_name = "NAME", env = "PODTPL_DOMAIN", hide_env = true)]
    pub domain: Option<String>,

    /// Whether this attempt may be interrupted
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        env = "PODTPL_INTERRUPTIBLE",
        hide_env = true
    )]
    pub interruptible: Option<bool>,

    /// Retries so far
    #[arg(
        long,
        value_name = "N",
        value_parser = attempt,
        env = "PODTPL_ATTEMPT",
        hide_env = true
    )]
    pub attempt: Option<i64>,

    /// Service account of the execution
    #[arg(long, value_name = "NAME", env = "PODTPL_SERVICE_ACCOUNT", hide_env = true)]
    pub service_account: Option<String>,
}

/// Takes a number of retries.
pub fn attempt(text: &str) -> Result<i64, String> {
    text.parse().ok().filter(|n| *n >= 0).ok_or_else(|| "attempts are whole numbers, counted from 0".to_owned())
}
