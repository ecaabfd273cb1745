//! Environments as the kubelet makes them.

use serde_json::{Value, json};

use super::{Environment, environments};
use crate::kube::json_for_tests::node;

fn of(env: Value, more: Value) -> Environment {
    let mut container = json!({"name": "c", "env": env});
    for (key, value) in more.as_object().unwrap() {
        container[key] = value.clone();
    }
    environments(&node(&json!({"containers": [container]}))).remove(0)
}

/// What the container gets: `NAME=result`, or `NAME?` where that is not known.
fn gets(environment: &Environment) -> Vec<String> {
    let one = |v: &super::Variable| match &v.entries.last().unwrap().text.result {
        Some(result) => format!("{}={result}", v.name),
        None => format!("{}?", v.name),
    };
    environment.variables.iter().map(one).collect()
}

/// Entries from a text: `A=1 B=$(A) C<optional D<fixed`.
fn entries(text: &str) -> Value {
    let one = |word: &str| match (word.split_once('='), word.split_once('<')) {
        (Some((name, value)), _) => json!({"name": name, "value": value}),
        (_, Some((name, "optional"))) => {
            json!({"name": name, "valueFrom": {"configMapKeyRef": {"name": "m", "key": "k", "optional": true}}})
        }
        (_, Some((name, _))) => json!({"name": name, "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}),
        _ => json!({"name": word}),
    };
    text.split(' ').filter(|w| !w.is_empty()).map(one).collect()
}

#[test]
fn the_last_entry_counts_and_sees_what_stands_before_it() {
    for (env, want) in [
        ("A=1", "A=1"),
        ("A=1 A=2", "A=2"),
        ("A=1 B=2 A=3", "B=2 A=3"),
        ("A=1 A", "A="),
        ("A=1 B=$(A)", "A=1 B=1"),
        ("B=$(A) A=1", "B=$(A) A=1"),
        ("A=1 B=$(A) A=2", "B=1 A=2"),
        ("A=1 A=2 B=$(A)", "A=2 B=2"),
        ("A=1 A=$(A)2", "A=12"),
        ("A=$(A)", "A=$(A)"),
        ("A=1 B=$(A) C=$(B)", "A=1 B=1 C=1"),
        // what was replaced is not read again
        ("A=$$(B) B=1 C=$(A)", "A=$(B) B=1 C=$(B)"),
        ("A=1 B=$$(A)", "A=1 B=$(A)"),
        ("A=1 B=$(A)$(NOPE)", "A=1 B=1$(NOPE)"),
        ("A B=x$(A)y", "A= B=xy"),
        ("A<fixed B=$(A)", "A? B?"),
        ("A<fixed A=1 B=$(A)", "A=1 B=1"),
        ("A=1 A<optional B=$(A)", "A? B?"),
        ("A=$(KUBERNETES_SERVICE_HOST)", "A?"),
        ("A=$(DB_SERVICE_PORT)", "A?"),
        ("A=$(DB_HOST)", "A=$(DB_HOST)"),
    ] {
        assert_eq!(gets(&of(entries(env), json!({}))).join(" "), want, "{env}");
    }
}

/// `NAME:entry/outside/later` of all references of the entry at an index.
fn references(environment: &Environment, index: usize) -> Vec<String> {
    let all = environment.variables.iter().flat_map(|v| &v.entries);
    let entry = all.into_iter().find(|e| e.index == index).unwrap();
    let number = |n: Option<usize>| n.map_or("-".to_owned(), |n| n.to_string());
    let one = |r: &super::Reference| {
        let outside = r.outside.map_or("-".to_owned(), |o| format!("{o:?}"));
        format!("{}:{}/{outside}/{}", r.name, number(r.entry), number(r.later))
    };
    entry.text.references.iter().map(one).collect()
}

#[test]
fn who_gives_a_reference_its_value() {
    let sources = json!({"envFrom": [{"secretRef": {"name": "s"}}]});
    let none = json!({});
    for (env, more, index, want) in [
        ("A=1 B=$(A)", &none, 1, "A:0/-/-"),
        ("A=1 B=$(A) A=2", &none, 1, "A:0/-/2"),
        ("A=1 B=$(A)$(A)", &none, 1, "A:0/-/-"),
        ("B=$(A) A=2", &none, 0, "A:-/-/1"),
        ("B=$(A) A=2", &sources, 0, "A:-/EnvFrom/1"),
        ("B=$(A)", &none, 0, "A:-/-/-"),
        ("B=$(A)", &sources, 0, "A:-/EnvFrom/-"),
        ("A=1 B=$(A)", &sources, 1, "A:0/-/-"),
        ("A<optional B=$(A)", &none, 1, "A:0/-/-"),
        ("A<optional B=$(A)", &sources, 1, "A:0/EnvFrom/-"),
        ("B=$(B)", &none, 0, "B:-/-/0"),
        ("B=$(DB_PORT_80_TCP)", &none, 0, "DB_PORT_80_TCP:-/Service/-"),
        ("B=$(DB_PORT_80_TCP)", &sources, 0, "DB_PORT_80_TCP:-/Both/-"),
        ("DB_PORT=1 B=$(DB_PORT)", &sources, 1, "DB_PORT:0/-/-"),
    ] {
        assert_eq!(references(&of(entries(env), more.clone()), index).join(" "), want, "{env}");
    }
}

#[test]
fn services_can_be_switched_off_but_not_the_api_server() {
    let spec = json!({"enableServiceLinks": false, "containers": [
        {"name": "c", "env": entries("A=$(DB_SERVICE_HOST) B=$(KUBERNETES_PORT)")}]});
    assert_eq!(gets(&environments(&node(&spec)).remove(0)), ["A=$(DB_SERVICE_HOST)", "B?"]);
}

#[test]
fn command_and_args_see_every_variable_as_it_counts() {
    let more = json!({"command": ["run", "$(A)"], "args": ["--b=$(B)", "$$(A)", "$(C)", "$HOME", "plain"]});
    let environment = of(entries("A=1 B=$(A) A=2"), more);
    let found: Vec<(String, Option<&str>)> =
        environment.arguments.iter().map(|a| (a.path.to_string(), a.result.as_deref())).collect();
    let want = [
        ("spec.containers[0].command[1]", "2"),
        ("spec.containers[0].args[0]", "--b=1"),
        ("spec.containers[0].args[1]", "$(A)"),
        ("spec.containers[0].args[2]", "$(C)"),
    ];
    assert_eq!(found, want.map(|(path, result)| (path.to_owned(), Some(result))));
}

#[test]
fn sources_of_values_in_words() {
    let env = json!([
        {"name": "A", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.name"}}},
        {"name": "B", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password", "optional": true}}},
        {"name": "C", "valueFrom": {"resourceFieldRef": {"containerName": "c", "resource": "limits.cpu"}}},
        {"name": "D", "valueFrom": {}},
        // a text beside it counts, and the API server refuses both
        {"name": "E", "value": "x", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
    ]);
    let environment = of(env, json!({}));
    let found: Vec<(Option<&str>, bool)> =
        environment.variables.iter().map(|v| (v.entries[0].from.as_deref(), v.entries[0].optional)).collect();
    let want = [
        (Some("fieldRef metadata.name"), false),
        (Some("secretKeyRef db password"), true),
        (Some("resourceFieldRef c limits.cpu"), false),
        (Some("nothing"), false),
        (None, false),
    ];
    assert_eq!(found, want);
}

#[test]
fn containers_without_environment_are_left_out() {
    let spec = json!({"initContainers": [{"name": "i", "env": entries("A=1")}],
        "containers": [{"name": "c"}, {"name": "d", "envFrom": [{}]}, {"name": "e", "args": ["$(A)"]}]});
    let found: Vec<String> = environments(&node(&spec)).iter().map(|e| e.path.to_string()).collect();
    assert_eq!(found, ["spec.initContainers[0]", "spec.containers[1]", "spec.containers[2]"]);
}
