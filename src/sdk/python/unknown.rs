//! What a file does not say, shown as such: `render --allow-unknown` and `explain` give the rest.
//!
//! A text that is not known becomes a text that says so. Flyte calculates with quantities, numbers and
//! booleans: one of them stands in, and what comes of it is marked in the Pod (`marks`). What is more
//! (a list, a whole template) is left out. Each is told, at its expression.

use crate::diagnostic::Diagnostic;
use crate::sdk::SdkSettings;
use crate::sdk::client::{self, Kind as Holds};
use crate::sdk::python::common::convert::{UNKNOWN, known, named, short};
use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::value::{Dict, Field, Kind, Val};
use crate::sdk::python::marks::Unknown;
use crate::source::{Sources, Span};

/// Arguments of the SDKs that are texts.
const TEXTS: &[&str] = &[
    "container_image",
    "image",
    "name",
    "primary_container_name",
    "key",
    "group",
    "group_version",
    "env_var",
    "as_env_var",
    "service_account",
    "base",
];

/// Arguments of the SDKs, and fields of models, that hold texts by name.
const BY_NAME: &[&str] = &["environment", "env_vars", "env", "labels", "annotations"];

/// Arguments of the SDKs that are lists of texts.
const LISTS: &[&str] = &["command", "arguments"];

/// Texts that Kubernetes reads as quantities.
const QUANTITIES: &[&str] = &["requests", "limits", "overhead", "size_limit", "divisor"];

/// Nested deeper than this is a cycle.
const DEEPEST: usize = 64;

/// Arguments of `Resources`.
const AMOUNTS: &[&str] = &["cpu", "mem", "memory", "disk", "ephemeral_storage", "shm"];

/// What a place takes.
#[derive(Clone, Copy)]
enum Place {
    Text,
    Texts,
    ByName,
    Quantity,
    Quantities,
    Number,
    Truth,
    /// A field of the client's models.
    Model(&'static Holds),
    /// Nothing can stand there for what is not known.
    Other,
}

/// The texts, and which values stand in for what is not known.
#[derive(Clone, Copy)]
pub(super) struct StandIns<'s> {
    sources: &'s Sources,
    other: bool,
}

impl<'s> StandIns<'s> {
    /// Those of the settings; none if nothing may be unknown.
    pub fn of(settings: &SdkSettings, sources: &'s Sources) -> Option<Self> {
        settings.allow_unknown.then_some(StandIns { sources, other: settings.other_stand_ins })
    }

    /// What stands at a place; none where nothing can.
    fn at<'a>(self, place: Place, shown: &str) -> Option<Kind<'a>> {
        // once little, once more than any limit
        let (quantity, number) = if self.other { ("1000000000000000", 1_000_000) } else { ("1", 1) };
        match place {
            Place::Text | Place::Model(Holds::Text) => Some(Kind::Str(shown.into())),
            Place::Quantity => Some(Kind::Str(quantity.into())),
            Place::Number => Some(Kind::Int(number)),
            Place::Truth => Some(Kind::Bool(!self.other)),
            _ => None,
        }
    }
}

/// A copy of values in which what is not known is shown or left out.
pub(super) struct Shown<'s> {
    stand_ins: StandIns<'s>,
    /// What is shown.
    pub shown: Vec<Unknown>,
    told: Vec<Told>,
    /// The names on the way to what is looked at.
    path: Vec<String>,
}

/// An expression that is not known, with the names of what had to be left out.
struct Told {
    span: Span,
    why: String,
    left_out: Vec<String>,
}

impl<'s> Shown<'s> {
    /// Nothing looked at yet.
    pub fn new(stand_ins: StandIns<'s>) -> Self {
        Shown { stand_ins, shown: Vec::new(), told: Vec::new(), path: Vec::new() }
    }

