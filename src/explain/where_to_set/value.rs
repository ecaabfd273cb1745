//! [`Wanted`]: the value that is asked for, read as the field's kind wants it, and compared with what a Pod has.

use super::target::{Identity, Step, Target};
use crate::diagnostic::{Diagnostic, suggest};
use crate::kube::decode::{Keys, decode};
use crate::kube::fields::Kind;
use crate::kube::quantity::Quantity;
use crate::source::Sources;
use crate::tree::{Entry, Layer, Made, Map, Node, Origin, Value};
use crate::yaml::{Dialect, parse};

static NEW: Made = Made { step: "where-to-set", reason: "the new value" };
static BESIDE: Made = Made { step: "where-to-set", reason: "what the new value needs around it" };

/// The origin of the value asked for, where an edit writes it.
pub(super) fn new() -> Origin {
    Origin::Flyte(&NEW)
}

/// The origin of whatever else an edit writes.
pub(super) fn beside() -> Origin {
    Origin::Flyte(&BESIDE)
}

/// Whether an edit wrote this.
pub(super) fn is_written(origin: &Origin) -> bool {
    *origin == new() || *origin == beside()
}

/// The value asked for.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// In the field's own type; null: the field shall not be there.
    pub node: Node,
    /// The field's kind.
    pub kind: Kind,
}

impl Wanted {
    /// Reads VALUE: text for a string, a YAML scalar or flow value for all else. Nothing and `null` clear a field.
    pub fn read(text: &str, kind: Kind, path: &str) -> Result<Wanted, Box<Diagnostic>> {
        let wrong = |expected: &str| {
            let message = format!("`{path}` takes {expected}, not `{text}`");
            Box::new(Diagnostic::error("usage/where-to-set", message))
        };
        let inner = pointee(kind);
        let parsed = scalar_or_flow(text);
        let is_text = matches!(inner, Kind::String | Kind::Bytes | Kind::Time | Kind::Raw);
        let value = match (inner, parsed.map(|n| n.value)) {
            (_, Some(Value::Str(quoted))) if is_text => Value::Str(quoted),
            _ if is_text => Value::Str(text.into()),
            (_, Some(Value::Null)) => Value::Null,
            (Kind::Bool, Some(value @ Value::Bool(_))) => value,
            (Kind::Bool, _) => return Err(wrong("true or false")),
            (Kind::Int32 | Kind::Int64, Some(value @ Value::Int(_))) => value,
            (Kind::Int32 | Kind::Int64, _) => return Err(wrong("a whole number")),
            (Kind::IntOrString, Some(value @ (Value::Int(_) | Value::Str(_)))) => value,
            (Kind::IntOrString, _) => return Err(wrong("a whole number or a name")),
            (Kind::Quantity, _) => match Quantity::parse(text.trim_matches(['"', '\''])) {
                Ok(_) => Value::Str(text.trim_matches(['"', '\'']).into()),
                Err(_) => return Err(wrong("a quantity like `500m` or `2Gi`")),
            },
            (Kind::Struct(_), Some(value @ Value::Map(_))) => of_kind(value, inner, path)?,
            (Kind::Map(_), Some(value @ Value::Map(_))) => of_kind(value, inner, path)?,
            (Kind::List(_), Some(value @ Value::Seq(_))) => of_kind(value, inner, path)?,
            (Kind::List(_), _) => return Err(wrong("a list like `[a, b]`")),
            _ => return Err(wrong("a map like `{a: b}`; or name a field below it")),
        };
        Ok(Wanted { node: fresh(&Node::new(value, new())), kind })
    }

    /// Whether the field shall not be there.
    pub fn clears(&self) -> bool {
        self.node.is_null()
    }

    /// Whether what a Pod has is what is asked for.
    pub fn is(&self, found: Option<&Node>) -> bool {
        match found {
            None => is_absent(self.kind, &self.node),
            Some(found) => same(self.kind, &self.node, found),
        }
    }

    /// The text of a string or quantity.
    pub fn text(&self) -> Option<&str> {
        self.node.as_str()
    }
}

