//! Sections: each is looked up in the settings by its name and decoded (procedure, step 6).

use std::collections::HashSet;

use super::assemble;
use super::data::Data;
use super::decoder::{Decoder, Start};
use super::fault::message;
use super::layout::{SECTIONS, Section};
use super::notes::Notes;
use super::settings::Settings;
use super::shape::{Default, Field, Shape};
use super::written::Written;
use super::{Config, go};
use crate::diagnostic::Diagnostic;
use crate::flyte::version::FlyteVersion;
use crate::source::Sources;
use crate::tree::{Builtin, Map, Node, Origin, Value};

/// The sections as they were decoded; one that the version does not have is absent.
pub type Decoded = Vec<(&'static Section, Node)>;

static SECTION: Field = Field::new("section", Shape::Bool, Default::Null);
static WHOLE: Builtin = Builtin { key: "" };

/// Decodes all sections. If Flyte cannot, every fault at its place.
pub fn decode(
    settings: &Settings,
    files: &[Written],
    sources: &Sources,
    version: FlyteVersion,
    notes: &mut Notes,
) -> Result<Config, Vec<Diagnostic>> {
    let mut decoder = Decoder {
        sources,
        version,
        reader: version.config_reader(),
        dates: files.iter().flat_map(|f| &f.dates).copied().collect::<HashSet<_>>(),
        json: files.iter().filter(|f| f.is_json).map(|f| f.id).collect(),
        nulls: &settings.nulls,
        section: "",
        path: String::new(),
        lists: 0,
        faults: Vec::new(),
        notes,
    };
    let (mut decoded, mut whole, mut faults) = (Decoded::new(), String::new(), Vec::new());
    for section in SECTIONS.iter().filter(|s| (s.since)(version)) {
        let node = decode_section(&mut decoder, section, &settings.root, &mut whole);
        decoded.push((section, node));
        faults.append(&mut decoder.faults);
    }
    if faults.is_empty() {
        return Ok(assemble::config(&decoded, version));
    }
    Err(faults.into_iter().map(|fault| fault.diagnostic(&whole)).collect())
}

/// Decodes one section; what Flyte says about it goes into `whole`.
fn decode_section(decoder: &mut Decoder, section: &'static Section, root: &Map, whole: &mut String) -> Node {
    decoder.section = section.path;
    let levels = section.path.split('.').count();
    match find(root, section.path) {
        Found::Nothing => decoder.absent(section.layout, Origin::Builtin(&WHOLE)),
        Found::At(node) => {
            let result = decoder.object(node, section.layout, Start::Default(&SECTION));
            if !decoder.faults.is_empty() {
                let is_bare = !matches!(node.value, Value::Map(_));
                whole.push_str(&"\n".repeat(levels + 1));
                whole.push_str(&message(&decoder.faults, decoder.reader, is_bare));
            }
            result
        }
        Found::NoMap(_, node) if matches!(decoder.data(node), Data::Date) => {
            decoder.absent(section.layout, Origin::Builtin(&WHOLE))
        }
        Found::NoMap(parent, node) => {
            decoder.section = parent;
            decoder.not_a_map(node, "a map of sections");
            whole.push_str(&"\n".repeat(levels));
            whole.push_str(&message(&decoder.faults, decoder.reader, true));
            node.clone()
        }
    }
}

/// What the settings have at a section's path.
enum Found<'a> {
    Nothing,
    At(&'a Node),
    /// Something on the way is no map.
    NoMap(&'static str, &'a Node),
}

fn find<'a>(root: &'a Map, path: &'static str) -> Found<'a> {
    let Some((parent, child)) = path.split_once('.') else {
        return root.get(path).map_or(Found::Nothing, Found::At);
    };
    match root.get(parent) {
        None => Found::Nothing,
        Some(node) => match &node.value {
            Value::Map(map) => map.get(child).map_or(Found::Nothing, Found::At),
            _ => Found::NoMap(parent, node),
        },
    }
}

/// Whether a `task_resources` section was given.
pub fn has_task_resources(settings: &Settings, files: &[Written]) -> bool {
    let is_section = |key: &str| go::equal_fold(key, "task_resources");
    let given = |f: &Written| f.root.entries().iter().any(|e| is_section(&e.key) && !e.node.is_null());
    settings.root.get("task_resources").is_some() || files.iter().any(given)
}
