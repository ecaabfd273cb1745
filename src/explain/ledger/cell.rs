//! [`Cell`]: one line of a ledger's row: what a layer or a rule gave, and what became of it.

use crate::tree::{Definition, Layer, Node, Origin, Rule, Value, Verdict};

/// Whose value it is, in the order in which a row usually tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The task's, in its container or its pod template.
    Asked,
    /// That of a runtime template.
    Template,
    /// That of the pod template of an accelerator's device class.
    ClassTemplate,
    /// That of `with_overrides`.
    Override,
    /// A default of the platform.
    Default,
    /// What the configuration gives co-pilot's containers.
    CoPilot,
    /// Written by Flyte because nobody gave one.
    Unset,
    /// A limit, in place of a value beyond it.
    Clamp,
}

impl Kind {
    /// Its name, as the ledger shows it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Asked => "asked",
            Kind::Template => "template",
            Kind::ClassTemplate => "class template",
            Kind::Override => "override",
            Kind::Default => "default",
            Kind::CoPilot => "co-pilot",
            Kind::Unset => "unset",
            Kind::Clamp => "clamp",
        }
    }
}

/// What became of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It stands in the Pod.
    Holds,
    /// It lost, or was left out.
    Lost(Verdict, Rule),
}

/// One value that took part.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Whose value it is.
    pub kind: Kind,
    /// The value, as Flyte had it.
    pub value: Value,
    /// Where it comes from; of a clamp the limit.
    pub origin: Origin,
    /// The rules by which it came from there, the last one first.
    pub by: Vec<Rule>,
    /// What became of it.
    pub outcome: Outcome,
    /// All that is worth saying about it, in a few words; may be empty.
    pub note: String,
}

impl Cell {
    /// The value that stands in the Pod.
    pub(super) fn holding(node: &Node) -> Cell {
        Cell::new(&node.value, &node.origin, Outcome::Holds)
    }

    /// A value that lost.
    pub(super) fn lost(lost: &Definition) -> Cell {
        Cell::new(&lost.value, &lost.origin, Outcome::Lost(lost.verdict, lost.rule))
    }

    fn new(value: &Value, origin: &Origin, outcome: Outcome) -> Cell {
        let mut by = Vec::new();
        let mut base = origin;
        let mut clamped = false;
        while let Origin::Derived(derived) = base {
            // of a limit only the spelling matters: what lies behind it is the story of the limit
            if clamped && derived.rule != Rule::Respell {
                break;
            }
            by.push(derived.rule);
            clamped |= derived.rule == Rule::Clamp;
            let Some(first) = derived.from.first() else { break };
            base = first;
        }
        let kind = if clamped { Kind::Clamp } else { kind_of(base) };
        Cell { kind, value: value.clone(), origin: origin.clone(), by, outcome, note: String::new() }
    }

    /// Its turn when a row is told.
    pub(super) fn rank(&self) -> u8 {
        match (self.kind, self.outcome) {
            // it was there before what took its place
            (Kind::Default, Outcome::Lost(Verdict::Overridden, _)) => Kind::Asked as u8,
            (kind, _) => kind as u8,
        }
    }

    /// Whether it came by a rule.
    pub fn came_by(&self, rule: Rule) -> bool {
        self.by.contains(&rule)
    }

    /// Whether it lost because it is zero.
    pub(super) fn is_zero(&self) -> bool {
        matches!(self.outcome, Outcome::Lost(Verdict::Empty, _))
    }

    /// Whether it is the value that stands in the Pod.
    pub fn holds(&self) -> bool {
        self.outcome == Outcome::Holds
    }

    /// Whether a clamp's limit is the platform's, and not the container's own limit.
    pub(super) fn is_platform_limit(&self) -> bool {
        limit_of(&self.origin).is_some_and(|limit| kind_of(limit) == Kind::Default)
    }
}

/// The limit that a clamped value took over, as it was given.
fn limit_of(origin: &Origin) -> Option<&Origin> {
    let Origin::Derived(derived) = origin else { return None };
    let first = derived.from.first()?;
    match (derived.rule, first) {
        (Rule::Clamp, Origin::Derived(limit)) if limit.rule == Rule::Respell => limit.from.first(),
        (Rule::Clamp, limit) => Some(limit),
        _ => limit_of(first),
    }
}

/// Whose a value is that was not derived.
fn kind_of(origin: &Origin) -> Kind {
    let layer = match origin {
        Origin::File { layer, .. } => *layer,
        Origin::Alias(alias) => alias.layer,
        Origin::Builtin(_) => return Kind::Default,
        Origin::Flyte(_) => return Kind::Unset,
        Origin::Flag(_) | Origin::Sdk(_) | Origin::Derived(_) => return Kind::Asked,
    };
    match layer {
        Layer::Config | Layer::Environment => Kind::Default,
        Layer::RuntimeTemplate => Kind::Template,
        Layer::ClassTemplate => Kind::ClassTemplate,
        Layer::Override => Kind::Override,
        Layer::Input | Layer::Task | Layer::TaskPodTemplate | Layer::Execution => Kind::Asked,
    }
}
