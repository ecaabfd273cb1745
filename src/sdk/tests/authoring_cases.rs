//! Task files in the authoring form and what the SDKs themselves made of the same arguments.
//!
//! The TaskTemplates are those of `testdata/conformance/python`, cut to what determines the Pod.

use super::*;
use crate::sdk::made::flag;

/// Reads a file with the settings of its case.
fn read_case(path: &Path, sources: &mut Sources, case: &Json) -> Result<Vec<TaskSource>, Vec<Diagnostic>> {
    let setting = |name: &str| case["settings"][name].as_str().map(|text| Node::str(text, flag("--test")));
    let settings = SdkSettings {
        image: setting("image"),
        project: setting("project"),
        domain: setting("domain"),
        version: setting("version"),
        ..SdkSettings::default()
    };
    let id = sources.add(path.display().to_string(), text(path));
    let flyte = FlyteVersion::parse(case["flyte"].as_str().unwrap()).unwrap();
    read_tasks(sources, id, &settings, flyte).map(|(tasks, _)| tasks)
}

/// Leaves out what the wire does not tell from absence: everywhere but in the pod spec and `interruptible`.
fn uniform(value: &Json, key: &str) -> Option<Json> {
    let kept = match value {
        Json::Object(_) if key == "podSpec" => return Some(value.clone()),
        Json::Object(map) => Json::Object(map.iter().filter_map(|(k, v)| Some((k.clone(), uniform(v, k)?))).collect()),
        Json::Array(items) => items.iter().map(|v| uniform(v, "[]").unwrap_or(Json::Null)).collect(),
        other => other.clone(),
    };
    let empty = match &kept {
        Json::Null => true,
        Json::Bool(b) => !b && key != "interruptible",
        Json::String(s) => s.is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Object(map) => map.is_empty(),
        Json::Number(_) => false,
    };
    (!empty || key == "[]").then_some(kept)
}

