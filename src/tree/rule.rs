//! [`Rule`]: the names of what decides, each with its sentence.

/// What decided for a value. [`Rule::ALL`] is the one table of names and sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Keys of maps.
    MapOverride,
    /// Lists.
    ListAppend,
    /// Scalars.
    ScalarOverride,
    /// Structs.
    StructMerge,
    /// Zero values.
    ZeroNeverOverrides,
    /// Given zero values (the documented rules).
    GivenOverrides,
    /// Defaults.
    OnlyIfUnset,
    /// Set whatever was there.
    Forced,
    /// Parts from several layers.
    Union,
    /// Platform limits.
    Clamp,
    /// A default that was used.
    Default,
    /// Another name for the same thing.
    Rename,
    /// A limit taken from the request.
    LimitFromRequest,
    /// A request taken from the limit.
    RequestFromLimit,
    /// Made to fit the syntax of labels or names.
    Sanitise,
    /// Placeholders in command and args.
    Placeholder,
    /// Devices of accelerators.
    DeviceMap,
    /// Another spelling of the same value.
    Respell,
    /// A fact that follows from others.
    Derive,
    /// Encoded into another form.
    Encode,
    /// Joined from parts.
    Join,
    /// A block replaced as a whole.
    Replace,
    /// A container or field that nothing takes up.
    Drop,
    /// The selection of a template.
    Select,
    /// Printed although nothing gave it.
    AlwaysPrinted,
}

/// A rule's row: itself, its name, its sentence.
type Row = (Rule, &'static str, &'static str);

impl Rule {
    /// Every rule with its name and its sentence.
    pub const ALL: &'static [Row] = &[
        (
            Rule::MapOverride,
            "map-override",
            "maps are merged key by key; the higher layer's value wins, also an empty one",
        ),
        (
            Rule::ListAppend,
            "list-append",
            "lists are appended: the lower layer's items first; nothing is replaced or removed",
        ),
        (Rule::ScalarOverride, "scalar-override", "the higher layer's value replaces the lower one"),
        (Rule::StructMerge, "struct-merge", "structs are merged field by field"),
        (Rule::ZeroNeverOverrides, "zero-never-overrides", "false, 0 and \"\" count as not given and never override"),
        (Rule::GivenOverrides, "given-overrides", "a value that the higher layer gives wins, also false, 0 and \"\""),
        (Rule::OnlyIfUnset, "only-if-unset", "used only where nothing else gave a value"),
        (Rule::Forced, "forced", "set whatever was there before"),
        (Rule::Union, "union", "the parts of all layers are kept"),
        (Rule::Clamp, "clamp", "a value beyond its limit becomes the limit"),
        (Rule::Default, "default", "the default, since nothing gave a value"),
        (Rule::Rename, "rename", "the same value under the name that Kubernetes knows"),
        (Rule::LimitFromRequest, "limit-from-request", "a limit that is not given equals the request"),
        (Rule::RequestFromLimit, "request-from-limit", "a request that is not given equals the limit"),
        (Rule::Sanitise, "sanitise", "changed to fit the syntax that Kubernetes demands"),
        (Rule::Placeholder, "placeholder", "placeholders are replaced by what they stand for"),
        (Rule::DeviceMap, "device-map", "the device's name is looked up in accelerator-devices"),
        (Rule::Respell, "respell", "the same value in Kubernetes' own spelling"),
        (Rule::Derive, "derive", "follows from other facts as Flyte derives it"),
        (Rule::Encode, "encode", "encoded into the form that the consumer reads"),
        (Rule::Join, "join", "put together from several values"),
        (Rule::Replace, "replace", "the whole block is replaced"),
        (Rule::Drop, "drop", "nothing takes it up, so it is left out"),
        (Rule::Select, "select", "one template is used: by name, in the Pod's namespace first, then in Flyte's"),
        (Rule::AlwaysPrinted, "always-printed", "Kubernetes prints this field even if nothing gave it"),
    ];

    fn row(self) -> Option<&'static Row> {
        Rule::ALL.iter().find(|row| row.0 == self)
    }

    /// The rule's name (`zero-never-overrides`).
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.1)
    }

    /// The rule in one sentence, lower case, without a full stop.
    pub fn sentence(self) -> &'static str {
        self.row().map_or("", |row| row.2)
    }
}
