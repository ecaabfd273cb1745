//! [`Val`]: a value of Python that is known without running the program, and where it stands.

use crate::sdk::python::common::classes;
use crate::sdk::python::language::several;
use std::cell::RefCell;
use std::rc::Rc;

use crate::sdk::python::language::composed::{Class, Member, Series, Set};
pub(in crate::sdk::python) use crate::sdk::python::language::object::{Code, Field, Function, Object};
use crate::source::Span;
use crate::tree::{Flag, Node, Origin};
use indexmap::IndexMap;

/// A value that several names may share, and that may be changed through any of them.
pub(in crate::sdk::python) type Shared<T> = Rc<RefCell<T>>;

/// A dict: entries in order, under what tells their keys apart.
pub(in crate::sdk::python) type Dict<'a> = IndexMap<String, (Val<'a>, Val<'a>)>;

/// A value and the expression that gives it.
#[derive(Clone, Debug)]
pub(in crate::sdk::python) struct Val<'a> {
    /// What it is.
    pub kind: Kind<'a>,
    /// Where it is written; of what cannot be known, the expression that cannot.
    pub span: Span,
    /// The flag that gives it, where the file does not say it.
    pub flag: Option<Rc<Flag>>,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(in crate::sdk::python) enum Kind<'a> {
    /// `None`
    None,
    /// `True`, `False`
    Bool(bool),
    /// `int`
    Int(i128),
    /// `float`
    Float(f64),
    /// `str`
    Str(Rc<str>),
    /// `list`
    List(Shared<Vec<Val<'a>>>),
    /// `tuple`
    Tuple(Rc<Vec<Val<'a>>>),
    /// `dict`
    Dict(Shared<Dict<'a>>),
    /// An instance of a class of the SDKs, the client or the standard library.
    Object(Shared<Object<'a>>),
    /// Something of another package, by its dotted name.
    Name(Rc<str>),
    /// A module beside this one, by its number.
    Module(usize),
    /// A function of these files.
    Function(Rc<Function<'a>>),
    /// `set`, `frozenset`
    Set(Rc<Set<'a>>),
    /// What only goes by in order: views of dicts, `range`, iterators.
    Series(Rc<Series<'a>>),
    /// A class of these files.
    Class(Rc<Class<'a>>),
    /// A member of an `Enum` of these files.
    Member(Rc<Member<'a>>),
    /// A method, bound to its value.
    Method(Rc<(Val<'a>, String)>),
    /// What only running the program tells; why.
    Unknown(&'static str),
}

/// Objects of the SDK are true; those of the files' own classes may say otherwise, and flytekit refuses to
/// take what a node gives for a condition.
fn object_truth(object: &Object<'_>) -> Option<bool> {
    (object.class != "promise" && object.class != "instance" && object.get("?").is_none()).then_some(true)
}

impl<'a> Val<'a> {
    /// A value at a place.
    pub fn new(kind: Kind<'a>, span: Span) -> Self {
        Val { kind, span, flag: None }
    }

    /// The value, with the flag that gives it.
    pub fn given_by(self, given: &Node) -> Self {
        let flag = match &given.origin {
            Origin::Flag(flag) => Some(flag.clone()),
            _ => None,
        };
        Val { flag, ..self }
    }

    /// What cannot be known.
    pub fn unknown(why: &'static str, span: Span) -> Self {
        Val::new(Kind::Unknown(why), span)
    }

    /// A string.
    pub fn str(text: impl Into<Rc<str>>, span: Span) -> Self {
        Val::new(Kind::Str(text.into()), span)
    }

    /// A list.
    pub fn list(items: Vec<Val<'a>>, span: Span) -> Self {
        Val::new(Kind::List(Rc::new(RefCell::new(items))), span)
    }

    /// What goes by in order.
    pub fn series(series: Series<'a>, span: Span) -> Self {
        Val::new(Kind::Series(Rc::new(series)), span)
    }

    /// An iterator.
    pub fn once(class: &'static str, items: Vec<Val<'a>>, span: Span) -> Self {
        Val::series(Series::Once(class, RefCell::new(items.into())), span)
    }

    /// A set.
    pub fn set(items: Dict<'a>, frozen: bool, span: Span) -> Self {
        Val::new(Kind::Set(Rc::new(Set { frozen, items: RefCell::new(items) })), span)
    }

    /// A dict.
    pub fn dict(entries: Dict<'a>, span: Span) -> Self {
        Val::new(Kind::Dict(Rc::new(RefCell::new(entries))), span)
    }

    /// An instance.
    pub fn object(class: impl Into<String>, fields: Vec<Field<'a>>, span: Span) -> Self {
        Val::new(Kind::Object(Rc::new(RefCell::new(Object { class: class.into(), fields }))), span)
    }

    /// The items of a list or a tuple.
    pub fn listed(&self) -> Option<Vec<Val<'a>>> {
        match &self.kind {
            Kind::List(items) => Some(items.borrow().clone()),
            Kind::Tuple(items) => Some(items.to_vec()),
            _ => None,
        }
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::Str(s) => Some(s),
            Kind::Member(member) => member.plain()?.as_str(),
            _ => None,
        }
    }

    /// The whole number, if it is one; a boolean is one too.
    pub fn as_int(&self) -> Option<i128> {
        match self.kind {
            Kind::Int(n) => Some(n),
            Kind::Bool(b) => Some(b.into()),
            Kind::Member(ref member) => member.plain()?.as_int(),
            _ => None,
        }
    }

    /// A member of an `Enum` that is also a text or a number as that.
    pub fn plain(&self) -> Val<'a> {
        match &self.kind {
            Kind::Member(member) => member.plain().map_or(self.clone(), |v| Val::new(v.kind.clone(), self.span)),
            _ => self.clone(),
        }
    }

    /// Whether it cannot be known. A name of another package stands for a value that is not here.
    pub fn is_unknown(&self) -> bool {
        matches!(self.kind, Kind::Unknown(_))
    }

    /// The first value that cannot be known among its items.
    pub fn inner_unknown(&self) -> Option<Val<'a>> {
        let first = |items: &[Val<'a>]| items.iter().find(|v| v.is_unknown()).cloned();
        match &self.kind {
            Kind::List(items) => first(&items.borrow()),
            Kind::Tuple(items) => first(items),
            Kind::Dict(entries) => {
                let entries = entries.borrow();
                let mut both = entries.values().flat_map(|(k, v)| [k, v]);
                both.find(|v| v.is_unknown()).cloned()
            }
            _ => None,
        }
    }

    /// Whether it is `None`.
    pub fn is_none(&self) -> bool {
        matches!(self.kind, Kind::None)
    }

    /// What Python takes it for in a condition, if that is known.
    pub fn truth(&self) -> Option<bool> {
        Some(match &self.kind {
            Kind::None => false,
            Kind::Bool(b) => *b,
            Kind::Int(n) => *n != 0,
            Kind::Float(n) => *n != 0.0,
            Kind::Str(s) => !s.is_empty(),
            Kind::List(items) if items.borrow().len() == 1 && several::within(self).is_some() => {
                return None;
            }
            Kind::List(items) => !items.borrow().is_empty(),
            Kind::Tuple(items) if items.len() == 1 && several::within(self).is_some() => {
                return None;
            }
            Kind::Tuple(items) => !items.is_empty(),
            Kind::Dict(entries) if entries.borrow().contains_key("?") => return None,
            Kind::Dict(entries) => {
                let entries = entries.borrow();
                let sure = entries.values().any(|(_, v)| !several::is_one(v));
                if !sure && !entries.is_empty() {
                    return None;
                }
                sure
            }
            Kind::Set(set) if set.items.borrow().contains_key("?") => return None,
            Kind::Set(set) => !set.items.borrow().is_empty(),
            Kind::Series(series) => return series.truth(),
            Kind::Member(member) => match member.plain() {
                Some(plain) => return plain.truth(),
                None => true,
            },
            Kind::Object(object) => return object_truth(&object.borrow()),
            Kind::Function(_) | Kind::Class(_) | Kind::Module(_) => true,
            // false while a program runs
            Kind::Name(dotted) if dotted.ends_with(".TYPE_CHECKING") => false,
            Kind::Name(dotted) => return classes::is_something(dotted).then_some(true),
            Kind::Method(_) | Kind::Unknown(_) => return None,
        })
    }

    /// What tells it apart as a key of a dict.
    pub fn key(&self) -> Option<String> {
        Some(match &self.kind {
            Kind::None => "n".to_owned(),
            Kind::Bool(_) | Kind::Int(_) => format!("i{}", self.as_int()?),
            Kind::Float(n) if n.fract() == 0.0 && n.abs() < 1e18 => format!("i{}", *n as i128),
            Kind::Float(n) => format!("f{n}"),
            Kind::Str(s) => format!("s{s}"),
            Kind::Tuple(items) => format!("t{:?}", items.iter().map(Val::key).collect::<Option<Vec<_>>>()?),
            Kind::Member(member) => match member.plain() {
                Some(plain) => plain.key()?,
                None => format!("m{:p}.{}", Rc::as_ptr(&member.class), member.name),
            },
            Kind::Function(function) => format!("@{:p}", Rc::as_ptr(function)),
            Kind::Class(class) => format!("@{:p}", Rc::as_ptr(class)),
            _ => return None,
        })
    }

    /// Makes everything that can be reached through this value unknown, as of that place.
    pub fn spoil(&self, at: Span, depth: usize) {
        if depth == 0 {
            return;
        }
        let lost = || Val::unknown(several::SEVERAL, at);
        match &self.kind {
            Kind::List(items) => {
                let old = items.replace(vec![lost()]);
                old.iter().for_each(|v| v.spoil(at, depth - 1));
            }
            Kind::Dict(entries) => {
                let old = entries.replace(Dict::from_iter([("?".to_owned(), (lost(), lost()))]));
                old.values().for_each(|(_, v)| v.spoil(at, depth - 1));
            }
            Kind::Object(object) => {
                let Ok(mut object) = object.try_borrow_mut() else { return };
                if classes::is_entity(&object.class) {
                    return;
                }
                let old = std::mem::take(&mut object.fields);
                object.set("?", at, lost());
                drop(object);
                old.iter().for_each(|f| f.value.spoil(at, depth - 1));
            }
            Kind::Set(set) => {
                set.items.replace(Dict::from_iter([("?".to_owned(), (lost(), lost()))]));
            }
            Kind::Series(series) => series.spoil(at, depth - 1),
            Kind::Tuple(items) => {
                // tuples are not replaced: the same one many times is looked at once
                let mut seen = std::collections::HashSet::new();
                for item in items.iter() {
                    let new = match &item.kind {
                        Kind::Tuple(inner) => seen.insert(Rc::as_ptr(inner)),
                        _ => true,
                    };
                    if new {
                        item.spoil(at, depth - 1);
                    }
                }
            }
            _ => {}
        }
    }
}
