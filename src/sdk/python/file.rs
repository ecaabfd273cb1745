//! What is read from a Python file.

use super::read_python_file;
use crate::diagnostic::Diagnostic;
use crate::sdk::python::language::imports;
use crate::sdk::python::syntax::Module;
use crate::sdk::{SdkSettings, TaskSource, UnreadWorkflow, WorkflowNode};
use crate::source::{SourceId, Sources, Span};

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

/// Whether a text is Python by its content: something is imported at the beginning of a line, where
/// YAML and JSON have no such words.
pub fn is_python(text: &str) -> bool {
    text.lines().any(|line| match line.split_once(' ') {
        Some(("import", rest)) => !rest.contains(':'),
        Some(("from", rest)) => rest.contains(" import"),
        _ => false,
    })
}

/// Dotted names of the modules that a text may import, packages before their modules. Most are not
/// beside it.
pub fn imported_modules(sources: &Sources, module: &PythonModule) -> Vec<String> {
    let parsed = Module::parse(sources.text(module.id), module.id, &module.name, module.package);
    parsed.map_or_else(|_| Vec::new(), |m| imports::asked(&m))
}

/// Reads all tasks of the first of these modules: [`read_python_file`] without its workflows.
pub fn read_python(
    sources: &Sources,
    modules: &[PythonModule],
    settings: &SdkSettings,
) -> Result<Vec<PythonTask>, Vec<Diagnostic>> {
    read_python_file(sources, modules, settings).map(|file| file.tasks)
}
