//! [`Facts`]: what rules need to know of both Pods as a whole; [`At`]: where a rule is asked about.

use std::borrow::Cow;

use super::Class;
use super::account;
use super::webhook::Secrets;
use crate::kube::fields::{Api, Kind, Type};
use crate::tree::{FieldPath, Node};

/// Both Pods and what follows from them.
pub(super) struct Facts<'a> {
    /// The Pod that Flyte makes.
    pub rendered: &'a Node,
    /// The Pod in the cluster.
    pub live: &'a Node,
    /// The API of the version that rendered.
    pub api: Api,
    /// Name of the volume with the token of the service account.
    pub token_volume: Option<String>,
    /// What Flyte's webhook is asked for.
    pub secrets: Secrets,
}

impl<'a> Facts<'a> {
    pub fn new(rendered: &'a Node, live: &'a Node, api: Api) -> Facts<'a> {
        let token_volume = account::token_volume(rendered, live);
        Facts { rendered, live, api, token_volume, secrets: Secrets::new(rendered, live) }
    }

    /// A field of the rendered Pod's spec.
    pub fn rendered_spec(&self, key: &str) -> Option<&'a Node> {
        self.rendered.at(&["spec", key]).filter(|n| !n.is_null())
    }

    /// A field of the live Pod's spec.
    pub fn live_spec(&self, key: &str) -> Option<&'a Node> {
        self.live.at(&["spec", key]).filter(|n| !n.is_null())
    }

    /// The kind of a field, as the newest API has it or the one that rendered.
    pub fn below(&self, kind: Option<Kind>, key: &str) -> Option<Kind> {
        let kind = kind?;
        kind.below(key).or_else(|| {
            let own = self.api.type_named(kind.as_struct()?.name)?;
            own.field(key).map(|field| field.kind)
        })
    }
}

/// A field, or a list that has an item: where it is, and what it belongs to.
#[derive(Clone, Copy)]
pub(super) struct At<'w> {
    /// The struct that it is a field of; none for entries of free maps.
    pub owner: Option<&'static Type>,
    /// Its name.
    pub key: &'w str,
    /// What it is a field of, in the rendered Pod.
    pub left: Option<&'w Node>,
    /// What it is a field of, in the live Pod.
    pub right: Option<&'w Node>,
    /// Where it stands in the live Pod, or would.
    pub path: &'w FieldPath,
}

impl<'w> At<'w> {
    /// Whether it is this field of this type.
    pub fn is(&self, owner: &str, key: &str) -> bool {
        self.key == key && self.is_of(owner)
    }

    /// Whether it is a field of this type.
    pub fn is_of(&self, owner: &str) -> bool {
        self.owner.is_some_and(|ty| ty.name == owner)
    }

    /// Whether it is this field of a container of any kind.
    pub fn is_in_container(&self, key: &str) -> bool {
        self.is("Container", key) || self.is("EphemeralContainer", key)
    }

    /// A field beside it, as Flyte makes it.
    pub fn beside_left(&self, key: &str) -> Option<&'w Node> {
        self.left.and_then(|left| left.get(key)).filter(|n| !n.is_null())
    }

    /// A field beside it in the live Pod.
    pub fn beside_right(&self, key: &str) -> Option<&'w Node> {
        self.right.and_then(|right| right.get(key)).filter(|n| !n.is_null())
    }
}

/// What a rule makes of something that is only in the live Pod.
pub(super) struct Explained {
    /// Who put it there.
    pub class: Class,
    /// Why.
    pub reason: Cow<'static, str>,
    /// So much of it; none: all of it.
    pub part: Option<Node>,
}

impl Explained {
    /// All of it.
    pub fn all(class: Class, reason: impl Into<Cow<'static, str>>) -> Option<Explained> {
        Some(Explained { class, reason: reason.into(), part: None })
    }

    /// A part of it.
    pub fn part(class: Class, reason: impl Into<Cow<'static, str>>, part: Node) -> Option<Explained> {
        Some(Explained { class, reason: reason.into(), part: Some(part) })
    }
}
