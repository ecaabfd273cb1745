//! Tests on data: real TaskTemplates, task files with what the SDKs made of them, and bad inputs.
#![allow(clippy::disallowed_methods, reason = "tests read their data")]

use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::*;
use crate::tree::{Layer, Origin, Value};

mod authoring_cases;
mod bad_inputs;
mod provenance;
mod samples;

/// A folder of the test data.
fn testdata(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(folder)
}

/// The files of a folder with this ending, in order.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    all.sort();
    all
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A tree as JSON.
fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(b) => Json::from(*b),
        Value::Int(n) => Json::from(*n),
        Value::Float(n) => Json::from(*n),
        Value::Str(s) => Json::from(s.as_str()),
        Value::Seq(items) => Json::from(items.iter().map(json).collect::<Vec<_>>()),
        Value::Map(map) => map.entries().iter().map(|e| (e.key.to_string(), json(&e.node))).collect(),
    }
}

/// JSON with whole numbers as integers: on the wire of a pod spec every number is a double.
fn whole(value: Json) -> Json {
    match value {
        Json::Number(n) => match n.as_f64() {
            Some(f) if n.is_f64() && f.fract() == 0.0 => Json::from(f as i64),
            _ => Json::Number(n),
        },
        Json::Array(items) => items.into_iter().map(whole).collect(),
        Json::Object(map) => map.into_iter().map(|(k, v)| (k, whole(v))).collect(),
        other => other,
    }
}

/// A file of JSON.
fn json_file(path: &Path) -> Json {
    whole(serde_json::from_str(&text(path)).unwrap_or_else(|e| panic!("{}: {e}", path.display())))
}

/// Reads a text by the rules of a version, without any settings.
fn read(sources: &Sources, id: SourceId, version: &str) -> Result<(Vec<TaskSource>, Vec<Diagnostic>), Vec<Diagnostic>> {
    read_tasks(sources, id, &SdkSettings::default(), FlyteVersion::parse(version).unwrap())
}

/// The only task of a text.
fn one(text: &str, version: &str) -> TaskSource {
    let mut sources = Sources::new();
    let id = sources.add("task.yaml", text);
    let (mut tasks, _) = read(&sources, id, version).unwrap_or_else(|e| panic!("{}", listed(&sources, &e)));
    assert_eq!(tasks.len(), 1);
    tasks.remove(0)
}

/// Findings as text: place, level, code, message, help, the SDK's own words.
fn listed(sources: &Sources, found: &[Diagnostic]) -> String {
    let line = |d: &Diagnostic| {
        let place = d.label.as_ref().map_or_else(|| "-".to_owned(), |l| sources.place(l.span));
        let mut out = format!("{place} {} {}: {}\n", format!("{:?}", d.level).to_lowercase(), d.code, d.message);
        for label in &d.related {
            out += &format!("  also: {} {}\n", sources.place(label.span), label.text);
        }
        out += &d.help.as_ref().map(|h| format!("  help: {h}\n")).unwrap_or_default();
        out + &d.flyte.as_ref().map(|f| format!("  sdk: {f}\n")).unwrap_or_default()
    };
    found.iter().map(line).collect()
}
