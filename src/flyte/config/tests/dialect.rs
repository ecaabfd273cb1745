//! What YAML scalars become in a string.

use serde_json::json;

use super::{READERS, config, field, k8s, plain, refusal};

/// Scalars as R1 and as the newer readers take them for a string.
const SCALARS: &[(&str, &str, &str)] = &[
    ("true", "1", "1"),
    ("TRUE", "1", "1"),
    ("False", "0", "0"),
    ("y", "1", "y"),
    ("Yes", "1", "Yes"),
    ("on", "1", "on"),
    ("N", "0", "N"),
    ("no", "0", "no"),
    ("OFF", "0", "OFF"),
    ("yEs", "yEs", "yEs"),
    ("tRUE", "tRUE", "tRUE"),
    ("1_000", "1000", "1000"),
    ("1__0", "10", "10"),
    ("1_", "1", "1"),
    ("685_230.15", "685230.15", "685230.15"),
    ("010", "8", "8"),
    ("00", "0", "0"),
    ("08", "8", "8"),
    ("0o17", "15", "15"),
    ("0x1F", "31", "31"),
    ("-0x1F", "-31", "-31"),
    ("0b11", "3", "3"),
    ("0o8", "0o8", "0o8"),
    ("0x", "0x", "0x"),
    ("_1", "_1", "_1"),
    ("1e400", "1e400", "1e400"),
    ("1.2.3", "1.2.3", "1.2.3"),
    ("1k", "1k", "1k"),
    ("1,000", "1,000", "1,000"),
    ("+12", "12", "12"),
    ("-0", "0", "0"),
    ("1.0", "1", "1"),
    ("1.10", "1.1", "1.1"),
    ("3.0", "3", "3"),
    ("1e3", "1000", "1000"),
    ("12e03", "12000", "12000"),
    ("1e-7", "0.0000001", "0.0000001"),
    ("1.0e21", "1000000000000000000000", "1000000000000000000000"),
    ("100000000000000000000000", "100000000000000000000000", "100000000000000000000000"),
    ("18446744073709551615", "18446744073709551615", "18446744073709551615"),
    ("-0.0", "-0", "-0"),
    (".inf", "+Inf", "+Inf"),
    ("-.inf", "-Inf", "-Inf"),
    (".nan", "NaN", "NaN"),
    ("1:30", "1:30", "1:30"),
    ("1:30:00", "1:30:00", "1:30:00"),
    ("2024-01", "2024-01", "2024-01"),
    ("20240102", "20240102", "20240102"),
    ("=", "=", "="),
    ("!!str yes", "yes", "yes"),
    ("!!str 1", "1", "1"),
    ("!!int \"7\"", "7", "7"),
    ("!!binary aGVsbG8=", "hello", "hello"),
    ("!foo a", "a", "a"),
    ("\"yes\"", "yes", "yes"),
    ("'1'", "1", "1"),
];

#[test]
fn scalars_into_a_string() {
    for (written, old, new) in SCALARS {
        for reader in READERS {
            let want = if reader == "1.13.3" { old } else { new };
            let config =
                config(&[&k8s(&format!("scheduler-name: {written}\ndefault-labels: [{{A: {written}}}]"))], reader);
            assert_eq!(plain(field(&config, "scheduler-name")), json!(want), "{reader}: {written}");
            if !written.contains(',') {
                assert_eq!(plain(field(&config, "default-labels")), json!({"A": want}), "{reader}: {written}");
            }
        }
    }
}

#[test]
fn dates() {
    for written in ["2024-01-02", "2024-1-2", "2024-01-02T03:04:05Z", "2024-01-02 03:04:05"] {
        let text = k8s(&format!("scheduler-name: {written}"));
        assert_eq!(plain(field(&config(&[&text], "1.13.3"), "scheduler-name")), json!(written));
        let want = "\n\n\ndecoding failed due to the following error(s):\n\n'scheduler-name' expected type 'string', got \
                    unconvertible type 'time.Time'";
        for reader in ["1.16.6", "1.16.8", "2.0.43"] {
            assert_eq!(refusal(&[&text], reader).as_deref(), Some(want), "{reader}: {written}");
        }
    }
}

#[test]
fn keys_that_are_no_strings() {
    let map = "default-labels: {yes: a, true: b, null: c, 1.50: d, 0x10: e}";
    let list = "default-labels: [{y: a, no: b, 1.50: d}]";
    for (text, reader, want) in [
        (map.replace("true: b, ", ""), "1.13.3", json!({"true": "a", "": "c", "1.5": "d", "16": "e"})),
        (map.to_owned(), "1.16.8", json!({"yes": "a", "true": "b", "": "c", "1.5": "d", "16": "e"})),
        (list.to_owned(), "1.13.3", json!({"1": "a", "0": "b", "1.5": "d"})),
        (list.to_owned(), "2.0.43", json!({"y": "a", "no": "b", "1.5": "d"})),
        ("default-labels: [{true: a}]".to_owned(), "1.16.6", json!({"true": "a"})),
    ] {
        assert_eq!(plain(field(&config(&[&k8s(&text)], reader), "default-labels")), want, "{reader}: {text}");
    }
}

#[test]
fn duplicate_keys() {
    let text = k8s("scheduler-name: a\nscheduler-name: b");
    assert_eq!(plain(field(&config(&[&text], "1.13.3"), "scheduler-name")), json!("b"));
    let want = "\nWhile parsing config: yaml: unmarshal errors:\n  line 4: mapping key \"scheduler-name\" already defined at \
                line 3";
    for reader in ["1.16.6", "1.16.8", "2.0.43"] {
        assert_eq!(refusal(&[&text], reader).as_deref(), Some(want));
    }
}

#[test]
fn anchors_and_merge_keys() {
    let text = "x: &l {a: b, c: d}\ny: &m {c: e}\nplugins: {k8s: {default-labels: {<<: [*l, *m], a: own}, default-node-selector: *l}}";
    for reader in READERS {
        let config = config(&[text], reader);
        assert_eq!(plain(field(&config, "default-labels")), json!({"a": "own", "c": "d"}), "{reader}");
        assert_eq!(plain(field(&config, "default-node-selector")), json!({"a": "b", "c": "d"}), "{reader}");
        let unknown = Some("\nWhile parsing config: yaml: unknown anchor 'q' referenced".to_owned());
        assert_eq!(refusal(&["a: *q"], reader), unknown);
    }
}
