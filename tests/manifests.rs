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
paths:
  input: s3://b/in/inputs.pb
  inputPrefix: s3://b/in
  runOutputBase: s3://b/out
  outputPrefix: s3://b/ju/out/a0/2
  rawOutputDataPrefix: s3://b/ju/out/a0/2
  checkpointOutputPrefix: s3://b/ju/out/a0/2/_flytecheckpoints
  prevCheckpointPrefix: s3://b/ju/out/a0/1/_flytecheckpoints
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
             name: f5c9\nproject: p\ndomain: d\nworkflow: p:d:app.wf\nserviceAccount: runner\nenv: {{E: '1'}}\nnode: {node}\n\
             paths: {{prevCheckpointPrefix: ''}}\n"
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

/// What Flyte's own code makes of objects: propeller's node executor (1.16.8), the executor's task
/// context (2.0.43), tasks through flytectl's printer.
#[test]
fn objects_give_the_pods_that_flyte_makes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/cases/manifests/cases.jsonl");
    let text = fs::read_to_string(path).unwrap();
    assert!(text.lines().count() > 20);
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let (id, name) = (case["id"].as_str().unwrap(), case["name"].as_str().unwrap());
        let mut arguments = format!("render {name} -o json --flyte {}", case["flyte"].as_str().unwrap());
        let files = [("config", "-c"), ("podTemplates", "-t"), ("facts", "-x")];
        let given = files.map(|(key, flag)| (key, flag, case[key].as_str().unwrap()));
        for (key, flag, _) in given.iter().filter(|(_, _, text)| !text.is_empty()) {
            arguments += &format!(" {flag} {key}.yaml");
        }
        arguments += &format!(" {}", case["args"].as_str().unwrap());
        let mut run = Podtpl::new(arguments.trim()).file(name, case["text"].as_str().unwrap());
        for (key, _, text) in given {
            run = run.file(&format!("{key}.yaml"), text);
        }
        let result: Value = serde_json::from_str(&run.run().result()).unwrap();
        let pods = if result["kind"] == "List" { result["items"].as_array().unwrap().clone() } else { vec![result] };
        let wanted = case["want"].as_array().unwrap();
        assert_eq!(pods.len(), wanted.len(), "{id}");
        for (pod, wanted) in pods.iter().zip(wanted) {
            let differences = crate::cases::differences(wanted, pod);
            assert!(differences.is_empty(), "{id}: {differences:#?}");
        }
    }
}

/// A case's object, with something of it changed.
fn object(id: &str, change: impl Fn(&mut Value)) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/cases/manifests/cases.jsonl");
    let cases = fs::read_to_string(path).unwrap();
    let mut cases = cases.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let case = cases.find(|case| case["id"] == id).unwrap();
    let mut object = serde_json::from_str(case["text"].as_str().unwrap()).unwrap();
    change(&mut object);
    serde_json::to_string_pretty(&object).unwrap()
}

#[test]
fn what_is_given_wins_over_the_object_and_what_follows_changes_with_it() {
    let action = |attempts: u32| object("action/child", |o| o["status"]["attempts"] = json!(attempts));
    let run = |text: String, more: &str, facts: &str| {
        let run = Podtpl::new(&format!("render a.json --flyte 2.0.43 {more}")).file("a.json", text);
        run.file("facts.yaml", facts).run().result()
    };
    // all paths follow from the attempt
    assert_eq!(run(action(1), "--attempt 2", ""), run(action(3), "", ""));
    assert_eq!(run(action(1), "-x facts.yaml", "attempt: 2\n"), run(action(3), "", ""));
    assert_eq!(run(action(1), "-x facts.yaml --attempt 2", "attempt: 1\n"), run(action(3), "", ""));
    // one path alone
    let given = run(action(1), "-x facts.yaml", "paths: {outputPrefix: s3://mine}\n");
    assert!(given.contains("- s3://mine\n") && given.contains("s3://b/org/r1/a0/inputs.pb"), "{given}");
    // failures do not count where it is said whether the node is interruptible
    let failed = |more: &str| {
        let text = object("workflow/long-exec", |o| {
            o["executionConfig"]["Interruptible"] = json!(true);
            o["status"]["nodeStatus"] = json!({"n1": {"systemFailures": 3}});
        });
        let run = Podtpl::new(&format!("render a.json --flyte 1.16.8 --node n1 {more}")).file("a.json", text);
        run.run().result().contains("interruptible: \"true\"")
    };
    assert_eq!([failed(""), failed("--interruptible"), failed("--interruptible=false")], [false, true, false]);
}

