//! How a task file becomes a TaskTemplate.

use crate::diagnostic::Diagnostic;
use crate::flyte::version::FlyteVersion;
use crate::source::{SourceId, Sources};
use crate::tree::Node;

/// One task of a file, before Flyte sees it.
#[derive(Clone, Debug)]
pub struct TaskSource {
    /// The task's name (`app.workflows.train`), empty if it has none.
    pub name: String,
    /// The TaskTemplate in protojson, camelCase keys as the protobuf messages name them.
    /// Values keep their places; what the SDK adds has `sdk` origins.
    pub template: Node,
}

/// What the SDK is told at registration.
#[derive(Clone, Debug, Default)]
pub struct SdkSettings {
    /// Default image (`--image REF`).
    pub image: Option<String>,
    /// Project of the task's id.
    pub project: Option<String>,
    /// Domain of the task's id.
    pub domain: Option<String>,
    /// Version of the task's id.
    pub version: Option<String>,
}

/// Reads all tasks of a text: a TaskTemplate, a TaskSpec, or the authoring form.
pub fn read_tasks(
    sources: &Sources,
    id: SourceId,
    settings: &SdkSettings,
    flyte: FlyteVersion,
) -> Result<(Vec<TaskSource>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let _ = (settings, flyte);
    let d = crate::yaml::parse(sources, id, crate::yaml::Dialect::Core)?;
    Ok((
        d.into_iter()
            .map(|d| TaskSource {
                name: String::new(),
                template: crate::flyte::relabel(&d.root, crate::tree::Layer::Task),
            })
            .collect(),
        Vec::new(),
    ))
}
