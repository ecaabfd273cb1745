//! The nodes of workflows, and how flytekit numbers them.

use ruff_python_ast::StmtFunctionDef;

use crate::sdk::python::common::convert::Lost;
use crate::sdk::python::language::value::Val;
use crate::sdk::python::workflow::overrides::Overrides;
use crate::source::Span;
use crate::tree::Node;

/// More nodes than this no file of a person has.
pub(in crate::sdk::python) const MOST: usize = 20_000;

/// Nor more workflows.
const MOST_WORKFLOWS: usize = 1000;

/// A workflow of the files.
#[derive(Debug)]
pub(in crate::sdk::python) struct Workflow<'a> {
    /// Number of the module.
    pub module: usize,
    /// Its name: a function's own, or the whole name of one that is put together by calls.
    pub name: String,
    /// Its function; none if it is put together by calls.
    pub def: Option<&'a StmtFunctionDef>,
    /// What runs instead of the function, where a decorator below wraps it.
    pub wrapper: Option<Val<'a>>,
    /// Where it stands.
    pub span: Span,
    /// Its nodes.
    pub nodes: Vec<usize>,
    /// Why its nodes are not known.
    pub lost: Option<Lost>,
    /// Whether its body was begun.
    pub begun: bool,
}

/// A node of a workflow.
#[derive(Debug)]
pub(in crate::sdk::python) struct GraphNode<'a> {
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
pub(in crate::sdk::python) enum Runs {
    /// A task, by its number among those that were made.
    Task(usize),
    /// A conditional: the nodes of its cases.
    Branch(Vec<usize>),
    /// A workflow, by its number.
    Workflow(usize),
    /// A launch plan, a gate, a task that is registered elsewhere.
    Other,
}

/// All workflows, and the one whose body runs now.
#[derive(Debug, Default)]
pub(in crate::sdk::python) struct Graph<'a> {
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
        self.workflows.push(Workflow { module, name, def, wrapper: None, span, nodes, lost, begun });
        self.workflows.len() - 1
    }

    /// Whether the body of a workflow runs.
    pub fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Whether there is more than is followed.
    pub fn is_too_much(&self) -> bool {
        self.nodes.len() > MOST || self.workflows.len() > MOST_WORKFLOWS
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
    pub fn lose(&mut self, reason: Lost) {
        let workflow = self.open.last().and_then(|o| self.workflows.get_mut(o.workflow));
        if let Some(workflow) = workflow {
            workflow.lost.get_or_insert(reason);
        }
    }
}