/// A whole variable is its value: layers other than pod templates know variables only so.
pub(super) fn of_variable(mut target: Target, wanted: Wanted) -> (Target, Wanted) {
    let name = match target.steps.as_slice() {
        [.., Step::Field("env"), Step::Item(Identity { value, .. })] => Some(value.clone()),
        _ => None,
    };
    let same = |node: &Node| Some(&node.value) == name.as_ref();
    let value = wanted.node.get("value").filter(|v| v.as_str().is_some()).cloned();
    match (value, wanted.node.entries()) {
        (Some(value), [_, _]) if wanted.node.get("name").is_some_and(same) => {
            target.steps.push(Step::Field("value"));
            target.kind = Kind::String;
            (target, Wanted { node: value, kind: Kind::String })
        }
        _ => (target, wanted),
    }
}

/// The kind behind a pointer.
pub(super) fn pointee(kind: Kind) -> Kind {
    match kind {
        Kind::Pointer(inner) => pointee(*inner),
        other => other,
    }
}

/// VALUE as YAML; nothing if it is none.
fn scalar_or_flow(text: &str) -> Option<Node> {
    let mut sources = Sources::new();
    let id = sources.add("VALUE", text);
    let mut documents = parse(&sources, id, Dialect::Core).ok()?;
    match documents.len() {
        0 => Some(Node::null(new())),
        1 => documents.pop().map(|d| fresh(&d.root)),
        _ => None,
    }
}

/// The same value as the one asked for.
pub(super) fn fresh(node: &Node) -> Node {
    with_origin(node, &new())
}

/// The same value as something that stands beside the one asked for.
pub(super) fn kept(node: &Node) -> Node {
    with_origin(node, &beside())
}

fn with_origin(node: &Node, origin: &Origin) -> Node {
    match &node.value {
        Value::Seq(items) => Node::seq(items.iter().map(|n| with_origin(n, origin)).collect(), origin.clone()),
        Value::Map(map) => {
            let entries = map.entries().iter().map(|e| Entry::new(e.key.clone(), with_origin(&e.node, origin)));
            Node::map(Map::in_order(entries.collect()), origin.clone())
        }
        scalar => Node::new(scalar.clone(), origin.clone()),
    }
}

/// A map or list as Kubernetes would read it; unknown fields and wrong types are errors.
fn of_kind(value: Value, kind: Kind, path: &str) -> Result<Value, Box<Diagnostic>> {
    let node = Node::new(value, new());
    let decoded = decode(&node, kind, Keys::Exact, &[], Layer::Input).map_err(|error| {
        let message = format!("`{path}` does not take this value");
        Box::new(Diagnostic::error("usage/where-to-set", message).help(error.message))
    })?;
    let Some(unknown) = decoded.unknown.first() else { return Ok(node.value) };
    let message = format!("`{}` is no field of {}", unknown.key, unknown.type_name);
    let error = Diagnostic::error("path/unknown-field", message);
    let names = match kind {
        Kind::Struct(ty) if ty.name == unknown.type_name => ty.fields(),
        _ => &[],
    };
    Err(Box::new(match suggest(&unknown.key, names.iter().map(|f| f.name)) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error,
    }))
}

/// Whether a Pod shows nothing of a value: what is nothing, or zero where Go leaves zeros out.
fn is_absent(kind: Kind, node: &Node) -> bool {
    match (kind, &node.value) {
        (_, Value::Null) => true,
        (Kind::Pointer(_) | Kind::Quantity | Kind::IntOrString, _) => false,
        (Kind::Struct(ty), Value::Map(map)) => {
            map.entries().iter().all(|e| ty.field(&e.key).is_some_and(|f| is_absent(f.kind, &e.node)))
        }
        (_, Value::Bool(false) | Value::Int(0)) => true,
        (_, Value::Str(text)) => text.is_empty(),
        (_, Value::Seq(items)) => items.is_empty(),
        (_, Value::Map(map)) => map.is_empty(),
        _ => false,
    }
}

