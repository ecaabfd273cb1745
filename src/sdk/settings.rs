//! [`SdkSettings`]: what the SDK is told at registration.

use super::SdkRelease;
use crate::flyte::version::FlyteVersion;
use crate::tree::{Node, Rule, Verdict};

/// What the SDK is told at registration.
#[derive(Clone, Debug, Default)]
pub struct SdkSettings {
    /// Default image: a string, as all that follow, with the origin of the flag or fact that gives it.
    pub image: Option<Node>,
    /// Further images by name, for `{{.image.NAME.fqn}}` (1.x).
    pub images: Vec<(String, Node)>,
    /// Variables of every task (1.x): name and value.
    pub environment: Vec<(Node, Node)>,
    /// Values for what only running a Python file tells, by name.
    pub values: Vec<(String, Node)>,
    /// Project of the task's id.
    pub project: Option<Node>,
    /// Domain of the task's id.
    pub domain: Option<Node>,
    /// Version of the task's id.
    pub version: Option<Node>,
    /// Whether Python files are serialized by the documented rules, which leave the template's command
    /// and args where they are, instead of as the SDK does it.
    pub documented: bool,
    /// Whether what a Python file does not say is shown as unknown, instead of an error.
    pub allow_unknown: bool,
    /// Which values stand in for quantities, numbers and booleans that are not known: what differs between the two
    /// ways depends on them.
    pub other_stand_ins: bool,
    /// The SDK, where a file does not name it, and its release.
    pub release: Option<SdkRelease>,
    /// The version of Flyte that the SDK belongs to, where a file does not name its SDK; none: the
    /// one that is rendered.
    pub flyte: Option<FlyteVersion>,
}

impl SdkSettings {
    /// The settings' variables (1.x), those of a task over them.
    pub(super) fn environment_with(&self, own: Vec<(Node, Node)>) -> Vec<(Node, Node)> {
        let mut out = self.environment.clone();
        for (name, value) in own {
            match out.iter_mut().find(|(n, _)| n.value == name.value) {
                Some(slot) => {
                    let loser = std::mem::replace(slot, (name, value)).1;
                    slot.1.displace(&loser, Verdict::Overridden, Rule::MapOverride);
                }
                None => out.push((name, value)),
            }
        }
        out
    }
}
