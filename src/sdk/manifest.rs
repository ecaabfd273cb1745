//! Objects of a cluster that hold a task and the facts of its execution: TaskAction (2.x) and
//! FlyteWorkflow (1.x).

use super::File;
use super::workflow::either;
use crate::diagnostic::Diagnostic;
use crate::tree::{Entry, FieldPath, Layer, Map, Node, Origin, Text, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Which kind of object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Of Flyte 2.x: one task.
    TaskAction,
    /// Of Flyte 1.x: all tasks of an execution.
    FlyteWorkflow,
}

/// The kind of this name, if it is one with tasks.
pub(super) fn kind(name: &str) -> Option<Kind> {
    match name {
        "TaskAction" => Some(Kind::TaskAction),
        "flyteworkflow" | "FlyteWorkflow" => Some(Kind::FlyteWorkflow),
        _ => None,
    }
}

impl File<'_> {
    /// An object of a cluster.
    pub(super) fn live(&mut self, root: &Node, kind: Kind) {
        match kind {
            Kind::TaskAction => self.task_action(root),
            Kind::FlyteWorkflow => self.flyte_workflow(root),
        }
    }

    fn task_action(&mut self, root: &Node) {
        let spec = root.get("spec").unwrap_or(root);
        let mut path = self.at.clone();
        path.push_key("spec".into());
        path.push_key("taskTemplate".into());
        let Some(given) = either(spec, "taskTemplate") else {
            return self.lacks(root, "the TaskAction has no `spec.taskTemplate`");
        };
        let facts = Facts::of(root).action(root, spec);
        match given.as_str().map(|text| decode(text, given)) {
            None => self.add_template(given, path, Some(facts)),
            Some(Ok(template)) => self.add_template(&template, path, Some(facts)),
            Some(Err(why)) => {
                let found = Diagnostic::error("task/protobuf", format!("`spec.taskTemplate` {why}"));
                let help =
                    "it is a TaskTemplate in protobuf, in base64; take the manifest as `kubectl get -o yaml` prints it";
                self.reader.report(found.maybe_at(given.span(), "not a TaskTemplate").help(help));
            }
        }
    }

    /// Each node that runs a task.
    fn flyte_workflow(&mut self, root: &Node) {
        let (Some(tasks), spec) = (root.get("tasks").filter(|n| !n.entries().is_empty()), root.get("spec")) else {
            let message = "the FlyteWorkflow holds no `tasks`: Flyte keeps them in its storage";
            return self.lacks(root, message);
        };
        let nodes = spec.and_then(|s| s.get("nodes")).map_or(&[][..], Node::entries);
        let workflow = spec.and_then(|s| s.get("id"));
        let facts = Facts::of(root).workflow(root, workflow);
        let mut path = self.at.clone();
        path.push_key("tasks".into());
        for node in nodes {
            let array = node.node.get("array").and_then(|a| either(a, "nodeSpec"));
            let spec = array.unwrap_or(&node.node);
            let Some(key) = spec.get("task").and_then(Node::as_text) else { continue };
            let Some(template) = tasks.get(key.as_str()) else { continue };
            let mut path = path.clone();
            path.push_key(key.clone());
            let facts = facts.clone().node(root, node, spec);
            let template = template.get("template").filter(|t| t.as_map().is_some()).unwrap_or(template);
            self.add_template(template, path, Some(facts));
        }
        if nodes.is_empty() {
            let facts = facts.done();
            tasks.entries().iter().for_each(|task| self.unreferenced(task, &path, &facts));
        }
    }

    fn unreferenced(&mut self, task: &Entry, path: &FieldPath, facts: &Node) {
        let mut path = path.clone();
        path.push_key(task.key.clone());
        self.add_template(&task.node, path, Some(facts.clone()));
    }

    fn lacks(&mut self, root: &Node, message: &str) {
        let place = root.get("kind").and_then(Node::span).or_else(|| root.span());
        let help = "give the task itself: `flytectl get task NAME -o yaml`, or the `.pb` of it";
        self.reader.report(Diagnostic::error("task/none", message).maybe_at(place, "no task in it").help(help));
    }
}

