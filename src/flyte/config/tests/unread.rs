//! Leaves that no field rests on.

use super::{k8s, reading};

#[test]
fn every_leaf_without_effect_has_its_reason() {
    let text = k8s(
        "default-lables: {a: b}\ndefault-labels: {c: d}\nsend-object-events: true\ndefault-cpus: {e: f}\nco-pilot: {storage: 1Gi, x: 1}",
    ) + "admin: {endpoint: h}\nstorage: {cache: {max_size_mbs: 7}}\n---\nother: {g: i}\n";
    let read = reading(&[&text], &[], "1.16.8");
    let (config, _) = read.result.unwrap();
    let found: Vec<(&str, &str)> =
        config.unread.iter().map(|u| (read.sources.slice(u.span), u.reason.as_str())).collect();
    let idle = "Flyte reads it, but nothing in a Pod depends on it";
    assert_eq!(
        found,
        [
            ("b", "unknown key"),
            ("true", idle),
            ("f", "a map is ignored where a quantity is expected"),
            ("1Gi", idle),
            ("1", "unknown key"),
            ("h", "another part of Flyte's configuration, on which no Pod depends"),
            ("7", idle),
            ("i", "Flyte reads only the first document of a file"),
        ]
    );
}

#[test]
fn an_anchor_that_is_used_is_read() {
    let read = reading(&["x: &l {a: b}\ny: &m {c: d}\nplugins: {k8s: {default-labels: *l}}"], &[], "1.16.8");
    let (config, _) = read.result.unwrap();
    let found: Vec<&str> = config.unread.iter().map(|u| read.sources.slice(u.span)).collect();
    assert_eq!(found, ["d"]);
}

#[test]
fn sections_and_keys_of_other_versions() {
    let text = "task_resources: {limits: {cpu: 1}}\nplugins: {k8s: {accelerator-devices: [{T4: x}]}}\n";
    for (version, leaf, part) in
        [("2.0.43", "1", "does not read the section"), ("1.16.8", "x", "does not have the key")]
    {
        let read = reading(&[text], &[], version);
        let (config, _) = read.result.unwrap();
        let [unread] = &config.unread[..] else { panic!("{:?}", config.unread) };
        assert_eq!(read.sources.slice(unread.span), leaf);
        assert!(unread.reason.contains(part), "{}", unread.reason);
    }
}

#[test]
fn task_resources_are_given_or_not() {
    for (text, want) in [
        ("", false),
        ("task_resources: {limits: {cpu: 1}}", true),
        ("Task_Resources: {}", true),
        ("task_resources:", false),
    ] {
        let (config, _) = reading(&[text], &[], "docs").result.unwrap();
        assert_eq!(config.has_task_resources, want, "{text}");
    }
    let (config, _) = reading(&[""], &[("TASK_RESOURCES.LIMITS.CPU", "5")], "docs").result.unwrap();
    assert!(config.has_task_resources);
}
