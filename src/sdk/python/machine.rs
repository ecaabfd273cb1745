//! [`Machine`]: runs the statements of modules as far as their values are known.

use std::collections::HashMap;

use super::syntax::Module;
use super::value::{Kind, Val};
use super::workflow_graph::Graph;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::tree::Node;

/// More work than this no file of tasks needs.
const STEPS: usize = 2_000_000;

/// Calls nested deeper than this are not followed.
const DEEPEST: usize = 40;

/// Expressions and blocks nested deeper than this, over all calls, could exhaust the stack.
const NESTED: usize = 150;

/// Names and their values.
pub(super) type Names<'a> = HashMap<String, Val<'a>>;

/// What is known of one module.
#[derive(Debug, Default)]
pub(super) struct Space<'a> {
    /// Its names, at the values that they have now.
    pub names: Names<'a>,
    /// Whether its statements were begun.
    pub begun: bool,
    /// Packages of which it takes every name.
    pub stars: Vec<String>,
}

/// A function that a decorator makes a task, or a task made without a function.
#[derive(Clone, Debug)]
pub(super) struct Made<'a> {
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
pub(super) struct Frame<'a> {
    /// Number of the module.
    pub module: usize,
    /// Scopes, innermost last; none at the module's own level.
    pub scopes: Vec<Names<'a>>,
    /// What `return` gave.
    pub returned: Option<Val<'a>>,
}

/// A value for a name: a whole number, `True`, `False` and `None` are what Python takes them for, the
/// rest is a text.
fn as_written<'a>(text: &str) -> Kind<'a> {
    let number = text.strip_prefix('-').unwrap_or(text);
    let whole = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    match text {
        "True" => Kind::Bool(true),
        "False" => Kind::Bool(false),
        "None" => Kind::None,
        _ if whole && (number == "0" || !number.starts_with('0')) => {
            text.parse().map_or_else(|_| Kind::Str(text.into()), Kind::Int)
        }
        _ => Kind::Str(text.into()),
    }
}

/// The state of a reading.
pub(super) struct Machine<'a> {
    /// All modules; the first is the task file.
    pub modules: &'a [Module],
    /// What is known of each.
    pub spaces: Vec<Space<'a>>,
    /// Tasks, in the order in which they are made.
    pub made: Vec<Made<'a>>,
    /// Workflows and their nodes.
    pub graph: Graph<'a>,
    /// What the SDK refuses when the file is imported.
    pub refused: Vec<Diagnostic>,
    /// Values given by the user, by name.
    pub given: &'a [(String, Node)],
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
    pub fn new(modules: &'a [Module], given: &'a [(String, Node)]) -> Self {
        Machine {
            modules,
            spaces: modules.iter().map(|_| Space::default()).collect(),
            made: Vec::new(),
            graph: Graph::default(),
            refused: Vec::new(),
            given,
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
        let mut frame = Frame { module: number, scopes: Vec::new(), returned: None };
        let modules = self.modules;
        let condition = self.condition.take();
        let outer = std::mem::replace(&mut self.current, number);
        if let Some(module) = modules.get(number) {
            self.block(module.body(), &mut frame);
        }
        (self.condition, self.current) = (condition, outer);
        self.leave();
    }

    /// The SDK refuses something while the file is imported; behind a condition that is not sure.
    pub fn refuse(&mut self, found: Diagnostic) {
        if self.condition.is_none() {
            self.refused.push(found);
        }
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

    /// Binds a name in the innermost scope.
    pub fn bind(&mut self, frame: &mut Frame<'a>, name: &str, value: Val<'a>) {
        match frame.scopes.last_mut() {
            Some(scope) => {
                scope.insert(name.to_owned(), value);
            }
            None => {
                let value = self.supplied(name, value);
                if let Some(space) = self.spaces.get_mut(frame.module) {
                    space.names.insert(name.to_owned(), value);
                }
            }
        }
    }

    /// The value that the user gives for a name whose value is not known.
    pub fn supplied(&self, name: &str, value: Val<'a>) -> Val<'a> {
        let not_known = matches!(value.kind, Kind::Unknown(_) | Kind::Name(_));
        match self.given.iter().find(|(n, _)| n == name).filter(|_| not_known) {
            Some((_, given)) => Val { kind: as_written(given.as_str().unwrap_or_default()), ..value }.given_by(given),
            None => value,
        }
    }

    /// The value that the user gives for a variable of the environment, which is always a text.
    pub fn of_environment(&self, name: &str, span: Span) -> Val<'a> {
        match self.given.iter().find(|(n, _)| n == name) {
            Some((_, given)) => Val::str(given.as_str().unwrap_or_default(), span).given_by(given),
            None => Val::unknown("a variable of the environment", span),
        }
    }

    /// What a name means now.
    pub fn lookup(&self, frame: &Frame<'a>, name: &str, span: Span) -> Val<'a> {
        let space = self.spaces.get(frame.module);
        let found = frame.scopes.iter().rev().find_map(|s| s.get(name)).or_else(|| space?.names.get(name));
        match found {
            // The place where the program asks for it is the place that is not known.
            Some(Val { kind: Kind::Name(dotted), .. }) => Val::new(Kind::Name(dotted.clone()), span),
            Some(value) => value.clone(),
            None => self.global(space, name, span),
        }
    }

    fn global(&self, space: Option<&Space<'a>>, name: &str, span: Span) -> Val<'a> {
        let starred = space.and_then(|s| s.stars.iter().rev().find(|p| super::classes::exports(p, name)));
        if let Some(package) = starred {
            return Val::new(Kind::Name(format!("{package}.{name}").into()), span);
        }
        match name {
            "__name__" => {
                let module = space.and_then(|_| self.spaces.iter().position(|s| std::ptr::eq(s, space.unwrap_or(s))));
                let name = module.and_then(|n| self.modules.get(n)).map_or("", |m| m.name.as_str());
                Val::str(name, span)
            }
            _ if super::builtins::KNOWN.contains(&name) => {
                Val::new(Kind::Name(format!("builtins.{name}").into()), span)
            }
            _ => Val::unknown("only running the program tells what this is", span),
        }
    }
}
