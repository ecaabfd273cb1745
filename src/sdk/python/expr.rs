//! Expressions: what each is worth, or why that cannot be known.

use ruff_python_ast::{Expr, Number, UnaryOp};

use super::machine::{Frame, Machine};
use super::value::{Code, Kind, Val};
use super::{items, operators};
use std::rc::Rc;

const RUNS: &str = "only running the program tells this";

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
                if let Expr::Name(name) = &*n.target {
                    self.bind_around(frame, name.id.as_str(), value.clone());
                }
                value
            }
            Expr::Lambda(l) => self.lambda(l, frame, span),
            Expr::Yield(y) => {
                let value = y.value.as_ref().map_or(Val::new(Kind::None, span), |v| self.expr(v, frame));
                frame.yields.iter_mut().for_each(|all| all.push(value.clone()));
                Val::new(Kind::None, span)
            }
            Expr::YieldFrom(y) => {
                let value = self.expr(&y.value, frame);
                let items = self.items_at(&value, value.span).unwrap_or_else(|lost| vec![lost]);
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
                    out.extend(self.items_at(&value, value.span).unwrap_or_else(|lost| vec![lost]));
                }
                other => out.push(self.expr(other, frame)),
            }
        }
        out
    }

    /// The items that iterating over a value gives; an iterator gives them once.
    pub fn items(&self, value: &Val<'a>) -> Result<Vec<Val<'a>>, Val<'a>> {
        self.items_at(value, value.span)
    }

    /// The same, for an iteration that stands at a place.
    pub fn items_at(&self, value: &Val<'a>, span: crate::source::Span) -> Result<Vec<Val<'a>>, Val<'a>> {
        match &value.kind {
            Kind::List(items) => Ok(items.borrow().clone()),
            Kind::Tuple(items) => Ok(items.to_vec()),
            Kind::Dict(entries) => Ok(entries.borrow().values().map(|(k, _)| k.clone()).collect()),
            Kind::Str(s) => Ok(s.chars().map(|c| Val::str(c.to_string(), value.span)).collect()),
            Kind::Series(series) => Ok(series.items(value.span)),
            Kind::Set(set) => match set.items.borrow().values().collect::<Vec<_>>().as_slice() {
                [] => Ok(Vec::new()),
                [(one, _)] => Ok(vec![one.clone()]),
                _ => Err(Val::unknown("the order of a set", span)),
            },
            Kind::Class(class) if class.style.get() == super::composed::Style::Enum => {
                Ok(super::instances::members(class))
            }
            Kind::Member(m) if m.mixed => self.items_at(&value.plain(), span),
            Kind::Unknown(_) => Err(value.clone()),
            _ => Err(Val::unknown(RUNS, value.span)),
        }
    }

    /// `not`, `-`, and the like are in [`operators`]; attributes need the modules.
    pub fn attribute(&mut self, value: &Val<'a>, name: &str, span: crate::source::Span) -> Val<'a> {
        match &value.kind {
            Kind::Unknown(_) => value.clone(),
            Kind::Name(dotted) => {
                let dotted = format!("{dotted}.{name}");
                super::kit::attribute(self, &dotted, span);
                match super::standard::constant(&dotted) {
                    Some(text) => Val::str(text, span),
                    None => Val::new(Kind::Name(dotted.into()), span),
                }
            }
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
            Kind::Class(class) => self.class_attribute(class, name, span),
            Kind::Member(_) => super::instances::member_attribute(self, value, name, span),
            Kind::Object(object) => {
                let class = object.borrow().class.clone();
                match class.as_str() {
                    "instance" => self.instance_attribute(value, object, name, span),
                    "super" => self.super_attribute(object, name, span),
                    _ => super::classes::attribute(value, object, name, span),
                }
            }
            Kind::Function(f) if name == "__name__" => match f.code {
                Code::Def(def) => Val::str(f.wraps.as_ref().map_or(def.name.as_str(), |(_, name)| name.as_str()), span),
                Code::Lambda(..) => Val::str("<lambda>", span),
            },
            _ => Val::new(Kind::Method(Rc::new((value.clone(), name.to_owned()))), span),
        }
    }

    fn subscript(&mut self, value: &Val<'a>, index: &Val<'a>, span: crate::source::Span) -> Val<'a> {
        if let (Kind::Name(dotted), Some(name)) = (&value.kind, index.as_str())
            && &**dotted == "os.environ"
        {
            return self.of_environment(name, span);
        }
        if let Kind::Class(class) = &value.kind {
            let name = index.as_str().unwrap_or_default();
            let found = class.get(name).filter(|v| matches!(v.kind, Kind::Member(_)));
            return found.unwrap_or_else(|| operators::lost(value, index, span));
        }
        match items::missing(value, index) {
            Some((class, text)) => self.raise(class, &text, span),
            None => items::subscript(value, index, span),
        }
    }
}

/// What `not x`, `-x` and so on are of.
pub(super) fn sign(op: UnaryOp) -> i128 {
    if op == UnaryOp::USub { -1 } else { 1 }
}
