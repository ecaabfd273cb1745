//! [`Question`]: which task, which paths; then whatever is asked about them.

use std::collections::HashSet;

use super::Arguments;
use crate::cli::arguments::Format;
use crate::cli::arguments::Messages;
use crate::cli::docs_note;
use crate::cli::files::{Asked, Files, Role};
use crate::cli::gather::Gathered;
use crate::cli::rendering::{Loaded, Rendered};
use crate::cli::report::Report;
use crate::cli::select;
use crate::diagnostic::Diagnostic;
use crate::explain::complete;
use crate::explain::find::Subject;
use crate::explain::query::Query;
use crate::output::paint::{Paint, Tone};
use crate::tree::Node;

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
pub struct Question {
    pub(super) arguments: Arguments,
    environment: HashSet<String>,
    /// The paths, as written.
    paths: Vec<String>,
}

impl Question {
    /// Tells the task among the words from the paths.
    pub fn new(mut arguments: Arguments, environment: &HashSet<String>) -> Question {
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
    pub fn answer(&self, files: &mut Files, paint: Paint) -> Option<String> {
        let queries: Vec<Query> = self
            .paths
            .iter()
            .filter_map(|text| Query::parse(text).map_err(|problem| files.report.add(*problem)).ok())
            .collect();
        for (flag, given) in
            [("--steps", self.arguments.steps), ("--where-to-set", self.arguments.where_to_set.is_some())]
        {
            if given && !self.paths.is_empty() {
                let message = format!("`{flag}` is a question of its own");
                let help = format!("leave the paths out, or ask for them without `{flag}`");
                files.report.add(Diagnostic::error("usage/two-questions", message).help(help));
            }
        }
        let (gathered, loaded) = self.load(files)?;
        let rendered = loaded.render(gathered.version, &mut files.report);
        if files.report.has_errors() {
            return None;
        }
        if !gathered.version_is_named {
            files.report.extend(docs_note::notes(&rendered, &loaded, &gathered, &files.sources));
        }
        let pods = Pods { rendered: &rendered, loaded: &loaded, gathered: &gathered };
        let text = match (&self.arguments.where_to_set, self.arguments.steps, self.arguments.output) {
            (Some(asked), ..) => self.where_to_set(asked, &pods, files, paint),
            (None, true, _) => self.steps(&pods, files, paint),
            (None, false, Format::Text) => self.text(&pods, &queries, files, paint),
            (None, false, Format::Json) => self.json(&pods, &queries, files),
        };
        if files.report.has_errors() { None } else { Some(text) }
    }

    /// What the Pods are made from, unless something is wrong.
    fn load(&self, files: &mut Files) -> Option<(Gathered, Loaded)> {
        let mut gathered = Gathered::read(&self.arguments.inputs, &self.environment, files);
        // the rest can be asked for, whatever is not known
        gathered.sdk.allow_unknown = true;
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
        let looks_like_a_file = |word: &&String| {
            let extension = word.rsplit_once('.').map_or("", |(_, extension)| extension);
            ["yaml", "yml", "json", "py", "pb", "tgz"].contains(&extension)
        };
        let Some(first) = self.paths.first().filter(|_| gathered.tasks.is_empty()).filter(looks_like_a_file) else {
            return;
        };
        let asked = Asked { path: first.clone(), at: None, role: Role::Task };
        files.read(&asked);
    }
}

/// The Pods that questions are about, with what they were made from.
pub struct Pods<'a> {
    pub(super) rendered: &'a [Rendered],
    pub(super) loaded: &'a Loaded,
    pub(super) gathered: &'a Gathered,
}

impl Pods<'_> {
    /// Whether the task of a Pod is a container task.
    pub fn is_container_task(&self, pod: &Rendered) -> bool {
        self.loaded.task_of(pod).is_some_and(|task| task.template.container().is_some())
    }

    /// Of several Pods, what the next one is called.
    pub fn heading(&self, pod: &Rendered, at: usize, paint: Paint, out: &mut String) {
        if self.rendered.len() > 1 {
            let gap = if at > 0 { "\n" } else { "" };
            out.push_str(&format!("{gap}{}\n\n", paint.tone(Tone::Heading, &self.title(pod))));
        }
    }

    /// What a Pod of several is called.
    fn title(&self, pod: &Rendered) -> String {
        let text = |key: &str| pod.pod.node.at(&["metadata", key]).and_then(Node::as_str).unwrap_or("").to_owned();
        let task = self.loaded.task_of(pod).map_or("", |t| t.source.name.as_str());
        format!("pod {} in namespace {} (task {task})", text("name"), text("namespace"))
    }
}
