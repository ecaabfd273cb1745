//! `podtpl diff` and `podtpl versions` as their readers see them.

use std::fs;
use std::path::Path;

use super::results::snapshot;
use crate::common::Podtpl;

const ALL: &str = "-t templates.yaml -x execution.yaml";

/// A comparison of the quickstart with something else: exit code, answer.
fn diff(flags: &str) -> (i32, String) {
    let quickstart = |name: &str| {
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/quickstart").join(name)).unwrap()
    };
    let config = quickstart("flyte.yaml").replace("node-pool: batch\n", "node-pool: large\n");
    let task = quickstart("train.yaml")
        .replace("LOG_LEVEL: info", "LOG_LEVEL: debug\n  API_TOKEN: hunter2")
        .replace("mem: 8Gi", "mem: 8192Mi")
        .replace("statsd-exporter:v0.27.1", "statsd-exporter:v0.28.0");
    let facts = quickstart("execution.yaml").replace("n0", "n1");
    let run = Podtpl::new(&format!("diff {flags} -q"))
        .quickstart()
        .file("new-flyte.yaml", config)
        .file("new-train.yaml", &task)
        .file("new-execution.yaml", facts)
        .file("old/train.yaml", quickstart("train.yaml"))
        .file("old/score.yaml", "name: ranking.score\ncontainer_image: score:v1\n")
        .file("new/train.yaml", task)
        .file("new/fit.yaml", "name: ranking.fit\ncontainer_image: fit:v1\n")
        .file("podtpl.yaml", "flyte: 1.16.8\nclusters:\n  eu: {config: flyte.yaml}\n  us: {config: new-flyte.yaml}\n")
        .file("other.yaml", "flyte: 1.16.0\nclusters: {eu: {config: new-flyte.yaml}}\n")
        .run();
    assert!(run.code != 2, "{flags}: {}", run.stderr);
    (run.code, format!("$ podtpl diff {flags}\n{}=> {}\n", run.stdout, run.code))
}

#[test]
fn transcripts() {
    let same = "train.yaml -c flyte.yaml -t templates.yaml -x execution.yaml";
    for (name, flags) in [
        ("diff-same", format!("{same} --to-config flyte.yaml")),
        ("diff-version", format!("{same} --flyte 1.16.0 --to-flyte 1.16.8")),
        ("diff-version-by-cause", format!("{same} --flyte 1.15 --to-flyte 2.0 --by-cause")),
        ("diff-docs", format!("{same} --flyte docs --to-flyte 1.16.8")),
        ("diff-config", format!("{same} --to-config new-flyte.yaml")),
        ("diff-task", format!("{same} --to-task new-train.yaml")),
        ("diff-by-cause", format!("{same} --to-task new-train.yaml --to-config new-flyte.yaml --by-cause")),
        ("diff-facts", format!("{same} --to-execution new-execution.yaml --to-interruptible --to-attempt 2")),
        ("diff-unified", format!("{same} --to-task new-train.yaml -o unified")),
        ("diff-github", format!("{same} --to-task new-train.yaml --to-flyte 1.16.0 -o github")),
        ("diff-json", format!("{same} --to-config new-flyte.yaml -o json")),
        ("diff-folders", format!("old --to-task new -c flyte.yaml {ALL}")),
        ("diff-folders-json", format!("old --to-task new -c flyte.yaml {ALL} -o json")),
        ("diff-namespaces", format!("{same} -n ranking-development,flyte")),
        ("diff-namespaces-json", format!("{same} -n ranking-development,flyte -o json")),
        ("diff-clusters", format!("train.yaml {ALL} --cluster eu,us")),
        (
            "diff-project-files",
            format!("train.yaml {ALL} --project-file podtpl.yaml --cluster eu --to-project-file other.yaml"),
        ),
        ("diff-to-cluster", format!("train.yaml {ALL} --cluster eu --to-cluster us")),
    ] {
        snapshot(name, diff(&flags).1);
    }
}

#[test]
fn exit_codes() {
    let all = "train.yaml -c flyte.yaml -t templates.yaml -x execution.yaml";
    assert_eq!(diff(&format!("{all} --to-config flyte.yaml")).0, 0);
    assert_eq!(diff(&format!("{all} --to-config new-flyte.yaml")).0, 1);
    assert_eq!(diff(&format!("{all} --to-namespace flyte")).0, 1);
    let nothing = Podtpl::new("diff train.yaml").quickstart().run();
    assert!(nothing.failure().contains("nothing to compare with"));
    let missing = Podtpl::new("diff train.yaml --to-task trian.yaml").quickstart().run();
    assert!(missing.failure().contains("did you mean `train.yaml`?"));
    let cluster =
        Podtpl::new("diff train.yaml --to-cluster ue").quickstart().file("podtpl.yaml", "clusters: {eu: {}}").run();
    assert!(cluster.failure().contains("did you mean `eu`?"));
}

