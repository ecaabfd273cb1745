//! Letter case, dots and lists in keys.

use serde_json::{Value as Json, json};

use super::{READERS, config, field, k8s, plain, reading, refusal};

/// What a reader makes of keys: a value, or a refusal.
fn labels(text: &str, key: &str, reader: &str) -> Json {
    match refusal(&[&k8s(text)], reader) {
        None => plain(field(&config(&[&k8s(text)], reader), key)),
        Some(_) => json!("refused"),
    }
}

#[test]
fn dots_by_reader() {
    let (low, own) = (json!({"example.com/owner": "me"}), json!({"example.com/Owner": "me"}));
    let both = json!({"example.com/owner": "me", "example.com/Owner": "me"});
    let no = json!("refused");
    for (text, key, want) in [
        ("default-labels: {example.com/Owner: me}", "default-labels", [&low, &low, &both, &own]),
        ("default-labels: {example.com/owner: me}", "default-labels", [&low, &low, &low, &low]),
        ("default-annotations: {example.com/Owner: me}", "default-annotations", [&no, &no, &own, &own]),
        ("default-annotations: {example.com/owner: me}", "default-annotations", [&no, &no, &low, &low]),
        ("default-annotations: [{example.com/Owner: me}]", "default-annotations", [&own, &own, &own, &own]),
        ("default-labels: [{example.com/Owner: me}]", "default-labels", [&own, &own, &own, &own]),
    ] {
        for (reader, want) in READERS.iter().zip(want) {
            assert_eq!(labels(text, key, reader), *want, "{reader}: {text}");
        }
    }
}

#[test]
fn paths_written_with_dots() {
    for (text, key, old, new) in [
        ("plugins.k8s.scheduler-name: x\n", "scheduler-name", "x", ""),
        // Newer readers take both away.
        ("plugins.k8s.scheduler-name: x\nplugins: {k8s: {scheduler-name: y}}\n", "scheduler-name", "x", ""),
        ("plugins.k8s: {scheduler-name: x}\n", "scheduler-name", "x", ""),
        ("plugins: {k8s: {co-pilot.name: x}}\n", "co-pilot.name", "x", "flyte-copilot-"),
        ("plugins: {k8s: {co-pilot: {name: y}, co-pilot.name: x}}\n", "co-pilot.name", "x", "flyte-copilot-"),
    ] {
        for reader in READERS {
            let want = if matches!(reader, "1.13.3" | "1.16.6") { old } else { new };
            assert_eq!(plain(field(&config(&[text], reader), key)), json!(want), "{reader}: {text}");
        }
    }
}

#[test]
fn letter_case() {
    for (text, key, want) in [
        ("Plugins:\n  K8S:\n    Default-Labels: {a: b}\n", "default-labels", json!({"a": "b"})),
        ("plugins: {k8s: {default-env-vars: {MY_VAR: x}}}", "default-env-vars", json!({"my_var": "x"})),
        (
            "plugins: {k8s: {default-env-vars: [{MY_VAR: x}, {OTHER: z}]}}",
            "default-env-vars",
            json!({"MY_VAR": "x", "OTHER": "z"}),
        ),
        ("plugins: {k8s: {default-labels: [{a: 1}, {a: 2}, {A: 3}]}}", "default-labels", json!({"a": "2", "A": "3"})),
        ("plugins: {k8s: {default-labels: {ÄÖ: x, K: z}}}", "default-labels", json!({"äö": "x", "k": "z"})),
        (
            "plugins: {k8s: {default-security-context: {RUNASUSER: 1}}}",
            "default-security-context",
            json!({"runAsUser": 1}),
        ),
        (
            "plugins: {k8s: {default-tolerations: [{KEY: a, tolerationseconds: 5}]}}",
            "default-tolerations",
            json!([{"key": "a", "tolerationSeconds": 5}]),
        ),
        (
            "task_resources: {defaults: {EPHEMERALSTORAGE: 2Gi, storage: 1Gi}}",
            "defaults.ephemeralStorage",
            json!("2Gi"),
        ),
    ] {
        for reader in READERS.iter().filter(|r| !(text.starts_with("task") && r.starts_with('2'))) {
            assert_eq!(plain(field(&config(&[text], reader), key)), want, "{reader}: {text}");
        }
    }
}

