//! Parts of a TaskTemplate that both SDKs make alike.

use super::SdkSettings;
use super::arguments::{Arguments, Container, PodTemplate, Sdk, SharedMemory};
use super::made::{Part, made};
use crate::diagnostic::Diagnostic;
use crate::tree::{Entry, Map, Node, Origin, Rule, Text};

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

/// Something that the SDK works out from other values.
pub(super) fn derived(rule: Rule, from: &[&Origin]) -> Origin {
    Origin::derived(rule, "sdk", from.iter().map(|o| (*o).clone()).collect())
}

/// Strings of the program as a list, each made by the SDK.
pub(super) fn words(words: &[&'static str], origin: &Origin) -> Vec<Node> {
    words.iter().map(|w| Node::text(w, origin.clone())).collect()
}

/// The task's id; none without a name, since every label and variable of it would be wrong.
pub(super) fn id(sdk: Sdk, arguments: &Arguments, settings: &SdkSettings) -> Option<Node> {
    let name = arguments.name.clone()?;
    let own = Fields::new(made(sdk, Part::Kind));
    let own = own
        .with("resourceType", Node::text("TASK", made(sdk, Part::Kind)))
        .maybe("project", settings.project.clone())
        .maybe("domain", settings.domain.clone())
        .maybe("version", settings.version.clone());
    Some(own.with("name", name).node())
}

/// The id of a registered task, with what registration fills in: a file that the SDK serialized
/// may leave it open, and a flag says it for any file.
pub(super) fn complete_id(template: &mut Node, settings: &SdkSettings, serialized: bool) {
    let SdkSettings { project, domain, version, .. } = settings.clone();
    let all = [("project", project), ("domain", domain), ("version", version)];
    let Some(id) = template.get("id").filter(|id| id.as_map().is_some()).cloned() else { return };
    let mut id = id;
    for (key, value) in all {
        let told = |v: &Node| serialized || matches!(&v.origin, Origin::Flag(f) if f.flag.starts_with("--task-"));
        if let Some(value) = value.filter(|v| id.str_at(key).is_empty() && told(v)) {
            id.set(key, value);
        }
    }
    template.set("id", id);
}

/// Module and function of a task. A name without a dot has no module.
pub(super) fn module_and_function(sdk: Sdk, arguments: &Arguments) -> (Node, Node) {
    let nothing = Node::text("", made(sdk, Part::Args));
    let name = arguments.name.as_ref().unwrap_or(&nothing);
    let (module, function) = name.as_str().and_then(|n| n.rsplit_once('.')).unwrap_or(("", name.str_or_empty()));
    let origin = || derived(Rule::Derive, &[&name.origin]);
    let module = arguments.module.clone().unwrap_or_else(|| Node::str(module, origin()));
    (module, Node::str(function, origin()))
}

/// A task with its pod.
pub(super) fn with_pod(
    fields: Fields,
    given: &PodTemplate,
    primary: Node,
    spec: Option<Node>,
    data: Option<Node>,
) -> Node {
    let metadata = Fields::new(given.origin.clone())
        .maybe("labels", given.labels.clone())
        .maybe("annotations", given.annotations.clone());
    let pod = Fields::new(given.origin.clone())
        .with("metadata", metadata.node())
        .maybe("podSpec", spec)
        .maybe("dataConfig", data);
    fields.with("config", config(primary)).with("k8sPod", pod.node()).node()
}

/// `config` of a task with a pod template.
fn config(primary: Node) -> Node {
    Fields::new(primary.origin.clone()).with("primary_container_name", primary).node()
}

/// Variables as a container of a TaskTemplate or, under `name`, a container of a pod has them.
pub(super) fn variables(environment: &[(Node, Node)], key: &'static str) -> Vec<Node> {
    let one = |(name, value): &(Node, Node)| {
        let given = Some(value).filter(|v| !matches!(v.value, crate::tree::Value::Null)).cloned();
        Fields::new(value.origin.clone()).with(key, name.clone()).maybe("value", given).node()
    };
    environment.iter().map(one).collect()
}

/// A list, unless it is empty.
pub(super) fn list(items: Vec<Node>, origin: Origin) -> Option<Node> {
    (!items.is_empty()).then(|| Node::seq(items, origin))
}

/// How co-pilot copies the data of a container task.
pub(super) fn data_config(sdk: Sdk, container: &Container) -> Node {
    Fields::new(made(sdk, Part::Data))
        .with("enabled", Node::bool(true, made(sdk, Part::Data)))
        .maybe("inputPath", container.input_data_dir.clone())
        .maybe("outputPath", container.output_data_dir.clone())
        // the wire's zero is not written
        .maybe("format", container.metadata_format.clone().filter(|f| f.as_str() != Some("JSON")))
        .maybe("fileInputLayout", container.file_input_layout.clone().filter(|l| l.as_str() != Some("DIRECT")))
        .node()
}

/// Shared memory as a TaskTemplate says it.
pub(super) fn shared_memory(sdk: Sdk, asked: &SharedMemory, name: &'static str) -> Node {
    Fields::new(asked.origin.clone())
        .with("mountName", Node::text(name, made(sdk, Part::Extended)))
        .with("mountPath", Node::text("/dev/shm", made(sdk, Part::Extended)))
        .maybe("sizeLimit", asked.size.clone())
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

/// Whether a text can be the name of a secret's variable.
pub(super) fn is_variable(name: &str) -> bool {
    let first = |b: u8| b.is_ascii_uppercase() || b == b'_';
    name.bytes().next().is_some_and(first) && name.bytes().all(|b| first(b) || b.is_ascii_digit())
}

/// A variable's name that the SDK refuses.
pub(super) fn bad_variable(name: &Node, behind: &str) -> Diagnostic {
    let text = name.str_or_empty();
    let message = format!("`{text}` is no name of a variable");
    let theirs = format!("ValueError: Invalid environment variable name: {text}{behind}");
    refused("task/secret", message, &name.origin, theirs).help("use upper-case letters, digits and `_`")
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
