//! podtpl's own settings: flags, then the environment, then the project file, then the user's
//! file, then what is built in. Only here is decided which of them counts.

mod file;
mod locate;
mod many;

use std::collections::HashSet;

use super::files::{Asked, Files, Role};
use super::inputs::Inputs;
use super::registration::Registration;
use crate::diagnostic::{Diagnostic, suggest};
use crate::source::Span;

/// A setting, and where a settings file gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The value.
    pub value: String,
    /// Where, if in a file.
    pub at: Option<Span>,
}

impl Setting {
    /// Given by a flag.
    pub fn given(value: &str) -> Self {
        Setting { value: value.to_owned(), at: None }
    }

    /// The setting as a path to read.
    pub fn asked(&self, role: Role) -> Asked {
        Asked { path: self.value.clone(), at: self.at, role }
    }
}

/// The settings that count.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Flyte's version.
    pub flyte: Option<Setting>,
    /// Files of Flyte's configuration.
    pub config: Vec<Setting>,
    /// Files of runtime templates.
    pub templates: Vec<Setting>,
    /// File of the execution's facts.
    pub execution: Option<Setting>,
    /// Namespaces of Pods.
    pub namespace: Vec<Setting>,
    /// Namespace of Flyte itself.
    pub flyte_namespace: Option<Setting>,
    /// Tasks.
    pub task: Vec<Setting>,
    /// What the SDK is told.
    pub sdk: Registration,
}

impl Settings {
    /// Gathers the settings; `environment` names the arguments that come from there.
    pub fn gather(inputs: &Inputs, environment: &HashSet<String>, files: &mut Files) -> Settings {
        warn_of_unknown_variables(files);
        let paths = |name: &str, values: &[String]| list(values, environment.contains(name));
        let mut settings = Settings {
            flyte: one(inputs.flyte.as_ref()),
            config: paths("config", &inputs.config),
            templates: paths("template", &inputs.template),
            execution: one(inputs.execution.as_ref()),
            namespace: list(&inputs.namespace, false),
            flyte_namespace: one(inputs.flyte_namespace.as_ref()),
            task: paths("tasks", &inputs.tasks),
            sdk: Registration::of_flags(&inputs.sdk),
        };
        let (mut cluster, mut profile) = (one_cluster(inputs, files), filled(inputs.profile.clone()));
        let mut names: Vec<String> = Vec::new();
        let asked = match inputs.project_file.as_deref().filter(|p| !p.is_empty()) {
            Some(path) => Some(path.to_owned()),
            None => locate::project_file(),
        };
        for path in asked.into_iter().chain(locate::user_file()) {
            let asked = Asked { path, at: None, role: Role::Settings };
            let Some(id) = files.read(&asked) else { continue };
            if let Some((below, sets)) = files.report.take(file::read(&files.sources, id)) {
                for (wanted, sets) in [(&mut cluster, sets.clusters), (&mut profile, sets.profiles)] {
                    names.extend(sets.keys().cloned());
                    let set = wanted.as_ref().and_then(|name| sets.get(name).cloned());
                    if let Some(set) = set {
                        *wanted = None;
                        settings.fill_from(set);
                    }
                }
                settings.fill_from(below);
            }
        }
        for (flag, name) in [("--cluster", cluster), ("--profile", profile)] {
            files.report.extend(name.map(|name| no_such_set(flag, &name, &names)));
        }
        settings
    }

    /// Takes from `below` what is not given yet.
    fn fill_from(&mut self, below: Settings) {
        let one = |here: &mut Option<Setting>, below| *here = here.take().or(below);
        let all = |here: &mut Vec<Setting>, below| {
            if here.is_empty() {
                *here = below;
            }
        };
        one(&mut self.flyte, below.flyte);
        one(&mut self.execution, below.execution);
        one(&mut self.flyte_namespace, below.flyte_namespace);
        all(&mut self.config, below.config);
        all(&mut self.templates, below.templates);
        all(&mut self.namespace, below.namespace);
        all(&mut self.task, below.task);
        self.sdk.fill_from(below.sdk);
    }
}

fn filled(name: Option<String>) -> Option<String> {
    name.filter(|name| !name.is_empty())
}

/// The one cluster that is asked for.
fn one_cluster(inputs: &Inputs, files: &mut Files) -> Option<String> {
    if let [_, second, ..] = inputs.cluster.as_slice() {
        let message = format!("`--cluster` takes one name here, and `{second}` is another");
        let help = "`podtpl diff` compares several clusters";
        files.report.add(Diagnostic::error("usage/several-clusters", message).help(help));
    }
    filled(inputs.cluster.first().cloned())
}

/// The error for a set that no settings file has.
fn no_such_set(flag: &str, name: &str, names: &[String]) -> Diagnostic {
    let key = if flag == "--cluster" { "clusters" } else { "profiles" };
    let help = match (suggest(name, names.iter().map(String::as_str)), names) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => format!("no settings file was found that has `{key}`"),
        (None, names) => format!("there are {}", names.join(", ")),
    };
    let message = format!("no settings file has `{name}` among its `{key}` ({flag})");
    Diagnostic::error("settings/no-such-set", message).help(help)
}

fn one(value: Option<&String>) -> Option<Setting> {
    value.filter(|v| !v.is_empty()).map(|v| Setting::given(v))
}

/// Values of a flag; one variable of the environment may hold several paths, separated as in `PATH`.
fn list(values: &[String], from_environment: bool) -> Vec<Setting> {
    let given = values.iter().filter(|v| !v.is_empty());
    if !from_environment {
        return given.map(|v| Setting::given(v)).collect();
    }
    let split = given.flat_map(std::env::split_paths).filter_map(|p| p.to_str().map(Setting::given));
    split.filter(|s| !s.value.is_empty()).collect()
}

/// A misspelled variable would otherwise just do nothing.
fn warn_of_unknown_variables(files: &mut Files) {
    let known = super::arguments::environment_variables();
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let mut unknown: Vec<String> = names.filter(|n| n.starts_with("PODTPL_") && !known.contains(n)).collect();
    unknown.sort();
    for name in unknown {
        let help = match suggest(&name, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`podtpl render --help` names the variables".to_owned(),
        };
        let message = format!("the environment variable `{name}` means nothing to podtpl");
        files.report.add(Diagnostic::warning("settings/unknown-variable", message).help(help));
    }
}
