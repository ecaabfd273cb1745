//! Weak decoding: what each type accepts, and what it becomes.

use serde_json::{Value as Json, json};

use super::{READERS, config, field, k8s, plain, refusal};

/// The value of a field of `plugins.k8s`, or `refused`.
fn value(key: &str, written: &str, reader: &str) -> Json {
    let text = match key.split_once('.') {
        Some((outer, inner)) => k8s(&format!("{outer}: {{{inner}: {written}}}")),
        None => k8s(&format!("{key}: {written}")),
    };
    match refusal(&[&text], reader) {
        None => plain(field(&config(&[&text], reader), key)),
        Some(_) => json!("refused"),
    }
}

/// For each reader the same.
fn all(key: &str, written: &str, want: Json) {
    for reader in READERS {
        assert_eq!(value(key, written, reader), want, "{reader}: {key}: {written}");
    }
}

/// One value in R1, another from R2 on.
fn split(key: &str, written: &str, old: Json, new: Json) {
    for reader in READERS {
        let want = if reader == "1.13.3" { &old } else { &new };
        assert_eq!(value(key, written, reader), *want, "{reader}: {key}: {written}");
    }
}

#[test]
fn strings() {
    all("scheduler-name", "\"\"", json!(""));
    all("scheduler-name", "[a]", json!("refused"));
    all("scheduler-name", "{a: b}", json!("refused"));
}

#[test]
fn booleans() {
    for written in ["true", "1", "-1", "0.5", "\"1\"", "t", "T", "True", "TRUE"] {
        all("inject-finalizer", written, json!(true));
        all("enable-host-networking-pod", written, json!(true));
    }
    for written in ["false", "0", "0.0", "\"0\"", "f", "F", "False", "FALSE", "\"\""] {
        all("inject-finalizer", written, json!(false));
        all("enable-host-networking-pod", written, json!(false));
    }
    for written in ["yes", "on", "Y"] {
        split("inject-finalizer", written, json!(true), json!("refused"));
    }
    for written in ["\"yes\"", "maybe", "2x", "[]", "{a: b}", "[true]"] {
        all("inject-finalizer", written, json!("refused"));
    }
    all("inject-finalizer", "null", json!(false));
    all("enable-host-networking-pod", "null", json!(null));
}

#[test]
fn whole_numbers() {
    for (written, want) in [
        ("7", json!(7)),
        ("7.9", json!(7)),
        ("-7.9", json!(-7)),
        ("true", json!(1)),
        ("\"0x10\"", json!(16)),
        ("\"010\"", json!(8)),
        ("\"1_000\"", json!(1000)),
        ("\"\"", json!(0)),
        ("\"7.5\"", json!("refused")),
        ("abc", json!("refused")),
        ("[1]", json!("refused")),
        ("\"99999999999999999999\"", json!("refused")),
    ] {
        for reader in READERS {
            let text = format!("logger: {{level: {written}}}");
            let got = match refusal(&[&text], reader) {
                None => plain(field(&config(&[&text], reader), "logger.level")),
                Some(_) => json!("refused"),
            };
            assert_eq!(got, want, "{reader}: {written}");
        }
    }
}

#[test]
fn durations() {
    for (written, want) in [
        ("1h30m", "1h30m0s"),
        ("1m", "1m0s"),
        ("500ms", "500ms"),
        ("\"\"", "0s"),
        ("10", "10ns"),
        ("1.5", "1ns"),
        ("{a: b}", "1h0m0s"),
        ("{duration: 5m}", "5m0s"),
        ("null", "1h0m0s"),
        ("{}", "1h0m0s"),
    ] {
        for reader in &READERS[1..] {
            assert_eq!(value("co-pilot.timeout", written, reader), json!(want), "{reader}: {written}");
        }
    }
    for written in ["\"10\"", "true", "[1m]", "1d"] {
        for reader in &READERS[1..] {
            assert_eq!(value("co-pilot.timeout", written, reader), json!("refused"), "{reader}: {written}");
        }
    }
    let one = config(&[&k8s("co-pilot: {timeout: 1h30m}")], "1.16.8");
    assert_eq!(plain(&one.k8s.co_pilot.timeout_nanoseconds), json!(5_400_000_000_000_i64));
    assert_eq!(value("co-pilot.timeout", "2024-01-02", "2.0.43"), json!("1h0m0s"));
}

#[test]
fn quantities() {
    for (written, want) in [
        ("2", "2"),
        ("0.5", "500m"),
        ("1e3", "1k"),
        ("0x10", "16"),
        ("010", "8"),
        ("1_000", "1k"),
        ("\" 2 \"", "2"),
        ("\"1e3\"", "1e3"),
        ("\"010\"", "010"),
        ("1024Mi", "1Gi"),
        ("1000m", "1"),
        ("{a: b}", "1"),
        ("{}", "1"),
        ("null", "1"),
    ] {
        all("default-cpus", written, json!(want));
    }
    for written in ["\"\"", "true", "\"1_000\"", "\"0x10\"", "1:30", "2 Gi", "100Kb", ".inf", "[1]"] {
        all("default-cpus", written, json!("refused"));
    }
    split("default-cpus", "2024-01-02", json!("refused"), json!("1"));
}

