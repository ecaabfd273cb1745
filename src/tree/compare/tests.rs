use std::collections::HashMap;

use super::*;
use crate::tree::{Made, Origin, Segment, Text};

static MADE: Made = Made { step: "test", reason: "" };

/// A tree from JSON-like text: what `serde_json` reads.
fn node(text: &str) -> Node {
    fn of(value: &serde_json::Value) -> Node {
        let origin = Origin::Flyte(&MADE);
        match value {
            serde_json::Value::Null => Node::null(origin),
            serde_json::Value::Bool(b) => Node::bool(*b, origin),
            serde_json::Value::Number(n) => match n.as_i64() {
                Some(n) => Node::int(n, origin),
                None => Node::new(Value::Float(n.as_f64().unwrap()), origin),
            },
            serde_json::Value::String(s) => Node::str(s.as_str(), origin),
            serde_json::Value::Array(items) => Node::seq(items.iter().map(of).collect(), origin),
            serde_json::Value::Object(map) => {
                let entries = map.iter().map(|(k, v)| Entry::new(Text::from(k.as_str()), of(v))).collect();
                Node::map(Map::in_order(entries), origin)
            }
        }
    }
    of(&serde_json::from_str(text).unwrap())
}

fn shown(left: &Node, right: &Node) -> Vec<String> {
    let value = |side: &Side<'_>| match &side.node.value {
        Value::Map(_) => "{}".to_owned(),
        Value::Seq(_) => "[]".to_owned(),
        Value::Str(s) => s.to_string(),
        Value::Int(n) => n.to_string(),
        other => format!("{other:?}"),
    };
    let one = |change: &Change<'_>| match change {
        Change::Added(right) => format!("+ {} {}", right.path, value(right)),
        Change::Removed(left) => format!("- {} {}", left.path, value(left)),
        Change::Replaced(left, right) if left.path == right.path => {
            format!("~ {} {} {}", left.path, value(left), value(right))
        }
        Change::Replaced(left, right) => format!("~ {} {} {} {}", left.path, right.path, value(left), value(right)),
        Change::Reordered(left, right) => format!("% {} {}", left.path, right.path),
    };
    compare(left, right).iter().map(one).collect()
}

