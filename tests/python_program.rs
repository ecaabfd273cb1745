//! The cases of `testdata/conformance/python` through the program: settings as flags, tasks as
//! `podtpl tasks` lists them, and their Pods.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use crate::cases;
use crate::common::{Output, Podtpl};

fn folders() -> Vec<PathBuf> {
    let all = fs::read_dir(cases::folder().join("python")).unwrap().map(|e| e.unwrap().path());
    let mut folders: Vec<PathBuf> = all.filter(|p| p.is_dir()).collect();
    folders.sort();
    folders
}

/// Runs a command on a file of a case, with the case's settings as flags.
fn run(command: &str, task: &str, case: &Json, version: &str) -> Output {
    let settings = &case["settings"];
    let mut podtpl = Podtpl::new(command).argument(task).argument(&format!("--flyte={version}"));
    for (name, flag) in
        [("image", "image"), ("project", "task-project"), ("domain", "task-domain"), ("version", "task-version")]
    {
        if let Some(value) = settings[name].as_str() {
            podtpl = podtpl.argument(&format!("--{flag}={value}"));
        }
    }
    for (name, flag) in [("images", "image"), ("environment", "sdk-env")] {
        for (key, value) in settings[name].as_object().into_iter().flatten() {
            podtpl = podtpl.argument(&format!("--{flag}={key}={}", value.as_str().unwrap()));
        }
    }
    podtpl.run()
}

fn read(folder: &Path) -> (Json, String, &'static str) {
    let case: Json = serde_json::from_str(&fs::read_to_string(folder.join("case.json")).unwrap()).unwrap();
    let version = if case["sdk"].as_str().unwrap().starts_with("flyte ") { "2.0.43" } else { "1.16.8" };
    (case, folder.join("task.py").to_str().unwrap().to_owned(), version)
}

#[test]
fn the_list_has_every_task_with_its_template_or_its_errors() {
    let (mut templates, mut errors) = (0, 0);
    for folder in folders() {
        let (case, file, version) = read(&folder);
        let output = run("tasks -q -o json", &file, &case, version);
        if case["tasks"].get("*").is_some() {
            output.failure();
            continue;
        }
        let all_wrong = case["tasks"].as_object().unwrap().values().all(|t| t["error"].is_string());
        assert_eq!(output.code, if all_wrong { 2 } else { 0 }, "{file}: {}", output.stderr);
        let list: Json = serde_json::from_str(&output.stdout).unwrap();
        assert_eq!((&list["apiVersion"], &list["kind"]), (&Json::from("podtpl/v1"), &Json::from("Tasks")));
        let listed = list["tasks"].as_array().unwrap();
        assert_eq!(listed.len(), case["tasks"].as_object().unwrap().len(), "{file}");
        for task in listed {
            let wrong = task["errors"].as_array().unwrap();
            assert_eq!(task["taskTemplate"].is_null(), !wrong.is_empty(), "{file}: {task}");
            assert!(task["line"].as_u64().unwrap() > 0 && task["file"].as_str().unwrap().ends_with(".py"));
            let placed = |e: &Json| e["line"].is_u64() && e["column"].is_u64() && e["message"].is_string();
            assert!(wrong.iter().all(placed), "{file}: {task}");
            templates += usize::from(wrong.is_empty());
            errors += wrong.len();
        }
    }
    assert!(templates > 150 && errors > 15, "{templates} {errors}");
}

#[test]
fn a_python_task_and_its_template_give_the_same_pod() {
    let (mut pods, mut refused) = (0, 0);
    for folder in folders() {
        let (case, file, version) = read(&folder);
        let undecidable = |name: &str| case["undecidable"].as_array().into_iter().flatten().any(|u| u["task"] == name);
        let tasks = case["tasks"].as_object().unwrap().iter().filter(|(name, _)| !undecidable(name));
        // the name of a mapped task holds a `:` or none that a shell likes; it has a case of its own above
        for (name, task) in tasks.filter(|(_, task)| task["kind"] != "map" && task["taskTemplate"].is_object()) {
            let named = task["taskTemplate"]["metadata"]["podTemplateName"].as_str().unwrap_or("none");
            let template = format!(
                "{{apiVersion: v1, kind: PodTemplate, metadata: {{name: {named}, namespace: flyte}}, template: {{spec: \
                 {{containers: [{{name: default, image: x}}]}}}}}}"
            );
            let directory = Podtpl::new("").file("t.yaml", template);
            let templates = format!("render -q -t {}", directory.path().join("t.yaml").display());
            let python = run(&templates, &format!("{file}:{name}"), &case, version);
            let own = Podtpl::new(&format!("{templates} task.json --flyte {version}"));
            let own = own.file("task.json", task["taskTemplate"].to_string()).run();
            assert_eq!((python.code, &python.stdout), (own.code, &own.stdout), "{file}:{name}: {}", python.stderr);
            pods += usize::from(own.code == 0);
            refused += usize::from(own.code != 0);
        }
    }
    assert!(pods > 150 && refused < 20, "{pods} {refused}");
}
