//! Names: where they are bound, and what they mean.

use crate::sdk::python::common::classes;
use crate::sdk::python::library::builtins;
use std::rc::Rc;

use crate::sdk::python::language::composed::{Of, Scope};
use crate::sdk::python::language::machine::{Frame, Machine, Names, Space};
use crate::sdk::python::language::value::{Kind, Val};
use crate::source::Span;

/// A value for a name: a whole number, `True`, `False` and `None` are what Python takes them for, the
/// rest is a text.
fn as_written<'a>(text: &str) -> Kind<'a> {
    let number = text.strip_prefix('-').unwrap_or(text);
    let whole = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    match text {
        "True" => Kind::Bool(true),
        "False" => Kind::Bool(false),
        "None" => Kind::None,
        _ if whole && (number == "0" || !number.starts_with('0')) => {
            text.parse().map_or_else(|_| Kind::Str(text.into()), Kind::Int)
        }
        _ => Kind::Str(text.into()),
    }
}

/// Why a name is not known that nothing binds.
const UNBOUND: &str = "only running the program tells what this is";

impl<'a> Frame<'a> {
    /// A frame at a module's own level, or inside these scopes.
    pub fn new(module: usize, scopes: Vec<Rc<Scope<'a>>>) -> Self {
        Frame { module, scopes, returned: None, jump: None, doubt: None, yields: None }
    }

    /// Whether statements stand at the module's own level.
    pub fn at_module(&self) -> bool {
        self.scopes.is_empty()
    }

    /// The scopes that a function defined here sees: those of classes it does not.
    pub fn captured(&self) -> Vec<Rc<Scope<'a>>> {
        self.scopes.iter().filter(|s| s.of != Of::Class).cloned().collect()
    }

    /// Opens a scope.
    pub fn open(&mut self, of: Of) {
        self.scopes.push(Scope::new(of, Names::new()));
    }

    /// Closes the innermost scope.
    pub fn close(&mut self) -> Option<Rc<Scope<'a>>> {
        self.scopes.pop()
    }
}

impl<'a> Machine<'a> {
    /// Binds a name in the innermost scope, or where the scope says that it belongs.
    pub fn bind(&mut self, frame: &Frame<'a>, name: &str, value: Val<'a>) {
        self.bind_below(frame, frame.scopes.len(), name, value);
    }

    /// Binds a name of `:=`, which a comprehension leaves to what is around it.
    pub fn bind_around(&mut self, frame: &Frame<'a>, name: &str, value: Val<'a>) {
        let around = frame.scopes.iter().rposition(|s| s.of != Of::Comprehension).map_or(0, |at| at + 1);
        self.bind_below(frame, around, name, value);
    }

    fn bind_below(&mut self, frame: &Frame<'a>, depth: usize, name: &str, value: Val<'a>) {
        let Some((inner, around)) = frame.scopes.get(..depth).and_then(<[_]>::split_last) else {
            return self.bind_module(frame.module, name, value);
        };
        match inner.outside.borrow().get(name) {
            Some(true) => return self.bind_module(frame.module, name, value),
            Some(false) => {
                let of = |s: &&Rc<Scope<'a>>| s.of == Of::Function && s.names.borrow().contains_key(name);
                if let Some(scope) = around.iter().rev().find(of) {
                    scope.names.borrow_mut().insert(name.to_owned(), value);
                    return;
                }
            }
            None => {}
        }
        inner.names.borrow_mut().insert(name.to_owned(), value);
    }

    fn bind_module(&mut self, module: usize, name: &str, value: Val<'a>) {
        let value = self.supplied(name, value);
        if let Some(space) = self.spaces.get_mut(module) {
            space.names.insert(name.to_owned(), value);
        }
    }

    /// A name that the innermost scope sets outside of itself.
    pub fn declare(&mut self, frame: &Frame<'a>, name: &str, of_module: bool) {
        if let Some(scope) = frame.scopes.last() {
            scope.outside.borrow_mut().insert(name.to_owned(), of_module);
        }
    }

