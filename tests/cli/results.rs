//! What is printed when all is well.

use std::io::Read;
use std::process::Stdio;

use crate::common::Podtpl;

const ALL: &str = "-c flyte.yaml -t templates.yaml -x execution.yaml --flyte 1.16.8";

fn quickstart(flags: &str) -> Podtpl {
    Podtpl::new(&format!("render train.yaml {ALL} {flags}")).quickstart()
}

pub fn snapshot(name: &str, text: String) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn yaml() {
    snapshot("quickstart-yaml", quickstart("").run().result());
}

#[test]
fn yaml_with_origins_as_comments() {
    snapshot("quickstart-comments", quickstart("--origins comments").run().result());
}

#[test]
fn yaml_with_origins_as_annotation() {
    let read = |text: &str| serde_yaml::from_str::<serde_json::Value>(text).unwrap();
    let plain = read(&quickstart("").run().result());
    let mut with = read(&quickstart("--origins annotations").run().result());
    let annotations = with["metadata"]["annotations"].as_object_mut().unwrap();
    let origins = annotations.shift_remove("podtpl/origins").unwrap();
    assert_eq!(with, plain);
    for line in origins.as_str().unwrap().lines() {
        let (path, origin) = line.split_once('\t').unwrap();
        assert!(plain.pointer(path).is_some() && !origin.is_empty(), "{line}");
    }
}

#[test]
fn json_is_the_same_pod() {
    let yaml: serde_json::Value = serde_yaml::from_str(&quickstart("").run().result()).unwrap();
    let json: serde_json::Value = serde_json::from_str(&quickstart("-o json").run().result()).unwrap();
    assert_eq!(yaml, json);
}

#[test]
fn names_and_jsonpath() {
    assert_eq!(quickstart("-o name").run().result(), "pod/f5c9d8a1-n0-0\n");
    let images = quickstart("-o jsonpath={.spec.containers[*].name}").run().result();
    assert_eq!(images, "primary metrics");
}

#[test]
fn several_pods() {
    let two = "-n ranking-development,ranking-production";
    let yaml = quickstart(two).run().result();
    assert_eq!(yaml.split("---\n").count(), 2, "{yaml}");
    let json: serde_json::Value = serde_json::from_str(&quickstart(&format!("{two} -o json")).run().result()).unwrap();
    assert_eq!(json["kind"], "List");
    assert_eq!(json["items"][1]["metadata"]["namespace"], "ranking-production");
    let names = quickstart(&format!("{two} -o name")).run().result();
    assert_eq!(names.lines().count(), 2);
    let picked = quickstart(&format!("{two} -o jsonpath={{.items[*].metadata.namespace}}")).run().result();
    assert_eq!(picked, "ranking-development ranking-production");
}

