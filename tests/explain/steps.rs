//! The pipeline, traced: the same Pod, step by step, and what is said of steps that did nothing.

use std::collections::BTreeMap;

use podtpl::explain::lookup::Lookup;
use podtpl::explain::steps::accounts;
use podtpl::flyte::pipeline::{PIPELINE, State, Trace, trace};
use podtpl::output::explain::{Telling, steps};
use podtpl::output::origins::Places;
use podtpl::output::paint::Paint;
use podtpl::output::snippet::Look;
use podtpl::tree::Node;
use podtpl::tree::compare::compare;

use crate::cases::{self, Case, Loaded};

/// The cases that can be read at all, traced by each version that the laws are checked for.
fn for_each_trace(mut f: impl FnMut(&Case, &Loaded, &Trace)) {
    let mut count = 0;
    for version in ["1.16.8", "2.0.43", "docs"] {
        let flyte = cases::version(version);
        for case in cases::all() {
            let Ok(loaded) = cases::load(&case, flyte) else { continue };
            f(&case, &loaded, &trace(&loaded.inputs(), flyte));
            count += 1;
        }
    }
    assert!(count > 2500, "only {count} traces");
}

fn printed(node: &Node) -> String {
    let mut text = String::new();
    podtpl::yaml::emit_json(node, &mut text).unwrap();
    text
}

#[test]
fn a_trace_gives_the_same_pod_or_refusal() {
    for_each_trace(|case, loaded, trace| match (loaded.render(), &trace.result) {
        (Ok(pod), Ok(traced)) => {
            assert_eq!(printed(&pod.node), printed(&traced.node), "{}", case.id);
            assert_eq!(pod.deciders.len(), traced.deciders.len(), "{}", case.id);
        }
        (Err(errors), Err(traced)) => assert_eq!(&errors, traced, "{}", case.id),
        (_, traced) => panic!("{}: {traced:?}", case.id),
    });
}

#[test]
fn every_step_is_told_up_to_the_end() {
    for_each_trace(|case, loaded, trace| {
        let names: Vec<&str> = trace.steps.iter().map(|s| s.step.name).collect();
        let all: Vec<&str> = PIPELINE.iter().take(names.len()).map(|s| s.name).collect();
        assert_eq!(names, all, "{}", case.id);
        let refused = trace.steps.iter().position(|s| s.state == State::Refused);
        match &trace.result {
            Ok(_) => assert_eq!((refused, names.len()), (None, PIPELINE.len()), "{}", case.id),
            Err(_) => assert_eq!(refused, Some(names.len() - 1), "{}", case.id),
        }
        for step in &trace.steps {
            let absent = !(step.step.exists)(loaded.version);
            assert_eq!(absent, step.state == State::NotInVersion, "{} {}", case.id, step.step.name);
        }
    });
}

#[test]
fn the_last_snapshot_is_the_pod() {
    for_each_trace(|case, _, trace| {
        let (Some(last), Ok(pod)) = (trace.steps.last(), &trace.result) else { return };
        for part in ["metadata", "spec"] {
            let (end, node) = (last.after.pod.get(part).unwrap(), pod.node.get(part).unwrap());
            assert_eq!(printed(end), printed(node), "{} {part}", case.id);
        }
        for pair in trace.steps.windows(2) {
            let [one, next] = pair else { continue };
            assert!(same(&one.after.pod, &next.before.pod), "{} {}", case.id, next.step.name);
        }
    });
}

fn same(a: &Node, b: &Node) -> bool {
    compare(a, b).is_empty()
}

/// As values, without looking at what is the same by name.
fn without_nulls(node: &Node) -> serde_json::Value {
    fn strip(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(map) => {
                map.retain(|_, v| !v.is_null());
                map.values_mut().for_each(strip);
            }
            serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = cases::json(node);
    strip(&mut value);
    value
}

#[test]
fn idle_steps_change_nothing_and_others_something() {
    let mut reasons: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for_each_trace(|case, _, trace| {
        for step in &trace.steps {
            let (name, before, after) = (step.step.name, &step.before, &step.after);
            let equal = without_nulls(&before.pod) == without_nulls(&after.pod)
                && without_nulls(&before.established) == without_nulls(&after.established);
            assert_eq!(equal, step.state != State::Did, "{} {name} {:?}", case.id, step.state);
            if let State::Idle(reason) = &step.state {
                assert!(!reason.is_empty() && !reason.ends_with('.'), "{name}");
                *reasons.entry((name, reason.to_string())).or_default() += 1;
            }
        }
    });
    for ((step, reason), n) in reasons {
        println!("{n:6} {step}: {reason}");
    }
}

/// The inputs of testdata/quickstart.
fn quickstart() -> Case {
    let file = |name: &str| cases::read(&cases::folder().join("../quickstart").join(name));
    Case {
        id: "quickstart".to_owned(),
        config: file("flyte.yaml"),
        templates: file("templates.yaml"),
        template_namespace: String::new(),
        task: file("train.yaml"),
        execution: file("execution.yaml"),
        want: BTreeMap::new(),
    }
}

/// The steps of a case as text, at a width.
fn text(case: &Case, version: &str, width: usize) -> String {
    let flyte = cases::version(version);
    let loaded = cases::load(case, flyte).unwrap();
    let inputs = loaded.inputs();
    let trace = trace(&inputs, flyte);
    let look = Look { color: false, unicode: true, width: Some(width) };
    let telling = Telling {
        places: Places { sources: &loaded.sources, templates: &[] },
        secrets: false,
        version: flyte,
        paint: Paint::new(look),
    };
    let mut out = String::new();
    let lookup = Lookup::of(&inputs, &trace);
    steps(&trace, &accounts(&trace, &inputs), lookup.as_ref(), telling, &mut out);
    out
}

#[test]
fn look() {
    let (Ok(id), Ok(v)) = (std::env::var("CASE"), std::env::var("V")) else { return };
    let w = std::env::var("W").ok().and_then(|w| w.parse().ok()).unwrap_or(100);
    if id == "q" {
        return println!("{}", text(&quickstart(), &v, w));
    }
    for case in cases::all().iter().filter(|c| c.id.contains(&id)).take(1) {
        println!("## {}\n{}", case.id, text(case, &v, w));
    }
}
