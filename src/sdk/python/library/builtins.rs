//! Python's own functions.

use crate::sdk::python::common::classes;
use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::composed;
use crate::sdk::python::language::exceptions;
use crate::sdk::python::language::items;
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::operators;
use crate::sdk::python::language::value::{Dict, Field, Kind, Object, Shared, Val};
use crate::sdk::python::library::format;
use crate::sdk::python::library::methods;
use crate::sdk::python::library::sequences;
use crate::sdk::python::library::standard;
use crate::sdk::python::library::text;
use crate::source::Span;

/// Names that every module knows, but for exceptions.
const KNOWN: &str = " dict list tuple set str int float bool len range enumerate zip sorted reversed min max sum abs repr \
print open any all map filter isinstance issubclass getattr setattr hasattr delattr type object round property \
staticmethod classmethod super frozenset bytes bytearray iter next hash id input vars dir globals locals eval exec \
compile format ord chr hex oct bin divmod pow callable slice ascii memoryview complex help breakpoint __import__ \
Ellipsis NotImplemented __build_class__ ";

/// Whether every module knows a name.
pub(in crate::sdk::python) fn is_known(name: &str) -> bool {
    exceptions::is_exception(name) || (!name.contains(' ') && KNOWN.contains(&format!(" {name} ")))
}

/// The value of a call of one of these; none if it is another function or cannot be known.
pub(in crate::sdk::python) fn call<'a>(
    m: &mut Machine<'a>,
    dotted: &str,
    given: &Given<'a>,
    span: Span,
) -> Option<Val<'a>> {
    let Some(name) = dotted.strip_prefix("builtins.") else { return standard::call(m, dotted, given, span) };
    let first = given.positional.first();
    match name {
        "setattr" => {
            let (holder, value) = (first?, given.positional.get(2)?.clone());
            match given.positional.get(1)?.as_str() {
                Some(name) => m.set_attribute(holder, name, value, span),
                None => holder.spoil(span, 8),
            }
            return Some(Val::new(Kind::None, span));
        }
        "exec" | "eval" | "globals" | "locals" | "vars" => {
            if name != "eval" && given.positional.is_empty() || name == "exec" {
                m.forget(span);
            }
            given.values().for_each(|v| v.spoil(span, 8));
            return Some(Val::unknown("a call", span));
        }
        "print" => return Some(Val::new(Kind::None, span)),
        _ => {}
    }
    if let Some(made) = container(m, name, given, span) {
        return Some(made);
    }
    if given.unknown().is_some() {
        return None;
    }
    known(m, name, dotted, given, span)
}

/// The same, of values that are known.
fn known<'a>(m: &mut Machine<'a>, name: &str, dotted: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let first = given.positional.first();
    if let Some((kind, method)) = name.split_once('.') {
        // `str.lower` and the like, called on a value
        let fits = matches!(
            (kind, &first?.plain().kind),
            ("str", Kind::Str(_)) | ("dict", Kind::Dict(_)) | ("list", Kind::List(_))
        );
        let rest = Given { positional: given.positional.get(1..)?.to_vec(), named: given.named.clone() };
        return match (kind, method) {
            ("dict", "fromkeys") => from_keys(m, given, span),
            _ if fits => Some(methods::call(m, &first?.plain(), method, rest, span)),
            _ => None,
        };
    }
    if exceptions::is_exception(name) {
        let message =
            Field { name: "message".to_owned(), key: span, value: first.cloned().unwrap_or(Val::str("", span)) };
        return Some(Val::object(dotted, vec![message], span));
    }
    match name {
        "str" if first.is_none() => Some(Val::str("", span)),
        "str" => text::str(first?).map(|t| Val::str(t, span)),
        "repr" => text::repr(first?, 0).map(|t| Val::str(t, span)),
        "ascii" => text::repr(first?, 0).map(|t| Val::str(text::ascii(&t), span)),
        "format" => {
            let spec = given.positional.get(1).map_or(Some(""), Val::as_str)?;
            format::format(first?, spec).map(|t| Val::str(t, span))
        }
        "bool" => Some(Val::new(Kind::Bool(first.is_some_and(|v| v.truth() == Some(true))), span))
            .filter(|_| first.is_none_or(|v| v.truth().is_some())),
        "isinstance" => instance_of(first?, given.positional.get(1)?).map(|b| Val::new(Kind::Bool(b), span)),
        "getattr" | "hasattr" => attribute(m, name, given, span),
        "callable" => callable(first?).map(|b| Val::new(Kind::Bool(b), span)),
        "type" if given.positional.len() == 1 => class_of(first?).map(|kind| Val::new(kind, span)),
        "object" => Some(Val::object("builtins.object", Vec::new(), span)),
        _ => number(m, name, given, span).or_else(|| sequences::call(m, name, given, span)),
    }
}

