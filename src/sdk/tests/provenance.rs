//! Where the values of a TaskTemplate come from, and what lost.

use std::collections::HashSet;

use super::*;
use crate::tree::{Definition, Rule, Verdict};

/// All spans that a node and everything below it rest on, displaced values included.
fn spans(node: &Node, out: &mut HashSet<Span>) {
    node.origin.for_each_source(&mut |o| out.extend(o.span()));
    node.displaced().iter().for_each(|d| spans_of(&d.value, &d.origin, out));
    spans_of(&node.value, &node.origin, out);
}

fn spans_of(value: &Value, origin: &Origin, out: &mut HashSet<Span>) {
    origin.for_each_source(&mut |o| out.extend(o.span()));
    match value {
        Value::Seq(items) => items.iter().for_each(|n| spans(n, out)),
        Value::Map(map) => map.entries().iter().for_each(|e| spans(&e.node, out)),
        _ => {}
    }
}

#[test]
fn nothing_is_lost() {
    for path in files(&testdata("cases/sdk/authoring"), ".yaml") {
        let case = json_file(&path.with_extension("json"));
        let mut sources = Sources::new();
        let id = sources.add("task.yaml", text(&path));
        let Ok((tasks, found)) = read(&sources, id, case["flyte"].as_str().unwrap()) else { continue };
        let mut used = HashSet::new();
        let warned = found.iter().any(|d| d.code == "task/no-effect");
        tasks.iter().for_each(|t| spans(&t.template, &mut used));
        for document in yaml::parse(&sources, id, Dialect::Core).unwrap() {
            document.root.for_each_leaf(&mut |field, node| {
                let field = field.to_string();
                // An empty collection outside the pod spec is the same as none.
                let nothing = node.is_leaf() && matches!(node.value, Value::Seq(_) | Value::Map(_));
                let exempt = nothing && !field.contains("pod_spec.") || says_nothing(&field, node);
                let exempt = exempt || warned && field.contains("container.") && field.ends_with("_dir");
                let exempt = exempt || warned && field.ends_with("metadata_format");
                let span = node.span().unwrap();
                assert!(exempt || used.contains(&span), "{} {field}", sources.place(span));
            });
        }
    }
}

/// Values with which an argument is the same as absent.
fn says_nothing(field: &str, node: &Node) -> bool {
    let empty = node.as_str() == Some("");
    let off = node.as_bool() == Some(false) && field.ends_with("shared_memory");
    let zero = node.as_int() == Some(0) && field.ends_with("resources.gpu");
    let auto = node.as_str() == Some("auto") && (field.ends_with("shm") || field.ends_with("image"));
    empty && !field.contains("pod_spec") || off || zero || auto
}

#[test]
fn every_leaf_has_an_origin_of_its_layer() {
    for path in files(&testdata("cases/sdk/authoring"), ".yaml") {
        let case = json_file(&path.with_extension("json"));
        let mut sources = Sources::new();
        let id = sources.add("task.yaml", text(&path));
        let Ok((tasks, _)) = read(&sources, id, case["flyte"].as_str().unwrap()) else { continue };
        for task in tasks {
            task.template.for_each_leaf(&mut |field, node| {
                let mut sources_of = 0;
                node.origin.for_each_source(&mut |origin| {
                    sources_of += 1;
                    let Origin::File { layer, .. } = origin else {
                        return assert!(matches!(origin, Origin::Sdk(_)), "{field} {origin:?}");
                    };
                    assert!(matches!(layer, Layer::Task | Layer::TaskPodTemplate), "{field} {layer:?}");
                });
                assert!(sources_of > 0, "{field}");
            });
        }
    }
}

const BOTH: &str = "\
name: app.train
container_image: ghcr.io/app/task:1
requests: {cpu: 3}
environment: {A: task}
pod_template:
  labels: {l: v}
  pod_spec:
    containers:
    - name: side
    - name: primary
      image: ghcr.io/app/template:1
      command: [echo]
      args: [wow]
      resources: {limits: {memory: 1Gi}, requests: {cpu: 1, example.com/dongle: 1}}
      env: [{name: A, value: template}]
";

/// What lost against a value: text of the loser, verdict, rule.
fn losers(node: &Node) -> Vec<(String, Verdict, Rule)> {
    let one = |d: &Definition| {
        let value = json(&Node::new(d.value.clone(), d.origin.clone())).to_string();
        (value, d.verdict, d.rule)
    };
    node.displaced().iter().map(one).collect()
}

fn container<'t>(task: &'t TaskSource, name: &str) -> &'t Node {
    let all = task.template.at(&["k8sPod", "podSpec", "containers"]).unwrap().items();
    all.iter().find(|c| c.str_at("name") == name).unwrap()
}

fn layer(node: &Node) -> Option<Layer> {
    match node.origin {
        Origin::File { layer, .. } => Some(layer),
        _ => None,
    }
}

