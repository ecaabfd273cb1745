//! Parts of a TaskTemplate that both SDKs make alike.

use super::SdkSettings;
use super::arguments::{Amount, Arguments, Container, Sdk};
use super::made::{Part, flag, made};
use crate::diagnostic::Diagnostic;
use crate::tree::{Entry, Map, Node, Origin, Rule, Text, Value};

/// A map in the making: fields are added in any order and sorted at the end.
pub(super) struct Fields {
    entries: Vec<Entry>,
    origin: Origin,
}

impl Fields {
    /// An empty map of that origin.
    pub fn new(origin: Origin) -> Self {
        Fields { entries: Vec::new(), origin }
    }

    /// A field.
    pub fn with(mut self, key: &'static str, node: Node) -> Self {
        self.entries.push(Entry::new(Text::Static(key), node));
        self
    }

    /// A field, if there is one.
    pub fn maybe(self, key: &'static str, node: Option<Node>) -> Self {
        match node {
            Some(node) => self.with(key, node),
            None => self,
        }
    }

    /// The map.
    pub fn node(self) -> Node {
        Node::map(Map::from_unsorted(self.entries), self.origin)
    }

    /// The map, unless it has no fields.
    pub fn non_empty(self) -> Option<Node> {
        if self.entries.is_empty() { None } else { Some(self.node()) }
    }
}

/// What an amount is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Cpu,
    Gpu,
    Memory,
    EphemeralStorage,
}

impl Name {
    /// The name in `container.resources`.
    pub fn in_container(self) -> &'static str {
        match self {
            Name::Cpu => "CPU",
            Name::Gpu => "GPU",
            Name::Memory => "MEMORY",
            Name::EphemeralStorage => "EPHEMERAL_STORAGE",
        }
    }

    /// The name in a pod spec, as the SDKs write it.
    pub fn in_pod(self) -> &'static str {
        match self {
            Name::Cpu => "cpu",
            Name::Gpu => "gpu",
            Name::Memory => "memory",
            Name::EphemeralStorage => "ephemeral-storage",
        }
    }
}

/// One resource that the task asks for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// Of what.
    pub name: Name,
    /// Where its key stands.
    pub key: Origin,
    /// How much.
    pub value: Node,
}

/// Requests and limits of a task, in the SDK's order.
#[derive(Debug, Default)]
pub(super) struct Amounts {
    /// Requests.
    pub requests: Vec<Asked>,
    /// Limits.
    pub limits: Vec<Asked>,
}

impl Amounts {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty() && self.limits.is_empty()
    }

    /// The block of a container in a TaskTemplate, if anything is asked for.
    pub fn in_container(&self, sdk: Sdk) -> Option<Node> {
        let origin = || made(sdk, Part::Resources);
        let entries = |asked: &[Asked]| {
            let entry = |a: &Asked| {
                let name = Node::text(a.name.in_container(), derived(Rule::Rename, &[&a.key]));
                Fields::new(a.value.origin.clone()).with("name", name).with("value", a.value.clone()).node()
            };
            (!asked.is_empty()).then(|| Node::seq(asked.iter().map(entry).collect(), origin()))
        };
        let block = Fields::new(origin()).maybe("requests", entries(&self.requests));
        block.maybe("limits", entries(&self.limits)).non_empty()
    }
}

/// Something that the SDK works out from other values.
pub(super) fn derived(rule: Rule, from: &[&Origin]) -> Origin {
    Origin::derived(rule, "sdk", from.iter().map(|o| (*o).clone()).collect())
}

