//! Objects of the files' own classes: how they are made, and their attributes.

use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::composed::{Class, Style};
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::operators;
use crate::sdk::python::language::value::{Field, Function, Kind, Object, Shared, Val};
use crate::sdk::python::library::text;
use crate::source::Span;
use std::rc::Rc;

const RUNS: &str = "only running the program tells this";

impl<'a> Machine<'a> {
    /// Calls a class of the files.
    pub fn instance(&mut self, class: &Rc<Class<'a>>, given: Given<'a>, span: Span) -> Val<'a> {
        let of = Field { name: "()".to_owned(), key: span, value: Val::new(Kind::Class(class.clone()), class.span) };
        match class.style.get() {
            Style::Enum => self.member(class, &given, span),
            Style::Plain => {
                let made = Val::object("instance", vec![of], span);
                match class.get("__init__").map(|v| v.kind) {
                    Some(Kind::Function(init)) => {
                        let init = Rc::new(Function { bound: Some(made.clone()), ..init.copy() });
                        let result = self.run(&init, given, span);
                        if result.is_unknown() {
                            made.spoil(result.span, 8);
                            return result;
                        }
                    }
                    Some(_) => return Val::unknown(RUNS, span),
                    None => {}
                }
                made
            }
            Style::Dataclass(_) | Style::NamedTuple => self.dataclass(class, of, given, span),
            Style::Exception => {
                let message = given.positional.first().cloned().unwrap_or_else(|| Val::str("", span));
                Val::object("instance", vec![of, Field { name: "message".to_owned(), key: span, value: message }], span)
            }
            Style::Other => {
                given.values().for_each(|v| v.spoil(span, 8));
                Val::unknown(RUNS, span)
            }
        }
    }

    /// `Level(2)`
    fn member(&mut self, class: &Rc<Class<'a>>, given: &Given<'a>, span: Span) -> Val<'a> {
        let Some(value) = given.positional.first().filter(|_| given.positional.len() == 1) else {
            return Val::unknown(RUNS, span);
        };
        let Some(key) = value.key() else { return operators::lost(value, value, span) };
        let members = members(class);
        let is = |v: &&Val<'a>| match &v.kind {
            Kind::Member(m) => m.value.key().as_ref() == Some(&key) || v.key().as_ref() == Some(&key),
            _ => false,
        };
        match (members.iter().find(is), text::repr(value, 0)) {
            (Some(found), _) => found.clone(),
            (None, Some(text)) if members.iter().all(|v| v.key().is_some()) => {
                self.raise("ValueError", &format!("{text} is not a valid {}", class.name), span)
            }
            _ => Val::unknown(RUNS, span),
        }
    }

    /// Fields of a dataclass by their order, from what is given and from defaults.
    fn dataclass(&mut self, class: &Rc<Class<'a>>, of: Field<'a>, given: Given<'a>, span: Span) -> Val<'a> {
        let mut names: Vec<String> = Vec::new();
        for class in class.line().iter().rev() {
            class.annotated.iter().for_each(|n| {
                if !names.contains(n) {
                    names.push(n.clone())
                }
            });
        }
        if let Some(lost) = given.named.iter().find(|f| f.name == "?") {
            return lost.value.clone();
        }
        let unknown = given.named.iter().any(|f| !names.contains(&f.name)) || given.positional.len() > names.len();
        if unknown {
            return Val::unknown("this call does not fit the class", span);
        }
        let mut fields = vec![of];
        for (at, name) in names.iter().enumerate() {
            let given = given.positional.get(at).or_else(|| given.get(name)).cloned();
            let value = match given {
                Some(value) => value,
                None => match class.get(name) {
                    Some(default) => self.default(default, span),
                    None => return Val::unknown("this call does not fit the class", span),
                },
            };
            fields.push(Field { name: name.clone(), key: value.span, value });
        }
        let made = Val::object("instance", fields, span);
        if let Some(Kind::Function(after)) = class.get("__post_init__").map(|v| v.kind) {
            let after = Rc::new(Function { bound: Some(made.clone()), ..after.copy() });
            self.run(&after, Given::default(), span);
        }
        made
    }

    /// The default of a field, which a factory may make.
    fn default(&mut self, default: Val<'a>, span: Span) -> Val<'a> {
        let (factory, plain) = match &default.kind {
            Kind::Object(o) if o.borrow().class == "dataclasses.field" => {
                let o = o.borrow();
                (o.get("default_factory").cloned(), o.get("default").cloned())
            }
            _ => return default,
        };
        match (factory, plain) {
            (Some(factory), _) => self.apply(&factory, Given::default(), span),
            (None, Some(value)) => value,
            (None, None) => Val::unknown("a field without a default", span),
        }
    }

    /// An attribute of an object of a class of the files.
    pub fn instance_attribute(
        &mut self,
        value: &Val<'a>,
        object: &Shared<Object<'a>>,
        name: &str,
        span: Span,
    ) -> Val<'a> {
        let (own, class) = {
            let object = object.borrow();
            let own = object.get("?").or_else(|| object.get(name).filter(|_| name != "()")).cloned();
            (own, object.get("()").cloned())
        };
        let Some(Kind::Class(class)) = class.map(|c| c.kind) else {
            return own.unwrap_or_else(|| Val::unknown(RUNS, span));
        };
        if let Some(own) = own {
            return own;
        }
        match (class.get(name), name) {
            (Some(found), _) => self.bound(found, value, &class, name, span),
            (None, "__class__") => Val::new(Kind::Class(class), span),
            (None, _) if is_plain(&class) && !name.starts_with("__") => {
                self.raise("AttributeError", &format!("'{}' object has no attribute '{name}'", class.name), span)
            }
            (None, _) => Val::unknown("the class does not say this name", span),
        }
    }

    /// What a class says, seen from one of its objects.
    fn bound(&mut self, found: Val<'a>, value: &Val<'a>, class: &Rc<Class<'a>>, name: &str, span: Span) -> Val<'a> {
        let to = |f: &Rc<Function<'a>>, of: Val<'a>| {
            Val::new(Kind::Function(Rc::new(Function { bound: Some(of), ..f.copy() })), span)
        };
        match &found.kind {
            Kind::Function(f) => to(f, value.clone()),
            Kind::Object(object) => {
                let object = object.borrow();
                let inner = object.get("()").cloned();
                match (object.class.as_str(), inner.as_ref().map(|v| &v.kind)) {
                    ("builtins.staticmethod", _) => inner.unwrap_or(found.clone()),
                    ("builtins.classmethod", Some(Kind::Function(f))) => {
                        to(f, Val::new(Kind::Class(class.clone()), class.span))
                    }
                    ("builtins.property" | "functools.cached_property", Some(Kind::Function(f))) => {
                        let kept = object.class.starts_with("functools");
                        let getter = Rc::new(Function { bound: Some(value.clone()), ..f.copy() });
                        let result = self.run(&getter, Given::default(), span);
                        if let (true, Kind::Object(of)) = (kept, &value.kind) {
                            of.borrow_mut().set(name, span, result.clone());
                        }
                        result
                    }
                    (
                        "builtins.property"
                        | "builtins.classmethod"
                        | "functools.cached_property"
                        | "dataclasses.field",
                        _,
                    ) => Val::unknown(RUNS, span),
                    _ => found.clone(),
                }
            }
            _ => found,
        }
    }

    /// An attribute of a class of the files.
    pub fn class_attribute(&mut self, class: &Rc<Class<'a>>, name: &str, span: Span) -> Val<'a> {
        let of = Val::new(Kind::Class(class.clone()), class.span);
        match class.get(name) {
            Some(found) => match &found.kind {
                Kind::Function(_) => found,
                Kind::Object(object) if object.borrow().class == "builtins.property" => Val::unknown(RUNS, span),
                _ => self.bound(found, &of, class, name, span),
            },
            None if name == "__name__" => Val::str(class.name.as_str(), span),
            None if is_plain(class) && !name.starts_with("__") => {
                self.raise("AttributeError", &format!("type object '{}' has no attribute '{name}'", class.name), span)
            }
            None => Val::unknown("the class does not say this name", span),
        }
    }

    /// `super()` in a method: what stands behind its class.
    pub fn super_attribute(&mut self, object: &Shared<Object<'a>>, name: &str, span: Span) -> Val<'a> {
        let (of, own) = (object.borrow().get("()").cloned(), object.borrow().get("self").cloned());
        let (Some(Val { kind: Kind::Class(of), .. }), Some(own)) = (of, own) else { return Val::unknown(RUNS, span) };
        let line = match &own.kind {
            Kind::Class(class) => class.line(),
            Kind::Object(o) => match o.borrow().get("()").map(|v| &v.kind) {
                Some(Kind::Class(class)) => class.line(),
                _ => return Val::unknown(RUNS, span),
            },
            _ => return Val::unknown(RUNS, span),
        };
        let behind = line.iter().skip_while(|c| !Rc::ptr_eq(c, &of)).skip(1);
        let class = of.clone();
        match behind.into_iter().find_map(|c| c.own(name)) {
            Some(found) => self.bound(found, &own, &class, name, span),
            None if name == "__init__" => Val::new(Kind::Name("builtins.print".into()), span),
            None => Val::unknown(RUNS, span),
        }
    }
}

/// Whether all attributes of a class are those that the files give it.
fn is_plain(class: &Rc<Class<'_>>) -> bool {
    class.line().iter().all(|c| c.outside.is_empty() && c.style.get() == Style::Plain)
}

/// The members of an `Enum`, in order, each once.
pub(in crate::sdk::python) fn members<'a>(class: &Rc<Class<'a>>) -> Vec<Val<'a>> {
    let names = class.names.borrow();
    let own = |(name, v): &&(String, Val<'a>)| matches!(&v.kind, Kind::Member(m) if m.name == *name);
    names.iter().filter(own).map(|(_, v)| v.clone()).collect()
}

/// An attribute of a member of an `Enum`.
pub(in crate::sdk::python) fn member_attribute<'a>(
    m: &mut Machine<'a>,
    value: &Val<'a>,
    name: &str,
    span: Span,
) -> Val<'a> {
    let Kind::Member(member) = &value.kind else { return Val::unknown(RUNS, span) };
    match name {
        "name" | "_name_" => Val::str(member.name.as_str(), span),
        "value" | "_value_" => member.value.clone(),
        _ => match (member.class.get(name), member.plain()) {
            (Some(found), _) => m.bound(found, value, &member.class, name, span),
            (None, Some(_)) => Val::new(Kind::Method(Rc::new((value.plain(), name.to_owned()))), span),
            (None, None) => Val::unknown(RUNS, span),
        },
    }
}
