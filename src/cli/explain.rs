//! `podtpl explain`: why a field has its value.

use std::collections::HashSet;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::arguments::{Messages, TEMPLATE};
use super::files::{Asked, Files, Role};
use super::gather::Gathered;
use super::inputs::Inputs;
use super::rendering::{Loaded, Rendered};
use super::report::Report;
use super::terminal::{Terminal, write_result};
use super::{FAILED, beside, docs_note, select};
use crate::explain::find::{Subject, Target};
use crate::explain::query::Query;
use crate::explain::sentence::About;
use crate::explain::{chain, complete};
use crate::output::explain::{self, Telling, absent};
use crate::output::origins::{Known, Places, document};
use crate::output::paint::{Paint, Tone};
use crate::tree::{FieldPath, Node};

/// Show why a field has its value: where it was set, what lost, which rule decided
///
/// Without a path: every field of the Pod with the layer that set it, then the inputs without effect.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = TEMPLATE, after_help = NOTES)]
#[command(mut_arg("tasks", |arg| arg.value_name("TASK|PATH").help(POSITIONAL).long_help(POSITIONAL_LONG)))]
pub struct Arguments {
    #[command(flatten)]
    inputs: Inputs,

    /// Explain every field of the Pod
    #[arg(long, help_heading = "Output")]
    all: bool,

    /// text or json
    #[arg(
        short,
        long,
        value_name = "FORMAT",
        default_value = "text",
        hide_possible_values = true,
        help_heading = "Output"
    )]
    output: Format,

    /// Show values that look like secrets
    #[arg(long, help_heading = "Output")]
    show_secrets: bool,
}

const POSITIONAL: &str = "A task file, then paths such as spec.hostNetwork or spec.containers[primary].env[A].value";

const POSITIONAL_LONG: &str = "\
A task file (or FILE:NAME, or `-`), then paths into the Pod

Without a task file: the one task of podtpl.yaml. Paths name items of lists by name, by a field or by number \
(spec.containers[primary], [name=primary], [0]); keys with dots stand in quotes (metadata.labels['a.b/c']) or as \
they are; JSON pointers do as well. A map or a list stands for everything in it.";

const EXAMPLES: &str = "\
Examples:
  podtpl explain train.yaml spec.hostNetwork -c flyte.yaml -t templates.yaml --flyte 1.16.8
  podtpl explain train.yaml 'spec.containers[primary].env[LOG_LEVEL].value'
  podtpl explain train.yaml";

const NOTES: &str = "Exit codes: 0 done, 2 could not: nothing is printed then.";

/// How the answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Runs the command.
pub fn run(arguments: Arguments, environment: &HashSet<String>, messages: Messages, terminal: Terminal) -> ExitCode {
    let mut files = Files::new(Report::new(messages, arguments.inputs.strict));
    let result = Question::new(arguments, environment).answer(&mut files, Paint::new(terminal.results));
    files.report.print(&files.sources, terminal);
    let Some(text) = result else { return ExitCode::from(FAILED) };
    match write_result(&text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            super::terminal::write_messages(&format!("podtpl: the result cannot be written: {error}\n"));
            ExitCode::from(FAILED)
        }
    }
}

/// How a path that somebody has begun to type behind these arguments may go on.
pub fn completions(
    arguments: Arguments,
    environment: &HashSet<String>,
    messages: Messages,
    typed: &str,
) -> Option<Vec<String>> {
    let mut files = Files::new(Report::new(messages, false));
    let question = Question::new(arguments, environment);
    let (gathered, loaded) = question.load(&mut files)?;
    let rendered = loaded.render(gathered.version, &mut files.report);
    let pod = rendered.first().filter(|_| !files.report.has_errors())?;
    Some(complete::completions(&Subject::new(&pod.pod).root, typed))
}

/// What is asked.
struct Question {
    arguments: Arguments,
    environment: HashSet<String>,
    /// The paths, as written.
    paths: Vec<String>,
}

/// The Pods that questions are about, with what they were made from.
struct Pods<'a> {
    rendered: &'a [Rendered],
    loaded: &'a Loaded,
    gathered: &'a Gathered,
}

impl Question {
    /// Tells the task among the words from the paths.
    fn new(mut arguments: Arguments, environment: &HashSet<String>) -> Question {
        let mut environment = environment.clone();
        let mut paths = Vec::new();
        if !environment.contains("tasks") {
            let words = std::mem::take(&mut arguments.inputs.tasks);
            let (task, rest) = match words.split_first() {
                Some((first, rest)) if select::is_task(first) => (Some(first), rest),
                _ => (None, words.as_slice()),
            };
            paths = rest.to_vec();
            arguments.inputs.tasks = task.into_iter().cloned().collect();
            if arguments.inputs.tasks.is_empty() {
                let set = std::env::var("PODTPL_TASK").ok().filter(|v| !v.is_empty());
                environment.extend(set.iter().map(|_| "tasks".to_owned()));
                arguments.inputs.tasks.extend(set);
            }
        }
        Question { arguments, environment, paths }
    }

    /// The answer, unless something is wrong.
    fn answer(&self, files: &mut Files, paint: Paint) -> Option<String> {
        let queries: Vec<Query> = self
            .paths
            .iter()
            .filter_map(|text| Query::parse(text).map_err(|problem| files.report.add(*problem)).ok())
            .collect();
        let (gathered, loaded) = self.load(files)?;
        let rendered = loaded.render(gathered.version, &mut files.report);
        if files.report.has_errors() {
            return None;
        }
        if !gathered.version_is_named {
            files.report.extend(docs_note::notes(&rendered, &loaded, &gathered, &files.sources));
        }
        let pods = Pods { rendered: &rendered, loaded: &loaded, gathered: &gathered };
        let text = match self.arguments.output {
            Format::Text => self.text(&pods, &queries, files, paint),
            Format::Json => self.json(&pods, &queries, files),
        };
        if files.report.has_errors() { None } else { Some(text) }
    }

