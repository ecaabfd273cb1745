use super::*;
use crate::diff::live::{live, pod};
use crate::flyte::version::KNOWN;
use crate::output::diff::Manner;
use crate::output::paint::Paint;
use crate::output::snippet::Look;
use crate::source::Sources;

const RENDERED: &str = "apiVersion: v1
kind: Pod
metadata:
  name: p
  namespace: n
  labels: {inject-flyte-secrets: 'true'}
  annotations: {flyte.secrets/s0: m4zg54lqhiqcezzcbjvwk5j1eargwiqknvxxk2tul4zgk3lvnfzgk2lfnz1duicfjzlf5vsbkifa}
spec:
  hostUsers: false
  containers:
  - name: c
    image: i:v1
    env: [{name: API_TOKEN, value: old}]
";

const LIVE: &str = "apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata:
    name: p
    namespace: n
    uid: u
    labels: {inject-flyte-secrets: 'true', injected: 'yes'}
    annotations: {flyte.secrets/s0: m4zg54lqhiqcezzcbjvwk5j1eargwiqknvxxk2tul4zgk3lvnfzgk2lfnz1duicfjzlf5vsbkifa}
  spec:
    dnsPolicy: ClusterFirst
    containers:
    - name: c
      image: mirror/i:v1
      env: [{name: API_TOKEN, value: new}, {name: _UNION_K, value: hush}]
";

/// Both Pods, in files of their own.
fn with_pair<T>(f: impl FnOnce(&LivePair<'_>) -> T) -> T {
    let mut sources = Sources::new();
    let (left, right) =
        (sources.add("task.yaml".to_owned(), RENDERED.to_owned()), sources.add("pod.yaml".to_owned(), LIVE.to_owned()));
    let (rendered, other) = (pod(&sources, left).unwrap(), pod(&sources, right).unwrap());
    let version = *KNOWN.last().unwrap();
    let differences = live(&rendered, &other, version.kubernetes_api());
    let places = Places { sources: &sources, templates: &[] };
    f(&LivePair { task: "t", version, rendered: &rendered, live: &other, places, differences: &differences })
}

fn manner(width: usize, all: bool, secrets: bool) -> Manner {
    Manner { secrets, all, paint: Paint::new(Look { color: false, unicode: true, width: Some(width) }) }
}

#[test]
fn people_see_what_others_did_and_how_much_is_explained() {
    with_pair(|pair| {
        let mut out = String::new();
        text(pair, manner(100, false, false), &mut out);
        insta::assert_snapshot!(out);
        let mut all = String::new();
        text(pair, manner(140, true, true), &mut all);
        assert!(all.contains("hush") && all.contains("_UNION_K") && all.contains("old → new"), "{all}");
    });
}

#[test]
fn documents_list_every_difference_with_its_class() {
    with_pair(|pair| {
        let out = json(pair, false);
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(value["kind"], "LiveDiff");
        assert_eq!((value["pod"].as_str(), value["foreign"].as_u64()), (Some("p"), Some(3)));
        let changes = value["changes"].as_array().unwrap();
        assert_eq!(changes.len(), pair.differences.len());
        let image = changes.iter().find(|c| c["path"] == "/spec/containers/0/image").unwrap();
        assert_eq!((image["class"].as_str(), image["left"].as_str()), (Some("foreign"), Some("i:v1")));
        assert_eq!((image["cause"]["left"]["line"].as_u64(), image["op"].as_str()), (Some(12), Some("replace")));
        // neither by its name nor because the webhook put it there
        assert!(!out.contains("hush") && !out.contains("\"new\"") && !out.contains("\"old\""), "{out}");
        let shown = json(pair, true);
        assert!(shown.contains("hush") && shown.contains("\"new\""), "{shown}");
    });
}

#[test]
fn reviews_get_an_error_at_the_line_that_gives_the_value() {
    with_pair(|pair| {
        let mut out = String::new();
        github(pair, false, &mut out);
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines.len(), 3, "{out}");
        let wanted = "::error file=task.yaml,line=12,col=12,title=t::spec.containers[c].image: Flyte makes i:v1, the live Pod has mirror/i:v1 ";
        assert!(lines.iter().any(|l| l.starts_with(wanted)), "{out}");
        assert!(
            lines.iter().any(|l| l.starts_with("::error title=t::metadata.labels.injected: Flyte makes nothing")),
            "{out}"
        );
        assert!(!out.contains("old") && !out.contains("hush"), "{out}");
    });
}
