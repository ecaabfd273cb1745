//! What the SDKs make by themselves, each with its reason: the origins of their values.

use super::arguments::Sdk;
use crate::tree::{Origin, SdkMade};

/// A part of the TaskTemplate that nobody wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Type of the task and of its id.
    Kind,
    /// `interruptible` where nothing says it.
    Interruptible,
    /// Name of the primary container.
    PrimaryName,
    /// The command line.
    Args,
    /// The empty command.
    Command,
    /// Image where nothing names one.
    Image,
    /// A primary container that the template lacks.
    Primary,
    /// The joined list of variables.
    Environment,
    /// The resources' block.
    Resources,
    /// Accelerators and shared memory.
    Extended,
    /// Settings of co-pilot.
    Data,
    /// How a secret is mounted.
    Secret,
    /// Variables that tell the runtime to leave the container.
    AppleSilicon,
}

/// A row: the part, the step of the serialization, the reason.
type Row = (Part, &'static str, &'static str);

const ROWS: &[Row] = &[
    (Part::Kind, "task template", "what kind of task it is"),
    (Part::Interruptible, "task template", "the default where nothing says it"),
    (Part::PrimaryName, "pod template", "the default name of the primary container"),
    (Part::Args, "command line", "starts the task in the container"),
    (Part::Command, "pod template", "the SDK starts the primary container by its args alone"),
    (Part::Image, "image", "the default image, since nothing names one"),
    (Part::Primary, "pod template", "no container of the template has the primary's name"),
    (Part::Environment, "environment", "the task's variables, then those of the template"),
    (Part::Resources, "resources", "resources of the task take the place of the template's"),
    (Part::Extended, "extended resources", "how the SDK asks for accelerators and shared memory"),
    (Part::Data, "container task", "inputs and outputs are copied into and out of the container"),
    (Part::Secret, "secrets", "the default of a secret"),
    (Part::AppleSilicon, "environment", "an Apple Silicon device makes the task run outside its container"),
];

const fn table(sdk: &'static str) -> [SdkMade; ROWS.len()] {
    let mut out = [const { SdkMade { sdk: "", step: "", reason: "" } }; ROWS.len()];
    let mut i = 0;
    #[allow(clippy::indexing_slicing, reason = "both have the same length")]
    while i < out.len() {
        out[i] = SdkMade { sdk, step: ROWS[i].1, reason: ROWS[i].2 };
        i += 1;
    }
    out
}

static FLYTEKIT: [SdkMade; ROWS.len()] = table("flytekit");
static FLYTE: [SdkMade; ROWS.len()] = table("flyte");

/// The origin of something that the SDK makes.
pub(super) fn made(sdk: Sdk, part: Part) -> Origin {
    let rows = match sdk {
        Sdk::Flytekit => &FLYTEKIT,
        Sdk::Flyte => &FLYTE,
    };
    let at = ROWS.iter().position(|row| row.0 == part).unwrap_or_default();
    Origin::Sdk(rows.get(at).unwrap_or(&FLYTEKIT[0]))
}

/// The origin of something that a flag gives.
#[cfg(test)]
pub(super) fn flag(name: &str) -> Origin {
    Origin::Flag(std::rc::Rc::new(crate::tree::Flag { flag: name.to_owned(), span: None }))
}