    /// What the Pods are made from, unless something is wrong.
    fn load(&self, files: &mut Files) -> Option<(Gathered, Loaded)> {
        let gathered = Gathered::read(&self.arguments.inputs, &self.environment, files);
        match Loaded::load(&gathered, &files.sources, gathered.version, &mut files.report) {
            Some(loaded) => Some((gathered, loaded)),
            None => {
                self.ask_for_a_task(&gathered, files);
                files.report.must_say_something();
                None
            }
        }
    }

    /// No task anywhere: the first path may be the name of a file that is not there.
    fn ask_for_a_task(&self, gathered: &Gathered, files: &mut Files) {
        let Some(first) = self.paths.first().filter(|_| gathered.tasks.is_empty()) else { return };
        let asked = Asked { path: first.clone(), at: None, role: Role::Task };
        files.read(&asked);
    }

    /// The answer about all Pods as text.
    fn text(&self, pods: &Pods<'_>, queries: &[Query], files: &mut Files, paint: Paint) -> String {
        let templates = beside::templates(pods.loaded);
        let mut out = String::new();
        for (i, pod) in pods.rendered.iter().enumerate() {
            let mut part = String::new();
            let found = self.find(pod, queries, pods.gathered, &mut files.report);
            let telling = Telling {
                places: Places { sources: &files.sources, templates: &templates },
                secrets: self.arguments.show_secrets,
                about: About { version: pods.gathered.version, container_task: pods.is_container_task(pod) },
                paint,
            };
            match &found {
                Found { targets, subject } if !targets.is_empty() => {
                    explain::chains(&subject.root, &chain::of_targets(subject, targets), targets, telling, &mut part);
                }
                _ => {
                    explain::leaves(&pod.pod, telling, &mut part);
                    let one = std::slice::from_ref(pod);
                    for effects in beside::effects_of(one, pods.loaded, pods.gathered, &files.sources) {
                        explain::without_effect(&effects, telling, &mut part);
                    }
                }
            }
            if pods.rendered.len() > 1 {
                let gap = if i > 0 { "\n" } else { "" };
                out.push_str(&format!("{gap}{}\n\n", paint.tone(Tone::Heading, &pods.title(pod))));
            }
            out.push_str(&part);
        }
        out
    }

    /// What the queries mean in a Pod; of `--all` everything.
    fn find(&self, pod: &Rendered, queries: &[Query], gathered: &Gathered, report: &mut Report) -> Found {
        let subject = Subject::new(&pod.pod);
        let mut targets = Vec::new();
        if self.arguments.all {
            targets.push(Target::There(FieldPath::default()));
        }
        for query in queries {
            match subject.find(query, gathered.version) {
                Ok(found) => targets.extend(found),
                Err(problem) => report.add(*problem),
            }
        }
        Found { subject, targets }
    }

    /// The answer about all Pods as JSON.
    fn json(&self, pods: &Pods<'_>, queries: &[Query], files: &mut Files) -> String {
        let templates = beside::templates(pods.loaded);
        let founds: Vec<Found> =
            pods.rendered.iter().map(|pod| self.find(pod, queries, pods.gathered, &mut files.report)).collect();
        let effects = match queries {
            [] => beside::effects_of(pods.rendered, pods.loaded, pods.gathered, &files.sources),
            _ => Vec::new(),
        };
        let only: Vec<Vec<FieldPath>> = founds.iter().map(Found::paths).collect();
        let places = Places { sources: &files.sources, templates: &templates };
        let more: Vec<String> =
            founds.iter().map(|found| absent(&found.targets, self.arguments.show_secrets, places)).collect();
        let known: Vec<Known<'_>> = pods
            .rendered
            .iter()
            .enumerate()
            .map(|(i, pod)| Known {
                task: pods.loaded.task_of(pod).map_or("", |t| t.source.name.as_str()),
                pod: &pod.pod,
                effects: effects.get(i),
                only: only.get(i).filter(|_| !queries.is_empty()).map(Vec::as_slice),
                secrets: self.arguments.show_secrets,
                more: more.get(i).map_or("", String::as_str),
            })
            .collect();
        document(&known, &pods.gathered.version.to_string(), places)
    }
}

/// What the queries mean in one Pod.
struct Found {
    subject: Subject,
    targets: Vec<Target>,
}

impl Found {
    /// The paths of the Pod that are asked for.
    fn paths(&self) -> Vec<FieldPath> {
        let there = self.targets.iter().filter_map(|target| match target {
            Target::There(path) => Some(path.clone()),
            Target::Lost { .. } | Target::Nothing { .. } => None,
        });
        there.collect()
    }
}

impl Pods<'_> {
    /// Whether the task of a Pod is a container task.
    fn is_container_task(&self, pod: &Rendered) -> bool {
        self.loaded.task_of(pod).is_some_and(|task| task.template.container().is_some())
    }

    /// What a Pod of several is called.
    fn title(&self, pod: &Rendered) -> String {
        let text = |key: &str| pod.pod.node.at(&["metadata", key]).and_then(Node::as_str).unwrap_or("").to_owned();
        let task = self.loaded.task_of(pod).map_or("", |t| t.source.name.as_str());
        format!("pod {} in namespace {} (task {task})", text("name"), text("namespace"))
    }
}
