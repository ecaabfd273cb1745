//! Workflows (1.x): which nodes their bodies make, and how flytekit numbers them. Bodies run like any
//! function of the file; a task that is called there makes a node. What cannot be followed leaves
//! the whole workflow unread, since every number behind it could be wrong.

use ruff_python_ast::{Operator, StmtFunctionDef};

use super::convert::Lost;
use super::machine::{Frame, Machine, Names};
use super::value::{Field, Kind, Val};
use super::workflow_overrides::Overrides;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::tree::Node;

/// A workflow of the files.
#[derive(Debug)]
pub(super) struct Workflow<'a> {
    /// Number of the module.
    pub module: usize,
    /// Its name: a function's own, or the whole name of one that is put together by calls.
    pub name: String,
    /// Its function; none if it is put together by calls.
    pub def: Option<&'a StmtFunctionDef>,
    /// Where it stands.
    pub span: Span,
    /// Its nodes.
    pub nodes: Vec<usize>,
    /// Why its nodes are not known.
    pub lost: Option<Lost>,
    begun: bool,
}

/// A node of a workflow.
#[derive(Debug)]
pub(super) struct GraphNode<'a> {
    /// Its id (`n0`).
    pub id: String,
    /// What it runs.
    pub runs: Runs,
    /// What `with_overrides` put on it.
    pub overrides: Overrides<'a>,
    /// The call that makes it.
    pub span: Span,
}

/// What a node runs.
#[derive(Debug)]
pub(super) enum Runs {
    /// A task, by its number among those that were made.
    Task(usize),
    /// A conditional: the nodes of its cases.
    Branch(Vec<usize>),
    /// A workflow, a launch plan, a gate, a task that is registered elsewhere.
    Other,
}

/// All workflows, and the one whose body runs now.
#[derive(Debug, Default)]
pub(super) struct Graph<'a> {
    /// Workflows in the order in which they are made.
    pub workflows: Vec<Workflow<'a>>,
    /// The nodes of all.
    pub nodes: Vec<GraphNode<'a>>,
    /// Map tasks with what was last said of their interruption.
    pub mapped: Vec<(usize, Node)>,
    /// Lists of nodes that are open: a workflow's, then those of its conditionals.
    open: Vec<Open>,
}

/// A list of nodes that grows. Each conditional has its own, with numbers of its own.
#[derive(Debug)]
struct Open {
    workflow: usize,
    prefix: String,
    nodes: Vec<usize>,
    /// The nodes of the cases so far, if this is a conditional.
    cases: Option<Vec<Option<usize>>>,
}

impl<'a> Graph<'a> {
    /// Adds a workflow and gives its number.
    pub fn add(&mut self, module: usize, name: String, def: Option<&'a StmtFunctionDef>, span: Span) -> usize {
        let (nodes, lost, begun) = (Vec::new(), None, def.is_none());
        self.workflows.push(Workflow { module, name, def, span, nodes, lost, begun });
        self.workflows.len() - 1
    }

    /// Whether the body of a workflow runs.
    pub fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Adds a node to the innermost list; none if no workflow is put together.
    pub fn node(&mut self, runs: Runs, span: Span) -> Option<usize> {
        let number = self.nodes.len();
        let open = self.open.last_mut()?;
        let id = format!("{}n{}", open.prefix, open.nodes.len());
        open.nodes.push(number);
        self.nodes.push(GraphNode { id, runs, overrides: Overrides::default(), span });
        Some(number)
    }

    /// Nodes go to this workflow until it is closed.
    pub fn open(&mut self, workflow: usize, prefix: String) {
        let nodes = self.workflows.get_mut(workflow).map(|w| std::mem::take(&mut w.nodes)).unwrap_or_default();
        self.open.push(Open { workflow, prefix, nodes, cases: None });
    }

