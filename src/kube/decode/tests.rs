//! Decoding, case by case.

use super::*;
use crate::kube::fields::Api;
use crate::kube::json_for_tests::{json, node};
use serde_json::{Value as Json, json as j};

fn decode_as(api: Api, type_name: &str, keys: Keys, value: &Json) -> Result<Decoded, DecodeError> {
    let kind = Kind::Struct(api.type_named(type_name).unwrap());
    decode(&node(value), kind, keys, &[], Layer::Task)
}

fn pod_spec(keys: Keys, value: Json) -> Json {
    json(&decode_as(Api::V0_34, "PodSpec", keys, &value).unwrap().node)
}

/// What Go answered: `encoding/json` of Go 1.26 after a protobuf Struct (`any`), Kubernetes' own
/// decoder of that version after YAML (`exact`).
#[test]
fn messages_are_those_of_go() {
    let rows = include_str!("../../../testdata/cases/decode-errors.tsv").lines().skip(1);
    for row in rows {
        let [api, keys, type_name, value, message] = row.split('\t').collect::<Vec<_>>()[..] else { panic!("{row}") };
        let api = match api {
            "0.28" => Api::V0_28,
            "0.34" => Api::V0_34,
            _ => Api::V0_36,
        };
        let keys = if keys == "any" { Keys::AnyCase } else { Keys::Exact };
        let error = decode_as(api, type_name, keys, &serde_json::from_str(value).unwrap()).unwrap_err();
        assert_eq!(error.message, message, "{row}");
    }
}

#[test]
fn fields_are_found_in_any_case_and_sorted() {
    let value = j!({"HostNetwork": true, "x_y": 1, "containers": [{"name": "a", "\u{17f}tdin": true, "Image": "i"}]});
    let decoded = decode_as(Api::V0_34, "PodSpec", Keys::AnyCase, &value).unwrap();
    let want = j!({"containers": [{"image": "i", "name": "a", "stdin": true}], "hostNetwork": true});
    assert_eq!(json(&decoded.node), want);
    assert!(decoded.node.as_map().unwrap().is_sorted());
    assert_eq!(decoded.unknown, [Unknown { type_name: "PodSpec", key: "x_y".to_owned(), span: None }]);

    let decoded = decode_as(Api::V0_34, "PodSpec", Keys::Exact, &value).unwrap();
    let unknown: Vec<_> = decoded.unknown.iter().map(|u| (u.type_name, u.key.as_str())).collect();
    let want = [("PodSpec", "HostNetwork"), ("PodSpec", "x_y"), ("Container", "\u{17f}tdin"), ("Container", "Image")];
    assert_eq!(unknown, want);
}

#[test]
fn two_spellings_of_a_field_both_apply() {
    for (value, want) in [
        (j!({"nodeName": "a", "NodeName": "b"}), j!({"nodeName": "a"})),
        (j!({"NODENAME": "a", "nodename": "b"}), j!({"nodeName": "b"})),
        (j!({"NodeName": "b", "nodeName": null}), j!({"nodeName": "b"})),
        (j!({"Priority": 1, "priority": null}), j!({"priority": null})),
        (
            j!({"NodeSelector": {"a": "1", "b": "1"}, "nodeSelector": {"b": "2"}}),
            j!({"nodeSelector": {"a": "1", "b": "2"}}),
        ),
        (
            j!({"SecurityContext": {"runAsUser": 1, "fsGroup": 2}, "securityContext": {"runAsUser": 3}}),
            j!({"securityContext": {"fsGroup": 2, "runAsUser": 3}}),
        ),
        (
            j!({"Containers": [{"name": "a", "image": "i"}, {"name": "b"}], "containers": [{"name": "c"}]}),
            j!({"containers": [{"image": "i", "name": "c"}]}),
        ),
    ] {
        assert_eq!(pod_spec(Keys::AnyCase, value.clone()), want, "{value}");
    }
}

#[test]
fn null_is_zero_inside_lists_and_maps() {
    let value = j!({
        "hostNetwork": null, "tolerations": null, "nodeSelector": {"a": null}, "overhead": {"cpu": null},
        "containers": [null, {"args": [null], "ports": [{"containerPort": null}]}]
    });
    let want = j!({
        "hostNetwork": null, "tolerations": null, "nodeSelector": {"a": ""}, "overhead": {"cpu": "0"},
        "containers": [{}, {"args": [""], "ports": [{"containerPort": null}]}]
    });
    assert_eq!(pod_spec(Keys::AnyCase, value), want);
}

