//! What could make nodes of a workflow, should it run.

use crate::sdk::python::workflow::calls;
use ruff_python_ast::helpers::{any_over_body, any_over_expr};
use ruff_python_ast::{BoolOp, Expr, Stmt};

use crate::sdk::python::language::comparison::COMPARISON;
use crate::sdk::python::language::machine::{Frame, Machine};
use crate::sdk::python::language::value::{Kind, Val};
use crate::sdk::python::workflow::body::is_promise;

impl<'a> Machine<'a> {
    /// `and`, `or`: the value that decides, if that is known.
    pub fn either(&mut self, op: BoolOp, values: &'a [Expr], frame: &mut Frame<'a>) -> Val<'a> {
        let mut last = None;
        for value in values {
            let span = self.span(frame, value);
            let value = self.expr(value, frame);
            let truth = value.truth();
            if truth.is_none() {
                let refused = is_promise(&value) || matches!(value.kind, Kind::Unknown(why) if why == COMPARISON);
                let calls = refused || values.iter().any(|v| self.calls_in(v, frame));
                self.perhaps(span, calls);
            }
            match (truth, op) {
                (None, _) if value.is_unknown() => return value,
                (None, _) => return Val::unknown("only running the program tells this", span),
                (Some(true), BoolOp::Or) | (Some(false), BoolOp::And) => return value,
                _ => last = Some(value),
            }
        }
        last.unwrap_or_else(|| {
            Val::unknown(
                "only running the program tells this",
                crate::source::Span::new(crate::source::SourceId(0), 0, 0),
            )
        })
    }

    /// Whether statements call something that could make nodes.
    pub fn calls_in_body(&self, body: &'a [Stmt], frame: &Frame<'a>) -> bool {
        any_over_body(body, |e| self.calls(e, frame))
    }

    /// Whether an expression calls something that could make nodes.
    pub fn calls_in(&self, expr: &'a Expr, frame: &Frame<'a>) -> bool {
        any_over_expr(expr, |e| self.calls(e, frame))
    }

    /// Whether an expression is a call that could make nodes.
    fn calls(&self, expr: &Expr, frame: &Frame<'a>) -> bool {
        let Expr::Call(call) = expr else {
            return matches!(expr, Expr::Await(_) | Expr::Yield(_) | Expr::YieldFrom(_));
        };
        if let Expr::Attribute(a) = &*call.func
            && calls::is_plain_method(a.attr.as_str())
        {
            return false;
        }
        let mut root = &*call.func;
        while let Expr::Attribute(a) = root {
            root = &a.value;
        }
        let Expr::Name(name) = root else { return true };
        match self.lookup(frame, name.id.as_str(), self.span(frame, name)).kind {
            Kind::Name(dotted) => !calls::may_be_harmless(&dotted),
            _ => true,
        }
    }
}
