//! Flyte's own messages, and the places of ours.

use super::{k8s, reading, refusal};

const OLD: &str = "\n\n\n1 error(s) decoding:\n\n* ";
const NEW: &str = "\n\n\ndecoding failed due to the following error(s):\n\n";

#[test]
fn one_fault() {
    for (text, old, new) in [
        (
            "inject-finalizer: maybe",
            "cannot parse 'inject-finalizer' as bool: strconv.ParseBool: parsing \"maybe\": invalid syntax",
            "'inject-finalizer' cannot parse value as 'bool': strconv.ParseBool: invalid syntax",
        ),
        (
            "update-backoff-retries: abc",
            "cannot parse 'update-backoff-retries' as int: strconv.ParseInt: parsing \"abc\": invalid syntax",
            "'update-backoff-retries' cannot parse value as 'int': strconv.ParseInt: invalid syntax",
        ),
        (
            "default-pod-security-context: {fsGroup: abc}",
            "cannot parse 'default-pod-security-context.fsGroup' as int: strconv.ParseInt: parsing \"abc\": invalid syntax",
            "'default-pod-security-context.fsGroup' cannot parse value as 'int64': strconv.ParseInt: invalid syntax",
        ),
        (
            "default-cpus: lots",
            "'default-cpus' expected a map, got 'string'",
            "'default-cpus' expected a map or struct, got \"string\"",
        ),
        (
            "default-cpus: [1]",
            "'default-cpus' expected a map, got 'slice'",
            "'default-cpus' expected a map or struct, got \"slice\"",
        ),
        (
            "default-cpus: .inf",
            "'default-cpus' expected a map, got 'float64'",
            "'default-cpus' expected a map or struct, got \"float64\"",
        ),
        (
            "default-security-context: 1.0",
            "'default-security-context' expected a map, got 'float64'",
            "'default-security-context' expected a map or struct, got \"float64\"",
        ),
        (
            "pod-pending-timeout: true",
            "'pod-pending-timeout' expected a map, got 'bool'",
            "'pod-pending-timeout' expected a map or struct, got \"bool\"",
        ),
        (
            "default-labels: x",
            "'default-labels' expected a map, got 'string'",
            "'default-labels' expected type 'map[string]string', got unconvertible type 'string'",
        ),
        (
            "resource-tolerations: x",
            "'resource-tolerations' expected a map, got 'string'",
            "'resource-tolerations' expected type 'map[v1.ResourceName][]v1.Toleration', got unconvertible type 'string'",
        ),
        (
            "scheduler-name: [a, {b: [c, null]}]",
            "'scheduler-name' expected type 'string', got unconvertible type '[]interface {}', value: '[a map[b:[c <nil>]]]'",
            "'scheduler-name' expected type 'string', got unconvertible type '[]interface {}'",
        ),
        (
            "image-pull-policy: {a: 1.5}",
            "'image-pull-policy' expected type 'v1.PullPolicy', got unconvertible type 'map[string]interface {}', value: 'map[a:1.5]'",
            "'image-pull-policy' expected type 'v1.PullPolicy', got unconvertible type 'map[string]interface {}'",
        ),
        (
            "default-labels: [{a: [x]}]",
            "'default-labels[<interface {} Value>]' expected type 'string', got unconvertible type '[]interface {}', value: '[x]'",
            "'default-labels[a]' expected type 'string', got unconvertible type '[]interface {}'",
        ),
        (
            "default-tolerations: [{key: a}, x]",
            "'default-tolerations[1]' expected a map, got 'string'",
            "'default-tolerations[1]' expected a map or struct, got \"string\"",
        ),
        (
            "co-pilot: {timeout: {duration: 5}, start-timeout: {duration: x}}",
            "error decoding 'co-pilot.start-timeout.Duration': time: invalid duration \"x\"",
            "'co-pilot.start-timeout.Duration' time: invalid duration",
        ),
    ] {
        assert_eq!(refusal(&[&k8s(text)], "1.13.3"), Some(format!("{OLD}{old}")), "{text}");
        for reader in ["1.16.6", "1.16.8", "2.0.43"] {
            assert_eq!(refusal(&[&k8s(text)], reader), Some(format!("{NEW}{new}")), "{reader}: {text}");
        }
    }
}