#[test]
fn the_sdk_makes_the_same() {
    let (mut compared, mut refused, mut wrong) = (0, 0, Vec::new());
    for path in files(&testdata("cases/sdk/authoring"), ".yaml") {
        let case = json_file(&path.with_extension("json"));
        let mut sources = Sources::new();
        let result = read_case(&path, &mut sources, &case);
        if let Some(error) = case["error"].as_str() {
            let found = result.expect_err(&path.display().to_string());
            assert!(found.iter().any(|d| d.flyte.as_deref() == Some(error)), "{}", listed(&sources, &found));
            refused += 1;
            continue;
        }
        let tasks = result.unwrap_or_else(|e| panic!("{}", listed(&sources, &e)));
        assert_eq!(tasks.len(), case["tasks"].as_object().unwrap().len(), "{}", path.display());
        for task in tasks {
            let wanted = uniform(&case["tasks"][&task.name], "").unwrap();
            let got = uniform(&json(&task.template), "").unwrap();
            compared += 1;
            if got != wanted {
                let show = |v: &Json| serde_json::to_string_pretty(v).unwrap();
                let diff = similar::TextDiff::from_lines(show(&wanted), show(&got)).unified_diff().to_string();
                wrong.push(format!("{} {}\n{diff}", path.display(), task.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared}\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared >= 140 && refused >= 4, "{compared} {refused}");
}

/// What stands at a path of keys and indexes.
fn at<'j>(value: &'j Json, pointer: &str) -> &'j Json {
    value.pointer(pointer).unwrap_or(&Json::Null)
}

#[test]
fn a_string_takes_the_text_as_it_is_written() {
    let task = one(
        "name: app.train\n\
         requests: {cpu: 1.50, mem: 1e3, gpu: 0x1}\n\
         environment: {DEBUG: true, N: 010, V: 1.10}\n\
         labels: {on: yes, n: 1_0}\n\
         pod_template:\n  annotations: {day: 2024-01-01}\n  pod_spec:\n    \
         node_selector: {zone: 1.10}\n    securityContext: {run_as_user: 1000}\n    containers:\n    - name: side\n      \
         image: s\n      args: [1, true, 1.0, null]\n      ports: [{container_port: 80}]\n      env: [{name: A, value: 1}]\n      \
         resources: {limits: {cpu: 2}}\n      liveness_probe: {tcp_socket: {port: 80}, timeout_seconds: '5'}\n",
        "1.16.8",
    );
    let got = json(&task.template);
    let spec = &got["k8sPod"]["podSpec"];
    assert_eq!(
        *at(spec, "/containers/1/resources/requests"),
        serde_json::json!({"cpu": "1.50", "memory": "1e3", "gpu": "0x1"})
    );
    let values: Vec<_> = spec["containers"][1]["env"].as_array().unwrap().iter().map(|e| &e["value"]).collect();
    assert_eq!(values, ["true", "010", "1.10"]);
    assert_eq!(*at(&got, "/metadata/metadata/labels"), serde_json::json!({"on": "yes", "n": "1_0"}));
    assert_eq!(*at(&got, "/k8sPod/metadata/annotations/day"), "2024-01-01");
    let wanted = serde_json::json!({
        "nodeSelector": {"zone": "1.10"}, "securityContext": {"runAsUser": 1000},
        "containers": [{"name": "side", "image": "s", "args": ["1", "true", "1.0", null], "ports": [{"containerPort": 80}],
            "env": [{"name": "A", "value": "1"}], "resources": {"limits": {"cpu": "2"}},
            "livenessProbe": {"tcpSocket": {"port": 80}, "timeoutSeconds": "5"}}],
    });
    assert_eq!(spec["containers"][0], wanted["containers"][0]);
    assert_eq!(spec["nodeSelector"], wanted["nodeSelector"]);
    assert_eq!(spec["securityContext"], wanted["securityContext"]);
}

#[test]
fn a_lone_string_is_flytes_business_in_a_named_version() {
    let text = "name: a.b\npod_template: {pod_spec: {containers: [{name: side, image: s, command: run}, {name: primary, args: x}]}}";
    let got = json(&one(text, "1.16.8").template);
    assert_eq!(*at(&got, "/k8sPod/podSpec/containers/0/command"), "run");
    assert_eq!(*at(&got, "/k8sPod/podSpec/containers/1/command"), serde_json::json!([]));
    let got = json(&one(text, "docs").template);
    assert_eq!(*at(&got, "/k8sPod/podSpec/containers/0/command"), serde_json::json!(["run"]));
    assert_eq!(*at(&got, "/k8sPod/podSpec/containers/1/args"), serde_json::json!(["x"]));
}

#[test]
fn a_container_task_in_a_pod_template() {
    let text = "name: raw\ncontainer: {image: i, command: [a]}\npod_template: {pod_spec: {containers: [{name: primary, command: [x], args: [y]}]}}";
    let container =
        |version| json(&one(text, version).template).pointer("/k8sPod/podSpec/containers/0").unwrap().clone();
    let v1 = container("1.16.8");
    assert_eq!((&v1["command"], v1.get("args")), (&serde_json::json!(["a"]), None));
    let v2 = container("2.0.43");
    assert_eq!((&v2["command"], &v2["args"]), (&serde_json::json!([]), &serde_json::json!(["a"])));
    let docs = container("docs");
    assert_eq!((&docs["command"], &docs["args"]), (&serde_json::json!(["x"]), &serde_json::json!(["y"])));
}

#[test]
fn types_of_inputs() {
    let task = |version| {
        one(
            "name: raw\ncontainer:\n  image: i\n  command: [a]\n  inputs: {b: int, a: 'list[datetime.timedelta]', \
             c: 'typing.Dict[str, List[FlyteFile[csv]]]', d: Dir, e: {simple: STRUCT}}\n",
            version,
        )
    };
    let types = serde_json::json!({
        "b": {"simple": "INTEGER"},
        "a": {"collectionType": {"simple": "DURATION"}},
        "c": {"mapValueType": {"collectionType": {"blob": {"format": "csv"}}}},
        "d": {"blob": {"dimensionality": "MULTIPART"}},
        "e": {"simple": "STRUCT"},
    });
    let got = json(&task("1.16.8").template);
    for (name, wanted) in types.as_object().unwrap() {
        let variable = serde_json::json!({"type": wanted, "description": name});
        assert_eq!(got["interface"]["inputs"]["variables"][name], variable);
    }
    let got = json(&task("2.0.43").template);
    let variables = got["interface"]["inputs"]["variables"].as_array().unwrap();
    let listed: Vec<_> = variables.iter().map(|v| (v["key"].as_str().unwrap(), &v["value"]["type"])).collect();
    assert_eq!(listed, ["b", "a", "c", "d", "e"].map(|n| (n, &types[n])));
}
