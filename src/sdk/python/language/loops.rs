//! Loops, `with`, and leaving them.

use ruff_python_ast::{Stmt, StmtFor, StmtWhile, StmtWith};

use crate::sdk::python::language::machine::{Doubt, Ends, Frame, Jump, Machine};
use crate::sdk::python::language::value::{Kind, Val};
use crate::source::Span;

/// A `while` with more rounds is not followed.
const ROUNDS: usize = 1_000;

impl<'a> Frame<'a> {
    /// Whether the statements that follow are passed over.
    pub fn left(&self) -> bool {
        self.returned.is_some() || self.jump.is_some()
    }
}

impl<'a> Machine<'a> {
    /// `for`
    pub fn each(&mut self, s: &'a StmtFor, frame: &mut Frame<'a>) {
        let values = self.expr(&s.iter, frame);
        let span = self.span(frame, &*s.iter);
        let items = match self.items_at(&values, span) {
            Ok(items) if !s.is_async => items,
            Ok(_) => return self.unsure_rounds(&s.body, &s.target, span, frame),
            Err(lost) => return self.unsure_rounds(&s.body, &s.target, lost.span, frame),
        };
        let outer = frame.doubt;
        for item in items {
            if item.is_unknown() && spread_unknown(&values) {
                return self.unsure_rounds(&s.body, &s.target, item.span, frame);
            }
            self.assign(&s.target, item, frame);
            if self.round(&s.body, frame) {
                break;
            }
        }
        self.after(&s.orelse, outer, frame);
    }

    /// `while`
    pub fn repeat(&mut self, s: &'a StmtWhile, frame: &mut Frame<'a>) {
        let outer = frame.doubt;
        for _ in 0..ROUNDS {
            let span = self.span(frame, &*s.test);
            match self.expr(&s.test, frame).truth() {
                _ if self.raised.is_some() => return,
                Some(false) => return self.after(&s.orelse, outer, frame),
                Some(true) if frame.doubt.is_none() => {}
                _ => return self.unsure_body(&s.body, span, frame),
            }
            if self.round(&s.body, frame) {
                return self.after(&s.orelse, outer, frame);
            }
        }
        let span = self.span(frame, s);
        self.unsure_body(&s.body, span, frame);
    }

    /// One round; whether it was the last.
    fn round(&mut self, body: &'a [Stmt], frame: &mut Frame<'a>) -> bool {
        self.block(body, frame);
        if frame.doubt.is_some_and(|d| d.ends == Ends::Round) {
            frame.doubt = None;
        }
        if frame.jump == Some(Jump::Continue) {
            frame.jump = None;
        }
        frame.left() || self.raised.is_some() || !self.step()
    }

    /// What stands behind a loop runs unless `break` left it.
    fn after(&mut self, body: &'a [Stmt], outer: Option<Doubt>, frame: &mut Frame<'a>) {
        let broken = frame.jump.take().is_some();
        if let Some(doubt) = frame.doubt.filter(|d| d.ends == Ends::Loop) {
            frame.doubt = outer;
            return self.maybe(body, doubt.at, frame);
        }
        if !broken && frame.returned.is_none() && self.raised.is_none() {
            self.block(body, frame);
        }
    }

    /// A loop of which the rounds are not known.
    fn unsure_rounds(&mut self, body: &'a [Stmt], target: &'a ruff_python_ast::Expr, at: Span, frame: &mut Frame<'a>) {
        self.assign(target, Val::unknown("the rounds of a loop", at), frame);
        self.unsure_body(body, at, frame);
    }

    /// The body of a loop of which the rounds are not known: leaving the loop says nothing behind it.
    fn unsure_body(&mut self, body: &'a [Stmt], at: Span, frame: &mut Frame<'a>) {
        let outer = frame.doubt;
        self.maybe(body, at, frame);
        if frame.doubt.is_some_and(|d| d.ends != Ends::Function) {
            frame.doubt = outer;
        }
    }

    /// `with`: what it gives is not known, unless a class of the files says it.
    pub fn with(&mut self, s: &'a StmtWith, frame: &mut Frame<'a>) {
        let mut suppresses = false;
        for item in &s.items {
            let value = self.expr(&item.context_expr, frame);
            let span = self.span(frame, &item.context_expr);
            suppresses |= matches!(&item.context_expr, ruff_python_ast::Expr::Call(c) if self.is_named(&c.func, frame, "contextlib.suppress"));
            let known = if value.is_unknown() { value } else { Val::unknown("a context", span) };
            item.optional_vars.iter().for_each(|v| self.assign(v, known.clone(), frame));
        }
        if !suppresses {
            return self.block(&s.body, frame);
        }
        self.watched(&s.body, true, frame);
        self.raised = None;
    }

    /// Whether an expression is a name of another package.
    fn is_named(&mut self, expr: &'a ruff_python_ast::Expr, frame: &mut Frame<'a>, dotted: &str) -> bool {
        matches!(&self.expr(expr, frame).kind, Kind::Name(name) if **name == *dotted)
    }
}

/// Whether an unknown item stands for any number of them.
fn spread_unknown(values: &Val<'_>) -> bool {
    match &values.kind {
        Kind::List(items) => items.borrow().len() == 1,
        Kind::Dict(entries) => entries.borrow().contains_key("?"),
        Kind::Series(_) | Kind::Tuple(_) => true,
        _ => false,
    }
}
