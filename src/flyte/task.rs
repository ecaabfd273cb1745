//! The TaskTemplate. (Stand-in.)

use crate::diagnostic::Diagnostic;
use crate::tree::Node;

/// A TaskTemplate.
#[derive(Clone, Debug)]
pub struct TaskTemplate {
    /// Whole.
    pub node: Node,
}

impl TaskTemplate {
    /// Reads it.
    pub fn read(node: &Node) -> Result<TaskTemplate, Vec<Diagnostic>> {
        Ok(TaskTemplate { node: node.clone() })
    }
}