/// Strings of the program as a list, each made by the SDK.
pub(super) fn words(words: &[&'static str], origin: &Origin) -> Vec<Node> {
    words.iter().map(|w| Node::text(w, origin.clone())).collect()
}

/// The task's id.
pub(super) fn id(sdk: Sdk, arguments: &Arguments, settings: &SdkSettings) -> Node {
    let given = |value: &Option<String>, name| {
        value.as_deref().filter(|v| !v.is_empty()).map(|v| Node::str(v, flag(name)))
    };
    Fields::new(made(sdk, Part::Kind))
        .with("resourceType", Node::text("TASK", made(sdk, Part::Kind)))
        .maybe("project", given(&settings.project, "--task-project"))
        .maybe("domain", given(&settings.domain, "--task-domain"))
        .maybe("version", given(&settings.version, "--task-version"))
        .maybe("name", arguments.name.clone())
        .node()
}

/// Module and function of a task. A name without a dot has no module.
pub(super) fn module_and_function(arguments: &Arguments) -> (Node, Node) {
    let nothing = Node::text("", made(Sdk::Flytekit, Part::Args));
    let name = arguments.name.as_ref().unwrap_or(&nothing);
    let (module, function) = name.as_str().and_then(|n| n.rsplit_once('.')).unwrap_or(("", name.str_or_empty()));
    let origin = || derived(Rule::Derive, &[&name.origin]);
    let module = arguments.module.clone().unwrap_or_else(|| Node::str(module, origin()));
    (module, Node::str(function, origin()))
}

/// `config` of a task with a pod template.
pub(super) fn config(primary: Node) -> Node {
    Fields::new(primary.origin.clone()).with("primary_container_name", primary).node()
}

/// Variables as a container of a TaskTemplate or, under `name`, a container of a pod has them.
pub(super) fn variables(environment: &[(Node, Node)], key: &'static str) -> Vec<Node> {
    let one = |(name, value): &(Node, Node)| {
        Fields::new(value.origin.clone()).with(key, name.clone()).with("value", value.clone()).node()
    };
    environment.iter().map(one).collect()
}

/// A list, unless it is empty.
pub(super) fn list(items: Vec<Node>, origin: Origin) -> Option<Node> {
    (!items.is_empty()).then(|| Node::seq(items, origin))
}

/// A map that is not empty.
pub(super) fn filled(node: &Option<Node>) -> Option<Node> {
    node.clone().filter(|n| n.as_map().is_some_and(|m| !m.is_empty()))
}

/// A string that is not empty.
pub(super) fn said(node: &Option<Node>) -> Option<Node> {
    node.clone().filter(|n| n.as_str().is_some_and(|s| !s.is_empty()))
}

/// How co-pilot copies the data of a container task.
pub(super) fn data_config(sdk: Sdk, container: &Container) -> Node {
    Fields::new(made(sdk, Part::Data))
        .with("enabled", Node::bool(true, made(sdk, Part::Data)))
        .maybe("inputPath", said(&container.input_data_dir))
        .maybe("outputPath", said(&container.output_data_dir))
        .maybe("format", container.metadata_format.clone())
        .maybe("fileInputLayout", container.file_input_layout.clone())
        .node()
}

/// Interface of a container task: a map of variables in 1.x, a list in 2.x.
pub(super) fn interface(sdk: Sdk, container: &Container) -> Node {
    let origin = || made(sdk, Part::Data);
    let side = |variables: &[(Node, Node)]| {
        let all = Fields::new(origin());
        if variables.is_empty() {
            return all.node();
        }
        let described = |name: &Node, kind: &Node| {
            let described = (sdk == Sdk::Flytekit).then(|| name.clone());
            Fields::new(kind.origin.clone()).with("type", kind.clone()).maybe("description", described).node()
        };
        let node = match sdk {
            Sdk::Flytekit => {
                let entry = |(n, t): &(Node, Node)| Entry {
                    key: n.as_text().cloned().unwrap_or(Text::Static("")),
                    key_span: n.span(),
                    node: described(n, t),
                };
                Node::map(Map::in_order(variables.iter().map(entry).collect()), origin())
            }
            Sdk::Flyte => {
                let entry = |(n, t): &(Node, Node)| {
                    Fields::new(n.origin.clone()).with("key", n.clone()).with("value", described(n, t)).node()
                };
                Node::seq(variables.iter().map(entry).collect(), origin())
            }
        };
        all.with("variables", node).node()
    };
    Fields::new(origin()).with("inputs", side(&container.inputs)).with("outputs", side(&container.outputs)).node()
}

/// An error of the SDK, with its own words.
pub(super) fn refused(code: &'static str, message: String, place: &Origin, theirs: String) -> Diagnostic {
    Diagnostic::error(code, message).maybe_at(place.nearest_span(), "the SDK refuses this").flyte(theirs)
}

/// An amount as Python prints it.
pub(super) fn python(amount: &Amount) -> String {
    let one = |node: &Node| match &node.value {
        Value::Str(s) => format!("'{s}'"),
        Value::Int(n) => n.to_string(),
        Value::Float(n) => n.to_string(),
        _ => String::new(),
    };
    match amount {
        Amount::One(node) => one(node),
        Amount::Several(list) => format!("[{}]", list.items().iter().map(one).collect::<Vec<_>>().join(", ")),
    }
}

/// A string's characters, or none.
trait StrOrEmpty {
    fn str_or_empty(&self) -> &str;
}

impl StrOrEmpty for Node {
    fn str_or_empty(&self) -> &str {
        self.as_str().unwrap_or("")
    }
}