#[test]
fn numbers_of_a_struct_are_doubles() {
    let number = |keys, n: Json| match decode_as(Api::V0_34, "PodSpec", keys, &j!({"activeDeadlineSeconds": n})) {
        Ok(decoded) => json(&decoded.node)["activeDeadlineSeconds"].to_string(),
        Err(error) => error.message.split(" into").next().unwrap_or("").to_owned(),
    };
    for (written, of_struct, of_template) in [
        (j!(80.0), "80", "80"),
        (j!(-0.0), "0", "0"),
        (j!(9007199254740993i64), "9007199254740992", "9007199254740993"),
        (j!(i64::MAX), "json: cannot unmarshal number 9223372036854776000", "9223372036854775807"),
        (j!(1e18), "1000000000000000000", "1000000000000000000"),
        (j!(1e21), "json: cannot unmarshal number 1e+21", "json: cannot unmarshal number 1e+21"),
        (j!(1e-7), "json: cannot unmarshal number 1e-7", "json: cannot unmarshal number 1e-7"),
        (j!(0.5), "json: cannot unmarshal number 0.5", "json: cannot unmarshal number 0.5"),
    ] {
        assert_eq!(number(Keys::Exact, written.clone()), of_template, "{written}");
        assert_eq!(number(Keys::AnyCase, written.clone()), of_struct, "{written}");
    }
}

#[test]
fn quantities_keep_their_place_when_respelled() {
    let value = j!({"overhead": {"a": "1Gi", "b": "1024Mi", "c": 1, "d": " 2 ", "e": 0.5}});
    let decoded = decode_as(Api::V0_34, "PodSpec", Keys::AnyCase, &value).unwrap();
    let overhead = decoded.node.get("overhead").unwrap();
    assert_eq!(json(overhead), j!({"a": "1Gi", "b": "1Gi", "c": "1", "d": "2", "e": "500m"}));
    assert!(matches!(overhead.get("a").unwrap().origin, Origin::File { layer: Layer::Task, .. }));
    for key in ["b", "c", "d", "e"] {
        let Origin::Derived(derived) = &overhead.get(key).unwrap().origin else { panic!("{key}") };
        assert_eq!(derived.rule, crate::tree::Rule::Respell);
        assert!(matches!(derived.from[..], [Origin::File { layer: Layer::Task, .. }]), "{key}");
    }
}

#[test]
fn times_are_printed_in_utc() {
    for (written, printed) in [
        ("2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
        ("2024-01-01T00:30:00.5+02:00", "2023-12-31T22:30:00Z"),
        ("2024-02-28T23:30:00-01:00", "2024-02-29T00:30:00Z"),
        ("2023-02-28T1:00:00-24:00", "2023-03-01T01:00:00Z"),
    ] {
        let decoded = decode_as(Api::V0_34, "ObjectMeta", Keys::Exact, &j!({"deletionTimestamp": written})).unwrap();
        assert_eq!(decoded.node.str_at("deletionTimestamp"), printed);
    }
}

#[test]
fn a_part_of_a_template_is_named_from_its_root() {
    let message = |type_name, root: &[&str], value: Json| {
        let kind = Kind::Struct(Api::V0_34.type_named(type_name).unwrap());
        decode(&node(&value), kind, Keys::Exact, root, Layer::RuntimeTemplate).unwrap_err().message
    };
    assert_eq!(
        message("ObjectMeta", &["template", "metadata"], j!({"labels": {"a": true}})),
        "json: cannot unmarshal bool into Go struct field ObjectMeta.template.metadata.labels of type string"
    );
    assert_eq!(
        message("PodSpec", &["template", "spec"], j!([])),
        "json: cannot unmarshal array into Go struct field PodTemplateSpec.template.spec of type v1.PodSpec"
    );
    assert_eq!(message("PodSpec", &[], j!("x")), "json: cannot unmarshal string into Go value of type v1.PodSpec");
}
