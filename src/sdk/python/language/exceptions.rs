//! Exceptions: what raises them, and which handler takes them.

use crate::sdk::python::language::composed;
use crate::sdk::python::library::text;
use ruff_python_ast::{ExceptHandler, Expr, Stmt, StmtRaise, StmtTry};

use crate::diagnostic::Diagnostic;
use crate::sdk::python::language::composed::{Class, Style};
use crate::sdk::python::language::machine::{Frame, Machine};
use crate::sdk::python::language::value::{Kind, Val};
use crate::source::Span;
use std::rc::Rc;

/// An exception that is under way.
#[derive(Debug)]
pub(in crate::sdk::python) struct Raised<'a> {
    /// Its class, by name.
    class: String,
    /// Its class, if that is one of the files.
    of_file: Option<Rc<Class<'a>>>,
    /// What is said if nothing handles it.
    pub found: Diagnostic,
}

/// Python's exceptions with what they are besides.
const PARENTS: &[(&str, &str)] = &[
    ("KeyError", "LookupError"),
    ("IndexError", "LookupError"),
    ("ModuleNotFoundError", "ImportError"),
    ("FileNotFoundError", "OSError"),
    ("PermissionError", "OSError"),
    ("UnicodeDecodeError", "ValueError"),
    ("JSONDecodeError", "ValueError"),
    ("NotImplementedError", "RuntimeError"),
    ("RecursionError", "RuntimeError"),
    ("ZeroDivisionError", "ArithmeticError"),
    ("OverflowError", "ArithmeticError"),
    ("UnboundLocalError", "NameError"),
    ("FrozenInstanceError", "AttributeError"),
    ("IOError", "OSError"),
    ("EnvironmentError", "OSError"),
];

/// Names of exceptions that every module knows.
pub(in crate::sdk::python) fn is_exception(name: &str) -> bool {
    PARENTS.iter().any(|(a, b)| *a == name || *b == name)
        || matches!(
            name,
            "Exception" | "BaseException" | "ValueError" | "TypeError" | "AttributeError" | "AssertionError"
        )
        || matches!(
            name,
            "NameError" | "StopIteration" | "SystemExit" | "KeyboardInterrupt" | "Warning" | "UserWarning"
        )
        || matches!(name, "DeprecationWarning" | "RuntimeWarning" | "FutureWarning" | "TimeoutError" | "EOFError")
}

impl<'a> Machine<'a> {
    /// Something is refused while the file is imported, as an exception that the file may handle. Behind a
    /// condition that is not sure.
    pub fn refuse(&mut self, found: Diagnostic) {
        if self.condition.is_none() && self.raised.is_none() {
            let theirs = found.flyte.clone().unwrap_or_default();
            let class = theirs.split(':').next().unwrap_or_default().rsplit('.').next().unwrap_or_default();
            self.raise_as(class.trim(), found);
        }
    }

    fn raise_as(&mut self, class: &str, found: Diagnostic) {
        if self.condition.is_none() && self.raised.is_none() {
            self.raised = Some(Raised { class: class.to_owned(), of_file: None, found });
        }
    }

