//! Runs of an array node's task.

use super::attempts;
use super::bindings::{self, Literals};
use super::facts::{Facts, cased};
use crate::tree::{Made, Map, Node, Origin, Rule, Text};

static INDEX: Made = Made { step: "facts", reason: "a run of an array node" };

/// An array node.
pub(super) struct Array<'n> {
    /// What it says itself.
    pub spec: &'n Node,
    /// The node that it runs.
    pub node: &'n Node,
    /// What happened so far.
    pub status: Option<&'n Node>,
    /// Its inputs, all runs' together.
    pub inputs: Option<&'n Literals>,
    /// Where its outputs lie.
    pub outputs: Option<Node>,
}

impl Array<'_> {
    /// Inputs that each run gets as a whole.
    fn bound(&self) -> Vec<&str> {
        let bound = cased(self.spec, "BoundInputs").map_or(&[][..], Node::items);
        bound.iter().filter_map(Node::as_str).collect()
    }

    fn counts(&self, key: &str) -> Option<&Node> {
        self.status?.at(&["arrayNodeStatus", key])
    }

    /// How many runs there are, if that is known.
    pub fn size(&self) -> Option<usize> {
        let started = self.counts("subphase").and_then(attempts::len).filter(|n| *n > 0);
        started.or_else(|| bindings::size(self.inputs?, &self.bound()))
    }

    /// The facts of one run, from those of the node.
    pub fn facts(&self, mut facts: Facts, unique: Node, index: usize, directory: Option<&Node>) -> Facts {
        let place = &self.node.origin;
        let own = |key: &str| self.counts(key).and_then(|array| attempts::item(array, index));
        let tries = own("subattempts").unwrap_or(0);
        facts.copy("node", Some(&Node::str(format!("n{index}"), place.clone())));
        facts.say("uniqueNode", Some(unique));
        facts.copy("attempt", Some(&Node::int(tries, Origin::Flyte(&INDEX))));
        facts.say("systemFailures", Some(Node::int(own("subsysfailures").unwrap_or(0), Origin::Flyte(&INDEX))));
        let mut env = facts.get("env").and_then(Node::as_map).cloned().unwrap_or_else(Map::sorted);
        let name = "FLYTE_K8S_ARRAY_INDEX";
        env.set(Text::Static("BATCH_JOB_ARRAY_INDEX_VAR_NAME"), Node::text(name, Origin::Flyte(&INDEX)));
        env.set(Text::Static(name), Node::str(index.to_string(), Origin::Flyte(&INDEX)));
        facts.copy("env", Some(&Node::map(env, place.clone())));
        if let Some(inputs) = self.inputs.and_then(|inputs| bindings::part(inputs, &self.bound(), index)) {
            let literals = Node::map(inputs, place.clone());
            facts.copy("inputs", Some(&Node::object(vec![("literals", literals)], place.clone())));
        }
        if let (Some(directory), Some(outputs)) = (directory, &self.outputs) {
            let number = index.to_string();
            let template = vec![below(directory, &[&number]), Node::text("", place.clone())];
            facts.say("taskTemplate", Some(Node::seq(template, directory.origin.clone())));
            facts.say("outputBase", Some(below(outputs, &[&number])));
        }
        facts
    }
}

/// A directory below another.
pub(super) fn below(base: &Node, names: &[&str]) -> Node {
    let text = base.as_str().unwrap_or("").trim_end_matches('/');
    Node::str(format!("{text}/{}", names.join("/")), Origin::derived(Rule::Derive, "facts", vec![base.origin.clone()]))
}

/// A task as one run sees it: outputs that are lists are single values.
pub(super) fn singular(template: &Node) -> Node {
    let mut template = template.clone();
    let Some(interface) = template.map_mut().get_mut("interface") else { return template };
    let Some(outputs) = interface.map_mut().get_mut("outputs") else { return template };
    let Some(variables) = outputs.map_mut().get_mut("variables").filter(|n| n.as_map().is_some()) else {
        return template;
    };
    for entry in variables.map_mut().entries_mut() {
        let kind = entry.node.get("type");
        let single = kind.and_then(|kind| kind.get("collectionType").or_else(|| kind.get("collection_type"))).cloned();
        if let Some(single) = single {
            entry.node.map_mut().set(Text::Static("type"), single);
        }
    }
    template
}
