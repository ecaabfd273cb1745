//! Tasks as a cluster and flytectl give them: with the facts of their execution, in lists.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::common::Podtpl;

fn sample(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/sdk-samples").join(name)).unwrap()
}

fn template(name: &str) -> Value {
    serde_json::from_slice(&sample(name)).unwrap()
}

/// The TaskTemplate of a TaskSpec: what its first field holds.
fn inner(spec: &[u8]) -> &[u8] {
    assert_eq!(spec[0], 0x0a);
    let (mut at, mut len) = (1, 0usize);
    loop {
        len |= usize::from(spec[at] & 0x7f) << (7 * (at - 1));
        at += 1;
        if spec[at - 1] & 0x80 == 0 {
            return &spec[at..at + len];
        }
    }
}

fn task_action(template: &[u8]) -> Value {
    json!({"apiVersion": "flyte.org/v1", "kind": "TaskAction",
        "metadata": {"name": "r1-a0", "namespace": "team-a", "uid": "u-1", "labels": {"flyte.org/run": "r1"}},
        "spec": {"runName": "r1", "project": "p", "domain": "d", "actionName": "a0", "taskType": "python",
            "inputUri": "s3://b/in/inputs.pb", "runOutputBase": "s3://b/out", "envVars": {"E": "1"},
            "interruptible": true, "taskTemplate": STANDARD.encode(template)},
        "status": {"attempts": 2}})
}

const FACTS: &str = "\
namespace: team-a
labels: {flyte.org/run: r1}
annotations: {}
owner: {name: r1-a0, uid: u-1}
name: r1
node: a0
project: p
domain: d
attempt: 1
interruptible: true
env: {E: '1'}
paths: {input: s3://b/in/inputs.pb, inputPrefix: s3://b/in, runOutputBase: s3://b/out}
";

#[test]
fn a_task_action_brings_its_facts() {
    let spec = sample("v2_g2_csi.spec.pb");
    let action = serde_json::to_string_pretty(&task_action(inner(&spec))).unwrap();
    let from_action = Podtpl::new("render a.json --flyte 2.0.43").file("a.json", &action).run().result();
    let from_facts =
        Podtpl::new("render a.pb -x facts.yaml --flyte 2.0.43").file("a.pb", &spec).file("facts.yaml", FACTS);
    assert_eq!(from_action, from_facts.run().result());
    // what is given wins
    let given = Podtpl::new("render a.json --flyte 2.0.43 --attempt 4 -n other -o name").file("a.json", &action);
    assert!(given.run().result().contains("r1-a0-4"));
    // in a list, as `kubectl get -o json` prints it
    let list = json!({"apiVersion": "v1", "kind": "List", "items": [task_action(inner(&spec))]}).to_string();
    assert_eq!(Podtpl::new("render a.json --flyte 2.0.43").file("a.json", list).run().result(), from_action);
    let origins = Podtpl::new("render a.json --flyte 2.0.43 --origins comments").file("a.json", &action).run().result();
    let line = action.lines().position(|l| l.contains("\"taskTemplate\"")).unwrap() + 1;
    assert!(origins.contains(&format!("# a.json:{line}:")), "{origins}");
    let explained = Podtpl::new("explain a.json spec.containers[0].image --flyte 2.0.43").file("a.json", &action);
    assert!(explained.run().result().contains(&format!("a.json:{line}")));
}

#[test]
fn a_task_action_that_holds_no_task() {
    let run = |action: Value| Podtpl::new("render a.json").file("a.json", action.to_string()).run().failure();
    let mut action = task_action(b"");
    action["spec"]["taskTemplate"] = json!("!!");
    assert!(run(action.clone()).contains("`spec.taskTemplate` is not base64"));
    action["spec"]["taskTemplate"] = json!(STANDARD.encode("no task"));
    assert!(run(action.clone()).contains("is no TaskTemplate in protobuf"));
    action["spec"].as_object_mut().unwrap().remove("taskTemplate");
    assert!(run(action).contains("has no `spec.taskTemplate`"));
}

#[test]
fn a_flyte_workflow_has_a_pod_for_each_node() {
    let task = template("v1_a2_brief_example.tasktemplate.json");
    let key = "resource_type:TASK project:\"p\"";
    let workflow = json!({"apiVersion": "flyte.lyft.com/v1alpha1", "kind": "flyteworkflow",
        "metadata": {"name": "f5c9", "namespace": "p-d", "uid": "u-2", "labels": {"execution-id": "f5c9"}, "annotations": {"k": "v"}},
        "spec": {"id": "p:d:app.wf", "nodes": {
            "start-node": {"id": "start-node", "kind": "start"},
            "n0": {"id": "n0", "kind": "task", "task": key},
            "n1": {"id": "n1", "kind": "task", "task": key, "interruptible": true, "containerImage": "other:1",
                   "resources": {"requests": {"cpu": "3"}, "limits": {"cpu": "3"}}}}},
        "executionId": {"project": "p", "domain": "d", "name": "f5c9"},
        "securityContext": {"run_as": {"k8s_service_account": "runner"}},
        "executionConfig": {"EnvironmentVariables": {"E": "1"}},
        "tasks": {key: task}});
    let pods = Podtpl::new("render a.json --flyte 1.16.8").file("a.json", workflow.to_string()).run().result();
    let facts = |node: &str| {
        format!(
            "namespace: p-d\nlabels: {{execution-id: f5c9}}\nannotations: {{k: v}}\nowner: {{name: f5c9, uid: u-2}}\n\
             name: f5c9\nproject: p\ndomain: d\nworkflow: p:d:app.wf\nserviceAccount: runner\nenv: {{E: '1'}}\nnode: {node}\n"
        )
    };
    let n1 = "interruptible: true\noverrides: {containerImage: 'other:1', resources: {requests: [{name: CPU, value: '3'}], \
              limits: [{name: CPU, value: '3'}]}}\n";
    let one = |facts: String| {
        let run = Podtpl::new("render a.json -x facts.yaml --flyte 1.16.8").file("facts.yaml", facts);
        run.file("a.json", task.to_string()).run().result()
    };
    assert_eq!(pods, format!("{}---\n{}", one(facts("n0")), one(facts("n1") + n1)));
    let offloaded =
        r#"{"apiVersion": "flyte.lyft.com/v1alpha1", "kind": "flyteworkflow", "workflowClosureReference": "s3://x"}"#;
    let failure = Podtpl::new("render a.json").file("a.json", offloaded).run().failure();
    assert!(failure.contains("holds no `tasks`"), "{failure}");
}

#[test]
fn tasks_as_flytectl_prints_them() {
    let task = |name: &str| json!({"id": template(name)["id"], "closure": {"compiledTask": {"template": template(name)}, "createdAt": "2026-01-01T00:00:00Z"}});
    let names = ["v1_a2_brief_example.tasktemplate.json", "v1_c_hostpath.tasktemplate.json"];
    let plain = |i: usize| Podtpl::new("render a.json --flyte 1.16.8").file("a.json", sample(names[i])).run().result();
    let both = format!("{}---\n{}", plain(0), plain(1));
    let run = |text: String| Podtpl::new("render a.json --flyte 1.16.8").file("a.json", text).run().result();
    assert_eq!(run(task(names[0]).to_string()), plain(0));
    assert_eq!(run(task(names[0])["closure"].to_string()), plain(0));
    let list = json!([task(names[0]), task(names[1])]);
    assert_eq!(run(list.to_string()), both);
    assert_eq!(run(json!({"tasks": list, "token": ""}).to_string()), both);
}
