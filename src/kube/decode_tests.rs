//! Decoding, case by case.

use super::*;
use crate::kube::fields::Api;
use crate::kube::json_for_tests::node;

fn pod_spec(keys: Keys, json: serde_json::Value) -> Result<Decoded, DecodeError> {
    let ty = Api::V0_34.type_named("PodSpec").unwrap();
    decode(&node(&json), Kind::Struct(ty), keys, &[], Layer::Task)
}

fn message(json: serde_json::Value) -> String {
    pod_spec(Keys::AnyCase, json).unwrap_err().message
}

#[test]
fn messages() {
    let command = serde_json::json!({"containers": [{"command": "x"}]});
    assert_eq!(
        message(command),
        "json: cannot unmarshal string into Go struct field Container.containers.command of type []string"
    );
    let port = serde_json::json!({"containers": [{"ports": [{"containerPort": 80.5}]}]});
    assert_eq!(
        message(port),
        "json: cannot unmarshal number 80.5 into Go struct field ContainerPort.containers.ports.containerPort of type int32"
    );
    let policy = serde_json::json!({"dnsPolicy": 1});
    assert_eq!(
        message(policy),
        "json: cannot unmarshal number into Go struct field PodSpec.dnsPolicy of type v1.DNSPolicy"
    );
    let probe = serde_json::json!({"containers": [{"livenessProbe": {"tcpSocket": {"port": true}}}]});
    assert_eq!(
        message(probe),
        "json: cannot unmarshal bool into Go struct field TCPSocketAction.containers.livenessProbe.ProbeHandler.tcpSocket.port of type int32"
    );
}

#[test]
fn fields_are_found_and_sorted() {
    let decoded = pod_spec(
        Keys::AnyCase,
        serde_json::json!({"HostNetwork": true, "x_y": 1, "containers": [{"name": "a", "args": [null], "Image": "i"}]}),
    )
    .unwrap();
    let names: Vec<_> = decoded.node.entries().iter().map(|e| e.key.as_str()).collect();
    assert_eq!(names, ["containers", "hostNetwork"]);
    assert_eq!(decoded.unknown[0].key, "x_y");
    assert_eq!(decoded.node.get("containers").unwrap().items()[0].str_at("image"), "i");
}
