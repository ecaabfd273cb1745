//! The field tables.

use super::*;

#[test]
fn every_field_is_found_in_every_version() {
    for api in Api::ALL {
        for ty in api.types() {
            assert!(ty.fields().len() <= 128 && ty.fields().is_sorted_by(|a, b| a.name < b.name), "{ty:?}");
            for (at, field) in ty.fields().iter().enumerate() {
                assert_eq!(ty.position(field.name), Some(at));
                assert_eq!(ty.position_in_any_case(&field.name.to_uppercase()), Some(at), "{ty:?} {}", field.name);
                assert!(ty.position(&format!("{}x", field.name)).is_none());
            }
        }
    }
}

#[test]
fn the_types_that_others_ask_for_exist() {
    let names = [
        "PodTemplate",
        "PodTemplateSpec",
        "PodSpec",
        "ObjectMeta",
        "Container",
        "EphemeralContainer",
        "Toleration",
        "Affinity",
        "SecurityContext",
        "PodSecurityContext",
        "PodDNSConfig",
        "NodeSelectorRequirement",
        "OwnerReference",
        "ManagedFieldsEntry",
        "ResourceRequirements",
        "EnvVar",
        "Volume",
        "VolumeMount",
        "Probe",
    ];
    for api in Api::ALL {
        for name in names {
            assert!(api.type_named(name).is_some(), "{name} in {api:?}");
        }
        assert!(api.type_named("Podspec").is_none());
    }
}

#[test]
fn versions_differ() {
    let has = |api: Api, name: &str, field: &str| api.type_named(name).is_some_and(|t| t.field(field).is_some());
    assert!(!has(Api::V0_28, "PodSpec", "resources") && has(Api::V0_34, "PodSpec", "resources"));
    assert!(has(Api::V0_28, "PodResourceClaim", "source") && !has(Api::V0_34, "PodResourceClaim", "source"));
    assert!(!has(Api::V0_34, "PodSpec", "workloadRef") && has(Api::V0_35, "PodSpec", "workloadRef"));
}

#[test]
fn kinds_and_merge_keys_are_read() {
    let spec = Api::V0_36.type_named("PodSpec").unwrap();
    let containers = spec.field("containers").unwrap();
    assert_eq!(containers.merge_key, Some("name"));
    assert!(!containers.omitempty && containers.is_always_printed());
    assert!(matches!(containers.kind, Kind::List(Kind::Struct(ty)) if ty.name == "Container"));
    let priority = spec.field("priority").unwrap();
    assert!(matches!(priority.kind, Kind::Pointer(Kind::Int32)) && priority.merge_key.is_none());
    let metadata = Api::V0_36.type_named("ObjectMeta").unwrap();
    assert!(!metadata.field("creationTimestamp").unwrap().is_always_printed());
}
