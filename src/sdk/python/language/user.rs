//! Classes of the files: what their bodies say, and how they make objects.

use crate::sdk::python::language::exceptions;
use ruff_python_ast::{Expr, Stmt, StmtClassDef};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::sdk::python::language::composed::{Class, Member, Of, Style};
use crate::sdk::python::language::machine::{Frame, Machine, Names};
use crate::sdk::python::language::value::{Kind, Val};
use crate::source::Span;

/// What a class may inherit from without being any different.
const EMPTY: &[&str] =
    &["builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol", "typing_extensions.Protocol"];

/// Why a class of the file is not known; making an instance of it does nothing else.
pub(in crate::sdk::python) const INHERITS: &str =
    "a class that inherits, or is decorated, in a way that is not followed";

/// Methods that change what objects are.
const UNUSUAL: &[&str] =
    &["__new__", "__getattr__", "__getattribute__", "__setattr__", "_missing_", "__init_subclass__"];

impl<'a> Machine<'a> {
    /// `class`
    pub fn class(&mut self, s: &'a StmtClassDef, frame: &mut Frame<'a>) {
        let span = self.span(frame, &s.name);
        let mut style = Style::Plain;
        for decorator in &s.decorator_list {
            let maker = self.expr(&decorator.expression, frame);
            style = decorated(&maker, style);
        }
        let (mut bases, mut outside) = (Vec::new(), Vec::new());
        for base in s.arguments.iter().flat_map(|a| a.args.iter()) {
            // `Generic[T]`
            let base = if let Expr::Subscript(s) = base { &s.value } else { base };
            match self.expr(base, frame).kind {
                Kind::Class(class) => bases.push(class),
                Kind::Name(dotted) if EMPTY.contains(&&*dotted) => {}
                Kind::Name(dotted) => outside.push(dotted.to_string()),
                _ => style = Style::Other,
            }
        }
        let keywords = s.arguments.iter().flat_map(|a| a.keywords.iter());
        if keywords.into_iter().any(|k| k.arg.as_ref().is_none_or(|n| n.as_str() != "metaclass")) {
            style = Style::Other;
        }
        frame.open(Of::Methods);
        frame.open(Of::Class);
        self.block(&s.body, frame);
        let names = frame.close().map(|scope| scope.names.take()).unwrap_or_default();
        let methods = frame.close();
        let style = inherited(style, &bases, &outside, &names);
        let class = Rc::new(Class {
            name: s.name.to_string(),
            style: Cell::new(style),
            annotated: annotated(&s.body),
            names: RefCell::new(in_order(&s.body, names)),
            behind: Class::behind(&bases),
            outside,
            span,
        });
        if class.style.get() == Style::Enum {
            members(&class);
        }
        let value = match class.style.get() {
            Style::Other => Val::unknown(INHERITS, span),
            _ => Val::new(Kind::Class(class), span),
        };
        if let Some(scope) = methods {
            scope.names.borrow_mut().insert("__class__".to_owned(), value.clone());
        }
        self.bind(frame, s.name.as_str(), value);
    }
}

/// What a decorator makes of a class.
fn decorated(maker: &Val<'_>, style: Style) -> Style {
    let (dotted, frozen) = match &maker.kind {
        Kind::Name(dotted) => (dotted.to_string(), false),
        Kind::Object(object) => {
            let object = object.borrow();
            (object.class.clone(), object.get("frozen").is_some_and(|v| v.truth() != Some(false)))
        }
        _ => return Style::Other,
    };
    match dotted.as_str() {
        "dataclasses.dataclass" => Style::Dataclass(frozen),
        "enum.unique" | "dataclasses_json.dataclass_json" | "typing.final" | "functools.total_ordering" => style,
        _ => Style::Other,
    }
}