/// Whether a value can be called, if that is known.
fn callable(value: &Val<'_>) -> Option<bool> {
    Some(match &value.kind {
        Kind::Function(_) | Kind::Class(_) => true,
        Kind::Name(dotted) if is_known(dotted.trim_start_matches("builtins.")) => true,
        Kind::None | Kind::Bool(_) | Kind::Int(_) | Kind::Float(_) | Kind::Str(_) | Kind::List(_) | Kind::Dict(_) => {
            false
        }
        _ => return None,
    })
}

/// Functions that keep what they are given, whether it is known or not.
fn container<'a>(m: &mut Machine<'a>, name: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let first = given.positional.first();
    match name {
        "dict" => {
            let mut out = match first {
                Some(from) => sequences::to_dict(m, from, span)?,
                None => Val::dict(Dict::new(), span),
            };
            out.span = span;
            if let Kind::Dict(entries) = &out.kind {
                items::insert_named(&mut entries.borrow_mut(), &given.named);
            }
            Some(out)
        }
        "list" | "tuple" | "enumerate" | "zip" | "reversed" if !first?.is_unknown() => {
            sequences::call(m, name, given, span)
        }
        _ => None,
    }
}

fn from_keys<'a>(m: &Machine<'a>, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let value = given.positional.get(1).cloned().unwrap_or(Val::new(Kind::None, span));
    let mut out = Dict::new();
    m.items(given.positional.first()?).ok()?.into_iter().for_each(|k| items::insert(&mut out, k, value.clone()));
    Some(Val::dict(out, span))
}

fn number<'a>(m: &mut Machine<'a>, name: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let value = &given.positional.first()?.plain();
    let second = given.positional.get(1);
    let text = |t: String| Some(Val::str(t, span));
    let based = |prefix: &str, digits: String| {
        text(format!("{}{prefix}{digits}", if value.as_int() < Some(0) { "-" } else { "" }))
    };
    let size = || value.as_int().map(i128::unsigned_abs);
    let kind = match (name, &value.kind) {
        ("int", Kind::Str(s)) => match whole(s, given.at(1, "base").map_or(Some(10), Val::as_int)?) {
            Some(n) => Kind::Int(n),
            None if given.positional.len() == 1 && s.is_ascii() && s.len() < 30 => {
                let text = format!("invalid literal for int() with base 10: {}", text::repr(value, 0)?);
                return Some(m.raise("ValueError", &text, span));
            }
            None => return None,
        },
        ("int", Kind::Float(n)) if n.abs() < 1e18 => Kind::Int(*n as i128),
        ("int", _) => Kind::Int(value.as_int()?),
        ("float", Kind::Str(s)) => Kind::Float(s.trim().parse().ok().filter(|n: &f64| n.is_finite())?),
        ("float", _) => Kind::Float(operators::float(value)?),
        ("abs", Kind::Float(n)) => Kind::Float(n.abs()),
        ("abs", _) => Kind::Int(value.as_int()?.checked_abs()?),
        ("round", Kind::Float(n)) if second.is_none() && n.abs() < 1e15 => Kind::Int(n.round_ties_even() as i128),
        ("round", Kind::Float(n)) => {
            // as Python does it: the nearest decimal text, read again
            let places = usize::try_from(second?.as_int()?).ok().filter(|p| *p < 20)?;
            Kind::Float(format!("{n:.places$}").parse().ok()?)
        }
        ("round", _) if second.is_none() => Kind::Int(value.as_int()?),
        ("hex", _) => return based("0x", format!("{:x}", size()?)),
        ("oct", _) => return based("0o", format!("{:o}", size()?)),
        ("bin", _) => return based("0b", format!("{:b}", size()?)),
        ("chr", _) => return text(char::from_u32(u32::try_from(value.as_int()?).ok()?)?.to_string()),
        ("ord", Kind::Str(s)) if s.chars().count() == 1 => Kind::Int(u32::from(s.chars().next()?).into()),
        ("pow", _) if given.positional.len() == 2 => {
            return Some(operators::binary(value, ruff_python_ast::Operator::Pow, second?, span));
        }
        ("divmod", _) => {
            let part = |op| operators::binary(value, op, second.unwrap_or(value), span);
            let (q, r) = (part(ruff_python_ast::Operator::FloorDiv), part(ruff_python_ast::Operator::Mod));
            Kind::Tuple(std::rc::Rc::new(vec![q, r]))
        }
        _ => return None,
    };
    Some(Val::new(kind, span))
}