#[test]
fn nodes_of_an_object_by_their_names() {
    let nested = object("workflow/long-exec", |o| {
        let node = o["spec"]["nodes"]["n1"].clone();
        o["spec"]["nodes"] = json!({
            "n0": {"id": "n0", "kind": "workflow", "workflow": {"subWorkflowRef": "sub"}},
            "n1": node, "n2": {"id": "n2", "kind": "task", "task": "nothing"}});
        o["subWorkflows"] = json!({"sub": {"id": "p:d:sub", "nodes": {"n1": node}}, "loop": {"nodes": {}}});
    });
    let run = |text: &str, more: &str| {
        Podtpl::new(&format!("render a.json --flyte 1.16.8 -o name {more}")).file("a.json", text).run()
    };
    let failure = run(&nested, "").failure();
    assert!(failure.contains("node `n2` runs `nothing`, which is not among the `tasks`"), "{failure}");
    let nested = nested.replace("\"nothing\"", "null");
    assert_eq!(run(&nested, "").result().lines().count(), 2);
    assert!(run(&nested, "--node n0-0-n1").result().ends_with("\n"));
    assert_eq!(run(&nested, "--node n1").result(), run(&nested, "--node app.wf.n1").result());
    assert_ne!(run(&nested, "--node n1").result(), run(&nested, "--node n0-0-n1").result());
    let failure = run(&nested, "--node n0-n1").failure();
    assert!(failure.contains("no node `n0-n1`") && failure.contains("did you mean `n0-0-n1`"), "{failure}");
    // a workflow in itself ends somewhere
    let node = "{\"id\": \"n0\", \"kind\": \"workflow\", \"workflow\": {\"subWorkflowRef\": \"loop\"}}";
    let looped = nested.replace("\"nodes\": {}", &format!("\"nodes\": {{\"a\": {node}, \"b\": {node}}}"));
    let looped = looped.replace("\"subWorkflowRef\": \"sub\"", "\"subWorkflowRef\": \"loop\"");
    let failure = run(&looped, "").failure();
    assert!(failure.contains("nested too deeply") || failure.contains("the rest is not read"), "{failure}");
}

#[test]
fn tasks_of_an_object_are_listed_once() {
    let text = object("workflow/long-exec", |o| o["spec"]["nodes"]["n1"]["containerImage"] = json!("over:1"));
    let list = Podtpl::new("tasks a.json -o json").file("a.json", text).run().result();
    let list: Value = serde_json::from_str(&list).unwrap();
    assert_eq!(list["tasks"].as_array().unwrap().len(), 1);
    let overrides =
        json!([{"workflow": "app.wf", "node": "n1", "task": "app.t", "overrides": {"containerImage": "over:1"}}]);
    assert_eq!(list["overrides"], overrides);
}

#[test]
fn objects_that_lack_something() {
    let run = |version: &str, text: String| {
        let run = Podtpl::new(&format!("render a.json --flyte {version}")).file("a.json", text).run();
        (run.code == 0, run.stderr)
    };
    let (made, notes) = run("2.0.43", object("action/child", |o| o["spec"]["inputUri"] = json!("")));
    assert!(made && notes.contains("lacks `spec.inputUri`: Flyte makes no Pod of it"), "{notes}");
    let (made, notes) = run("1.16.8", object("action/child", |_| {}));
    assert!(made && notes.contains("a TaskAction is an object of Flyte 2"), "{notes}");
    let (made, notes) = run(
        "2.0.43",
        object("action/child", |o| {
            o["spec"]["actionType"] = json!("condition");
            o["spec"]["taskTemplate"] = json!(null);
        }),
    );
    assert!(!made && notes.contains("is a condition, which waits for a signal"), "{notes}");
    let (made, notes) = run(
        "1.16.8",
        object("workflow/long-exec", |o| {
            o["tasks"] = json!(null);
            o["workflowClosureReference"] = json!("s3://meta/closure");
        }),
    );
    assert!(!made && notes.contains("Flyte keeps them in its storage, at `s3://meta/closure`"), "{notes}");
    let (made, notes) = run("1.16.8", object("workflow/long-exec", |o| o["spec"]["nodes"] = json!({"start-node": {}})));
    assert!(!made && notes.contains("no node of the FlyteWorkflow runs a task"), "{notes}");
}
