//! What else changes in a Pod: leaf by leaf, lists of named things by their names.

use super::resolve::with_names;
use crate::tree::{FieldPath, Node, Segment, Value};

/// One of two Pods, with the name of its primary container.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub pod: &'a Node,
    pub primary: &'a str,
}

/// The paths that differ, but for those below `asked` in the right Pod.
pub(super) fn changes(left: Side<'_>, right: Side<'_>, asked: Option<&FieldPath>) -> Vec<String> {
    let mut walk = Walk { left, right, asked, found: Vec::new() };
    walk.compare(left.pod, right.pod, &mut FieldPath::default(), &mut FieldPath::default());
    walk.found.dedup();
    walk.found
}

struct Walk<'a> {
    left: Side<'a>,
    right: Side<'a>,
    asked: Option<&'a FieldPath>,
    found: Vec<String>,
}

impl Walk<'_> {
    fn compare(&mut self, left: &Node, right: &Node, from: &mut FieldPath, to: &mut FieldPath) {
        if left == right || self.asked.is_some_and(|asked| to.is_below(asked)) {
            return;
        }
        match (&left.value, &right.value) {
            (Value::Map(a), Value::Map(b)) => {
                for entry in a.entries() {
                    from.push_key(entry.key.clone());
                    match b.get(&entry.key) {
                        Some(other) => {
                            to.push_key(entry.key.clone());
                            self.compare(&entry.node, other, from, to);
                            to.pop();
                        }
                        None => self.removed(&entry.node, from),
                    }
                    from.pop();
                }
                for entry in b.entries().iter().filter(|e| a.get(&e.key).is_none()) {
                    to.push_key(entry.key.clone());
                    self.added(&entry.node, to);
                    to.pop();
                }
            }
            (Value::Seq(a), Value::Seq(b)) => self.lists(a, b, from, to),
            _ => self.found.push(with_names(to, self.right.pod)),
        }
    }

    fn lists(&mut self, left: &[Node], right: &[Node], from: &mut FieldPath, to: &mut FieldPath) {
        let in_containers = matches!(to.segments().last(), Some(Segment::Key(key)) if key == "containers");
        let mut met = vec![false; right.len()];
        for (i, item) in left.iter().enumerate() {
            let is_primary = in_containers && item.str_at("name") == self.left.primary;
            let fits = |j: usize, other: &Node| {
                !met.get(j).is_some_and(|m| *m)
                    && match item.get("name") {
                        Some(_) if is_primary => other.str_at("name") == self.right.primary,
                        Some(name) => other.get("name") == Some(name),
                        None => other == item,
                    }
            };
            let partner = right.iter().enumerate().find(|(j, other)| fits(*j, other)).map(|(j, _)| j);
            from.push_index(i);
            match partner.and_then(|j| Some((j, right.get(j)?))) {
                Some((j, other)) => {
                    if let Some(met) = met.get_mut(j) {
                        *met = true;
                    }
                    to.push_index(j);
                    self.compare(item, other, from, to);
                    to.pop();
                }
                None => self.removed(item, from),
            }
            from.pop();
        }
        for (j, item) in right.iter().enumerate().filter(|(j, _)| met.get(*j) == Some(&false)) {
            to.push_index(j);
            self.added(item, to);
            to.pop();
        }
    }

    fn removed(&mut self, _: &Node, path: &FieldPath) {
        self.found.push(format!("{} (gone)", with_names(path, self.left.pod)));
    }

    fn added(&mut self, _: &Node, path: &FieldPath) {
        if self.asked.is_none_or(|asked| !path.is_below(asked) && !asked.is_below(path)) {
            self.found.push(with_names(path, self.right.pod));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;
    use crate::yaml::{Dialect, parse};

    fn differences(left: &str, right: &str, asked: Option<&str>) -> Vec<String> {
        let mut sources = Sources::new();
        let mut node = |text: &str| {
            let id = sources.add("f", text);
            parse(&sources, id, Dialect::Core).unwrap().swap_remove(0).root
        };
        let (left, right) = (node(left), node(right));
        let asked = asked.map(|key| FieldPath::new(vec![Segment::Key(key.into())]));
        let side = |pod, primary| Side { pod, primary };
        changes(side(&left, "p"), side(&right, "q"), asked.as_ref())
    }

    #[test]
    fn what_differs() {
        let nothing: &[&str] = &[];
        for (left, right, asked, want) in [
            ("{a: 1, b: 2}", "{a: 1, b: 2}", None, nothing),
            ("{a: 1, b: 2}", "{a: 2, c: {d: 1}}", None, &["a", "b (gone)", "c"]),
            ("{a: 1, b: 2}", "{a: 2, b: 3}", Some("a"), &["b"]),
            ("{b: 2}", "{a: {c: 1}, b: 3}", Some("a"), &["b"]),
            ("l: [{name: x, v: 1}]", "l: [{name: w}, {name: x, v: 2}]", None, &["l[x].v", "l[w]"]),
            ("containers: [{name: p, v: 1}]", "containers: [{name: q, v: 1}]", None, &["containers[q].name"]),
            ("l: [1, 2]", "l: [2, 3]", None, &["l[0] (gone)", "l[1]"]),
        ] {
            let mut got = differences(left, right, asked);
            got.sort();
            let mut want: Vec<String> = want.iter().map(|s| (*s).to_owned()).collect();
            want.sort();
            assert_eq!(got, want, "{left} {right}");
        }
    }
}