    /// Python raises an exception.
    pub fn raise(&mut self, class: &str, text: &str, span: Span) -> Val<'a> {
        let told = if text.is_empty() { class.to_owned() } else { format!("{class}: {text}") };
        let found = Diagnostic::error("python/raises", format!("importing this file raises `{told}`"));
        self.raise_as(class, found.at(span, "raised here").help("no task of the file can be registered"));
        Val::unknown("an exception", span)
    }

    /// `raise`
    pub fn raise_statement(&mut self, s: &'a StmtRaise, frame: &mut Frame<'a>) {
        let span = self.span(frame, s);
        let value = s.exc.as_ref().map(|e| self.expr(e, frame));
        let (class, of_file) = match value.as_ref().map(|v| &v.kind) {
            Some(Kind::Name(dotted)) => (dotted.rsplit('.').next().unwrap_or("Exception").to_owned(), None),
            Some(Kind::Class(class)) => (class.name.clone(), Some(class.clone())),
            Some(Kind::Object(object)) => {
                let object = object.borrow();
                match object.get("()").map(|v| &v.kind) {
                    Some(Kind::Class(class)) => (class.name.clone(), Some(class.clone())),
                    _ => (object.class.rsplit('.').next().unwrap_or("Exception").to_owned(), None),
                }
            }
            _ => ("Exception".to_owned(), None),
        };
        if self.raised.is_some() {
            return;
        }
        let text = value.as_ref().and_then(text_of).unwrap_or_default();
        self.raise(&class, &text, span);
        if let Some(raised) = &mut self.raised {
            raised.of_file = of_file;
        }
    }

    /// `try`: exceptions that are known run their handler. Whatever in the body is not known may raise one.
    pub fn try_statement(&mut self, s: &'a StmtTry, frame: &mut Frame<'a>) {
        let may_raise = !s.handlers.iter().all(|h| self.of_imports(h));
        let doubt = self.watched(&s.body, may_raise, frame);
        match (self.raised.take(), doubt) {
            (Some(raised), None) => self.handle(raised, s, frame),
            (_, Some(at)) => {
                self.maybe(&s.orelse, at, frame);
                for ExceptHandler::ExceptHandler(handler) in &s.handlers {
                    self.maybe(&handler.body, at, frame);
                }
            }
            (None, None) if !frame.left() => self.block(&s.orelse, frame),
            (None, None) => {}
        }
        self.finally(&s.finalbody, frame);
    }

    /// `finally` runs whatever happened before.
    fn finally(&mut self, body: &'a [Stmt], frame: &mut Frame<'a>) {
        if body.is_empty() {
            return;
        }
        let (raised, returned, jump) = (self.raised.take(), frame.returned.take(), frame.jump.take());
        self.block(body, frame);
        if self.raised.is_none() && !frame.left() {
            (self.raised, frame.returned, frame.jump) = (raised, returned, jump);
        }
    }

    fn handle(&mut self, raised: Raised<'a>, s: &'a StmtTry, frame: &mut Frame<'a>) {
        for ExceptHandler::ExceptHandler(handler) in &s.handlers {
            let takes = match &handler.type_ {
                Some(class) => {
                    let class = self.expr(class, frame);
                    takes(&class, &raised)
                }
                None => Some(true),
            };
            let span = self.span(frame, handler);
            match takes {
                Some(false) => {}
                Some(true) => {
                    if let Some(name) = &handler.name {
                        self.bind(frame, name.as_str(), Val::unknown("an exception", span));
                    }
                    return self.block(&handler.body, frame);
                }
                None => return self.maybe(&handler.body, span, frame),
            }
        }
        self.raised = Some(raised);
    }

    /// Whether a handler is only of imports that fail; those that are tried succeed.
    fn of_imports(&self, handler: &ExceptHandler) -> bool {
        let ExceptHandler::ExceptHandler(handler) = handler;
        let named =
            |e: &Expr| matches!(e, Expr::Name(n) if matches!(n.id.as_str(), "ImportError" | "ModuleNotFoundError"));
        match handler.type_.as_deref() {
            Some(Expr::Tuple(t)) => t.elts.iter().all(named),
            Some(other) => named(other),
            None => false,
        }
    }
}

fn text_of(value: &Val<'_>) -> Option<String> {
    let Kind::Object(object) = &value.kind else { return None };
    let object = object.borrow();
    text::str(object.get("message")?)
}

/// Whether a handler of a class takes an exception, if that is known.
fn takes(handler: &Val<'_>, raised: &Raised<'_>) -> Option<bool> {
    match &handler.kind {
        Kind::Tuple(all) => all.iter().try_fold(false, |so_far, h| Some(so_far | takes(h, raised)?)),
        Kind::Class(class) => {
            Some(raised.of_file.as_ref().is_some_and(|r| r.line().iter().any(|c| composed::is_one(c, class))))
        }
        Kind::Name(dotted) => {
            let name = dotted.rsplit('.').next().unwrap_or_default();
            if matches!(name, "Exception" | "BaseException") {
                return Some(true);
            }
            let outside = |c: &Rc<Class<'_>>| c.line().iter().flat_map(|c| c.outside.clone()).collect::<Vec<_>>();
            let first = match &raised.of_file {
                Some(class) if class.style.get() == Style::Exception => outside(class),
                Some(_) => return None,
                None => vec![raised.class.clone()],
            };
            let known = dotted.starts_with("builtins.") || dotted.starts_with("json.");
            let is = first.iter().any(|c| ancestors(c).any(|a| a == name));
            (known || is).then_some(is)
        }
        _ => None,
    }
}

/// An exception's class and what it is besides.
fn ancestors(class: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(class), |c| PARENTS.iter().find(|(n, _)| n == c).map(|(_, p)| *p))
}