/// A TaskTemplate in base64; every value stands where the text stands.
fn decode(text: &str, at: &Node) -> Result<Node, String> {
    let compact: String = text.split_whitespace().collect();
    let bytes = STANDARD.decode(compact).map_err(|_| "is not base64".to_owned())?;
    match super::protobuf(&bytes) {
        super::Protobuf::Text(text) => {
            let value: serde_json::Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
            Ok(node(value.get("template").unwrap_or(&value), &at.origin))
        }
        super::Protobuf::Malformed(what) => Err(format!("is no whole protobuf message: {what}")),
        super::Protobuf::LaunchPlan | super::Protobuf::Unknown => Err("is no TaskTemplate in protobuf".to_owned()),
    }
}

/// A JSON value that stands as a whole in one place.
fn node(value: &serde_json::Value, origin: &Origin) -> Node {
    use serde_json::Value as Json;
    let origin = origin.clone();
    match value {
        Json::Null => Node::null(origin),
        Json::Bool(b) => Node::bool(*b, origin),
        Json::Number(n) => match n.as_i64() {
            Some(n) => Node::int(n, origin),
            None => Node::new(Value::Float(n.as_f64().unwrap_or(0.0)), origin),
        },
        Json::String(text) => Node::str(text.as_str(), origin),
        Json::Array(items) => Node::seq(items.iter().map(|n| node(n, &origin)).collect(), origin),
        Json::Object(map) => {
            let entry = |(key, n): (&String, _)| Entry::new(Text::from(key.as_str()), node(n, &origin));
            Node::map(Map::in_order(map.iter().map(entry).collect()), origin)
        }
    }
}

/// Facts as they are gathered, by the keys that a file of facts has.
#[derive(Clone, Debug)]
struct Facts {
    map: Map,
    origin: Origin,
}

impl Facts {
    /// What the metadata of any object says. An object without labels has none.
    fn of(root: &Node) -> Facts {
        let origin = root.origin.in_layer(Layer::Execution);
        let mut facts = Facts { map: Map::sorted(), origin };
        let metadata = root.get("metadata").unwrap_or(root);
        facts.copy("namespace", metadata.get("namespace"));
        for key in ["labels", "annotations"] {
            let empty = Node::map(Map::sorted(), metadata.origin.clone());
            facts.copy(key, Some(metadata.get(key).filter(|n| !n.is_null()).unwrap_or(&empty)));
        }
        let mut owner = Map::sorted();
        for key in ["name", "uid"] {
            if let Some(given) = metadata.get(key).filter(|n| n.is_filled()) {
                owner.set(Text::Static(key), crate::flyte::relabel(given, Layer::Execution));
            }
        }
        facts.copy("owner", Some(&Node::map(owner, metadata.origin.clone())));
        facts
    }

    fn copy(&mut self, key: &'static str, node: Option<&Node>) {
        if let Some(node) = node.filter(|n| !n.is_null()) {
            self.map.set(Text::Static(key), crate::flyte::relabel(node, Layer::Execution));
        }
    }

    fn done(self) -> Node {
        Node::map(self.map, self.origin)
    }

    fn action(mut self, root: &Node, spec: &Node) -> Node {
        let keys = [("name", "runName"), ("node", "actionName"), ("project", "project"), ("domain", "domain")];
        for (key, given) in keys.into_iter().chain([("env", "envVars"), ("interruptible", "interruptible")]) {
            self.copy(key, spec.get(given));
        }
        // attempts of an action are counted from 1
        let attempts = root.at(&["status", "attempts"]);
        if let Some((node, n)) = attempts.and_then(|n| Some((n, n.as_int()?))).filter(|(_, n)| *n > 0) {
            self.copy("attempt", Some(&Node::int(n - 1, node.origin.clone())));
        }
        let mut paths = Map::sorted();
        if let Some(uri) = spec.get("inputUri").filter(|n| n.is_filled()) {
            let text = uri.as_str().unwrap_or("");
            let prefix = text.strip_suffix("/inputs.pb").unwrap_or(text).trim_end_matches('/');
            let origin = uri.origin.in_layer(Layer::Execution);
            paths.set(Text::Static("input"), Node::str(format!("{prefix}/inputs.pb"), origin.clone()));
            paths.set(Text::Static("inputPrefix"), Node::str(prefix, origin));
        }
        if let Some(base) = spec.get("runOutputBase").filter(|n| !n.is_null()) {
            paths.set(Text::Static("runOutputBase"), crate::flyte::relabel(base, Layer::Execution));
        }
        self.copy("paths", Some(&Node::map(paths, spec.origin.clone())));
        self.done()
    }

