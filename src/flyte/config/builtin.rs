//! The defaults that are compiled into Flyte, as nodes.

use super::layout::{BUILT_IN_CLASSES, DEVICE_CLASS};
use super::shape::{Default, Field, Layout, Shape};
use crate::flyte::version::FlyteVersion;
use crate::kube::fields::Kind;
use crate::tree::{Entry, Map, Node, Origin, Text, Value};

/// What a field is when nothing gives it.
pub fn default(field: &'static Field, version: FlyteVersion) -> Node {
    let origin = Origin::Builtin(&field.key);
    match field.default(version) {
        Default::Null | Default::By(_) => Node::null(origin),
        Default::Bool(b) => Node::bool(b, origin),
        Default::Int(n) => Node::int(n, origin),
        Default::Text(text) => Node::text(text, origin),
        Default::Empty => Node::seq(Vec::new(), origin),
        Default::Classes => classes(field),
        Default::Pairs(pairs) => {
            let entry = |(key, value): &(&'static str, &'static str)| {
                Entry::new(Text::Static(key), Node::text(value, origin.clone()))
            };
            Node::map(Map::from_sorted(pairs.iter().map(entry).collect()), origin)
        }
        Default::Fields => match field.shape {
            Shape::Struct(layout) => object(layout, version, origin, |f| default(f, version)),
            _ => Node::null(origin),
        },
    }
}

/// What a field of a struct is that starts from nothing.
pub fn zero(field: &'static Field, version: FlyteVersion) -> Node {
    let origin = Origin::Builtin(&field.key);
    match field.shape {
        Shape::Struct(layout) => object(layout, version, origin, |f| zero(f, version)),
        shape => zero_of(shape, origin),
    }
}

/// The zero value of a type.
pub fn zero_of(shape: Shape, origin: Origin) -> Node {
    match shape {
        Shape::Text(_) | Shape::Url | Shape::Kind(Kind::String, _) => Node::text("", origin),
        Shape::Bool | Shape::Kind(Kind::Bool, _) => Node::bool(false, origin),
        Shape::Int(_) | Shape::Kind(Kind::Int32 | Kind::Int64, _) => Node::int(0, origin),
        Shape::Duration => Node::text("0s", origin),
        Shape::Quantity | Shape::Kind(Kind::Quantity, _) => Node::text("0", origin),
        Shape::Kube(_) | Shape::Kind(Kind::Struct(_), _) => Node::map(Map::sorted(), origin),
        _ => Node::null(origin),
    }
}

/// A struct with every field of a version, in their order.
pub fn object(
    layout: &'static Layout,
    version: FlyteVersion,
    origin: Origin,
    mut value: impl FnMut(&'static Field) -> Node,
) -> Node {
    let fields = layout.fields(version).map(|f| Entry::new(Text::Static(f.name), value(f))).collect();
    Node::map(Map::in_order(fields), origin)
}

/// The built-in classes of accelerators.
fn classes(field: &'static Field) -> Node {
    let origin = Origin::Builtin(&field.key);
    let class = |(name, resource, device, partition): &(&'static str, &'static str, &'static str, &'static str)| {
        let fields = DEVICE_CLASS.fields.iter().map(|f| {
            let value = match f.name {
                "resource-name" => Value::Str(Text::Static(resource)),
                "device-node-label" => Value::Str(Text::Static(device)),
                "partition-size-node-label" => Value::Str(Text::Static(partition)),
                _ => Value::Null,
            };
            Entry::new(Text::Static(f.name), Node::new(value, Origin::Builtin(&f.key)))
        });
        Entry::new(Text::Static(name), Node::map(Map::in_order(fields.collect()), origin.clone()))
    };
    Node::map(Map::from_sorted(BUILT_IN_CLASSES.iter().map(class).collect()), origin.clone())
}
