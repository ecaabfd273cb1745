//! [`Side`]: the requests or the limits of a container on their way through the steps.

use crate::tree::{Entry, Map, Node, Origin, Rule, Text, Value, Verdict};

/// Sets a key; what was there is displaced.
pub fn put(map: &mut Map, key: Text, mut node: Node) {
    if let Some(earlier) = map.get(&key) {
        node.displace(earlier, Verdict::Overridden, Rule::MapOverride);
    }
    map.set(key, node);
}

/// One side of a container's resources on its way.
pub struct Side {
    /// What counts, by Kubernetes' names.
    pub map: Map,
    /// What was given as zero, and so does not count.
    zeros: Vec<Entry>,
}

impl Side {
    /// That of a container, as it stands so far.
    pub fn of(container: &Node, key: &str) -> Side {
        let node = container.at(&["resources", key]);
        let map = node.and_then(Node::as_map).cloned().unwrap_or_else(Map::sorted);
        Side { map, zeros: node.map_or(Vec::new(), zeros) }
    }

    /// Lays a list over it, key by key.
    pub fn lay_over(&mut self, over: &Node) {
        for entry in over.entries() {
            put(&mut self.map, entry.key.clone(), entry.node.clone());
        }
        self.zeros.extend(zeros(over));
    }

    /// Lets each value that is there tell of the zeros that were given for it.
    pub fn tell_zeros(&mut self) {
        let map = &mut self.map;
        self.zeros.retain(|zero| match map.get_mut(&zero.key) {
            Some(node) => {
                let rule = node.rule().unwrap_or(Rule::ZeroNeverOverrides);
                node.displace(&zero.node, Verdict::Empty, rule);
                false
            }
            None => true,
        });
    }

    /// `gpu` under the accelerator's name, also among the zeros.
    pub fn rename_gpu(&mut self, accelerator: &Node, step: &'static str) {
        let Some(name) = accelerator.as_text() else { return };
        let rule = Rule::Rename;
        let renamed = |node: &mut Node| {
            node.origin = Origin::derived(rule, step, vec![node.origin.clone(), accelerator.origin.clone()]);
        };
        for zero in self.zeros.iter_mut().filter(|zero| zero.key.as_str() == "gpu") {
            zero.key = name.clone();
            renamed(&mut zero.node);
        }
        let Some(mut node) = self.map.remove("gpu") else { return };
        // Flyte sets the new name and then deletes the old one, even if they are the same.
        if name.as_str() == "gpu" {
            return;
        }
        renamed(&mut node);
        node = match self.map.get(name) {
            Some(earlier) => node.over(earlier, Verdict::Overridden, rule),
            None => node.decided_by(rule),
        };
        self.map.set(name.clone(), node);
    }
}

/// What a list gave as zero.
fn zeros(list: &Node) -> Vec<Entry> {
    let lost = list.displaced().iter().filter(|lost| lost.verdict == Verdict::Empty);
    let maps = lost.filter_map(|lost| if let Value::Map(map) = &lost.value { Some(map) } else { None });
    maps.flat_map(|map| map.entries()).cloned().collect()
}
