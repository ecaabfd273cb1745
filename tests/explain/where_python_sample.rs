//! `--where-to-set` over the Python files of the cases: any field, another value, and what is told to
//! do is done.
//!
//! Each run takes a sample by a fixed seed; `PODTPL_PERTURB` is the number of questions, or `all` for every field.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::reader::{Files, apply, run};

/// How many questions a run asks.
const SAMPLE: usize = 60;

fn next(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state as usize
}

/// The Python files of a folder, by their names in it.
fn collect(folder: &Path, below: &str, files: &mut Files) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{below}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files);
        } else if name.ends_with(".py") {
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}

/// Leaves with the values to ask for.
fn questions(pod: &Value, path: &str, out: &mut Vec<String>) {
    match pod {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            let key = key.replace('~', "~0").replace('/', "~1");
            questions(value, &format!("{path}/{key}"), out);
        }),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, value)| questions(value, &format!("{path}/{i}"), out));
        }
        Value::Bool(b) => out.push(format!("{path}={}", !b)),
        Value::Number(n) => out.extend(n.as_i64().map(|n| format!("{path}={}", n + 1))),
        Value::String(text) => {
            let amount = path.contains("/resources/") || path.ends_with("/sizeLimit") || path.contains("/overhead/");
            let other = if text == "3" { "4" } else { "3" };
            out.push(format!("{path}={}", if amount { other } else { "another" }));
        }
        Value::Null => {}
    }
}

/// A task of a case.
struct Asked {
    head: String,
    files: Files,
    flags: String,
    questions: Vec<String>,
}

/// All tasks that there is a Pod of.
fn tasks() -> Vec<Asked> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let roots = ["conformance/python", "cases/python"].map(|below| root.join(below));
    let entries = roots.iter().flat_map(|root| fs::read_dir(root).unwrap());
    let mut folders: Vec<_> = entries.map(|e| e.unwrap().path()).filter(|p| p.join("case.json").is_file()).collect();
    folders.sort();
    let mut out = Vec::new();
    for folder in folders {
        let mut files = Files::new();
        collect(&folder, "", &mut files);
        let id = folder.file_name().unwrap().to_str().unwrap();
        let flyte = if id.starts_with("v2-") { "2.0.43" } else { "1.16.8" };
        let case: Value = serde_json::from_str(&fs::read_to_string(folder.join("case.json")).unwrap()).unwrap();
        let image = case["settings"]["image"].as_str().unwrap_or("own:1");
        let flags = format!("--flyte {flyte} --image {image} --task-project p --task-domain d --task-version v");
        for name in case["tasks"].as_object().into_iter().flat_map(|tasks| tasks.keys()) {
            let flags = format!("task.py:{name} {flags}");
            let output = run(&files, &format!("render {flags} -o json")).run();
            let Ok(pod) = serde_json::from_str::<Value>(&output.stdout) else { continue };
            let mut questions = Vec::new();
            for part in ["metadata", "spec"] {
                self::questions(&pod[part], &format!("/{part}"), &mut questions);
            }
            out.push(Asked { head: format!("{id} {name}"), files: files.clone(), flags, questions });
        }
    }
    out
}

/// What is wrong with the answers to a question; counts them.
fn faults(task: &Asked, question: &str, count: &mut BTreeMap<&'static str, usize>) -> Vec<String> {
    let ask = |files: &Files, flags: &str, question: &str| {
        let command = format!("explain {flags} --show-secrets -o json --where-to-set");
        run(files, &command).argument(question).run()
    };
    let output = ask(&task.files, &task.flags, question);
    if output.code == 2 && output.stderr.contains("error[") {
        // no such value can be asked for here: a name that Kubernetes takes from a list, a quantity
        *count.entry("no question").or_default() += 1;
        return Vec::new();
    }
    let Ok(document) = serde_json::from_str::<Value>(&output.stdout) else {
        return vec![format!("code {}: {}", output.code, output.stderr)];
    };
    let (path, value) = (document["path"].as_str().unwrap(), question.split_once('=').unwrap().1);
    let again = format!("{path}={value}");
    let mut out = Vec::new();
    *count.entry("questions").or_default() += 1;
    *count.entry("untried").or_default() += usize::from(document["untried"].is_array());
    let mut by_python = false;
    for answer in document["answers"].as_array().unwrap() {
        let python = answer["changes"].as_array().unwrap().iter().any(|c| c["column"].is_u64());
        // a second item of the same name has the value, and is no answer
        let reason = answer["reason"].as_str().unwrap_or("");
        let is_twin = reason.contains(" times, which Kubernetes refuses") || reason.starts_with("it adds another");
        if !python || is_twin || answer["result"] == "refused" {
            continue;
        }
        let (files, flags) = apply(answer, &task.files, &task.flags);
        // a container may have another name then, and the same place; what lost may stand at another place
        let is_there = |question: &str| ask(&files, &flags, question).stdout.contains("\"state\": \"already\"");
        let first = path.split_once("].").filter(|(list, _)| list.starts_with("spec.containers["));
        let by_place = first.map_or_else(String::new, |(_, rest)| format!("spec.containers[0].{rest}={value}"));
        let wins = answer["result"] == "wins";
        if (is_there(&again) || wins && (is_there(question) || is_there(&by_place))) != wins {
            out.push(format!("{}, but: {answer:#}", answer["result"]));
        }
        *count.entry(if wins { "wins" } else { "loses" }).or_default() += 1;
        by_python |= wins;
    }
    *count.entry("settable in Python").or_default() += usize::from(by_python);
    out
}

#[test]
fn answers_about_the_conformance_cases_come_true() {
    let asked = std::env::var("PODTPL_PERTURB").unwrap_or_default();
    let (all, number) = (asked == "all", asked.parse().unwrap_or(SAMPLE));
    let (tasks, mut state) = (tasks(), 0x9e37_79b9_7f4a_7c15);
    assert!(tasks.len() > 60, "{}", tasks.len());
    let chosen: Vec<(&Asked, &String)> = match all {
        true => tasks.iter().flat_map(|t| t.questions.iter().map(move |q| (t, q))).collect(),
        false => (0..number)
            .map(|_| {
                let task = &tasks[next(&mut state) % tasks.len()];
                (task, &task.questions[next(&mut state) % task.questions.len()])
            })
            .collect(),
    };
    let (mut count, mut failures) = (BTreeMap::new(), Vec::new());
    for (task, question) in chosen {
        let faults = faults(task, question, &mut count);
        failures.extend(faults.into_iter().map(|fault| format!("{} {question}: {fault}", task.head)));
    }
    println!("{count:?}");
    assert!(failures.is_empty(), "{}:\n{}", failures.len(), failures.join("\n"));
    assert!(count["settable in Python"] * 5 > count["questions"], "{count:?}");
}
