//! Expressions: what each is worth, or why that cannot be known.

use crate::sdk::python::language::doubt;
use ruff_python_ast::{Expr, Number, UnaryOp};

use crate::sdk::python::language::items;
use crate::sdk::python::language::machine::{Frame, Machine};
use crate::sdk::python::language::operators;
use crate::sdk::python::language::value::{Kind, Val};

impl<'a> Machine<'a> {
    /// The value of an expression.
    pub fn expr(&mut self, expr: &'a Expr, frame: &mut Frame<'a>) -> Val<'a> {
        let span = self.span(frame, expr);
        if self.raised.is_some() {
            return Val::unknown("an exception", span);
        }
        let value = if self.nest() && self.step() {
            self.plain(expr, frame, span)
        } else {
            Val::unknown("this file needs too much work to be read", span)
        };
        self.unnest();
        if value.is_unknown() && self.first_unknown.is_none() {
            self.first_unknown = Some(value.span);
        }
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
            Expr::Name(name) => self.name(frame, name.id.as_str(), span),
            Expr::Attribute(a) => {
                let value = self.expr(&a.value, frame);
                self.attribute(&value, a.attr.as_str(), span)
            }
            Expr::Call(call) => self.call(call, frame, span),
            Expr::Subscript(s) => {
                let value = self.expr(&s.value, frame);
                match &*s.slice {
                    Expr::Slice(slice) => {
                        let parts = self.slice_parts(slice, frame);
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

    /// `lower:upper:step`
    pub fn slice_parts(&mut self, s: &'a ruff_python_ast::ExprSlice, frame: &mut Frame<'a>) -> [Option<Val<'a>>; 3] {
        let mut part = |e: &'a Option<Box<Expr>>| e.as_ref().map(|e| self.expr(e, frame));
        [part(&s.lower), part(&s.upper), part(&s.step)]
    }

    /// Expressions made of several.
    fn compound(&mut self, expr: &'a Expr, frame: &mut Frame<'a>) -> Val<'a> {
        let span = self.span(frame, expr);
        match expr {
            Expr::BinOp(b) => {
                let (left, right) = (self.expr(&b.left, frame), self.expr(&b.right, frame));
                self.reckoned(&left, b.op, &right, span);
                match operators::refusal(&left, b.op, &right) {
                    Some(text) => self.raise("TypeError", &text, span),
                    None => operators::binary(&left, b.op, &right, span),
                }
            }
            Expr::UnaryOp(u) => {
                let value = self.expr(&u.operand, frame);
                operators::unary(u.op, &value, span)
            }
            Expr::BoolOp(b) => self.either(b.op, &b.values, frame),
            Expr::Compare(_) | Expr::If(_) | Expr::Named(_) | Expr::Yield(_) | Expr::YieldFrom(_) => {
                self.special(expr, frame)
            }
            Expr::Lambda(l) => self.lambda(l, frame, span),
            _ => self.display(expr, frame),
        }
    }

    /// Expressions that decide, bind or give.
    fn special(&mut self, expr: &'a Expr, frame: &mut Frame<'a>) -> Val<'a> {
        let span = self.span(frame, expr);
        match expr {
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
                    let lost = Val::unknown("a condition that only running the program decides", test);
                    for branch in [&*i.body, &*i.orelse] {
                        doubt::alias(self, branch, &lost, frame);
                    }
                    lost
                }
            },
            Expr::Named(n) => {
                let value = self.expr(&n.value, frame);
                if let Expr::Name(name) = &*n.target {
                    self.bind_around(frame, name.id.as_str(), value.clone());
                }
                value
            }
            Expr::Yield(y) => {
                let value = y.value.as_ref().map_or(Val::new(Kind::None, span), |v| self.expr(v, frame));
                frame.yields.iter_mut().for_each(|all| all.push(value.clone()));
                Val::new(Kind::None, span)
            }
            Expr::YieldFrom(y) => {
                let value = self.expr(&y.value, frame);
                let items = self.items_at(&value, value.span).unwrap_or_else(|lost| vec![lost.several()]);
                frame.yields.iter_mut().for_each(|all| all.extend(items.iter().cloned()));
                Val::new(Kind::None, span)
            }
            _ => self.display(expr, frame),
        }
    }

    /// Items of a display, those behind a `*` spread out.
    pub fn elements(&mut self, items: &'a [Expr], frame: &mut Frame<'a>) -> Vec<Val<'a>> {
        let mut out = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Expr::Starred(s) => {
                    let value = self.expr(&s.value, frame);
                    out.extend(self.items_at(&value, value.span).unwrap_or_else(|lost| vec![lost.several()]));
                }
                other => out.push(self.expr(other, frame)),
            }
        }
        out
    }
}

/// What `not x`, `-x` and so on are of.
pub(in crate::sdk::python) fn sign(op: UnaryOp) -> i128 {
    if op == UnaryOp::USub { -1 } else { 1 }
}
