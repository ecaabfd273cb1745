//! Values that programs put together from others: scopes, sets, iterators, classes of the files.

use crate::sdk::python::language::several;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use crate::sdk::python::language::machine::Names;
use crate::sdk::python::language::value::{Dict, Kind, Shared, Val};
use crate::source::Span;

/// Names inside a function, a class or a comprehension.
#[derive(Debug)]
pub(in crate::sdk::python) struct Scope<'a> {
    /// What it belongs to.
    pub of: Of,
    /// Its names.
    pub names: RefCell<Names<'a>>,
    /// Names that are set outside, and whether that is the module.
    pub outside: RefCell<HashMap<String, bool>>,
}

/// What a scope belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sdk::python) enum Of {
    /// a function
    Function,
    /// the body of a class
    Class,
    /// a comprehension
    Comprehension,
    /// what the methods of a class know of it
    Methods,
}

impl<'a> Scope<'a> {
    /// A scope with names.
    pub fn new(of: Of, names: Names<'a>) -> Rc<Self> {
        Rc::new(Scope { of, names: RefCell::new(names), outside: RefCell::default() })
    }
}

/// A set: its items in the order in which they came, which is not the order that Python gives.
#[derive(Debug)]
pub(in crate::sdk::python) struct Set<'a> {
    /// Whether it is a `frozenset`.
    pub frozen: bool,
    /// Its items, under what tells them apart.
    pub items: RefCell<Dict<'a>>,
}

/// What only goes by in order.
#[derive(Debug)]
pub(in crate::sdk::python) enum Series<'a> {
    /// `range`
    Range(i128, i128, i128),
    /// `.keys()`, `.values()`, `.items()` of a dict
    View(View, Shared<Dict<'a>>),
    /// An iterator: what it has not yet given, and the name of its class.
    Once(&'static str, RefCell<VecDeque<Val<'a>>>),
}

/// Whether two are one and the same.
pub(in crate::sdk::python) fn is_one<T, U>(a: &Rc<T>, b: &Rc<U>) -> bool {
    std::ptr::addr_eq(Rc::as_ptr(a), Rc::as_ptr(b))
}

/// Which side of a dict is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sdk::python) enum View {
    /// `dict_keys`
    Keys,
    /// `dict_values`
    Values,
    /// `dict_items`
    Items,
}

impl View {
    /// The name of its class.
    pub fn class(self) -> &'static str {
        match self {
            View::Keys => "dict_keys",
            View::Values => "dict_values",
            View::Items => "dict_items",
        }
    }
}

impl<'a> Series<'a> {
    /// The name of its class.
    pub fn class(&self) -> &'static str {
        match self {
            Series::Range(..) => "range",
            Series::View(view, _) => view.class(),
            Series::Once(class, _) => class,
        }
    }

    /// What Python takes it for in a condition.
    pub fn truth(&self) -> Option<bool> {
        match self {
            Series::Range(start, end, step) => Some(if *step > 0 { start < end } else { start > end }),
            Series::View(_, entries) if entries.borrow().contains_key("?") => None,
            Series::View(_, entries) => Some(!entries.borrow().is_empty()),
            Series::Once(..) => Some(true),
        }
    }

    /// What it gives; an iterator gives it only once.
    pub fn items(&self, span: Span) -> Vec<Val<'a>> {
        match self {
            Series::Range(start, end, step) => {
                let (mut at, mut out) = (*start, Vec::new());
                while (*step > 0 && at < *end) || (*step < 0 && at > *end) {
                    out.push(Val::new(Kind::Int(at), span));
                    let Some(next) = at.checked_add(*step) else { break };
                    at = next;
                }
                out
            }
            Series::View(view, entries) => {
                let one = |(k, v): &(Val<'a>, Val<'a>)| match view {
                    View::Keys => k.clone(),
                    View::Values => v.clone(),
                    View::Items => Val::new(Kind::Tuple(Rc::new(vec![k.clone(), v.clone()])), v.span),
                };
                entries.borrow().values().map(one).collect()
            }
            Series::Once(_, items) => items.take().into(),
        }
    }

    /// Whether it is of a dict whose entries are not all known.
    pub fn spoilt(&self) -> bool {
        matches!(self, Series::View(_, entries) if several::in_dict(&entries.borrow()).is_some())
    }

    /// What is gone through is not known as of a place.
    pub fn spoil(&self, at: Span, depth: usize) {
        match self {
            Series::Range(..) => {}
            Series::View(_, entries) => Val::new(Kind::Dict(entries.clone()), at).spoil(at, depth),
            Series::Once(_, items) => {
                let lost = Val::unknown(several::SEVERAL, at);
                items.replace([lost].into()).iter().for_each(|v| v.spoil(at, depth));
            }
        }
    }
}

