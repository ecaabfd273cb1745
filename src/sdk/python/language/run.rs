//! Statements: assignments, imports, definitions and the branches that are taken.

use crate::sdk::python::language::doubt;
use ruff_python_ast::{Stmt, StmtIf};

use crate::sdk::python::language::machine::{Frame, Jump, Machine};
use crate::sdk::python::language::value::{Kind, Val};
use crate::source::Span;

impl<'a> Machine<'a> {
    /// Runs statements in order, until one leaves. Behind a condition that may have left already they may or
    /// may not run.
    pub fn block(&mut self, body: &'a [Stmt], frame: &mut Frame<'a>) {
        let allowed = self.nest();
        for statement in body.iter().filter(|_| allowed) {
            if frame.left() || self.raised.is_some() || !self.step() {
                break;
            }
            match frame.doubt {
                Some(doubt) => self.maybe(std::slice::from_ref(statement), doubt.at, frame),
                None => self.statement(statement, frame),
            }
        }
        self.unnest();
    }

    fn statement(&mut self, statement: &'a Stmt, frame: &mut Frame<'a>) {
        match statement {
            Stmt::Assign(s) => {
                let value = self.expr(&s.value, frame);
                if self.raised.is_none() {
                    s.targets.iter().for_each(|target| self.assign(target, value.clone(), frame));
                }
            }
            Stmt::AnnAssign(s) => {
                if let Some(value) = &s.value {
                    let value = self.expr(value, frame);
                    if self.raised.is_none() {
                        self.assign(&s.target, value, frame);
                    }
                }
            }
            Stmt::AugAssign(s) => self.augment(s, frame),
            Stmt::Expr(s) => {
                self.expr(&s.value, frame);
            }
            Stmt::Return(s) => {
                let span = self.span(frame, s);
                let value = s.value.as_ref().map(|v| self.expr(v, frame));
                if self.raised.is_none() {
                    frame.returned = Some(value.unwrap_or(Val::new(Kind::None, span)));
                }
            }
            Stmt::FunctionDef(s) => self.define(s, frame),
            Stmt::ClassDef(s) => self.class(s, frame),
            Stmt::Import(s) => self.import(s, frame),
            Stmt::ImportFrom(s) => self.import_from(s, frame),
            Stmt::If(s) => self.branch(s, frame),
            Stmt::For(s) => self.each(s, frame),
            _ => self.rare(statement, frame),
        }
    }

    /// Statements that files of tasks seldom have.
    fn rare(&mut self, statement: &'a Stmt, frame: &mut Frame<'a>) {
        match statement {
            Stmt::Try(s) => self.try_statement(s, frame),
            Stmt::With(s) => self.with(s, frame),
            Stmt::Delete(s) => s.targets.iter().for_each(|t| self.delete(t, frame)),
            Stmt::While(s) => self.repeat(s, frame),
            Stmt::Match(s) => self.match_statement(s, frame),
            Stmt::Raise(s) => self.raise_statement(s, frame),
            Stmt::Break(_) => frame.jump = Some(Jump::Break),
            Stmt::Continue(_) => frame.jump = Some(Jump::Continue),
            Stmt::Global(s) => s.names.iter().for_each(|n| self.declare(frame, n.as_str(), true)),
            Stmt::Nonlocal(s) => s.names.iter().for_each(|n| self.declare(frame, n.as_str(), false)),
            Stmt::Assert(s) => {
                let span = self.span(frame, s);
                if self.expr(&s.test, frame).truth() == Some(false) {
                    self.raise("AssertionError", "", span);
                }
            }
            _ => {}
        }
    }

    fn branch(&mut self, s: &'a StmtIf, frame: &mut Frame<'a>) {
        let clauses = s.elif_else_clauses.iter().map(|c| (c.test.as_ref(), &c.body[..]));
        let all: Vec<_> = [(Some(&*s.test), &s.body[..])].into_iter().chain(clauses).collect();
        let mut doubt: Option<Span> = None;
        for (test, body) in all {
            let truth = test.map_or(Some(true), |t| self.expr(t, frame).truth());
            if self.raised.is_some() {
                return;
            }
            match (doubt, truth) {
                (_, Some(false)) => {}
                (None, Some(true)) => return self.block(body, frame),
                (Some(at), Some(true)) => return self.maybe(body, at, frame),
                (_, None) => {
                    let at = doubt.or_else(|| test.map(|t| self.span(frame, t)));
                    doubt = at;
                    at.into_iter().for_each(|at| self.maybe(body, at, frame));
                }
            }
        }
    }

    /// Runs statements; behind what is not known, if that may raise, they may or may not run. The place
    /// of what is not known.
    pub fn watched(&mut self, body: &'a [Stmt], may_raise: bool, frame: &mut Frame<'a>) -> Option<Span> {
        let outer = self.first_unknown.take();
        let mut doubt = None;
        for statement in body {
            match doubt {
                Some(at) => self.maybe(std::slice::from_ref(statement), at, frame),
                None => self.block(std::slice::from_ref(statement), frame),
            }
            if self.raised.is_some() || frame.left() {
                break;
            }
            doubt = doubt.or(self.first_unknown.filter(|_| may_raise));
        }
        self.first_unknown = outer.or(self.first_unknown);
        doubt
    }

    /// Statements of which only running tells whether they run: whatever they bind or change is
    /// unknown as of the condition.
    pub fn maybe(&mut self, body: &'a [Stmt], at: Span, frame: &mut Frame<'a>) {
        let calls = doubt::leaves(body) || self.calls_in_body(body, frame);
        self.perhaps(at, calls);
        let outer = self.condition;
        self.condition = outer.or(Some(at));
        let lost = Val::unknown("a condition that only running the program decides", at);
        let raised = self.raised.take();
        for statement in body {
            doubt::statement(self, statement, &lost, frame);
        }
        (self.condition, self.raised) = (outer, raised);
    }
}
