//! What the SDK is told at registration: flags and settings of the same meaning.

use clap::{ArgAction, Args};
use std::rc::Rc;

use super::report::Report;
use super::settings::Setting;
use crate::diagnostic::Diagnostic;
use crate::sdk::{SdkRelease, SdkSettings};
use crate::tree::{Flag, Node, Origin};

/// What the SDK is told at registration.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "What the SDK is told at registration")]
pub struct Sdk {
    /// Image of tasks that name none; NAME=REF is a further image, `{{.image.NAME.fqn}}`; repeatable
    #[arg(long, value_name = "[NAME=]REF", value_parser = image, env = "PODTPL_IMAGE", hide_env = true)]
    pub image: Vec<String>,

    /// Project of the task's id [default: that of the execution]
    #[arg(long, value_name = "NAME", env = "PODTPL_TASK_PROJECT", hide_env = true)]
    pub task_project: Option<String>,

    /// Domain of the task's id [default: that of the execution]
    #[arg(long, value_name = "NAME", env = "PODTPL_TASK_DOMAIN", hide_env = true)]
    pub task_domain: Option<String>,

    /// Version of the task's id
    #[arg(long, value_name = "VERSION", env = "PODTPL_TASK_VERSION", hide_env = true)]
    pub task_version: Option<String>,

    /// Node of a workflow in the task files: its task, with what with_overrides put on the node
    ///
    /// The node's id (`n0`), or WORKFLOW.NODE. The workflow is in the Python file, in the package, or a file of its own.
    #[arg(long, value_name = "NODE", env = "PODTPL_NODE", hide_env = true)]
    pub node: Option<String>,

    /// The SDK that serializes: flytekit or flyte, perhaps with its version (flyte@2.5.0)
    ///
    /// Without a version it is the newest that podtpl knows. A Python file and a key `sdk` say themselves
    /// which of the two it is.
    #[arg(long, value_name = "SDK[@VERSION]", value_parser = release, env = "PODTPL_SDK", hide_env = true)]
    pub sdk: Option<String>,

    /// Variable that flytekit's settings give every task (1.x); repeatable
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment, action = ArgAction::Append)]
    pub sdk_env: Vec<String>,

    /// Value of a name or environment variable that a Python file does not say; repeatable
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment, action = ArgAction::Append)]
    pub set: Vec<String>,
}

/// Takes an image reference, perhaps with a name before it.
pub fn image(text: &str) -> Result<String, String> {
    named_image(text).map(|_| text.to_owned())
}

/// Name (`default` where there is none) and reference of an image.
fn named_image(text: &str) -> Result<(&str, &str), String> {
    let (name, reference) = text.split_once('=').unwrap_or((DEFAULT, text));
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    match (name, reference) {
        // an empty variable of the environment is none
        (DEFAULT, "") if text.is_empty() => Ok((name, reference)),
        (_, "") => Err("an image reference is not empty".to_owned()),
        (_, reference) if reference.contains(['=', ' ']) => {
            Err("an image reference has no `=` and no blanks".to_owned())
        }
        (name, _) if name.is_empty() || !name.chars().all(plain) => {
            Err("the name of an image has letters, digits, `_` and `-`".to_owned())
        }
        pair => Ok(pair),
    }
}

/// The name of the image of tasks that name none.
const DEFAULT: &str = "default";

/// Takes `NAME=VALUE`.
pub fn assignment(text: &str) -> Result<String, String> {
    pair(text).map(|_| text.to_owned())
}

fn pair(text: &str) -> Result<(&str, &str), String> {
    text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or_else(|| "write NAME=VALUE".to_owned())
}

/// Takes the name of an SDK.
pub fn release(text: &str) -> Result<String, String> {
    if text.is_empty() { Ok(String::new()) } else { SdkRelease::parse(text).map(|_| text.to_owned()) }
}

/// The same from flags, the environment and settings files.
#[derive(Clone, Debug, Default)]
pub struct Registration {
    /// Images, as `[NAME=]REF`.
    pub image: Vec<Setting>,
    /// Project of the task's id.
    pub project: Option<Setting>,
    /// Domain of the task's id.
    pub domain: Option<Setting>,
    /// Version of the task's id.
    pub version: Option<Setting>,
    /// A workflow's node.
    pub node: Option<Setting>,
    /// The SDK.
    pub sdk: Option<Setting>,
    /// Variables of the SDK's settings, as `NAME=VALUE`.
    pub environment: Vec<Setting>,
    /// Values that a Python file does not say, as `NAME=VALUE`.
    pub values: Vec<Setting>,
}

