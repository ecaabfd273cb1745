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
mod spelling;
mod target;
mod value;
mod write;

use std::collections::HashMap;

pub use answers::{Action, Answer, Answers, Change, Input, Loss, Outcome, State};

use crate::diagnostic::{Diagnostic, Level};
use crate::flyte::effects::{InputFact, Room};
use crate::flyte::pipeline::{Inputs, Pod};
use crate::flyte::version::FlyteVersion;
use crate::source::{SourceId, Sources};
use crate::tree::{FieldPath, Layer, Node, Origin};
use attempt::Attempt;
use changes::Side;
use documents::Documents;
use layers::{Candidate, Context};
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
}

/// Answers `question`, which is `PATH=VALUE`. `render` makes the Pod of the same task and execution
/// from edited texts, or says why there is none.
///
/// The error is about the question: a path that is no field of a Pod, or a value of the wrong type.
pub fn answer(
    question: &str,
    known: &Known<'_>,
    mut render: impl FnMut(&[Edited]) -> Result<Trial, Vec<Diagnostic>>,
) -> Result<Answers, Box<Diagnostic>> {
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
    };
    let is = |hit: &target::Hit<'_>| wanted.is(hit.node);
    if if wanted.clears() { hits.iter().all(is) } else { hits.iter().any(is) } {
        return Ok(out);
    }
    let documents = Documents::read(known);
    let context = Context { known, documents: &documents, target: &target, wanted: &wanted };
    let mut tried = HashMap::new();
    for candidate in layers::all(&context) {
        out.answers.extend(try_out(&context, &candidate, &mut tried, &mut render));
    }
    drop_parts(&mut out.answers);
    out.answers.sort_by_key(|answer| match answer.outcome {
        Outcome::Wins => 0,
        Outcome::Loses(_) => 1,
        Outcome::Refused(_) => 2,
    });
    out.state = match out.answers.first() {
        Some(Answer { outcome: Outcome::Wins, .. }) => State::Settable,
        _ => State::NotSettable(why_not(&context, out.current.as_ref(), out.answers.is_empty())),
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

/// Tries the ways of a candidate in turn. The first that wins is the answer; if none does, the plainest is.
fn try_out(
    c: &Context<'_>,
    candidate: &Candidate,
    tried: &mut HashMap<Vec<Edited>, bool>,
    render: &mut impl FnMut(&[Edited]) -> Result<Trial, Vec<Diagnostic>>,
) -> Option<Answer> {
    let mut first = None;
    for edits in &candidate.variants {
        let attempt = match Attempt::make(edits, &c.wanted.node, c.known, c.documents) {
            Ok(attempt) => attempt,
            Err(_) if candidate.only_if_possible => continue,
            Err(why) => {
                first.get_or_insert(blocked(c, candidate, why));
                continue;
            }
        };
        match tried.get(&attempt.edited) {
            // another candidate has come to the same
            Some(true) => return None,
            Some(false) => continue,
            None => {}
        }
        let edited = attempt.edited.clone();
        let answer = proven(c, candidate, attempt, render);
        let wins = matches!(answer.outcome, Outcome::Wins);
        tried.insert(edited, wins);
        if wins {
            return Some(answer);
        }
        first.get_or_insert(answer);
    }
    first
}

fn blocked(c: &Context<'_>, candidate: &Candidate, why: String) -> Answer {
    let outcome = Outcome::Refused(why);
    Answer {
        layer: candidate.layer,
        template: template_name(c, candidate),
        changes: Vec::new(),
        outcome,
        also: Vec::new(),
    }
}

fn proven(
    c: &Context<'_>,
    candidate: &Candidate,
    attempt: Attempt,
    render: &mut impl FnMut(&[Edited]) -> Result<Trial, Vec<Diagnostic>>,
) -> Answer {
    let (outcome, also) = match render(&attempt.edited) {
        Err(problems) => {
            let first = problems.into_iter().find(|d| d.level == Level::Error);
            (Outcome::Refused(first.map_or_else(String::new, |d| d.message)), Vec::new())
        }
        Ok(trial) => {
            let (outcome, at) = proof::judge(c, &attempt, &trial, candidate.note);
            let also = changes::changes(side(c.known.pod), side(&trial.pod), asked(c, at).as_ref());
            (outcome, also)
        }
    };
    Answer { layer: candidate.layer, template: template_name(c, candidate), changes: attempt.changes, outcome, also }
}

fn side(pod: &Pod) -> Side<'_> {
    Side { pod: &pod.node, primary: pod.primary.as_str().unwrap_or("") }
}

/// Of the field's path the part that may differ: down to the first step that the Pod did not have before.
fn asked(c: &Context<'_>, at: Option<FieldPath>) -> Option<FieldPath> {
    let primary = c.known.pod.primary.as_str().unwrap_or("");
    let before = c.target.hits(&c.known.pod.node, primary);
    let known = before.iter().map(|hit| hit.path.segments().len()).max().unwrap_or(0);
    at.map(|path| FieldPath::new(path.segments().iter().take(known + 1).cloned().collect()))
}

/// Name and namespace of the runtime template that is used.
fn template_name(c: &Context<'_>, candidate: &Candidate) -> Option<String> {
    let (name, namespace) = c.known.pod.template.as_ref().filter(|_| candidate.layer == Layer::RuntimeTemplate)?;
    Some(format!("{} ({})", name.as_str().unwrap_or(""), namespace.as_str().unwrap_or("")))
}

/// Why no place sets the value: what makes the one that is there.
fn why_not(c: &Context<'_>, current: Option<&Node>, untried: bool) -> String {
    let mut why = match current.map(|node| &node.origin) {
        Some(Origin::Flyte(made)) => format!("Flyte's step `{}` sets it: {}", made.step, made.reason),
        Some(Origin::Derived(derived)) => {
            format!("Flyte's step `{}` makes it: {}", derived.step, derived.rule.sentence())
        }
        Some(Origin::Sdk(made)) => format!("{} writes it: {}", made.sdk, made.reason),
        Some(Origin::File { .. } | Origin::Alias(_)) if untried => {
            "it is the name of an entry where it stands".to_owned()
        }
        _ if !c.wanted.node.is_leaf() => "no single place sets all of it; ask for its fields one by one".to_owned(),
        _ if untried => "nothing that Flyte reads reaches this field".to_owned(),
        _ => "no place that reaches this field wins".to_owned(),
    };
    let contained = c.known.files.task_form == TaskForm::TaskTemplate && c.known.inputs.task.container().is_some();
    if contained && c.target.in_spec().is_some() {
        why.push_str("; a pod template of the task was not tried, as a TaskTemplate with a container has none");
    }
    why
}
