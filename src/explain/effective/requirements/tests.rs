//! Formulas, and which of them cannot hold at once.

use super::{Requirement, never};
use crate::source::{SourceId, Span};
use crate::tree::Origin;

/// `key Operator a,b`; a key with `field:` in front is a field of the node.
fn requirement(text: &str) -> Requirement {
    let mut words = text.split(' ');
    let key = words.next().unwrap();
    let operator = words.next().unwrap().to_owned();
    let values = words.next().map_or(Vec::new(), |v| v.split(',').map(str::to_owned).collect());
    let is_field = key.starts_with("field:");
    let origin = Origin::input(Span::new(SourceId(0), 0, 0));
    Requirement { is_field, key: key.trim_start_matches("field:").to_owned(), operator, values, origin }
}

fn why(text: &str) -> Option<String> {
    let all: Vec<Requirement> = text.split("; ").map(requirement).collect();
    never(&all.iter().collect::<Vec<_>>())
}

#[test]
fn formulas() {
    for (text, want) in [
        ("disk In ssd", "disk = ssd"),
        ("disk In ssd,nvme", "disk in (ssd, nvme)"),
        ("disk In ", "disk = \"\""),
        ("disk NotIn ssd", "disk != ssd"),
        ("disk NotIn a,b", "disk not in (a, b)"),
        ("disk Exists", "has disk"),
        ("disk DoesNotExist", "has no disk"),
        ("cpus Gt 4", "cpus > 4"),
        ("cpus Lt 8", "cpus < 8"),
        ("field:metadata.name In n1", "the node's name = n1"),
        ("disk Like s*", "disk Like (s*)"),
    ] {
        assert_eq!(requirement(text).formula(), want);
    }
}

#[test]
fn what_can_hold_at_once() {
    for text in [
        "a In x",
        "a In x; a In x",
        "a In x,y; a In y,z",
        "a In x; b In y",
        "a In x,y; a NotIn x",
        "a NotIn x; a NotIn y",
        "a NotIn x; a Exists",
        "a NotIn x; a DoesNotExist",
        "a In x; a Exists",
        "a DoesNotExist; b Exists",
        "a Gt 4; a Lt 6",
        "a Gt -2; a Lt 0",
        "a Gt 4; a Gt 9",
        "a In 5,x; a Gt 4",
        "a In 05; a Gt 4; a Lt 6",
        // `05` is as good a label as `5`
        "a Gt 4; a Lt 6; a NotIn 5",
        "a Gt 4; a Exists",
        "a Gt 9223372036854775806",
        "a Lt -9223372036854775807",
        "field:metadata.name In n1",
        "field:metadata.name NotIn n1; field:metadata.name NotIn n2",
        // a label of the same name is something else
        "field:metadata.name In n1; metadata.name In n2",
    ] {
        assert_eq!(why(text), None, "{text}");
    }
}

#[test]
fn what_cannot_hold_at_once() {
    let at_once = |text: &str| {
        let formulas: Vec<String> = text.split("; ").map(|r| format!("`{}`", requirement(r).formula())).collect();
        format!("{} cannot hold at once", formulas.join(" and "))
    };
    for text in [
        "a In x; a In y",
        "a In x,y; a In z",
        "a In x,y; a In y,z; a In x,z",
        "a In x; a NotIn x",
        "a In x,y; a NotIn x; a NotIn y",
        "a In x,y; a NotIn y,x",
        "a Exists; a DoesNotExist",
        "a In x; a DoesNotExist",
        "a Gt 1; a DoesNotExist",
        "a Lt 1; a DoesNotExist",
        "a Gt 4; a Lt 5",
        "a Gt 5; a Lt 5",
        "a Gt 9; a Lt 2",
        "a Gt 1; a Gt 8; a Lt 9",
        "a In 3,4; a Gt 4",
        "a In x; a Gt 4",
        "a In 7; a NotIn 7; a Gt 4",
        "a Gt 9223372036854775806; a Lt 9223372036854775807",
        "field:metadata.name In n1; field:metadata.name In n2",
        "field:metadata.name In n1; field:metadata.name NotIn n1",
    ] {
        assert_eq!(why(text), Some(at_once(text)), "{text}");
    }
    assert_eq!(why("b In y; a In x; a In z; b In q"), Some("`b = y` and `b = q` cannot hold at once".to_owned()));
    assert_eq!(why("a Gt 9223372036854775807"), Some("`a > 9223372036854775807` holds for no value".to_owned()));
    assert_eq!(why("a Lt -9223372036854775808"), Some("`a < -9223372036854775808` holds for no value".to_owned()));
}

#[test]
fn what_kubernetes_does_not_take() {
    for (text, want) in [
        ("a Gt 1,2", "`a > 1, 2` needs exactly one value"),
        ("a Gt", "`a > ` needs exactly one value"),
        ("a Lt many", "`a < many` needs a whole number"),
        ("a Gt 1.5", "`a > 1.5` needs a whole number"),
        ("a In", "`a in ()` needs a value"),
        ("a NotIn", "`a not in ()` needs a value"),
        ("a Exists x", "`has a` takes no values"),
        ("a DoesNotExist x", "`has no a` takes no values"),
        ("a Equals x", "`a Equals (x)` has an operator that Kubernetes does not know"),
        ("field:metadata.name Exists", "`has the node's name` has an operator that fields of nodes do not have"),
        ("field:metadata.name In a,b", "`the node's name in (a, b)` needs exactly one value"),
        ("field:spec.nodeName In a", "`spec.nodeName = a` names no field of a node"),
    ] {
        assert_eq!(why(text).as_deref(), Some(want), "{text}");
    }
}
