//! Displays and comprehensions: what lists, dicts and sets are made of.

use crate::sdk::python::library::sets;
use ruff_python_ast::{Comprehension, Expr};

use crate::sdk::python::language::composed::Of;
use crate::sdk::python::language::items;
use crate::sdk::python::language::machine::{Frame, Machine};
use crate::sdk::python::language::value::{Dict, Kind, Val};
use std::rc::Rc;

const RUNS: &str = "only running the program tells this";

/// How the element of a comprehension is put together.
type Element<'e, 'a> = &'e mut dyn FnMut(&mut Machine<'a>, &mut Frame<'a>);

impl<'a> Machine<'a> {
    /// Displays and comprehensions.
    pub fn display(&mut self, expr: &'a Expr, frame: &mut Frame<'a>) -> Val<'a> {
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
                Val::once("generator", items, span)
            }
            Expr::SetComp(c) => sets::of(self.comprehended(&c.elt, &c.generators, frame), false, span),
            Expr::Set(s) => sets::of(self.elements(&s.elts, frame), false, span),
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
                let calls = self.calls_in(expr, frame);
                self.perhaps(span, calls);
                Val::unknown(RUNS, span)
            }
        }
    }

    fn comprehended(&mut self, element: &'a Expr, rounds: &'a [Comprehension], frame: &mut Frame<'a>) -> Vec<Val<'a>> {
        let mut out = Vec::new();
        let lost = self.comprehend(rounds, frame, &mut |m, f| out.push(m.expr(element, f)));
        out.extend(lost.map(Val::several));
        out
    }

    /// Runs the rounds of a comprehension in a scope of its own; what cannot be known ends it.
    fn comprehend(
        &mut self,
        rounds: &'a [Comprehension],
        frame: &mut Frame<'a>,
        element: Element<'_, 'a>,
    ) -> Option<Val<'a>> {
        frame.open(Of::Comprehension);
        let lost = self.rounds(rounds, frame, element);
        frame.close();
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
        let span = self.span(frame, &first.iter);
        let items = match self.items_at(&values, span) {
            Ok(items) if !first.is_async => items,
            Ok(_) => return Some(Val::unknown(RUNS, span)),
            Err(lost) => return Some(lost),
        };
        for item in items {
            if !self.step() || self.raised.is_some() {
                return None;
            }
            self.assign(&first.target, item, frame);
            let mut holds = true;
            for test in &first.ifs {
                match self.expr(test, frame).truth() {
                    _ if self.raised.is_some() => return None,
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
}
