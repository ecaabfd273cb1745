//! Reading a field table into types that refer to each other.

use std::sync::OnceLock;

use super::{Api, Field, Kind, Type};

/// All types of one version, sorted by name. They live as long as the program.
pub(super) type Table = &'static [Type];

/// Finds the types of a table: a head line, then rows `type field kind omitempty patch_strategy
/// patch_merge_key`, sorted by type and field.
pub(super) fn read(api: Api, text: &'static str) -> Table {
    let mut types: Vec<Type> = Vec::with_capacity(128);
    let (_, mut rest) = text.split_once('\n').unwrap_or(("", ""));
    while let Some((name, _)) = rest.split_once('\t') {
        let belongs = |line: &&str| line.strip_prefix(name).is_some_and(|cells| cells.starts_with('\t'));
        let size = rest.split_inclusive('\n').take_while(belongs).map(str::len).sum();
        let Some((rows, behind)) = rest.split_at_checked(size) else { break };
        types.push(Type { name, api: Some(api), rows, content: OnceLock::new() });
        rest = behind;
    }
    types.leak()
}

/// The fields of a type, sorted by name.
pub(super) fn fields(owner: &Type) -> Vec<Field> {
    let Some(api) = owner.api else { return Vec::new() };
    let rows = owner.rows.lines().filter_map(|line| line.split_once('\t'));
    rows.filter_map(|(_, row)| field(api.types(), row)).collect()
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