    /// What a map task says of interruption counts for all its nodes.
    pub fn share(&mut self, workflow: usize) {
        let nodes = self.workflows.get(workflow).map(|w| w.nodes.clone()).unwrap_or_default();
        for number in nodes {
            let Some(node) = self.nodes.get_mut(number) else { continue };
            let shared = self.mapped.iter().rev().find(|(task, _)| matches!(node.runs, Runs::Task(t) if t == *task));
            if let Some((_, interruptible)) = shared {
                node.overrides.interruptible = Some(interruptible.clone());
            }
        }
    }

    /// Ends what [`open`](Self::open) began; false if conditionals were left without their `else_`.
    pub fn close(&mut self) -> bool {
        let mut complete = true;
        while let Some(open) = self.open.pop() {
            if open.cases.is_some() {
                complete = false;
                continue;
            }
            if let Some(workflow) = self.workflows.get_mut(open.workflow) {
                workflow.nodes = open.nodes;
            }
            break;
        }
        complete
    }

    /// The prefix of ids that are given now.
    pub fn prefix(&self) -> String {
        self.open.last().map_or_else(String::new, |o| o.prefix.clone())
    }

    /// A conditional begins; none outside workflows.
    pub fn begin_conditional(&mut self) -> Option<usize> {
        let (workflow, prefix) = self.open.last().map(|o| (o.workflow, o.prefix.clone()))?;
        self.open.push(Open { workflow, prefix, nodes: Vec::new(), cases: Some(Vec::new()) });
        Some(self.open.len() - 1)
    }

    /// A case of a conditional has its outcome; false if that conditional is not the innermost.
    pub fn case(&mut self, conditional: usize, node: Option<usize>) -> bool {
        let innermost = conditional + 1 == self.open.len();
        let cases = self.open.last_mut().and_then(|o| o.cases.as_mut()).filter(|_| innermost);
        cases.map(|cases| cases.push(node)).is_some()
    }

    /// The last case was the last of its conditional: that is a node now. None if there are too few.
    pub fn end_conditional(&mut self, span: Span) -> Option<usize> {
        let cases = self.open.pop_if(|o| o.cases.is_some())?.cases?;
        if cases.len() < 2 {
            return None;
        }
        self.node(Runs::Branch(cases.into_iter().flatten().collect()), span)
    }

    /// What the innermost workflow is not known for. The first reason stays.
    fn lose(&mut self, reason: Lost) {
        let workflow = self.open.last().and_then(|o| self.workflows.get_mut(o.workflow));
        if let Some(workflow) = workflow {
            workflow.lost.get_or_insert(reason);
        }
    }
}

/// The object that stands for the outputs of a node.
pub(super) fn promise<'a>(node: usize, span: Span) -> Val<'a> {
    let number = Field { name: "()".to_owned(), key: span, value: Val::new(Kind::Int(node as i128), span) };
    Val::object("promise", vec![number], span)
}

/// The number that an object of a class holds.
pub(super) fn number_of(value: &Val<'_>, class: &str) -> Option<usize> {
    let Kind::Object(object) = &value.kind else { return None };
    let object = object.borrow();
    let number = object.get("()").filter(|_| object.class == class)?;
    number.as_int().and_then(|n| usize::try_from(n).ok())
}

/// Whether a value is what a node or an input will give.
pub(super) fn is_promise(value: &Val<'_>) -> bool {
    matches!(&value.kind, Kind::Object(object) if object.borrow().class == "promise")
}

impl<'a> Machine<'a> {
    /// The nodes of the workflow that is put together are not known as of this place.
    pub fn unfollowed(&mut self, span: Span, why: &str) {
        if !self.graph.is_open() {
            return;
        }
        let found =
            Diagnostic::error("python/workflow", format!("the file does not say which nodes this makes: {why}"));
        let found = found.at(span, "known only when the program runs");
        self.graph.lose(Box::new(
            found.help("nodes behind it could have other numbers, so none is told; `--set NAME=VALUE` gives a value"),
        ));
    }

