//! Calls of objects: partial functions, decorators, instances.

use crate::sdk::python::common::classes;
use crate::sdk::python::flyte::environment;
use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::decorators;
use crate::sdk::python::language::items;
use crate::sdk::python::language::machine::{Frame, Machine};
use crate::sdk::python::language::value::{Kind, Object, Shared, Val};
use crate::source::Span;

impl<'a> Machine<'a> {
    /// Calls an object.
    pub fn apply_object(
        &mut self,
        function: &Val<'a>,
        object: &Shared<Object<'a>>,
        given: Given<'a>,
        span: Span,
    ) -> Val<'a> {
        let class = object.borrow().class.clone();
        let inner = object.borrow().get("()").cloned();
        match (class.as_str(), given.positional.first()) {
            ("functools.partial", Some(of)) if classes::makes_task(function) && is_function(of) => {
                self.make_task(of.clone(), function, None, span, &Frame::new(self.running(), Vec::new()))
            }
            ("functools.partial", _) => self.apply_partial(object, inner, given, span),
            (_, Some(of)) if classes::is_flytekit(function) && classes::makes_task(function) && is_function(of) => {
                self.make_task(of.clone(), function, None, span, &Frame::new(self.running(), Vec::new()))
            }
            (environment::DECORATOR, of) => {
                let task = of.and_then(|f| environment::call(self, function, f, span));
                task.unwrap_or_else(|| Val::unknown("a call", span))
            }
            (_, Some(of)) if is_function(of) && given.positional.len() == 1 => {
                let made = decorators::decorate(&class, inner.as_ref(), of);
                made.unwrap_or_else(|| Val::unknown("a call", span))
            }
            ("instance", _) => match self.attribute(function, "__call__", span) {
                call if matches!(call.kind, Kind::Function(_)) => self.apply(&call, given, span),
                _ => Val::unknown("a call", span),
            },
            ("operator.itemgetter" | "operator.attrgetter", Some(of)) => self.getter(&class, inner, of, span),
            _ => Val::unknown("a call", span),
        }
    }

    fn getter(&mut self, class: &str, key: Option<Val<'a>>, of: &Val<'a>, span: Span) -> Val<'a> {
        match key {
            Some(key) if class.ends_with("itemgetter") => items::subscript(of, &key, span),
            Some(key) if key.as_str().is_some_and(|k| !k.contains('.')) => {
                self.attribute(of, key.as_str().unwrap_or_default(), span)
            }
            _ => Val::unknown("a call", span),
        }
    }

    fn apply_partial(
        &mut self,
        object: &Shared<Object<'a>>,
        inner: Option<Val<'a>>,
        given: Given<'a>,
        span: Span,
    ) -> Val<'a> {
        let mut all = Given { positional: Vec::new(), named: Vec::new() };
        for field in object.borrow().fields.iter().filter(|f| f.name != "()") {
            match field.name.as_str() {
                "*" => all.positional.push(field.value.clone()),
                _ => all.named.push(field.clone()),
            }
        }
        all.positional.extend(given.positional);
        for field in given.named {
            all.named.retain(|f| f.name != field.name);
            all.named.push(field);
        }
        match inner {
            Some(inner) if self.enter() => {
                let value = self.apply(&inner, all, span);
                self.leave();
                value
            }
            _ => Val::unknown("a call", span),
        }
    }
}

/// Whether a value is a function that can become a task.
fn is_function(value: &Val<'_>) -> bool {
    match &value.kind {
        Kind::Function(_) => true,
        Kind::Method(m) => m.1 == "()",
        _ => false,
    }
}
