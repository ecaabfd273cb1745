//! Every rule, asked in turn.

use std::borrow::Cow;

use super::facts::{At, Explained, Facts};
use super::{
    Class, account, defaults, dropped, metadata, open, pod_level, prepare, priority, resources, tolerations, webhook,
};
use crate::kube::fields::Kind;
use crate::tree::Node;

/// Who did it, and why.
pub(super) type Because = (Class, Cow<'static, str>);

/// Why a field, or an entry of a map, is only in the live Pod.
pub(super) fn added(facts: &Facts<'_>, at: &At<'_>, value: &Node) -> Option<Explained> {
    metadata::added(facts, at, value)
        .or_else(|| account::added(facts, at, value))
        .or_else(|| priority::added(facts, at, value))
        .or_else(|| defaults::added(facts, at, value))
        .or_else(|| resources::added(facts, at, value))
        .or_else(|| pod_level::added(facts, at, value))
        .or_else(|| prepare::added(facts, at, value))
        .or_else(|| webhook::added(facts, at, value))
}

/// Why an item of a list is only in the live Pod.
pub(super) fn item_added(facts: &Facts<'_>, at: &At<'_>, item: &Node) -> Option<Explained> {
    webhook::item_added(facts, at, item)
        .or_else(|| account::item_added(facts, at, item))
        .or_else(|| tolerations::item_added(facts, at, item))
        .or_else(|| metadata::item_added(facts, at, item))
        .or_else(|| prepare::item_added(facts, at, item))
}

/// Why the live Pod lacks a field or an entry of a map that Flyte makes.
pub(super) fn removed(facts: &Facts<'_>, at: &At<'_>, value: &Node, kind: Option<Kind>) -> Option<Because> {
    dropped::removed(facts, at, value, kind).or_else(|| prepare::removed(at)).or_else(|| webhook::changed(facts, at))
}

/// Why the live Pod lacks an item that Flyte makes.
pub(super) fn item_removed(facts: &Facts<'_>, at: &At<'_>, item: &Node) -> Option<Because> {
    metadata::item_removed(at, item).or_else(|| dropped::item_removed(facts, at, item))
}

/// Why a value is another one in the live Pod.
pub(super) fn replaced(facts: &Facts<'_>, at: &At<'_>, left: &Node, right: &Node) -> Option<Because> {
    metadata::replaced(at, left)
        .or_else(|| resources::replaced(at, left, right))
        .or_else(|| prepare::replaced(at, left, right))
        .or_else(|| dropped::replaced(at, right))
        .or_else(|| open::replaced(facts, at, left, right))
        .or_else(|| webhook::changed(facts, at))
}
