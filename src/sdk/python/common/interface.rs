//! Inputs and outputs of container tasks: co-pilot is told their types.

use crate::sdk::authoring::literal_type;
use crate::sdk::python::common::convert;
use crate::sdk::python::common::convert::{Lost, known, lost, origin};
use crate::sdk::python::common::shared::given;
use crate::sdk::python::language::value::{Kind, Object, Val};
use crate::tree::{Layer, Node};

/// Packages whose classes, with something in brackets, are types.
const PACKAGES: &[&str] = &["typing.", "builtins.", "collections.", "flytekit.", "flyte.", "datetime."];

/// Names with literal types in protojson, of a dict or `kwtypes(...)`.
pub(in crate::sdk::python) fn variables(object: &Object<'_>, name: &str) -> Result<Vec<(Node, Node)>, Lost> {
    let Some(field) = given(object, name)? else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    let mut add = |name: Node, value: &Val<'_>| {
        let of = text(value, 0).and_then(|text| literal_type(&text, &origin(value.span, Layer::Task)));
        let of = of.ok_or_else(|| {
            known(value)
                .err()
                .filter(|_| value.is_unknown())
                .unwrap_or_else(|| lost(value.span, "a type that is not followed"))
        })?;
        out.push((name, of));
        Ok::<(), Lost>(())
    };
    match &known(&field.value)?.kind {
        Kind::Dict(entries) => {
            for (key, value) in entries.borrow().values() {
                add(convert::node(key, Layer::Task)?, value)?;
            }
        }
        Kind::Object(types) if types.borrow().class == "flytekit.kwtypes" => {
            for field in &types.borrow().fields {
                add(Node::str(field.name.as_str(), origin(field.key, Layer::Task)), &field.value)?;
            }
        }
        _ => return Err(lost(field.value.span, "these are no types by name")),
    }
    Ok(out)
}

/// A type as people write it: `int`, `list[str]`, `FlyteFile['csv']`.
fn text(value: &Val<'_>, depth: usize) -> Option<String> {
    match &value.kind {
        Kind::None => Some("None".to_owned()),
        Kind::Str(s) => Some(format!("'{s}'")),
        Kind::Name(dotted) => {
            let (outer, inner) = dotted.split_once('[').map_or((&**dotted, None), |(o, i)| (o, Some(i)));
            let last = outer.rsplit('.').next().unwrap_or(outer);
            Some(inner.map_or_else(|| last.to_owned(), |inner| format!("{last}[{inner}")))
        }
        Kind::Tuple(items) if depth < 8 => {
            let items: Option<Vec<String>> = items.iter().map(|v| text(v, depth + 1)).collect();
            Some(items?.join(", "))
        }
        _ => None,
    }
}

/// A type with something in brackets, as a name.
pub(in crate::sdk::python) fn in_brackets<'a>(of: &Val<'a>, at: &Val<'a>) -> Option<Kind<'a>> {
    let Kind::Name(dotted) = &of.kind else { return None };
    let fits = dotted.len() < 1000 && PACKAGES.iter().any(|p| dotted.starts_with(p));
    fits.then(|| text(at, 0)).flatten().map(|inner| Kind::Name(format!("{dotted}[{inner}]").into()))
}
