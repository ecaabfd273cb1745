//! Weird trees: no panics, and the laws that hold for any configuration.

use proptest::prelude::*;

use super::{READERS, reading};

/// Any YAML value in flow style.
fn value() -> impl Strategy<Value = String> {
    let scalar = prop::sample::select(vec![
        "a",
        "B",
        "true",
        "no",
        "1",
        "010",
        "1.5",
        "1e3",
        "~",
        "\"\"",
        "\"1\"",
        "2024-01-02",
        "5m",
        "1Gi",
        "{}",
        "[]",
        ".nan",
        "18446744073709551615",
        "'x,y'",
        "é",
    ])
    .prop_map(str::to_owned);
    scalar.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::vec((key(), inner), 0..4).prop_map(|entries| {
                format!("{{{}}}", entries.into_iter().map(|(k, v)| format!("{k}: {v}")).collect::<Vec<_>>().join(", "))
            }),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "a",
        "A",
        "ex.com/A",
        "a.b",
        "1",
        "true",
        "~",
        "\"q.r\"",
        "key",
        "KEY",
        "value",
        "spec",
        "template",
        "metadata",
        "containers",
        "volumes",
        "VolumeSource",
        "duration",
        "limits",
        "cpu",
        "config",
        "kind",
        "labels",
        "capabilities",
        "add",
    ])
    .prop_map(str::to_owned)
}

fn field() -> impl Strategy<Value = String> {
    let names: Vec<&str> = crate::flyte::config::layout::SECTIONS[0].layout.fields.iter().map(|f| f.name).collect();
    let extra = ["co-pilot.name", "default-labels.x", "1", "Default-Labels", "unknown"];
    prop::sample::select(names.into_iter().chain(extra).map(str::to_owned).collect::<Vec<_>>())
}

fn file() -> impl Strategy<Value = String> {
    let section = prop::sample::select(vec![
        "storage",
        "logger",
        "task_resources",
        "propeller",
        "executor",
        "actions",
        "namespace_mapping",
        "plugins.k8s",
        "plugins",
        "PLUGINS",
        "plugins.k8s.co-pilot",
    ]);
    let k8s = prop::collection::vec((field(), value()), 0..4);
    let rest = prop::collection::vec((section, value()), 0..2);
    (k8s, rest).prop_map(|(k8s, rest)| {
        let k8s: Vec<String> = k8s.into_iter().map(|(k, v)| format!("    {k}: {v}\n")).collect();
        let rest: Vec<String> = rest.into_iter().map(|(k, v)| format!("{k}: {v}\n")).collect();
        format!("plugins:\n  k8s:\n{}{}", k8s.concat(), rest.concat())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn any_configuration(files in prop::collection::vec(file(), 0..3), env in prop::option::of(value())) {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let pairs: Vec<(&str, &str)> = env.iter().flat_map(|v| [("PLUGINS.K8S.SCHEDULER-NAME", v.as_str()), ("STORAGE", v)]).collect();
        for reader in READERS.iter().chain(&["docs", "2.0.9"]) {
            let read = reading(&files, &pairs, reader);
            match read.result {
                Err(errors) => prop_assert!(!errors.is_empty()),
                Ok((config, warnings)) => {
                    // Every place lies in a text, every reason says something.
                    let spans = warnings.iter().flat_map(|w| &w.label).map(|l| l.span);
                    for span in spans.chain(config.unread.iter().map(|u| u.span)) {
                        prop_assert!(read.sources.get(span.source).is_some_and(|s| span.end as usize <= s.text.len()));
                    }
                    prop_assert!(config.unread.iter().all(|u| !u.reason.is_empty()));
                }
            }
        }
    }
}
