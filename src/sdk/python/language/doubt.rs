//! Statements that may or may not run: what they touch is not known behind them.

use crate::sdk::python::common::classes;
use crate::sdk::python::language::call;
use crate::sdk::python::library::methods;
use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall, Stmt};
use std::rc::Rc;

use crate::sdk::python::language::bound;
use crate::sdk::python::language::composed::{Of, Scope};
use crate::sdk::python::language::machine::{Doubt, Ends, Frame, Machine, Made, Names};
use crate::sdk::python::language::value::{Code, Function, Kind, Val};

/// Looks at a statement that may not run.
pub(in crate::sdk::python) fn statement<'a>(
    machine: &mut Machine<'a>,
    s: &'a Stmt,
    lost: &Val<'a>,
    frame: &mut Frame<'a>,
) {
    if !machine.nest() || !machine.step() {
        return machine.unnest();
    }
    let block = |machine: &mut Machine<'a>, body: &'a [Stmt], frame: &mut Frame<'a>| {
        body.iter().for_each(|s| statement(machine, s, lost, frame));
    };
    match s {
        Stmt::If(s) => {
            calls(machine, &s.test, lost, frame);
            block(machine, &s.body, frame);
            for clause in &s.elif_else_clauses {
                clause.test.iter().for_each(|t| calls(machine, t, lost, frame));
                block(machine, &clause.body, frame);
            }
        }
        Stmt::For(_) | Stmt::While(_) => repeated(machine, s, lost, frame),
        Stmt::With(s) => {
            for item in &s.items {
                calls(machine, &item.context_expr, lost, frame);
                item.optional_vars.iter().for_each(|v| machine.assign(v, lost.clone(), frame));
            }
            block(machine, &s.body, frame);
        }
        Stmt::Try(s) => {
            block(machine, &s.body, frame);
            for ruff_python_ast::ExceptHandler::ExceptHandler(handler) in &s.handlers {
                block(machine, &handler.body, frame);
            }
            block(machine, &s.orelse, frame);
            block(machine, &s.finalbody, frame);
        }
        Stmt::Match(s) => {
            calls(machine, &s.subject, lost, frame);
            s.cases.iter().for_each(|c| {
                bound::captured(&c.pattern).iter().for_each(|name| machine.bind(frame, name, lost.clone()));
                block(machine, &c.body, frame);
            });
        }
        other => simple(machine, other, lost, frame),
    }
    machine.raised = None;
    machine.unnest();
}

/// A loop that may not run.
fn repeated<'a>(machine: &mut Machine<'a>, s: &'a Stmt, lost: &Val<'a>, frame: &mut Frame<'a>) {
    let outer = frame.doubt;
    let (body, orelse) = match s {
        Stmt::For(s) => {
            calls(machine, &s.iter, lost, frame);
            machine.assign(&s.target, lost.clone(), frame);
            (&s.body, &s.orelse)
        }
        Stmt::While(s) => {
            calls(machine, &s.test, lost, frame);
            (&s.body, &s.orelse)
        }
        _ => return,
    };
    body.iter().chain(orelse).for_each(|s| statement(machine, s, lost, frame));
    end_loop(frame, outer);
}

/// `break` and `continue` of a loop inside say nothing behind it.
fn end_loop(frame: &mut Frame<'_>, outer: Option<Doubt>) {
    if frame.doubt.is_none_or(|d| d.ends != Ends::Function) {
        frame.doubt = outer;
    }
}

fn simple<'a>(machine: &mut Machine<'a>, s: &'a Stmt, lost: &Val<'a>, frame: &mut Frame<'a>) {
    match s {
        Stmt::Assign(s) => {
            calls(machine, &s.value, lost, frame);
            alias(machine, &s.value, lost, frame);
            s.targets.iter().for_each(|t| machine.assign(t, lost.clone(), frame));
        }
        Stmt::AnnAssign(s) => {
            if let Some(value) = &s.value {
                calls(machine, value, lost, frame);
                machine.assign(&s.target, lost.clone(), frame);
            }
        }
        Stmt::AugAssign(s) => {
            calls(machine, &s.value, lost, frame);
            let old = machine.expr(&s.target, frame);
            machine.mutated(&old);
            old.spoil(lost.span, 8);
            machine.assign(&s.target, lost.clone(), frame);
        }
        Stmt::Expr(s) => calls(machine, &s.value, lost, frame),
        Stmt::Return(s) => {
            s.value.iter().for_each(|v| calls(machine, v, lost, frame));
            doubt(frame, lost, Ends::Function);
        }
        Stmt::Break(_) => doubt(frame, lost, Ends::Loop),
        Stmt::Continue(_) => doubt(frame, lost, Ends::Round),
        Stmt::Global(s) => s.names.iter().for_each(|n| machine.declare(frame, n.as_str(), true)),
        Stmt::Nonlocal(s) => s.names.iter().for_each(|n| machine.declare(frame, n.as_str(), false)),
        Stmt::Delete(s) => s.targets.iter().for_each(|t| match t {
            Expr::Name(_) => machine.assign(t, lost.clone(), frame),
            Expr::Subscript(s) => machine.expr(&s.value, frame).spoil(lost.span, 8),
            Expr::Attribute(a) => machine.expr(&a.value, frame).spoil(lost.span, 8),
            _ => {}
        }),
        _ => definition(machine, s, lost, frame),
    }
}

