//! A settings file: `podtpl.yaml` of a project, or of a user.
//!
//! First it is checked on the tree, where every key has its place and every problem is found;
//! then serde makes the typed settings of it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::many::Many;
use super::{Setting, Settings};
use crate::cli::files::join;
use crate::cli::registration::Registration;
use crate::diagnostic::{Diagnostic, suggest};
use crate::source::{SourceId, Sources, Span};
use crate::tree::{Node, Value};
use crate::yaml::{Dialect, parse};

/// The keys as written.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    flyte: Option<String>,
    #[serde(default)]
    config: Many,
    #[serde(default)]
    templates: Many,
    execution: Option<String>,
    #[serde(default)]
    namespace: Many,
    flyte_namespace: Option<String>,
    #[serde(default)]
    task: Many,
    #[serde(default)]
    image: Many,
    task_project: Option<String>,
    task_domain: Option<String>,
    task_version: Option<String>,
    node: Option<String>,
    sdk: Option<String>,
    #[serde(default)]
    sdk_env: Many,
    #[serde(default)]
    set: Many,
    #[serde(default)]
    clusters: BTreeMap<String, File>,
    #[serde(default)]
    profiles: BTreeMap<String, File>,
}

/// What a key takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    One,
    Many,
    /// Values by name: a map, or strings `NAME=VALUE`.
    Named,
    /// Sets of the other keys, by name.
    Sets,
}

/// What a settings file says: for always, and by name.
pub(super) type Content = (Settings, Sets);

/// Named sets of a settings file.
#[derive(Clone, Debug, Default)]
pub(super) struct Sets {
    /// Those of `clusters`.
    pub clusters: BTreeMap<String, Settings>,
    /// Those of `profiles`.
    pub profiles: BTreeMap<String, Settings>,
}

/// Every key, with what it takes.
const KEYS: &[(&str, Takes)] = &[
    ("flyte", Takes::One),
    ("config", Takes::Many),
    ("templates", Takes::Many),
    ("execution", Takes::One),
    ("namespace", Takes::Many),
    ("flyteNamespace", Takes::One),
    ("task", Takes::Many),
    ("image", Takes::Named),
    ("taskProject", Takes::One),
    ("taskDomain", Takes::One),
    ("taskVersion", Takes::One),
    ("node", Takes::One),
    ("sdk", Takes::One),
    ("sdkEnv", Takes::Named),
    ("set", Takes::Named),
    ("clusters", Takes::Sets),
    ("profiles", Takes::Sets),
];

