//! [`SdkRelease`]: which SDK serializes, and how its releases differ in what determines the Pod.

use super::SdkSettings;
use super::arguments::Sdk;
use super::parts::refused;
use crate::diagnostic::Diagnostic;
use crate::tree::Origin;

/// An SDK, perhaps of a certain release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SdkRelease {
    pub(super) sdk: Sdk,
    /// None: the newest that is known.
    pub(super) version: Option<Version>,
}

/// Major, minor, patch.
pub(super) type Version = (u16, u16, u16);

impl SdkRelease {
    /// Takes `flytekit`, `flyte`, `flyte@2.5.0`. The error says what to write.
    pub fn parse(text: &str) -> Result<SdkRelease, String> {
        let (name, version) = text.split_once('@').map_or((text, None), |(name, version)| (name, Some(version)));
        let sdk = Sdk::parse(name).ok_or_else(|| "write `flytekit` (1.x) or `flyte` (2.x)".to_owned())?;
        let Some(version) = version else { return Ok(SdkRelease { sdk, version: None }) };
        let (major, newest) = match sdk {
            Sdk::Flytekit => (1, super::images::FLYTEKIT_VERSION),
            Sdk::Flyte => (2, super::images::FLYTE_VERSION),
        };
        let wrong = || format!("write a release of {name} {major} in full, such as `{name}@{newest}`");
        let parts = version.strip_prefix('v').unwrap_or(version).split('.');
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten();
        let numbers: Vec<u16> = parts.map(digits).collect::<Option<_>>().ok_or_else(wrong)?;
        match numbers[..] {
            [first, minor, patch] if first == major => Ok(SdkRelease { sdk, version: Some((first, minor, patch)) }),
            _ => Err(wrong()),
        }
    }
}

/// What a release does that earlier ones did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behaviour {
    /// Pod templates of flytekit are copied before they are serialized; before, tasks that shared one had parts of each other.
    CopiesTemplates,
    /// Secrets may name their variable.
    SecretVariable,
    /// `shared_memory` of flytekit.
    SharedMemory,
    /// `resources` of flytekit.
    Resources,
    /// `labels` and `annotations` of a task of flytekit.
    TaskLabels,
    /// Names of images in placeholders may have a `-`.
    DashInImages,
    /// A placeholder for the version of an image with a digest takes the colon before it away.
    DigestPlaceholders,
    /// The command line tells when the run began.
    RunStartTime,
    /// The task's resources are laid over those of the template, key by key; before, they replaced them.
    MergesResources,
    /// Claims of the template stay when resources are merged.
    KeepsClaims,
    /// Service accounts stand in the task.
    ServiceAccount,
    /// A template without containers gets the primary; before, it was refused.
    AddsPrimary,
}

/// Each behaviour with its SDK and the first release that has it, as found in the published packages.
const SINCE: &[(Behaviour, Sdk, Version)] = &[
    (Behaviour::CopiesTemplates, Sdk::Flytekit, (1, 14, 0)),
    (Behaviour::SecretVariable, Sdk::Flytekit, (1, 14, 7)),
    (Behaviour::SharedMemory, Sdk::Flytekit, (1, 15, 0)),
    (Behaviour::Resources, Sdk::Flytekit, (1, 15, 3)),
    (Behaviour::TaskLabels, Sdk::Flytekit, (1, 16, 2)),
    (Behaviour::DashInImages, Sdk::Flytekit, (1, 16, 19)),
    (Behaviour::DigestPlaceholders, Sdk::Flytekit, (1, 16, 24)),
    (Behaviour::RunStartTime, Sdk::Flyte, (2, 3, 6)),
    (Behaviour::MergesResources, Sdk::Flyte, (2, 5, 1)),
    (Behaviour::KeepsClaims, Sdk::Flyte, (2, 5, 13)),
    (Behaviour::ServiceAccount, Sdk::Flyte, (2, 6, 12)),
    (Behaviour::AddsPrimary, Sdk::Flyte, (2, 11, 2)),
];

impl SdkSettings {
    /// Whether the SDK of these settings does that.
    pub(super) fn does(&self, behaviour: Behaviour) -> bool {
        SINCE.iter().filter(|(b, ..)| *b == behaviour).all(|(_, sdk, since)| self.is_since(*sdk, *since))
    }

    fn is_since(&self, sdk: Sdk, since: Version) -> bool {
        let named = self.release.filter(|release| release.sdk == sdk).and_then(|release| release.version);
        named.is_none_or(|version| version >= since)
    }

    /// The error for an argument that this release does not know yet.
    pub(super) fn check_argument(
        &self,
        behaviour: Behaviour,
        name: &str,
        given: Option<&Origin>,
        out: &mut Vec<Diagnostic>,
    ) {
        let Some(given) = given.filter(|_| !self.does(behaviour)) else { return };
        let since = SINCE.iter().find(|(b, ..)| *b == behaviour);
        let Some((_, sdk, (major, minor, patch))) = since else { return };
        let message = format!("`{name}` is known to {} from {major}.{minor}.{patch} on", sdk.name());
        let theirs = format!("TypeError: got an unexpected keyword argument '{name}'");
        out.push(
            refused("task/argument", message, given, theirs).help("name a newer release with `--sdk`, or leave it out"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases() {
        let flyte = |version| Ok(SdkRelease { sdk: Sdk::Flyte, version });
        assert_eq!(SdkRelease::parse("flyte"), flyte(None));
        assert_eq!(SdkRelease::parse("flyte@2.5.0"), flyte(Some((2, 5, 0))));
        assert_eq!(SdkRelease::parse("flyte@v2.5.0"), flyte(Some((2, 5, 0))));
        for wrong in [
            "",
            "flit",
            "flyte@",
            "flyte@2",
            "flyte@2.5",
            "flyte@1.5.0",
            "flytekit@2.0.0",
            "flyte@2.5.0.1",
            "flyte@2.+5.0",
        ] {
            assert!(SdkRelease::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_release_is_asked_for_its_own_sdk_only() {
        let of = |text: &str| SdkSettings { release: SdkRelease::parse(text).ok(), ..SdkSettings::default() };
        assert!(SdkSettings::default().does(Behaviour::MergesResources));
        assert!(of("flyte").does(Behaviour::MergesResources));
        assert!(!of("flyte@2.5.0").does(Behaviour::MergesResources));
        assert!(of("flyte@2.5.1").does(Behaviour::MergesResources));
        assert!(of("flytekit@1.13.0").does(Behaviour::MergesResources));
        assert!(!of("flytekit@1.15.2").does(Behaviour::Resources));
    }
}
