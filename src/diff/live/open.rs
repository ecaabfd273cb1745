//! What Flyte itself leaves open, so that two Pods of the same inputs differ: orders that come out of
//! Go's maps, blanks in dumps of protobuf messages, a container's name at random.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Class;
use super::facts::{At, Facts};
use super::rules::Because;
use crate::flyte::is_random_name;
use crate::tree::{Node, Segment};

/// The flag of co-pilot that is given once for each entry of a map.
const PER_ENTRY: &str = "--storage.stow.config";

/// Flags of co-pilot behind which an interface stands, and how deep in it maps are.
const INTERFACES: &[(&str, usize)] = &[("--input-interface", 0), ("--interface", 1)];

/// How many characters Flyte chooses for a name.
const RANDOM: usize = 4;

fn open(why: &'static str) -> Option<Because> {
    Some((Class::Flyte, Cow::Borrowed(why)))
}

/// Why two commands are the same but for an order.
pub(super) fn reordered(at: &At<'_>, left: &[Node], right: &[Node]) -> Option<Because> {
    if !at.is_in_container("command") || left.len() != right.len() || left == right {
        return None;
    }
    let fits = sorted_entries(left)? == sorted_entries(right)?;
    if fits { open("Flyte leaves the order of these entries open") } else { None }
}

/// The words of a command, with the entries of the map sorted.
fn sorted_entries(command: &[Node]) -> Option<Vec<&str>> {
    let mut words: Vec<&str> = command.iter().map(Node::as_str).collect::<Option<_>>()?;
    let behind = |words: &[&str], i: usize| i > 0 && words.get(i - 1) == Some(&PER_ENTRY);
    let places: Vec<usize> = (0..words.len()).filter(|i| behind(&words, *i)).collect();
    let mut entries: Vec<&str> = places.iter().filter_map(|i| words.get(*i).copied()).collect();
    entries.sort_unstable();
    for (place, entry) in places.into_iter().zip(entries) {
        words.get_mut(place).into_iter().for_each(|word| *word = entry);
    }
    Some(words)
}

/// Why a value is another one.
pub(super) fn replaced(facts: &Facts<'_>, at: &At<'_>, left: &Node, right: &Node) -> Option<Because> {
    let (a, b) = (left.as_str()?, right.as_str()?);
    if at.is_in_container("command") || at.is_in_container("args") {
        if a.contains("seconds:") && one_blank(a) == one_blank(b) {
            return open("how many blanks stand here depends on how Flyte was built");
        }
        let depth = interface_depth(at)?;
        let bytes = |text: &str| STANDARD.decode(text).ok().and_then(|bytes| sorted_maps(&bytes, depth));
        let fits = bytes(a)? == bytes(b)?;
        return if fits { open("Flyte leaves the order of the variables open") } else { None };
    }
    if is_at_random(facts.rendered, a) && b.len() == RANDOM && has_container(facts.live, b) {
        open("four characters that Flyte chooses at random")
    } else {
        None
    }
}

/// Runs of blanks made one.
fn one_blank(text: &str) -> String {
    text.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// How deep in the interface at this place of the args maps are, if one stands there.
fn interface_depth(at: &At<'_>) -> Option<usize> {
    let Some(Segment::Index(index)) = at.path.segments().last() else { return None };
    let flag = at.right?.items().get(index.checked_sub(1)?)?.as_str()?;
    INTERFACES.iter().find(|(name, _)| *name == flag).map(|(_, depth)| *depth)
}

/// A protobuf message of nothing but messages, with repeated ones sorted at a depth.
fn sorted_maps(bytes: &[u8], depth: usize) -> Option<Vec<(u8, Vec<u8>)>> {
    let mut fields = Vec::new();
    let mut rest = bytes;
    while let Some((tag, behind)) = rest.split_first() {
        // fields up to 15 with a length before them
        if tag & 7 != 2 {
            return None;
        }
        let (length, behind) = varint(behind)?;
        let (content, behind) = behind.split_at_checked(length)?;
        let content = match depth {
            0 => content.to_vec(),
            _ => sorted_maps(content, depth - 1)?
                .into_iter()
                .flat_map(|(tag, content)| [vec![tag], content].concat())
                .collect(),
        };
        fields.push((*tag, content));
        rest = behind;
    }
    if depth == 0 {
        fields.sort();
    }
    Some(fields)
}

fn varint(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0usize;
    for (i, byte) in bytes.iter().enumerate().take(4) {
        value |= usize::from(byte & 0x7f) << (7 * i);
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(i + 1..)?));
        }
    }
    None
}

/// Whether Flyte chooses the name of this container at random.
fn is_at_random(rendered: &Node, name: &str) -> bool {
    let containers = rendered.at(&["spec", "containers"]).map_or(&[][..], Node::items);
    let mut names = containers.iter().filter_map(|c| c.get("name"));
    names.any(|own| own.as_str() == Some(name) && is_random_name(&own.origin))
}

/// Whether the live Pod has a container of this name.
fn has_container(live: &Node, name: &str) -> bool {
    live.at(&["spec", "containers"]).is_some_and(|list| list.items().iter().any(|c| c.str_at("name") == name))
}

/// Whether a live item may be the rendered one whose name Flyte chooses at random.
pub(super) fn may_be_renamed(left: &Node, right: &Node) -> bool {
    let plain = |name: &str| name.len() == RANDOM && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    left.get("name").is_some_and(|name| is_random_name(&name.origin)) && plain(right.str_at("name"))
}
