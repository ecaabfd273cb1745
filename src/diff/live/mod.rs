//! What a live Pod has that the rendered one has not, and who put it there: Flyte's webhook, the API
//! server, its built-in admission, the scheduler, the kubelet, or somebody else.
//!
//! The rules are Kubernetes' own (`pkg/apis/core/v1/defaults.go`, the admission plugins that are on
//! by default, `pkg/registry/core/pod/strategy.go`), as of 1.34. A difference counts as explained
//! only if it is exactly what they make of the rendered Pod; a default with another value is foreign.

mod account;
mod align;
mod class;
mod defaults;
mod dropped;
mod facts;
mod hints;
mod image;
mod metadata;
mod open;
mod pod_level;
mod prepare;
mod priority;
mod read;
mod resources;
mod rules;
mod same;
mod tolerations;
mod walk;
mod webhook;

use std::borrow::Cow;

pub use class::Class;
pub use read::pod;

use super::Difference;
use crate::kube::fields::Api;
use crate::tree::Node;

/// A difference between the rendered and the live Pod, and who made it.
#[derive(Clone, Debug)]
pub struct LiveDifference {
    /// What differs. `path` is where it stands in the live Pod, or in the rendered one if only that
    /// has it; maps and lists that only the live Pod has are told entry by entry.
    pub difference: Difference,
    /// Who made it.
    pub class: Class,
    /// Why, in a few words.
    pub reason: Cow<'static, str>,
}

impl LiveDifference {
    /// Whether it counts for the exit code: somebody else made another value.
    pub fn counts(&self) -> bool {
        self.class == Class::Foreign && self.difference.counts()
    }
}

/// Every difference between the Pod that Flyte makes and a live one. What a version with this API
/// rendered stands on the left. Fields that say nothing (empty ones that Go does not tell from
/// missing ones) do not differ.
pub fn live(rendered: &Node, live: &Node, api: Api) -> Vec<LiveDifference> {
    walk::differences(&facts::Facts::new(rendered, live, api))
}
