//! Node selection of whole specs.

use serde_json::json;

use super::nodes;
use crate::kube::json_for_tests::node;

fn term(text: &str) -> serde_json::Value {
    let requirement = |text: &str| {
        let mut words = text.split(' ');
        let (key, operator) = (words.next().unwrap(), words.next().unwrap());
        let values: Vec<&str> = words.next().map_or(Vec::new(), |v| v.split(',').collect());
        json!({"key": key, "operator": operator, "values": values})
    };
    let (fields, labels): (Vec<&str>, Vec<&str>) =
        text.split("; ").filter(|t| !t.is_empty()).partition(|t| t.starts_with("metadata.name"));
    let list = |texts: Vec<&str>| texts.into_iter().map(requirement).collect::<Vec<_>>();
    json!({"matchExpressions": list(labels), "matchFields": list(fields)})
}

fn spec(labels: serde_json::Value, terms: Option<&[&str]>) -> serde_json::Value {
    let required = terms.map(|terms| json!({"nodeSelectorTerms": terms.iter().map(|t| term(t)).collect::<Vec<_>>()}));
    json!({"nodeSelector": labels,
        "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}})
}

#[test]
fn formulas_of_whole_pods() {
    for (labels, terms, want) in [
        (json!({}), None, ""),
        (json!({"disk": "ssd"}), None, "disk = ssd"),
        (json!({"disk": "ssd", "a": "b"}), None, "disk = ssd and a = b"),
        (json!({}), Some(&["a In x"][..]), "a = x"),
        (json!({}), Some(&["a In x; b Exists", "metadata.name In n1"]), "(a = x and has b) or (the node's name = n1)"),
        (json!({"disk": "ssd"}), Some(&["a In x"]), "disk = ssd and a = x"),
        (json!({"disk": "ssd"}), Some(&["a In x", "a In y"]), "disk = ssd and ((a = x) or (a = y))"),
        (json!({"disk": "ssd"}), Some(&[]), "disk = ssd and never"),
        (json!({}), Some(&["", "a In x"]), "(never) or (a = x)"),
    ] {
        assert_eq!(nodes(&node(&spec(labels, terms))).formula(), want);
    }
}

#[test]
fn what_never_fits() {
    let at_once = "`a = x` and `a = y` cannot hold at once";
    for (labels, terms, of_terms, of_all) in [
        (json!({}), None, &[][..], None),
        (json!({"a": "x"}), None, &[], None),
        (json!({"a": "x"}), Some(&["a In x"][..]), &[None][..], None),
        (json!({}), Some(&["a In x; a In y"]), &[Some(at_once)], Some(at_once)),
        (
            json!({"a": "x"}),
            Some(&["a In y"]),
            &[Some("`a = x` and `a = y` cannot hold at once (nodeSelector)")],
            Some("`a = x` and `a = y` cannot hold at once (nodeSelector)"),
        ),
        // one term is enough
        (json!({}), Some(&["a In x; a In y", "a In z"]), &[Some(at_once), None], None),
        (
            json!({}),
            Some(&["a In x; a In y", ""]),
            &[Some(at_once), Some("an empty term matches no node")],
            Some("none of the terms can ever match"),
        ),
        (json!({}), Some(&[""]), &[Some("an empty term matches no node")], Some("an empty term matches no node")),
        (json!({}), Some(&[]), &[], Some("the node affinity has no term, and so matches no node")),
        // labels against fields
        (json!({"metadata.name": "x"}), Some(&["metadata.name In y"]), &[None], None),
    ] {
        let found = nodes(&node(&spec(labels, terms)));
        let each: Vec<Option<&str>> = found.terms.iter().flatten().map(|t| t.never.as_deref()).collect();
        assert_eq!(each, of_terms, "{}", found.formula());
        assert_eq!(found.never.as_deref(), of_all, "{}", found.formula());
    }
}

#[test]
fn preferences_are_listed_and_not_judged() {
    let found = nodes(&node(&json!({"nodeName": "n7", "affinity": {"nodeAffinity": {
    "preferredDuringSchedulingIgnoredDuringExecution": [
        {"weight": 10, "preference": term("a In x; a In y")},
        {"weight": 1, "preference": term("b Exists")},
    ]}}})));
    let shown: Vec<(i64, String, bool)> =
        found.preferred.iter().map(|(w, t)| (*w, t.formula(), t.never.is_some())).collect();
    assert_eq!(shown, [(10, "a = x and a = y".to_owned(), false), (1, "has b".to_owned(), false)]);
    let path = &found.preferred[1].1.path;
    assert_eq!(
        path.pointer(),
        "/spec/affinity/nodeAffinity/preferredDuringSchedulingIgnoredDuringExecution/1/preference"
    );
    assert_eq!((found.node_name.as_deref(), found.never), (Some("n7"), None));
}
