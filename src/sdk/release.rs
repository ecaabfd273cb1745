//! [`SdkRelease`]: which SDK serializes, and how its releases differ in what determines the Pod.

use super::arguments::Sdk;

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
}
