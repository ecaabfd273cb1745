//! Expressions: what each is worth, or why that cannot be known.

use ruff_python_ast::{Comprehension, Expr, Number, UnaryOp};

use super::machine::{Frame, Machine, Names};
use super::value::{Code, Dict, Function, Kind, Val};
use super::{items, operators};
use std::rc::Rc;

const RUNS: &str = "only running the program tells this";

/// How the element of a comprehension is put together.
type Element<'e, 'a> = &'e mut dyn FnMut(&mut Machine<'a>, &mut Frame<'a>);

impl<'a> Machine<'a> {
    /// The value of an expression.
    pub fn expr(&mut self, expr: &'a Expr, frame: &mut Frame<'a>) -> Val<'a> {
        let span = self.span(frame, expr);
        let value = if self.nest() && self.step() {
            self.plain(expr, frame, span)
        } else {
            Val::unknown("this file needs too much work to be read", span)
        };
        self.unnest();
        value
    }

    fn plain(&mut self, expr: &'a Expr, frame: &mut Frame<'a>, span: crate::source::Span) -> Val<'a> {
        match expr {
            Expr::NoneLiteral(_) => Val::new(Kind::None, span),
            Expr::BooleanLiteral(b) => Val::new(Kind::Bool(b.value), span),
            Expr::StringLiteral(s) => Val::str(s.value.to_str(), span),
            Expr::NumberLiteral(n) => match &n.value {
                Number::Int(n) => match n.to_string().parse().ok().or_else(|| n.as_u64().map(i128::from)) {
                    Some(n) => Val::new(Kind::Int(n), span),
                    None => Val::unknown("a number of this size", span),
                },
                Number::Float(n) => Val::new(Kind::Float(*n), span),
                Number::Complex { .. } => Val::unknown("a complex number", span),
            },
            Expr::FString(f) => self.fstring(&f.value, frame, span),
            Expr::Name(name) => self.lookup(frame, name.id.as_str(), span),
            Expr::Attribute(a) => {
                let value = self.expr(&a.value, frame);
                self.attribute(&value, a.attr.as_str(), span)
            }
            Expr::Call(call) => self.call(call, frame, span),
            Expr::Subscript(s) => {
                let value = self.expr(&s.value, frame);
                match &*s.slice {
                    Expr::Slice(slice) => {
                        let mut part = |e: &'a Option<Box<Expr>>| e.as_ref().map(|e| self.expr(e, frame));
                        let parts = [part(&slice.lower), part(&slice.upper), part(&slice.step)];
                        items::slice(&value, parts, span)
                    }
                    index => {
                        let index = self.expr(index, frame);
                        self.subscript(&value, &index, span)
                    }
                }
            }
            _ => self.compound(expr, frame),
        }
    }

    /// Expressions made of several.
    fn compound(&mut self, expr: &'a Expr, frame: &mut Frame<'a>) -> Val<'a> {
        let span = self.span(frame, expr);
        match expr {
            Expr::BinOp(b) => {
                let (left, right) = (self.expr(&b.left, frame), self.expr(&b.right, frame));
                self.reckoned(&left, b.op, &right, span);
                operators::binary(&left, b.op, &right, span)
            }
            Expr::UnaryOp(u) => {
                let value = self.expr(&u.operand, frame);
                operators::unary(u.op, &value, span)
            }
            Expr::BoolOp(b) => self.either(b.op, &b.values, frame),
            Expr::Compare(c) => {
                let mut left = self.expr(&c.left, frame);
                for (op, right) in c.ops.iter().zip(&c.comparators) {
                    let right = self.expr(right, frame);
                    let found = operators::compare(&left, *op, &right, span);
                    if found.truth() != Some(true) {
                        return found;
                    }
                    left = right;
                }
                Val::new(Kind::Bool(true), span)
            }
            Expr::If(i) => match self.expr(&i.test, frame).truth() {
                Some(true) => self.expr(&i.body, frame),
                Some(false) => self.expr(&i.orelse, frame),
                None => {
                    let test = self.span(frame, &*i.test);
                    let calls = self.calls_in(&i.body, frame) || self.calls_in(&i.orelse, frame);
                    self.perhaps(test, calls);
                    Val::unknown("a condition that only running the program decides", test)
                }
            },
            Expr::Named(n) => {
                let value = self.expr(&n.value, frame);
                self.assign(&n.target, value.clone(), frame);
                value
            }
            Expr::Lambda(l) if frame.scopes.is_empty() => {
                let defaults = l.parameters.as_ref().map(|p| self.defaults(p, frame)).unwrap_or_default();
                let code = Code::Lambda(l, &l.body);
                Val::new(Kind::Function(Rc::new(Function { module: frame.module, code, defaults })), span)
            }
            Expr::Yield(_) | Expr::YieldFrom(_) => {
                frame.returned = Some(Val::unknown("a generator", span));
                Val::unknown("a generator", span)
            }
            _ => self.display(expr, frame),
        }
    }

    /// Displays and comprehensions.
    fn display(&mut self, expr: &'a Expr, frame: &mut Frame<'a>) -> Val<'a> {
        let span = self.span(frame, expr);
        match expr {
            Expr::List(l) => Val::list(self.elements(&l.elts, frame), span),
            Expr::Tuple(t) => Val::new(Kind::Tuple(Rc::new(self.elements(&t.elts, frame))), span),
            Expr::Dict(d) => {
                let mut out = Dict::new();
                for item in &d.items {
                    let value = self.expr(&item.value, frame);
                    match &item.key {
                        Some(key) => {
                            let key = self.expr(key, frame);
                            items::insert(&mut out, key, value);
                        }
                        None => items::merge(&mut out, &value),
                    }
                }
                Val::dict(out, span)
            }
            Expr::ListComp(c) => Val::list(self.comprehended(&c.elt, &c.generators, frame), span),
            Expr::Generator(c) => {
                let items = self.comprehended(&c.elt, &c.generators, frame);
                Val::new(Kind::Tuple(Rc::new(items)), span)
            }
            Expr::DictComp(c) => {
                let mut out = Dict::new();
                let mut element = |m: &mut Machine<'a>, f: &mut Frame<'a>| {
                    let key = c.key.as_ref().map(|k| m.expr(k, f));
                    let value = m.expr(&c.value, f);
                    match key {
                        Some(key) => items::insert(&mut out, key, value),
                        None => items::merge(&mut out, &value),
                    }
                };
                let lost = self.comprehend(&c.generators, frame, &mut element);
                if let Some(lost) = lost {
                    items::insert(&mut out, lost.clone(), lost);
                }
                Val::dict(out, span)
            }
            _ => {
                let calls = !matches!(expr, Expr::Lambda(_)) && self.calls_in(expr, frame);
                self.perhaps(span, calls);
                Val::unknown(RUNS, span)
            }
        }
    }

    fn comprehended(&mut self, element: &'a Expr, rounds: &'a [Comprehension], frame: &mut Frame<'a>) -> Vec<Val<'a>> {
        let mut out = Vec::new();
        let lost = self.comprehend(rounds, frame, &mut |m, f| out.push(m.expr(element, f)));
        out.extend(lost);
        out
    }

    /// Runs the rounds of a comprehension in a scope of its own; what cannot be known ends it.
    fn comprehend(
        &mut self,
        rounds: &'a [Comprehension],
        frame: &mut Frame<'a>,
        element: Element<'_, 'a>,
    ) -> Option<Val<'a>> {
        frame.scopes.push(Names::new());
        let lost = self.rounds(rounds, frame, element);
        frame.scopes.pop();
        if let Some(lost) = &lost {
            self.unfollowed(lost.span, "what is gone through here is not known");
        }
        lost
    }

    fn rounds(
        &mut self,
        rounds: &'a [Comprehension],
        frame: &mut Frame<'a>,
        element: Element<'_, 'a>,
    ) -> Option<Val<'a>> {
        let Some((first, rest)) = rounds.split_first() else {
            element(self, frame);
            return None;
        };
        let values = self.expr(&first.iter, frame);
        let items = match self.items(&values) {
            Ok(items) => items,
            Err(lost) => return Some(lost),
        };
        for item in items {
            if !self.step() {
                return None;
            }
            self.assign(&first.target, item, frame);
            let mut holds = true;
            for test in &first.ifs {
                match self.expr(test, frame).truth() {
                    Some(truth) => holds &= truth,
                    None => return Some(Val::unknown("a condition", self.span(frame, test))),
                }
                if !holds {
                    break;
                }
            }
            if holds && let Some(lost) = self.rounds(rest, frame, element) {
                return Some(lost);
            }
        }
        None
    }

    /// Items of a display, those behind a `*` spread out.
    pub fn elements(&mut self, items: &'a [Expr], frame: &mut Frame<'a>) -> Vec<Val<'a>> {
        let mut out = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Expr::Starred(s) => {
                    let value = self.expr(&s.value, frame);
                    out.extend(self.items(&value).unwrap_or_else(|lost| vec![lost]));
                }
                other => out.push(self.expr(other, frame)),
            }
        }
        out
    }

    /// The items that iterating over a value gives.
    pub fn items(&self, value: &Val<'a>) -> Result<Vec<Val<'a>>, Val<'a>> {
        match &value.kind {
            Kind::List(items) => Ok(items.borrow().clone()),
            Kind::Tuple(items) => Ok(items.to_vec()),
            Kind::Dict(entries) => Ok(entries.borrow().values().map(|(k, _)| k.clone()).collect()),
            Kind::Str(s) => Ok(s.chars().map(|c| Val::str(c.to_string(), value.span)).collect()),
            Kind::Unknown(_) => Err(value.clone()),
            _ => Err(Val::unknown(RUNS, value.span)),
        }
    }

    /// `not`, `-`, and the like are in [`operators`]; attributes need the modules.
    pub fn attribute(&mut self, value: &Val<'a>, name: &str, span: crate::source::Span) -> Val<'a> {
        match &value.kind {
            Kind::Unknown(_) => value.clone(),
            Kind::Name(dotted) => Val::new(Kind::Name(format!("{dotted}.{name}").into()), span),
            Kind::Module(number) => {
                let known = self.spaces.get(*number).and_then(|s| s.names.get(name).cloned());
                let below = self.modules.get(*number).map(|m| format!("{}.{name}", m.name));
                let below = below.and_then(|n| self.number(&n));
                match (known, below) {
                    (Some(value), _) => value,
                    (None, Some(number)) => Val::new(Kind::Module(number), span),
                    _ => Val::unknown("the module does not say this name", span),
                }
            }
            Kind::Class(names) => {
                let found = names.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
                found.unwrap_or_else(|| Val::unknown(RUNS, span))
            }
            Kind::Object(object) => super::classes::attribute(value, object, name, span),
            _ => Val::new(Kind::Method(Rc::new((value.clone(), name.to_owned()))), span),
        }
    }

    fn subscript(&mut self, value: &Val<'a>, index: &Val<'a>, span: crate::source::Span) -> Val<'a> {
        if let (Kind::Name(dotted), Some(name)) = (&value.kind, index.as_str())
            && &**dotted == "os.environ"
        {
            return self.of_environment(name, span);
        }
        items::subscript(value, index, span)
    }
}

/// What `not x`, `-x` and so on are of.
pub(super) fn sign(op: UnaryOp) -> i128 {
    if op == UnaryOp::USub { -1 } else { 1 }
}
