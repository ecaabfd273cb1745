//! Decoding as Go's `encoding/json` does it.

use crate::kube::fields::Kind;
use crate::source::Span;
use crate::tree::{Layer, Node};

/// How keys find their fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// Whatever the letter case (`encoding/json`): the protobuf Struct of a task.
    AnyCase,
    /// By exact name (Kubernetes' own decoder): runtime templates.
    Exact,
}

/// Why Go would refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// The value at fault.
    pub span: Option<Span>,
    /// Go's message, word for word.
    pub message: String,
}

/// A decoded value and what was left out.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The value: maps sorted, fields under their JSON names, quantities in Kubernetes' spelling.
    /// Fields given as null stay as null, zero values stay as given: the merge treats them as empty.
    pub node: Node,
    /// Keys that the type does not have: innermost type's name, the key, its place.
    pub unknown: Vec<Unknown>,
}

/// A key that the type does not have; Go drops it silently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Go's name of the type (`Container`).
    pub type_name: &'static str,
    /// The key as written.
    pub key: String,
    /// Where the key stands.
    pub span: Option<Span>,
}

use crate::kube::quantity::Quantity;
use crate::tree::{Entry, Made, Map, Origin, Rule, Text, Value};

/// Decodes.
pub fn decode(node: &Node, kind: Kind, keys: Keys, root: &[&str], layer: Layer) -> Result<Decoded, DecodeError> {
    let _ = root;
    let mut d = D { keys, layer, unknown: Vec::new(), first: None };
    let node = d.any(node, kind, "")?;
    if let Some(e) = d.first {
        return Err(e);
    }
    Ok(Decoded { node, unknown: d.unknown })
}

struct D {
    keys: Keys,
    layer: Layer,
    unknown: Vec<Unknown>,
    first: Option<DecodeError>,
}

impl D {
    fn bad(&mut self, node: &Node) -> Node {
        if self.first.is_none() {
            self.first = Some(DecodeError { span: node.span(), message: "json: cannot unmarshal".into() });
        }
        Node::null(node.origin.in_layer(self.layer))
    }
    fn any(&mut self, node: &Node, kind: Kind, ty: &'static str) -> Result<Node, DecodeError> {
        let o = node.origin.in_layer(self.layer);
        if node.is_null() {
            return Ok(Node::null(o));
        }
        Ok(match (kind, &node.value) {
            (Kind::String | Kind::Time | Kind::Bytes, Value::Str(_))
            | (Kind::Bool, Value::Bool(_))
            | (Kind::Int32 | Kind::Int64, Value::Int(_)) => {
                Node { origin: o, value: node.value.clone(), history: node.history.clone() }
            }
            (Kind::Int32 | Kind::Int64, Value::Float(f)) if f.fract() == 0.0 => Node::int(*f as i64, o),
            (Kind::IntOrString, Value::Int(_) | Value::Str(_)) => Node { origin: o, ..node.clone() },
            (Kind::IntOrString, Value::Float(f)) if f.fract() == 0.0 => Node::int(*f as i64, o),
            (Kind::Quantity, Value::Str(_) | Value::Int(_) | Value::Float(_)) => {
                let t = match &node.value {
                    Value::Str(s) => s.trim().to_string(),
                    Value::Int(n) => n.to_string(),
                    Value::Float(f) => f.to_string(),
                    _ => String::new(),
                };
                let q = Quantity::parse(&t).map_err(|e| DecodeError { span: node.span(), message: e.to_string() })?;
                if node.as_str() == Some(q.text()) {
                    Node { origin: o, ..node.clone() }
                } else {
                    Node::str(q.text(), Origin::derived(Rule::Respell, "decode", vec![o]))
                }
            }
            (Kind::Raw, _) => crate::flyte::relabel(node, self.layer),
            (Kind::Pointer(k), _) => self.any(node, *k, ty)?,
            (Kind::List(k), Value::Seq(items)) => {
                let mut out = Vec::new();
                for i in items.iter() {
                    let n = self.any(i, *k, ty)?;
                    out.push(if n.is_null() { zero(*k, n.origin) } else { n });
                }
                Node::seq(out, o)
            }
            (Kind::Map(k), Value::Map(m)) => {
                let mut out = Vec::new();
                for e in m.entries() {
                    let n = self.any(&e.node, *k, ty)?;
                    out.push(Entry {
                        key: e.key.clone(),
                        key_span: e.key_span,
                        node: if n.is_null() { zero(*k, n.origin) } else { n },
                    });
                }
                Node::map(Map::from_unsorted(out), o)
            }
            (Kind::Struct(t), Value::Map(m)) => {
                let mut entries: Vec<&Entry> = m.entries().iter().collect();
                entries.sort_by(|a, b| a.key.cmp(&b.key));
                let mut out = Map::sorted();
                for e in entries {
                    let f = t.field(&e.key).or_else(|| {
                        if self.keys == Keys::AnyCase {
                            t.fields().iter().find(|f| f.name.eq_ignore_ascii_case(&e.key))
                        } else {
                            None
                        }
                    });
                    match f {
                        Some(f) => {
                            let n = self.any(&e.node, f.kind, t.name)?;
                            out.set_entry(Entry { key: Text::Static(f.name), key_span: e.key_span, node: n });
                        }
                        None => {
                            self.unknown.push(Unknown { type_name: t.name, key: e.key.to_string(), span: e.key_span })
                        }
                    }
                }
                Node::map(out, o)
            }
            _ => self.bad(node),
        })
    }
}

