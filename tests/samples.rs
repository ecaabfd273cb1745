//! What the SDKs really write: protobuf, packages and protojson of the same task give the same Pod.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::Podtpl;

const V1: &str = "1.16.8";
const V2: &str = "2.0.43";

/// The runtime templates that samples name.
fn templates() -> String {
    let one = |name: &&str| {
        format!(
            "---\nkind: PodTemplate\nmetadata: {{name: {name}, namespace: flyte}}\n\
             template: {{spec: {{containers: [{{name: default, image: x}}], nodeSelector: {{from: {name}}}}}}}\n"
        )
    };
    ["my-template", "base", "named", "over-name", "task-level-name", "tmpl"].iter().map(one).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/sdk-samples")
}

/// Files of a folder of samples whose name ends so, sorted.
fn ending(folder: &Path, end: &str) -> Vec<PathBuf> {
    let all = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    let mut files: Vec<PathBuf> = all.filter(|p| p.to_str().unwrap().ends_with(end)).collect();
    files.sort();
    files
}

/// A run of one command on a file.
fn run(command: &str, file: &Path, version: &str, more: &str) -> crate::common::Output {
    Podtpl::new(&format!("{command} {} --flyte {version} -t templates.yaml {more}", file.display()))
        .file("templates.yaml", templates())
        .run()
}

fn pods(file: &Path, version: &str) -> String {
    run("render", file, version, "-o json").result()
}

fn version_of(file: &Path) -> &'static str {
    if file.file_name().unwrap().to_str().unwrap().starts_with("v2_") { V2 } else { V1 }
}