#[test]
fn lists_of_strings() {
    for (written, want) in [
        ("[a, 1, true, null]", json!(["a", "1", "1", ""])),
        ("\"a, b\"", json!(["a", " b"])),
        ("\"\"", json!([])),
        ("7", json!(["7"])),
        ("{}", json!([])),
        ("[[a]]", json!("refused")),
        ("{a: b}", json!("refused")),
    ] {
        all("default-env-from-secrets", written, want);
    }
}

#[test]
fn lists_of_structs() {
    all("default-tolerations", "[{key: a}, null]", json!([{"key": "a"}, {}]));
    all("default-tolerations", "{key: a}", json!([{"key": "a"}]));
    all("default-tolerations", "{}", json!([]));
    all("default-tolerations", "[]", json!([]));
    split("default-tolerations", "\"\"", json!([]), json!("refused"));
    for written in ["x", "7", "[[{key: a}]]"] {
        all("default-tolerations", written, json!("refused"));
    }
    split(
        "default-tolerations",
        "[{key: 1, value: true, foo: b, effect: yes}]",
        json!([{"key": "1", "value": "1", "effect": "1"}]),
        json!([{"key": "1", "value": "1", "effect": "yes"}]),
    );
    all(
        "default-tolerations",
        "[{Key: a, OPERATOR: Exists, tolerationSeconds: \"30\"}]",
        json!([{"key": "a", "operator": "Exists", "tolerationSeconds": 30}]),
    );
    all("default-tolerations", "[{key: a, tolerationSeconds: 3.7}]", json!([{"key": "a", "tolerationSeconds": 3}]));
}

#[test]
fn structs_of_kubernetes() {
    all(
        "interruptible-node-selector-requirement",
        "{key: K, operator: In, values: \"a,b\"}",
        json!({"key": "K", "operator": "In", "values": ["a", "b"]}),
    );
    all(
        "default-pod-dns-config",
        "{options: [{name: ndots, value: 1}, {name: x, value: null}], nameservers: 8.8.8.8}",
        json!({"nameservers": ["8.8.8.8"], "options": [{"name": "ndots", "value": "1"}, {"name": "x", "value": null}]}),
    );
    all(
        "default-pod-security-context",
        "{fsGroup: 1000, supplementalGroups: [1, \"2\"]}",
        json!({"fsGroup": 1000, "supplementalGroups": [1, 2]}),
    );
    split(
        "default-pod-security-context",
        "{supplementalGroups: \"1,2\"}",
        json!({"supplementalGroups": [1, 2]}),
        json!("refused"),
    );
    all(
        "default-security-context",
        "{capabilities: {add: SYS_ADMIN}}",
        json!({"capabilities": {"add": ["SYS_ADMIN"]}}),
    );
    split(
        "default-security-context",
        "{capabilities: {add: \"A,B\"}}",
        json!({"capabilities": {"add": ["A", "B"]}}),
        json!({"capabilities": {"add": ["A,B"]}}),
    );
    for written in ["[]", "x", "7"] {
        all("default-security-context", written, json!("refused"));
    }
}

#[test]
fn affinity() {
    let term = "{podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: TERM}}";
    let one = "{labelSelector: {matchLabels: {App.io/Name: X, Team: y}}, topologyKey: z}";
    let of = |labels: Json| {
        json!({"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
            [{"labelSelector": {"matchLabels": labels}, "topologyKey": "z"}]}})
    };
    let listed = term.replace("TERM", &format!("[{one}]"));
    split(
        "default-affinity",
        &listed,
        of(json!({"App.io/Name": "X", "Team": "1"})),
        of(json!({"App.io/Name": "X", "Team": "y"})),
    );
    let single = term.replace("TERM", one);
    for (reader, want) in READERS.iter().zip([
        json!("refused"),
        json!("refused"),
        of(json!({"App.io/Name": "X", "team": "y"})),
        of(json!({"App.io/Name": "X", "team": "y"})),
    ]) {
        assert_eq!(value("default-affinity", &single, reader), want, "{reader}");
    }
}

