//! What stands beside the result: the origins of all fields, as JSON.

use super::gather::Gathered;
use super::rendering::{Loaded, Rendered};
use crate::flyte::effects::{Effects, InputDocument, Room, effects};
use crate::flyte::version::{ConfigReader, FlyteVersion};
use crate::output::origins::{Known, Places, document};
use crate::source::{SourceId, Sources, Span};
use crate::tree::Node;
use crate::yaml::{Dialect, parse};

/// The document about all Pods.
pub fn origins(pods: &[Rendered], read: &Loaded, gathered: &Gathered, sources: &Sources) -> String {
    let version = gathered.version;
    let shared = shared_documents(gathered, sources);
    let effects: Vec<Effects> = pods
        .iter()
        .map(|pod| {
            let Some((inputs, task)) = read.inputs(pod.task, pod.execution).zip(read.task_of(pod)) else {
                return Effects::default();
            };
            let mut documents = shared.clone();
            documents.extend(documents_of(Room::Task, task.id, Dialect::Core, sources));
            effects(&documents, &pod.pod, &inputs, version)
        })
        .collect();
    let known: Vec<Known<'_>> = pods
        .iter()
        .zip(&effects)
        .map(|(pod, effects)| Known {
            task: read.task_of(pod).map_or("", |t| t.source.name.as_str()),
            pod: &pod.pod,
            effects,
        })
        .collect();
    let templates = templates(read);
    document(&known, &version.to_string(), Places { sources, templates: &templates })
}

/// The documents of all inputs but the task.
fn shared_documents(gathered: &Gathered, sources: &Sources) -> Vec<InputDocument> {
    let config = gathered.config.iter().map(|id| (Room::Config, *id, config_dialect(gathered.version)));
    let templates = gathered.templates.iter().map(|id| (Room::Templates, *id, Dialect::Kubectl));
    let execution = gathered.execution.iter().map(|id| (Room::Execution, *id, Dialect::Core));
    let all = config.chain(templates).chain(execution);
    all.flat_map(|(room, id, dialect)| documents_of(room, id, dialect, sources)).collect()
}

/// The documents of a text, which was read before without an error.
fn documents_of(room: Room, id: SourceId, dialect: Dialect, sources: &Sources) -> Vec<InputDocument> {
    let documents = parse(sources, id, dialect).unwrap_or_default();
    let numbered = documents.into_iter().enumerate();
    numbered.map(|(document, d)| InputDocument { room, document, root: d.root }).collect()
}

fn config_dialect(version: FlyteVersion) -> Dialect {
    if version.config_reader() == ConfigReader::R1 { Dialect::ConfigV2 } else { Dialect::ConfigV3 }
}

/// Where each runtime template stands, with its name and namespace.
pub fn templates(read: &Loaded) -> Vec<(Span, String)> {
    let text = |node: &Node| node.as_str().unwrap_or("").to_owned();
    let named =
        |t: &crate::flyte::templates::Template| Some((t.span?, format!("{} ({})", text(&t.name), text(&t.namespace))));
    read.templates.iter().filter_map(named).collect()
}
