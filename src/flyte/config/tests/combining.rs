//! Several files, and the shapes that a file can have.

use serde_json::json;

use super::{READERS, config, field, k8s, plain, reading, refusal};

#[test]
fn later_files_over_earlier_ones() {
    for (first, second, key, want) in [
        (
            "default-labels: {a: 1, b: 1}",
            "default-labels: {b: 2, c: 2}",
            "default-labels",
            json!({"a": "1", "b": "2", "c": "2"}),
        ),
        (
            "default-labels: [{A: 1, b: 1}]",
            "default-labels: [{b: 2, C: 2}]",
            "default-labels",
            json!({"b": "2", "C": "2"}),
        ),
        ("default-labels: {a: 1}", "default-labels: [{B: 2}]", "default-labels", json!({"a": "1"})),
        ("default-labels: [{A: 1}]", "default-labels: {b: 2}", "default-labels", json!({"b": "2"})),
        ("default-labels: {a: 1}", "default-labels:", "default-labels", json!({"a": "1"})),
        ("default-labels: {a: 1}", "default-labels: x", "default-labels", json!({"a": "1"})),
        ("scheduler-name: a", "scheduler-name:", "scheduler-name", json!("")),
        ("scheduler-name:", "scheduler-name: b", "scheduler-name", json!("b")),
        (
            "default-tolerations: [{key: A}]",
            "default-tolerations: [{key: B}]",
            "default-tolerations",
            json!([{"key": "B"}]),
        ),
        ("co-pilot: {image: x}", "co-pilot: {cpu: 3}", "co-pilot.image", json!("x")),
        ("co-pilot: {image: x}", "co-pilot: {cpu: 3}", "co-pilot.cpu", json!("3")),
        ("Scheduler-Name: a", "scheduler-name: b", "scheduler-name", json!("b")),
    ] {
        for reader in READERS {
            let config = config(&[&k8s(first), &k8s(second)], reader);
            assert_eq!(plain(field(&config, key)), want, "{reader}: {first} / {second}");
        }
    }
}

#[test]
fn sections_without_anything() {
    for text in ["plugins:", "plugins: {}", "plugins: {k8s: }", "plugins: {k8s: {}}", "", "# x", "---\n---\nplugins: x"]
    {
        for reader in READERS {
            assert_eq!(plain(field(&config(&[text], reader), "default-cpus")), json!("1"), "{reader}: {text}");
        }
    }
    for (first, second) in [("scheduler-name: a", "plugins:"), ("scheduler-name: a", "plugins: x")] {
        for reader in READERS {
            let config = config(&[&k8s(first), second], reader);
            assert_eq!(plain(field(&config, "scheduler-name")), json!("a"));
        }
    }
}

#[test]
fn only_the_first_document() {
    let body = k8s("scheduler-name: a");
    for text in
        [format!("---\n{body}"), format!("\u{feff}{body}"), body.replace('\n', "\r\n"), format!("{body}---\nx: [\n")]
    {
        for reader in READERS {
            assert_eq!(plain(field(&config(&[&text], reader), "scheduler-name")), json!("a"), "{reader}: {text:?}");
        }
    }
    let (_, warnings) = reading(&[&format!("{body}---\nx: 1\n")], &[], "1.16.8").result.unwrap();
    assert!(warnings.iter().any(|w| w.code == "config/second-document"), "{warnings:?}");
}

#[test]
fn a_top_level_that_is_no_map() {
    let old = "\nWhile parsing config: yaml: unmarshal errors:\n  line 1: cannot unmarshal ";
    for (text, tag) in
        [("[a]", "!!seq"), ("abc", "!!str `abc`"), ("abcdefghijklmnop", "!!str `abcdefg...`"), ("1", "!!int `1`")]
    {
        for reader in READERS {
            let want = format!("{old}{tag} into map[string]interface {{}}");
            assert_eq!(refusal(&[text], reader), Some(want), "{reader}: {text}");
        }
    }
}

#[test]
fn every_file_that_cannot_be_read() {
    let twice = "x: 1\nx: 2\n";
    let want = "\nWhile parsing config: yaml: unmarshal errors:\n  line 2: mapping key \"x\" already defined at line 1";
    assert_eq!(refusal(&[twice, twice], "1.16.8"), Some(want.repeat(2)));
    assert_eq!(refusal(&[twice], "1.13.3"), None);
}

#[test]
fn a_path_named_twice_is_read_once() {
    let mut sources = crate::source::Sources::new();
    let id = sources.add("a.yaml", k8s("default-tolerations: [{key: a}]"));
    let (_, warnings) = super::read(&sources, &[id, id], &super::environment(&[]), super::version("1.16.8")).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
}

#[test]
fn json_numbers_are_doubles() {
    let text = r#"{"plugins": {"k8s": {"scheduler-name": 9007199254740993, "default-labels": [{"A": 1}]}}}"#;
    let mut sources = crate::source::Sources::new();
    let id = sources.add("config.json", text);
    for reader in READERS {
        let (config, _) = super::read(&sources, &[id], &super::environment(&[]), super::version(reader)).unwrap();
        assert_eq!(plain(field(&config, "scheduler-name")), json!("9007199254740992"), "{reader}");
        assert_eq!(plain(field(&config, "default-labels")), json!({"A": "1"}), "{reader}");
    }
}