/// The widest doubt stays.
fn doubt(frame: &mut Frame<'_>, lost: &Val<'_>, ends: Ends) {
    if frame.doubt.is_none_or(|d| d.ends < ends) {
        frame.doubt = Some(Doubt { at: lost.span, ends });
    }
}

fn definition<'a>(machine: &mut Machine<'a>, s: &'a Stmt, lost: &Val<'a>, frame: &mut Frame<'a>) {
    match s {
        Stmt::FunctionDef(s) => {
            let makers: Vec<_> = s.decorator_list.iter().map(|d| machine.expr(&d.expression, frame)).collect();
            if let Some(maker) = makers.into_iter().find(classes::makes_task).filter(|_| frame.at_module()) {
                let (span, function) = (machine.span(frame, &s.name), Some(s.name.as_str().to_owned()));
                let made = Made { module: frame.module, function, maker, span, condition: machine.condition };
                machine.made.push(made);
            }
            machine.bind(frame, s.name.as_str(), lost.clone());
        }
        Stmt::ClassDef(s) => machine.bind(frame, s.name.as_str(), lost.clone()),
        Stmt::Import(_) | Stmt::ImportFrom(_) => {
            bound::names(std::slice::from_ref(s)).iter().for_each(|name| machine.bind(frame, name, lost.clone()));
        }
        _ => {}
    }
}

/// The calls in an expression may change what they are called on and what they are given, and whatever a
/// function of the files changes.
fn calls<'a>(machine: &mut Machine<'a>, expr: &'a Expr, lost: &Val<'a>, frame: &mut Frame<'a>) {
    struct Calls<'a>(Vec<&'a ExprCall>, Vec<&'a str>);
    impl<'a> Visitor<'a> for Calls<'a> {
        fn visit_expr(&mut self, expr: &'a Expr) {
            match expr {
                Expr::Call(call) => self.0.push(call),
                Expr::Named(n) => self.1.extend(n.target.as_name_expr().map(|n| n.id.as_str())),
                Expr::Lambda(_) => return,
                _ => {}
            }
            walk_expr(self, expr);
        }
    }
    let mut found = Calls(Vec::new(), Vec::new());
    found.visit_expr(expr);
    found.1.into_iter().for_each(|name| machine.bind_around(frame, name, lost.clone()));
    for call in found.0 {
        let function = machine.expr(&call.func, frame);
        let method = match &*call.func {
            Expr::Attribute(a) => {
                let reads = methods::only_reads(a.attr.as_str());
                if !reads && matches!(function.kind, Kind::Method(_) | Kind::Function(_) | Kind::Unknown(_)) {
                    machine.expr(&a.value, frame).spoil(lost.span, 8);
                }
                reads
            }
            _ => false,
        };
        let harmless = match &function.kind {
            Kind::Name(dotted) => call::is_harmless(dotted) && !dotted.ends_with("setattr"),
            _ => method,
        };
        if !harmless {
            let named = call.arguments.keywords.iter().map(|k| &k.value);
            call.arguments.args.iter().chain(named).for_each(|a| machine.expr(a, frame).spoil(lost.span, 8));
        }
        if let Kind::Function(f) = &function.kind {
            body(machine, f, lost);
        }
    }
}

/// The body of a function that may or may not be called.
fn body<'a>(machine: &mut Machine<'a>, function: &Rc<Function<'a>>, lost: &Val<'a>) {
    let Code::Def(def) = function.code else { return };
    if !machine.enter() {
        return;
    }
    let names = def.parameters.iter().map(|p| (p.name().to_string(), lost.clone()));
    let mut scopes = function.scopes.clone();
    scopes.push(Scope::new(Of::Function, names.collect::<Names<'a>>()));
    let mut frame = Frame::new(function.module, scopes);
    def.body.iter().for_each(|s| statement(machine, s, lost, &mut frame));
    machine.leave();
}

/// Whether statements leave the function that they stand in.
pub(in crate::sdk::python) fn leaves(body: &[Stmt]) -> bool {
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

/// What is assigned where that is not sure may be changed through the new name.
pub(in crate::sdk::python) fn alias<'a>(
    machine: &mut Machine<'a>,
    value: &'a Expr,
    lost: &Val<'a>,
    frame: &mut Frame<'a>,
) {
    let only_asks = match value {
        Expr::Name(_) => true,
        Expr::Attribute(a) => matches!(&*a.value, Expr::Name(_)),
        Expr::Subscript(s) => {
            matches!((&*s.value, &*s.slice), (Expr::Name(_), Expr::StringLiteral(_) | Expr::NumberLiteral(_)))
        }
        _ => false,
    };
    if only_asks && machine.raised.is_none() {
        let value = machine.expr(value, frame);
        machine.raised = None;
        machine.perhaps_is(lost.span, &value);
    }
}
