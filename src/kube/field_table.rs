//! Reading a field table into types that refer to each other.

use std::sync::OnceLock;

use super::fields::{Content, Field, Kind, Type};

/// All types of one version, sorted by name. They live as long as the program.
pub(super) type Table = &'static [Type];

/// Reads a table: a head line, then rows `type field kind omitempty patch_strategy patch_merge_key`
/// sorted by type and field.
pub(super) fn read(text: &'static str) -> Table {
    let rows = || text.lines().skip(1).filter_map(|line| line.split_once('\t'));
    let mut types: Vec<Type> = Vec::with_capacity(128);
    for (name, _) in rows() {
        if types.last().is_none_or(|t| t.name != name) {
            types.push(Type { name, content: OnceLock::new() });
        }
    }
    let table: Table = types.leak();
    let mut rows = rows().peekable();
    for owner in table {
        let mut fields = Vec::new();
        while let Some((_, rest)) = rows.next_if(|(name, _)| *name == owner.name) {
            fields.extend(field(table, rest));
        }
        owner.content.get_or_init(|| Content::new(fields));
    }
    table
}

/// The field of one row, without the type's name.
fn field(table: Table, row: &'static str) -> Option<Field> {
    let mut cells = row.split('\t');
    let (name, kind, omitempty) = (cells.next()?, cells.next()?, cells.next()?);
    let merge_key = cells.nth(1).filter(|key| *key != "-");
    Some(Field { name, kind: self::kind(table, kind)?, omitempty: omitempty == "yes", merge_key })
}

/// The kind that a cell names. Kinds that many fields point at are shared.
fn kind(table: Table, name: &str) -> Option<Kind> {
    if let Some(name) = name.strip_prefix("struct:") {
        let at = table.binary_search_by(|t| t.name.cmp(name)).ok()?;
        return table.get(at).map(Kind::Struct);
    }
    if let Some((outer, inner)) = name.split_once(':') {
        let inner = shared(self::kind(table, inner)?);
        return match outer {
            "pointer" => Some(Kind::Pointer(inner)),
            "list" => Some(Kind::List(inner)),
            "map" => Some(Kind::Map(inner)),
            _ => None,
        };
    }
    Some(match name {
        "string" => Kind::String,
        "bool" => Kind::Bool,
        "int32" => Kind::Int32,
        "int64" => Kind::Int64,
        "quantity" => Kind::Quantity,
        "int-or-string" => Kind::IntOrString,
        "time" => Kind::Time,
        "bytes" => Kind::Bytes,
        "raw" => Kind::Raw,
        _ => return None,
    })
}

/// A kind for others to point at.
fn shared(kind: Kind) -> &'static Kind {
    match kind {
        Kind::String => &Kind::String,
        Kind::Bool => &Kind::Bool,
        Kind::Int32 => &Kind::Int32,
        Kind::Int64 => &Kind::Int64,
        Kind::Quantity => &Kind::Quantity,
        Kind::IntOrString => &Kind::IntOrString,
        Kind::Time => &Kind::Time,
        other => Box::leak(Box::new(other)),
    }
}
