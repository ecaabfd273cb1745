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
        let _ = name;
        None
    }
}
