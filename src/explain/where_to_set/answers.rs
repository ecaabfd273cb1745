//! [`Answers`]: what is said to the question, as plain data.

use crate::source::Span;
use crate::tree::{Layer, Node, Origin, Rule, Verdict};

/// All that is known of where a value would have to be set.
#[derive(Clone, Debug)]
pub struct Answers {
    /// The field, with names instead of positions.
    pub path: String,
    /// The value that is wanted; null: the field shall not be there.
    pub wanted: Node,
    /// What the Pod has now.
    pub current: Option<Node>,
    /// The name of the environment variable whose value is asked about.
    pub variable: Option<String>,
    /// What the answers come to.
    pub state: State,
    /// An answer for each layer, those that win first, then from the task's author to the platform.
    pub answers: Vec<Answer>,
    /// Where nothing was tried, and why not.
    pub untried: Vec<String>,
}

/// What the answers come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// The Pod has the value already.
    Already,
    /// At least one place sets it.
    Settable,
    /// No place sets it, and why not.
    NotSettable(String),
}

/// One way to set the value.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The layer that would give it.
    pub layer: Layer,
    /// Name and namespace of the runtime template, if it is one.
    pub template: Option<String>,
    /// What is written where.
    pub changes: Vec<Change>,
    /// What came of it.
    pub outcome: Outcome,
    /// Other fields of the Pod that change, too.
    pub also: Vec<String>,
    /// Other tasks of the file that change, too.
    pub others: Vec<String>,
}

/// A change of one input.
#[derive(Clone, Debug)]
pub struct Change {
    /// Which input.
    pub input: Input,
    /// The key at which the value is put, as the file has it.
    pub key: String,
    /// What is done there.
    pub action: Action,
    /// The deepest place that is there already: of the value itself, if it is there.
    pub at: Option<Span>,
    /// The part of the document that says it, with all parents.
    pub snippet: Node,
    /// The file is JSON.
    pub is_json: bool,
    /// Of a Python text: what is written at the place.
    pub written: Option<Written>,
}

/// What is written into a Python text.
#[derive(Clone, Debug)]
pub struct Written {
    /// The new text; nothing if text is taken away.
    pub text: String,
    /// The part of it that is the value asked for.
    pub value: Option<(usize, usize)>,
    /// What stood there.
    pub replaces: String,
}

/// Which input is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file that was given, by its name.
    File(String),
    /// A new file: a name for it, and the flag that gives it to podtpl.
    New {
        /// A name for it.
        name: &'static str,
        /// The flag.
        flag: &'static str,
    },
    /// A flag.
    Flag(String),
}

/// What is done at a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Something is there that is not there yet.
    Add,
    /// What is there becomes something else.
    Change,
    /// What is there goes.
    Remove,
}

/// What came of a change, as the Pod shows.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The Pod has the value.
    Wins,
    /// It has not.
    Loses(Box<Loss>),
    /// There is no Pod: what the refusal says.
    Refused(String),
}

/// Why a value lost.
#[derive(Clone, Debug, Default)]
pub struct Loss {
    /// What the Pod has instead, with its origin in the user's files (nothing for a value of the change itself).
    pub holder: Option<(Node, Option<Origin>)>,
    /// What became of the value.
    pub verdict: Option<Verdict>,
    /// The rule that decided.
    pub rule: Option<Rule>,
    /// What else is to say.
    pub note: Option<String>,
}
