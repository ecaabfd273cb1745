//! The facts that an object of a cluster says, by the keys that a file of facts has; under `object`
//! stands what a file cannot say (see `flyte/steps/object.rs`).

use super::super::workflow::either;
use crate::flyte::relabel;
use crate::tree::{Layer, Made, Map, Node, Origin, Text, Value};

static NOT_SAID: Made = Made { step: "facts", reason: "the object does not say it" };

/// Facts as they are gathered.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    map: Map,
    object: Map,
    origin: Origin,
}

/// What the execution's layer takes from an input.
fn in_layer(node: &Node) -> Node {
    relabel(node, Layer::Execution)
}

impl Facts {
    /// What the metadata of any object says. An object without labels has none.
    pub fn of(root: &Node) -> Facts {
        let origin = root.origin.in_layer(Layer::Execution);
        let mut facts = Facts { map: Map::sorted(), object: Map::sorted(), origin };
        let metadata = root.get("metadata").unwrap_or(root);
        facts.copy("namespace", metadata.get("namespace"));
        for key in ["labels", "annotations"] {
            let empty = Node::map(Map::sorted(), metadata.origin.clone());
            facts.copy(key, Some(metadata.get(key).filter(|n| !n.is_null()).unwrap_or(&empty)));
        }
        let mut owner = Map::sorted();
        for key in ["name", "uid"] {
            if let Some(given) = metadata.get(key).filter(|n| n.is_filled()) {
                owner.set(Text::Static(key), in_layer(given));
            }
        }
        facts.copy("owner", Some(&Node::map(owner, metadata.origin.clone())));
        facts
    }

    /// A fact, unless it is null.
    pub fn copy(&mut self, key: &'static str, node: Option<&Node>) {
        if let Some(node) = node.filter(|n| !n.is_null()) {
            self.map.set(Text::Static(key), in_layer(node));
        }
    }

    /// Something that only an object says.
    pub fn say(&mut self, key: &'static str, node: Option<Node>) {
        if let Some(node) = node.filter(|n| !n.is_null()) {
            self.object.set(Text::Static(key), in_layer(&node));
        }
    }

    /// A fact that was copied.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.map.get(key)
    }

    /// The facts as one map.
    pub fn done(mut self) -> Node {
        self.map.set(Text::Static("object"), Node::map(self.object, self.origin.clone()));
        Node::map(self.map, self.origin)
    }

    /// Of a TaskAction: all that its executor looks at.
    pub fn action(mut self, root: &Node, spec: &Node) -> Node {
        let keys = [("name", "runName"), ("node", "actionName"), ("project", "project"), ("domain", "domain")];
        for (key, given) in keys {
            self.copy(key, spec.get(given));
        }
        self.or_none("env", spec.get("envVars"));
        // attempts of an action are counted from 1
        let attempts = root.at(&["status", "attempts"]);
        if let Some((node, n)) = attempts.and_then(|n| Some((n, n.as_int()?))) {
            self.copy("attempt", Some(&Node::int((n - 1).max(0), node.origin.clone())));
        }
        let uri = spec.get("inputUri").filter(|n| n.is_filled());
        self.say("inputPrefix", uri.map(input_prefix));
        let mut paths = Map::sorted();
        let empty = Node::text("", Origin::Flyte(&NOT_SAID));
        let base = spec.get("runOutputBase").filter(|n| !n.is_null());
        paths.set(Text::Static("runOutputBase"), base.map_or(empty, in_layer));
        self.copy("paths", Some(&Node::map(paths, spec.origin.clone())));
        self.say("interruptible", spec.get("interruptible").cloned());
        self.say("action", Some(Node::bool(true, spec.origin.clone())));
        self.done()
    }

    /// Of a FlyteWorkflow: what holds for all its nodes.
    pub fn workflow(mut self, root: &Node, workflow: Option<&Node>) -> Facts {
        let id = either(root, "executionId").unwrap_or(root);
        for key in ["project", "domain", "name"] {
            self.copy(key, id.get(key).filter(|n| n.is_filled()));
        }
        if self.get("name").is_none() {
            self.copy("name", root.at(&["metadata", "name"]));
        }
        self.copy("workflow", workflow);
        self.copy("consoleUrl", root.get("consoleUrl"));
        let run_as = either(root, "securityContext").and_then(|c| either(c, "runAs"));
        let account = run_as.and_then(|r| either(r, "k8sServiceAccount")).filter(|n| n.is_filled());
        let own = root.get("serviceAccountName").filter(|n| n.is_filled());
        self.copy("serviceAccount", account.or(own));
        self.copy("executionIdentity", run_as.and_then(|r| either(r, "executionIdentity")).filter(|n| n.is_filled()));
        self.or_none("env", setting(root, "EnvironmentVariables"));
        self.say(
            "rawOutputPrefix",
            root.get("rawOutputDataConfig").and_then(|c| either(c, "outputLocationPrefix")).cloned(),
        );
        if let Some(platform) = setting(root, "TaskResources") {
            for (key, given) in [("requests", "Requests"), ("limits", "Limits")] {
                self.say(key, cased(platform, given).map(amounts));
            }
        }
        self
    }

    /// A map that is empty where the object does not say it.
    fn or_none(&mut self, key: &'static str, given: Option<&Node>) {
        let empty = Node::map(Map::sorted(), Origin::Flyte(&NOT_SAID));
        self.copy(key, Some(given.filter(|n| !n.is_null()).unwrap_or(&empty)));
    }
}

/// A key that Go writes with a capital and reads in any case.
pub(super) fn cased<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let any = || node.entries().iter().find(|e| e.key.eq_ignore_ascii_case(key)).map(|e| &e.node);
    node.get(key).or_else(any).filter(|n| !n.is_null())
}

/// A key of the execution's configuration.
pub(super) fn setting<'n>(root: &'n Node, key: &str) -> Option<&'n Node> {
    root.get("executionConfig").and_then(|config| cased(config, key))
}

/// The directory of the inputs: either it or the file in it is named.
fn input_prefix(uri: &Node) -> Node {
    let text = uri.as_str().unwrap_or("");
    let prefix = text.strip_suffix("/inputs.pb").unwrap_or(text);
    Node { value: Value::Str(prefix.to_owned().into()), ..uri.clone() }
}

/// Quantities as texts.
fn amounts(side: &Node) -> Node {
    let mut out = Map::sorted();
    for key in ["CPU", "Memory", "EphemeralStorage", "GPU"] {
        if let Some(amount) = cased(side, key) {
            out.set(Text::Static(key), amount_text(amount));
        }
    }
    Node::map(out, side.origin.clone())
}

/// A quantity as a text.
pub(super) fn amount_text(amount: &Node) -> Node {
    match &amount.value {
        Value::Int(n) => Node { value: Value::Str(n.to_string().into()), ..amount.clone() },
        Value::Float(n) => Node { value: Value::Str(n.to_string().into()), ..amount.clone() },
        _ => amount.clone(),
    }
}
