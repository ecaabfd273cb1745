//! Where a value would have to be set so that a Pod has it: candidates for each layer, each proven by rendering.
//!
//! [`answer`] reads the question, lets `layers` say where the value could stand, makes each edit on the parsed
//! inputs, and has the caller render what comes out. Nothing is believed that was not rendered; this module
//! touches no files.

mod alias;
mod answers;
mod attempt;
mod changes;
mod documents;
mod edit;
mod layers;
mod path;
mod proof;
mod resolve;
mod snippets;
mod spelling;
mod spliced;
mod target;
mod trying;
mod value;
mod write;

use std::collections::HashMap;

pub use answers::{Action, Answer, Answers, Change, Input, Loss, Outcome, State, Written};

use crate::diagnostic::Diagnostic;
use crate::flyte::effects::{InputFact, Room};
use crate::flyte::pipeline::{Inputs, Pod};
use crate::flyte::version::FlyteVersion;
use crate::source::{SourceId, Sources, Span, Splice};
use crate::tree::{FieldPath, Node, Origin};
use documents::Documents;
use layers::Context;
use trying::Trying;
use value::Wanted;

/// The texts that a Pod was made from.
#[derive(Clone, Debug)]
pub struct Files {
    /// Flyte's configuration.
    pub config: Vec<SourceId>,
    /// Runtime templates.
    pub templates: Vec<SourceId>,
    /// Facts of the execution.
    pub execution: Option<SourceId>,
    /// The task's file.
    pub task: SourceId,
    /// The task's document in it, from 0.
    pub task_document: usize,
    /// The way to the task in that document.
    pub task_path: FieldPath,
    /// How the task is written.
    pub task_form: TaskForm,
    /// If its file is Python: its arguments, each at the expression that gives it.
    pub python: Option<Node>,
}

/// How a task is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskForm {
    /// A TaskTemplate in protojson.
    TaskTemplate,
    /// The arguments of flytekit's `@task` (1.x).
    Flytekit,
    /// The arguments of flyte's `TaskEnvironment` (2.x).
    Flyte,
}

/// A Pod and all that it was made from.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The texts.
    pub sources: &'a Sources,
    /// Which of them are what.
    pub files: &'a Files,
    /// What the Pod was made from.
    pub inputs: Inputs<'a>,
    /// The Pod.
    pub pod: &'a Pod,
    /// The version of Flyte.
    pub version: FlyteVersion,
}

/// An edited text, or the value of a flag.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edited {
    /// What it stands for.
    pub at: EditedAt,
    /// The text.
    pub text: String,
}

/// What an edited text stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum EditedAt {
    /// A text that was given.
    Source(SourceId),
    /// One more text.
    New(Room),
    /// A flag.
    Flag(String),
}

/// A Pod made from edited texts.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The Pod.
    pub pod: Pod,
    /// The ids under which the edited texts were read, in their order; nothing for flags.
    pub ids: Vec<Option<SourceId>>,
    /// What of the edited texts has no effect.
    pub without: Vec<InputFact>,
    /// Other tasks of the task's file that are not what they were.
    pub others: Vec<String>,
}

/// What the caller does for an answer. A function that renders is enough where no file is Python.
pub trait Texts {
    /// Makes the Pod of the same task and execution from edited texts, or says why there is none.
    fn render(&mut self, edited: &[Edited]) -> Result<Trial, Vec<Diagnostic>>;

    /// The changes of Python texts that make the task's arguments [`Files::python`] into `after`, where the value
    /// asked for has the origin `new`; or why there are none.
    fn rewrite(&mut self, after: &Node, new: &Origin) -> Result<Vec<Splice>, String>;

    /// The changes of Python texts that make the value written out at a place into another one; or why there are
    /// none.
    fn rewrite_at(&mut self, span: Span, value: &Node, new: &Origin) -> Result<Vec<Splice>, String>;
}

impl<F: FnMut(&[Edited]) -> Result<Trial, Vec<Diagnostic>>> Texts for F {
    fn render(&mut self, edited: &[Edited]) -> Result<Trial, Vec<Diagnostic>> {
        self(edited)
    }

    fn rewrite(&mut self, _: &Node, _: &Origin) -> Result<Vec<Splice>, String> {
        Err("its form is not known".to_owned())
    }

    fn rewrite_at(&mut self, _: Span, _: &Node, _: &Origin) -> Result<Vec<Splice>, String> {
        Err("its form is not known".to_owned())
    }
}

