//! Objects of a cluster that hold a task and the facts of its execution: TaskAction (2.x) and
//! FlyteWorkflow (1.x).

mod array;
mod attempts;
mod bindings;
mod facts;
mod graph;
mod overrides;
mod scope;

use super::File;
use super::workflow::either;
use crate::diagnostic::Diagnostic;
use crate::tree::{Entry, Map, Node, Origin, Text, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use facts::Facts;

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
        self.of_other_version(root, kind);
        match kind {
            Kind::TaskAction => self.task_action(root),
            Kind::FlyteWorkflow => self.flyte_workflow(root),
        }
    }

    /// An object that this version of Flyte does not have.
    fn of_other_version(&mut self, root: &Node, kind: Kind) {
        let (what, line) = match kind {
            Kind::TaskAction if !self.flyte.is_2() && !self.flyte.is_documented() => ("a TaskAction", "2"),
            Kind::FlyteWorkflow if self.flyte.is_2() => ("a FlyteWorkflow", "1"),
            _ => return,
        };
        let message = format!("{what} is an object of Flyte {line}, and the Pod is made as Flyte {} would", self.flyte);
        let place = root.get("kind").and_then(Node::span).or_else(|| root.span());
        let help = "name the release that the cluster runs with `--flyte`";
        self.reader.report(Diagnostic::warning("task/other-version", message).maybe_at(place, "this kind").help(help));
    }

    fn task_action(&mut self, root: &Node) {
        let spec = root.get("spec").unwrap_or(root);
        let mut path = self.at.clone();
        path.push_key("spec".into());
        path.push_key("taskTemplate".into());
        let Some(given) = either(spec, "taskTemplate") else {
            let waits = spec.get("actionType").and_then(Node::as_str) == Some("condition");
            return self.lacks(
                root,
                match waits {
                    true => "the TaskAction is a condition, which waits for a signal and has no Pod",
                    false => "the TaskAction has no `spec.taskTemplate`",
                },
            );
        };
        self.incomplete(root, spec);
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

    /// What the executor asks for before it makes a Pod.
    fn incomplete(&mut self, root: &Node, spec: &Node) {
        let needed = ["runName", "project", "domain", "actionName", "taskType", "inputUri", "runOutputBase"];
        let missing: Vec<&str> = needed.into_iter().filter(|key| !spec.get(key).is_some_and(Node::is_filled)).collect();
        if !missing.is_empty() {
            let message = format!("the TaskAction lacks {}: Flyte makes no Pod of it", quoted(&missing));
            let place = root.get("kind").and_then(Node::span).or_else(|| root.span());
            let found = Diagnostic::warning("task/incomplete", message).maybe_at(place, "this object");
            self.reader.report(found.flyte(format!("required spec fields are empty: [{}]", missing.join(" "))));
        }
    }

    fn lacks(&mut self, root: &Node, message: &str) {
        let place = root.get("kind").and_then(Node::span).or_else(|| root.span());
        let help = "give the task itself: `flytectl get task NAME -o yaml`, or the `.pb` of it";
        self.reader.report(Diagnostic::error("task/none", message).maybe_at(place, "no task in it").help(help));
    }
}

fn quoted(keys: &[&str]) -> String {
    keys.iter().map(|key| format!("`spec.{key}`")).collect::<Vec<_>>().join(", ")
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