#[test]
fn dotted_annotations() {
    let text = k8s("default-annotations: {example.com/a: b}");
    let old = "'default-annotations[example]' expected type 'string', got unconvertible type 'map[string]interface {}', value: 'map[com/a:b]'";
    assert_eq!(refusal(&[&text], "1.13.3"), Some(format!("{OLD}{old}")));
    let new = "'default-annotations[example]' expected type 'string', got unconvertible type 'map[string]interface {}'";
    assert_eq!(refusal(&[&text], "1.16.6"), Some(format!("{NEW}{new}")));
    let read = reading(&[&text], &[], "1.13.3");
    let [error] = &read.result.unwrap_err()[..] else { panic!("one error") };
    assert_eq!(read.sources.slice(error.label.as_ref().unwrap().span), "example.com/a");
    assert!(error.help.as_ref().unwrap().contains("- example.com/a: ..."), "{error:?}");
}

#[test]
fn sections_that_are_no_maps() {
    for (text, depth) in [("plugins: x", 2), ("plugins: {k8s: x}", 3), ("storage: x", 2), ("task_resources: x", 2)] {
        let newlines = "\n".repeat(depth);
        assert_eq!(refusal(&[text], "1.13.3"), Some(format!("{newlines}'' expected a map, got 'string'")), "{text}");
        let new = format!("{newlines}'' expected a map or struct, got \"string\"");
        assert_eq!(refusal(&[text], "1.16.8"), Some(new), "{text}");
    }
    assert_eq!(refusal(&["plugins: []"], "1.13.3").as_deref(), Some("\n\n'' expected a map, got 'slice'"));
    assert_eq!(refusal(&["plugins: 2024-01-02"], "1.16.8"), None);
    assert_eq!(refusal(&["task_resources: x"], "2.0.43"), None);
}

#[test]
fn several_faults_each_at_its_place() {
    let text =
        format!("{}logger: {{level: x}}\n", k8s("scheduler-name: [a]\ninject-finalizer: maybe\nco-pilot: {cpu: [1]}"));
    let old = "\n\n\n3 error(s) decoding:\n\n* 'co-pilot.cpu' expected type 'string', got unconvertible type '[]interface {}', \
               value: '[1]'\n* 'scheduler-name' expected type 'string', got unconvertible type '[]interface {}', value: \
               '[a]'\n* cannot parse 'inject-finalizer' as bool: strconv.ParseBool: parsing \"maybe\": invalid \
               syntax\n\n1 error(s) decoding:\n\n* cannot parse 'level' as int: strconv.ParseInt: parsing \"x\": invalid syntax";
    let new = "\n\n\ndecoding failed due to the following error(s):\n\n'inject-finalizer' cannot parse value as 'bool': \
               strconv.ParseBool: invalid syntax\n'scheduler-name' expected type 'string', got unconvertible type \
               '[]interface {}'\n'co-pilot.cpu' expected type 'string', got unconvertible type '[]interface \
               {}'\n\ndecoding failed due to the following error(s):\n\n'level' cannot parse value as 'int': \
               strconv.ParseInt: invalid syntax";
    for (reader, want) in [("1.13.3", old), ("1.16.8", new)] {
        let read = reading(&[&text], &[], reader);
        let errors = read.result.unwrap_err();
        assert!(errors.iter().all(|e| e.flyte.as_deref() == Some(want) && e.code == "config/decode"), "{errors:#?}");
        let places: Vec<&str> = errors.iter().map(|e| read.sources.slice(e.label.as_ref().unwrap().span)).collect();
        assert_eq!(places, ["[a]", "maybe", "[1]", "x"]);
    }
}

#[test]
fn messages_say_what_to_write() {
    for (text, reader, message, help) in [
        (
            "inject-finalizer: yes",
            "1.16.8",
            "`plugins.k8s.inject-finalizer` takes `true` or `false`, not `yes`",
            "write `true`",
        ),
        (
            "default-labels: {a: 2024-01-02}",
            "1.16.8",
            "`plugins.k8s.default-labels[a]` takes a text, this is a date",
            "put it in quotes: this version of Flyte takes it for a date",
        ),
        (
            "default-cpus: lots",
            "1.13.3",
            "`plugins.k8s.default-cpus` takes a quantity such as `500m` or `1Gi`, not `lots`",
            "write a quantity such as `500m` or `1Gi` here",
        ),
        ("default-labels: x", "2.0.43", "`plugins.k8s.default-labels` takes a map, this is a text", "write a map here"),
    ] {
        let errors = reading(&[&k8s(text)], &[], reader).result.unwrap_err();
        let [error] = &errors[..] else { panic!("one error") };
        assert_eq!((error.message.as_str(), error.help.as_deref()), (message, Some(help)));
    }
}