    fn workflow(mut self, root: &Node, workflow: Option<&Node>) -> Facts {
        let id = either(root, "executionId").unwrap_or(root);
        for key in ["project", "domain", "name"] {
            self.copy(key, id.get(key).filter(|n| n.is_filled()));
        }
        if !self.map.entries().iter().any(|e| e.key == "name") {
            self.copy("name", root.at(&["metadata", "name"]));
        }
        self.copy("workflow", workflow);
        self.copy("consoleUrl", root.get("consoleUrl"));
        let run_as = either(root, "securityContext").and_then(|c| either(c, "runAs"));
        let account = run_as.and_then(|r| either(r, "k8sServiceAccount")).filter(|n| n.is_filled());
        self.copy("serviceAccount", account.or_else(|| root.get("serviceAccountName")));
        self.copy("executionIdentity", run_as.and_then(|r| either(r, "executionIdentity")).filter(|n| n.is_filled()));
        let config = root.get("executionConfig");
        self.copy("env", config.and_then(|c| c.get("EnvironmentVariables").or_else(|| c.get("environmentVariables"))));
        self
    }

    /// What a node adds; its own decision about interruption comes first.
    fn node(mut self, root: &Node, entry: &Entry, spec: &Node) -> Node {
        let id = Node::str(entry.key.clone(), entry.key_span.map_or_else(|| spec.origin.clone(), Origin::input));
        self.copy("node", Some(&id));
        let config = root.get("executionConfig");
        let config = config.and_then(|c| c.get("Interruptible").or_else(|| c.get("interruptible")));
        let choices = [spec.get("interruptible"), config, root.at(&["node-defaults", "interruptible"])];
        self.copy("interruptible", choices.into_iter().flatten().find(|n| n.as_bool().is_some()));
        let mut overrides = Map::sorted();
        for key in ["extendedResources", "containerImage", "podTemplate"] {
            if let Some(given) = spec.get(key).filter(|n| !n.is_null()) {
                overrides.set(Text::Static(key), crate::flyte::relabel(given, Layer::Execution));
            }
        }
        if let Some(resources) = spec.get("resources").filter(|n| !n.entries().is_empty()) {
            overrides.set(Text::Static("resources"), listed(resources));
        }
        if !overrides.entries().is_empty() {
            self.copy("overrides", Some(&Node::map(overrides, spec.origin.clone())));
        }
        self.done()
    }
}

/// Resources as Kubernetes writes them, as the lists that a TaskTemplate has.
fn listed(resources: &Node) -> Node {
    let mut out = Map::sorted();
    for side in ["limits", "requests"] {
        let amounts = resources.get(side).map_or(&[][..], Node::entries);
        let item = |e: &Entry| {
            let name = match e.key.as_str() {
                "cpu" => "CPU",
                "memory" => "MEMORY",
                "ephemeral-storage" => "EPHEMERAL_STORAGE",
                "storage" => "STORAGE",
                key if key.ends_with("gpu") => "GPU",
                _ => return None,
            };
            let origin = e.node.origin.in_layer(Layer::Execution);
            let amount = match &e.node.value {
                Value::Int(n) => Node::str(n.to_string(), origin.clone()),
                _ => crate::flyte::relabel(&e.node, Layer::Execution),
            };
            let name = Node::text(name, origin.clone());
            Some(Node::object(vec![("name", name), ("value", amount)], origin))
        };
        let origin = resources.origin.in_layer(Layer::Execution);
        out.set(Text::Static(side), Node::seq(amounts.iter().filter_map(item).collect(), origin));
    }
    Node::map(out, resources.origin.in_layer(Layer::Execution))
}