#[test]
fn maps() {
    all("default-labels", "[]", json!({}));
    all("default-labels", "[{a: b}, null]", json!(null));
    all("default-labels", "[[{a: b}]]", json!({"a": "b"}));
    for written in ["x", "7", "[{a: b}, x]", "{a: [b]}", "{a: {b: c}}"] {
        all("default-labels", written, json!("refused"));
    }
    let (a, b) = (json!([{"key": "A"}]), json!([{"key": "B"}]));
    all("resource-tolerations", "{GPU: [{key: A}]}", json!({"gpu": a}));
    all(
        "resource-tolerations",
        "[{nvidia.com/gpu: [{key: A}], Cpu: {key: B}}]",
        json!({"Cpu": b, "nvidia.com/gpu": a}),
    );
    all("resource-tolerations", "{nvidia.com/gpu: [{key: A}], cpu: null}", json!({"cpu": null, "nvidia.com/gpu": a}));
}

#[test]
fn what_is_not_given_stays() {
    for reader in READERS {
        let one = config(&[&k8s("co-pilot: {name: x-, cpu: 1}")], reader);
        assert_eq!(plain(field(&one, "co-pilot.name")), json!("x-"));
        assert_eq!(plain(field(&one, "co-pilot.cpu")), json!("1"));
        assert!(plain(field(&one, "co-pilot.image")).as_str().unwrap().contains("cr.flyte.org/"));
    }
    let one = config(&["task_resources: {limits: {cpu: 3}, defaults: {cpu: null, memory: 0}}"], "1.16.8");
    for (key, want) in [
        ("limits.cpu", "3"),
        ("limits.memory", "1Gi"),
        ("limits.gpu", "1"),
        ("defaults.cpu", "2"),
        ("defaults.memory", "0"),
    ] {
        assert_eq!(plain(field(&one, key)), json!(want), "{key}");
    }
    let one = config(&[&k8s("accelerator-device-classes: {NVIDIA_GPU: {device-node-label: l}}")], "2.0.43");
    let [class] = one.k8s.accelerator_device_classes.as_slice() else { panic!("one class") };
    assert_eq!(
        (class.name.as_str(), plain(&class.resource_name), plain(&class.device_node_label)),
        ("NVIDIA_GPU", json!(""), json!("l"))
    );
}

#[test]
fn defaults_by_version() {
    for (version, key, want) in [
        ("1.13.3", "co-pilot.start-timeout", "1m40s"),
        ("1.16.0", "co-pilot.start-timeout", "0s"),
        ("2.0.9", "co-pilot.start-timeout", "0s"),
        ("1.16.0", "co-pilot.timeout", "1h0m0s"),
        ("2.0.9", "co-pilot.image", "cr.flyte.org/flyteorg/flytecopilot:v0.0.15"),
        ("2.0.25", "co-pilot.image", "cr.flyte.org/flyteorg/flyte-binary-v2:latest"),
        ("2.0.9", "storage.type", "s3"),
        ("2.0.43", "storage.type", "stow"),
    ] {
        assert_eq!(plain(field(&config(&[], version), key)), json!(want), "{version} {key}");
    }
    let two = config(&[], "2.0.43");
    assert_eq!(two.k8s.accelerator_devices.entries().len(), 40);
    assert_eq!(two.k8s.accelerator_device_classes.len(), 5);
    assert_eq!(plain(&two.storage.stow_config), json!({"region": "us-east-1"}));
}

#[test]
fn class_templates_lose_embedded_structs() {
    let spec = "{schedulerName: s, volumes: [{name: v, emptyDir: {}}], containers: [{name: default, ports: [{containerPort: 80}], \
                livenessProbe: {httpGet: {port: 1}, periodSeconds: 5}, env: [{name: A, valueFrom: {secretKeyRef: {name: n, key: k}}}]}]}";
    let text = k8s(&format!(
        "accelerator-device-classes: [{{Mine: {{pod-template: {{metadata: {{name: m}}, template: {{spec: {spec}}}}}}}}}]"
    ));
    for reader in ["2.0.9", "2.0.25", "2.0.43"] {
        let config = config(&[&text], reader);
        let [class] = config.k8s.accelerator_device_classes.as_slice() else { panic!("one class") };
        assert_eq!(class.name, "MINE");
        assert_eq!(
            plain(&class.pod_template),
            json!({"schedulerName": "s", "volumes": [{"name": "v"}], "containers": [{
                "name": "default", "ports": [{"containerPort": 80}], "livenessProbe": {"periodSeconds": 5},
                "env": [{"name": "A", "valueFrom": {"secretKeyRef": {"key": "k"}}}]}]}),
            "{reader}"
        );
    }
}

#[test]
fn a_class_template_without_a_spec_is_there() {
    let text = k8s("accelerator-device-classes: {nvidia_gpu: {pod-template: {}}, amd_gpu: {resource-name: x}}");
    let config = config(&[&text], "2.0.43");
    let [amd, nvidia] = config.k8s.accelerator_device_classes.as_slice() else { panic!("two classes") };
    assert_eq!((plain(&amd.pod_template), plain(&nvidia.pod_template)), (json!(null), json!({})));
}
