//! `explain --where-to-set`: reading edited inputs and rendering them, so that every answer is proven.

use super::gather::Gathered;
use super::rendering::{Loaded, Rendered, Task, sdk_settings};
use super::report::Report;
use super::settings::Setting;
use crate::diagnostic::Diagnostic;
use crate::explain::where_to_set::{Answers, Edited, EditedAt, Files, Known, TaskForm, Texts, Trial, answer};
use crate::flyte::effects::{InputDocument, InputFact, Room, effects};
use crate::flyte::pipeline::Pod;
use crate::flyte::version::{ConfigReader, FlyteVersion};
use crate::sdk::{self, PythonModule, SdkSettings};
use crate::source::{SourceId, Sources, Span, Splice};
use crate::tree::{Node, Origin};
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
    let python = Python::of(task, gathered, loaded, pod, sources);
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
        python: python.as_ref().map(|p| p.arguments.clone()),
    };
    let version = gathered.version;
    let known = Known { sources, files: &files, inputs, pod: &pod.pod, version };
    answer(question, &known, Trying { gathered, pod, sources, python })
}

/// A Python file of tasks, as it is.
struct Python {
    modules: Vec<PythonModule>,
    settings: SdkSettings,
    /// The arguments of the task.
    arguments: Node,
    /// The other tasks of the file, by name.
    others: Vec<(String, Node)>,
    task: String,
}

impl Python {
    /// The file of a task, if it is Python.
    fn of(task: &Task, gathered: &Gathered, loaded: &Loaded, pod: &Rendered, sources: &Sources) -> Option<Python> {
        let file = gathered.tasks.iter().find(|f| f.id == task.id && !f.python.is_empty())?;
        let settings = sdk_settings(gathered, loaded.executions.get(pod.execution));
        let (modules, task) = (file.python.clone(), task.source.name.clone());
        let arguments = sdk::python_arguments(sources, &modules, &settings, &task);
        let nothing = || Node::null(Origin::input(Span::new(file.id, 0, 0)));
        let mut out =
            Python { modules, settings, arguments: arguments.unwrap_or_else(nothing), others: Vec::new(), task };
        out.others = out.others_in(sources, &out.modules);
        Some(out)
    }

    /// What these modules say of the other tasks.
    fn others_in(&self, sources: &Sources, modules: &[PythonModule]) -> Vec<(String, Node)> {
        let read = sdk::read_python_file(sources, modules, &self.settings).map_or_else(|_| Vec::new(), |f| f.tasks);
        let others = read.into_iter().filter(|t| t.name != self.task);
        others.filter_map(|t| Some((t.name, t.task.ok()?.template))).collect()
    }

    /// Names of the other tasks that edited modules make otherwise.
    fn changed(&self, sources: &Sources, modules: &[PythonModule]) -> Vec<String> {
        let now = self.others_in(sources, modules);
        let same = |name: &str, template: &Node| now.iter().any(|(n, t)| n == name && t == template);
        self.others.iter().filter(|(name, template)| !same(name, template)).map(|(name, _)| name.clone()).collect()
    }
}

/// Edits and renders.
struct Trying<'t> {
    gathered: &'t Gathered,
    pod: &'t Rendered,
    sources: &'t Sources,
    python: Option<Python>,
}

impl Texts for Trying<'_> {
    fn render(&mut self, edited: &[Edited]) -> Result<Trial, Vec<Diagnostic>> {
        let (mut sources, mut gathered) = (self.sources.clone(), self.gathered.clone());
        let mut ids = Vec::with_capacity(edited.len());
        let mut documents: Vec<InputDocument> = Vec::new();
        let mut modules = self.python.as_ref().map(|p| p.modules.clone()).unwrap_or_default();
        for edit in edited {
            let (room, id) = match &edit.at {
                EditedAt::Flag(flag) => {
                    set_flag(&mut gathered, flag, &edit.text);
                    ids.push(None);
                    continue;
                }
                EditedAt::Source(old) => {
                    let (name, decoded) = (sources.name(*old).to_owned(), sources.get(*old).is_some_and(|s| s.decoded));
                    let text = edit.text.as_str();
                    let id = if decoded { sources.add_decoded(name, text) } else { sources.add(name, text) };
                    (replace(&mut gathered, &mut modules, &sources, *old, id), id)
                }
                EditedAt::New(room) => {
                    let id = sources.add(new_name(*room), edit.text.as_str());
                    add(&mut gathered, *room, id);
                    (*room, id)
                }
            };
            if !modules.iter().any(|m| m.id() == id) {
                documents.extend(parsed(room, id, gathered.version, &sources));
            }
            ids.push(Some(id));
        }
        let (pod, without) = render(&gathered, &sources, &documents, self.pod)?;
        let others = self.python.as_ref().map(|p| p.changed(&sources, &modules)).unwrap_or_default();
        Ok(Trial { pod, ids, without, others })
    }

    fn rewrite(&mut self, after: &Node, new: &Origin) -> Result<Vec<Splice>, String> {
        let python = self.python.as_ref().ok_or("its task is not Python")?;
        if python.arguments.as_map().is_none() {
            return Err("where the task is made is not known".to_owned());
        }
        sdk::rewrite_python(&python.modules, &python.arguments, after, new)
    }

    fn rewrite_at(&mut self, span: Span, value: &Node, new: &Origin) -> Result<Vec<Splice>, String> {
        let python = self.python.as_ref().ok_or("its task is not Python")?;
        sdk::rewrite_python_at(&python.modules, span, value, new)
    }
}

/// Renders the task of a Pod as these inputs say, and finds what of the edited documents has no effect.
fn render(
    gathered: &Gathered,
    sources: &Sources,
    documents: &[InputDocument],
    pod: &Rendered,
) -> Result<(Pod, Vec<InputFact>), Vec<Diagnostic>> {
    let mut report = Report::silent();
    let version = gathered.version;
    let loaded = Loaded::load(gathered, sources, version, &mut report);
    let refused = |report: Report| report.into_found();
    let Some(loaded) = loaded else { return Err(refused(report)) };
    let Some(inputs) = loaded.inputs(pod.task, pod.execution) else { return Err(refused(report)) };
    let pod = crate::flyte::pipeline::render(&inputs, version)?;
    let without = effects(documents, &pod, &inputs, version).without;
    Ok((pod, without))
}

/// Puts a text in the place of another; says what it was.
fn replace(
    gathered: &mut Gathered,
    modules: &mut [PythonModule],
    sources: &Sources,
    old: SourceId,
    new: SourceId,
) -> Room {
    let mut room = Room::Task;
    for (list, is) in [(&mut gathered.config, Room::Config), (&mut gathered.templates, Room::Templates)] {
        for id in list.iter_mut().filter(|id| **id == old) {
            (*id, room) = (new, is);
        }
    }
    if gathered.execution == Some(old) {
        (gathered.execution, room) = (Some(new), Room::Execution);
    }
    for file in &mut gathered.tasks {
        if file.id == old {
            file.id = new;
        }
    }
    // parsed once for all that hold it
    let mut parsed: Vec<PythonModule> = Vec::new();
    let all = gathered.tasks.iter_mut().flat_map(|f| &mut f.python).chain(modules);
    for module in all.filter(|m| m.id() == old) {
        let known = parsed.iter().find(|m| m.name() == module.name()).cloned();
        *module = known.unwrap_or_else(|| {
            let fresh = module.with_text(sources, new);
            parsed.push(fresh.clone());
            fresh
        });
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
