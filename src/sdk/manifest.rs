//! Objects of a cluster that hold a task and the facts of its execution: TaskAction (2.x) and
//! FlyteWorkflow (1.x).

mod array;
mod attempts;
mod bindings;
mod facts;
mod graph;

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
