//! Images as flytekit names them: defaults, and placeholders like `{{.image.default.fqn}}`.

use super::SdkSettings;
use super::arguments::Sdk;
use super::made::{Part, flag, made};
use super::parts::{derived, refused};
use crate::diagnostic::Diagnostic;
use crate::tree::{Node, Rule};

/// flytekit's own image, of its newest release that was run, for Python 3.11.
const FLYTEKIT: &str = "cr.flyte.org/flyteorg/flytekit:py3.11-1.16.31";

/// flyte's own image, of its newest release that was run, for Python 3.12.
const FLYTE: &str = "ghcr.io/flyteorg/flyte:py3.12-v2.12.1";

/// The image where nothing names one: `--image`, else the SDK's own.
pub(super) fn default_image(sdk: Sdk, settings: &SdkSettings) -> Node {
    let own = match sdk {
        Sdk::Flytekit => FLYTEKIT,
        Sdk::Flyte => FLYTE,
    };
    match settings.image.as_deref().filter(|i| !i.is_empty()) {
        Some(image) => Node::str(image, flag("--image")),
        None => Node::text(own, made(sdk, Part::Image)),
    }
}

/// An image with its placeholders replaced, as flytekit does it at registration.
pub(super) fn resolve(image: &Node, default: &Node, settings: &SdkSettings, out: &mut Vec<Diagnostic>) -> Node {
    let text = image.as_str().unwrap_or_default();
    let mut done = text.to_owned();
    let mut from = 0;
    while let Some(found) = done.get(from..).and_then(placeholder) {
        let (start, end) = (from + found.start, from + found.end);
        let named = settings.images.iter().find(|(name, _)| *name == found.name).map(|(_, image)| image.as_str());
        let own = found.name.eq_ignore_ascii_case("default").then(|| default.as_str().unwrap_or_default());
        let Some(means) = named.or(own) else {
            out.push(unknown(image, &found.name));
            return image.clone();
        };
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
        let colon = digest
            && found.attribute.as_deref() == Some("version")
            && done.get(..start).is_some_and(|b| b.ends_with(':'));
        let (start, value) = if colon { (start - 1, format!("@{value}")) } else { (start, value) };
        done.replace_range(start..end, &value);
        from = start + value.len();
    }
    if done == text {
        return image.clone();
    }
    Node::str(done, derived(Rule::Placeholder, &[&image.origin, &default.origin]))
}

struct Placeholder {
    start: usize,
    end: usize,
    name: String,
    attribute: Option<String>,
}

/// The first `{{.image.NAME}}` or `{{.image.NAME.ATTRIBUTE}}` of a text; `images` will do too.
fn placeholder(text: &str) -> Option<Placeholder> {
    let mut from = 0;
    while let Some(start) = text.get(from..)?.find("{{").map(|at| at + from) {
        let end = start + 2 + text.get(start + 2..)?.find("}}")?;
        let parts: Vec<&str> = text.get(start + 2..end)?.trim().split('.').collect();
        let word = |s: &&str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
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
    let help = "write the image itself; only `default` is known here, which `--image` sets";
    refused("task/unknown-image", message, &image.origin, theirs).help(help)
}

fn no_attribute(image: &Node, attribute: &str) -> Diagnostic {
    let theirs =
        format!("AssertionError: Only fqn and version are supported replacements, {attribute} is not supported");
    let message = format!("an image has no `{attribute}`");
    refused("task/unknown-image", message, &image.origin, theirs).help("write `fqn` or `version`")
}
