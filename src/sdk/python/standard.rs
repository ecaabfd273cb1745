//! Functions of the standard library that files of tasks use.

use super::call::Given;
use super::machine::Machine;
use super::value::{Field, Kind, Object, Shared, Val};
use super::{classes, json, sequences, text};
use crate::source::Span;

/// Constants of the standard library.
pub(super) fn constant(dotted: &str) -> Option<&'static str> {
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
pub(super) fn call<'a>(m: &mut Machine<'a>, dotted: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let first = given.positional.first();
    match dotted {
        "os.environ.get" | "os.getenv" | "os.environ.setdefault" => {
            let name = first.and_then(Val::as_str).unwrap_or_default();
            Some(m.of_environment(name, span))
        }
        "logging.getLogger" => Some(Val::object("logging.Logger", Vec::new(), span)),
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
        "functools.update_wrapper" => super::functions::decorate("functools.wraps", given.positional.get(1), first?),
        "functools.reduce" => reduced(m, given, span),
        "collections.OrderedDict" => match first {
            Some(from) => sequences::to_dict(m, from, span),
            None => super::builtins::call(m, "builtins.dict", given, span),
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
            let n = super::operators::float(first?).filter(|n| n.abs() < 1e15)?;
            let n = if dotted == "math.ceil" { n.ceil() } else { n.floor() };
            Some(Val::new(Kind::Int(n as i128), span))
        }
        _ if given.unknown().is_none() => of_texts(m, dotted, given, span),
        _ => None,
    }
}

/// Objects that only keep what they are given.
fn wrapped<'a>(dotted: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    if dotted.starts_with("operator.") && given.positional.len() != 1 {
        return None;
    }
    if let (Some(of), true) = (given.positional.first(), dotted.ends_with("cache")) {
        // without brackets it is the decorator itself
        if let Some(kept) = super::functions::decorate("functools.lru_cache", None, of) {
            return Some(kept).filter(|v| !v.is_unknown());
        }
    }
    let of = given.positional.first().map(|v| Field { name: "()".to_owned(), key: span, value: v.clone() });
    let fields = of.into_iter().chain(given.named.iter().cloned()).collect();
    Some(Val::object(dotted, fields, span))
}

/// `dataclasses.replace(object, ...)` of what flytekit or the file makes.
pub(super) fn replaced<'a>(m: &mut Machine<'a>, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
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
        super::template::made(m, &copy);
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

/// Functions of texts.
fn of_texts<'a>(m: &mut Machine<'a>, dotted: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let first = given.positional.first();
    let word = |i: usize| given.positional.get(i).and_then(Val::as_str);
    let text = |t: String| Some(Val::str(t, span));
    match dotted {
        "os.path.join" | "posixpath.join" => {
            let parts: Vec<&str> = given.positional.iter().map(Val::as_str).collect::<Option<_>>()?;
            text(join(&parts))
        }
        "os.path.basename" => text(word(0)?.rsplit('/').next().unwrap_or_default().to_owned()),
        "os.path.dirname" => {
            let head = word(0)?.rsplit_once('/').map_or("", |(head, _)| head);
            let head = if head.is_empty() && word(0)?.starts_with('/') { "/" } else { head };
            text(if head.bytes().all(|b| b == b'/') { head } else { head.trim_end_matches('/') }.to_owned())
        }
        "os.path.splitext" => {
            let (folder, name) = word(0)?.rsplit_once('/').map_or(("", word(0)?), |(f, n)| (f, n));
            let slash = if name.len() < word(0)?.len() { "/" } else { "" };
            let at = name.rfind('.').filter(|at| name.get(..*at).is_some_and(|b| b.bytes().any(|b| b != b'.')));
            let (stem, suffix) = name.split_at(at.unwrap_or(name.len()));
            let pair = vec![Val::str(format!("{folder}{slash}{stem}"), span), Val::str(suffix, span)];
            Some(Val::new(Kind::Tuple(std::rc::Rc::new(pair)), span))
        }
        "textwrap.dedent" => dedent(word(0)?).and_then(text),
        "textwrap.indent" if given.positional.len() == 2 && given.named.is_empty() => {
            let one = |line: &str| {
                if line.trim().is_empty() { line.to_owned() } else { format!("{}{line}", word(1).unwrap_or("")) }
            };
            word(1)?;
            text(word(0)?.split_inclusive('\n').map(one).collect())
        }
        "json.loads" if given.named.is_empty() => match json::loads(word(0)?, span) {
            Some(value) => Some(value),
            None => None,
        },
        "json.dumps" => json::dumps(first?, &style(given)?).and_then(text),
        "string.Template" => wrapped(dotted, given, span),
        "typing.NamedTuple" => None,
        _ => {
            let _ = m;
            None
        }
    }
}

