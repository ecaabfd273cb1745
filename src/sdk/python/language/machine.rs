//! [`Machine`]: runs the statements of modules as far as their values are known.

use std::collections::HashMap;

use crate::sdk::python::language::composed::Scope;
use crate::sdk::python::language::exceptions::Raised;
use crate::sdk::python::language::value::Val;
use crate::sdk::python::syntax::Module;
use crate::sdk::python::workflow::graph::Graph;

use crate::sdk::python::unknown::StandIns;
use crate::source::Span;
use crate::tree::Node;
use std::rc::Rc;

/// More work than this no file of tasks needs.
const STEPS: usize = 2_000_000;

/// Calls nested deeper than this are not followed.
const DEEPEST: usize = 40;

/// Expressions and blocks nested deeper than this, over all calls, could exhaust the stack.
const NESTED: usize = 150;

/// Names and their values.
pub(in crate::sdk::python) type Names<'a> = HashMap<String, Val<'a>>;

/// What is known of one module.
#[derive(Debug, Default)]
pub(in crate::sdk::python) struct Space<'a> {
    /// Its names, at the values that they have now.
    pub names: Names<'a>,
    /// Whether its statements were begun.
    pub begun: bool,
    /// Packages of which it takes every name.
    pub stars: Vec<String>,
}

/// A function that a decorator makes a task, or a task made without a function.
#[derive(Clone, Debug)]
pub(in crate::sdk::python) struct Made<'a> {
    /// Number of the module.
    pub module: usize,
    /// Name of the function; none if there is none.
    pub function: Option<String>,
    /// The decorator or the constructor, with its arguments.
    pub maker: Val<'a>,
    /// Where the task stands.
    pub span: Span,
    /// The condition that decides whether there is this task, if that is not known.
    pub condition: Option<Span>,
}

/// Where statements run: the module, and the scopes inside functions and comprehensions.
#[derive(Debug)]
pub(in crate::sdk::python) struct Frame<'a> {
    /// Number of the module.
    pub module: usize,
    /// Scopes, innermost last; none at the module's own level.
    pub scopes: Vec<Rc<Scope<'a>>>,
    /// What `return` gave.
    pub returned: Option<Val<'a>>,
    /// `break` or `continue` was met.
    pub jump: Option<Jump>,
    /// The condition that decides whether the statements from here on run.
    pub doubt: Option<Doubt>,
    /// What a generator gave so far.
    pub yields: Option<Vec<Val<'a>>>,
}

/// What leaves or shortens a round of a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sdk::python) enum Jump {
    /// `break`
    Break,
    /// `continue`
    Continue,
}

/// Whether statements run is not known.
#[derive(Clone, Copy, Debug)]
pub(in crate::sdk::python) struct Doubt {
    /// The condition.
    pub at: Span,
    /// What ends the doubt.
    pub ends: Ends,
}

/// What ends a doubt whether statements run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::sdk::python) enum Ends {
    /// the round of a loop: `continue`
    Round,
    /// the loop: `break`
    Loop,
    /// the function: `return`
    Function,
}

/// The state of a reading.
pub(in crate::sdk::python) struct Machine<'a> {
    /// All modules; the first is the task file.
    pub modules: &'a [Rc<Module>],
    /// What is known of each.
    pub spaces: Vec<Space<'a>>,
    /// Tasks, in the order in which they are made.
    pub made: Vec<Made<'a>>,
    /// Workflows and their nodes.
    pub graph: Graph<'a>,
    /// The exception that is under way.
    pub raised: Option<Raised<'a>>,
    /// The first expression since it was last asked that is not known.
    pub first_unknown: Option<Span>,
    /// Values that one which is not known may be, by its place.
    pub aliases: Vec<(Span, Val<'a>)>,
    /// Values given by the user, by name.
    pub given: &'a [(String, Node)],
    /// The texts, if what is not known is shown as such.
    pub unknown: Option<StandIns<'a>>,
    /// The condition that is not known, inside which statements are looked at.
    pub condition: Option<Span>,
    current: usize,
    steps: usize,
    depth: usize,
    nested: usize,
    /// There was more to do than is done.
    pub exhausted: bool,
}

impl<'a> Machine<'a> {
    /// Nothing run yet.
    pub fn new(modules: &'a [Rc<Module>], given: &'a [(String, Node)]) -> Self {
        Machine {
            modules,
            spaces: modules.iter().map(|_| Space::default()).collect(),
            made: Vec::new(),
            graph: Graph::default(),
            raised: None,
            first_unknown: None,
            aliases: Vec::new(),
            given,
            unknown: None,
            condition: None,
            current: 0,
            steps: 0,
            depth: 0,
            nested: 0,
            exhausted: false,
        }
    }

    /// Runs a module, unless that was begun before: cycles end there.
    pub fn module(&mut self, number: usize) {
        let Some(space) = self.spaces.get_mut(number) else { return };
        if std::mem::replace(&mut space.begun, true) || !self.enter() {
            return;
        }
        let mut frame = Frame::new(number, Vec::new());
        let modules = self.modules;
        let condition = self.condition.take();
        let outer = std::mem::replace(&mut self.current, number);
        if let Some(module) = modules.get(number) {
            self.block(module.body(), &mut frame);
        }
        (self.condition, self.current) = (condition, outer);
        self.leave();
    }

    /// Number of the module whose statements run, whatever function they call.
    pub fn running(&self) -> usize {
        self.current
    }

    /// Runs on as the statements of that module; gives the number of the one before.
    pub fn run_in(&mut self, module: usize) -> usize {
        std::mem::replace(&mut self.current, module)
    }

    /// Counts a step; false when there were too many.
    pub fn step(&mut self) -> bool {
        self.steps += 1;
        self.exhausted |= self.steps >= STEPS || self.graph.is_too_much();
        !self.exhausted
    }

    /// Goes one expression or block deeper, if that is allowed; otherwise there is no answer at all.
    pub fn nest(&mut self) -> bool {
        self.nested += 1;
        self.exhausted |= self.nested > NESTED;
        self.nested <= NESTED
    }

    /// Comes back from an expression or block.
    pub fn unnest(&mut self) {
        self.nested = self.nested.saturating_sub(1);
    }

    /// Goes one call deeper, if that is allowed.
    pub fn enter(&mut self) -> bool {
        let allowed = self.depth < DEEPEST;
        self.depth += usize::from(allowed);
        allowed
    }

    /// Comes back from a call.
    pub fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Number of the module with that dotted name.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.modules.iter().position(|m| m.name == name)
    }

    /// Place of a part of the tree.
    pub fn span(&self, frame: &Frame<'a>, part: &impl ruff_text_size::Ranged) -> Span {
        match self.modules.get(frame.module) {
            Some(module) => module.span(part),
            None => Span::new(crate::source::SourceId(0), 0, 0),
        }
    }

    /// Place of a part of the tree of a module.
    pub fn place(&self, module: usize, part: &impl ruff_text_size::Ranged) -> Span {
        self.modules.get(module).map_or(Span::new(crate::source::SourceId(0), 0, 0), |m| m.span(part))
    }
}
