//! The pipeline. (Stand-in.)

use super::config::Config;
use super::execution::Execution;
use super::task::TaskTemplate;
use super::templates::Templates;
use super::version::FlyteVersion;
use crate::diagnostic::Diagnostic;
use crate::tree::Node;

/// Inputs of one Pod.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// Configuration.
    pub config: &'a Config,
    /// Runtime templates.
    pub templates: &'a Templates,
    /// The task.
    pub task: &'a TaskTemplate,
    /// The execution.
    pub execution: &'a Execution,
}

/// A Pod.
#[derive(Clone, Debug)]
pub struct Pod {
    /// The whole Pod.
    pub node: Node,
}

/// Renders.
pub fn render(inputs: &Inputs<'_>, version: FlyteVersion) -> Result<Pod, Vec<Diagnostic>> {
    let _ = version;
    Ok(Pod { node: inputs.task.node.clone() })
}
