//! Plain scalars and keys against what Go's readers make of them.
//!
//! Each line of the table has a token and what `sigs.k8s.io/yaml` (`kubectl`), yaml.v2 and yaml.v3
//! read, as value and as key; `core` is YAML 1.2's own rule.

use serde_json::Value as Json;

use super::super::{Dialect, key_is_string, resolve_plain};
use super::{only, read, table};
use crate::tree::Value;

/// Whether a value is what the table says.
fn is(value: &Value, want: &Json) -> bool {
    match (value, want) {
        (Value::Null, Json::Null) => true,
        (Value::Bool(a), Json::Bool(b)) => a == b,
        (Value::Int(n), Json::Number(_)) => want.as_i64() == Some(*n) || want.as_f64() == Some(*n as f64),
        // The table's own reader rounds the last bit now and then.
        (Value::Float(f), Json::Number(n)) => n.as_f64().is_some_and(|n| (n - f).abs() <= 4.0 * f64::EPSILON * n.abs()),
        (Value::Float(f), Json::Object(_)) => match want["float"].as_str() {
            Some("+Inf") => *f == f64::INFINITY,
            Some("-Inf") => *f == f64::NEG_INFINITY,
            Some("NaN") => f.is_nan(),
            _ => false,
        },
        (Value::Str(_), Json::Object(_)) => want.get("date").is_some(),
        (Value::Str(a), Json::String(b)) => a.as_str() == b,
        _ => false,
    }
}

fn value(token: &str, dialect: Dialect) -> Option<(Value, bool)> {
    let document = read(&format!("- {token}\n"), dialect).ok()?.into_iter().next()?;
    Some((document.root.items()[0].value.clone(), !document.dates.is_empty()))
}

fn key(token: &str, dialect: Dialect) -> Option<String> {
    let document = read(&format!("? {token}\n: x\n"), dialect).ok()?.into_iter().next()?;
    Some(document.root.entries()[0].key.as_str().to_owned())
}

fn check(line: &str, wrong: &mut Vec<String>) {
    let row: Json = serde_json::from_str(line).unwrap();
    let token = row["token"].as_str().unwrap();
    let columns =
        [("kubectl", Dialect::Kubectl), ("v2", Dialect::ConfigV2), ("v3", Dialect::ConfigV3), ("core", Dialect::Core)];
    for (column, dialect) in columns {
        let refused = row[column].get("error").is_some();
        match value(token, dialect) {
            None if refused => {}
            Some((value, date)) if is(&value, &row[column]) && date == row[column].get("date").is_some() => {
                if !value.eq(&resolve_plain(dialect, token)) && !matches!(value, Value::Float(f) if f.is_nan()) {
                    wrong.push(format!("{token} {dialect:?} resolve_plain"));
                }
                let string = matches!(value, Value::Str(_)) && !date;
                if key_is_string(dialect, token) != string {
                    wrong.push(format!("{token} {dialect:?} key_is_string"));
                }
            }
            got => wrong.push(format!("{token} {dialect:?}: {got:?}, want {}", row[column])),
        }
        let Some(want) = row.get(format!("{column}Key")) else { continue };
        let want = match want {
            Json::String(text) => Some(text.clone()),
            // Go prints a point in time in a way of its own; podtpl keeps the text.
            other => other.get("date").map(|_| token.to_owned()),
        };
        if key(token, dialect) != want {
            wrong.push(format!("{token} {dialect:?} key: {:?}, want {want:?}", key(token, dialect)));
        }
    }
}

#[test]
fn as_go_reads_them() {
    let mut wrong = Vec::new();
    let table = table("scalars.jsonl");
    assert!(table.lines().count() > 200);
    table.lines().for_each(|line| check(line, &mut wrong));
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.iter().take(50).map(|s| s.as_str()).collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn keys_below_a_list_become_numbers_in_the_older_reader() {
    let keys = |text: &str, dialect| -> Vec<String> {
        let root = only(text, dialect).root;
        let map = root.items().first().unwrap_or(&root);
        let map = map.entries().iter().find(|e| e.key == "m").map_or(map, |e| &e.node);
        map.entries().iter().map(|e| e.key.as_str().to_owned()).collect()
    };
    let text = "- m: {yes: a, n: b, ~: c, 1.50: d, 010: e}\n";
    assert_eq!(keys(text, Dialect::ConfigV2), ["1", "0", "", "1.5", "8"]);
    assert_eq!(keys(text, Dialect::ConfigV3), ["yes", "n", "", "1.5", "8"]);
    let text = "m: {yes: a, n: b, ~: c, 1.50: d, 010: e}\n";
    assert_eq!(keys(text, Dialect::ConfigV2), ["true", "false", "", "1.5", "8"]);
    assert_eq!(keys(text, Dialect::Core), ["yes", "n", "~", "1.50", "010"]);
    let text = "{m: {yes: a, n: b, 1.50: d, 010: e, 1e6: f}}";
    assert_eq!(keys(text, Dialect::Kubectl), ["true", "false", "1.5", "8", "1e+06"]);
}

#[test]
fn tags() {
    let cases = [
        ("!!str yes", ["yes", "yes", "yes", "yes"]),
        ("!!str 1", ["1", "1", "1", "1"]),
        ("!!str", ["", "", "", ""]),
        ("!foo a", ["a", "a", "a", "a"]),
        ("!foo 12", ["12", "12", "12", "12"]),
        ("! 12", ["12", "12", "#12", "12"]),
        ("!!int \"7\"", ["#7", "#7", "#7", "#7"]),
        ("!!float 1", ["#1", "#1", "#1", "#1"]),
        ("!!bool yes", ["true", "true", "error", "error"]),
        ("!!bool \"true\"", ["true", "true", "true", "true"]),
        ("!!null ''", ["null", "null", "null", "null"]),
        ("!!binary aGVsbG8=", ["hello", "hello", "hello", "hello"]),
        ("!!binary a", ["error", "error", "error", "error"]),
        ("!!timestamp 2001-01-01", ["2001-01-01", "2001-01-01", "2001-01-01", "2001-01-01"]),
        ("!!int foo", ["error", "error", "error", "error"]),
        ("!<tag:yaml.org,2002:str> 1", ["1", "1", "1", "1"]),
        ("!!set {a, b}", ["2", "2", "2", "2"]),
    ];
    for (text, wants) in cases {
        for (dialect, want) in super::DIALECTS.into_iter().zip(wants) {
            let got = match read(&format!("a: {text}\n"), dialect) {
                Err(_) => "error".to_owned(),
                Ok(documents) => match &documents[0].root.entries()[0].node.value {
                    Value::Str(s) => s.to_string(),
                    Value::Int(n) => format!("#{n}"),
                    Value::Bool(b) => b.to_string(),
                    Value::Null => "null".to_owned(),
                    Value::Map(m) => m.len().to_string(),
                    other => format!("{other:?}"),
                },
            };
            assert_eq!(got, want, "{text} {dialect:?}");
        }
    }
    let errors = read("a: !!int foo\n", Dialect::ConfigV2).unwrap_err();
    assert_eq!(errors[0].flyte.as_deref(), Some("yaml: cannot decode !!str `foo` as a !!int"));
}