#[test]
fn origins_file() {
    let run = quickstart("--origins-file origins.json");
    let pod = run.run().result();
    let text = std::fs::read_to_string(run.path().join("origins.json")).unwrap();
    let origins: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    assert_eq!((&origins["apiVersion"], &origins["kind"]), (&"podtpl/v1".into(), &"Origins".into()));
    assert_eq!(origins["flyte"], "1.16.8");
    let pod: serde_json::Value = serde_yaml::from_str(&pod).unwrap();
    for field in origins["fields"].as_array().unwrap() {
        let path = field["path"].as_str().unwrap();
        assert_eq!(pod.pointer(path), Some(&field["value"]), "{path}");
        assert!(field["origin"]["kind"].is_string(), "{field}");
        spans_hold(&run, field);
    }
    for list in ["decides", "withoutEffect"] {
        origins[list].as_array().unwrap().iter().for_each(|fact| spans_hold(&run, fact));
    }
    let leftovers: Vec<_> = std::fs::read_dir(run.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(leftovers.iter().all(|n| !n.to_str().unwrap().starts_with('.')), "{leftovers:?}");
}

/// Every span below a value lies in its file, at the line and column that it says.
fn spans_hold(run: &Podtpl, value: &serde_json::Value) {
    match value {
        serde_json::Value::Object(map) => {
            if let (Some(file), Some(start)) = (map.get("file"), map.get("start")) {
                let text = std::fs::read_to_string(run.path().join(file.as_str().unwrap())).unwrap();
                let (start, end) = (start.as_u64().unwrap() as usize, map["end"].as_u64().unwrap() as usize);
                assert!(start <= end && end <= text.len(), "{map:?}");
                let before = &text[..start];
                let line = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
                assert_eq!((map["line"].as_u64(), map["column"].as_u64()), (Some(line as u64), Some(column as u64)));
            }
            map.values().for_each(|v| spans_hold(run, v));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|v| spans_hold(run, v)),
        _ => {}
    }
}

#[test]
fn origins_of_several_pods() {
    let run = quickstart("-n a,b --origins-file origins.json");
    run.run().result();
    let text = std::fs::read_to_string(run.path().join("origins.json")).unwrap();
    let origins: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(origins["kind"], "OriginsList");
    let items = origins["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!((&items[1]["task"], &items[1]["pod"]), (&"ranking.workflows.train".into(), &"f5c9d8a1-n0-0".into()));
}

#[test]
fn nothing_is_written_if_something_is_wrong() {
    let run = quickstart("--origins-file origins.json").file("flyte.yaml", "plugins: [\n");
    run.run().failure();
    assert!(!run.path().join("origins.json").exists());
}

#[test]
fn the_same_twice() {
    let run = || quickstart("--origins annotations").run().result();
    assert_eq!(run(), run());
}

#[test]
fn tasks_from_standard_input() {
    let task = "name: app.train\ncontainer_image: a:1\n";
    let output = Podtpl::new("render - --flyte 1.16.8 -o name").stdin(task).run();
    assert_eq!(output.result(), "pod/train-n0-0\n");
}

#[test]
fn one_task_of_several() {
    let tasks = "tasks:\n- {name: app.train, container_image: a:1}\n- {name: app.test, container_image: a:1}\n";
    let names = |line: &str| Podtpl::new(line).file("tasks.yaml", tasks).run().result();
    assert_eq!(names("render tasks.yaml --flyte 1.16 -o name"), "pod/train-n0-0\npod/test-n0-0\n");
    assert_eq!(names("render tasks.yaml:test --flyte 1.16 -o name"), "pod/test-n0-0\n");
    assert_eq!(names("render tasks.yaml:app.test --flyte 1.16 -o name"), "pod/test-n0-0\n");
    assert_eq!(names("render tasks.yaml --name tr* --flyte 1.16 -o name"), "pod/train-n0-0\n");
    assert_eq!(
        names("render tasks.yaml:test tasks.yaml:train --flyte 1.16 -o name"),
        "pod/test-n0-0\npod/train-n0-0\n"
    );
}

#[test]
fn a_closed_pipe_is_no_error() {
    let run = quickstart("-n a,b,c,d,e,f,g,h --origins annotations");
    let mut child = run.command().stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_documented_rules_come_with_a_note() {
    let line = "render train.yaml -c flyte.yaml -t templates.yaml -x execution.yaml";
    let output = Podtpl::new(line).quickstart().run();
    assert_eq!(output.code, 0, "{}", output.stderr);
    snapshot("documented-rules", output.stderr);
    let named = Podtpl::new(&format!("{line} --flyte docs")).quickstart().run();
    assert_eq!(named.stderr, "");
}

#[test]
fn help_begins_with_examples() {
    snapshot("help", Podtpl::new("render -h").env("COLUMNS", "100").run().result());
    let long = Podtpl::new("render --help").run().result();
    assert!(long.find("Examples:") < long.find("Usage:"), "{long}");
    for command in ["", "render", "versions", "completions", "man"] {
        let help = Podtpl::new(&format!("{command} -h")).run().result();
        assert!(help.find("Examples:").is_some_and(|at| Some(at) < help.find("Usage:")), "{help}");
    }
}

#[test]
fn versions_are_listed() {
    let text = Podtpl::new("versions").run().result();
    assert!(text.contains("1.16.8") && text.contains("2.0.43"), "{text}");
}

#[test]
fn manuals() {
    assert!(Podtpl::new("man").run().result().contains(".TH podtpl 1"));
    assert!(Podtpl::new("man render").run().result().contains("podtpl render"));
}
