//! Calls: functions of the files are run, known classes make objects, all else is not known.

use crate::sdk::python::common::checks;
use crate::sdk::python::flyte::image;
use crate::sdk::python::language::items;
use crate::sdk::python::language::several;
use crate::sdk::python::workflow::calls;
use ruff_python_ast::{Expr, ExprCall, Parameters};

use crate::sdk::python::common::construct;
use crate::sdk::python::language::machine::{Frame, Machine, Names};
use crate::sdk::python::language::user::INHERITS;
use crate::sdk::python::language::value::{Dict, Field, Function, Kind, Val};
use crate::sdk::python::library::builtins;
use crate::sdk::python::library::methods;
use crate::sdk::python::workflow::calls::is_plain_method;
use crate::source::Span;
use std::rc::Rc;

/// The arguments of a call.
#[derive(Debug, Default)]
pub(in crate::sdk::python) struct Given<'a> {
    /// By position.
    pub positional: Vec<Val<'a>>,
    /// By name.
    pub named: Vec<Field<'a>>,
}

impl<'a> Given<'a> {
    /// The argument of a name.
    pub fn get(&self, name: &str) -> Option<&Val<'a>> {
        self.named.iter().find(|f| f.name == name).map(|f| &f.value)
    }

    /// The argument at a position or of a name.
    pub fn at(&self, position: usize, name: &str) -> Option<&Val<'a>> {
        self.positional.get(position).or_else(|| self.get(name))
    }

    /// All values.
    pub fn values(&self) -> impl Iterator<Item = &Val<'a>> {
        self.positional.iter().chain(self.named.iter().map(|f| &f.value))
    }

    /// The first value that cannot be known.
    pub fn unknown(&self) -> Option<&Val<'a>> {
        self.values().find(|v| v.is_unknown())
    }
}

/// Packages whose functions do not change what they are given.
const HARMLESS: &[&str] = &[
    "builtins.",
    "logging.",
    "loguru.",
    "structlog.",
    "rich.",
    "json.",
    "copy.",
    "typing.",
    "os.",
    "pprint.",
    "warnings.",
    "flytekit.",
    "flyte.",
    "kubernetes.",
    "yaml.",
    "datetime.",
    "pathlib.",
    "enum.",
    "dataclasses.",
    "collections.",
    "itertools.",
    "functools.",
    "math.",
    "re.",
    "string.",
    "textwrap.",
    "hashlib.",
    "base64.",
    "uuid.",
    "time.",
    "sys.",
    "platform.",
    "socket.",
    "subprocess.",
    "operator.",
    "contextlib.",
];

/// Functions that make classes.
const MAKE_CLASSES: &[&str] = &["typing.NamedTuple", "collections.namedtuple", "typing.NewType", "typing.TypeVar"];

/// Whether a function of another package does not change what it is given.
pub(in crate::sdk::python) fn is_harmless(dotted: &str) -> bool {
    HARMLESS.iter().any(|p| dotted.starts_with(p))
}

