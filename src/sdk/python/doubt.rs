//! Statements that may or may not run: what they touch is not known behind them.

use ruff_python_ast::helpers::{any_over_body, any_over_expr};
use ruff_python_ast::{BoolOp, Expr, Stmt};

use super::machine::{Frame, Machine, Made};
use super::operators::COMPARISON;
use super::value::{Kind, Val};
use super::workflow::is_promise;

/// Why a class of the file is not known; making an instance of it does nothing else.
pub(super) const INHERITS: &str = "a class that inherits";

/// Looks at a statement that may not run.
pub(super) fn statement<'a>(machine: &mut Machine<'a>, s: &'a Stmt, lost: &Val<'a>, frame: &mut Frame<'a>) {
    if !machine.nest() || !machine.step() {
        return machine.unnest();
    }
    let mut block = |body: &'a [Stmt]| body.iter().for_each(|s| statement(machine, s, lost, frame));
    match s {
        Stmt::If(s) => {
            block(&s.body);
            s.elif_else_clauses.iter().for_each(|c| block(&c.body));
        }
        Stmt::For(s) => {
            block(&s.body);
            block(&s.orelse);
            machine.assign(&s.target, lost.clone(), frame);
        }
        Stmt::While(s) => block(&s.body),
        Stmt::With(s) => block(&s.body),
        Stmt::Try(s) => [&s.body, &s.orelse, &s.finalbody].into_iter().for_each(|b| block(b)),
        Stmt::Match(s) => s.cases.iter().for_each(|c| block(&c.body)),
        other => simple(machine, other, lost, frame),
    }
    machine.unnest();
}

fn simple<'a>(machine: &mut Machine<'a>, s: &'a Stmt, lost: &Val<'a>, frame: &mut Frame<'a>) {
    match s {
        Stmt::Assign(s) => s.targets.iter().for_each(|t| machine.assign(t, lost.clone(), frame)),
        Stmt::AnnAssign(s) if s.value.is_some() => machine.assign(&s.target, lost.clone(), frame),
        Stmt::AugAssign(s) => {
            let old = machine.expr(&s.target, frame);
            old.spoil(lost.span, 8);
            machine.assign(&s.target, lost.clone(), frame);
        }
        // A call may change what it is called on and what it is given.
        Stmt::Expr(s) => {
            if let Expr::Call(call) = &*s.value {
                if let Expr::Attribute(a) = &*call.func {
                    machine.expr(&a.value, frame).spoil(lost.span, 8);
                }
                call.arguments.args.iter().for_each(|a| machine.expr(a, frame).spoil(lost.span, 8));
            }
        }
        Stmt::Return(_) => frame.returned = Some(lost.clone()),
        Stmt::FunctionDef(s) => {
            let makers: Vec<_> = s.decorator_list.iter().map(|d| machine.expr(&d.expression, frame)).collect();
            if let Some(maker) = makers.into_iter().find(super::classes::makes_task).filter(|_| frame.scopes.is_empty())
            {
                let (span, function) = (machine.span(frame, &s.name), Some(s.name.as_str().to_owned()));
                let made = Made { module: frame.module, function, maker, span, condition: machine.condition };
                machine.made.push(made);
            }
            machine.bind(frame, s.name.as_str(), lost.clone());
        }
        Stmt::ClassDef(s) => machine.bind(frame, s.name.as_str(), lost.clone()),
        Stmt::Import(s) => {
            for alias in &s.names {
                let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                machine.bind(frame, name.split('.').next().unwrap_or(name), lost.clone());
            }
        }
        Stmt::ImportFrom(s) => {
            for alias in &s.names {
                machine.bind(frame, alias.asname.as_ref().unwrap_or(&alias.name).as_str(), lost.clone());
            }
        }
        _ => {}
    }
}

/// Whether statements leave the function that they stand in.
pub(super) fn leaves(body: &[Stmt]) -> bool {
    body.iter().any(|s| match s {
        Stmt::Return(_) | Stmt::Raise(_) => true,
        Stmt::If(s) => leaves(&s.body) || s.elif_else_clauses.iter().any(|c| leaves(&c.body)),
        Stmt::For(s) => leaves(&s.body),
        Stmt::While(s) => leaves(&s.body),
        Stmt::With(s) => leaves(&s.body),
        Stmt::Try(s) => leaves(&s.body) || leaves(&s.orelse) || leaves(&s.finalbody),
        Stmt::Match(s) => s.cases.iter().any(|c| leaves(&c.body)),
        _ => false,
    })
}

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
            && super::workflow_calls::is_plain_method(a.attr.as_str())
        {
            return false;
        }
        let mut root = &*call.func;
        while let Expr::Attribute(a) = root {
            root = &a.value;
        }
        let Expr::Name(name) = root else { return true };
        match self.lookup(frame, name.id.as_str(), self.span(frame, name)).kind {
            Kind::Name(dotted) => !super::workflow_calls::may_be_harmless(&dotted),
            _ => true,
        }
    }
}

/// Whether statements of a loop leave or shorten a round.
pub(super) fn breaks(body: &[Stmt]) -> bool {
    body.iter().any(|s| match s {
        Stmt::Break(_) | Stmt::Continue(_) => true,
        Stmt::If(s) => breaks(&s.body) || s.elif_else_clauses.iter().any(|c| breaks(&c.body)),
        Stmt::With(s) => breaks(&s.body),
        Stmt::Try(s) => breaks(&s.body) || breaks(&s.orelse) || breaks(&s.finalbody),
        _ => false,
    })
}