/// Only values count: another order of variables and another spelling of amounts is no difference.
#[test]
fn spelling_does_not_count() {
    let task = |mem: &str| format!("name: a.b\ncontainer_image: i:v1\nrequests: {{mem: {mem}}}\n");
    let run = Podtpl::new("diff a.yaml --to-task b.yaml --flyte 1.16.8 -v -c c.yaml")
        .file("a.yaml", task("1Gi"))
        .file("b.yaml", task("1024Mi").replace("1024Mi", "\"1073741824\""))
        .file("c.yaml", "task_resources: {limits: {memory: 4Gi}}")
        .run();
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("1Gi"), "{}", run.stdout);
}

#[test]
fn no_secret_is_shown() {
    for format in ["text", "json", "unified", "github"] {
        let flags = format!("train.yaml -c flyte.yaml {ALL} --to-task new-train.yaml -o {format}");
        assert!(!diff(&flags).1.contains("hunter2"), "{format}");
        assert!(diff(&format!("{flags} --show-secrets")).1.contains("hunter2"), "{format}");
    }
    let by_cause = diff(&format!("train.yaml -c flyte.yaml {ALL} --to-task new-train.yaml --by-cause"));
    assert!(!by_cause.1.contains("hunter2"));
}

#[test]
fn versions() {
    let known = Podtpl::new("versions").run().result();
    assert!(known.contains("1.16.8") && known.contains("2.0.7") && !known.contains("2.0.6"), "{known}");
    snapshot("versions-1.15-1.16", Podtpl::new("versions 1.15 1.16").run().result());
    snapshot("versions-back-json", Podtpl::new("versions 1.16.8 1.16.3 -o json").run().result());
    let task = "versions 1.15 2.0 --task train.yaml -c flyte.yaml -t templates.yaml -x execution.yaml -q";
    snapshot("versions-of-a-task", Podtpl::new(task).quickstart().run().result());
    let docs = Podtpl::new("versions docs 1.16.8").run().result();
    assert!(docs.contains("no longer: the rules are those of Flyte's documentation"), "{docs}");
    let unknown = Podtpl::new("versions 1.12 2.0.5").run().failure();
    assert!(unknown.contains("the nearest is `1.13.3`") && unknown.contains("the nearest is `2.0.7`"), "{unknown}");
}

/// A live Pod: the rendered one with what a cluster adds, then with somebody's edit.
#[test]
fn live_pods() {
    let all = "train.yaml -c flyte.yaml -t templates.yaml -x execution.yaml --flyte 1.16.8";
    let rendered = Podtpl::new(&format!("render {all} -o json")).quickstart().run().result();
    let mut pod: serde_json::Value = serde_json::from_str(&rendered).unwrap();
    pod["metadata"]["uid"] = "4ad4b4f0-7c5e-4a3c-9c0e-1d2f3a4b5c6d".into();
    pod["metadata"]["resourceVersion"] = "4711".into();
    pod["spec"]["nodeName"] = "node-1".into();
    pod["spec"]["dnsPolicy"] = "ClusterFirst".into();
    pod["status"] = serde_json::json!({"phase": "Running"});
    let compared = |pod: &serde_json::Value, flags: &str| {
        let run = Podtpl::new(&format!("diff {all} --live live.yaml -q {flags}")).quickstart();
        run.file("live.yaml", serde_json::to_string_pretty(pod).unwrap()).run()
    };
    let explained = compared(&pod, "");
    assert_eq!(explained.code, 0, "{}{}", explained.stdout, explained.stderr);
    snapshot("live-explained", explained.stdout);
    pod["metadata"]["labels"]["team"] = "somebody-else".into();
    pod["spec"]["containers"][0]["env"]
        .as_array_mut()
        .unwrap()
        .push(serde_json::json!({"name": "INJECTED", "value": "1"}));
    for (name, flags) in [("live-foreign", ""), ("live-foreign-github", "-o github")] {
        let foreign = compared(&pod, flags);
        assert_eq!(foreign.code, 1, "{}", foreign.stderr);
        snapshot(name, foreign.stdout);
    }
    let document: serde_json::Value = serde_json::from_str(&compared(&pod, "-o json").stdout).unwrap();
    let foreign = document["changes"].as_array().unwrap().iter().filter(|c| c["class"] == "foreign").count();
    assert_eq!((document["kind"].as_str(), foreign), (Some("LiveDiff"), 2));
    assert_eq!(compared(&pod, "--to-flyte 2.0").code, 2);
    let none = Podtpl::new(&format!("diff {all} --live flyte.yaml")).quickstart().run().failure();
    assert!(none.contains("kubectl get pod"), "{none}");
}
