//! `explain --where-to-set`: reading edited inputs and rendering them, so that every answer is proven.

use super::arguments::{Color, Messages};
use super::gather::Gathered;
use super::rendering::{Loaded, Rendered};
use super::report::Report;
use super::settings::Setting;
use crate::diagnostic::Diagnostic;
use crate::explain::where_to_set::{Answers, Edited, EditedAt, Files, Known, TaskForm, Trial, answer};
use crate::flyte::effects::{InputDocument, Room, effects};
use crate::flyte::version::{ConfigReader, FlyteVersion};
use crate::sdk;
use crate::source::{SourceId, Sources};
use crate::tree::Node;
use crate::yaml::{Dialect, parse};

/// Where `question` (`PATH=VALUE`) would have to be set in what `pod` was made from.
pub fn run(
    question: &str,
    gathered: &Gathered,
    loaded: &Loaded,
    pod: &Rendered,
    sources: &Sources,
) -> Result<Answers, Box<Diagnostic>> {
    let (Some(inputs), Some(task)) = (loaded.inputs(pod.task, pod.execution), loaded.task_of(pod)) else {
        return Err(Box::new(Diagnostic::error("podtpl/bug", "a Pod without a task")));
    };
    let place = &task.source.place;
    let files = Files {
        config: gathered.config.clone(),
        templates: gathered.templates.clone(),
        execution: gathered.execution,
        task: task.id,
        task_document: place.document,
        task_path: place.path.clone(),
        task_form: match place.form {
            sdk::TaskForm::TaskTemplate => TaskForm::TaskTemplate,
            sdk::TaskForm::Flytekit => TaskForm::Flytekit,
            sdk::TaskForm::Flyte => TaskForm::Flyte,
        },
    };
    let version = gathered.version;
    let known = Known { sources, files: &files, inputs, pod: &pod.pod, version };
    answer(question, &known, |edited| trial(edited, gathered, pod, sources))
}

/// Renders with edited texts in place of the others.
fn trial(edited: &[Edited], gathered: &Gathered, pod: &Rendered, sources: &Sources) -> Result<Trial, Vec<Diagnostic>> {
    let (mut sources, mut gathered) = (sources.clone(), gathered.clone());
    let mut ids = Vec::with_capacity(edited.len());
    let mut documents: Vec<InputDocument> = Vec::new();
    for edit in edited {
        let place = match &edit.at {
            EditedAt::Flag(flag) => {
                set_flag(&mut gathered, flag, &edit.text);
                ids.push(None);
                continue;
            }
            EditedAt::Source(old) => {
                let (name, decoded) = (sources.name(*old).to_owned(), sources.get(*old).is_some_and(|s| s.decoded));
                let text = edit.text.as_str();
                let id = if decoded { sources.add_decoded(name, text) } else { sources.add(name, text) };
                (replace(&mut gathered, *old, id), id)
            }
            EditedAt::New(room) => {
                let id = sources.add(new_name(*room), edit.text.as_str());
                add(&mut gathered, *room, id);
                (*room, id)
            }
        };
        documents.extend(parsed(place.0, place.1, gathered.version, &sources));
        ids.push(Some(place.1));
    }
    let messages = Messages { quiet: true, verbose: false, color: Color::Never };
    let mut report = Report::new(messages, false);
    let version = gathered.version;
    let loaded = Loaded::load(&gathered, &sources, version, &mut report);
    let refused = |report: Report| report.into_found();
    let Some(loaded) = loaded else { return Err(refused(report)) };
    let Some(inputs) = loaded.inputs(pod.task, pod.execution) else { return Err(refused(report)) };
    let pod = crate::flyte::pipeline::render(&inputs, version)?;
    let without = effects(&documents, &pod, &inputs, version).without;
    Ok(Trial { pod, ids, without })
}

/// Puts a text in the place of another; says what it was.
fn replace(gathered: &mut Gathered, old: SourceId, new: SourceId) -> Room {
    let mut room = Room::Task;
    for (list, is) in [(&mut gathered.config, Room::Config), (&mut gathered.templates, Room::Templates)] {
        for id in list.iter_mut().filter(|id| **id == old) {
            (*id, room) = (new, is);
        }
    }
    if gathered.execution == Some(old) {
        (gathered.execution, room) = (Some(new), Room::Execution);
    }
    for file in gathered.tasks.iter_mut().filter(|f| f.id == old) {
        file.id = new;
    }
    room
}

fn add(gathered: &mut Gathered, room: Room, id: SourceId) {
    match room {
        Room::Config => gathered.config.push(id),
        Room::Templates => gathered.templates.push(id),
        Room::Execution | Room::Task => gathered.execution = Some(id),
    }
}

fn new_name(room: Room) -> &'static str {
    match room {
        Room::Config => "flyte.yaml",
        Room::Templates => "templates.yaml",
        Room::Execution | Room::Task => "execution.yaml",
    }
}

fn parsed(room: Room, id: SourceId, version: FlyteVersion, sources: &Sources) -> Vec<InputDocument> {
    let dialect = match room {
        Room::Config if version.config_reader() == ConfigReader::R1 => Dialect::ConfigV2,
        Room::Config => Dialect::ConfigV3,
        Room::Templates => Dialect::Kubectl,
        Room::Task | Room::Execution => Dialect::Core,
    };
    let documents = parse(sources, id, dialect).unwrap_or_default().into_iter().enumerate();
    documents.map(|(document, d)| InputDocument { room, document, root: d.root }).collect()
}

/// Gives a flag another value.
fn set_flag(gathered: &mut Gathered, flag: &str, value: &str) {
    let text = || Some(value.to_owned());
    let (flag, name) = flag.split_once(' ').unwrap_or((flag, ""));
    let set = |node: &mut Node| *node = Node::str(value, node.origin.clone());
    let named = |all: &mut Vec<(String, Node)>| all.iter_mut().filter(|(n, _)| n == name).for_each(|(_, v)| set(v));
    let sdk = &mut gathered.sdk;
    match flag {
        "--pod-name" => gathered.flags.pod_name = text(),
        "--project" => gathered.flags.project = text(),
        "--domain" => gathered.flags.domain = text(),
        "--service-account" => gathered.flags.service_account = text(),
        "--attempt" => gathered.flags.attempt = value.parse().ok().or(gathered.flags.attempt),
        "--interruptible" => gathered.flags.interruptible = value.parse().ok().or(gathered.flags.interruptible),
        "--image" if name.is_empty() => sdk.image.iter_mut().for_each(set),
        "--image" => named(&mut sdk.images),
        "--set" => named(&mut sdk.values),
        "--sdk-env" => {
            let of_name = sdk.environment.iter_mut().filter(|(n, _)| n.as_str() == Some(name));
            of_name.for_each(|(_, v)| set(v));
        }
        "--task-project" => sdk.project.iter_mut().for_each(set),
        "--task-domain" => sdk.domain.iter_mut().for_each(set),
        "--task-version" => sdk.version.iter_mut().for_each(set),
        "--namespace" => {
            gathered.namespaces.iter_mut().for_each(|s| *s = Setting { value: value.to_owned(), at: s.at })
        }
        _ => {}
    }
}
