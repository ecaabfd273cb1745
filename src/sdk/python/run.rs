//! Statements: assignments, imports, definitions and the branches that are taken.

use ruff_python_ast::{Expr, Stmt, StmtClassDef, StmtFor, StmtFunctionDef, StmtIf};

use super::machine::{Frame, Machine, Made, Names};
use super::value::{Code, Field, Function, Kind, Val};
use crate::source::Span;
use std::rc::Rc;

impl<'a> Machine<'a> {
    /// Runs statements in order, until one returns.
    pub fn block(&mut self, body: &'a [Stmt], frame: &mut Frame<'a>) {
        let allowed = self.nest();
        for statement in body.iter().filter(|_| allowed) {
            if frame.returned.is_some() || !self.step() {
                break;
            }
            self.statement(statement, frame);
        }
        self.unnest();
    }

    fn statement(&mut self, statement: &'a Stmt, frame: &mut Frame<'a>) {
        match statement {
            Stmt::Assign(s) => {
                let value = self.expr(&s.value, frame);
                s.targets.iter().for_each(|target| self.assign(target, value.clone(), frame));
            }
            Stmt::AnnAssign(s) => {
                if let Some(value) = &s.value {
                    let value = self.expr(value, frame);
                    self.assign(&s.target, value, frame);
                }
            }
            Stmt::AugAssign(s) => self.augment(s, frame),
            Stmt::Expr(s) => {
                self.expr(&s.value, frame);
            }
            Stmt::Return(s) => {
                let span = self.span(frame, s);
                let value = s.value.as_ref().map(|v| self.expr(v, frame));
                frame.returned = Some(value.unwrap_or(Val::new(Kind::None, span)));
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
            Stmt::Try(s) => {
                self.block(&s.body, frame);
                self.block(&s.orelse, frame);
                self.block(&s.finalbody, frame);
            }
            Stmt::With(s) => {
                for item in &s.items {
                    let value = self.expr(&item.context_expr, frame);
                    let span = self.span(frame, &item.context_expr);
                    let known = if value.is_unknown() { value } else { Val::unknown("a context", span) };
                    item.optional_vars.iter().for_each(|v| self.assign(v, known.clone(), frame));
                }
                self.block(&s.body, frame);
            }
            Stmt::Delete(s) => {
                for target in &s.targets {
                    let span = self.span(frame, target);
                    self.assign(target, Val::unknown("it is deleted here", span), frame);
                }
            }
            Stmt::While(s) => {
                let test = self.expr(&s.test, frame);
                if test.truth() != Some(false) {
                    let span = self.span(frame, &*s.test);
                    self.maybe(&s.body, span, frame);
                }
            }
            Stmt::Match(s) => {
                let span = self.span(frame, &*s.subject);
                s.cases.iter().for_each(|case| self.maybe(&case.body, span, frame));
            }
            Stmt::Raise(s) => {
                let span = self.span(frame, s);
                self.unfollowed(span, "an exception");
                if !frame.scopes.is_empty() {
                    frame.returned = Some(Val::unknown("an exception", span));
                }
            }
            Stmt::Global(s) => {
                let span = self.span(frame, s);
                if let Some(space) = self.spaces.get_mut(frame.module) {
                    let lost =
                        |n: &ruff_python_ast::Identifier| (n.to_string(), Val::unknown("a function sets it", span));
                    space.names.extend(s.names.iter().map(lost));
                }
            }
            _ => {}
        }
    }

    fn augment(&mut self, s: &'a ruff_python_ast::StmtAugAssign, frame: &mut Frame<'a>) {
        let span = self.span(frame, s);
        let (old, new) = (self.expr(&s.target, frame), self.expr(&s.value, frame));
        // `+=` changes a list in place, for every name that it has
        if let (Kind::List(items), ruff_python_ast::Operator::Add) = (&old.kind, s.op) {
            match self.items(&new) {
                Ok(more) => items.borrow_mut().extend(more),
                Err(lost) => old.spoil(lost.span, 8),
            }
            return;
        }
        if let (Kind::Dict(entries), Kind::Dict(more), ruff_python_ast::Operator::BitOr) = (&old.kind, &new.kind, s.op)
        {
            let more = more.borrow().clone();
            entries.borrow_mut().extend(more);
            return;
        }
        let value = super::operators::binary(&old, s.op, &new, span);
        self.assign(&s.target, value, frame);
    }

    /// Binds a target: a name, an item, an attribute, or several of them.
    pub fn assign(&mut self, target: &'a Expr, value: Val<'a>, frame: &mut Frame<'a>) {
        let span = self.span(frame, target);
        match target {
            Expr::Name(name) => self.bind(frame, name.id.as_str(), value),
            Expr::Tuple(t) => self.unpack(&t.elts, &value, frame),
            Expr::List(t) => self.unpack(&t.elts, &value, frame),
            Expr::Starred(s) => self.assign(&s.value, value, frame),
            Expr::Attribute(a) => {
                let holder = self.expr(&a.value, frame);
                match &holder.kind {
                    Kind::Object(object) if self.condition.is_none() => {
                        object.borrow_mut().set(a.attr.as_str(), span, value);
                    }
                    _ => holder.spoil(span, 8),
                }
            }
            Expr::Subscript(s) => {
                let holder = self.expr(&s.value, frame);
                let index = self.expr(&s.slice, frame);
                super::items::set_item(&holder, &index, value, span);
            }
            _ => {}
        }
    }

    fn unpack(&mut self, targets: &'a [Expr], value: &Val<'a>, frame: &mut Frame<'a>) {
        if let Some(part) = super::workflow_calls::part_of_promise(value, value.span) {
            return targets.iter().for_each(|target| self.assign(target, part.clone(), frame));
        }
        let lost = |v: &Val<'a>| targets.iter().map(|_| v.clone()).collect::<Vec<_>>();
        let star = targets.iter().position(|t| matches!(t, Expr::Starred(_)));
        let values = match (self.items(value), star) {
            (Err(unknown), _) => lost(&unknown),
            (Ok(items), None) if items.len() == targets.len() => items,
            (Ok(items), Some(at)) if items.len() + 1 >= targets.len() => {
                let behind = targets.len() - at - 1;
                let (head, rest) = items.split_at(at);
                let (middle, tail) = rest.split_at(rest.len() - behind);
                let middle = Val::list(middle.to_vec(), value.span);
                head.iter().cloned().chain([middle]).chain(tail.iter().cloned()).collect()
            }
            _ => lost(&Val::unknown("this has another number of values", value.span)),
        };
        for (target, value) in targets.iter().zip(values) {
            self.assign(target, value, frame);
        }
    }

    /// `def`: a task, if a decorator of the SDK says so; otherwise a function that can be called.
    fn define(&mut self, s: &'a StmtFunctionDef, frame: &mut Frame<'a>) {
        let span = self.span(frame, &s.name);
        let makers: Vec<Val<'a>> = s.decorator_list.iter().map(|d| self.expr(&d.expression, frame)).collect();
        let lost =
            s.decorator_list.iter().zip(&makers).find(|(d, v)| v.is_unknown() && self.of_unknown(&d.expression, frame));
        let lost = lost.map(|(_, v)| v);
        let task = makers.iter().find(|m| super::classes::makes_task(m)).or(lost);
        if let (Some(maker), true) = (task, frame.scopes.is_empty()) {
            let function = Some(s.name.as_str().to_owned());
            let maker = super::environment::frozen(maker);
            super::environment::decorated(self, &maker, s.is_async, span);
            if matches!(&maker.kind, Kind::Object(o) if o.borrow().class == super::environment::DECORATOR) {
                super::environment::parameters(self, s, frame.module);
            }
            let value = self.task(Made { module: frame.module, function, maker, span, condition: self.condition });
            return self.bind(frame, s.name.as_str(), value);
        }
        if makers.iter().any(super::classes::makes_workflow) && frame.scopes.is_empty() {
            return self.workflow(s, &makers, frame, span);
        }
        if let Some(reference) = makers.iter().find(|m| super::workflow_calls::is_elsewhere(m)) {
            return self.bind(frame, s.name.as_str(), reference.clone());
        }
        let value = if s.decorator_list.is_empty() && !s.is_async && frame.scopes.is_empty() {
            let defaults = self.defaults(&s.parameters, frame);
            Val::new(Kind::Function(Rc::new(Function { module: frame.module, code: Code::Def(s), defaults })), span)
        } else {
            Val::unknown("this function is not followed", span)
        };
        self.bind(frame, s.name.as_str(), value);
    }

    /// A task is made; the value that stands for it.
    pub fn task(&mut self, made: Made<'a>) -> Val<'a> {
        let span = made.span;
        self.made.push(made);
        let number = Val::new(Kind::Int(self.made.len() as i128 - 1), span);
        Val::object("task", vec![Field { name: "number".to_owned(), key: span, value: number }], span)
    }

    /// Whether a decorator is `x.task` of an `x` that is not known.
    fn of_unknown(&self, decorator: &Expr, frame: &Frame<'a>) -> bool {
        let function = match decorator {
            Expr::Call(call) => &call.func,
            other => other,
        };
        let Expr::Attribute(a) = function else { return false };
        let Expr::Name(name) = &*a.value else { return false };
        let span = self.span(frame, name);
        a.attr.as_str() == "task" && self.lookup(frame, name.id.as_str(), span).is_unknown()
    }

    /// Defaults of parameters, as they are when the function is made.
    pub fn defaults(&mut self, p: &'a ruff_python_ast::Parameters, frame: &mut Frame<'a>) -> Vec<(String, Val<'a>)> {
        let all = p.posonlyargs.iter().chain(p.args.iter()).chain(p.kwonlyargs.iter());
        let with = all.filter_map(|a| Some((a.parameter.name.as_str().to_owned(), a.default.as_deref()?)));
        with.collect::<Vec<_>>().into_iter().map(|(name, default)| (name, self.expr(default, frame))).collect()
    }

    /// A class of the file: constants of its body; what inherits is not followed.
    fn class(&mut self, s: &'a StmtClassDef, frame: &mut Frame<'a>) {
        let span = self.span(frame, &s.name);
        let plain = s.arguments.as_ref().is_none_or(|a| a.args.is_empty() && a.keywords.is_empty());
        frame.scopes.push(Names::new());
        self.block(&s.body, frame);
        let names = frame.scopes.pop().unwrap_or_default();
        let value = if plain {
            Val::new(Kind::Class(Rc::new(names.into_iter().collect())), span)
        } else {
            Val::unknown(super::doubt::INHERITS, span)
        };
        self.bind(frame, s.name.as_str(), value);
    }

    fn branch(&mut self, s: &'a StmtIf, frame: &mut Frame<'a>) {
        let clauses = s.elif_else_clauses.iter().map(|c| (c.test.as_ref(), &c.body[..]));
        let all: Vec<_> = [(Some(&*s.test), &s.body[..])].into_iter().chain(clauses).collect();
        let mut doubt: Option<Span> = None;
        for (test, body) in all {
            let truth = test.map_or(Some(true), |t| self.expr(t, frame).truth());
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

    /// Statements of which only running tells whether they run: whatever they bind or change is
    /// unknown as of the condition.
    fn maybe(&mut self, body: &'a [Stmt], at: Span, frame: &mut Frame<'a>) {
        let calls = super::doubt::leaves(body) || self.calls_in_body(body, frame);
        self.perhaps(at, calls);
        let outer = self.condition;
        self.condition = outer.or(Some(at));
        let lost = Val::unknown("a condition that only running the program decides", at);
        for statement in body {
            super::doubt::statement(self, statement, &lost, frame);
        }
        self.condition = outer;
    }

    fn each(&mut self, s: &'a StmtFor, frame: &mut Frame<'a>) {
        let values = self.expr(&s.iter, frame);
        let breaks = super::doubt::breaks(&s.body);
        match self.items(&values) {
            Ok(items) if !breaks => {
                for item in items {
                    self.assign(&s.target, item, frame);
                    self.block(&s.body, frame);
                    if frame.returned.is_some() || !self.step() {
                        return;
                    }
                }
                self.block(&s.orelse, frame);
            }
            Ok(_) => {
                let span = self.span(frame, &*s.iter);
                self.maybe(&s.body, span, frame);
            }
            Err(lost) => self.maybe(&s.body, lost.span, frame),
        }
    }
}
