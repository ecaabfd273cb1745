//! Quality of service, sums and refusals of whole specs.

use serde_json::{Value, json};

use super::{By, Resources, resources};
use crate::kube::json_for_tests::node;

/// A container from a text: `c cpu=1|2 memory=1Gi gpu=|1`: request, behind a bar the limit.
/// `i:` in front makes it an init container, `s:` a sidecar among them.
fn spec(texts: &[&str]) -> Value {
    let (mut init, mut containers) = (Vec::new(), Vec::new());
    for text in texts {
        let mut words = text.split(' ');
        let name = words.next().unwrap();
        let (mut requests, mut limits) = (json!({}), json!({}));
        for (resource, amounts) in words.filter_map(|w| w.rsplit_once('=')) {
            let (request, limit) = amounts.split_once('|').unwrap_or((amounts, ""));
            for (side, amount) in [(&mut requests, request), (&mut limits, limit)] {
                if !amount.is_empty() {
                    side[resource] = json!(amount);
                }
            }
        }
        let container = json!({"name": name.rsplit(':').next().unwrap(),
            "restartPolicy": if name.starts_with("s:") { json!("Always") } else { Value::Null },
            "resources": {"requests": requests, "limits": limits}});
        if name.contains(':') { init.push(container) } else { containers.push(container) }
    }
    json!({"initContainers": init, "containers": containers})
}

fn of(texts: &[&str]) -> Resources {
    resources(&node(&spec(texts)))
}

#[test]
fn quality_of_service() {
    for (texts, want, because) in [
        (&["c"][..], "BestEffort", "no cpu or memory is requested or limited"),
        (&["c cpu=0|0 memory=0|0"], "BestEffort", "no cpu or memory is requested or limited"),
        (&["c x.io/gpu=1|1"], "BestEffort", "no cpu or memory is requested or limited"),
        (&["c ephemeral-storage=1Gi|1Gi"], "BestEffort", "no cpu or memory is requested or limited"),
        (&["c cpu=1"], "Burstable", "`c` has no cpu limit"),
        (&["c cpu=1|1"], "Burstable", "`c` has no memory limit"),
        (&["c cpu=1|1 memory=1Gi|0"], "Burstable", "`c` has a memory limit of 0, which counts as none"),
        (&["c cpu=1|2 memory=1Gi|1Gi"], "Burstable", "`c` requests 1 of cpu, and its limit is 2"),
        (&["c cpu=0|2 memory=1Gi|1Gi"], "Burstable", "`c` requests nothing of cpu, and its limit is 2"),
        (&["c cpu=1|1 memory=1Gi|1024Mi"], "Guaranteed", ""),
        (&["c cpu=1000m|1 memory=1Gi|1Gi x.io/gpu=1|1"], "Guaranteed", ""),
        // the API server fills in requests from limits
        (&["c cpu=|1 memory=|1Gi"], "Guaranteed", ""),
        (&["c cpu=1|1 memory=1Gi|1Gi", "d"], "Burstable", "`d` has no cpu limit"),
        (&["c cpu=1|1 memory=1Gi|1Gi", "i:i"], "Burstable", "`i` has no cpu limit"),
        (&["c cpu=1|1 memory=1Gi|1Gi", "i:i cpu=1|1 memory=1|1"], "Guaranteed", ""),
        (
            &["c cpu=1|1 memory=1Gi|1Gi", "s:i cpu=1|2 memory=1|1"],
            "Burstable",
            "`i` requests 1 of cpu, and its limit is 2",
        ),
        (&["c", "i:i cpu=1m"], "Burstable", "`c` has no cpu limit"),
    ] {
        let found = of(texts);
        assert_eq!(found.qos.name(), want, "{texts:?}");
        assert!(because.is_empty() || found.because == because, "{texts:?}: {}", found.because);
    }
}

/// `resource=total by part+part` of everything reserved.
fn reserved(found: &Resources) -> Vec<String> {
    let one = |r: &super::Reserved| {
        let parts: Vec<String> = r.parts.iter().map(|p| format!("{}:{}", p.name, p.amount.text())).collect();
        let by = match r.by {
            By::Containers => "",
            By::Init => "init ",
            By::Pod => "pod ",
        };
        format!("{}={} {by}{}", r.resource, r.total.as_ref().map_or("?", |t| t.text()), parts.join("+"))
    };
    found.reserved.iter().map(one).collect()
}