/// Whether two values are one for Kubernetes: quantities by value, zeros that are left out like nothing.
pub(super) fn same(kind: Kind, a: &Node, b: &Node) -> bool {
    let kind = match kind {
        Kind::Pointer(inner) if !a.is_null() && !b.is_null() => *inner,
        other => other,
    };
    match (kind, &a.value, &b.value) {
        (Kind::Quantity, Value::Str(a), Value::Str(b)) => match (Quantity::parse(a), Quantity::parse(b)) {
            (Ok(a), Ok(b)) => a.compare(&b).is_eq(),
            _ => a == b,
        },
        (Kind::Struct(ty), Value::Map(left), Value::Map(right)) => {
            let side = |own: &Map, other: &Map| {
                own.entries().iter().all(|e| {
                    let kind = ty.field(&e.key).map_or(Kind::Raw, |f| f.kind);
                    match other.get(&e.key) {
                        Some(there) => same(kind, &e.node, there),
                        None => is_absent(kind, &e.node),
                    }
                })
            };
            side(left, right) && side(right, left)
        }
        (Kind::List(inner), Value::Seq(left), Value::Seq(right)) => {
            left.len() == right.len() && left.iter().zip(right.iter()).all(|(a, b)| same(*inner, a, b))
        }
        (Kind::Map(inner), Value::Map(left), Value::Map(right)) => {
            let has = |e: &Entry| right.get(&e.key).is_some_and(|b| same(*inner, &e.node, b));
            left.len() == right.len() && left.entries().iter().all(has)
        }
        _ => a == b || is_absent(kind, a) && is_absent(kind, b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kube::fields::Api;

    fn kind(name: &str) -> Kind {
        match name {
            "bool" => Kind::Bool,
            "int" => Kind::Pointer(&Kind::Int64),
            "string" => Kind::String,
            "quantity" => Kind::Quantity,
            "strings" => Kind::Map(&Kind::String),
            name => Kind::Struct(Api::V0_34.type_named(name).unwrap()),
        }
    }

    #[test]
    fn values_by_kind() {
        for (text, name, want) in [
            ("true", "bool", Value::Bool(true)),
            ("30", "int", Value::Int(30)),
            ("true", "string", Value::Str("true".into())),
            ("\"0\"", "string", Value::Str("0".into())),
            ("{x}: y", "string", Value::Str("{x}: y".into())),
            ("", "string", Value::Str("".into())),
            ("2Gi", "quantity", Value::Str("2Gi".into())),
            ("null", "bool", Value::Null),
            ("", "int", Value::Null),
        ] {
            assert_eq!(Wanted::read(text, kind(name), "x").unwrap().node.value, want, "{text}");
        }
        for (text, name) in
            [("yes", "bool"), ("1.5", "int"), ("lots", "quantity"), ("a", "strings"), ("{opperator: x}", "Toleration")]
        {
            assert!(Wanted::read(text, kind(name), "x").is_err(), "{text}");
        }
    }

    #[test]
    fn equal_for_kubernetes() {
        let node = |text: &str| scalar_or_flow(text).unwrap();
        for (name, wanted, found, same) in [
            ("quantity", "1", "1000m", true),
            ("quantity", "1", "2", false),
            ("Toleration", "{key: a, value: ''}", "{key: a}", true),
            ("Toleration", "{key: a}", "{key: a, effect: x}", false),
            ("strings", "{a: ''}", "{}", false),
            ("bool", "false", "null", true),
        ] {
            let node = Wanted::read(wanted, kind(name), "x").unwrap();
            assert_eq!(node.is(Some(&self::scalar_or_flow(found).unwrap())), same, "{wanted} {found}");
        }
        assert!(Wanted::read("false", kind("bool"), "x").unwrap().is(None));
        assert!(!Wanted::read("0", kind("int"), "x").unwrap().is(None), "a pointer to 0 is printed");
        assert!(!Wanted::read("false", kind("bool"), "x").unwrap().is(Some(&node("true"))));
    }
}
