//! Functions of the standard library that files of tasks use.

use crate::sdk::python::common::classes;
use crate::sdk::python::common::construct;
use crate::sdk::python::flyte::template;
use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::decorators;
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::operators;
use crate::sdk::python::language::value::{Field, Kind, Object, Shared, Val};
use crate::sdk::python::library::builtins;
use crate::sdk::python::library::sequences;
use crate::sdk::python::library::text;
use crate::sdk::python::library::texts;
use crate::source::Span;

/// Constants of the standard library.
pub(in crate::sdk::python) fn constant(dotted: &str) -> Option<&'static str> {
    Some(match dotted {
        "string.ascii_lowercase" => "abcdefghijklmnopqrstuvwxyz",
        "string.ascii_uppercase" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "string.ascii_letters" => "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "string.digits" => "0123456789",
        "string.hexdigits" => "0123456789abcdefABCDEF",
        _ => return None,
    })
}

/// The value of a call; none if it is another function or cannot be known.
pub(in crate::sdk::python) fn call<'a>(
    m: &mut Machine<'a>,
    dotted: &str,
    given: &Given<'a>,
    span: Span,
) -> Option<Val<'a>> {
    let first = given.positional.first();
    match dotted {
        "os.environ.get" | "os.getenv" | "os.environ.setdefault" => {
            let name = first.and_then(Val::as_str).unwrap_or_default();
            Some(m.of_environment(name, span))
        }
        "typing.cast" => given.positional.get(1).cloned(),
        "copy.deepcopy" | "copy.copy" => classes::copied(first?, dotted == "copy.deepcopy"),
        "dataclasses.field"
        | "dataclasses.dataclass"
        | "enum.auto"
        | "functools.wraps"
        | "functools.lru_cache"
        | "functools.cache"
        | "operator.itemgetter"
        | "operator.attrgetter" => wrapped(dotted, given, span),
        "functools.update_wrapper" => decorators::decorate("functools.wraps", given.positional.get(1), first?),
        "functools.reduce" => reduced(m, given, span),
        "collections.OrderedDict" => match first {
            Some(from) => sequences::to_dict(m, from, span),
            None => builtins::call(m, "builtins.dict", given, span),
        },
        "itertools.chain" => {
            let all: Vec<Vec<Val<'a>>> = given.positional.iter().map(|v| m.items(v).ok()).collect::<Option<_>>()?;
            Some(Val::once("itertools.chain", all.concat(), span))
        }
        "itertools.chain.from_iterable" => {
            let all = m.items(first?).ok()?;
            let all: Vec<Vec<Val<'a>>> = all.iter().map(|v| m.items(v).ok()).collect::<Option<_>>()?;
            Some(Val::once("itertools.chain", all.concat(), span))
        }
        "itertools.product" if given.named.is_empty() => product(m, given, span),
        "math.ceil" | "math.floor" => {
            let n = operators::float(first?).filter(|n| n.abs() < 1e15)?;
            let n = if dotted == "math.ceil" { n.ceil() } else { n.floor() };
            Some(Val::new(Kind::Int(n as i128), span))
        }
        _ if given.unknown().is_none() => texts::call(dotted, given, span),
        _ => None,
    }
}

/// Objects that only keep what they are given.
pub(in crate::sdk::python) fn wrapped<'a>(dotted: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    if dotted.starts_with("operator.") && given.positional.len() != 1 {
        return None;
    }
    if let (Some(of), true) = (given.positional.first(), dotted.ends_with("cache")) {
        // without brackets it is the decorator itself
        if let Some(kept) = decorators::decorate("functools.lru_cache", None, of) {
            return Some(kept).filter(|v| !v.is_unknown());
        }
    }
    let of = given.positional.first().map(|v| Field { name: "()".to_owned(), key: span, value: v.clone() });
    let fields = of.into_iter().chain(given.named.iter().cloned()).collect();
    Some(Val::object(dotted, fields, span))
}

/// `dataclasses.replace(object, ...)` of what flytekit or the file makes.
pub(in crate::sdk::python) fn replaced<'a>(m: &mut Machine<'a>, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let value = given.positional.first()?;
    let Kind::Object(object) = &value.kind else { return None };
    let plain = matches!(object.borrow().class.as_str(), "flytekit.PodTemplate" | "flytekit.Resources" | "instance");
    if !plain || given.named.iter().any(|f| f.name == "?") || object.borrow().get("?").is_some() {
        return None;
    }
    let copy = Val { span, ..classes::copied(value, false)? };
    let Kind::Object(fields) = &copy.kind else { return None };
    let class = fields.borrow().get("()").cloned();
    if let Some(Kind::Class(class)) = class.map(|c| c.kind)
        && class.get("__post_init__").is_some()
    {
        return None;
    }
    given.named.iter().for_each(|f| fields.borrow_mut().set(&f.name, f.key, f.value.clone()));
    if object.borrow().class == "flytekit.PodTemplate" {
        template::made(m, &copy);
    }
    Some(copy)
}

