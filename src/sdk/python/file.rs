//! What is read from a Python file.

use crate::diagnostic::Diagnostic;
use crate::sdk::{TaskSource, UnreadWorkflow, WorkflowNode};
use crate::source::{SourceId, Span};

/// A Python text with its dotted name.
#[derive(Clone, Debug)]
pub struct PythonModule {
    /// The text.
    pub id: SourceId,
    /// Dotted name (`pipelines.train`); of a package's `__init__` the package's.
    pub name: String,
    /// Whether it is the `__init__` of a package.
    pub package: bool,
}

/// What a Python file says of one task.
#[derive(Clone, Debug)]
pub struct PythonTask {
    /// The name that the SDK gives it, as far as it is known.
    pub name: String,
    /// The function, if there is one.
    pub function: Option<String>,
    /// Where it stands.
    pub span: Span,
    /// The task, or why there is no answer.
    pub task: Result<TaskSource, Vec<Diagnostic>>,
    /// What of it is not known, if that is allowed.
    pub notes: Vec<Diagnostic>,
}

/// All that a Python file says.
#[derive(Clone, Debug, Default)]
pub struct PythonFile {
    /// Its tasks.
    pub tasks: Vec<PythonTask>,
    /// Tasks of modules that it imports.
    pub imported: Vec<PythonTask>,
    /// Nodes of its workflows that run tasks.
    pub nodes: Vec<WorkflowNode>,
    /// Workflows whose nodes are not known.
    pub unread: Vec<UnreadWorkflow>,
}