/// How a class of the files makes its objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sdk::python) enum Style {
    /// by `__init__`
    Plain,
    /// `@dataclass`; whether its objects are frozen
    Dataclass(bool),
    /// `Enum`
    Enum,
    /// `NamedTuple`
    NamedTuple,
    /// an exception
    Exception,
    /// in a way that is not followed
    Other,
}

/// A class of the files.
#[derive(Debug)]
pub(in crate::sdk::python) struct Class<'a> {
    /// Its name.
    pub name: String,
    /// How it makes objects.
    pub style: Cell<Style>,
    /// What it says itself, in order.
    pub names: RefCell<Vec<(String, Val<'a>)>>,
    /// Names with annotations, in order; for dataclasses and named tuples.
    pub annotated: Vec<String>,
    /// Classes of the files that it inherits from, nearest first.
    pub behind: Vec<Rc<Class<'a>>>,
    /// What else it inherits from, by name.
    pub outside: Vec<String>,
    /// Where it stands.
    pub span: Span,
}

impl<'a> Class<'a> {
    /// The class and what it inherits from, nearest first.
    pub fn line(self: &Rc<Self>) -> Vec<Rc<Class<'a>>> {
        [self].into_iter().chain(&self.behind).cloned().collect()
    }

    /// What a class with these bases inherits from: one that several inherit from stands behind all of them.
    pub fn behind(bases: &[Rc<Self>]) -> Vec<Rc<Self>> {
        let mut out: Vec<Rc<Self>> = Vec::new();
        for class in bases.iter().flat_map(Self::line) {
            out.retain(|c| !Rc::ptr_eq(c, &class));
            out.push(class);
        }
        out
    }

    /// An attribute, also of what it inherits from.
    pub fn get(self: &Rc<Self>, name: &str) -> Option<Val<'a>> {
        self.own(name).or_else(|| self.behind.iter().find_map(|c| c.own(name)))
    }

    /// An attribute that it says itself.
    pub fn own(&self, name: &str) -> Option<Val<'a>> {
        self.names.borrow().iter().find(|(n, _)| n == name).map(|(_, v)| v.clone())
    }

    /// Sets an attribute.
    pub fn set(&self, name: &str, value: Val<'a>) {
        let mut names = self.names.borrow_mut();
        match names.iter_mut().find(|(n, _)| n == name) {
            Some(slot) => slot.1 = value,
            None => names.push((name.to_owned(), value)),
        }
    }

    /// Whether it or what it inherits from has a base of that name outside the files.
    pub fn is_a(self: &Rc<Self>, outside: &str) -> bool {
        self.line().iter().any(|c| c.outside.iter().any(|o| o == outside))
    }
}

/// A member of an `Enum` of the files.
#[derive(Debug)]
pub(in crate::sdk::python) struct Member<'a> {
    /// Its class.
    pub class: Rc<Class<'a>>,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Val<'a>,
    /// Whether it is a text or a number itself.
    pub mixed: bool,
}

impl<'a> Member<'a> {
    /// The text or number that it is itself.
    pub fn plain(&self) -> Option<&Val<'a>> {
        self.mixed.then_some(&self.value)
    }
}