/// Answers `question`, which is `PATH=VALUE`.
///
/// The error is about the question: a path that is no field of a Pod, or a value of the wrong type.
pub fn answer(question: &str, known: &Known<'_>, mut texts: impl Texts) -> Result<Answers, Box<Diagnostic>> {
    let (path, text) = path::split(question)?;
    let primary = known.pod.primary.as_str().unwrap_or("");
    let api = known.version.kubernetes_api();
    let target = resolve::resolve(path, &path::steps(path)?, api, &known.pod.node, primary)?;
    let wanted = Wanted::read(text, target.kind, &target.to_string())?;
    let (target, wanted) = value::of_variable(target, wanted);
    let hits = target.hits(&known.pod.node, primary);
    let mut out = Answers {
        path: target.to_string(),
        wanted: wanted.node.clone(),
        current: hits.last().and_then(|hit| hit.node).cloned(),
        variable: target.variable().map(ToString::to_string),
        state: State::Already,
        answers: Vec::new(),
        untried: Vec::new(),
    };
    let is = |hit: &target::Hit<'_>| wanted.is(hit.node);
    if if wanted.clears() { hits.iter().all(is) } else { hits.iter().any(is) } {
        return Ok(out);
    }
    let documents = Documents::read(known);
    let context = Context { known, documents: &documents, target: &target, wanted: &wanted };
    let mut trying = Trying { c: &context, texts: &mut texts, tried: HashMap::new(), untried: Vec::new() };
    out.answers = layers::all(&context).iter().filter_map(|candidate| trying.candidate(candidate)).collect();
    out.untried = std::mem::take(&mut trying.untried);
    drop_parts(&mut out.answers);
    out.answers.sort_by_key(|answer| match answer.outcome {
        Outcome::Wins => 0,
        Outcome::Loses(_) => 1,
        Outcome::Refused(_) => 2,
    });
    let by_python = |a: &Answer| matches!(a.outcome, Outcome::Wins) && a.changes.iter().any(|c| c.written.is_some());
    if out.answers.iter().any(by_python) {
        out.untried.clear();
    }
    out.state = match out.answers.first() {
        Some(Answer { outcome: Outcome::Wins, .. }) => State::Settable,
        _ => State::NotSettable(why_not(&context, out.current.as_ref(), out.answers.is_empty(), &out.untried)),
    };
    Ok(out)
}

/// Drops what loses alone where it is a part of an answer that wins.
fn drop_parts(answers: &mut Vec<Answer>) {
    let wins = answers.iter().filter(|a| matches!(a.outcome, Outcome::Wins));
    let won: Vec<Change> = wins.flat_map(|a| a.changes.clone()).collect();
    answers.retain(|answer| {
        let is_part = |own: &Change| won.iter().any(|w| w.input == own.input && own.key.starts_with(&w.key));
        matches!(answer.outcome, Outcome::Wins) || answer.changes.is_empty() || !answer.changes.iter().all(is_part)
    });
}

/// Why no place sets the value: what makes the one that is there.
fn why_not(c: &Context<'_>, current: Option<&Node>, nothing: bool, untried: &[String]) -> String {
    let mut why = match current.map(|node| &node.origin) {
        Some(Origin::Flyte(made)) => format!("Flyte's step `{}` sets it: {}", made.step, made.reason),
        Some(Origin::Derived(derived)) => {
            format!("Flyte's step `{}` makes it: {}", derived.step, derived.rule.sentence())
        }
        Some(Origin::Sdk(made)) => format!("{} writes it: {}", made.sdk, made.reason),
        Some(Origin::File { .. } | Origin::Alias(_)) if nothing && untried.is_empty() => {
            "it is the name of an entry where it stands".to_owned()
        }
        _ if !c.wanted.node.is_leaf() => "no single place sets all of it; ask for its fields one by one".to_owned(),
        _ if !untried.is_empty() => "no other place that reaches this field wins".to_owned(),
        _ if nothing => "nothing that Flyte reads reaches this field".to_owned(),
        _ => "no place that reaches this field wins".to_owned(),
    };
    let contained = c.known.files.task_form == TaskForm::TaskTemplate && c.known.inputs.task.container().is_some();
    if contained && c.target.in_spec().is_some() {
        why.push_str("; a pod template of the task was not tried, as a TaskTemplate with a container has none");
    }
    why
}
