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
                        None => self.removed(from),
                    }
                    from.pop();
                }
                for entry in b.entries().iter().filter(|e| a.get(&e.key).is_none()) {
                    to.push_key(entry.key.clone());
                    self.added(to);
                    to.pop();
                }
            }
            (Value::Seq(a), Value::Seq(b)) => self.lists(a, b, from, to),
            _ => self.found.push(with_names(to, self.right.pod)),
        }
    }

    fn lists(&mut self, left: &[Node], right: &[Node], from: &mut FieldPath, to: &mut FieldPath) {
        let in_containers = matches!(to.segments().last(), Some(Segment::Key(key)) if key == "containers");
        let partners = self.partners(left, right, in_containers);
        for (i, item) in left.iter().enumerate() {
            from.push_index(i);
            match partners.get(i).copied().flatten().and_then(|j| Some((j, right.get(j)?))) {
                Some((j, other)) => {
                    to.push_index(j);
                    self.compare(item, other, from, to);
                    to.pop();
                }
                None => self.removed(from),
            }
            from.pop();
        }
        for j in (0..right.len()).filter(|j| !partners.contains(&Some(*j))) {
            to.push_index(j);
            self.added(to);
            to.pop();
        }
    }

    /// For each item on the left the one on the right that it became: by name, or the same value, or the same place.
    fn partners(&self, left: &[Node], right: &[Node], in_containers: bool) -> Vec<Option<usize>> {
        let mut met = vec![false; right.len()];
        let mut take = |fits: &dyn Fn(usize, &Node) -> bool| {
            let found = right.iter().enumerate().position(|(j, other)| met.get(j) == Some(&false) && fits(j, other));
            if let Some(met) = found.and_then(|j| met.get_mut(j)) {
                *met = true;
            }
            found
        };
        let mut partners: Vec<Option<usize>> = left
            .iter()
            .map(|item| match item.get("name") {
                Some(_) if in_containers && item.str_at("name") == self.left.primary => {
                    take(&|_, other| other.str_at("name") == self.right.primary)
                }
                Some(name) => take(&|_, other| other.get("name") == Some(name)),
                None => take(&|_, other| other == item),
            })
            .collect();
        for (i, partner) in partners.iter_mut().enumerate().filter(|(_, p)| p.is_none()) {
            let unnamed = left.get(i).is_some_and(|item| item.get("name").is_none());
            *partner = if unnamed { take(&|j, other| j == i && other.get("name").is_none()) } else { None };
        }
        partners
    }

    fn removed(&mut self, path: &FieldPath) {
        self.found.push(format!("{} (gone)", with_names(path, self.left.pod)));
    }

    fn added(&mut self, path: &FieldPath) {
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
            ("l: [{k: a, v: 1}, {k: b}]", "l: [{k: a, v: 2}, {k: b}]", None, &["l[0].v"]),
        ] {
            let mut got = differences(left, right, asked);
            got.sort();
            let mut want: Vec<String> = want.iter().map(|s| (*s).to_owned()).collect();
            want.sort();
            assert_eq!(got, want, "{left} {right}");
        }
    }
}
