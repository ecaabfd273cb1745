//! What Flyte accepts silently although it is hardly meant, as far as it shows before or after
//! decoding: sections that are not where they should be, and defaults that stay or go by surprise.

use super::Config;
use super::go::{equal_fold, lower};
use super::layout::{SAFE_TO_EVICT, SECTIONS, Section};
use super::notes::Notes;
use super::registered::is_known;
use super::settings::Settings;
use super::written::{Written, is_section};
use crate::diagnostic::{Diagnostic, suggest};
use crate::flyte::version::{ConfigReader, FlyteVersion};
use crate::tree::{Entry, Node, Origin, Value};

/// The version in a sentence.
pub fn flyte(version: FlyteVersion) -> String {
    if version.is_documented() { "the documented Flyte".to_owned() } else { format!("Flyte {version}") }
}

/// Looks through the top levels of all files.
pub fn of_files(files: &[Written], version: FlyteVersion, notes: &mut Notes) {
    for entry in files.iter().flat_map(|f| f.root.entries()) {
        if !is_section(&entry.key) {
            misspelt(
                entry,
                &["plugins", "task_resources", "propeller", "storage", "logger", "namespace_mapping"],
                notes,
            );
            notes.no_effect(&entry.node, "another part of Flyte's configuration, on which no Pod depends");
            continue;
        }
        if entry.key.contains('.') {
            dotted_section(entry, version, notes);
            continue;
        }
        if equal_fold(&entry.key, "plugins") {
            for child in entry.node.entries().iter().filter(|c| !equal_fold(&c.key, "k8s") && !c.key.contains('.')) {
                misspelt(child, &["k8s"], notes);
                notes.no_effect(&child.node, "the configuration of another plugin");
            }
        }
        if let Some(section) = SECTIONS.iter().find(|s| equal_fold(s.path, &entry.key) && !(s.since)(version)) {
            section_of_other_version(entry, section, version, notes);
        }
    }
}

fn misspelt(entry: &Entry, names: &[&'static str], notes: &mut Notes) {
    let Some(name) = suggest(&entry.key, names.iter().copied()) else { return };
    let message = format!("Flyte knows no section `{}` and ignores it", entry.key);
    let warning = Diagnostic::warning("config/unknown-key", message).maybe_at(entry.key_span, "ignored");
    notes.warnings.push(warning.help(format!("did you mean `{name}`?")));
}

/// `plugins.k8s.x: ...` at the top level: newer readers take the dots for letters.
fn dotted_section(entry: &Entry, version: FlyteVersion, notes: &mut Notes) {
    let reader = version.config_reader();
    let key = lower(&entry.key);
    let is_ours = SECTIONS.iter().any(|s| {
        let rest = key.strip_prefix(s.path);
        rest.is_some_and(|r| r.is_empty() || r.starts_with('.')) || s.path.starts_with(&format!("{key}."))
    });
    if !is_ours || matches!(reader, ConfigReader::R1 | ConfigReader::R2) {
        return;
    }
    let message = format!(
        "{} takes the dots in `{}` for letters, not for levels, and ignores the key",
        flyte(version),
        entry.key
    );
    let warning = Diagnostic::warning("config/dotted-path", message).maybe_at(entry.key_span, "ignored");
    notes.warnings.push(warning.help("write the levels below each other"));
    notes.no_effect(&entry.node, "this version of Flyte does not split keys at dots");
}

fn section_of_other_version(entry: &Entry, section: &Section, version: FlyteVersion, notes: &mut Notes) {
    notes.no_effect(&entry.node, "this version of Flyte does not read the section");
    let is_known = |e: &&Entry| section.layout.fields.iter().any(|f| equal_fold(f.name, &e.key));
    if section.layout.open && !entry.node.entries().iter().any(|e| is_known(&e)) {
        return;
    }
    let message = format!("{} does not read `{}`", flyte(version), entry.key);
    let warning = Diagnostic::warning("config/other-version", message).maybe_at(entry.key_span, "ignored");
    notes.warnings.push(warning.help("remove it, or name the version that the file is for"));
}

/// Looks at what vanished before decoding, and at what it came to.
pub fn of_result(settings: &Settings, config: &Config, version: FlyteVersion, notes: &mut Notes) {
    for (path, node) in settings.empty.iter().filter(|(path, _)| is_known(path, version)) {
        vanished(path, node, "an empty map", notes);
    }
    for (path, node) in settings.nulls.iter().filter(|(path, _)| is_known(path, version)) {
        vanished(path, node, "no value", notes);
    }
    annotations(&config.k8s.default_annotations, notes);
    if version.has_device_classes() {
        dropped_built_ins(&config.k8s.accelerator_devices, "accelerator-devices", notes);
        let classes = settings.root.get("plugins").and_then(|p| p.at(&["k8s", "accelerator-device-classes"]));
        if let Some(classes) = classes {
            dropped_built_ins(classes, "accelerator-device-classes", notes);
        }
    }
    if version.has_admin_defaults() {
        let limits = &config.task_resources.limits;
        for (name, limit) in [("cpu", &limits.cpu), ("memory", &limits.memory), ("gpu", &limits.gpu)] {
            zero_limit(name, limit, notes);
        }
    }
}

/// An empty map or null where people mean to clear a default.
fn vanished(path: &str, node: &Node, what: &str, notes: &mut Notes) {
    let (stays, help) = match path {
        "plugins.k8s.default-annotations" => {
            (format!("the built-in `{SAFE_TO_EVICT}` stays"), "write `default-annotations: []` to drop it".to_owned())
        }
        "task_resources.defaults" | "task_resources.limits" => (
            "the built-in values stay".to_owned(),
            "write a zero for each resource that must have none (`cpu: 0`)".to_owned(),
        ),
        _ => return,
    };
    let message = format!("`{path}` has {what}, which counts as not given: {stays}");
    notes.warnings.push(Diagnostic::warning("config/not-cleared", message).maybe_at(node.span(), "").help(help));
}

fn annotations(node: &Node, notes: &mut Notes) {
    let is_ours = node.entries().iter().any(|e| e.key.as_str() == SAFE_TO_EVICT);
    if matches!(node.origin, Origin::Builtin(_)) || is_ours || node.entries().is_empty() {
        return;
    }
    let message = format!("these annotations replace the built-in `{SAFE_TO_EVICT}: \"false\"`");
    let note = Diagnostic::note("config/replaced-default", message).maybe_at(node.span(), "");
    notes.warnings.push(note.help("add it here if Pods must not be evicted by the autoscaler"));
}

fn dropped_built_ins(node: &Node, name: &str, notes: &mut Notes) {
    if matches!(node.origin, Origin::Builtin(_)) || node.is_leaf() {
        return;
    }
    let message = format!("giving `{name}` drops all built-in entries");
    let warning = Diagnostic::warning("config/replaced-default", message).maybe_at(node.span(), "");
    notes.warnings.push(warning.help("write out every entry that is still needed"));
}

fn zero_limit(name: &str, limit: &Node, notes: &mut Notes) {
    let is_zero = crate::kube::quantity::Quantity::parse(limit.as_str().unwrap_or("1")).is_ok_and(|q| q.is_zero());
    if !is_zero || matches!(limit.origin, Origin::Builtin(_)) || matches!(limit.value, Value::Null) {
        return;
    }
    let message = format!("a limit of zero is none: `{name}` is not capped");
    let note = Diagnostic::note("config/no-cap", message).maybe_at(limit.origin.nearest_span(), "");
    notes.warnings.push(note.help("remove the key to get Flyte's built-in limit, or give the limit that is meant"));
}
