//! Workflows (1.x): which nodes their bodies make. Bodies run like any
//! function of the file; a task that is called there makes a node. What cannot be followed leaves
//! the whole workflow unread, since every number behind it could be wrong.

use ruff_python_ast::Operator;

use crate::diagnostic::Diagnostic;
use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::composed::{Of, Scope};
use crate::sdk::python::language::machine::{Frame, Machine, Names};
use crate::sdk::python::language::value::{Field, Kind, Val};
use crate::source::Span;

/// The object that stands for the outputs of a node.
pub(in crate::sdk::python) fn promise<'a>(node: usize, span: Span) -> Val<'a> {
    let number = Field { name: "()".to_owned(), key: span, value: Val::new(Kind::Int(node as i128), span) };
    Val::object("promise", vec![number], span)
}

/// The number that an object of a class holds.
pub(in crate::sdk::python) fn number_of(value: &Val<'_>, class: &str) -> Option<usize> {
    let Kind::Object(object) = &value.kind else { return None };
    let object = object.borrow();
    let number = object.get("()").filter(|_| object.class == class)?;
    number.as_int().and_then(|n| usize::try_from(n).ok())
}

/// Whether a value is what a node or an input will give.
pub(in crate::sdk::python) fn is_promise(value: &Val<'_>) -> bool {
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

    /// Runs the bodies of all workflows: they say which tasks are mapped, and which nodes there are.
    pub fn workflows(&mut self) {
        let mut number = 0;
        while number < self.graph.workflows.len() && self.raised.is_none() {
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
        let (module, span, wrapper) = (workflow.module, workflow.span, workflow.wrapper.clone());
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
        let condition = self.condition.take();
        let outer = self.run_in(module);
        match wrapper {
            Some(wrapper) => {
                let named = names.into_iter().map(|(name, value)| Field { name, key: span, value }).collect();
                self.apply(&wrapper, Given { positional: Vec::new(), named }, span);
            }
            None => {
                let mut frame = Frame::new(module, vec![Scope::new(Of::Function, names)]);
                self.block(&def.body, &mut frame);
            }
        }
        self.run_in(outer);
        self.condition = condition;
        if let Some(raised) = self.raised.take() {
            self.refuse_workflow(raised.found);
        }
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
