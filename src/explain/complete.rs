//! How a PATH that somebody has begun to type may go on.

use crate::tree::names::Names;
use crate::tree::{FieldPath, Node, Segment, Text};

/// The paths that begin with `typed`, one level further: as they are written without quotes, in the
/// order of the tree. A list stands for its items.
pub fn completions(root: &Node, typed: &str) -> Vec<String> {
    let mut walk = Walk { names: Names::new(root), typed, found: Vec::new() };
    walk.below(root, "", &mut FieldPath::default());
    if let [only] = walk.found.as_slice()
        && only == typed
    {
        // the word is complete: its fields come next
        let typed = format!("{typed}.");
        return completions(root, &typed);
    }
    walk.found
}

struct Walk<'a> {
    names: Names<'a>,
    typed: &'a str,
    found: Vec<String>,
}

impl Walk<'_> {
    fn below(&mut self, node: &Node, shown: &str, path: &mut FieldPath) {
        for entry in node.entries() {
            let dot = if shown.is_empty() { "" } else { "." };
            let next = format!("{shown}{dot}{}", entry.key.as_str());
            self.step(&entry.node, next, Segment::Key(entry.key.clone()), path);
        }
        for (index, item) in node.items().iter().enumerate() {
            path.push_index(index);
            let last = self.names.shown_from(path, path.segments().len() - 1);
            path.pop();
            self.step(item, format!("{shown}{last}"), Segment::Index(index), path);
        }
    }

    fn step(&mut self, node: &Node, shown: String, segment: Segment, path: &mut FieldPath) {
        // of a list its items are offered, not itself
        let is_list = !node.items().is_empty();
        let further = self.typed.starts_with(&shown) && self.typed.len() > shown.len();
        if !further && !shown.starts_with(self.typed) {
            return;
        }
        if !further && !is_list {
            self.found.push(shown);
            return;
        }
        match segment {
            Segment::Key(key) => path.push_key(Text::clone(&key)),
            Segment::Index(index) => path.push_index(index),
        }
        self.below(node, &shown, path);
        path.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;
    use crate::yaml::{Dialect, parse};

    #[test]
    fn one_level_further() {
        let mut sources = Sources::new();
        let id = sources.add(
            "pod.yaml",
            "{spec: {containers: [{name: a, image: x}, {name: b}], hostIPC: true, hostNetwork: true}, kind: Pod}",
        );
        let root = parse(&sources, id, Dialect::Core).unwrap().remove(0).root;
        let cases: [(&str, &[&str]); 9] = [
            ("", &["spec", "kind"]),
            ("sp", &["spec"]),
            ("spec", &["spec.containers[a]", "spec.containers[b]", "spec.hostIPC", "spec.hostNetwork"]),
            ("spec.c", &["spec.containers[a]", "spec.containers[b]"]),
            ("spec.containers[a", &["spec.containers[a]"]),
            ("spec.containers[a]", &["spec.containers[a].name", "spec.containers[a].image"]),
            ("spec.containers[a].i", &["spec.containers[a].image"]),
            ("spec.host", &["spec.hostIPC", "spec.hostNetwork"]),
            ("spec.x", &[]),
        ];
        for (typed, wanted) in cases {
            let found = completions(&root, typed);
            assert_eq!(found, wanted, "{typed}");
        }
    }
}