#[test]
fn protobuf_and_protojson_give_the_same_pod() {
    let mut compared = 0;
    for folder in [folder(), folder().join("k37")] {
        for pb in ending(&folder, ".spec.pb") {
            let stem = pb.to_str().unwrap().strip_suffix(".spec.pb").unwrap().to_owned();
            let version = version_of(&pb);
            let pod = pods(&pb, version);
            for end in [".tasktemplate.json", ".taskspec.json"] {
                let json = PathBuf::from(format!("{stem}{end}"));
                if json.exists() {
                    assert_eq!(pod, pods(&json, version), "{}", json.display());
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 80, "{compared}");
}

#[test]
fn the_files_of_a_package_are_those_of_its_folder() {
    let loose = ending(&folder().join("pkg"), "_1.pb");
    assert_eq!(loose.len(), 18);
    let mut all = String::new();
    for pb in &loose {
        let json = pb.to_str().unwrap().replace(".pb", ".flyteidl.admin.TaskSpec.json");
        // an id without a project is filled at registration, of a serialized file only
        let flags = "-o json --task-project p --task-domain d --task-version v";
        let pod = run("render", pb, V1, flags).result();
        assert_eq!(pod, run("render", Path::new(&json), V1, flags).result(), "{json}");
        all.push_str(&pods(pb, V1));
    }
    let package: serde_json::Value = serde_json::from_str(&pods(&folder().join("flyte-package.tgz"), V1)).unwrap();
    let mut items = serde_json::Deserializer::from_str(&all).into_iter::<serde_json::Value>();
    for item in package["items"].as_array().unwrap() {
        assert_eq!(*item, items.next().unwrap().unwrap());
    }
    assert!(items.next().is_none());
}

#[test]
fn a_fast_package_differs_in_the_arguments_alone() {
    let read = |name: &str| run_json("tasks", &folder().join(name));
    let (fast, plain) = (read("flyte-package-fast.tgz"), read("flyte-package.tgz"));
    let tasks = |list: &serde_json::Value| list["tasks"].as_array().unwrap().clone();
    let names = |list: &serde_json::Value| -> Vec<String> {
        tasks(list).iter().map(|t| t["name"].as_str().unwrap().to_owned()).collect()
    };
    assert!(!names(&fast).is_empty());
    for name in names(&fast) {
        assert!(names(&plain).contains(&name), "{name}");
    }
    let text = serde_json::to_string(&tasks(&fast)[0]["taskTemplate"]).unwrap();
    assert!(text.contains("pyflyte-fast-execute"), "{text}");
    run("render", &folder().join("flyte-package-fast.tgz"), V1, "").result();
}

#[test]
fn a_node_has_its_overrides_in_every_form() {
    let task = folder().join("v1_d_plain.tasktemplate.json");
    let with = |workflow: &str, more: &str| {
        let workflow = folder().join(workflow);
        run("render", &task, V1, &format!("{} --node n1 -o json {more}", workflow.display())).result()
    };
    let pod = with("v1_wf_with_overrides.workflowspec.json", "");
    let read: serde_json::Value = serde_json::from_str(&pod).unwrap();
    let containers = read["spec"]["containers"].as_array().unwrap();
    let main = containers.iter().find(|c| c["name"] == "main").unwrap();
    assert_eq!(main["image"], "over/ride:1");
    assert_eq!(read["metadata"]["labels"]["ov"], "1");
    for workflow in ["pb_samples/18_workflows.example.wf_2.pb", "pkg/18_workflows.example.wf_2.pb"] {
        assert_eq!(pod, with(workflow, ""), "{workflow}");
    }
    // facts that are given win, key by key; the node decides about interruption
    assert_eq!(read["metadata"]["labels"]["interruptible"], "true");
    let with_facts = |facts: &str| {
        let workflow = folder().join("v1_wf_with_overrides.workflowspec.json");
        let files = format!("{} {}", task.display(), workflow.display());
        let run =
            Podtpl::new(&format!("render {files} --flyte 1.16.8 -t templates.yaml --node wf.n1 -o json -x facts.yaml"));
        run.file("templates.yaml", templates()).file("facts.yaml", facts).run().result()
    };
    assert_eq!(with_facts("overrides: {containerImage: mine}"), pod.replace("over/ride:1", "mine"));
    assert!(with_facts("{name: f1, project: p, domain: d}").contains("\"f1-n1-0\""));
    assert!(with_facts("{name: f1, project: p, domain: d, node: n7}").contains("\"f1-n7-0\""));
}

#[test]
fn nodes_that_are_not_there() {
    let package = folder().join("flyte-package.tgz");
    let failure = run("render", &package, V1, "--node n11").failure();
    assert!(failure.contains("no workflow of these files has a node `n11`"), "{failure}");
    assert!(failure.contains("did you mean `n1`?"), "{failure}");
    let alone = run("render", &folder().join("v1_wf_with_overrides.workflowspec.json"), V1, "--node n1").failure();
    assert!(alone.contains("runs the task `workflows.example.d_plain`, which is not among"), "{alone}");
    let none = run("render", &folder().join("v1_d_plain.spec.pb"), V1, "--node n1").failure();
    assert!(none.contains("there is no workflow with nodes"), "{none}");
}

#[test]
fn tasks_of_a_package_are_listed() {
    let package = folder().join("flyte-package.tgz");
    let list = run("tasks", &package, V1, "-o json").result();
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    let tasks = list["tasks"].as_array().unwrap();
    assert_eq!((list["kind"].as_str(), tasks.len()), (Some("Tasks"), 18));
    let kinds = |kind: &str| tasks.iter().filter(|t| t["kind"] == kind).count();
    assert_eq!((kinds("container"), kinds("map"), kinds("task")), (2, 2, 14));
    assert!(tasks.iter().all(|t| t["line"] == 2 && t["taskTemplate"]["id"]["name"] == t["name"]));
    let overrides = list["overrides"].as_array().unwrap();
    assert_eq!(overrides.len(), 1);
    assert_eq!(overrides[0]["node"], "n1");
    assert_eq!(overrides[0]["overrides"]["containerImage"], "over/ride:1");
    let one = Podtpl::new(&format!("tasks {}:d_plain", package.display())).run().result();
    assert!(one.starts_with("workflows.example.d_plain"), "{one}");
    // and the node that runs it with another image
    let nodes = one.lines().filter(|line| line.starts_with("workflows.example.wf.n1 ")).count();
    assert!(nodes == 1 && one.contains("containerImage"), "{one}");
}

#[test]
fn a_folder_of_serialized_files_is_read() {
    let mut run = Podtpl::new("tasks out -o json");
    for pb in ending(&folder().join("pkg"), ".pb") {
        run = run.file(&format!("out/{}", pb.file_name().unwrap().to_str().unwrap()), fs::read(&pb).unwrap());
    }
    let list: serde_json::Value = serde_json::from_str(&run.run().result()).unwrap();
    assert_eq!(list["tasks"].as_array().unwrap().len(), 18);
    assert_eq!(list["overrides"].as_array().unwrap().len(), 1);
    // the folder of samples has each of them as protojson, too
    let both = run_json("tasks", &folder().join("pkg"));
    assert_eq!(both["tasks"].as_array().unwrap().len(), 36);
    // but what stands twice on a node is told once
    assert_eq!(both["overrides"].as_array().unwrap().len(), 1);
}

fn run_json(command: &str, file: &Path) -> serde_json::Value {
    serde_json::from_str(&run(command, file, V1, "-o json").result()).unwrap()
}

#[test]
fn nobody_is_told_to_edit_a_binary_file() {
    let package = format!("{}:a_flytekit_test_example", folder().join("flyte-package.tgz").display());
    // ids are completed in what would be serialized, too: nothing else changes
    let line = format!("explain {package} --where-to-set spec.hostNetwork=true --flyte 1.16.8 --project p --domain d");
    let answer = Podtpl::new(&line).run().result();
    let first = answer.split("2. ").next().unwrap();
    assert!(!first.contains("also changes"), "{answer}");
    assert!(answer.contains("1. Serialize the task again with this in "), "{answer}");
    assert!(!answer.contains("Add to "), "{answer}");
}

#[test]
fn broken_binary_files_say_what_is_wrong() {
    let bytes = fs::read(folder().join("v1_d_plain.spec.pb")).unwrap();
    let cut = Podtpl::new("render a.pb").file("a.pb", &bytes[..bytes.len() / 2]).run().failure();
    assert!(cut.contains("`a.pb` is no whole protobuf message: byte 0"), "{cut}");
    assert!(cut.contains("cut off"), "{cut}");
    let plan =
        Podtpl::new("render a.pb").file("a.pb", fs::read(folder().join("pkg/19_workflows.example.wf_3.pb")).unwrap());
    let plan = plan.run().failure();
    assert!(plan.contains("is a launch plan") && plan.contains("there is no task in these files"), "{plan}");
    let archive = fs::read(folder().join("flyte-package.tgz")).unwrap();
    let cut = Podtpl::new("render a.tgz").file("a.tgz", &archive[..archive.len() / 2]).run().failure();
    assert!(cut.contains("no whole archive"), "{cut}");
    let workflow =
        Podtpl::new("render a.pb").file("a.pb", fs::read(folder().join("pkg/18_workflows.example.wf_2.pb")).unwrap());
    assert!(workflow.run().failure().contains("there is no task in these files"));
}

/// Leaves out what the wire does not tell from absence; whole numbers of a pod spec are doubles there.
fn on_the_wire(value: &serde_json::Value, key: &str) -> serde_json::Value {
    use serde_json::Value as Json;
    let empty = |v: &Json| match v {
        Json::Null => true,
        Json::String(s) => s.is_empty(),
        Json::Array(a) => a.is_empty(),
        Json::Object(o) => o.is_empty(),
        Json::Number(n) => key == "taskTypeVersion" && n.as_f64() == Some(0.0),
        Json::Bool(_) => false,
    };
    match value {
        Json::Object(map) => {
            let each = map.iter().map(|(k, v)| (k.clone(), on_the_wire(v, k)));
            Json::Object(each.filter(|(_, v)| !empty(v)).collect())
        }
        Json::Array(items) => items.iter().map(|v| on_the_wire(v, "")).collect(),
        Json::Number(n) => n.as_f64().map_or(value.clone(), Json::from),
        other => other.clone(),
    }
}

#[test]
fn the_sources_of_the_samples_give_their_templates() {
    let mut compared = 0;
    for (source, module, flags, prefix, undecidable) in [
        // two tasks ask for the version of the client that is installed
        ("v1_example", "workflows/example", "--image ghcr.io/acme/base:v1", "v1", 2),
        ("v1_pod_plugin", "podmod", "", "v1", 0),
        ("v2_example", "v2example", "--task-version v1 --flyte 2.0.43", "v2", 0),
    ] {
        let text = fs::read(folder().join(format!("sources/{source}.py"))).unwrap();
        let run = Podtpl::new(&format!("tasks {module}.py -o json -q {flags}")).file(&format!("{module}.py"), text);
        let list = run.file("workflows/__init__.py", "").run().result();
        let list: serde_json::Value = serde_json::from_str(&list).unwrap();
        let tasks = list["tasks"].as_array().unwrap();
        assert_eq!(tasks.iter().filter(|t| t["taskTemplate"].is_null()).count(), undecidable, "{source}");
        for task in tasks.iter().filter(|t| t["taskTemplate"].is_object() && t["kind"] != "map") {
            let name = task["name"].as_str().unwrap();
            let short = name.rsplit('.').next().unwrap();
            let sample = folder().join(format!("{prefix}_{short}.tasktemplate.json"));
            let sample: serde_json::Value = serde_json::from_slice(&fs::read(&sample).unwrap()).unwrap();
            for key in
                ["type", "taskTypeVersion", "container", "k8sPod", "config", "securityContext", "extendedResources"]
            {
                let (found, wanted) = (on_the_wire(&task["taskTemplate"][key], key), on_the_wire(&sample[key], key));
                assert_eq!(found, wanted, "{name} {key}");
            }
            compared += 1;
        }
    }
    assert!(compared > 30, "{compared}");
}