/// Reads a settings file. Paths in it are relative to it.
pub(super) fn read(sources: &Sources, id: SourceId) -> Result<(Content, Vec<Diagnostic>), Vec<Diagnostic>> {
    let documents = parse(sources, id, Dialect::Core)?;
    let root = documents.first().map(|d| &d.root).filter(|root| !root.is_null());
    let mut problems = root.map_or_else(Vec::new, |root| check(root, "settings", KEYS));
    if let Some(second) = documents.get(1) {
        let message = "a settings file holds one document";
        let problem = Diagnostic::error("settings/several-documents", message);
        problems.push(problem.maybe_at(second.root.span(), "").help("put all keys into the first"));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let Some(root) = root else { return Ok(Default::default()) };
    let mut file: File = serde_yaml::from_str(sources.text(id)).map_err(|e| vec![refused(&e, id)])?;
    let directory = directory_of(sources.name(id));
    let sets = |key: &str, files: BTreeMap<String, File>| {
        let nodes = root.get(key);
        let each = files.into_iter().filter_map(|(name, file)| {
            let node = nodes.and_then(|sets| sets.get(&name))?;
            Some((name, file.into_settings(node, directory)))
        });
        each.collect()
    };
    let clusters = sets("clusters", std::mem::take(&mut file.clusters));
    let profiles = sets("profiles", std::mem::take(&mut file.profiles));
    Ok(((file.into_settings(root, directory), Sets { clusters, profiles }), Vec::new()))
}

/// The directory part of a path as written.
fn directory_of(path: &str) -> &str {
    path.rfind('/').and_then(|i| path.get(..i.max(1))).unwrap_or("")
}

/// What serde refuses although the check let it pass.
fn refused(error: &serde_yaml::Error, id: SourceId) -> Diagnostic {
    let span = error.location().map(|l| Span::new(id, l.index(), l.index()));
    Diagnostic::error("settings/shape", error.to_string()).maybe_at(span, "").help("see `podtpl render --help`")
}

/// All that is wrong with the keys and the shapes of their values.
fn check(root: &Node, what: &str, keys: &[(&str, Takes)]) -> Vec<Diagnostic> {
    let Value::Map(map) = &root.value else {
        let problem = Diagnostic::error("settings/shape", format!("{what} are a map, not {}", kind(root)));
        return vec![problem.maybe_at(root.span(), "").help("write keys, such as `flyte: 1.16.8`")];
    };
    let mut problems = Vec::new();
    for entry in map.entries() {
        let key = entry.key.as_str();
        let Some((_, takes)) = keys.iter().find(|(name, _)| *name == key) else {
            problems.push(unknown(key, entry.key_span, keys));
            continue;
        };
        if *takes == Takes::Sets {
            problems.extend(check_sets(key, &entry.node));
            continue;
        }
        let fits = |node: &Node| !matches!(node.value, Value::Map(_) | Value::Seq(_) | Value::Bool(_));
        let mut shape = |node: &Node, wanted: &str| {
            let message = format!("`{key}` takes {wanted}, not {}", kind(node));
            let problem = Diagnostic::error("settings/shape", message).maybe_at(node.span(), "");
            problems.push(problem.help(format!("write `{key}: {}`", example(key))));
        };
        match (&entry.node.value, takes) {
            (Value::Map(values), Takes::Named) => {
                let wrong = values.entries().iter().map(|e| &e.node).filter(|n| !fits(n) || n.is_null());
                wrong.for_each(|n| shape(n, "strings by name"));
            }
            (Value::Seq(items), Takes::Many | Takes::Named) => {
                items.iter().filter(|i| !fits(i) || i.is_null()).for_each(|i| shape(i, "strings"));
            }
            _ if fits(&entry.node) => {}
            (_, Takes::Many) => shape(&entry.node, "a string or a list of strings"),
            (_, Takes::Named) => shape(&entry.node, "strings by name"),
            (_, Takes::One | Takes::Sets) => shape(&entry.node, "one string"),
        }
    }
    problems
}

/// All that is wrong with `clusters` or `profiles`.
fn check_sets(key: &str, node: &Node) -> Vec<Diagnostic> {
    let inner: Vec<(&str, Takes)> = KEYS.iter().filter(|(_, takes)| *takes != Takes::Sets).copied().collect();
    match &node.value {
        Value::Null => Vec::new(),
        Value::Map(sets) => {
            let given = sets.entries().iter().filter(|set| !set.node.is_null());
            given.flat_map(|set| check(&set.node, &format!("`{key}.{}`", set.key), &inner)).collect()
        }
        _ => {
            let message = format!("`{key}` takes sets of keys by name, not {}", kind(node));
            let problem = Diagnostic::error("settings/shape", message).maybe_at(node.span(), "");
            vec![problem.help(format!("write `{key}: {{eu: {{config: flyte-eu.yaml}}}}`"))]
        }
    }
}

fn unknown(key: &str, span: Option<Span>, keys: &[(&str, Takes)]) -> Diagnostic {
    let names: Vec<&str> = keys.iter().map(|(name, _)| *name).collect();
    let help = match suggest(key, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known keys: {}", names.join(", ")),
    };
    Diagnostic::error("settings/unknown-key", format!("unknown key `{key}`")).maybe_at(span, "").help(help)
}

fn example(key: &str) -> &'static str {
    match key {
        "flyte" => "1.16.8",
        "namespace" => "flytesnacks-development",
        "flyteNamespace" => "flyte",
        "task" => "train.yaml",
        "templates" => "templates.yaml",
        "execution" => "execution.yaml",
        "image" => "{default: ghcr.io/app/train:v7}",
        "taskProject" => "flytesnacks",
        "taskDomain" => "development",
        "taskVersion" => "v7",
        "node" => "n0",
        "sdk" => "flytekit@1.16.31",
        "sdkEnv" | "set" => "{NAME: value}",
        _ => "flyte.yaml",
    }
}

fn kind(node: &Node) -> &'static str {
    match node.value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Int(_) | Value::Float(_) => "a number",
        Value::Str(_) => "a string",
        Value::Seq(_) => "a list",
        Value::Map(_) => "a map",
    }
}

impl File {
    fn into_settings(self, root: &Node, directory: &str) -> Settings {
        let at = |key: &str, i: usize| {
            let node = root.get(key)?;
            node.items().get(i).or_else(|| node.entries().get(i).map(|e| &e.node)).unwrap_or(node).span()
        };
        let one = |key: &str, value: Option<String>| value.map(|value| Setting { value, at: at(key, 0) });
        let many = |key: &str, values: Many| {
            let each = values.0.into_iter().enumerate();
            each.map(|(i, value)| Setting { value, at: at(key, i) }).collect::<Vec<_>>()
        };
        let path = |mut setting: Setting| {
            setting.value = join(directory, &setting.value);
            setting
        };
        let paths = |settings: Vec<Setting>| settings.into_iter().map(path).collect();
        let sdk = Registration {
            image: many("image", self.image),
            project: one("taskProject", self.task_project),
            domain: one("taskDomain", self.task_domain),
            version: one("taskVersion", self.task_version),
            node: one("node", self.node),
            sdk: one("sdk", self.sdk),
            environment: many("sdkEnv", self.sdk_env),
            values: many("set", self.set),
        };
        Settings {
            flyte: one("flyte", self.flyte),
            config: paths(many("config", self.config)),
            templates: paths(many("templates", self.templates)),
            execution: one("execution", self.execution).map(path),
            namespace: many("namespace", self.namespace),
            flyte_namespace: one("flyteNamespace", self.flyte_namespace),
            task: paths(many("task", self.task)),
            sdk,
        }
    }
}
