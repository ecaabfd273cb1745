//! Assignments: names, items, attributes, several at once; taking away again.

use crate::sdk::python::common::classes;
use crate::sdk::python::language::call;
use crate::sdk::python::language::items;
use crate::sdk::python::language::operators;
use crate::sdk::python::library::methods;
use crate::sdk::python::library::sets;
use crate::sdk::python::workflow::calls;
use ruff_python_ast::{Expr, Operator};

use crate::sdk::python::language::machine::{Frame, Machine};
use crate::sdk::python::language::value::{Kind, Val};
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
    "reusable",
    "func",
    "parent_env_name",
];

impl<'a> Machine<'a> {
    /// `del`
    pub fn delete(&mut self, target: &'a Expr, frame: &mut Frame<'a>) {
        let span = self.span(frame, target);
        match target {
            Expr::Name(name) => self.unbind(frame, name.id.as_str()),
            Expr::Tuple(t) => t.elts.iter().for_each(|t| self.delete(t, frame)),
            Expr::List(t) => t.elts.iter().for_each(|t| self.delete(t, frame)),
            Expr::Subscript(s) => {
                let holder = self.expr(&s.value, frame);
                self.mutated(&holder);
                let done = match &*s.slice {
                    Expr::Slice(slice) => {
                        let parts = self.slice_parts(slice, frame);
                        items::set_slice(&holder, parts, Vec::new())
                    }
                    index => {
                        let index = self.expr(index, frame);
                        items::delete(&holder, &index)
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

    pub fn augment(&mut self, s: &'a ruff_python_ast::StmtAugAssign, frame: &mut Frame<'a>) {
        let span = self.span(frame, s);
        let (old, new) = (self.expr(&s.target, frame), self.expr(&s.value, frame));
        if self.raised.is_some() {
            return;
        }
        // `+=` changes a list in place, for every name that it has
        self.mutated(&old);
        match (&old.kind, s.op, &new.kind) {
            (Kind::List(items), Operator::Add, _) => match self.items_at(&new, new.span) {
                Ok(more) => items.borrow_mut().extend(more),
                Err(lost) => old.spoil(lost.span, 8),
            },
            (Kind::List(items), Operator::Mult, _) => match operators::binary(&old, s.op, &new, span).kind {
                Kind::List(more) => {
                    let more = more.borrow().clone();
                    items.replace(more);
                }
                _ => old.spoil(span, 8),
            },
            (Kind::Dict(_), Operator::BitOr, _) => {
                let given = call::Given { positional: vec![new], named: Vec::new() };
                methods::call(self, &old, "update", given, span);
            }
            (Kind::Set(_), ..) if sets::change(&old, s.op, &new) => {}
            _ => {
                let value = operators::binary(&old, s.op, &new, span);
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
        // behind a condition that is not known, that is what makes the target unknown
        let doubted = self.condition.is_some() && value.is_unknown();
        let span = if doubted { value.span } else { self.span(frame, target) };
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
                    let done = items.ok().and_then(|items| items::set_slice(&holder, parts, items));
                    return if done.is_none() {
                        holder.spoil(span, 8)
                    };
                }
                let index = self.expr(&s.slice, frame);
                self.mutated(&holder);
                if holder.is_none() {
                    self.raise("TypeError", "'NoneType' object does not support item assignment", span);
                    return;
                }
                let value = self.perhaps_set(&holder, &index, value);
                items::set_item(&holder, &index, value, span);
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
                made.into_iter().for_each(|m| m.condition = Some(span));
            }
            Kind::Object(object) if self.condition.is_none() => {
                if let Some(refusal) = classes::refused_value(&object.borrow(), name, &value) {
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
                object.borrow_mut().set(name, span, value);
            }
            Kind::Class(class) => class.set(name, value),
            Kind::Module(number) => {
                if let Some(space) = self.spaces.get_mut(*number) {
                    space.names.insert(name.to_owned(), value);
                }
            }
            _ => {
                self.mutated(holder);
                holder.spoil(span, 8);
            }
        }
    }

    fn unpack(&mut self, targets: &'a [Expr], value: &Val<'a>, frame: &mut Frame<'a>) {
        if let Some(part) = calls::part_of_promise(value, value.span) {
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
            (Ok(items), _) if !items.iter().any(Val::is_unknown) => {
                let wanted = targets.len() - usize::from(star.is_some());
                let text = match items.len() > wanted {
                    true => format!("too many values to unpack (expected {wanted})"),
                    false => format!("not enough values to unpack (expected {wanted}, got {})", items.len()),
                };
                lost(&self.raise("ValueError", &text, value.span))
            }
            _ => lost(&Val::unknown("this has another number of values", value.span)),
        };
        for (target, value) in targets.iter().zip(values) {
            self.assign(target, value, frame);
        }
    }
}