/// How a class makes objects, by what it inherits from.
fn inherited(style: Style, bases: &[Rc<Class<'_>>], outside: &[String], names: &Names<'_>) -> Style {
    if names.keys().any(|n| UNUSUAL.contains(&n.as_str())) {
        return Style::Other;
    }
    let last = |o: &str| o.rsplit('.').next().unwrap_or_default().to_owned();
    let is_enum = |o: &String| matches!(o.as_str(), "enum.Enum" | "enum.IntEnum" | "enum.StrEnum");
    let of_bases = bases.iter().map(|b| b.style.get()).find(|s| *s != Style::Plain);
    let enums = outside.iter().any(is_enum) || of_bases == Some(Style::Enum);
    let mixable = |o: &String| is_enum(o) || matches!(o.as_str(), "builtins.str" | "builtins.int");
    let exception = |o: &String| o.starts_with("builtins.") && exceptions::is_exception(&last(o));
    match (style, of_bases) {
        (Style::Other, _) | (_, Some(Style::Other | Style::NamedTuple)) => Style::Other,
        (Style::Plain, None) if outside.is_empty() => Style::Plain,
        (Style::Plain, _) if enums && outside.iter().all(mixable) && !names.contains_key("__init__") => Style::Enum,
        (Style::Plain, None) if outside == ["typing.NamedTuple"] => Style::NamedTuple,
        (Style::Plain, None | Some(Style::Exception)) if !names.contains_key("__init__") => {
            if outside.iter().all(exception) { Style::Exception } else { Style::Other }
        }
        (Style::Plain, Some(Style::Dataclass(frozen))) if outside.is_empty() => Style::Dataclass(frozen),
        (Style::Dataclass(f), None | Some(Style::Dataclass(_))) if outside.is_empty() => Style::Dataclass(f),
        _ => Style::Other,
    }
}

/// Names with annotations, in order.
fn annotated(body: &[Stmt]) -> Vec<String> {
    let constant = |e: &Expr| match e {
        Expr::Name(n) => n.id.as_str() == "ClassVar",
        Expr::Attribute(a) => a.attr.as_str() == "ClassVar",
        _ => false,
    };
    let name = |s: &Stmt| match s {
        Stmt::AnnAssign(s) => match (&*s.target, &*s.annotation) {
            (_, Expr::Subscript(sub)) if constant(&sub.value) => None,
            (_, annotation) if constant(annotation) => None,
            (Expr::Name(n), _) => Some(n.id.to_string()),
            _ => None,
        },
        _ => None,
    };
    body.iter().filter_map(name).collect()
}

/// Names in the order in which the body binds them.
fn in_order<'a>(body: &[Stmt], mut names: Names<'a>) -> Vec<(String, Val<'a>)> {
    let mut out = Vec::new();
    let mut take = |name: &str, names: &mut Names<'a>| out.extend(names.remove(name).map(|v| (name.to_owned(), v)));
    for statement in body {
        match statement {
            Stmt::Assign(s) => s.targets.iter().for_each(|t| {
                let targets = match t {
                    Expr::Tuple(t) => t.elts.as_slice(),
                    other => std::slice::from_ref(other),
                };
                targets.iter().filter_map(Expr::as_name_expr).for_each(|n| take(n.id.as_str(), &mut names));
            }),
            Stmt::AnnAssign(s) => s.target.as_name_expr().into_iter().for_each(|n| take(n.id.as_str(), &mut names)),
            Stmt::FunctionDef(s) => take(s.name.as_str(), &mut names),
            _ => {}
        }
    }
    let mut rest: Vec<_> = names.into_iter().collect();
    rest.sort_by(|a, b| a.0.cmp(&b.0));
    out.extend(rest);
    out
}

/// Makes the members of an `Enum`.
fn members(class: &Rc<Class<'_>>) {
    let text = class.is_a("builtins.str") || class.is_a("enum.StrEnum");
    let whole = class.is_a("builtins.int") || class.is_a("enum.IntEnum");
    let names = class.names.take();
    let (mut out, mut last): (Vec<(String, Val<'_>)>, Option<i128>) = (Vec::new(), None);
    for (name, value) in names {
        let is_auto = matches!(&value.kind, Kind::Object(o) if o.borrow().class == "enum.auto");
        let method = match &value.kind {
            Kind::Function(_) | Kind::Method(_) | Kind::Class(_) => true,
            Kind::Object(_) => !is_auto,
            _ => false,
        };
        if method || name.starts_with('_') {
            out.push((name, value));
            continue;
        }
        let value = if is_auto { automatic(&name, last, class, value.span) } else { value };
        last = value.as_int();
        let fits = (!text || value.as_str().is_some()) && (!whole || value.as_int().is_some());
        if !fits || (value.key().is_none() && !value.is_unknown()) {
            class.style.set(Style::Other);
        }
        let key = value.key();
        let is = |v: &Val<'_>| matches!(&v.kind, Kind::Member(m) if key.is_some() && m.value.key() == key);
        let same = out.iter().find(|(_, v)| is(v));
        let member = match same {
            Some((_, member)) => member.clone(),
            None => {
                let (class, span, mixed) = (class.clone(), value.span, text || whole);
                Val::new(Kind::Member(Rc::new(Member { class, name: name.clone(), value, mixed })), span)
            }
        };
        out.push((name, member));
    }
    class.names.replace(out);
}

/// The value of `auto()`.
fn automatic<'a>(name: &str, last: Option<i128>, class: &Rc<Class<'a>>, span: Span) -> Val<'a> {
    match class.is_a("enum.StrEnum") {
        true => Val::str(name.to_lowercase(), span),
        false => Val::new(Kind::Int(last.unwrap_or(0) + 1), span),
    }
}