#[test]
fn what_readers_call_a_change() {
    let cases: &[(&str, &str, &[&str])] = &[
        (r#"{"a": 1, "b": 2}"#, r#"{"b": 3, "c": {"d": 4}}"#, &["- a 1", "~ b 2 3", "+ c {}"]),
        (r#"{"a": null}"#, r#"{"b": null}"#, &[]),
        (r#"{"a": null}"#, r#"{"a": {}}"#, &["+ a {}"]),
        (r#"{"a": {"b": 1}}"#, r#"{"a": [1]}"#, &["~ a {} []"]),
        // named items
        (
            r#"[{"name": "x", "v": 1}, {"name": "y"}]"#,
            r#"[{"name": "z"}, {"name": "x", "v": 2}]"#,
            &["- [1] {}", "+ [0] {}", "~ [0].v [1].v 1 2"],
        ),
        (r#"[{"name": "x"}, {"name": "y"}]"#, r#"[{"name": "y"}, {"name": "x"}]"#, &["%  "]),
        // a name given twice is no name; what is left over still belongs together
        (
            r#"[{"name": "x", "v": 1}, {"name": "x", "v": 2}]"#,
            r#"[{"name": "x", "v": 1}, {"name": "x", "v": 3}]"#,
            &["~ [1].v 2 3"],
        ),
        // other lists
        (r#"["a", "b", "c"]"#, r#"["a", "c", "d"]"#, &["- [1] b", "+ [2] d"]),
        (r#"["a", "{{.x}}", "c"]"#, r#"["a", "s3://x", "c"]"#, &["~ [1] {{.x}} s3://x"]),
        (
            r#"[{"key": "gpu", "effect": "NoSchedule"}]"#,
            r#"[{"key": "spot", "effect": "NoSchedule"}, {"key": "gpu", "effect": "NoExecute"}]"#,
            &["+ [0] {}", "~ [0].effect [1].effect NoSchedule NoExecute"],
        ),
        (r#"[{"key": "gpu", "value": "a"}]"#, r#"[{"key": "spot", "value": "a"}]"#, &["- [0] {}", "+ [0] {}"]),
        (
            r#"{"terms": [{"e": [{"key": "a", "values": ["1"]}]}]}"#,
            r#"{"terms": [{"e": [{"key": "a", "values": ["1"]}, {"key": "b", "values": ["2"]}]}]}"#,
            &["+ terms[0].e[1] {}"],
        ),
        (
            r#"[{"mountPath": "/a", "name": "v"}, {"mountPath": "/b", "name": "v"}]"#,
            r#"[{"mountPath": "/b", "name": "w"}, {"mountPath": "/a", "name": "v"}]"#,
            &["+ [0] {}", "- [1] {}"],
        ),
        (r#"[{"secretRef": {"name": "a"}}]"#, r#"[{"configMapRef": {"name": "a"}}]"#, &["- [0] {}", "+ [0] {}"]),
    ];
    for (left, right, want) in cases {
        assert_eq!(shown(&node(left), &node(right)), *want, "{left} {right}");
    }
}

#[test]
fn a_number_that_is_none_equals_itself() {
    let nan = || Node::seq(vec![Node::new(Value::Float(f64::NAN), Origin::Flyte(&MADE))], Origin::Flyte(&MADE));
    assert!(compare(&nan(), &nan()).is_empty());
}

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }

    fn tree(&mut self, depth: usize) -> Node {
        let origin = Origin::Flyte(&MADE);
        match self.below(if depth == 0 { 4 } else { 9 }) {
            0 => Node::int(self.below(3) as i64, origin),
            1 => Node::bool(self.below(2) == 0, origin),
            2 => Node::null(origin),
            3 => Node::text(["a", "b", "c"][self.below(3)], origin),
            4 | 5 => Node::seq((0..self.below(6)).map(|_| self.tree(depth - 1)).collect(), origin),
            6 => Node::seq((0..self.below(5)).map(|i| self.item(i, depth - 1)).collect(), origin),
            _ => {
                let keys = ["name", "key", "x", "y"];
                let entries = keys.iter().filter(|_| self.below(2) == 0).copied().collect::<Vec<_>>();
                let entries = entries.into_iter().map(|k| Entry::new(Text::Static(k), self.tree(depth - 1)));
                Node::map(Map::in_order(entries.collect()), origin)
            }
        }
    }

    /// An item with a name, nearly always one of its own.
    fn item(&mut self, i: usize, depth: usize) -> Node {
        let origin = Origin::Flyte(&MADE);
        let name = format!("n{}", if self.below(9) == 0 { 0 } else { (i + self.below(2)) % 4 });
        Node::object(vec![("name", Node::str(name, origin.clone())), ("x", self.tree(depth))], origin)
    }

    /// The tree with a few changes.
    fn changed(&mut self, tree: &Node) -> Node {
        if self.below(8) == 0 {
            return self.tree(1);
        }
        match &tree.value {
            Value::Seq(items) => {
                let mut items: Vec<Node> = items.iter().map(|n| self.changed(n)).collect();
                if !items.is_empty() && self.below(3) == 0 {
                    let (i, j) = (self.below(items.len()), self.below(items.len()));
                    items.swap(i, j);
                }
                if self.below(3) == 0 {
                    let at = self.below(items.len() + 1);
                    items.insert(at, self.tree(1));
                }
                Node::seq(items, tree.origin.clone())
            }
            Value::Map(map) => {
                let entries = map.entries().iter();
                let entries = entries.map(|e| Entry::new(e.key.clone(), self.changed(&e.node))).collect::<Vec<_>>();
                Node::map(Map::in_order(entries), tree.origin.clone())
            }
            _ => tree.clone(),
        }
    }
}

/// A copy that shares nothing.
fn copy(node: &Node) -> Node {
    match &node.value {
        Value::Seq(items) => Node::seq(items.iter().map(copy).collect(), node.origin.clone()),
        Value::Map(map) => {
            let entries = map.entries().iter().rev();
            let entries = entries.map(|e| Entry::new(e.key.clone(), copy(&e.node))).collect();
            Node::map(Map::in_order(entries), node.origin.clone())
        }
        _ => node.clone(),
    }
}

/// How often each scalar occurs (by its keys), without those that changes speak of.
fn untouched(root: &Node, told: &[&Side<'_>]) -> HashMap<(Vec<String>, String), i64> {
    let mut found: HashMap<(Vec<String>, String), i64> = HashMap::new();
    let mut count = |above: &FieldPath, node: &Node, by: i64| {
        node.for_each_leaf(&mut |path, leaf| {
            let keys: Vec<String> = above
                .segments()
                .iter()
                .chain(path.segments())
                .filter_map(|s| match s {
                    Segment::Key(key) => Some(key.to_string()),
                    Segment::Index(_) => None,
                })
                .collect();
            // null is as good as absent, and what holds things is a leaf only while it is empty
            if !leaf.is_null() && !matches!(leaf.value, Value::Seq(_) | Value::Map(_)) {
                *found.entry((keys, format!("{:?}", leaf.value))).or_default() += by;
            }
        });
    };
    count(&FieldPath::default(), root, 1);
    told.iter().for_each(|side| count(&side.path, side.node, -1));
    found.retain(|_, n| *n != 0);
    found
}

#[test]
fn laws_on_random_trees() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut changes = 0;
    for _ in 0..4000 {
        let left = random.tree(4);
        assert!(compare(&left, &copy(&left)).is_empty(), "{left:?}");
        let right = if random.below(2) == 0 { random.tree(4) } else { random.changed(&left) };
        let found = compare(&left, &right);
        changes += found.len();
        // what a change shows stands where it says
        for change in &found {
            for (root, side) in [(&left, change.left()), (&right, change.right())] {
                assert!(side.is_none_or(|s| root.find(&s.path).is_some_and(|n| std::ptr::eq(n, s.node))), "{change:?}");
            }
        }
        // what no change speaks of is on both sides
        let told: Vec<&Change<'_>> = found.iter().filter(|c| !matches!(c, Change::Reordered(..))).collect();
        let lefts: Vec<&Side<'_>> = told.iter().filter_map(|c| c.left()).collect();
        let rights: Vec<&Side<'_>> = told.iter().filter_map(|c| c.right()).collect();
        assert_eq!(untouched(&left, &lefts), untouched(&right, &rights), "{left:?}\n{right:?}");
        // and nothing is told twice
        let distinct = |sides: &[&Side<'_>]| {
            sides.iter().enumerate().all(|(i, a)| sides.iter().skip(i + 1).all(|b| !b.path.is_below(&a.path)))
        };
        assert!(distinct(&lefts) && distinct(&rights), "{found:?}");
        // order alone is a change, too
        if found.is_empty() {
            assert_eq!(fingerprint(&left.value), fingerprint(&right.value), "{left:?}\n{right:?}");
        }
    }
    assert!(changes > 4000, "{changes}");
}

fn variable(name: &str, value: usize) -> String {
    format!(r#"{{"name": "{name}", "value": "{value}"}}"#)
}

#[test]
#[allow(clippy::disallowed_methods, reason = "what is slow here must not be quadratic")]
fn long_lists() {
    let list = |names: &dyn Fn(usize) -> String, skip: usize| {
        let items: Vec<String> =
            (0..20_000).filter(|i| i % 1000 != skip).map(|i| variable(&names(i), i % 700)).collect();
        node(&format!("[{}]", items.join(",")))
    };
    // by name; by what they have in common; where nothing is unique
    for (names, least) in [
        (&(|i| format!("n{i}")) as &dyn Fn(usize) -> String, 40),
        (&|i| format!("n{}", i / 2), 40),
        (&|i| format!("n{}", i % 3), 1),
    ] {
        let (left, right) = (list(names, 3), list(names, 5));
        let start = std::time::Instant::now();
        let found = compare(&left, &right).len();
        assert!(found >= least, "{found}");
        assert!(start.elapsed().as_secs() < 20, "{:?} for {found} changes", start.elapsed());
    }
}
