//! Decorators: what they make of a function of the files. Tasks and workflows among them.

use crate::sdk::python::common::checks;
use crate::sdk::python::common::classes;
use crate::sdk::python::common::hints;
use crate::sdk::python::flyte::environment;
use crate::sdk::python::flytekit::refusals;
use crate::sdk::python::workflow::calls;
use ruff_python_ast::{Expr, StmtFunctionDef};

use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::composed::Of;
use crate::sdk::python::language::machine::{Frame, Machine, Made};
use crate::sdk::python::language::value::{Code, Field, Function, Kind, Object, Val};
use crate::source::Span;
use std::rc::Rc;

/// What flytekit says of a task that is no function of a module.
const NESTED: &str = "TaskFunction cannot be a nested/inner or local function. It should be accessible at a module level \
for Flyte to execute it. Test modules with names beginning with `test_` are allowed to have nested tasks. If you're \
decorating your task function with custom decorators, use functools.wraps or functools.update_wrapper on the function \
wrapper. Alternatively if you want to create your own tasks with custom behavior use the TaskResolverMixin";

impl<'a> Machine<'a> {
    /// `def`: the function, and what its decorators make of it, the lowest first.
    pub fn define(&mut self, s: &'a StmtFunctionDef, frame: &mut Frame<'a>) {
        let makers: Vec<Val<'a>> = s.decorator_list.iter().map(|d| self.expr(&d.expression, frame)).collect();
        let mut value = self.function(s, frame);
        let mut below = None;
        for (decorator, maker) in s.decorator_list.iter().zip(makers).rev() {
            let maker = match &maker.kind {
                // `x.task` of an `x` that is not known makes a task of which nothing is known
                Kind::Unknown(_) if !self.of_unknown(&decorator.expression, frame) => {
                    value = self.unknown_decorator(&value, maker);
                    continue;
                }
                _ => maker,
            };
            value = self.decorated(value, &maker, s, below, frame);
            below = Some(self.span(frame, &decorator.expression));
        }
        self.bind(frame, s.name.as_str(), value);
    }