/// A whole number as Python reads it.
fn whole(text: &str, base: i128) -> Option<i128> {
    let text = text.trim().to_lowercase();
    let (sign, digits) = text.strip_prefix('-').map_or((1, text.strip_prefix('+').unwrap_or(&text)), |t| (-1, t));
    let base = u32::try_from(base).ok().filter(|b| (2..=36).contains(b))?;
    let prefix = match base {
        16 => "0x",
        8 => "0o",
        2 => "0b",
        _ => "\0",
    };
    let digits = digits.strip_prefix(prefix).unwrap_or(digits);
    let joined =
        digits.starts_with('_') || digits.ends_with('_') || digits.contains("__") || digits.starts_with(['-', '+']);
    i128::from_str_radix(&digits.replace('_', ""), base).ok().filter(|_| !joined).map(|n| n * sign)
}

/// The class of a plain value.
fn class_of<'a>(value: &Val<'a>) -> Option<Kind<'a>> {
    let name = match &value.kind {
        Kind::Member(m) => return Some(Kind::Class(m.class.clone())),
        Kind::Object(o) => match o.borrow().get("()").map(|c| c.kind.clone()) {
            Some(Kind::Class(c)) if o.borrow().class == "instance" => return Some(Kind::Class(c)),
            _ => return None,
        },
        Kind::Bool(_) => "bool",
        Kind::Int(_) => "int",
        Kind::Float(_) => "float",
        Kind::Str(_) => "str",
        Kind::List(_) => "list",
        Kind::Tuple(_) => "tuple",
        Kind::Dict(_) => "dict",
        _ => return None,
    };
    Some(Kind::Name(format!("builtins.{name}").into()))
}

fn instance_of(value: &Val<'_>, class: &Val<'_>) -> Option<bool> {
    if let Kind::Tuple(all) = &class.kind {
        return all.iter().try_fold(false, |so_far, c| Some(so_far | instance_of(value, c)?));
    }
    if let (Kind::Object(o), Kind::Name(dotted)) = (&value.kind, &class.kind) {
        let (own, last) = (o.borrow().class.clone(), dotted.rsplit('.').next().unwrap_or_default());
        let root = dotted.split('.').next().unwrap_or_default();
        let known = own.starts_with("kubernetes.") || own == "flytekit.PodTemplate" || own == "flytekit.Resources";
        return known.then(|| own == format!("{root}.{last}") || &**dotted == "builtins.object");
    }
    let own = match (&value.kind, &class.kind) {
        (Kind::None, Kind::Name(n)) if n.starts_with("builtins.") => return Some(&**n == "builtins.object"),
        (Kind::Member(m), Kind::Name(n)) => {
            return Some(m.class.is_a(n)).filter(|is| *is || n.starts_with("builtins."));
        }
        _ => class_of(value)?,
    };
    match (own, &class.kind) {
        (Kind::Class(own), Kind::Class(c)) => Some(own.line().iter().any(|o| composed::is_one(o, c))),
        (Kind::Class(_), Kind::Name(n)) if n.starts_with("builtins.") => Some(&**n == "builtins.object"),
        (Kind::Name(own), Kind::Name(n)) if n.starts_with("builtins.") => {
            Some(own == *n || (&*own == "builtins.bool" && &**n == "builtins.int") || &**n == "builtins.object")
        }
        (Kind::Name(_), Kind::Name(n)) => classes::is_something(n).then_some(false),
        (Kind::Name(_), Kind::Class(_)) => Some(false),
        _ => None,
    }
}

/// `getattr`, `hasattr`
fn attribute<'a>(m: &mut Machine<'a>, name: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let value = given.positional.first()?;
    let key = given.positional.get(1)?.as_str()?;
    if matches!(&value.kind, Kind::Object(o) if lacks(o, key)) || matches!(&value.kind, Kind::None) {
        return match name {
            "hasattr" => Some(Val::new(Kind::Bool(false), span)),
            _ => given.positional.get(2).cloned(),
        };
    }
    let found = m.attribute(value, key, span);
    let known = !found.is_unknown() && !matches!(found.kind, Kind::Method(_) | Kind::Name(_));
    match (name, known) {
        ("hasattr", true) => Some(Val::new(Kind::Bool(true), span)),
        ("getattr", _) if known || given.positional.len() == 2 => Some(found),
        _ => None,
    }
}

/// Whether an object has no attribute of that name for sure.
fn lacks(object: &Shared<Object<'_>>, name: &str) -> bool {
    let object = object.borrow();
    let own = object.get("?").is_some() || object.get(name).is_some();
    let class = match object.get("()").map(|c| &c.kind) {
        Some(Kind::Class(class)) => class.get(name).is_some(),
        _ => false,
    };
    let known =
        matches!(object.class.as_str(), "instance" | "flytekit.PodTemplate") || object.class.starts_with("kubernetes.");
    let plain = !name.starts_with('_') && !matches!(name, "to_dict" | "to_str" | "version_hash");
    known && plain && !own && !class && !classes::has_attribute(&object, name)
}
