//! Differences between Pods: nothing between equal ones, and always a patch from one to the other.

use podtpl::diff::{Difference, Op, differences};
use podtpl::flyte::version::KNOWN;
use podtpl::tree::Node;
use serde_json::Value;

use crate::cases;

/// Applies the differences as RFC 6902 says, independently of the program.
fn patched(left: &Value, patch: &[Difference]) -> Value {
    let mut document = left.clone();
    for difference in patch {
        let pointer = difference.path.pointer();
        let (parent, last) = pointer.rsplit_once('/').unwrap();
        let last = last.replace("~1", "/").replace("~0", "~");
        let value = difference.right.as_ref().map(cases::json);
        let parent = document.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer}"));
        match (parent, difference.op) {
            (Value::Object(map), Op::Add) => {
                map.insert(last, value.unwrap());
            }
            (Value::Object(map), Op::Replace) => {
                assert!(map.insert(last, value.unwrap()).is_some(), "{pointer}");
            }
            (Value::Object(map), Op::Remove) => {
                assert!(map.shift_remove(&last).is_some(), "{pointer}");
            }
            (Value::Array(items), Op::Add) => items.insert(last.parse().unwrap(), value.unwrap()),
            (Value::Array(items), Op::Replace) => items[last.parse::<usize>().unwrap()] = value.unwrap(),
            (Value::Array(items), Op::Remove) => {
                items.remove(last.parse().unwrap());
            }
            (other, _) => panic!("{pointer}: {other}"),
        }
    }
    document
}

/// The Pods of all cases in two versions, where both make one.
fn for_each_pair(mut f: impl FnMut(&str, &Node, &Node, podtpl::flyte::version::FlyteVersion)) {
    let cases = cases::all();
    for pair in KNOWN.windows(2) {
        for case in &cases {
            let pod = |version| cases::load(case, version).and_then(|l| l.render()).ok().map(|p| p.node);
            if let (Some(left), Some(right)) = (pod(pair[0]), pod(pair[1])) {
                f(&format!("{} {} to {}", case.id, pair[0], pair[1]), &left, &right, pair[1]);
            }
        }
    }
}

#[test]
fn differences_are_a_patch_from_left_to_right() {
    let (mut pairs, mut different) = (0, 0);
    for_each_pair(|name, left, right, version| {
        let api = version.kubernetes_api();
        assert!(differences(left, left, api).is_empty(), "{name}");
        let patch = differences(left, right, api);
        let (left, right) = (cases::json(left), cases::json(right));
        assert_eq!(patch.is_empty(), left == right, "{name}");
        assert_eq!(patched(&left, &patch), right, "{name}");
        pairs += 1;
        different += usize::from(!patch.is_empty());
    });
    println!("{different} of {pairs} pairs of Pods differ");
    assert!(different > 1000, "{different} of {pairs}");
}