impl Registration {
    /// What flags say.
    pub fn of_flags(flags: &Sdk) -> Registration {
        let one = |value: &Option<String>| value.as_ref().filter(|v| !v.is_empty()).map(|v| Setting::given(v));
        let all = |values: &[String]| values.iter().filter(|v| !v.is_empty()).map(|v| Setting::given(v)).collect();
        Registration {
            image: all(&flags.image),
            project: one(&flags.task_project),
            domain: one(&flags.task_domain),
            version: one(&flags.task_version),
            node: one(&flags.node),
            sdk: one(&flags.sdk),
            environment: all(&flags.sdk_env),
            values: all(&flags.set),
        }
    }

    /// Takes from `below` what is not given yet; of named values those whose names are not.
    pub fn fill_from(&mut self, below: Registration) {
        let one = |here: &mut Option<Setting>, below| *here = here.take().or(below);
        let all = |here: &mut Vec<Setting>, below: Vec<Setting>| {
            let name = |s: &Setting| s.value.split_once('=').map_or(DEFAULT, |(name, _)| name).to_owned();
            let given: Vec<String> = here.iter().map(name).collect();
            here.extend(below.into_iter().filter(|s| !given.contains(&name(s))));
        };
        one(&mut self.project, below.project);
        one(&mut self.domain, below.domain);
        one(&mut self.version, below.version);
        one(&mut self.node, below.node);
        one(&mut self.sdk, below.sdk);
        all(&mut self.image, below.image);
        all(&mut self.environment, below.environment);
        all(&mut self.values, below.values);
    }

    /// The settings of the SDK. What is wrong with a settings file goes to the report; clap has seen the flags.
    pub fn settings(&self, report: &mut Report) -> SdkSettings {
        let mut out = SdkSettings {
            project: self.project.as_ref().map(|s| node("--task-project", s, &s.value)),
            domain: self.domain.as_ref().map(|s| node("--task-domain", s, &s.value)),
            version: self.version.as_ref().map(|s| node("--task-version", s, &s.value)),
            ..SdkSettings::default()
        };
        out.release = self.sdk.as_ref().and_then(|s| taken(SdkRelease::parse(&s.value), "sdk", s, report));
        for setting in &self.image {
            let Some((name, reference)) = taken(named_image(&setting.value), "image", setting, report) else {
                continue;
            };
            match (name, &out.image) {
                (DEFAULT, Some(before)) => {
                    let before = before.as_str().unwrap_or_default();
                    let message =
                        format!("there is one default image, and both `{before}` and `{reference}` are given");
                    let found = Diagnostic::error("usage/several-images", message).maybe_at(setting.at, "named here");
                    report.add(found.help("give further images names: `--image gpu=ghcr.io/app/gpu:12.4`"));
                }
                (DEFAULT, None) => out.image = Some(node("--image", setting, reference)),
                _ => {
                    out.images.retain(|(other, _)| other != name);
                    out.images.push((name.to_owned(), node(&format!("--image {name}"), setting, reference)));
                }
            }
        }
        for setting in &self.environment {
            let Some((name, value)) = taken(pair(&setting.value), "sdkEnv", setting, report) else { continue };
            let flag = format!("--sdk-env {name}");
            let entry = (node(&flag, setting, name), node(&flag, setting, value));
            match out.environment.iter_mut().find(|(n, _)| n.as_str() == Some(name)) {
                Some(slot) => *slot = entry,
                None => out.environment.push(entry),
            }
        }
        for setting in &self.values {
            let Some((name, value)) = taken(pair(&setting.value), "set", setting, report) else { continue };
            out.values.retain(|(other, _)| other != name);
            out.values.push((name.to_owned(), node(&format!("--set {name}"), setting, value)));
        }
        out
    }
}

/// A value with the origin of the flag, or of the setting of the same meaning.
fn node(flag: &str, setting: &Setting, value: &str) -> Node {
    Node::str(value, Origin::Flag(Rc::new(Flag { flag: flag.to_owned(), span: setting.at })))
}

fn taken<T>(parsed: Result<T, String>, key: &str, setting: &Setting, report: &mut Report) -> Option<T> {
    parsed
        .map_err(|wrong| {
            let message = format!("`{key}` does not take `{}`", setting.value);
            report.add(Diagnostic::error("settings/value", message).maybe_at(setting.at, "this value").help(wrong));
        })
        .ok()
}
