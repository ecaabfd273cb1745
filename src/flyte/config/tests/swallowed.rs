//! What Flyte accepts silently, and podtpl does not.

use super::{k8s, reading};

/// Code, the text at its place, and a part of message or help.
type Want = (&'static str, &'static str, &'static str);

/// Warnings of a configuration: code, place, message and help.
fn warnings(files: &[&str], reader: &str) -> Vec<(String, String, String)> {
    let read = reading(files, &[], reader);
    let (_, warnings) = read.result.unwrap_or_else(|e| panic!("{files:?}: {e:#?}"));
    let place = |span| read.sources.slice(span).to_owned();
    let text = |w: &crate::diagnostic::Diagnostic| format!("{} | {}", w.message, w.help.clone().unwrap_or_default());
    warnings
        .iter()
        .map(|w| (w.code.to_owned(), w.label.as_ref().map_or(String::new(), |l| place(l.span)), text(w)))
        .collect()
}

#[track_caller]
fn check(files: &[&str], reader: &str, want: &[Want]) {
    let found = warnings(files, reader);
    assert_eq!(found.len(), want.len(), "{reader} {files:?}\n{found:#?}");
    for (code, place, part) in want {
        let hit = found.iter().any(|(c, p, text)| c == code && p == place && text.contains(part));
        assert!(hit, "{reader} {files:?}: no {code} at `{place}` with `{part}`\n{found:#?}");
    }
}

fn check_k8s(keys: &str, reader: &str, want: &[Want]) {
    check(&[&k8s(keys)], reader, want);
}

#[test]
fn keys_in_other_letters() {
    let env = ("config/lower-cased-key", "MY_VAR", "it becomes `my_var` | write the map as a list");
    check_k8s("default-env-vars: {MY_VAR: x}", "1.13.3", &[env]);
    check_k8s("default-env-vars: {MY_VAR: x}", "2.0.43", &[env]);
    check_k8s("default-env-vars: [{MY_VAR: x}]", "1.16.8", &[]);
    let dotted = "default-labels: {a.b/C: x}";
    check_k8s(dotted, "1.16.6", &[("config/lower-cased-key", "a.b/C", "it becomes `a.b/c`")]);
    check_k8s(dotted, "1.16.8", &[("config/lower-cased-key", "a.b/C", "makes two keys of `a.b/C`")]);
    check_k8s(dotted, "2.0.43", &[]);
    check_k8s(
        "accelerator-device-classes: {Nvidia_Gpu: {}, x: {resource-name: y}}",
        "2.0.43",
        &[("config/replaced-default", "{Nvidia_Gpu: {}, x: {resource-name: y}}", "drops all built-in entries")],
    );
}

#[test]
fn accelerator_devices() {
    check_k8s(
        "accelerator-devices: {T4: x}",
        "2.0.43",
        &[
            ("config/device-never-matches", "T4", "can never match"),
            ("config/replaced-default", "{T4: x}", "drops all built-in entries"),
        ],
    );
    check_k8s("accelerator-devices: [{T4: x}]", "2.0.43", &[("config/replaced-default", "[{T4: x}]", "")]);
}

#[test]
fn unknown_keys() {
    for (key, suggestion) in [
        ("default-lables: {a: b}", "did you mean `default-labels`?"),
        ("defaultLabels: {a: b}", "did you mean `default-labels`?"),
        ("default_labels: {a: b}", "did you mean `default-labels`?"),
        ("something-else: 1", "remove it, or check its name"),
    ] {
        let name = key.split(':').next().unwrap();
        for reader in super::READERS {
            let found = warnings(&[&k8s(key)], reader);
            let [(code, place, text)] = &found[..] else { panic!("{found:?}") };
            assert_eq!((code.as_str(), place.as_str()), ("config/unknown-key", name));
            assert!(text.contains(suggestion), "{text}");
        }
    }
    check_k8s("co-pilot: {imagee: x}", "1.16.8", &[("config/unknown-key", "imagee", "did you mean `image`?")]);
    check_k8s("default-tolerations: [{kee: x}]", "1.16.8", &[("config/unknown-key", "kee", "did you mean `key`?")]);
    check_k8s(
        "default-security-context: {runAsUserr: 1}",
        "1.13.3",
        &[("config/unknown-key", "runAsUserr", "`runAsUser`")],
    );
    let own = "task_resources: {defaults: {storage: 1Gi, ephemeral-storage: 1Gi}}";
    check(
        &[own],
        "1.16.8",
        &[("config/unknown-key", "storage", ""), ("config/unknown-key", "ephemeral-storage", "`ephemeralStorage`")],
    );
    check(&["task-resources: {}"], "1.16.8", &[("config/unknown-key", "task-resources", "`task_resources`")]);
    check(&["taskResources: {}"], "1.16.8", &[("config/unknown-key", "taskResources", "`task_resources`")]);
    check(&["plugins: {k8: {}}"], "1.16.8", &[("config/unknown-key", "k8", "`k8s`")]);
}

#[test]
fn other_parts_of_flyte_are_let_alone() {
    let text = "admin: {endpoint: x, clientId: y}\ncatalog: {type: z}\ntasks: {task-plugins: {}}\nplugins: {spark: {A: b}, \
                k8s-array: {}, logs: {}}\npropeller: {workers: 4}\nexecutor: {foo: 1}\nactions: {server: {port: 1}}\n";
    check(&[text], "1.16.8", &[]);
    check(&[text], "2.0.43", &[]);
}

#[test]
fn keys_of_other_versions() {
    check_k8s(
        "accelerator-devices: [{T4: x}]",
        "1.16.8",
        &[("config/other-version", "accelerator-devices", "Flyte 1.16.8 has no key")],
    );
    check_k8s(
        "enable-distributed-error-aggregation: true",
        "2.0.43",
        &[("config/other-version", "enable-distributed-error-aggregation", "")],
    );
    check(
        &["task_resources: {limits: {cpu: 1}}"],
        "2.0.43",
        &[("config/other-version", "task_resources", "does not read `task_resources`")],
    );
    check(&["executor: {defaultK8sServiceAccount: x}"], "1.16.8", &[("config/other-version", "executor", "")]);
    check(
        &["executor: {defaultK8sServiceAccount: x}"],
        "2.0.9",
        &[("config/other-version", "defaultK8sServiceAccount", "")],
    );
    check_k8s(
        "disable-inject-owner-references: true",
        "docs",
        &[("config/other-version", "disable-inject-owner-references", "the documented Flyte has no key")],
    );
}

#[test]
fn paths_with_dots() {
    for (text, key) in [
        ("plugins.k8s.scheduler-name: x", "plugins.k8s.scheduler-name"),
        ("plugins: {k8s: {co-pilot.name: x}}", "co-pilot.name"),
    ] {
        check(&[text], "1.13.3", &[]);
        check(&[text], "1.16.6", &[]);
        check(&[text], "1.16.8", &[("config/dotted-path", key, "write the levels below each other")]);
        check(&[text], "2.0.43", &[("config/dotted-path", key, "ignores the key")]);
    }
}

#[test]
fn values_in_another_spelling() {
    for (written, becomes) in
        [("yes", "1"), ("010", "8"), ("1e3", "1000"), ("1.50", "1.5"), ("1_000", "1000"), ("0x1F", "31")]
    {
        let found = warnings(&[&k8s(&format!("default-env-vars: [{{A: {written}}}]"))], "1.13.3");
        let [(code, place, text)] = &found[..] else { panic!("{written}: {found:?}") };
        assert_eq!((code.as_str(), place.as_str()), ("config/respelled", written));
        assert!(text.contains(&format!("becomes `{becomes}`")), "{text}");
    }
    check_k8s("default-env-vars: {a: \"yes\", b: 5, c: 1.5}", "1.13.3", &[]);
    check_k8s("default-memory: 010", "1.16.8", &[("config/respelled", "010", "becomes `8`")]);
    check_k8s("default-memory: 1073741824", "1.16.8", &[]);
    check_k8s("pod-pending-timeout: 30", "1.16.8", &[("config/nanoseconds", "30", "write a unit: `30s`")]);
}

#[test]
fn what_is_passed_over() {
    check_k8s("default-cpus: {a: b}", "1.16.8", &[("config/ignored-value", "{a: b}", "keeps `1`")]);
    check_k8s("default-tolerations: {key: a}", "1.16.8", &[("config/map-for-list", "{key: a}", "a list of one")]);
    check_k8s("default-annotations: {}", "1.16.8", &[("config/not-cleared", "{}", "`default-annotations: []`")]);
    check_k8s("default-annotations:", "1.13.3", &[("config/not-cleared", "", "")]);
    check_k8s("default-annotations: []", "1.16.8", &[]);
    check_k8s("default-annotations: {a: b}", "1.16.8", &[("config/replaced-default", "{a: b}", "safe-to-evict")]);
    check(
        &["task_resources: {limits: {}, defaults: }"],
        "1.16.8",
        &[("config/not-cleared", "{}", "cpu: 0"), ("config/not-cleared", "", "")],
    );
    check(&["task_resources: {limits: {}}"], "2.0.43", &[("config/other-version", "task_resources", "")]);
    check(&["task_resources: {limits: {cpu: 0}}"], "1.16.8", &[("config/no-cap", "0", "`cpu` is not capped")]);
    check(&["a: 1\na: 2\n"], "1.13.3", &[("config/duplicate-key", "a", "takes the last value")]);
}

#[test]
fn across_files() {
    let two = |a: &str, b: &str| [k8s(a), k8s(b)];
    let check_two = |[a, b]: [String; 2], want: &[Want]| check(&[&a, &b], "1.16.8", want);
    check_two(
        two("default-tolerations: [{key: a}]", "default-tolerations: [{key: b}]"),
        &[("config/replaced-list", "[{key: b}]", "")],
    );
    check_two(
        two("default-labels: {a: b}", "default-labels: [{A: b}]"),
        &[("config/ignored-over-map", "[{A: b}]", "a list here")],
    );
    check_two(two("default-labels: {a: b}", "default-labels:"), &[("config/ignored-over-map", "", "no value")]);
    check_two(
        two("default-labels: {a: b}", "default-labels: x"),
        &[("config/ignored-over-map", "x", "a single value")],
    );
    check_two(two("default-labels: {a: b}", "default-labels: {c: d}"), &[]);
}

#[test]
fn keys_that_are_no_text() {
    for (reader, dots) in [("1.16.6", 0), ("1.16.8", 1), ("2.0.43", 1)] {
        let found = warnings(&[&k8s("default-labels: {1: x, A.b/C: y}")], reader);
        assert_eq!(found.iter().filter(|w| w.0 == "config/key-is-no-text").count(), dots, "{reader}: {found:?}");
    }
    let list = warnings(&[&k8s("1: x\ndefault-labels: [{A: b}]")], "1.16.6");
    assert!(list.iter().any(|w| w.0 == "config/key-is-no-text" && w.1 == "1"), "{list:?}");
}

#[test]
fn lost_parts_of_class_templates() {
    let text = "accelerator-device-classes: [{A: {pod-template: {kind: PodTemplate, template: {spec: {volumes: [{name: v, emptyDir: {}}]}}}}}]";
    let found = warnings(&[&k8s(text)], "2.0.43");
    let lost: Vec<_> = found.iter().filter(|w| w.0 == "config/lost-in-pod-template").collect();
    assert_eq!(lost.len(), 1, "{found:?}");
    assert_eq!(lost[0].1, "emptyDir");
}

#[test]
fn names_that_flyte_would_not_read() {
    for (name, count) in [
        ("a.yaml", 0),
        ("a.YML", 0),
        ("a.json", 0),
        ("a.conf", 1),
        ("a.txt", 1),
        ("-", 0),
        (".hidden", 0),
        ("dir.d/config", 0),
    ] {
        let mut sources = crate::source::Sources::new();
        let id = sources.add(name, "x: 1");
        let (_, warnings) = super::read(&sources, &[id], &super::environment(&[]), super::version("1.16.8")).unwrap();
        assert_eq!(warnings.len(), count, "{name}: {warnings:?}");
    }
}
