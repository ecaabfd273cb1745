//! Where every value comes from, and what lost against it.

use super::{config, k8s, reading};
use crate::tree::{Layer, Node, Origin, Rule, Verdict};

/// The written value that a node rests on, with `~` before it if it was respelled.
fn origin(read: &super::Reading, node: &Node) -> String {
    match &node.origin {
        Origin::File { span, layer } => {
            assert!(matches!(layer, Layer::Config | Layer::ClassTemplate), "{layer:?}");
            read.sources.slice(*span).to_owned()
        }
        Origin::Alias(alias) => format!("{} via {}", read.sources.slice(alias.span), read.sources.slice(alias.via)),
        Origin::Derived(derived) => {
            assert_eq!((derived.rule, derived.step), (Rule::Respell, "configuration"));
            format!(
                "~{}",
                derived.from.iter().filter_map(Origin::span).map(|s| read.sources.slice(s)).collect::<String>()
            )
        }
        Origin::Builtin(builtin) => format!("built in: {}", builtin.key),
        other => panic!("{other:?}"),
    }
}

#[test]
fn origins_of_values() {
    let text = "x: &l {A: b}\nplugins:\n  k8s:\n    scheduler-name: \"s\"\n    default-cpus: 0.5\n    default-memory: 1Gi\n    \
                default-labels: *l\n    default-env-from-secrets: \"a,b\"\n    default-tolerations: {key: t, tolerationSeconds: \
                \"30\"}\n    inject-finalizer: 1\n    default-env-vars: {A: yes}\n    co-pilot: {timeout: 1m, start-timeout: 1m0s}\n";
    let read = reading(&[text], &[], "1.16.8");
    let config = &read.result.as_ref().unwrap().0;
    let k8s = &config.k8s;
    let toleration = &k8s.default_tolerations.items()[0];
    for (node, want) in [
        (&k8s.scheduler_name, "\"s\""),
        (&k8s.default_cpus, "~0.5"),
        (&k8s.default_memory, "1Gi"),
        (&k8s.default_labels.entries()[0].node, "b via *l"),
        (&k8s.default_env_from_secrets.items()[1], "~\"a,b\""),
        (toleration, "{key: t, tolerationSeconds: \"30\"}"),
        (toleration.get("key").unwrap(), "t"),
        (toleration.get("tolerationSeconds").unwrap(), "~\"30\""),
        (&k8s.inject_finalizer, "~1"),
        (&k8s.default_env_vars.entries()[0].node, "yes"),
        (&k8s.co_pilot.timeout, "~1m"),
        (&k8s.co_pilot.start_timeout, "1m0s"),
        (&k8s.co_pilot.image, "built in: plugins.k8s.co-pilot.image"),
        (&k8s.default_annotations, "built in: plugins.k8s.default-annotations"),
        (&config.task_resources.limits.cpu, "built in: task_resources.limits.cpu"),
        (&config.offloading.enabled, "built in: propeller.literal-offloading-config.enabled"),
    ] {
        assert_eq!(origin(&read, node), want);
    }
}

#[test]
fn maps_and_lists_have_their_own_place() {
    for reader in super::READERS {
        let read = reading(
            &[&k8s("default-annotations: {a: b}\ndefault-tolerations: [{key: a}]\nco-pilot: {name: x}")],
            &[],
            reader,
        );
        let k8s = &read.result.as_ref().unwrap().0.k8s;
        assert_eq!(origin(&read, &k8s.default_annotations), "{a: b}");
        assert_eq!(origin(&read, &k8s.default_tolerations), "[{key: a}]");
        let keys: Vec<&str> =
            k8s.default_annotations.entries().iter().map(|e| read.sources.slice(e.key_span.unwrap())).collect();
        assert_eq!(keys, ["a"]);
    }
}

#[test]
fn what_a_later_file_displaces() {
    for reader in super::READERS {
        let files = [
            k8s(
                "scheduler-name: a\ndefault-tolerations: [{key: x}]\ndefault-annotations: {q: 1}\ndefault-labels: {v: w}",
            ),
            k8s(
                "scheduler-name: b\ndefault-tolerations: [{key: y}]\ndefault-annotations: {q: 2}\ndefault-labels: [{V: w}]",
            ),
            k8s("scheduler-name: c"),
        ];
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let read = reading(&files, &[], reader);
        let config = &read.result.as_ref().unwrap().0;
        let lost = |node: &Node| -> Vec<(String, Verdict, Rule)> {
            let lost = node.displaced().iter();
            lost.map(|d| (read.sources.slice(d.origin.span().unwrap()).to_owned(), d.verdict, d.rule)).collect()
        };
        let over = |text: &str, rule| (text.to_owned(), Verdict::Overridden, rule);
        let k8s = &config.k8s;
        assert_eq!(
            lost(&k8s.scheduler_name),
            [over("a", Rule::ScalarOverride), over("b", Rule::ScalarOverride)],
            "{reader}"
        );
        assert_eq!(lost(&k8s.default_tolerations), [over("[{key: x}]", Rule::Replace)], "{reader}");
        assert_eq!(lost(&k8s.default_annotations.entries()[0].node), [over("1", Rule::ScalarOverride)], "{reader}");
        assert_eq!(lost(&k8s.default_labels), [("[{V: w}]".to_owned(), Verdict::Dropped, Rule::Drop)], "{reader}");
        let reasons: Vec<&str> = config.unread.iter().map(|u| u.reason.as_str()).collect();
        let later = "a later file replaces it";
        let kept = "an earlier file gives a map, over which Flyte takes nothing else";
        assert_eq!(reasons, [later, later, later, later, kept], "{reader}");
    }
}

#[test]
fn nulls_are_kept_where_they_would_matter() {
    let text =
        k8s("scheduler-name:\ndefault-labels: null\nco-pilot: {name: ~}\ndefault-tolerations: [{key: a, value: null}]");
    for reader in super::READERS {
        let config = config(&[&text], reader);
        let k8s = &config.k8s;
        for node in [&k8s.scheduler_name, &k8s.default_labels, &k8s.co_pilot.name] {
            let [null] = node.displaced() else { panic!("{reader}: {node:?}") };
            assert_eq!(null.verdict, Verdict::Empty);
        }
        assert!(config.unread.is_empty(), "{reader}: {:?}", config.unread);
    }
}

#[test]
fn keys_written_with_dots_win() {
    let text = "plugins.k8s.scheduler-name: x\nplugins: {k8s: {scheduler-name: y}}\n";
    let read = reading(&[text], &[], "1.13.3");
    let config = &read.result.as_ref().unwrap().0;
    assert_eq!(origin(&read, &config.k8s.scheduler_name), "x");
    assert_eq!(config.k8s.scheduler_name.displaced().len(), 1);
    assert_eq!(config.unread.len(), 1);
}