impl<'a> Machine<'a> {
    /// A call.
    pub fn call(&mut self, call: &'a ExprCall, frame: &mut Frame<'a>, span: Span) -> Val<'a> {
        let function = self.expr(&call.func, frame);
        if let (Kind::Name(dotted), true) = (&function.kind, call.arguments.is_empty())
            && &**dotted == "builtins.super"
        {
            return self.super_object(frame, span);
        }
        let positional = self.elements(&call.arguments.args, frame);
        let mut named: Vec<Field<'a>> = Vec::new();
        for keyword in &call.arguments.keywords {
            let value = self.expr(&keyword.value, frame);
            match &keyword.arg {
                Some(name) => {
                    let key = self.span(frame, name);
                    named.push(Field { name: name.as_str().to_owned(), key, value });
                }
                None => spread(&value, &mut named),
            }
        }
        let twice =
            named.iter().enumerate().find(|(i, f)| f.name != "?" && named.iter().take(*i).any(|g| g.name == f.name));
        if let Some((_, field)) = twice {
            let text = format!("got multiple values for keyword argument '{}'", field.name);
            return self.raise("TypeError", &text, field.key);
        }
        if self.raised.is_some() {
            return Val::unknown("an exception", span);
        }
        let several = several::among(&positional);
        let given = Given { positional, named };
        if let Some(lost) = several {
            match &function.kind {
                // the layers of an image do not matter, whatever they are given
                Kind::Method(method) if checks::is(&method.0, image::IMAGE) => {}
                Kind::Name(dotted) if is_harmless(dotted) => return lost,
                _ => {
                    if let Kind::Method(method) = &function.kind {
                        method.0.spoil(span, 8);
                    }
                    return self.apply(&lost, given, span);
                }
            }
        }
        match &*call.func {
            // a method of a plain value that is not known makes no node
            Expr::Attribute(a) if function.is_unknown() && is_plain_method(a.attr.as_str()) => {
                given.values().for_each(|v| v.spoil(span, 8));
                function
            }
            _ => self.apply(&function, given, span),
        }
    }

    /// `super()`
    fn super_object(&self, frame: &Frame<'a>, span: Span) -> Val<'a> {
        let find = |name: &str| frame.scopes.iter().rev().find_map(|s| s.names.borrow().get(name).cloned());
        let (Some(class), Some(own)) = (find("__class__"), find("()self")) else {
            return Val::unknown("a call", span);
        };
        let field = |name: &str, value| Field { name: name.to_owned(), key: span, value };
        Val::object("super", vec![field("()", class), field("self", own)], span)
    }

    /// Calls a value.
    pub fn apply(&mut self, function: &Val<'a>, given: Given<'a>, span: Span) -> Val<'a> {
        if let Some(done) = calls::called(self, function, &given, span) {
            return done;
        }
        match &function.kind {
            Kind::Function(f) => self.run(f, given, span),
            Kind::Method(method) => {
                let (value, name) = &**method;
                methods::call(self, value, name, given, span)
            }
            // what loggers are given they do not change
            Kind::Name(dotted) if dotted.ends_with(".getLogger") || dotted.ends_with(".get_logger") => {
                Val::new(Kind::Name("logging.Logger".into()), span)
            }
            Kind::Name(dotted) => self.apply_name(dotted, &given, span),
            Kind::Object(object) => self.apply_object(function, object, given, span),
            Kind::Class(class) => match self.enter() {
                true => {
                    let made = self.instance(class, given, span);
                    self.leave();
                    made
                }
                false => Val::unknown("calls nested this deeply are not followed", span),
            },
            Kind::Unknown(why) => {
                if *why != INHERITS {
                    self.unfollowed(function.span, "what is called here is not known");
                }
                self.mutated(function);
                given.values().for_each(|v| v.spoil(span, 8));
                function.clone()
            }
            Kind::None
            | Kind::Bool(_)
            | Kind::Int(_)
            | Kind::Float(_)
            | Kind::Str(_)
            | Kind::List(_)
            | Kind::Dict(_) => {
                let kind = checks::type_name(function).unwrap_or_default();
                self.raise("TypeError", &format!("'{kind}' object is not callable"), span)
            }
            _ => Val::unknown("a call", span),
        }
    }

    /// Calls something of another package.
    fn apply_name(&mut self, dotted: &str, given: &Given<'a>, span: Span) -> Val<'a> {
        let known = builtins::call(self, dotted, given, span);
        if let Some(value) = known.or_else(|| construct::construct(self, dotted, given, span)) {
            return value;
        }
        calls::foreign(self, dotted, given, span);
        let class = match dotted {
            _ if MAKE_CLASSES.contains(&dotted) => INHERITS,
            _ if dotted.starts_with("flytekit.") && dotted.ends_with(".ImageSpec") => "an image that has to be built",
            _ => "a call",
        };
        let lost = given.unknown().cloned().or_else(|| given.values().find_map(Val::inner_unknown));
        let lost = lost.unwrap_or_else(|| Val::unknown(class, span));
        if !is_harmless(dotted) {
            given.values().for_each(|v| v.spoil(span, 8));
        }
        lost
    }
}

/// The entries behind `**`.
fn spread<'a>(value: &Val<'a>, named: &mut Vec<Field<'a>>) {
    let Kind::Dict(entries) = &value.kind else {
        let lost = if value.is_unknown() { value.clone() } else { Val::unknown("what `**` spreads", value.span) };
        return named.push(Field { name: "?".to_owned(), key: lost.span, value: lost });
    };
    for (key, value) in entries.borrow().values() {
        let name = key.as_str().unwrap_or("?").to_owned();
        named.push(Field { name, key: key.span, value: value.clone() });
    }
}

/// Why the result of a call is not known that Python refuses.
pub(in crate::sdk::python) const NO_FIT: &str = "this call does not fit the function";

/// Parameters and their values.
pub(in crate::sdk::python) fn bind<'a>(
    parameters: Option<&'a Parameters>,
    function: &Function<'a>,
    given: Given<'a>,
    span: Span,
) -> Result<Names<'a>, Val<'a>> {
    let wrong = || Val::unknown(NO_FIT, span);
    let mut names: Names<'a> = function.defaults.iter().cloned().collect();
    let Some(p) = parameters else { return Ok(names) };
    if let Some(lost) = given.named.iter().find(|f| f.name == "?") {
        return Err(lost.value.clone());
    }
    let mut positional = given.positional.into_iter();
    let in_order: Vec<&str> = p.posonlyargs.iter().chain(p.args.iter()).map(|a| a.parameter.name.as_str()).collect();
    for name in &in_order {
        match positional.next() {
            Some(value) => drop(names.insert((*name).to_owned(), value)),
            None => break,
        }
    }
    let rest: Vec<Val<'a>> = positional.collect();
    match &p.vararg {
        Some(vararg) => {
            names.insert(vararg.name.to_string(), Val::new(Kind::Tuple(Rc::new(rest)), span));
        }
        None if rest.is_empty() => {}
        None => return Err(wrong()),
    }
    let only: Vec<&str> = p.kwonlyargs.iter().map(|a| a.parameter.name.as_str()).collect();
    let mut more = Dict::new();
    for field in given.named {
        if in_order.contains(&field.name.as_str()) || only.contains(&field.name.as_str()) {
            names.insert(field.name, field.value);
        } else if p.kwarg.is_some() {
            items::insert(&mut more, Val::str(field.name, field.key), field.value);
        } else {
            return Err(wrong());
        }
    }
    if let Some(kwarg) = &p.kwarg {
        names.insert(kwarg.name.to_string(), Val::dict(more, span));
    }
    let all = in_order.iter().chain(&only).all(|n| names.contains_key(*n));
    if all { Ok(names) } else { Err(wrong()) }
}