fn zero(k: Kind, o: Origin) -> Node {
    match k {
        Kind::String => Node::text("", o),
        Kind::Bool => Node::bool(false, o),
        Kind::Int32 | Kind::Int64 => Node::int(0, o),
        Kind::Quantity => Node::text("0", o),
        Kind::Struct(_) => Node::map(Map::sorted(), o),
        Kind::IntOrString => Node::int(0, o),
        _ => Node::null(o),
    }
}

/// Stub.
pub fn is_empty(node: &Node, kind: Kind) -> bool {
    match (kind, &node.value) {
        (_, Value::Null) => true,
        (Kind::Pointer(Kind::Struct(_)), _) | (Kind::Struct(_), _) | (Kind::Quantity, _) => false,
        (_, Value::Bool(b)) => !b,
        (_, Value::Int(n)) => *n == 0,
        (_, Value::Str(s)) => s.is_empty(),
        (_, Value::Seq(s)) => s.is_empty(),
        (_, Value::Map(m)) => m.is_empty(),
        _ => false,
    }
}

static PRINT: Made = Made { step: "print", reason: "Kubernetes prints this field always" };

/// Stub.
pub fn finish(node: &Node, kind: Kind, dropped: &mut impl FnMut(&crate::tree::FieldPath, &Node)) -> Node {
    let mut p = crate::tree::FieldPath::default();
    fin(node, kind, &mut p, dropped)
}

fn fin(
    node: &Node,
    kind: Kind,
    p: &mut crate::tree::FieldPath,
    d: &mut impl FnMut(&crate::tree::FieldPath, &Node),
) -> Node {
    match kind {
        Kind::Pointer(k) => fin(node, *k, p, d),
        Kind::List(k) => {
            let mut i = 0;
            let v = node
                .items()
                .iter()
                .map(|n| {
                    p.push_index(i);
                    i += 1;
                    let n = fin(n, *k, p, d);
                    p.pop();
                    n
                })
                .collect();
            if node.is_null() { node.clone() } else { Node { value: Value::Seq(std::rc::Rc::new(v)), ..node.clone() } }
        }
        Kind::Struct(t) => {
            let mut out = Vec::new();
            for f in t.fields() {
                if f.name == "status" {
                    continue;
                }
                let n = node.get(f.name);
                p.push_key(Text::Static(f.name));
                let om = f.omitempty || f.name == "creationTimestamp";
                match n {
                    Some(n) => {
                        let ptr = matches!(f.kind, Kind::Pointer(_));
                        let st = matches!(f.kind, Kind::Struct(_));
                        let empty = if ptr {
                            n.is_null()
                        } else if st {
                            false
                        } else {
                            is_empty(n, f.kind) && !matches!(f.kind, Kind::IntOrString)
                        };
                        if om && empty {
                            d(p, n);
                        } else {
                            let mut v = fin(n, f.kind, p, d);
                            if v.is_null() {
                                v = Node { history: v.history.clone(), ..z2(f.kind, v.origin) };
                            }
                            if !(f.name == "resources" && v.entries().is_empty() && (t.name.ends_with("Container"))) {
                                out.push(Entry { key: Text::Static(f.name), key_span: None, node: v });
                            }
                        }
                    }
                    None => {
                        let st = matches!(f.kind, Kind::Struct(_));
                        if (!om || st) && !(f.name == "resources" && t.name.ends_with("Container")) {
                            let v = z2(f.kind, Origin::Flyte(&PRINT));
                            let v = fin(&v, f.kind, p, d);
                            out.push(Entry::new(Text::Static(f.name), v));
                        }
                    }
                }
                p.pop();
            }
            Node { value: Value::Map(std::rc::Rc::new(Map::from_sorted(out))), ..node.clone() }
        }
        _ => node.clone(),
    }
}

fn z2(k: Kind, o: Origin) -> Node {
    match k {
        Kind::List(_) | Kind::Map(_) | Kind::Pointer(_) => Node::null(o),
        k => zero(k, o),
    }
}
