//! The fields of the Pod's types, by version of the Kubernetes API, as data.

/// A version of the Kubernetes API that some Flyte version is built with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Api {
    /// k8s.io/api 0.28
    V0_28,
    /// k8s.io/api 0.34
    V0_34,
    /// k8s.io/api 0.35
    V0_35,
    /// k8s.io/api 0.36
    V0_36,
}

/// What Go declares a field as.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// `string` and named strings
    String,
    /// `bool`
    Bool,
    /// `int32`
    Int32,
    /// `int64`
    Int64,
    /// `resource.Quantity`
    Quantity,
    /// `intstr.IntOrString`
    IntOrString,
    /// `metav1.Time`
    Time,
    /// `[]byte`
    Bytes,
    /// anything, kept as it is
    Raw,
    /// a struct
    Struct(&'static Type),
    /// a pointer
    Pointer(&'static Kind),
    /// a slice
    List(&'static Kind),
    /// a map with string keys
    Map(&'static Kind),
}

/// A field of a struct.
#[derive(Debug)]
pub struct Field {
    /// JSON name.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Left out of JSON when empty.
    pub omitempty: bool,
    /// Merge key of strategic merge patches, for lists of named things.
    pub merge_key: Option<&'static str>,
}

/// A struct.
#[derive(Debug)]
pub struct Type {
    /// Go's name (`PodSpec`).
    pub name: &'static str,
    /// Fields, sorted by name, embedded structs flattened. Filled once, since types refer to each other.
    pub fields: std::sync::OnceLock<Vec<Field>>,
}

impl Type {
    /// The fields, sorted by name.
    pub fn fields(&self) -> &[Field] {
        self.fields.get().map_or(&[], Vec::as_slice)
    }

    /// The field of this exact name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        let fields = self.fields();
        fields.binary_search_by(|f| f.name.cmp(name)).ok().and_then(|i| fields.get(i))
    }
}

impl Api {
    /// The type of this name in this version, if it has one.
    pub fn type_named(self, name: &str) -> Option<&'static Type> {
        static TABLES: std::sync::OnceLock<[std::collections::HashMap<&'static str, &'static Type>; 4]> =
            std::sync::OnceLock::new();
        let tables = TABLES.get_or_init(|| {
            [
                load(include_str!("pod-fields-0.28.tsv")),
                load(include_str!("pod-fields-0.34.tsv")),
                load(include_str!("pod-fields-0.35.tsv")),
                load(include_str!("pod-fields-0.36.tsv")),
            ]
        });
        tables.get(self as usize).and_then(|t| t.get(name).copied())
    }
}

fn load(text: &'static str) -> std::collections::HashMap<&'static str, &'static Type> {
    let mut types: std::collections::HashMap<&'static str, &'static Type> = std::collections::HashMap::new();
    let extra = "SidecarJob\tpodSpec\tpointer:struct:PodSpec\tyes\nSidecarJob\tprimaryContainerName\tstring\tyes\nSidecarJob\tannotations\tmap:string\tyes\nSidecarJob\tlabels\tmap:string\tyes\n";
    let rows = || text.lines().skip(1).chain(extra.lines()).map(|l| l.split('\t').collect::<Vec<_>>());
    for row in rows() {
        types
            .entry(row[0])
            .or_insert_with(|| Box::leak(Box::new(Type { name: row[0], fields: std::sync::OnceLock::new() })));
        if let Some(t) = row[2].rsplit("struct:").next().filter(|_| row[2].contains("struct:")) {
            types.entry(t).or_insert_with(|| Box::leak(Box::new(Type { name: t, fields: std::sync::OnceLock::new() })));
        }
    }
    fn kind(s: &'static str, types: &std::collections::HashMap<&'static str, &'static Type>) -> Kind {
        let leak = |k: Kind| -> &'static Kind { Box::leak(Box::new(k)) };
        if let Some(r) = s.strip_prefix("pointer:") {
            return Kind::Pointer(leak(kind(r, types)));
        }
        if let Some(r) = s.strip_prefix("list:") {
            return Kind::List(leak(kind(r, types)));
        }
        if let Some(r) = s.strip_prefix("map:") {
            return Kind::Map(leak(kind(r, types)));
        }
        if let Some(r) = s.strip_prefix("struct:") {
            return Kind::Struct(types[r]);
        }
        match s {
            "string" => Kind::String,
            "bool" => Kind::Bool,
            "int32" => Kind::Int32,
            "int64" => Kind::Int64,
            "quantity" => Kind::Quantity,
            "int-or-string" => Kind::IntOrString,
            "time" => Kind::Time,
            "bytes" => Kind::Bytes,
            _ => Kind::Raw,
        }
    }
    let mut fields: std::collections::HashMap<&'static str, Vec<Field>> = std::collections::HashMap::new();
    for row in rows() {
        fields.entry(row[0]).or_default().push(Field {
            name: row[1],
            kind: kind(row[2], &types),
            omitempty: row[3] == "yes",
            merge_key: None,
        });
    }
    for (name, mut list) in fields {
        list.sort_by_key(|f| f.name);
        let _ = types[name].fields.set(list);
    }
    types
}
