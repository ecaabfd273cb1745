//! Protobuf: TaskSpecs and WorkflowSpecs as `pyflyte serialize`, `pyflyte package` and flyte write
//! them, read by the table of messages and written as protojson.
//!
//! What comes out is a text: positions in a protobuf file are lines of that text, which is what
//! people can read of it, and everything behind it works as for a TaskTemplate in JSON.

mod json;
mod scalar;
mod shape;
mod wire;

use wire::{Malformed, Part};

/// What a file of bytes is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Protobuf {
    /// Tasks or workflows, as protojson.
    Text(String),
    /// A launch plan: no task is in it.
    LaunchPlan,
    /// A message of which some part is malformed: what and where.
    Malformed(String),
    /// No message that podtpl knows.
    Unknown,
}

/// Reads a file of bytes, whatever its name.
pub fn protobuf(bytes: &[u8]) -> Protobuf {
    let file = Part { bytes, at: 0 };
    match shape::root(file) {
        None => Protobuf::Unknown,
        Some("LaunchPlan") => Protobuf::LaunchPlan,
        Some(name) => match json::Decoder::default().message(file, name) {
            Ok(value) => serde_json::to_string_pretty(&value).map_or(Protobuf::Unknown, |mut text| {
                text.push('\n');
                Protobuf::Text(text)
            }),
            Err(Malformed { at, what }) => Protobuf::Malformed(format!("byte {at}: {what}")),
        },
    }
}

/// Why bytes that begin as a message does are none: where their fields end.
pub fn protobuf_fault(bytes: &[u8]) -> Option<String> {
    let mut fields = wire::fields(Part { bytes, at: 0 });
    let begins = bytes.first().is_some_and(|b| *b == 0x0a);
    let fault = fields.find_map(Result::err).filter(|_| begins)?;
    Some(format!("byte {}: {}", fault.at, fault.what))
}

#[cfg(test)]
mod tests;