fn reduced<'a>(m: &mut Machine<'a>, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let function = given.positional.first()?;
    let mut items = m.items(given.positional.get(1)?).ok()?.into_iter();
    let mut value = match given.positional.get(2) {
        Some(start) => start.clone(),
        None => items.next()?,
    };
    for item in items {
        if !m.enter() {
            return None;
        }
        value = m.apply(function, Given { positional: vec![value, item], named: Vec::new() }, span);
        m.leave();
    }
    Some(value)
}

fn product<'a>(m: &Machine<'a>, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let mut rows: Vec<Vec<Val<'a>>> = vec![Vec::new()];
    for column in &given.positional {
        let items = m.items(column).ok()?;
        if rows.len().checked_mul(items.len())? > 10_000 {
            return None;
        }
        let with = |row: &Vec<Val<'a>>| {
            items.iter().map(|i| row.iter().cloned().chain([i.clone()]).collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        rows = rows.iter().flat_map(with).collect();
    }
    let tuple = |row| Val::new(Kind::Tuple(std::rc::Rc::new(row)), span);
    Some(Val::once("itertools.product", rows.into_iter().map(tuple).collect(), span))
}

/// A method of an object of the standard library; none if it is not known.
pub(in crate::sdk::python) fn method<'a>(
    object: &Shared<Object<'a>>,
    name: &str,
    given: &Given<'a>,
    span: Span,
) -> Option<Val<'a>> {
    let object = object.borrow();
    let text = |t: String| Some(Val::str(t, span));
    match (object.class.as_str(), name) {
        ("string.Template", "substitute") => {
            let more = match given.positional.first().map(|v| &v.kind) {
                Some(Kind::Dict(entries)) => entries.borrow().clone(),
                Some(_) => return None,
                None => Default::default(),
            };
            let of = |name: &str| {
                let value =
                    given.get(name).cloned().or_else(|| more.get(&format!("s{name}")).map(|(_, v)| v.clone()))?;
                text::str(&value)
            };
            texts::substituted(object.get("()")?.as_str()?, &of).and_then(text)
        }
        ("datetime.timedelta", "total_seconds") => Some(Val::new(Kind::Float(seconds(&object)?), span)),
        ("pathlib.Path", "joinpath") => {
            let head = object.get("path")?.as_str()?.to_owned();
            let rest: Vec<&str> = given.positional.iter().map(Val::as_str).collect::<Option<_>>()?;
            let all: Vec<&str> = std::iter::once(head.as_str()).chain(rest).collect();
            Some(construct::path(&all, span))
        }
        ("pathlib.Path", "as_posix" | "__str__") => text(object.get("path")?.as_str()?.to_owned()),
        ("pathlib.Path", "with_suffix" | "with_name") => {
            let (folder, last) = split(object.get("path")?.as_str()?)?;
            let stem = last.rfind('.').filter(|at| *at > 0).map_or(last, |at| last.get(..at).unwrap_or(last));
            let new = given.positional.first()?.as_str()?;
            let new = if name == "with_name" { new.to_owned() } else { format!("{stem}{new}") };
            Some(construct::path(&[folder, &new], span))
        }
        _ => None,
    }
}

/// Folder and name of a path.
fn split(path: &str) -> Option<(&str, &str)> {
    let (folder, name) = match path.rsplit_once('/') {
        Some(("", name)) => ("/", name),
        Some(pair) => pair,
        None => (".", path),
    };
    (!name.is_empty() && name != "." && name != "..").then_some((folder, name))
}

/// An attribute of a path.
pub(in crate::sdk::python) fn path_attribute<'a>(object: &Object<'a>, name: &str, span: Span) -> Option<Val<'a>> {
    let (folder, last) = split(object.get("path").filter(|_| object.class == "pathlib.Path")?.as_str()?)?;
    let dot = last.rfind('.').filter(|at| *at > 0 && at + 1 < last.len()).unwrap_or(last.len());
    let (stem, suffix) = last.split_at(dot);
    Some(match name {
        "name" => Val::str(last, span),
        "stem" => Val::str(stem, span),
        "suffix" => Val::str(suffix, span),
        "parent" => construct::path(&[folder], span),
        _ => return None,
    })
}

fn seconds(object: &Object<'_>) -> Option<f64> {
    const UNITS: [(&str, i128); 7] = [
        ("days", 86_400_000_000),
        ("seconds", 1_000_000),
        ("microseconds", 1),
        ("milliseconds", 1000),
        ("minutes", 60_000_000),
        ("hours", 3_600_000_000),
        ("weeks", 604_800_000_000),
    ];
    let of = |(name, factor): (&str, i128)| match object.get(name) {
        Some(v) => v.as_int()?.checked_mul(factor),
        None => Some(0),
    };
    let total: i128 = UNITS.into_iter().map(of).sum::<Option<i128>>()?;
    Some(total as f64 / 1e6)
}
