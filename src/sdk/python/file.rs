//! What is read from a Python file.

use super::read_python_file;
use crate::diagnostic::Diagnostic;
use crate::sdk::python::language::imports;
use crate::sdk::python::syntax::Module;
use crate::sdk::{SdkSettings, TaskSource, UnreadWorkflow, WorkflowNode};
use crate::source::{SourceId, Sources, Span};
use std::rc::Rc;

/// A Python text with its dotted name, parsed once however often it is read.
#[derive(Clone, Debug)]
pub struct PythonModule {
    id: SourceId,
    name: String,
    package: bool,
    tree: Result<Rc<Module>, Vec<Diagnostic>>,
}

impl PythonModule {
    /// Parses a text. `name` is its dotted name (`pipelines.train`), of a package's `__init__` the package's;
    /// `package` says whether it is that `__init__`. What is wrong with it is told when it is read.
    pub fn parse(sources: &Sources, id: SourceId, name: &str, package: bool) -> PythonModule {
        let tree = Module::parse(sources.text(id), id, name, package).map(Rc::new);
        PythonModule { id, name: name.to_owned(), package, tree }
    }

    /// The same module with another text.
    pub fn with_text(&self, sources: &Sources, id: SourceId) -> PythonModule {
        PythonModule::parse(sources, id, &self.name, self.package)
    }

    /// The text.
    pub fn id(&self) -> SourceId {
        self.id
    }

    /// The dotted name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Dotted names of the modules that it may import, packages before their modules. Most are not beside it.
    pub fn imports(&self) -> Vec<String> {
        self.tree.as_ref().map_or_else(|_| Vec::new(), |module| imports::asked(module))
    }

    /// The trees of modules; what is imported from a broken one is not known.
    pub(super) fn trees(modules: &[PythonModule]) -> Result<Vec<Rc<Module>>, Vec<Diagnostic>> {
        match modules.first().map(|m| &m.tree) {
            Some(Err(errors)) => Err(errors.clone()),
            _ => Ok(modules.iter().filter_map(|m| m.tree.as_ref().ok().cloned()).collect()),
        }
    }
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

/// Reads all tasks of the first of these modules: [`read_python_file`] without its workflows.
pub fn read_python(
    sources: &Sources,
    modules: &[PythonModule],
    settings: &SdkSettings,
) -> Result<Vec<PythonTask>, Vec<Diagnostic>> {
    read_python_file(sources, modules, settings).map(|file| file.tasks)
}
