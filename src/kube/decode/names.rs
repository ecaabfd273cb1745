//! What Go calls things in its messages about JSON: types of fields, structs that fields are embedded in.

use crate::kube::fields::{Field, Kind, Type};

/// Rows `type field go_string_type embedded_in` for fields whose strings have a type of their own,
/// or which stand in an embedded struct; `-` where one of the two does not apply. One table serves
/// all versions of the Kubernetes API: none renamed anything here.
const TABLE: &str = include_str!("../go-names.tsv");

/// A field with the struct that has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) owner: &'static Type,
    pub(super) field: &'static Field,
}

impl Step {
    /// The cells of this field's row, if it has one. Only asked for when Go has refused.
    fn row(self) -> Option<(&'static str, &'static str)> {
        TABLE.lines().skip(1).find_map(|line| {
            let mut cells = line.split('\t');
            let same = cells.next() == Some(self.owner.name) && cells.next() == Some(self.field.name);
            if same { cells.next().zip(cells.next()) } else { None }
        })
    }

    /// The embedded struct that Go finds the field in.
    pub(super) fn embedded_in(self) -> Option<&'static str> {
        self.row().map(|row| row.1).filter(|name| *name != "-")
    }

    /// Go's name of the field's strings.
    fn string_type(self) -> &'static str {
        self.row().map(|row| row.0).filter(|name| *name != "-").unwrap_or("string")
    }
}

/// Go's name of a type; `at` is the field whose value (or part of it) has this kind. Messages name
/// what a pointer points to.
pub(super) fn type_name(kind: Kind, at: Option<Step>) -> String {
    match kind {
        Kind::String => at.map_or("string", Step::string_type).to_owned(),
        Kind::Bool => "bool".to_owned(),
        Kind::Int32 => "int32".to_owned(),
        Kind::Int64 => "int64".to_owned(),
        Kind::Quantity => "resource.Quantity".to_owned(),
        Kind::IntOrString => "intstr.IntOrString".to_owned(),
        Kind::Time => "v1.Time".to_owned(),
        Kind::Bytes => "[]uint8".to_owned(),
        Kind::Raw => "v1.FieldsV1".to_owned(),
        Kind::Struct(ty) => format!("v1.{}", ty.name),
        Kind::Pointer(inner) => type_name(*inner, at),
        Kind::List(inner) => format!("[]{}", type_name(*inner, at)),
        Kind::Map(Kind::Quantity) => "v1.ResourceList".to_owned(),
        Kind::Map(inner) => format!("map[string]{}", type_name(*inner, at)),
    }
}
