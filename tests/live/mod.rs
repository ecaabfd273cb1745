//! Live Pods: everything that Flyte and Kubernetes do is explained, and everything else is found.

use std::path::Path;

use podtpl::diff::live::{Class, LiveDifference, live, pod};
use podtpl::flyte::version::FlyteVersion;
use podtpl::source::Sources;
use podtpl::tree::Node;
use serde_json::Value;

use crate::cases::{self, Case};

mod edits;
mod rules;

/// A live Pod with the inputs that Flyte made it of.
pub struct LiveCase {
    pub case: Case,
    pub version: FlyteVersion,
    pub live: Value,
    /// What somebody else changed.
    pub foreign: Vec<String>,
}

/// The live Pods of a text, one a line.
pub fn of_text(text: &str) -> Vec<LiveCase> {
    let cases = cases::of_text(text);
    let read = |(line, case): (&str, Case)| {
        let mut value: Value = serde_json::from_str(line).unwrap();
        let foreign = value["foreign"].as_array().into_iter().flatten();
        LiveCase {
            case,
            version: cases::version(value["flyte"].as_str().unwrap()),
            foreign: foreign.map(|path| path.as_str().unwrap().to_owned()).collect(),
            live: value["live"].take(),
        }
    };
    text.lines().zip(cases).map(read).collect()
}

/// The live Pods of `testdata/conformance/live`.
pub fn all() -> Vec<LiveCase> {
    of_text(&cases::read(&cases::folder().join("live/cases.jsonl.gz")))
}

/// A JSON value as the program reads it.
pub fn node(value: &Value) -> Node {
    let mut sources = Sources::new();
    let id = sources.add("live.json".to_owned(), serde_json::to_string_pretty(value).unwrap());
    pod(&sources, id).unwrap()
}

impl LiveCase {
    /// What Flyte makes; nothing where podtpl refuses the inputs.
    pub fn rendered(&self) -> Option<Node> {
        Some(cases::load(&self.case, self.version).and_then(|loaded| loaded.render()).ok()?.node)
    }

    pub fn differences(&self) -> Option<Vec<LiveDifference>> {
        Some(live(&self.rendered()?, &node(&self.live), self.version.kubernetes_api()))
    }
}

/// Whether a difference is what `foreign` names: `spec.containers[0].env[name=INJECTED]`,
/// `metadata.annotations[sidecar.istio.io/status]`. Items are named by their index in the live Pod
/// or by a field, entries of maps with a dot or in brackets.
pub fn is_at(difference: &LiveDifference, root: &Value, wanted: &str) -> bool {
    let pointer = difference.difference.path.pointer();
    let steps: Vec<String> = pointer.split('/').skip(1).map(|s| s.replace("~1", "/").replace("~0", "~")).collect();
    let mut rest = wanted;
    let mut here = Some(root);
    for (i, step) in steps.iter().enumerate() {
        let next = here.and_then(|v| match v {
            Value::Array(items) => items.get(step.parse::<usize>().ok()?),
            other => other.get(step),
        });
        let bracket = rest.strip_prefix('[').and_then(|r| r.split_once(']'));
        rest = match (here, bracket) {
            (Some(Value::Array(_)), Some((inside, behind))) => {
                let fits = match inside.split_once('=') {
                    Some((key, value)) => next.is_some_and(|item| item[key].as_str() == Some(value)),
                    None => inside == step,
                };
                if !fits {
                    return false;
                }
                behind
            }
            (_, Some((inside, behind))) if inside == step => behind,
            _ => {
                let dotted = rest.strip_prefix('.').unwrap_or(if i == 0 { rest } else { "" });
                match dotted.strip_prefix(step.as_str()) {
                    Some(behind) if behind.is_empty() || behind.starts_with(['.', '[']) => behind,
                    _ => return false,
                }
            }
        };
        here = next;
    }
    rest.is_empty()
}

/// What is wrong with the differences of a case.
pub fn wrong(case: &LiveCase, differences: &[LiveDifference]) -> Vec<String> {
    let foreign: Vec<&LiveDifference> = differences.iter().filter(|d| d.class == Class::Foreign).collect();
    let mut wrong = Vec::new();
    for wanted in &case.foreign {
        let found = foreign.iter().filter(|d| is_at(d, &case.live, wanted)).count();
        if found != 1 {
            wrong.push(format!("{wanted} is found {found} times"));
        }
    }
    for difference in &foreign {
        if !case.foreign.iter().any(|wanted| is_at(difference, &case.live, wanted)) {
            let (op, shown) = (difference.difference.op.name(), &difference.difference.shown);
            wrong.push(format!("{op} {shown} is not explained: {}", difference.reason));
        }
    }
    wrong
}

#[test]
fn what_others_changed_is_found_and_nothing_else() {
    let (count, foreign, explained) = check(&all());
    assert!(count >= 52 && foreign >= 16 && explained > 1000);
}

/// Pods of the other cases, sent through Kubernetes' own defaulting, admission and preparation
/// (1.34.3), many of them with everything that a Pod can have.
#[test]
fn whatever_kubernetes_does_is_explained() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/cases/live/kubernetes.jsonl.gz");
    let (count, foreign, explained) = check(&of_text(&cases::read(&path)));
    assert!(count > 200 && foreign > 50 && explained > 4000);
}

/// Compares every case; gives how many there are, and how many differences of both sorts.
fn check(cases: &[LiveCase]) -> (usize, usize, usize) {
    let mut report = String::new();
    let (mut explained, mut foreign) = (0, 0);
    for case in cases {
        let differences = case.differences().unwrap();
        let wrong = wrong(case, &differences);
        if !wrong.is_empty() {
            report.push_str(&format!("{}\n    {}\n", case.case.id, wrong.join("\n    ")));
        }
        explained += differences.iter().filter(|d| d.class.is_explained()).count();
        foreign += case.foreign.len();
    }
    println!("{} live Pods: {explained} differences explained, {foreign} foreign", cases.len());
    assert!(report.is_empty(), "{report}");
    (cases.len(), foreign, explained)
}

/// More live Pods of the same form: `PODTPL_LIVE` names a folder with `*.jsonl` files.
#[test]
#[ignore = "on demand: PODTPL_LIVE=FOLDER cargo test -- --ignored live_pods_of_a_folder"]
fn live_pods_of_a_folder() {
    let folder = std::env::var("PODTPL_LIVE").expect("PODTPL_LIVE names a folder");
    let (mut count, mut failed, mut refused, mut report) = (0, 0, 0, String::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "jsonl") {
            continue;
        }
        for case in of_text(&cases::read(&path)) {
            let Some(differences) = case.differences() else {
                refused += 1;
                continue;
            };
            count += 1;
            let wrong = wrong(&case, &differences);
            if !wrong.is_empty() {
                failed += 1;
                report.push_str(&format!("{}\n    {}\n", case.case.id, wrong.join("\n    ")));
            }
        }
    }
    println!("{} of {count} live Pods are told apart rightly; {refused} are not rendered", count - failed);
    let report: String = report.lines().take(400).map(|l| format!("{l}\n")).collect();
    assert!(failed == 0, "{failed} of {count}\n{report}");
    assert!(count > 0);
}
