//! Statements: assignments, imports, definitions and the branches that are taken.

use ruff_python_ast::{Expr, Operator, Stmt, StmtIf};

use super::machine::{Frame, Jump, Machine};
use super::value::{Kind, Val};
use crate::source::Span;

/// Attributes of tasks that say something of the Pod.
const READ: &[&str] = &[
    "container_image",
    "resources",
    "pod_template",
    "accelerator",
    "shared_memory",
    "environment",
    "metadata",
    "name",
    "security_context",
    "security_ctx",
    "secrets",
    "image",
    "env_vars",
    "service_account",
    "interruptible",
    "task_type",
    "config",
    "task_config",
    "task_resolver",
    "get_command_fn",
];

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

    /// `del`
    fn delete(&mut self, target: &'a Expr, frame: &mut Frame<'a>) {
        let span = self.span(frame, target);
        match target {
            Expr::Name(name) => self.unbind(frame, name.id.as_str()),
            Expr::Tuple(t) => t.elts.iter().for_each(|t| self.delete(t, frame)),
            Expr::List(t) => t.elts.iter().for_each(|t| self.delete(t, frame)),
            Expr::Subscript(s) => {
                let holder = self.expr(&s.value, frame);
                let done = match &*s.slice {
                    Expr::Slice(slice) => {
                        let parts = self.slice_parts(slice, frame);
                        super::items::set_slice(&holder, parts, Vec::new())
                    }
                    index => {
                        let index = self.expr(index, frame);
                        super::items::delete(&holder, &index)
                    }
                };
                if done.is_none() {
                    holder.spoil(span, 8);
                }
            }
            Expr::Attribute(a) => self.expr(&a.value, frame).spoil(span, 8),
            _ => {}
        }
    }

    fn augment(&mut self, s: &'a ruff_python_ast::StmtAugAssign, frame: &mut Frame<'a>) {
        let span = self.span(frame, s);
        let (old, new) = (self.expr(&s.target, frame), self.expr(&s.value, frame));
        if self.raised.is_some() {
            return;
        }
        // `+=` changes a list in place, for every name that it has
        match (&old.kind, s.op, &new.kind) {
            (Kind::List(items), Operator::Add, _) => match self.items_at(&new, new.span) {
                Ok(more) => items.borrow_mut().extend(more),
                Err(lost) => old.spoil(lost.span, 8),
            },
            (Kind::List(items), Operator::Mult, _) => match super::operators::binary(&old, s.op, &new, span).kind {
                Kind::List(more) => {
                    let more = more.borrow().clone();
                    items.replace(more);
                }
                _ => old.spoil(span, 8),
            },
            (Kind::Dict(_), Operator::BitOr, _) => {
                let given = super::call::Given { positional: vec![new], named: Vec::new() };
                super::methods::call(self, &old, "update", given, span);
            }
            (Kind::Set(_), ..) if super::sets::change(&old, s.op, &new) => {}
            _ => {
                let value = super::operators::binary(&old, s.op, &new, span);
                return self.assign(&s.target, value, frame);
            }
        }
        // an item or attribute is set to the same object
        if !matches!(&*s.target, Expr::Name(_)) {
            self.assign(&s.target, old, frame);
        }
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
                self.set_attribute(&holder, a.attr.as_str(), value, span);
            }
            Expr::Subscript(s) => {
                let holder = self.expr(&s.value, frame);
                if let Expr::Slice(slice) = &*s.slice {
                    let parts = self.slice_parts(slice, frame);
                    let items = self.items_at(&value, value.span);
                    let done = items.ok().and_then(|items| super::items::set_slice(&holder, parts, items));
                    return if done.is_none() {
                        holder.spoil(span, 8)
                    };
                }
                let index = self.expr(&s.slice, frame);
                super::items::set_item(&holder, &index, value, span);
            }
            _ => {}
        }
    }

    /// `holder.name = value`
    pub fn set_attribute(&mut self, holder: &Val<'a>, name: &str, value: Val<'a>, span: Span) {
        match &holder.kind {
            // what the SDKs do not read changes no task
            Kind::Object(object)
                if object.borrow().class == "task" && !READ.contains(&name.trim_start_matches('_')) => {}
            Kind::Object(object) if object.borrow().class == "task" => {
                let number = object.borrow().get("number").and_then(Val::as_int);
                let made = number.and_then(|n| usize::try_from(n).ok()).and_then(|n| self.made.get_mut(n));
                let matters = super::environment::is_argument(name);
                made.filter(|_| matters).into_iter().for_each(|m| m.condition = Some(span));
            }
            Kind::Object(object) if self.condition.is_none() => {
                if let Some(refusal) = super::classes::refused_value(&object.borrow(), name, &value) {
                    self.raise("ValueError", &refusal, span);
                    return;
                }
                let class = object.borrow().get("()").cloned();
                let getter = match class.map(|c| c.kind) {
                    Some(Kind::Class(class)) => class.get(name).is_some_and(|v| matches!(v.kind, Kind::Object(_))),
                    _ => false,
                };
                if getter {
                    return holder.spoil(span, 8);
                }
                let class = object.borrow().class.clone();
                let model = class.strip_prefix("kubernetes.").unwrap_or_default();
                if value.is_none() && crate::sdk::client::required(model).contains(&name) {
                    self.raise("ValueError", &format!("Invalid value for `{name}`, must not be `None`"), span);
                    return;
                }
                object.borrow_mut().set(name, span, value);
            }
            Kind::Class(class) => class.set(name, value),
            Kind::Module(number) => {
                if let Some(space) = self.spaces.get_mut(*number) {
                    space.names.insert(name.to_owned(), value);
                }
            }
            _ => holder.spoil(span, 8),
        }
    }

    fn unpack(&mut self, targets: &'a [Expr], value: &Val<'a>, frame: &mut Frame<'a>) {
        if let Some(part) = super::workflow_calls::part_of_promise(value, value.span) {
            return targets.iter().for_each(|target| self.assign(target, part.clone(), frame));
        }
        let lost = |v: &Val<'a>| targets.iter().map(|_| v.clone()).collect::<Vec<_>>();
        let star = targets.iter().position(|t| matches!(t, Expr::Starred(_)));
        let values = match (self.items_at(value, value.span), star) {
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

    /// Statements of which only running tells whether they run: whatever they bind or change is
    /// unknown as of the condition.
    pub fn maybe(&mut self, body: &'a [Stmt], at: Span, frame: &mut Frame<'a>) {
        let calls = super::doubt::leaves(body) || self.calls_in_body(body, frame);
        self.perhaps(at, calls);
        let outer = self.condition;
        self.condition = outer.or(Some(at));
        let lost = Val::unknown("a condition that only running the program decides", at);
        let raised = self.raised.take();
        for statement in body {
            super::doubt::statement(self, statement, &lost, frame);
        }
        (self.condition, self.raised) = (outer, raised);
    }
}
