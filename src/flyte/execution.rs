//! [`Execution`]: the facts of one execution, as given.
//!
//! What follows from them is derived by the pipeline's first step.

mod over;

use crate::diagnostic::{Diagnostic, suggest};
use crate::flyte::version::FlyteVersion;
use crate::source::{SourceId, Sources};
use crate::tree::{Entry, Flag, Layer, Made, Map, Node, Origin, Rule, Value, Verdict};
use crate::yaml::{Dialect, parse};
use std::rc::Rc;

/// Single facts given as flags; they win over the file.
#[derive(Clone, Debug, Default)]
pub struct ExecutionFlags {
    /// `--namespace`
    pub namespace: Option<String>,
    /// `--pod-name`
    pub pod_name: Option<String>,
    /// `--project`
    pub project: Option<String>,
    /// `--domain`
    pub domain: Option<String>,
    /// `--service-account`
    pub service_account: Option<String>,
    /// `--attempt`
    pub attempt: Option<i64>,
    /// `--interruptible`
    pub interruptible: Option<bool>,
    /// `--flyte-namespace`
    pub flyte_namespace: Option<String>,
}

/// The facts of one execution: a map with the keys of the file form. Facts that are not given are
/// absent; strings are strings whatever YAML would have made of them.
#[derive(Clone, Debug)]
pub struct Execution {
    facts: Node,
    null: Node,
    /// `--flyte-namespace`: the namespace that Flyte itself runs in.
    pub flyte_namespace: Option<Node>,
    /// Whether a file was given.
    pub from_file: bool,
}

/// What a fact is.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Text,
    Whole,
    Truth,
    Texts,
    Free,
    Fields(&'static [(&'static str, Form)]),
}

/// The keys of the file.
const FORM: &[(&str, Form)] = &[
    ("namespace", Form::Text),
    ("templateNamespace", Form::Text),
    ("project", Form::Text),
    ("domain", Form::Text),
    ("name", Form::Text),
    ("workflow", Form::Text),
    ("node", Form::Text),
    ("attempt", Form::Whole),
    ("podName", Form::Text),
    ("labels", Form::Texts),
    ("annotations", Form::Texts),
    ("env", Form::Texts),
    ("serviceAccount", Form::Text),
    ("executionIdentity", Form::Text),
    ("interruptible", Form::Truth),
    ("consoleUrl", Form::Text),
    (
        "overrides",
        Form::Fields(&[
            ("resources", Form::Free),
            ("extendedResources", Form::Free),
            ("containerImage", Form::Text),
            ("podTemplate", Form::Free),
        ]),
    ),
    (
        "paths",
        Form::Fields(&[
            ("input", Form::Text),
            ("inputPrefix", Form::Text),
            ("outputPrefix", Form::Text),
            ("rawOutputDataPrefix", Form::Text),
            ("checkpointOutputPrefix", Form::Text),
            ("prevCheckpointPrefix", Form::Text),
            ("runOutputBase", Form::Text),
            ("taskTemplatePath", Form::Text),
        ]),
    ),
    ("inputs", Form::Fields(&[("literals", Form::Free)])),
    ("owner", Form::Fields(&[("name", Form::Text), ("uid", Form::Text)])),
    ("propellerEnv", Form::Texts),
];

static NOT_GIVEN: Made = Made { step: "facts", reason: "the execution does not say it" };

impl Execution {
    /// Facts from a file, if there is one, with flags over them.
    pub fn read(
        sources: &Sources,
        id: Option<SourceId>,
        flags: &ExecutionFlags,
        _version: FlyteVersion,
    ) -> Result<(Execution, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut reader = Reader { sources, errors: Vec::new() };
        let mut facts = Node::map(Map::sorted(), Origin::Flyte(&NOT_GIVEN));
        if let Some(id) = id {
            let mut documents = parse(sources, id, Dialect::Core)?;
            if let Some(second) = documents.get(1) {
                let message = "a file of execution facts has one document";
                let help = "keep one; give the facts of another execution in a run of its own";
                reader.error("execution/several", message, &second.root, help);
            }
            if let Some(first) = documents.drain(..).next().filter(|d| !d.root.is_null()) {
                facts = reader.fields(&first.root, FORM, "");
            }
        }
        if !reader.errors.is_empty() {
            return Err(reader.errors);
        }
        let mut execution = Execution {
            facts,
            null: Node::null(Origin::Flyte(&NOT_GIVEN)),
            flyte_namespace: None,
            from_file: id.is_some(),
        };
        execution.apply(flags);
        Ok((execution, Vec::new()))
    }

    /// Facts that are already a tree, for callers that have no file.
    pub fn from_facts(facts: Node, flyte_namespace: Option<Node>) -> Self {
        Execution { facts, null: Node::null(Origin::Flyte(&NOT_GIVEN)), flyte_namespace, from_file: true }
    }

    fn apply(&mut self, flags: &ExecutionFlags) {
        let flag = |name: &str| Origin::Flag(Rc::new(Flag { flag: name.to_owned(), span: None }));
        let texts = [
            ("namespace", "--namespace", &flags.namespace),
            ("podName", "--pod-name", &flags.pod_name),
            ("project", "--project", &flags.project),
            ("domain", "--domain", &flags.domain),
            ("serviceAccount", "--service-account", &flags.service_account),
        ];
        for (key, name, value) in texts {
            if let Some(value) = value {
                self.set(key, Node::str(value.as_str(), flag(name)));
            }
        }
        if let Some(attempt) = flags.attempt {
            self.set("attempt", Node::int(attempt, flag("--attempt")));
        }
        if let Some(interruptible) = flags.interruptible {
            self.set("interruptible", Node::bool(interruptible, flag("--interruptible")));
        }
        if let Some(namespace) = &flags.flyte_namespace {
            self.flyte_namespace = Some(Node::str(namespace.as_str(), flag("--flyte-namespace")));
        }
    }

