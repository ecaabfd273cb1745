//! What is printed, case by case, and that Flyte's own Pods are printed as they are.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and tell what they skip")]

use std::io::Read;

use super::*;
use crate::kube::decode::{Keys, decode};
use crate::kube::fields::Api;
use crate::kube::json_for_tests::{json as to_json, node};
use crate::tree::Layer;
use serde_json::json;

/// Decodes and prints a value; also the paths of what is left out.
fn print(api: Api, type_name: &str, value: &serde_json::Value) -> (serde_json::Value, Vec<String>) {
    let kind = Kind::Struct(api.type_named(type_name).unwrap());
    let decoded = decode(&node(value), kind, Keys::Exact, &[], Layer::Task).unwrap();
    assert_eq!(decoded.unknown, []);
    let mut dropped = Vec::new();
    let printed = finish(&decoded.node, kind, &mut |path, _| dropped.push(path.to_string()));
    (to_json(&printed), dropped)
}

/// The version of the Kubernetes API that a version of Flyte is built with.
fn api_of(flyte: &str) -> Api {
    match flyte {
        "2.0.43" => Api::V0_36,
        "1.16.8" => Api::V0_34,
        _ => Api::V0_28,
    }
}

#[test]
fn pods_of_flyte_stay_as_they_are() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/conformance/pods");
    let mut pods = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let packed = std::fs::read(file.unwrap().path()).unwrap();
        let mut text = String::new();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_string(&mut text).unwrap();
        for case in text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()) {
            for (version, want) in case["want"].as_object().unwrap() {
                let Some(pod) = want.get("pod") else { continue };
                let api = api_of(version);
                for (part, type_name) in [("metadata", "ObjectMeta"), ("spec", "PodSpec")] {
                    let (printed, dropped) = print(api, type_name, &pod[part]);
                    assert_eq!(printed, pod[part], "{} {version}", case["id"]);
                    assert_eq!(dropped, [""; 0], "{} {version}", case["id"]);
                }
                assert_eq!(crate::kube::typed::check(&node(pod)), Ok(()), "{} {version}", case["id"]);
                pods += 1;
            }
        }
    }
    assert!(pods > 1000, "{pods}");
}

#[test]
fn empty_fields_go_and_others_come() {
    for (type_name, value, printed, left_out) in [
        ("PodSpec", json!({}), json!({"containers": null}), vec![]),
        ("PodSpec", json!({"containers": []}), json!({"containers": []}), vec![]),
        (
            "PodSpec",
            json!({"hostNetwork": false, "priority": 0, "nodeName": "", "tolerations": null, "volumes": [],
                "nodeSelector": {}, "affinity": {}, "containers": [{"resources": {"limits": {}}}]}),
            json!({"priority": 0, "affinity": {}, "containers": [{"name": ""}]}),
            vec![
                "containers[0].resources.limits",
                "containers[0].resources",
                "hostNetwork",
                "nodeName",
                "nodeSelector",
                "tolerations",
                "volumes",
            ],
        ),
        (
            "Probe",
            json!({"tcpSocket": {"host": ""}, "grpc": {"port": 0}}),
            json!({"tcpSocket": {"port": 0}, "grpc": {"port": 0, "service": null}}),
            vec!["tcpSocket.host"],
        ),
        (
            "EnvVarSource",
            json!({"resourceFieldRef": {"resource": "limits.cpu"}}),
            json!({"resourceFieldRef": {"resource": "limits.cpu", "divisor": "0"}}),
            vec![],
        ),
        (
            "EphemeralVolumeSource",
            json!({"volumeClaimTemplate": {"metadata": {"creationTimestamp": null}}}),
            json!({"volumeClaimTemplate": {"metadata": {}, "spec": {"resources": {}}}}),
            vec!["volumeClaimTemplate.metadata.creationTimestamp"],
        ),
        ("PodSpec", json!({"containers": [null]}), json!({"containers": [{"name": ""}]}), vec![]),
        (
            "ScaleIOVolumeSource",
            json!({"volumeName": "v"}),
            json!({"gateway": "", "system": "", "secretRef": null, "volumeName": "v"}),
            vec![],
        ),
    ] {
        let (found, dropped) = print(Api::V0_36, type_name, &value);
        assert_eq!(found, printed, "{value}");
        assert_eq!(dropped, left_out, "{value}");
    }
}

#[test]
fn what_comes_says_why_and_the_rest_stays_shared() {
    let kind = Kind::Struct(Api::V0_36.type_named("PodSpec").unwrap());
    let value = json!({"containers": [{"name": "a", "env": [{"name": "x"}]}, {"image": "i"}]});
    let spec = decode(&node(&value), kind, Keys::Exact, &[], Layer::Task).unwrap().node;
    let printed = finish(&spec, kind, &mut |_, _| ());
    let (before, after) = (spec.get("containers").unwrap().items(), printed.get("containers").unwrap().items());
    let same = |a: &Node, b: &Node| match (&a.value, &b.value) {
        (Value::Map(a), Value::Map(b)) => Rc::ptr_eq(a, b),
        _ => false,
    };
    assert!(same(&before[0], &after[0]));
    let name = after[1].get("name").unwrap();
    assert_eq!((&name.origin, name.rule()), (&Origin::Flyte(&ALWAYS_PRINTED), Some(Rule::AlwaysPrinted)));
    assert!(same(&printed, &finish(&printed, kind, &mut |_, _| ())));
}

#[test]
fn emptiness_is_by_kind() {
    let pointer = |inner: &'static Kind| Kind::Pointer(inner);
    let container = Kind::Struct(Api::V0_36.type_named("Container").unwrap());
    let container: &'static Kind = Box::leak(Box::new(container));
    for (value, kind, empty) in [
        (json!(""), Kind::String, true),
        (json!(0), Kind::Int64, true),
        (json!(false), pointer(&Kind::Bool), true),
        (json!(0), pointer(&Kind::Int32), true),
        (json!(1), pointer(&Kind::Int32), false),
        (json!(null), pointer(container), true),
        (json!({}), pointer(container), false),
        (json!({}), *container, false),
        (json!({}), Kind::Map(&Kind::String), true),
        (json!([]), Kind::List(&Kind::String), true),
        (json!([""]), Kind::List(&Kind::String), false),
        (json!("0"), Kind::Quantity, false),
        (json!(0), Kind::IntOrString, false),
    ] {
        assert_eq!(is_empty(&node(&value), kind), empty, "{value} {kind:?}");
    }
}