    /// The SDK refuses the workflow that is put together.
    pub fn refuse_workflow(&mut self, found: Diagnostic) {
        self.graph.lose(Box::new(found));
    }

    /// Two values are put together: of what nodes give, flytekit refuses that, but for `a >> b`.
    pub fn reckoned(&mut self, left: &Val<'a>, op: Operator, right: &Val<'a>, span: Span) {
        let formats = op == Operator::Mod && left.as_str().is_some();
        let allowed = matches!(op, Operator::RShift | Operator::BitAnd | Operator::BitOr) || formats;
        if (is_promise(left) || is_promise(right)) && !allowed {
            self.unfollowed(span, "nothing can be reckoned with what a node gives");
        }
    }

    /// Something that may or may not run: if it could make nodes, workflows are not known.
    pub fn perhaps(&mut self, span: Span, calls: bool) {
        if !calls {
            return;
        }
        self.unfollowed(span, "a condition or loop that only running the program decides");
        for workflow in self.graph.workflows.iter_mut().filter(|w| w.def.is_none()) {
            let found = Diagnostic::error("python/workflow", "what is added to this workflow is not known");
            let found = found.at(span, "known only when the program runs");
            workflow.lost.get_or_insert(Box::new(found));
        }
    }

    /// A function that a decorator makes a workflow. A decorator below that one wraps its body.
    pub fn workflow(&mut self, s: &'a StmtFunctionDef, makers: &[Val<'a>], frame: &mut Frame<'a>, span: Span) {
        let number = self.graph.add(frame.module, s.name.to_string(), Some(s), span);
        let below = makers.iter().zip(&s.decorator_list).skip_while(|(m, _)| !super::classes::makes_workflow(m)).nth(1);
        let wrapped = below.map(|(_, d)| self.span(frame, &d.expression)).or(self.condition);
        if let Some(place) = wrapped {
            self.graph.open(number, String::new());
            self.unfollowed(place, "what wraps the workflow");
            self.graph.close();
        }
        let field = Field { name: "()".to_owned(), key: span, value: Val::new(Kind::Int(number as i128), span) };
        self.bind(frame, s.name.as_str(), Val::object("workflow", vec![field], span));
    }

    /// Runs the bodies of all workflows: they say which tasks are mapped, and which nodes there are.
    pub fn workflows(&mut self) {
        let mut number = 0;
        while number < self.graph.workflows.len() {
            self.compile(number);
            number += 1;
        }
    }

    /// Runs the body of a workflow, once.
    pub fn compile(&mut self, number: usize) {
        let prefix = self.graph.prefix();
        let Some(workflow) = self.graph.workflows.get_mut(number) else { return };
        if std::mem::replace(&mut workflow.begun, true) {
            return;
        }
        let Some(def) = workflow.def else { return };
        let (module, span) = (workflow.module, workflow.span);
        self.graph.open(number, prefix);
        if !self.enter() {
            self.unfollowed(span, "it is nested too deeply");
            self.graph.close();
            return;
        }
        let mut names = Names::new();
        for parameter in def.parameters.iter_non_variadic_params() {
            let input = Field { name: "input".to_owned(), key: span, value: Val::new(Kind::None, span) };
            let promise = Val::object("promise", vec![input], self.place(module, &parameter.parameter.name));
            names.insert(parameter.parameter.name.as_str().to_owned(), promise);
        }
        let mut frame = Frame { module, scopes: vec![names], returned: None };
        let condition = self.condition.take();
        let outer = self.run_in(module);
        self.block(&def.body, &mut frame);
        self.run_in(outer);
        self.condition = condition;
        self.leave();
        if !self.graph.close()
            && let Some(workflow) = self.graph.workflows.get_mut(number)
        {
            let found = Diagnostic::error("python/workflow", "a conditional of this workflow has no `else_`");
            workflow.lost.get_or_insert(Box::new(found.at(span, "this workflow")));
        }
        self.graph.share(number);
    }
}
