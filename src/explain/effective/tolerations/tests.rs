//! Tolerations in words.

use serde_json::json;

use super::tolerations;
use crate::kube::json_for_tests::node;

#[test]
fn in_words() {
    for (toleration, want, by_default) in [
        (json!({"operator": "Exists"}), "every taint, any effect", true),
        (json!({"operator": "Exists", "effect": "NoExecute"}), "every taint, effect NoExecute", true),
        (json!({"key": "k", "operator": "Exists"}), "taint `k` of any value, any effect", true),
        (
            json!({"key": "k", "operator": "Exists", "effect": "NoSchedule"}),
            "taint `k` of any value, effect NoSchedule",
            false,
        ),
        (json!({"key": "k", "value": "v"}), "taint `k=v`, any effect", true),
        (
            json!({"key": "k", "operator": "Equal", "value": "v", "effect": "NoSchedule"}),
            "taint `k=v`, effect NoSchedule",
            false,
        ),
        (json!({"key": "k"}), "taint `k` without a value, any effect", true),
        (
            json!({"key": "k", "value": "", "effect": "NoSchedule"}),
            "taint `k` without a value, effect NoSchedule",
            true,
        ),
        (
            json!({"key": "k", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}),
            "taint `k` of any value, effect NoExecute, for 300 seconds",
            false,
        ),
        (
            json!({"key": "k", "operator": "Gt", "value": "4", "effect": "NoSchedule"}),
            "taint `k` by operator `Gt` and value `4`, effect NoSchedule",
            false,
        ),
    ] {
        let found = tolerations(&node(&json!({"tolerations": [toleration]})));
        assert_eq!((found[0].tolerates.as_str(), found[0].by_default), (want, by_default));
        assert_eq!((found[0].refused, found[0].same_as), (None, None), "{want}");
    }
}

#[test]
fn what_is_refused() {
    for (toleration, want) in [
        (json!({}), "without a key the operator must be `Exists`"),
        (json!({"value": "v"}), "without a key the operator must be `Exists`"),
        (json!({"key": "k", "operator": "Exists", "value": "v"}), "with `Exists` there must be no value"),
        (json!({"key": "k", "operator": "In", "value": "v"}), "there is no such operator"),
        (json!({"key": "k", "effect": "NoSchedul"}), "there is no such effect"),
        (json!({"key": "k", "tolerationSeconds": 1}), "`tolerationSeconds` needs the effect `NoExecute`"),
        (
            json!({"key": "k", "effect": "NoSchedule", "tolerationSeconds": 1}),
            "`tolerationSeconds` needs the effect `NoExecute`",
        ),
    ] {
        let found = tolerations(&node(&json!({"tolerations": [toleration]})));
        assert_eq!(found[0].refused, Some(want));
    }
}

#[test]
fn the_very_same() {
    let found = tolerations(&node(&json!({"tolerations": [
        {"key": "k", "value": "v"},
        {"key": "k", "operator": "Exists"},
        {"key": "k", "operator": "Equal", "value": "v"},
        {"key": "k", "value": "v", "effect": "NoSchedule"},
        {"key": "k", "operator": "Exists", "effect": ""},
        {"key": "k", "value": "v", "effect": "NoExecute", "tolerationSeconds": 5},
        {"key": "k", "value": "v", "effect": "NoExecute", "tolerationSeconds": 6},
    ]})));
    let same: Vec<Option<usize>> = found.iter().map(|t| t.same_as).collect();
    assert_eq!(same, [None, None, Some(0), None, Some(1), None, None]);
    assert_eq!(found[2].path.pointer(), "/spec/tolerations/2");
}
