//! What is printed, case by case, and that Flyte's own Pods are printed as they are.

use std::io::Read;

use super::*;
use crate::kube::decode::{Keys, decode};
use crate::kube::fields::Api;
use crate::kube::json_for_tests::{json, node};
use crate::tree::Layer;

/// Decodes and prints a value; also the paths of what is left out.
fn print(api: Api, type_name: &str, value: &serde_json::Value) -> (serde_json::Value, Vec<String>) {
    let kind = Kind::Struct(api.type_named(type_name).unwrap());
    let decoded = decode(&node(value), kind, Keys::Exact, &[], Layer::Task).unwrap();
    assert_eq!(decoded.unknown, []);
    let mut dropped = Vec::new();
    let printed = finish(&decoded.node, kind, &mut |path, _| dropped.push(path.to_string()));
    (json(&printed), dropped)
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
                pods += 1;
            }
        }
    }
    assert!(pods > 1000, "{pods}");
}