    /// A decorator that is not known may make anything of a function, but its name stays.
    fn unknown_decorator(&mut self, value: &Val<'a>, maker: Val<'a>) -> Val<'a> {
        match &value.kind {
            Kind::Function(_) => Val::new(Kind::Method(Rc::new((value.clone(), "()".to_owned()))), maker.span),
            _ => maker,
        }
    }

    fn decorated(
        &mut self,
        value: Val<'a>,
        maker: &Val<'a>,
        s: &'a StmtFunctionDef,
        below: Option<Span>,
        frame: &mut Frame<'a>,
    ) -> Val<'a> {
        let span = self.span(frame, &s.name);
        if classes::makes_task(maker) || maker.is_unknown() {
            return self.make_task(value, maker, Some(s.name.as_str()), span, frame);
        }
        if classes::makes_workflow(maker) && frame.at_module() {
            // a decorator below wraps the body
            let plain =
                matches!(&value.kind, Kind::Function(f) if matches!(f.code, Code::Def(d) if std::ptr::eq(d, s)));
            let wrapper = (!plain).then_some(value);
            return self.workflow(s, wrapper, below, frame);
        }
        match &maker.kind {
            Kind::Name(dotted) => match dotted.strip_prefix("builtins.") {
                Some("staticmethod" | "classmethod" | "property") => {
                    let of = Field { name: "()".to_owned(), key: span, value };
                    Val::object(&**dotted, vec![of], span)
                }
                _ if dotted.ends_with("cached_property") => {
                    let of = Field { name: "()".to_owned(), key: span, value };
                    Val::object("functools.cached_property", vec![of], span)
                }
                _ if matches!(&**dotted, "functools.cache" | "functools.lru_cache") => keeping(&value),
                _ => self.unknown_decorator(&value, Val::unknown("a decorator", maker.span)),
            },
            _ if calls::is_elsewhere(maker) => maker.clone(),
            Kind::Function(_) | Kind::Class(_) | Kind::Object(_) => {
                let given = Given { positional: vec![value.clone()], named: Vec::new() };
                let made = self.apply(maker, given, maker.span);
                if made.is_unknown() { self.unknown_decorator(&value, made) } else { made }
            }
            _ => self.unknown_decorator(&value, maker.clone()),
        }
    }

    /// A task of a function. `written` is the name under which it is defined.
    pub fn make_task(
        &mut self,
        value: Val<'a>,
        maker: &Val<'a>,
        written: Option<&str>,
        span: Span,
        frame: &Frame<'a>,
    ) -> Val<'a> {
        let (function, nested) = match &value.kind {
            Kind::Function(f) => (Some(f.clone()), f.scopes.iter().any(|s| s.of == Of::Function) && f.wraps.is_none()),
            Kind::Method(m) => match &m.0.kind {
                Kind::Function(f) => (Some(f.clone()), false),
                _ => (None, false),
            },
            _ => (None, false),
        };
        let of_flytekit = !maker.is_unknown() && classes::is_flytekit(maker);
        if nested && of_flytekit {
            checks::fault(self, span, "a task must be a function of a module", format!("ValueError: {NESTED}"));
            return Val::unknown("an exception", span);
        }
        let named = match function.as_ref().map(|f| (&f.wraps, f.code, f.module)) {
            Some((Some((module, name)), ..)) => Some((*module, name.clone())),
            Some((None, Code::Def(def), module)) => Some((module, def.name.to_string())),
            _ => written.map(|w| (frame.module, w.to_owned())),
        };
        // tasks of flyte may be made anywhere; of a decorator that is not known nothing is
        let elsewhere = maker.is_unknown() && !frame.at_module();
        let Some((module, name)) = named.filter(|_| !elsewhere) else {
            return Val::unknown("a task of a function that is not known", span);
        };
        let mut maker = environment::frozen(maker);
        if of_flytekit {
            maker = self.of_flytekit(&maker, function.as_deref());
        }
        // what wraps another function has that one's parameters
        let plain = function.as_ref().filter(|f| f.wraps.is_none());
        if let Some(Code::Def(def)) = plain.map(|f| f.code) {
            environment::decorated(self, &maker, def.is_async, span);
            if matches!(&maker.kind, Kind::Object(o) if o.borrow().class == environment::DECORATOR) {
                environment::parameters(self, def, module);
            }
            function.iter().for_each(|f| hints::check(self, f, def));
        }
        if self.raised.is_some() {
            return Val::unknown("an exception", span);
        }
        self.task(Made { module, function: Some(name), maker, span, condition: self.condition })
    }

    /// The decorator of a flytekit task as it is now, after what flytekit refuses of it.
    fn of_flytekit(&mut self, maker: &Val<'a>, function: Option<&Function<'a>>) -> Val<'a> {
        if let Some(function) = function.filter(|f| f.wraps.is_none()) {
            refusals::parameters(self, function.code, maker, function.module);
        }
        let Kind::Object(object) = &maker.kind else { return maker.clone() };
        refusals::task(self, &object.borrow());
        let mut copy = Object { class: object.borrow().class.clone(), fields: object.borrow().fields.clone() };
        refusals::frozen(&mut copy);
        Val::object(copy.class, copy.fields, maker.span)
    }

    /// A task is made; the value that stands for it.
    pub fn task(&mut self, made: Made<'a>) -> Val<'a> {
        let span = made.span;
        self.made.push(made);
        let number = Val::new(Kind::Int(self.made.len() as i128 - 1), span);
        Val::object("task", vec![Field { name: "number".to_owned(), key: span, value: number }], span)
    }

    /// A function that a decorator makes a workflow; a wrapper of it that keeps its name runs in its place.
    fn workflow(
        &mut self,
        s: &'a StmtFunctionDef,
        wrapper: Option<Val<'a>>,
        below: Option<Span>,
        frame: &Frame<'a>,
    ) -> Val<'a> {
        let span = self.span(frame, &s.name);
        let number = self.graph.add(frame.module, s.name.to_string(), Some(s), span);
        let keeps = |f: &Function<'a>| f.wraps.as_ref().is_some_and(|w| *w == (frame.module, s.name.to_string()));
        let lost = match &wrapper {
            Some(Val { kind: Kind::Function(f), .. }) if keeps(f) => self.condition,
            Some(Val { kind: Kind::Function(_), span, .. }) => below.or(Some(*span)),
            Some(other) => Some(other.span),
            None => self.condition,
        };
        if let Some(workflow) = self.graph.workflows.get_mut(number) {
            workflow.wrapper = wrapper;
        }
        if let Some(place) = lost {
            self.graph.open(number, String::new());
            self.unfollowed(place, "what wraps the workflow");
            self.graph.close();
        }
        let field = Field { name: "()".to_owned(), key: span, value: Val::new(Kind::Int(number as i128), span) };
        Val::object("workflow", vec![field], span)
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
        let holder = self.lookup(frame, name.id.as_str(), span);
        let spoilt = matches!(&holder.kind, Kind::Object(o) if o.borrow().get("?").is_some());
        a.attr.as_str() == "task" && (holder.is_unknown() || spoilt)
    }
}

/// A function that keeps its results.
fn keeping<'a>(value: &Val<'a>) -> Val<'a> {
    let Kind::Function(f) = &value.kind else { return Val::unknown("a decorator", value.span) };
    let kept = Some(Rc::default());
    Val::new(Kind::Function(Rc::new(Function { kept, ..f.copy() })), value.span)
}

/// Decorators of the standard library that are made by a call.
pub(in crate::sdk::python) fn decorate<'a>(class: &str, of: Option<&Val<'a>>, value: &Val<'a>) -> Option<Val<'a>> {
    match class {
        "functools.lru_cache" => Some(keeping(value)),
        "functools.wraps" => {
            let (Kind::Function(f), Kind::Function(of)) = (&value.kind, &of?.kind) else { return None };
            let name = of.wraps.clone().or_else(|| match of.code {
                Code::Def(def) => Some((of.module, def.name.to_string())),
                Code::Lambda(..) => None,
            });
            Some(Val::new(Kind::Function(Rc::new(Function { wraps: name, ..f.copy() })), value.span))
        }
        _ => None,
    }
}