    /// The maker of a task.
    pub fn maker<'a>(&mut self, maker: &Val<'a>) -> Val<'a> {
        self.value(maker, Place::Other, 0).unwrap_or_else(|| maker.clone())
    }

    /// The arguments of a call.
    pub fn arguments<'a>(&mut self, given: &Given<'a>) -> Given<'a> {
        let positional = given.positional.iter().filter_map(|v| self.value(v, Place::Other, 0)).collect();
        Given { positional, named: self.fields("", given.named.clone(), 0) }
    }

    /// A condition on which the task depends.
    pub fn condition(&mut self, at: Span) {
        self.tell(at, "a condition decides whether there is this task");
    }

    /// What was not known, as warnings.
    pub fn warnings(&self) -> Vec<Diagnostic> {
        let warning = |told: &Told| {
            let shown = self.shown.iter().find(|u| u.span == told.span);
            let shown = shown.map(|u| format!("it is shown as `{}`", u.shown));
            let left = format!("left out: {}", told.left_out.join(", "));
            let then = [shown, Some(left).filter(|_| !told.left_out.is_empty())];
            let then: Vec<String> = then.into_iter().flatten().collect();
            let then = if then.is_empty() { "the task is shown as if it held".to_owned() } else { then.join("; ") };
            let message = format!("this value is known only when the file runs; {then}");
            let found = Diagnostic::warning(UNKNOWN, message).at(told.span, told.why.as_str());
            named(found.help("give it with `--set NAME=VALUE`"), self.stand_ins.sources)
        };
        self.told.iter().map(warning).collect()
    }

    /// The value as it is shown; none if it has to be left out.
    fn value<'a>(&mut self, value: &Val<'a>, place: Place, depth: usize) -> Option<Val<'a>> {
        if depth > DEEPEST {
            return Some(value.clone());
        }
        let kind = match &value.kind {
            Kind::Unknown(why) => return self.unknown(value, why, place),
            Kind::Name(_) | Kind::Method(_) if !matches!(place, Place::Other) && known(value).is_err() => {
                return self.unknown(value, "only running the program tells this", place);
            }
            Kind::List(items) => {
                let items = items.borrow().clone();
                return Some(Val::list(self.items(&items, place, depth), value.span));
            }
            Kind::Tuple(items) => Kind::Tuple(std::rc::Rc::new(self.items(items, place, depth))),
            Kind::Dict(entries) => {
                let entries = entries.borrow().clone();
                return Some(Val::dict(self.entries(&entries, place, depth), value.span));
            }
            Kind::Object(object) => {
                let (class, fields) = {
                    let object = object.borrow();
                    (object.class.clone(), object.fields.clone())
                };
                let shown = self.fields(&class, fields, depth);
                return Some(Val::object(class, shown, value.span));
            }
            _ => return Some(value.clone()),
        };
        Some(Val { kind, ..value.clone() })
    }

    fn fields<'a>(&mut self, class: &str, fields: Vec<Field<'a>>, depth: usize) -> Vec<Field<'a>> {
        let mut shown = Vec::new();
        for field in fields {
            self.path.push(field.name.clone());
            let inner = self.value(&field.value, of_field(class, &field.name), depth + 1);
            self.path.pop();
            if let Some(inner) = inner.filter(|_| field.name != "?") {
                shown.push(Field { value: inner, ..field });
            }
        }
        shown
    }

    fn items<'a>(&mut self, items: &[Val<'a>], place: Place, depth: usize) -> Vec<Val<'a>> {
        let inner = match place {
            Place::Texts => Place::Text,
            Place::Model(Holds::List(of)) => Place::Model(of),
            _ => Place::Other,
        };
        items.iter().filter_map(|item| self.value(item, inner, depth + 1)).collect()
    }

    fn entries<'a>(&mut self, entries: &Dict<'a>, place: Place, depth: usize) -> Dict<'a> {
        let inner = match place {
            Place::ByName | Place::Model(Holds::Dict) => Place::Text,
            Place::Quantities => Place::Quantity,
            _ => Place::Other,
        };
        let mut out = Dict::new();
        for (id, (key, value)) in entries {
            self.path.push(key.as_str().unwrap_or("?").to_owned());
            let key = self.value(key, Place::Other, depth + 1);
            let value = self.value(value, inner, depth + 1);
            self.path.pop();
            if let (Some(key), Some(value)) = (key, value) {
                out.insert(id.clone(), (key, value));
            }
        }
        out
    }

    /// What stands for a value that is not known.
    fn unknown<'a>(&mut self, value: &Val<'a>, why: &str, place: Place) -> Option<Val<'a>> {
        let shown = self.shown_as(value.span);
        let kind = self.stand_ins.at(place, &shown);
        let from = self.path.len().saturating_sub(2);
        let name = format!("`{}`", self.path.get(from..).unwrap_or_default().join("."));
        let told = self.tell(value.span, why);
        let Some(kind) = kind else {
            if let Some(told) = told.filter(|told| !told.left_out.contains(&name)) {
                told.left_out.push(name);
            }
            return None;
        };
        if !self.shown.iter().any(|u| u.span == value.span) {
            self.shown.push(Unknown { span: value.span, shown });
        }
        Some(Val::new(kind, value.span))
    }

    fn shown_as(&self, span: Span) -> String {
        format!("<unknown: {}>", short(self.stand_ins.sources.slice(span)))
    }

    fn tell(&mut self, at: Span, why: &str) -> Option<&mut Told> {
        if !self.told.iter().any(|told| told.span == at) {
            self.told.push(Told { span: at, why: why.to_owned(), left_out: Vec::new() });
        }
        self.told.iter_mut().find(|told| told.span == at)
    }
}

/// What a field of a class takes.
fn of_field(class: &str, name: &str) -> Place {
    if let Some(model) = class.strip_prefix("kubernetes.") {
        let attribute = client::attributes(model).iter().find(|a| a.python == name);
        return match attribute.map(|a| (&a.kind, a.word)) {
            Some((Holds::Dict, _)) if QUANTITIES.contains(&name) => Place::Quantities,
            Some((Holds::Text, _)) if QUANTITIES.contains(&name) => Place::Quantity,
            Some((Holds::Plain, "bool")) => Place::Truth,
            Some((Holds::Plain, _)) => Place::Number,
            Some((kind, _)) => Place::Model(kind),
            None => Place::Other,
        };
    }
    match name {
        _ if class.ends_with(".Resources") && AMOUNTS.contains(&name) => Place::Quantity,
        "gpu" if class.ends_with(".Resources") => Place::Number,
        "interruptible" => Place::Truth,
        _ if TEXTS.contains(&name) => Place::Text,
        _ if BY_NAME.contains(&name) => Place::ByName,
        _ if LISTS.contains(&name) => Place::Texts,
        _ => Place::Other,
    }
}
