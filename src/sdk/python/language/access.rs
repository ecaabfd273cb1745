//! What values give: items, attributes, subscripts.

use crate::sdk::python::common::classes;
use crate::sdk::python::flytekit::refusals;
use crate::sdk::python::language::instances;
use crate::sdk::python::language::items;
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::operators;
use crate::sdk::python::language::several;
use crate::sdk::python::language::value::{Code, Kind, Val};
use crate::sdk::python::library::standard;
use crate::source::Span;
use std::rc::Rc;

const RUNS: &str = "only running the program tells this";

impl<'a> Machine<'a> {
    /// The items that iterating over a value gives; an iterator gives them once.
    pub fn items(&self, value: &Val<'a>) -> Result<Vec<Val<'a>>, Val<'a>> {
        self.items_at(value, value.span)
    }

    /// The same, for an iteration that stands at a place.
    pub fn items_at(&self, value: &Val<'a>, span: Span) -> Result<Vec<Val<'a>>, Val<'a>> {
        if let Some(several) = several::within(value) {
            return Err(several);
        }
        match &value.kind {
            Kind::List(items) => Ok(items.borrow().clone()),
            Kind::Tuple(items) => Ok(items.to_vec()),
            Kind::Dict(entries) => Ok(entries.borrow().values().map(|(k, _)| k.clone()).collect()),
            Kind::Str(s) => Ok(s.chars().map(|c| Val::str(c.to_string(), value.span)).collect()),
            Kind::Series(series) => {
                let items = series.items(value.span);
                match several::among(&items) {
                    Some(several) => Err(several),
                    None if series.spoilt() => Err(Val::unknown(several::SEVERAL, value.span)),
                    None => Ok(items),
                }
            }
            Kind::Set(set) => match set.items.borrow().values().collect::<Vec<_>>().as_slice() {
                [] => Ok(Vec::new()),
                [(one, _)] => Ok(vec![one.clone()]),
                _ => Err(Val::unknown("the order of a set", span)),
            },
            Kind::Class(class) if class.style.get() == crate::sdk::python::language::composed::Style::Enum => {
                Ok(instances::members(class))
            }
            Kind::Member(m) if m.mixed => self.items_at(&value.plain(), span),
            Kind::Unknown(_) => Err(value.clone()),
            _ => Err(Val::unknown(RUNS, value.span)),
        }
    }

    /// `not`, `-`, and the like are in [`operators`]; attributes need the modules.
    pub fn attribute(&mut self, value: &Val<'a>, name: &str, span: Span) -> Val<'a> {
        match &value.kind {
            Kind::Unknown(_) => value.clone(),
            Kind::Name(dotted) => {
                let dotted = format!("{dotted}.{name}");
                refusals::attribute(self, &dotted, span);
                match standard::constant(&dotted) {
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
            Kind::None if !name.starts_with("__") => {
                self.raise("AttributeError", &format!("'NoneType' object has no attribute '{name}'"), span)
            }
            Kind::Object(object) if classes::has_no(&object.borrow(), name) => {
                let class = object.borrow().class.rsplit('.').next().unwrap_or_default().to_owned();
                self.raise("AttributeError", &format!("'{class}' object has no attribute '{name}'"), span)
            }
            Kind::Class(class) => self.class_attribute(class, name, span),
            Kind::Member(_) => instances::member_attribute(self, value, name, span),
            Kind::Object(object) => {
                let class = object.borrow().class.clone();
                match class.as_str() {
                    "instance" => self.instance_attribute(value, object, name, span),
                    "super" => self.super_attribute(object, name, span),
                    _ => classes::attribute(value, object, name, span),
                }
            }
            Kind::Function(f) if name == "__name__" => match f.code {
                Code::Def(def) => Val::str(f.wraps.as_ref().map_or(def.name.as_str(), |(_, name)| name.as_str()), span),
                Code::Lambda(..) => Val::str("<lambda>", span),
            },
            _ => Val::new(Kind::Method(Rc::new((value.clone(), name.to_owned()))), span),
        }
    }

    pub fn subscript(&mut self, value: &Val<'a>, index: &Val<'a>, span: Span) -> Val<'a> {
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
        if value.is_none() {
            return self.raise("TypeError", "'NoneType' object is not subscriptable", span);
        }
        match items::missing(value, index) {
            Some((class, text)) => self.raise(class, &text, span),
            None => items::subscript(value, index, span),
        }
    }
}
