//! Which paths Flyte's configuration library knows as one value: those of its defaults that are no
//! maps. Below such a path it takes everything as it is, and the environment can set it.

use super::builtin;
use super::go::equal_fold;
use super::layout::{DEVICE_CLASS, SECTIONS};
use super::shape::{Default, Field, Layout, Leaf, Shape};
use crate::flyte::version::FlyteVersion;

/// Whether a lower-case path with dots is known as one value.
pub fn is_registered(path: &str, version: FlyteVersion) -> bool {
    let below = |section: &str| path.strip_prefix(section).and_then(|rest| rest.strip_prefix('.'));
    SECTIONS
        .iter()
        .filter(|s| (s.since)(version))
        .any(|s| below(s.path).is_some_and(|rest| in_layout(rest, s.layout, version)))
}

/// Whether a lower-case path leads to a section that the version reads, or into a field of one.
pub fn is_known(path: &str, version: FlyteVersion) -> bool {
    SECTIONS.iter().filter(|s| (s.since)(version)).any(|section| {
        let on_the_way = section.path.strip_prefix(path).is_some_and(|r| r.is_empty() || r.starts_with('.'));
        let inside = path.strip_prefix(section.path).and_then(|rest| rest.strip_prefix('.'));
        let field = inside.map(|rest| rest.split('.').next().unwrap_or(rest));
        on_the_way || field.is_some_and(|name| section.layout.fields(version).any(|f| equal_fold(f.name, name)))
    })
}

fn in_layout(path: &str, layout: &'static Layout, version: FlyteVersion) -> bool {
    layout.fields(version).any(|field| {
        let name = field.name;
        let Some((head, rest)) = path.split_at_checked(name.len()) else { return false };
        if !equal_fold(head, name) {
            return false;
        }
        match rest.strip_prefix('.') {
            Some(rest) => below(field, rest, version),
            None => rest.is_empty() && is_leaf(field, version),
        }
    })
}

fn is_leaf(field: &'static Field, version: FlyteVersion) -> bool {
    match field.leaf {
        Leaf::Always => true,
        Leaf::Never => false,
        Leaf::ByDefault => !matches!(field.default(version), Default::Fields | Default::Pairs(_) | Default::Classes),
    }
}

fn below(field: &'static Field, rest: &str, version: FlyteVersion) -> bool {
    match (field.leaf, field.default(version), field.shape) {
        (Leaf::Always | Leaf::Never, ..) => false,
        (_, Default::Fields, Shape::Struct(layout)) => in_layout(rest, layout, version),
        (_, Default::Pairs(pairs), _) => pairs.iter().any(|(key, _)| equal_fold(key, rest)),
        (_, Default::Classes, _) => {
            let (class, rest) = rest.split_once('.').unwrap_or((rest, ""));
            super::layout::BUILT_IN_CLASSES.iter().any(|(name, ..)| equal_fold(name, class))
                && in_layout(rest, &DEVICE_CLASS, version)
        }
        _ => false,
    }
}

/// All such paths of a version, in lower case.
pub fn registered(version: FlyteVersion) -> Vec<String> {
    let mut paths = Vec::new();
    for section in SECTIONS.iter().filter(|s| (s.since)(version)) {
        collect(section.path, section.layout, version, &mut paths);
    }
    paths
}

fn collect(prefix: &str, layout: &'static Layout, version: FlyteVersion, paths: &mut Vec<String>) {
    for field in layout.fields(version) {
        let path = format!("{prefix}.{}", field.name.to_lowercase());
        if is_leaf(field, version) {
            paths.push(path);
            continue;
        }
        match (field.leaf, field.default(version), field.shape) {
            (Leaf::ByDefault, Default::Fields, Shape::Struct(layout)) => collect(&path, layout, version, paths),
            (Leaf::ByDefault, Default::Pairs(_), _) => {
                let default = builtin::default(field, version);
                paths.extend(default.entries().iter().map(|e| format!("{path}.{}", e.key.to_lowercase())));
            }
            (Leaf::ByDefault, Default::Classes, _) => {
                for (class, ..) in super::layout::BUILT_IN_CLASSES {
                    collect(&format!("{path}.{}", class.to_lowercase()), &DEVICE_CLASS, version, paths);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let (one, two) = (FlyteVersion::NEWEST_1, FlyteVersion::NEWEST_2);
        for (path, version, want) in [
            ("plugins.k8s.default-labels", one, true),
            ("plugins.k8s.default-annotations", one, false),
            ("plugins.k8s.default-annotations.cluster-autoscaler.kubernetes.io/safe-to-evict", one, true),
            ("plugins.k8s.default-annotations.a", one, false),
            ("plugins.k8s.default-affinity", one, false),
            ("plugins.k8s.co-pilot", one, false),
            ("plugins.k8s.co-pilot.cpu", one, true),
            ("plugins.k8s.accelerator-devices", two, false),
            ("plugins.k8s.accelerator-devices.a100 80g", two, true),
            ("plugins.k8s.accelerator-device-classes.nvidia_gpu.pod-template", two, true),
            ("plugins.k8s.accelerator-device-classes.mine.pod-template", two, false),
            ("plugins.k8s.co-pilot.storage-config-override", two, true),
            ("storage.stow.config", two, true),
            ("task_resources.defaults.ephemeralstorage", one, true),
            ("task_resources.defaults.ephemeralstorage", two, false),
            ("plugins.k8s", one, false),
            ("plugins.k8s.", one, false),
        ] {
            assert_eq!(is_registered(path, version), want, "{path}");
        }
        for version in [one, two] {
            assert!(registered(version).iter().all(|path| is_registered(path, version)));
        }
    }
}
