//! TaskTemplates as the SDKs print them: read unchanged, in any spelling, inside a TaskSpec too.

use std::io::Read;

use super::*;
use crate::sdk::messages::{self, Kind};

fn samples() -> Vec<PathBuf> {
    let all = files(&testdata("cases/sdk/samples"), ".tasktemplate.json");
    assert!(all.len() > 35, "{}", all.len());
    all
}

/// The same message with the names of the proto files.
fn snake(value: &Json, kind: &Kind) -> Json {
    match (value, kind) {
        (Json::Object(map), Kind::Message(name)) => {
            let field = |key: &str| messages::fields(name).iter().find(|f| f.json == key).unwrap();
            map.iter().map(|(k, v)| (field(k).proto.to_owned(), snake(v, &field(k).kind))).collect()
        }
        (Json::Array(items), Kind::List(inner)) => items.iter().map(|v| snake(v, inner)).collect(),
        (Json::Object(map), Kind::Map(inner)) => map.iter().map(|(k, v)| (k.clone(), snake(v, inner))).collect(),
        _ => value.clone(),
    }
}

#[test]
fn reading_gives_the_same() {
    for path in samples() {
        let task = one(&text(&path), "1.16.8");
        let wanted = json_file(&path);
        assert_eq!(json(&task.template), wanted, "{}", path.display());
        assert_eq!(task.name, wanted["id"]["name"], "{}", path.display());
    }
}

#[test]
fn every_leaf_has_its_place() {
    for path in samples() {
        let mut sources = Sources::new();
        let id = sources.add("task.json", text(&path));
        let (tasks, _) = read(&sources, id, "2.0.43").unwrap();
        tasks[0].template.for_each_leaf(&mut |field, node| {
            let Origin::File { span, layer } = &node.origin else { panic!("{field}: {:?}", node.origin) };
            let slice = sources.slice(*span);
            let field = field.to_string();
            let pod = field.starts_with("k8sPod.podSpec") || field.starts_with("k8sPod.metadata");
            let sidecar = field.starts_with("custom") && tasks[0].template.str_at("type") == "sidecar";
            assert_eq!(*layer == Layer::TaskPodTemplate, pod || sidecar, "{field} {layer:?}");
            if let Some(text) = node.as_str() {
                assert_eq!(serde_json::from_str::<String>(slice).unwrap(), text, "{field}");
            }
        });
    }
}

#[test]
fn both_spellings_are_the_same() {
    for path in samples() {
        let camel: Json = json_file(&path);
        let snake = snake(&camel, &Kind::Message("TaskTemplate"));
        assert_ne!(snake, camel);
        assert_eq!(json(&one(&snake.to_string(), "2.0.43").template), camel, "{}", path.display());
    }
}

#[test]
fn a_task_spec_gives_its_template() {
    for path in samples() {
        let template: Json = json_file(&path);
        for key in ["template", "taskTemplate", "task_template"] {
            let spec = serde_json::json!({"shortName": "x", key: template});
            assert_eq!(json(&one(&spec.to_string(), "1.16.8").template), template, "{} {key}", path.display());
        }
        let task = serde_json::json!({"id": {"name": "x"}, "closure": {"compiledTask": {"template": template}}});
        assert_eq!(json(&one(&task.to_string(), "1.16.8").template), template);
    }
    for path in files(&testdata("cases/sdk/samples"), ".taskspec.json") {
        let spec: Json = json_file(&path);
        assert_eq!(json(&one(&text(&path), "2.0.43").template), spec["taskTemplate"]);
    }
}

#[test]
fn names_numbers_and_scalars_of_protojson() {
    let task = one(
        "id: {resource_type: 1, name: t, version: 1.10}\n\
         type: python-task\n\
         task_type_version: '2'\n\
         metadata: {interruptible: null, retries: {retries: 3.0}, timeout: 90s, tags: {n: 1, yes: yes, f: 0x1F}}\n\
         container: {image: i, architecture: 2, resources: {requests: [{name: 1, value: 0.50}]}}\n\
         security_context: {secrets: [{mountRequirement: 9}]}\n",
        "1.16.8",
    );
    let wanted = serde_json::json!({
        "id": {"resourceType": "TASK", "name": "t", "version": "1.10"},
        "type": "python-task",
        "taskTypeVersion": 2,
        "metadata": {"retries": {"retries": 3}, "timeout": "90s", "tags": {"n": "1", "yes": "yes", "f": "0x1F"}},
        "container": {"image": "i", "architecture": "ARM64", "resources": {"requests": [{"name": "CPU", "value": "0.50"}]}},
        "securityContext": {"secrets": [{"mountRequirement": 9}]},
    });
    assert_eq!(json(&task.template), wanted);
}

#[test]
fn several_documents_are_several_tasks() {
    let mut sources = Sources::new();
    let id = sources
        .add("t.yaml", "name: a.b\n---\ntasks:\n- name: c.d\n- {name: e.f, sdk: flyte}\n---\nid: {name: g}\n---\n");
    let (tasks, _) = read(&sources, id, "1.16.8").unwrap();
    let names: Vec<&str> = tasks.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["a.b", "c.d", "e.f", "g"]);
    let kinds: Vec<&str> = tasks.iter().map(|t| t.template.str_at("type")).collect();
    assert_eq!(kinds, ["python-task", "python-task", "python", ""]);
}

#[test]
fn tasks_of_the_conformance_cases_stay_as_they_are() {
    let mut read = 0;
    for path in files(&testdata("conformance/pods"), ".jsonl.gz") {
        let mut cases = String::new();
        flate2::read::GzDecoder::new(std::fs::File::open(&path).unwrap()).read_to_string(&mut cases).unwrap();
        for line in cases.lines().filter(|l| !l.is_empty()) {
            let case: Json = serde_json::from_str(line).unwrap();
            let task = one(&case["task"].to_string(), "1.16.8");
            assert_eq!(json(&task.template), whole(case["task"].clone()), "{}", case["id"]);
            read += 1;
        }
    }
    assert!(read > 1000, "{read}");
}