#[test]
fn what_the_scheduler_sums() {
    for (texts, want) in [
        (&["c"][..], &[][..]),
        (&["c cpu=0"], &[]),
        (&["c cpu=1"], &["cpu=1 c:1"]),
        (&["c memory=1Gi cpu=1 x.io/a=2|2"], &["cpu=1 c:1", "memory=1Gi c:1Gi", "x.io/a=2 c:2"]),
        (&["c cpu=1", "d cpu=500m"], &["cpu=1500m c:1+d:500m"]),
        (&["c cpu=1", "d cpu=0"], &["cpu=1 c:1"]),
        (&["c cpu=|2"], &["cpu=2 c:2"]),
        // init containers run before, one after the other
        (&["c cpu=2", "i:i cpu=1"], &["cpu=2 c:2"]),
        (&["c cpu=2", "i:i cpu=2"], &["cpu=2 c:2"]),
        (&["c cpu=2", "i:i cpu=3", "i:j cpu=1"], &["cpu=3 init i:3"]),
        (&["c cpu=2", "i:i cpu=3", "i:j cpu=4"], &["cpu=4 init j:4"]),
        (&["c cpu=2", "d cpu=2", "i:i cpu=3"], &["cpu=4 c:2+d:2"]),
        // sidecars run on beside the containers
        (&["c cpu=2", "s:s cpu=1"], &["cpu=3 c:2+s:1"]),
        (&["c cpu=2", "s:s cpu=1", "i:i cpu=2"], &["cpu=3 c:2+s:1"]),
        (&["c cpu=2", "s:s cpu=1", "i:i cpu=3"], &["cpu=4 init i:3+s:1"]),
        (&["c cpu=2", "i:i cpu=3", "s:s cpu=1"], &["cpu=3 c:2+s:1"]),
        (&["c cpu=1", "s:s cpu=1", "s:t cpu=1", "i:i cpu=2"], &["cpu=4 init i:2+t:1+s:1"]),
        (&["c cpu=1", "s:s cpu=1", "i:i cpu=9", "s:t cpu=1"], &["cpu=10 init i:9+s:1"]),
        (&["c cpu=2 memory=1Gi", "i:i cpu=1 memory=2Gi"], &["cpu=2 c:2", "memory=2Gi init i:2Gi"]),
    ] {
        assert_eq!(reserved(&of(texts)), want, "{texts:?}");
    }
}

#[test]
fn overhead_and_the_pod_as_a_whole() {
    let with = |more: Value, texts: &[&str]| {
        let mut spec = spec(texts);
        for (key, value) in more.as_object().unwrap() {
            spec[key] = value.clone();
        }
        resources(&node(&spec))
    };
    let overhead = json!({"overhead": {"cpu": "100m", "memory": "0"}, "runtimeClassName": "kata"});
    let found = with(overhead, &["c cpu=1"]);
    assert_eq!(
        (reserved(&found), found.runtime_class.as_deref()),
        (vec!["cpu=1100m c:1+overhead:100m".to_owned()], Some("kata"))
    );
    let pod = |resources: Value, texts: &[&str]| with(json!({"resources": resources}), texts);
    let found = pod(
        json!({"requests": {"cpu": "4"}, "limits": {"cpu": "8", "memory": "2Gi"}}),
        &["c cpu=1 memory=1Gi x.io/a=1|1"],
    );
    assert_eq!(reserved(&found), ["cpu=4 pod the Pod:4", "memory=1Gi pod the Pod:1Gi", "x.io/a=1 c:1"]);
    assert_eq!(
        (found.qos.name(), found.because.as_str()),
        (
            "Burstable",
            "the Pod requests 4 of cpu, and its limit is 8; this is where the cluster supports `spec.resources`"
        )
    );
    let found = pod(json!({"limits": {"cpu": "8", "memory": "2Gi"}}), &["c"]);
    assert_eq!(reserved(&found), ["cpu=8 pod the Pod:8", "memory=2Gi pod the Pod:2Gi"]);
    assert_eq!(found.qos.name(), "Guaranteed");
    // without limits nothing is filled in
    let found = pod(json!({"requests": {"cpu": "4"}}), &["c memory=1Gi"]);
    assert_eq!(reserved(&found), ["cpu=4 pod the Pod:4", "memory=1Gi c:1Gi"]);
    assert!(found.pod_level);
    // a Pod as a whole has cpu, memory and hugepages only
    assert!(!pod(json!({"requests": {"x.io/a": "4"}}), &["c"]).pod_level);
}

#[test]
fn what_the_api_server_refuses_and_fills_in() {
    let above = "a request must not exceed its limit";
    let equal = "request and limit of this resource must be equal";
    let needed = "this resource needs a limit";
    for (text, want) in [
        ("c cpu=1|1", None),
        ("c cpu=1|2", None),
        ("c cpu=1", None),
        ("c cpu=1000m|1", None),
        ("c cpu=2|1", Some(above)),
        ("c cpu=1m|0", Some(above)),
        ("c ephemeral-storage=2Gi|1Gi", Some(above)),
        ("c kubernetes.io/x=2|1", Some(above)),
        ("c x.io/gpu=1|1", None),
        ("c x.io/gpu=1|2", Some(equal)),
        ("c x.io/gpu=2|1", Some(equal)),
        ("c x.io/gpu=0|1", Some(equal)),
        ("c x.io/gpu=1", Some(needed)),
        ("c x.io/gpu=|1", None),
        ("c hugepages-2Mi=2Mi|4Mi", Some(equal)),
        ("c hugepages-2Mi=2Mi", Some(needed)),
    ] {
        assert_eq!(of(&[text]).refused.first().map(|r| r.why), want, "{text}");
    }
    let found = of(&["c cpu=1|1 memory=|1Gi", "i:i x.io/gpu=|1"]);
    let filled: Vec<(String, &str)> = found.filled.iter().map(|f| (f.path.to_string(), f.value.as_str())).collect();
    let want = [
        ("spec.initContainers[0].resources.limits['x.io/gpu']".to_owned(), "1"),
        ("spec.containers[0].resources.limits.memory".to_owned(), "1Gi"),
    ];
    assert_eq!(filled, want);
}
