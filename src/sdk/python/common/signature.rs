//! Parameters of what the SDK lets a file call, and Python's own refusals of calls that do not fit.

use std::sync::LazyLock;

use crate::sdk::parts::refused;
use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::value::{Field, Kind, Val};
use crate::source::Span;
use crate::tree::Origin;
use std::rc::Rc;

/// A parameter that is not written by position only.
#[derive(Debug)]
struct Parameter {
    name: &'static str,
    /// The default as Python writes it; none if the parameter is required.
    default: Option<&'static str>,
    /// Whether it is taken by name only.
    named: bool,
}

/// What can be called, under the class that it makes or the method that it is.
#[derive(Debug)]
pub(in crate::sdk::python) struct Signature {
    class: &'static str,
    call: &'static str,
    parameters: Vec<Parameter>,
    /// How many arguments Python counts that nobody writes: `self`.
    bound: usize,
    /// Whether any other argument is taken by name.
    rest: bool,
}

static ALL: LazyLock<Vec<Signature>> = LazyLock::new(|| {
    let row = |line: &'static str| match line.split('\t').collect::<Vec<_>>()[..] {
        [class, call, parameters] => Some(parse(class, call, parameters)),
        _ => None,
    };
    include_str!("signatures.tsv").lines().skip(1).filter_map(row).collect()
});

fn parse(class: &'static str, call: &'static str, text: &'static str) -> Signature {
    let mut out = Signature { class, call, parameters: Vec::new(), bound: 0, rest: false };
    let mut named = false;
    for part in text.split(", ").filter(|p| !p.is_empty()) {
        match part {
            "self" | "cls" => out.bound = 1,
            "*" => named = true,
            _ if part.starts_with("**") => out.rest = true,
            _ => {
                let (name, default) = part.split_once('=').map_or((part, None), |(n, d)| (n, Some(d)));
                out.parameters.push(Parameter { name, default, named });
            }
        }
    }
    out
}

/// The signature under a name.
pub(in crate::sdk::python) fn of(class: &str) -> Option<&'static Signature> {
    ALL.iter().find(|s| s.class == class)
}

/// The value that an attribute of a class has where nothing was given.
pub(in crate::sdk::python) fn default<'a>(class: &str, name: &str, span: Span) -> Option<Val<'a>> {
    let parameter = of(class)?.parameters.iter().find(|p| p.name == name)?;
    let kind = match parameter.default? {
        "None" => Kind::None,
        "True" => Kind::Bool(true),
        "False" => Kind::Bool(false),
        "[]" => return Some(Val::list(Vec::new(), span)),
        "()" => Kind::Tuple(Rc::new(Vec::new())),
        text => match (text.strip_prefix('"').and_then(|t| t.strip_suffix('"')), text.parse()) {
            (Some(text), _) => Kind::Str(text.into()),
            (None, Ok(n)) => Kind::Int(n),
            _ => return None,
        },
    };
    Some(Val::new(kind, span))
}

/// Whether a call has a parameter of that name.
pub(in crate::sdk::python) fn takes(class: &str, name: &str) -> bool {
    of(class).is_some_and(|s| s.parameters.iter().any(|p| p.name == name))
}

/// Refuses arguments that a class does not take.
pub(in crate::sdk::python) fn only(m: &mut Machine<'_>, class: &str, given: &Given<'_>) {
    let Some(signature) = of(class) else { return };
    for field in given.named.iter().filter(|f| f.name != "?" && !takes(class, &f.name)) {
        refuse(m, signature.call, field.key, &format!("got an unexpected keyword argument '{}'", field.name));
    }
}

/// A refusal of Python itself.
pub(in crate::sdk::python) fn refuse(m: &mut Machine<'_>, call: &str, at: Span, what: &str) {
    let message = format!("`{}` does not take these arguments", short(call));
    let theirs = format!("TypeError: {call}() {what}");
    m.refuse(refused("python/argument", message, &Origin::input(at), theirs));
}

/// Arguments by name. What Python itself refuses is refused, with its own words.
pub(in crate::sdk::python) fn bind<'a>(
    m: &mut Machine<'_>,
    class: &str,
    given: &Given<'a>,
    span: Span,
) -> Option<Vec<Field<'a>>> {
    let signature = of(class)?;
    let in_order = || signature.parameters.iter().filter(|p| !p.named);
    let mut out: Vec<Field<'a>> = in_order()
        .zip(&given.positional)
        .map(|(p, v)| Field { name: p.name.to_owned(), key: v.span, value: v.clone() })
        .collect();
    let fault = |m: &mut Machine<'_>, at: Span, what: String| refuse(m, signature.call, at, &what);
    if in_order().count() < given.positional.len() {
        fault(m, span, too_many(signature, given.positional.len()));
    }
    let spread = given.named.iter().any(|f| f.name == "?");
    for field in &given.named {
        let known = field.name == "?" || signature.rest || signature.parameters.iter().any(|p| p.name == field.name);
        if !known {
            fault(m, field.key, format!("got an unexpected keyword argument '{}'", field.name));
        } else if out.iter().any(|f| f.name == field.name) && field.name != "?" {
            fault(m, field.key, format!("got multiple values for argument '{}'", field.name));
        }
        out.push(field.clone());
    }
    for named in [false, true] {
        let asked = signature.parameters.iter().filter(|p| p.named == named && p.default.is_none());
        let missing: Vec<&str> = asked.map(|p| p.name).filter(|n| !out.iter().any(|f| f.name == *n)).collect();
        if !missing.is_empty() && !spread {
            let kind = if named { "keyword-only" } else { "positional" };
            let many = if missing.len() == 1 { "" } else { "s" };
            fault(m, span, format!("missing {} required {kind} argument{many}: {}", missing.len(), listed(&missing)));
        }
    }
    Some(out)
}

/// The name that a person writes for a call.
fn short(call: &str) -> &str {
    call.strip_suffix(".__init__").unwrap_or(call)
}

fn too_many(signature: &Signature, given: usize) -> String {
    let in_order = || signature.parameters.iter().filter(|p| !p.named);
    let (most, least) = (in_order().count(), in_order().filter(|p| p.default.is_none()).count());
    let (most, least) = (most + signature.bound, least + signature.bound);
    let takes = if most == least { most.to_string() } else { format!("from {least} to {most}") };
    let many = if takes == "1" { "" } else { "s" };
    format!("takes {takes} positional argument{many} but {} were given", given + signature.bound)
}

/// Names as Python lists them.
fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|n| format!("'{n}'")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, [first])) => format!("{first} and {last}"),
        Some((last, rest)) => format!("{}, and {last}", rest.join(", ")),
        None => String::new(),
    }
}