    fn set(&mut self, key: &'static str, mut node: Node) {
        if let Some(earlier) = self.facts.get(key) {
            node.displace(earlier, Verdict::Overridden, Rule::ScalarOverride);
        }
        self.facts.set(key, node);
    }

    /// The same facts with another namespace, as `--namespace` gives it.
    pub fn in_namespace(&self, namespace: &str) -> Execution {
        let mut other = self.clone();
        other.apply(&ExecutionFlags { namespace: Some(namespace.to_owned()), ..Default::default() });
        other
    }

    /// A fact, if it is given.
    pub fn given(&self, key: &str) -> Option<&Node> {
        self.facts.get(key).filter(|n| !n.is_null())
    }

    /// A fact at a path of keys; null if it is not given.
    pub fn at(&self, keys: &[&str]) -> &Node {
        self.facts.at(keys).unwrap_or(&self.null)
    }

    /// The environment of Flyte's own process: a map of strings, or null.
    pub fn environment(&self) -> &Node {
        self.at(&["propellerEnv"])
    }

    /// All facts that were given.
    pub fn facts(&self) -> &Node {
        &self.facts
    }
}

/// Reads facts and collects what is wrong with them.
struct Reader<'a> {
    sources: &'a Sources,
    errors: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn error(&mut self, code: &'static str, message: impl Into<String>, node: &Node, help: &str) {
        let mut error = Diagnostic::error(code, message).maybe_at(node.span(), "");
        if !help.is_empty() {
            error = error.help(help);
        }
        self.errors.push(error);
    }

    fn fields(&mut self, node: &Node, form: &'static [(&'static str, Form)], under: &str) -> Node {
        let Value::Map(map) = &node.value else {
            let keys = form.iter().map(|(key, _)| *key).collect::<Vec<_>>().join(", ");
            let message = match under {
                "" => "execution facts are a mapping".to_owned(),
                under => format!("`{under}` is a mapping"),
            };
            self.error("execution/type", message, node, &format!("its keys: {keys}"));
            return node.clone();
        };
        let mut out = Map::sorted();
        for entry in map.entries() {
            match form.iter().find(|(key, _)| *key == entry.key.as_str()) {
                Some((key, form)) => {
                    let value = self.value(&entry.node, *form, key);
                    out.set(crate::tree::Text::Static(key), value);
                }
                None => self.unknown(entry, form),
            }
        }
        Node::map(out, node.origin.in_layer(Layer::Execution))
    }

    fn unknown(&mut self, entry: &Entry, form: &[(&'static str, Form)]) {
        let help = match suggest(&entry.key, form.iter().map(|(key, _)| *key)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known: {}", form.iter().map(|(key, _)| *key).collect::<Vec<_>>().join(", ")),
        };
        let error = Diagnostic::error("execution/unknown-key", format!("unknown fact `{}`", entry.key))
            .maybe_at(entry.key_span, "")
            .help(help);
        self.errors.push(error);
    }

    fn value(&mut self, node: &Node, form: Form, key: &str) -> Node {
        if node.is_null() {
            return in_layer(node);
        }
        match (form, &node.value) {
            (Form::Fields(fields), _) => self.fields(node, fields, key),
            (Form::Free, _) => in_layer(node),
            (Form::Text, _) => self.text(node, key),
            (Form::Whole, Value::Int(n)) if *n >= 0 => in_layer(node),
            (Form::Truth, Value::Bool(_)) => in_layer(node),
            (Form::Texts, Value::Map(map)) => {
                let entries = map.entries().iter().map(|e| {
                    let full = format!("{key}.{}", e.key);
                    let node = if e.node.is_null() { in_layer(&e.node) } else { self.text(&e.node, &full) };
                    Entry { key: e.key.clone(), key_span: e.key_span, node }
                });
                Node::map(Map::from_unsorted(entries.collect()), node.origin.in_layer(Layer::Execution))
            }
            (Form::Whole, _) => self.mismatch(node, key, "a whole number from 0", "attempt: 0"),
            (Form::Truth, _) => self.mismatch(node, key, "true or false", "interruptible: true"),
            (Form::Texts, _) => self.mismatch(node, key, "a mapping of names to strings", "labels: {team: ml}"),
        }
    }

    /// A string takes a scalar's own text.
    fn text(&mut self, node: &Node, key: &str) -> Node {
        let origin = node.origin.in_layer(Layer::Execution);
        match &node.value {
            Value::Str(text) => Node::str(text.clone(), origin),
            Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
                let text = node.span().map_or("", |span| self.sources.slice(span));
                Node::str(text, origin)
            }
            _ => self.mismatch(node, key, "a string", &format!("{}: text", key.rsplit('.').next().unwrap_or(key))),
        }
    }

    fn mismatch(&mut self, node: &Node, key: &str, wanted: &str, example: &str) -> Node {
        self.error("execution/type", format!("`{key}` is {wanted}"), node, &format!("for example `{example}`"));
        node.clone()
    }
}

/// The same tree as part of the execution's layer; maps below are sorted.
fn in_layer(node: &Node) -> Node {
    crate::flyte::relabel(node, Layer::Execution)
}
