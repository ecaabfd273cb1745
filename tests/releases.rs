//! What older releases of the SDKs make of the same file, as those releases themselves made it:
//! `testdata/cases/releases`.

use std::fs;
use std::path::Path;

use serde_json::Value as Json;

use crate::common::Podtpl;

/// Leaves out what the wire does not tell from absence, but not in a pod spec.
fn uniform(value: &Json) -> Json {
    let empty = |v: &Json| matches!(v, Json::Array(a) if a.is_empty()) || matches!(v, Json::Object(o) if o.is_empty());
    match value {
        Json::Object(map) => {
            let kept = map.iter().map(|(k, v)| (k.clone(), if k == "podSpec" { v.clone() } else { uniform(v) }));
            Json::Object(kept.filter(|(_, v)| !empty(v)).collect())
        }
        other => other.clone(),
    }
}

#[test]
fn each_release_serializes_in_its_own_way() {
    let mut compared = 0;
    for (sdk, flyte) in [("flyte", "2.0.43"), ("flytekit", "1.16.8")] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/cases/releases").join(sdk);
        let mut releases: Vec<_> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
        releases.retain(|path| path.extension().is_some_and(|e| e == "json"));
        for path in releases {
            let release = path.file_stem().unwrap().to_string_lossy();
            let wanted: Json = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            let flags = format!("tasks -q -o json --sdk {sdk}@{release} --flyte {flyte}");
            let flags = format!("{flags} --task-version v7 --image app@sha256:abcd --image my-gpu=gpu:2");
            let listed = Podtpl::new(&flags).argument(folder.join("task.py").to_str().unwrap()).run().result();
            let listed: Json = serde_json::from_str(&listed).unwrap();
            for task in listed["tasks"].as_array().unwrap() {
                let wanted = &wanted[task["name"].as_str().unwrap()];
                if wanted.is_string() {
                    assert!(task["taskTemplate"].is_null(), "{release}: {task}");
                } else {
                    for key in ["container", "k8sPod", "config"] {
                        let (found, wanted) = (uniform(&task["taskTemplate"][key]), uniform(&wanted[key]));
                        assert_eq!(found, wanted, "{release}: {} {key}", task["name"]);
                    }
                }
                compared += 1;
            }
        }
    }
    assert!(compared >= 20, "{compared}");
}
