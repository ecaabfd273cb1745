//! Differences between Pods: nothing between equal ones, and always a patch from one to the other.

use podtpl::diff::{Difference, Op, attribute, differences};
use podtpl::flyte::version::{FlyteVersion, KNOWN};
use podtpl::output::diff::{Pair, Side, json};
use podtpl::output::origins::Places;
use podtpl::source::Sources;
use podtpl::tree::Node;
use serde_json::Value;

use crate::cases;

/// Applies the differences as RFC 6902 says, independently of the program.
fn patched(left: &Value, patch: &[Difference]) -> Value {
    let mut document = left.clone();
    for difference in patch {
        let pointer = difference.path.pointer();
        let (parent, last) = pointer.rsplit_once('/').unwrap();
        let last = last.replace("~1", "/").replace("~0", "~");
        let value = difference.right.as_ref().map(cases::json);
        let parent = document.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer}"));
        match (parent, difference.op) {
            (Value::Object(map), Op::Add) => {
                map.insert(last, value.unwrap());
            }
            (Value::Object(map), Op::Replace) => {
                assert!(map.insert(last, value.unwrap()).is_some(), "{pointer}");
            }
            (Value::Object(map), Op::Remove) => {
                assert!(map.shift_remove(&last).is_some(), "{pointer}");
            }
            (Value::Array(items), Op::Add) => items.insert(last.parse().unwrap(), value.unwrap()),
            (Value::Array(items), Op::Replace) => items[last.parse::<usize>().unwrap()] = value.unwrap(),
            (Value::Array(items), Op::Remove) => {
                items.remove(last.parse().unwrap());
            }
            (other, _) => panic!("{pointer}: {other}"),
        }
    }
    document
}

/// The Pods of all cases in two versions, where both make one.
fn for_each_pair(mut f: impl FnMut(&str, &Node, &Node, FlyteVersion)) {
    let cases = cases::all();
    for pair in KNOWN.windows(2) {
        for case in &cases {
            let pod = |version| cases::load(case, version).and_then(|l| l.render()).ok().map(|p| p.node);
            if let (Some(left), Some(right)) = (pod(pair[0]), pod(pair[1])) {
                f(&format!("{} {} to {}", case.id, pair[0], pair[1]), &left, &right, pair[1]);
            }
        }
    }
}

/// The patch of the JSON document about a pair, applied.
fn patched_by_document(left: &Node, right: &Node, version: FlyteVersion, differences: &[Difference]) -> Value {
    let sources = Sources::new();
    let places = Places { sources: &sources, templates: &[] };
    let side = |pod| Side { version, pod: Some(pod), places };
    let pair = Pair { task: "task", left: side(left), right: side(right), differences };
    let document: Value = serde_json::from_str(&json(&[pair], true)).unwrap();
    let mut result = cases::json(left);
    for change in document["changes"].as_array().unwrap() {
        let pointer = change["path"].as_str().unwrap();
        let (parent, last) = pointer.rsplit_once('/').unwrap();
        let last = last.replace("~1", "/").replace("~0", "~");
        let parent = result.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer}"));
        match (parent, change["op"].as_str().unwrap()) {
            (Value::Object(map), "remove") => drop(map.shift_remove(&last).unwrap()),
            (Value::Object(map), _) => drop(map.insert(last, change["right"].clone())),
            (Value::Array(items), "remove") => drop(items.remove(last.parse().unwrap())),
            (Value::Array(items), "add") => items.insert(last.parse().unwrap(), change["right"].clone()),
            (Value::Array(items), _) => items[last.parse::<usize>().unwrap()] = change["right"].clone(),
            (other, _) => panic!("{pointer}: {other}"),
        }
    }
    result
}

/// Every difference between two versions is explained by a behaviour in which they differ.
#[test]
fn differences_of_versions_have_a_behaviour() {
    let every = if std::env::var_os("PODTPL_PERTURB").is_some() { 1 } else { 24 };
    let cases = cases::all();
    let (mut explained, mut pods) = (0, 0);
    for pair in KNOWN.windows(2) {
        for case in cases.iter().step_by(every) {
            let pod = |version| cases::load(case, version).and_then(|l| l.render()).ok().map(|p| p.node);
            let (Some(left), Some(right)) = (pod(pair[0]), pod(pair[1])) else { continue };
            let mut found = differences(&left, &right, pair[1].kubernetes_api());
            let (mut version, mut before) = (pair[0], left.clone());
            let mut steps = Vec::new();
            for behaviour in pair[0].differences(pair[1]) {
                version = version.with(behaviour, pair[1]);
                let Some(after) = pod(version) else { continue };
                steps.push((behaviour, differences(&before, &after, version.kubernetes_api())));
                before = after;
            }
            attribute(&mut found, &steps);
            for difference in &found {
                assert!(difference.behaviour.is_some(), "{} {} to {}: {difference:?}", case.id, pair[0], pair[1]);
                explained += 1;
            }
            pods += 1;
        }
    }
    println!("{explained} differences of {pods} pairs of Pods, each with its behaviour");
    assert!(explained > 100);
}

#[test]
fn differences_are_a_patch_from_left_to_right() {
    let (mut pairs, mut different) = (0, 0);
    for_each_pair(|name, left, right, version| {
        let api = version.kubernetes_api();
        assert!(differences(left, left, api).is_empty(), "{name}");
        let patch = differences(left, right, api);
        assert_eq!(patched_by_document(left, right, version, &patch), cases::json(right), "{name}");
        let (left, right) = (cases::json(left), cases::json(right));
        assert_eq!(patch.is_empty(), left == right, "{name}");
        assert_eq!(patched(&left, &patch), right, "{name}");
        pairs += 1;
        different += usize::from(!patch.is_empty());
    });
    println!("{different} of {pairs} pairs of Pods differ");
    assert!(different > 1000, "{different} of {pairs}");
}

/// What terminals of 80 and 140 columns show: no line is longer.
#[test]
fn text_fits_the_terminal() {
    use podtpl::output::diff::{Manner, releases, summary, text};
    use podtpl::output::paint::Paint;
    use podtpl::output::snippet::Look;

    let cases = cases::of_file("merge");
    let (from, to) = (cases::version("1.15.3"), cases::version("2.0.43"));
    for (at, case) in cases.iter().enumerate().step_by(7) {
        let loaded = |version| cases::load(case, version).ok();
        let (Some(left), Some(right)) = (loaded(from), loaded(to)) else { continue };
        let (Ok(a), Ok(b)) = (left.render(), right.render()) else { continue };
        let found = differences(&a.node, &b.node, to.kubernetes_api());
        fn side<'a>(pod: &'a Node, sources: &'a Sources, version: FlyteVersion) -> Side<'a> {
            Side { version, pod: Some(pod), places: Places { sources, templates: &[] } }
        }
        let pair = Pair {
            task: "app.workflows.train",
            left: side(&a.node, &left.sources, from),
            right: side(&b.node, &right.sources, to),
            differences: &found,
        };
        for width in [80, 140] {
            let paint = Paint::new(Look { color: false, unicode: true, width: Some(width) });
            let manner = Manner { secrets: false, all: true, paint };
            let mut out = String::new();
            summary(&[pair, pair], manner, &mut out);
            text(&pair, manner, &mut out);
            releases(&[pair], manner, &mut out);
            for line in out.lines() {
                assert!(line.chars().count() <= width, "{} {width}: {line}", case.id);
            }
            if at == 0 {
                crate::cli::snapshot(&format!("diff-{width}"), out);
            }
        }
    }
}
