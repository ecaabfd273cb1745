//! The note that belongs to every result of the documented rules that nobody asked for by name:
//! what the newest version of Flyte does otherwise.

use std::collections::HashMap;

use super::gather::Gathered;
use super::rendering::{Loaded, Rendered};
use super::report::{Report, plural};
use crate::diagnostic::Diagnostic;
use crate::flyte::version::FlyteVersion;
use crate::source::Sources;
use crate::tree::{FieldPath, Node, Segment, Value};

/// At most so many fields are named.
const MOST_PATHS: usize = 3;

/// The notes: one for each line of Flyte that the tasks belong to.
pub fn notes(pods: &[Rendered], read: &Loaded, gathered: &Gathered, sources: &Sources) -> Vec<Diagnostic> {
    let lines = [(false, FlyteVersion::NEWEST_1), (true, FlyteVersion::NEWEST_2)];
    let is_of = |pod: &&Rendered, is_2: bool| read.task_of(pod).is_some_and(|t| t.is_of_sdk_2() == is_2);
    let each = lines.into_iter().filter_map(|(is_2, version)| {
        let pods: Vec<&Rendered> = pods.iter().filter(|p| is_of(p, is_2)).collect();
        if pods.is_empty() { None } else { Some(note(&pods, version, gathered, sources)) }
    });
    each.collect()
}

fn note(pods: &[&Rendered], version: FlyteVersion, gathered: &Gathered, sources: &Sources) -> Diagnostic {
    let mut report = Report::silent();
    let read = Loaded::load(gathered, sources, version, &mut report);
    let others = read.map_or_else(Vec::new, |read| read.render(version, &mut report));
    let help = format!("name the version that runs: `--flyte {version}`");
    let say = |message: String| {
        let message = format!("no version is named, so the documented rules apply; Flyte {version} {message}");
        Diagnostic::note("flyte/documented-rules", message).help(help.clone())
    };
    if let Some(refusal) = report.first_error() {
        let note = say(format!("refuses: {}", refusal.message));
        return Diagnostic { label: refusal.label.clone(), flyte: refusal.flyte.clone(), ..note };
    }
    let mut paths = Vec::new();
    for pod in pods {
        let other = others.iter().find(|o| (o.task, o.execution) == (pod.task, pod.execution));
        if let Some(other) = other {
            compare(&pod.pod.node, &other.pod.node, &mut FieldPath::default(), &mut paths);
        }
    }
    if paths.is_empty() {
        return say("makes the same of these inputs".to_owned());
    }
    let some: Vec<String> = paths.iter().take(MOST_PATHS).map(|p| format!("`{p}`")).collect();
    let more = if paths.len() > MOST_PATHS { ", ..." } else { "" };
    say(format!("differs in {}: {}{more}", plural(paths.len(), "field"), some.join(", ")))
}

/// Adds the path of every leaf that is not the same on both sides. Lists of named things are
/// compared by name, so that one container more does not make all the others differ.
fn compare(left: &Node, right: &Node, path: &mut FieldPath, paths: &mut Vec<String>) {
    if left == right {
        return;
    }
    match (&left.value, &right.value) {
        (Value::Map(a), Value::Map(b)) => {
            for entry in a.entries() {
                path.push_key(entry.key.clone());
                match b.get(&entry.key) {
                    Some(other) => compare(&entry.node, other, path, paths),
                    None => leaves(&entry.node, path, paths),
                }
                path.pop();
            }
            for entry in b.entries().iter().filter(|e| a.get(&e.key).is_none()) {
                path.push_key(entry.key.clone());
                leaves(&entry.node, path, paths);
                path.pop();
            }
        }
        (Value::Seq(a), Value::Seq(b)) => compare_lists(a, b, path, paths),
        _ => paths.push(path.to_string()),
    }
}

fn compare_lists(left: &[Node], right: &[Node], path: &mut FieldPath, paths: &mut Vec<String>) {
    let names = by_name(left).zip(by_name(right));
    let mut met = vec![false; right.len()];
    for (i, item) in left.iter().enumerate() {
        let partner = match &names {
            Some((_, right)) => right.get(item.str_at("name")).copied(),
            None => Some(i).filter(|i| *i < right.len()),
        };
        path.push_index(i);
        match partner.and_then(|j| Some((right.get(j)?, met.get_mut(j)?))) {
            Some((other, met)) => {
                *met = true;
                compare(item, other, path, paths);
            }
            None => leaves(item, path, paths),
        }
        path.pop();
    }
    for (i, item) in right.iter().enumerate().filter(|(i, _)| met.get(*i) == Some(&false)) {
        path.push_index(i);
        leaves(item, path, paths);
        path.pop();
    }
}

/// Where each name stands, if all items have names of their own.
fn by_name(items: &[Node]) -> Option<HashMap<&str, usize>> {
    let names: HashMap<&str, usize> =
        items.iter().enumerate().filter_map(|(i, n)| Some((n.get("name")?.as_str()?, i))).collect();
    if names.len() == items.len() { Some(names) } else { None }
}

fn leaves(node: &Node, path: &FieldPath, paths: &mut Vec<String>) {
    node.for_each_leaf(&mut |below, _| {
        let mut whole = path.clone();
        for segment in below.segments() {
            match segment {
                Segment::Key(key) => whole.push_key(key.clone()),
                Segment::Index(i) => whole.push_index(*i),
            }
        }
        paths.push(whole.to_string());
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;
    use crate::yaml::{Dialect, parse};

    fn differences(left: &str, right: &str) -> Vec<String> {
        let mut sources = Sources::new();
        let mut node = |text: &str| {
            let id = sources.add("f", text);
            parse(&sources, id, Dialect::Core).unwrap().swap_remove(0).root
        };
        let (left, right) = (node(left), node(right));
        let mut paths = Vec::new();
        compare(&left, &right, &mut FieldPath::default(), &mut paths);
        paths
    }

    #[test]
    fn named_things_are_compared_by_name() {
        let nothing: &[&str] = &[];
        let cases = [
            ("{a: 1, b: [x]}", "{b: [x], a: 1}", nothing),
            ("{a: 1, b: 2}", "{a: 2, c: 3}", &["a", "b", "c"]),
            ("c: [{name: x, a: 1}]", "c: [{name: w, a: 0}, {name: x, a: 1}]", &["c[0].a", "c[0].name"]),
            ("c: [{name: x, a: 1}]", "c: [{name: w, a: 0}, {name: x, a: 2}]", &["c[0].a", "c[0].name", "c[0].a"]),
            ("c: [1, 2]", "c: [1, 3, 4]", &["c[1]", "c[2]"]),
            ("a: {}", "a: 1", &["a"]),
        ];
        for (left, right, want) in cases {
            let mut got = differences(left, right);
            let mut want: Vec<String> = want.iter().map(|s| (*s).to_owned()).collect();
            got.sort();
            want.sort();
            assert_eq!(got, want, "{left} {right}");
        }
    }
}