#[test]
fn nulls_and_empty_maps() {
    let built_in = json!({"cluster-autoscaler.kubernetes.io/safe-to-evict": "false"});
    for (text, key, want) in [
        ("default-annotations: {}", "default-annotations", &built_in),
        ("default-annotations:", "default-annotations", &built_in),
        ("default-annotations: {a: null}", "default-annotations", &built_in),
        ("default-annotations: []", "default-annotations", &json!({})),
        ("default-labels: {a: null}", "default-labels", &json!({"a": ""})),
        ("default-labels: {}", "default-labels", &json!({})),
        ("default-labels:", "default-labels", &json!(null)),
        ("default-security-context: {}", "default-security-context", &json!({})),
        ("default-security-context: {runAsNonRoot: null}", "default-security-context", &json!({"runAsNonRoot": null})),
        ("default-affinity: {}", "default-affinity", &json!(null)),
        ("default-affinity: {nodeAffinity: {}}", "default-affinity", &json!(null)),
    ] {
        for reader in READERS {
            assert_eq!(plain(field(&config(&[&k8s(text)], reader), key)), *want, "{reader}: {text}");
        }
    }
}

#[test]
fn a_key_that_is_no_text_undoes_the_restoring() {
    let inside = "default-annotations: {1: x, ex.com/a: y}";
    let beside = "1: x\ndefault-labels: [{A: b}]";
    for reader in READERS {
        assert_eq!(labels(inside, "default-annotations", reader), json!("refused"), "{reader}");
        let key = if reader == "1.13.3" { "A" } else { "a" };
        assert_eq!(labels(beside, "default-labels", reader), json!({key: "b"}), "{reader}");
    }
}

#[test]
fn several_files_with_dotted_keys() {
    let files = [k8s("default-labels: {Ex.com/A: 1}"), k8s("default-labels: {ex.com/A: 2}")];
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    for (reader, want) in READERS.iter().zip([
        json!({"ex.com/a": "2"}),
        json!({"ex.com/a": "2"}),
        json!({"ex.com/a": "2", "Ex.com/A": "1", "ex.com/A": "2"}),
        json!({"Ex.com/A": "1", "ex.com/A": "2"}),
    ]) {
        assert_eq!(plain(field(&config(&files, reader), "default-labels")), want, "{reader}");
    }
}

#[test]
fn chance_is_an_error() {
    for (text, code) in [
        ("scheduler-name: a\nScheduler-Name: b", "config/two-spellings"),
        ("default-labels: {A: 1, a: 2}", "config/two-spellings"),
        ("default-annotations: {app: x, app.kubernetes.io/name: y}", "config/by-chance"),
        ("default-tolerations: [{KEY: a, Key: b}]", "config/two-spellings"),
    ] {
        for reader in READERS {
            let errors = reading(&[&k8s(text)], &[], reader).result.unwrap_err();
            let found = errors.iter().find(|e| e.code == code);
            assert!(found.is_some_and(|e| e.label.is_some() && !e.related.is_empty()), "{reader}: {text}: {errors:?}");
        }
    }
}

#[test]
fn spellings_that_are_no_chance() {
    for (text, readers) in [
        ("default-labels: {a.b: 1, A.b: 2}", &READERS[2..]),
        ("default-labels: [{A: 1, a: 2}]", &READERS[..]),
        ("unknown: 1\nUnknown: 2", &READERS[..]),
        ("default-tolerations: [{key: a, KEY: b}]", &READERS[..]),
    ] {
        for reader in readers {
            assert_eq!(refusal(&[&k8s(text)], reader), None, "{reader}: {text}");
        }
    }
    let one_a_file = [k8s("Scheduler-Name: a"), k8s("scheduler-name: b")];
    assert_eq!(refusal(&[&one_a_file[0], &one_a_file[1]], "1.16.8"), None);
}