fn style(given: &Given<'_>) -> Option<json::Style> {
    let known = |n: &str| matches!(n, "indent" | "sort_keys" | "separators" | "ensure_ascii");
    if given.named.iter().any(|f| !known(&f.name)) || given.positional.len() != 1 {
        return None;
    }
    let indent = match given.get("indent").filter(|v| !v.is_none()) {
        Some(v) => Some(match v.as_str() {
            Some(s) => s.to_owned(),
            None => " ".repeat(usize::try_from(v.as_int()?).ok().filter(|n| *n < 100)?),
        }),
        None => None,
    };
    let (mut item, mut key) = ((if indent.is_some() { "," } else { ", " }).to_owned(), ": ".to_owned());
    if let Some(pair) = given.get("separators").filter(|v| !v.is_none()) {
        let Kind::Tuple(pair) = &pair.kind else { return None };
        (item, key) = (pair.first()?.as_str()?.to_owned(), pair.get(1)?.as_str()?.to_owned());
    }
    let sorted = given.get("sort_keys").map_or(Some(false), Val::truth)?;
    let ascii = given.get("ensure_ascii").map_or(Some(true), Val::truth)?;
    Some(json::Style { indent, item, key, sorted, ascii })
}

fn join(parts: &[&str]) -> String {
    let mut out = String::new();
    for (at, part) in parts.iter().enumerate() {
        if part.starts_with('/') {
            out.clear();
        } else if at > 0 && !out.is_empty() && !out.ends_with('/') {
            out.push('/');
        }
        out.push_str(part);
    }
    out
}

/// The text without the indentation that all its lines have; none where tabs and spaces are mixed.
fn dedent(text: &str) -> Option<String> {
    let blank = |line: &str| line.trim_end_matches('\n').bytes().all(|b| b == b' ' || b == b'\t');
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let indents = lines.iter().filter(|l| !blank(l)).map(|l| &l[..l.len() - l.trim_start_matches([' ', '\t']).len()]);
    let indents: Vec<&str> = indents.collect();
    if indents.iter().any(|i| i.contains('\t')) {
        return None;
    }
    let least = indents.iter().map(|i| i.len()).min().unwrap_or(0);
    let mut out = String::new();
    for line in lines {
        match blank(line) {
            true if line.ends_with('\n') => out.push('\n'),
            true => {}
            false => out.push_str(line.get(least..).unwrap_or_default()),
        }
    }
    Some(out)
}

/// A method of an object of the standard library; none if it is not known.
pub(super) fn method<'a>(object: &Shared<Object<'a>>, name: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let object = object.borrow();
    let text = |t: String| Some(Val::str(t, span));
    match (object.class.as_str(), name) {
        ("logging.Logger", _) => Some(Val::new(Kind::None, span)),
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
            substituted(object.get("()")?.as_str()?, &of).and_then(text)
        }
        ("datetime.timedelta", "total_seconds") => Some(Val::new(Kind::Float(seconds(&object)?), span)),
        ("pathlib.Path", "joinpath") => {
            let head = object.get("path")?.as_str()?.to_owned();
            let rest: Vec<&str> = given.positional.iter().map(Val::as_str).collect::<Option<_>>()?;
            let all: Vec<&str> = std::iter::once(head.as_str()).chain(rest).collect();
            Some(classes::path(&all, span))
        }
        ("pathlib.Path", "as_posix" | "__str__") => text(object.get("path")?.as_str()?.to_owned()),
        ("pathlib.Path", "with_suffix" | "with_name") => {
            let (folder, last) = split(object.get("path")?.as_str()?)?;
            let stem = last.rfind('.').filter(|at| *at > 0).map_or(last, |at| last.get(..at).unwrap_or(last));
            let new = given.positional.first()?.as_str()?;
            let new = if name == "with_name" { new.to_owned() } else { format!("{stem}{new}") };
            Some(classes::path(&[folder, &new], span))
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
pub(super) fn path_attribute<'a>(object: &Object<'a>, name: &str, span: Span) -> Option<Val<'a>> {
    let (folder, last) = split(object.get("path").filter(|_| object.class == "pathlib.Path")?.as_str()?)?;
    let dot = last.rfind('.').filter(|at| *at > 0 && at + 1 < last.len()).unwrap_or(last.len());
    let (stem, suffix) = last.split_at(dot);
    Some(match name {
        "name" => Val::str(last, span),
        "stem" => Val::str(stem, span),
        "suffix" => Val::str(suffix, span),
        "parent" => classes::path(&[folder], span),
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

/// `$name` and `${name}` by their values.
fn substituted(text: &str, of: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, behind)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(more) = behind.strip_prefix('$') {
            out.push('$');
            rest = more;
            continue;
        }
        let (name, more) = match behind.strip_prefix('{') {
            Some(braced) => braced.split_once('}')?,
            None => {
                behind.split_at(behind.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(behind.len()))
            }
        };
        out.push_str(&of(name).filter(|_| !name.is_empty())?);
        rest = more;
    }
    out.push_str(rest);
    Some(out)
}
