//! Images as flytekit names them: defaults, and placeholders like `{{.image.default.fqn}}`.

use super::SdkSettings;
use super::arguments::Sdk;
use super::made::{Part, made};
use super::parts::{derived, refused};
use super::release::Behaviour;
use crate::diagnostic::Diagnostic;
use crate::tree::{Node, Rule};

/// flytekit's newest release that was run.
pub(super) const FLYTEKIT_VERSION: &str = "1.16.31";

/// flyte's newest release that was run.
pub(super) const FLYTE_VERSION: &str = "2.12.1";

/// The image where nothing names one: `--image`, else the SDK's own.
pub(super) fn default_image(sdk: Sdk, settings: &SdkSettings) -> Node {
    if let Some(image) = &settings.image {
        return image.clone();
    }
    let version = settings.release.filter(|r| r.sdk == sdk).and_then(|r| r.version);
    let version = version.map(|(major, minor, patch)| format!("{major}.{minor}.{patch}"));
    // the tag also names the user's Python, of which nothing is known
    let own = match sdk {
        Sdk::Flytekit => {
            let version = version.as_deref().unwrap_or(FLYTEKIT_VERSION);
            format!("cr.flyte.org/flyteorg/flytekit:py3.11-{version}")
        }
        Sdk::Flyte => format!("ghcr.io/flyteorg/flyte:py3.12-v{}", version.as_deref().unwrap_or(FLYTE_VERSION)),
    };
    Node::str(own, made(sdk, Part::Image))
}

/// An image with its placeholders replaced, as flytekit does it at registration.
pub(super) fn resolve(image: &Node, default: &Node, settings: &SdkSettings, out: &mut Vec<Diagnostic>) -> Node {
    let text = image.as_str().unwrap_or_default();
    let mut done = text.to_owned();
    let mut origins = vec![&image.origin];
    let mut from = 0;
    let dash = settings.does(Behaviour::DashInImages);
    while let Some(found) = done.get(from..).and_then(|rest| placeholder(rest, dash)) {
        let (start, end) = (from + found.start, from + found.end);
        let named = settings.images.iter().find(|(name, _)| *name == found.name).map(|(_, image)| image);
        let own = found.name.eq_ignore_ascii_case("default").then_some(default);
        let Some(means) = named.or(own) else {
            out.push(unknown(image, &found.name));
            return image.clone();
        };
        if !origins.contains(&&means.origin) {
            origins.push(&means.origin);
        }
        let means = means.as_str().unwrap_or_default();
        let (name, version, digest) = split(means);
        let value = match found.attribute.as_deref() {
            None => means,
            Some("fqn") => name,
            Some("version") => version,
            Some(other) => {
                out.push(no_attribute(image, other));
                return image.clone();
            }
        };
        let value = value.to_owned();
        let colon = settings.does(Behaviour::DigestPlaceholders)
            && digest
            && found.attribute.as_deref() == Some("version")
            && done.get(..start).is_some_and(|b| b.ends_with(':'));
        let (start, value) = if colon { (start - 1, format!("@{value}")) } else { (start, value) };
        done.replace_range(start..end, &value);
        from = start + value.len();
    }
    if done == text {
        return image.clone();
    }
    Node::str(done, derived(Rule::Placeholder, &origins))
}

struct Placeholder {
    start: usize,
    end: usize,
    name: String,
    attribute: Option<String>,
}

/// The first `{{.image.NAME}}` or `{{.image.NAME.ATTRIBUTE}}` of a text; `images` will do too.
fn placeholder(text: &str, dash: bool) -> Option<Placeholder> {
    let mut from = 0;
    while let Some(start) = text.get(from..)?.find("{{").map(|at| at + from) {
        let end = start + 2 + text.get(start + 2..)?.find("}}")?;
        let parts: Vec<&str> = text.get(start + 2..end)?.trim().split('.').collect();
        let word = |s: &&str| {
            !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || (dash && b == b'-'))
        };
        if let ["", image, rest @ ..] = parts.as_slice()
            && (image.eq_ignore_ascii_case("image") || image.eq_ignore_ascii_case("images"))
            && let [name] | [name, _] = rest
            && rest.iter().all(word)
        {
            let attribute = rest.get(1).map(|s| (*s).to_owned());
            return Some(Placeholder { start, end: end + 2, name: (*name).to_owned(), attribute });
        }
        from = start + 2;
    }
    None
}

/// Name, tag or digest, and whether it is a digest.
fn split(image: &str) -> (&str, &str, bool) {
    if let Some((name, digest)) = image.rsplit_once('@') {
        return (name, digest, true);
    }
    match image.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')) {
        Some((name, tag)) => (name, tag, false),
        None => (image, "", false),
    }
}

fn unknown(image: &Node, name: &str) -> Diagnostic {
    let theirs = format!("AssertionError: Image Config with name {name} not found in the configuration");
    let message = format!("there is no image called `{name}`");
    let help = format!("name it with `--image {name}=REF`, or write the image itself");
    refused("task/unknown-image", message, &image.origin, theirs).help(help)
}

fn no_attribute(image: &Node, attribute: &str) -> Diagnostic {
    let theirs =
        format!("AssertionError: Only fqn and version are supported replacements, {attribute} is not supported");
    let message = format!("an image has no `{attribute}`");
    refused("task/unknown-image", message, &image.origin, theirs).help("write `fqn` or `version`")
}
