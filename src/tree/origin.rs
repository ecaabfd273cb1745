//! [`Origin`]: where a value comes from; [`Definition`]: what lost against it.

use std::rc::Rc;

use super::{Rule, Value};
use crate::source::Span;

/// Which of the layers that Flyte combines an input belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layer {
    /// Not yet known: as parsed.
    Input,
    /// Flyte's configuration.
    Config,
    /// A runtime PodTemplate.
    RuntimeTemplate,
    /// The pod template of an accelerator's device class in the configuration.
    ClassTemplate,
    /// The task (container, id, metadata, resources ...).
    Task,
    /// The task's own, compile-time pod template.
    TaskPodTemplate,
    /// `with_overrides` of the workflow node.
    Override,
    /// Facts of the execution.
    Execution,
    /// Environment of Flyte's own process.
    Environment,
}

impl Layer {
    /// The layer in words, as messages and origins show it.
    pub fn name(self) -> &'static str {
        match self {
            Layer::Input => "input",
            Layer::Config => "platform configuration",
            Layer::RuntimeTemplate => "runtime template",
            Layer::ClassTemplate => "class template",
            Layer::Task => "task",
            Layer::TaskPodTemplate => "task pod template",
            Layer::Override => "with_overrides",
            Layer::Execution => "execution",
            Layer::Environment => "environment of Flyte",
        }
    }
}

/// A default that is compiled into Flyte.
#[derive(Debug, PartialEq, Eq)]
pub struct Builtin {
    /// The configuration key that would set it, with dots (`plugins.k8s.default-cpus`).
    pub key: &'static str,
}

/// Something that a step of Flyte makes by itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Made {
    /// Name of the pipeline's step.
    pub step: &'static str,
    /// Why, in a few words.
    pub reason: &'static str,
}

/// Something that flytekit or flyte makes when it serializes a task.
#[derive(Debug, PartialEq, Eq)]
pub struct SdkMade {
    /// `flytekit` or `flyte`.
    pub sdk: &'static str,
    /// Which part of the serialization.
    pub step: &'static str,
    /// Why, in a few words.
    pub reason: &'static str,
}

/// A value given by a command-line flag or a setting.
#[derive(Debug, PartialEq, Eq)]
pub struct Flag {
    /// The flag, with its dashes.
    pub flag: String,
    /// Where a project file sets it.
    pub span: Option<Span>,
}

/// A value computed from others.
#[derive(Debug, PartialEq)]
pub struct Derived {
    /// The rule that computed it.
    pub rule: Rule,
    /// Name of the pipeline's step.
    pub step: &'static str,
    /// What it was computed from; changing any of them changes the value.
    pub from: Vec<Origin>,
}

/// A value that an alias repeats.
#[derive(Debug, PartialEq, Eq)]
pub struct Alias {
    /// The anchored value.
    pub span: Span,
    /// Its layer.
    pub layer: Layer,
    /// The alias (`*name`) through which it came here.
    pub via: Span,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// Written in an input.
    File {
        /// The value as written.
        span: Span,
        /// The layer that the input is.
        layer: Layer,
    },
    /// Written in an input and repeated by an alias.
    Alias(Rc<Alias>),
    /// Given by a flag.
    Flag(Rc<Flag>),
    /// A default compiled into Flyte.
    Builtin(&'static Builtin),
    /// Made by a step of Flyte.
    Flyte(&'static Made),
    /// Made by the SDK.
    Sdk(&'static SdkMade),
    /// Computed from others.
    Derived(Rc<Derived>),
}

impl Origin {
    /// A place in an input, layer not yet known.
    pub fn input(span: Span) -> Self {
        Origin::File { span, layer: Layer::Input }
    }

    /// Computed from other values by a rule.
    pub fn derived(rule: Rule, step: &'static str, from: Vec<Origin>) -> Self {
        Origin::Derived(Rc::new(Derived { rule, step, from }))
    }

    /// The span, if it is written in an input.
    pub fn span(&self) -> Option<Span> {
        match self {
            Origin::File { span, .. } => Some(*span),
            Origin::Alias(alias) => Some(alias.span),
            Origin::Flag(flag) => flag.span,
            _ => None,
        }
    }

    /// The first span that this origin rests on, through whatever was derived.
    pub fn nearest_span(&self) -> Option<Span> {
        match self {
            Origin::Derived(derived) => derived.from.iter().find_map(Origin::nearest_span),
            _ => self.span(),
        }
    }

    /// The same place as part of `layer`.
    pub fn in_layer(&self, layer: Layer) -> Self {
        match self {
            Origin::File { span, .. } => Origin::File { span: *span, layer },
            Origin::Alias(alias) => Origin::Alias(Rc::new(Alias { span: alias.span, layer, via: alias.via })),
            other => other.clone(),
        }
    }

    /// The same place as part of `layer`, unless its layer is known already.
    pub fn settled(&self, layer: Layer) -> Self {
        match self {
            Origin::File { layer: Layer::Input, .. } => self.in_layer(layer),
            Origin::Alias(alias) if alias.layer == Layer::Input => self.in_layer(layer),
            other => other.clone(),
        }
    }

    /// Calls `f` with this origin, or with each that it was derived from (never with a derived one).
    pub fn for_each_source(&self, f: &mut impl FnMut(&Origin)) {
        match self {
            Origin::Derived(derived) => derived.from.iter().for_each(|o| o.for_each_source(f)),
            _ => f(self),
        }
    }
}

/// Why a definition lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// A higher layer gave another value.
    Overridden,
    /// A zero value, which never overrides.
    Empty,
    /// A default that was not needed.
    OnlyIfUnset,
    /// Left out altogether (container without counterpart, unknown field).
    Dropped,
    /// The whole block was replaced.
    Replaced,
    /// Beyond a limit.
    Clamped,
    /// An earlier entry of the same name; the later one counts.
    Shadowed,
    /// Belongs to a template of another name or namespace.
    NotSelected,
}

impl Verdict {
    /// The verdict as origins show it.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Overridden => "overridden",
            Verdict::Empty => "empty",
            Verdict::OnlyIfUnset => "only-if-unset",
            Verdict::Dropped => "dropped",
            Verdict::Replaced => "replaced",
            Verdict::Clamped => "clamped",
            Verdict::Shadowed => "shadowed",
            Verdict::NotSelected => "not-selected",
        }
    }
}

/// A value that lost or was left out.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The value.
    pub value: Value,
    /// Where it comes from.
    pub origin: Origin,
    /// Why it lost.
    pub verdict: Verdict,
    /// The rule that decided.
    pub rule: Rule,
    /// What it lost against: the origin of the value that held then, which may have lost later
    /// itself. Where nothing took its place (`dropped`), the origin of what it stood in.
    pub by: Origin,
}

/// What happened to a value on its way.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The rule that decided last.
    pub rule: Option<Rule>,
    /// What lost, oldest first.
    pub displaced: Vec<Definition>,
}