    /// Takes a name away.
    pub fn unbind(&mut self, frame: &Frame<'a>, name: &str) {
        let inner = frame.scopes.last().filter(|s| !s.outside.borrow().contains_key(name));
        match inner {
            Some(scope) => drop(scope.names.borrow_mut().remove(name)),
            None => {
                if let Some(space) = self.spaces.get_mut(frame.module) {
                    space.names.remove(name);
                }
            }
        }
    }

    /// After something that may have set any name, none of the modules' own values are known.
    pub fn forget(&mut self, at: Span) {
        for value in self.spaces.iter_mut().flat_map(|s| s.names.values_mut()) {
            if !matches!(value.kind, Kind::Name(_) | Kind::Module(_) | Kind::Function(_) | Kind::Class(_)) {
                value.spoil(at, 8);
                *value = Val::unknown("any name may be set here", at);
            }
        }
    }

    /// The value that the user gives for a name whose value is not known.
    pub fn supplied(&self, name: &str, value: Val<'a>) -> Val<'a> {
        let not_known = matches!(value.kind, Kind::Unknown(_) | Kind::Name(_));
        match self.given.iter().find(|(n, _)| n == name).filter(|_| not_known) {
            Some((_, given)) => Val { kind: as_written(given.as_str().unwrap_or_default()), ..value }.given_by(given),
            None => value,
        }
    }

    /// The value that the user gives for a variable of the environment, which is always a text.
    pub fn of_environment(&self, name: &str, span: Span) -> Val<'a> {
        match self.given.iter().find(|(n, _)| n == name) {
            Some((_, given)) => Val::str(given.as_str().unwrap_or_default(), span).given_by(given),
            None => Val::unknown("a variable of the environment", span),
        }
    }

    /// What a name means now; one that nothing in the module binds is an exception.
    pub fn name(&mut self, frame: &Frame<'a>, name: &str, span: Span) -> Val<'a> {
        let value = self.lookup(frame, name, span);
        let absent = matches!(value.kind, Kind::Unknown(UNBOUND)) && value.span == span;
        if !absent || name.starts_with("__") || self.given.iter().any(|(n, _)| n == name) {
            return value;
        }
        let of_python =
            ["Error", "Warning", "Exception", "Exit", "Interrupt", "Group"].iter().any(|e| name.ends_with(e));
        let stars = self.spaces.get(frame.module).is_none_or(|s| !s.stars.is_empty());
        let bound = self.modules.get(frame.module).is_none_or(|m| m.binds(name));
        if of_python || stars || bound {
            return value;
        }
        self.raise("NameError", &format!("name '{name}' is not defined"), span)
    }

    /// What a name means now, without the exception.
    pub fn lookup(&self, frame: &Frame<'a>, name: &str, span: Span) -> Val<'a> {
        let space = self.spaces.get(frame.module);
        let of_module = |s: &Rc<Scope<'a>>| s.outside.borrow().get(name) == Some(&true);
        let mut found = None;
        for scope in frame.scopes.iter().rev() {
            if of_module(scope) {
                break;
            }
            found = scope.names.borrow().get(name).cloned();
            if found.is_some() {
                break;
            }
        }
        match found.or_else(|| space?.names.get(name).cloned()) {
            // The place where the program asks for it is the place that is not known.
            Some(Val { kind: Kind::Name(dotted), .. }) => Val::new(Kind::Name(dotted), span),
            Some(value) => value,
            None => self.global(frame.module, space, name, span),
        }
    }

    fn global(&self, module: usize, space: Option<&Space<'a>>, name: &str, span: Span) -> Val<'a> {
        let starred = space.and_then(|s| s.stars.iter().rev().find(|p| classes::exports(p, name)));
        if let Some(package) = starred {
            return Val::new(Kind::Name(format!("{package}.{name}").into()), span);
        }
        match name {
            "__name__" => Val::str(self.modules.get(module).map_or("", |m| m.name.as_str()), span),
            "__doc__" => match self.modules.get(module).and_then(|m| m.documentation()) {
                Some(text) => Val::str(text, span),
                None => Val::new(Kind::None, span),
            },
            _ if builtins::is_known(name) => Val::new(Kind::Name(format!("builtins.{name}").into()), span),
            _ => Val::unknown(UNBOUND, span),
        }
    }
}