#[test]
fn what_flytekit_replaces_stays_on_record() {
    let task = one(BOTH, "1.16.8");
    let primary = container(&task, "primary");
    let replaced = |text: &str| vec![(text.to_owned(), Verdict::Replaced, Rule::Replace)];
    assert_eq!(losers(primary.get("command").unwrap()), replaced("[\"echo\"]"));
    assert_eq!(losers(primary.get("args").unwrap()), replaced("[\"wow\"]"));
    assert_eq!(losers(primary.at(&["resources", "requests", "cpu"]).unwrap()), replaced("\"1\""));
    assert_eq!(losers(primary.at(&["resources", "requests"]).unwrap()), replaced("{\"example.com/dongle\":\"1\"}"));
    assert_eq!(losers(primary.at(&["resources", "limits"]).unwrap()), replaced("{\"memory\":\"1Gi\"}"));
    let image = primary.get("image").unwrap();
    assert_eq!(layer(image), Some(Layer::TaskPodTemplate));
    let unneeded = ("\"ghcr.io/app/task:1\"".to_owned(), Verdict::OnlyIfUnset, Rule::OnlyIfUnset);
    assert_eq!(losers(image), [unneeded]);
    assert_eq!(layer(primary.at(&["resources", "requests", "cpu"]).unwrap()), Some(Layer::Task));
    let env = primary.get("env").unwrap().items();
    let layers: Vec<_> = env.iter().map(|e| layer(e.get("value").unwrap())).collect();
    assert_eq!(layers, [Some(Layer::Task), Some(Layer::TaskPodTemplate)]);
    assert!(
        matches!(container(&task, "side").get("image").unwrap().origin, Origin::Sdk(made) if made.sdk == "flytekit")
    );
    let function = primary.get("args").unwrap().items().last().unwrap();
    assert!(matches!(&function.origin, Origin::Derived(d) if d.from[0].span().is_some()), "{function:?}");
    assert_eq!(layer(task.template.at(&["k8sPod", "metadata", "labels", "l"]).unwrap()), Some(Layer::TaskPodTemplate));
}

#[test]
fn what_flyte_merges_stays_on_record() {
    let text = BOTH.replace("requests: {cpu: 3}", "resources: {cpu: 3, memory: [1Gi, 2Gi]}");
    let task = one(&text, "2.0.43");
    let primary = container(&task, "primary");
    let over = |text: &str| vec![(text.to_owned(), Verdict::Overridden, Rule::MapOverride)];
    assert_eq!(losers(primary.at(&["resources", "requests", "cpu"]).unwrap()), over("\"1\""));
    assert_eq!(losers(primary.at(&["resources", "limits", "memory"]).unwrap()), over("\"1Gi\""));
    assert_eq!(primary.at(&["resources", "requests", "example.com/dongle"]).unwrap().as_str(), Some("1"));
    assert!(container(&task, "side").get("image").is_none());
}

#[test]
fn the_documentation_leaves_the_template_alone() {
    let task = one(&BOTH.replace("[echo]", "echo"), "docs");
    let primary = container(&task, "primary");
    assert_eq!(json(primary.get("command").unwrap()), serde_json::json!(["echo"]));
    assert_eq!(json(primary.get("args").unwrap()), serde_json::json!(["wow"]));
    assert_eq!(primary.str_at("image"), "ghcr.io/app/template:1");
    let task = one("name: a.b\npod_template: {pod_spec: {containers: [{name: primary}]}}\n", "docs");
    let wanted = serde_json::json!(
        {"name": "primary", "image": "cr.flyte.org/flyteorg/flytekit:py3.11-1.16.31", "env": []}
    );
    assert_eq!(json(container(&task, "primary")), wanted);
}

#[test]
fn settings_are_flags() {
    let mut sources = Sources::new();
    let id = sources.add("t", "name: a.b\ncontainer_image: '{{.images.default.fqn}}:x-{{.image.default.version}}'\n");
    let settings = SdkSettings {
        image: Some(Node::str("ghcr.io:443/app/img:v7", made::flag("--image"))),
        project: Some(Node::str("p", made::flag("--task-project"))),
        domain: Some(Node::str("d", made::flag("--task-domain"))),
        version: Some(Node::str("v", made::flag("--task-version"))),
        ..SdkSettings::default()
    };
    let (tasks, _) = read_tasks(&sources, id, &settings, FlyteVersion::NEWEST_1).unwrap();
    let template = &tasks[0].template;
    let flag = |keys: &[&str]| match &template.at(keys).unwrap().origin {
        Origin::Flag(flag) => flag.flag.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(flag(&["id", "project"]), "--task-project");
    assert_eq!(flag(&["id", "domain"]), "--task-domain");
    assert_eq!(flag(&["id", "version"]), "--task-version");
    let image = template.at(&["container", "image"]).unwrap();
    assert_eq!(image.as_str(), Some("ghcr.io:443/app/img:x-v7"));
    let digest = SdkSettings { image: Some(Node::str("app@sha256:00", made::flag("--image"))), ..settings };
    let id = sources.add("u", "name: a.b\ncontainer_image: '{{.image.default.fqn}}:{{.image.default.version}}'\n");
    let (tasks, _) = read_tasks(&sources, id, &digest, FlyteVersion::NEWEST_1).unwrap();
    assert_eq!(tasks[0].template.at(&["container", "image"]).unwrap().as_str(), Some("app@sha256:00"));
}
