//! How a task file becomes a TaskTemplate.
//!
//! `recognise` says what a document is. A TaskTemplate in protojson is made uniform by `protojson`;
//! the authoring form is read by `authoring` into `arguments`, of which `flytekit` (1.x) or `flyte`
//! (2.x) makes the TaskTemplate that the SDK would register. Nothing here knows what Flyte does with it.

mod accelerators;
mod amounts;
mod arguments;
mod authoring;
mod client;
mod flyte;
mod flyte_secrets;
mod flytekit;
mod images;
mod made;
mod manifest;
mod messages;
mod parts;
mod pod;
mod pod_spec;
mod protobuf;
mod protojson;
mod python;
mod reader;
mod recognise;
mod release;
mod settings;
mod workflow;

use crate::diagnostic::Diagnostic;
use crate::flyte::version::FlyteVersion;
use crate::source::{SourceId, Sources, Span};
use crate::tree::{FieldPath, Node};
use crate::yaml::{self, Dialect};
use arguments::{Arguments, Sdk};
use pod_spec::LoneStrings;
pub use protobuf::{Protobuf, protobuf, protobuf_fault};
pub use python::{
    PythonFile, PythonModule, PythonTask, Unknown, is_python, mark, mark_differences, python_arguments, read_python,
    read_python_file, rewrite_python, rewrite_python_at,
};
use reader::Reader;
use recognise::Shape;
pub use release::SdkRelease;
pub use settings::SdkSettings;
pub use workflow::{UnreadWorkflow, WorkflowNode, add_nodes};

/// One task of a file, before Flyte sees it.
#[derive(Clone, Debug)]
pub struct TaskSource {
    /// The task's name (`app.workflows.train`), empty if it has none.
    pub name: String,
    /// The TaskTemplate in protojson, camelCase keys as the protobuf messages name them.
    /// Values keep their places; what the SDK adds has `sdk` origins.
    pub template: Node,
    /// Where the task stands in its file, and in which form.
    pub place: TaskPlace,
    /// Facts of its execution that stand beside it, in a manifest of a cluster.
    pub facts: Option<Node>,
    /// What stands in it for values that are not known.
    pub unknown: Vec<Unknown>,
}

/// All that a task file holds.
#[derive(Clone, Debug, Default)]
pub struct TaskFile {
    /// Its tasks.
    pub tasks: Vec<TaskSource>,
    /// Nodes of its workflows that run tasks.
    pub nodes: Vec<WorkflowNode>,
    /// Workflows whose nodes are not known.
    pub unread: Vec<UnreadWorkflow>,
}

/// Where a task stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskPlace {
    /// The document's number in the file, from 0.
    pub document: usize,
    /// The way to the task in that document.
    pub path: FieldPath,
    /// What is written there.
    pub form: TaskForm,
}

/// How a task is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskForm {
    /// A TaskTemplate in protojson.
    TaskTemplate,
    /// The arguments of flytekit's `@task` (1.x).
    Flytekit,
    /// The arguments of flyte's `TaskEnvironment` (2.x).
    Flyte,
}

/// Reads all tasks of a text: a TaskTemplate, a TaskSpec, the authoring form, or a manifest; several
/// documents are several tasks. With the tasks come warnings and notes; errors are all of the file's.
pub fn read_tasks(
    sources: &Sources,
    id: SourceId,
    settings: &SdkSettings,
    flyte: FlyteVersion,
) -> Result<(Vec<TaskSource>, Vec<Diagnostic>), Vec<Diagnostic>> {
    read_file(sources, id, settings, flyte).map(|(file, diagnostics)| (file.tasks, diagnostics))
}

/// [`read_tasks`], with the workflows of the file; a file of workflows alone is none without tasks.
pub fn read_file(
    sources: &Sources,
    id: SourceId,
    settings: &SdkSettings,
    flyte: FlyteVersion,
) -> Result<(TaskFile, Vec<Diagnostic>), Vec<Diagnostic>> {
    let documents = yaml::parse(sources, id, Dialect::Core)?;
    let json = reader::is_json(sources.text(id));
    let reader = Reader::new(sources, json);
    let serialized = sources.get(id).is_some_and(|s| s.decoded);
    let (found, at) = (TaskFile::default(), FieldPath::default());
    let mut file = File { reader, settings, flyte, found, serialized, others: false, document: 0, at };
    for (i, document) in documents.iter().enumerate().filter(|(_, d)| !d.root.is_null()) {
        file.document = i;
        file.document(&document.root);
    }
    let File { reader, found: tasks, others, .. } = file;
    let failed = reader.failed();
    let mut diagnostics = reader.diagnostics;
    diagnostics.sort_by_key(|d| d.label.as_ref().map(|l| l.span.start));
    if failed {
        return Err(diagnostics);
    }
    if tasks.tasks.is_empty() && !others {
        let found = Diagnostic::error("task/none", "the file holds no task").at(Span::new(id, 0, 0), "empty");
        diagnostics.push(found.help("write a task's arguments, or give a TaskTemplate"));
        return Err(diagnostics);
    }
    Ok((tasks, diagnostics))
}

/// A file while it is read.
struct File<'a> {
    reader: Reader<'a>,
    settings: &'a SdkSettings,
    flyte: FlyteVersion,
    found: TaskFile,
    /// Whether the file is as the SDK serialized it, before registration.
    serialized: bool,
    /// Whether it holds something else that Flyte registers: workflows, launch plans.
    others: bool,
    /// Number of the document that is read.
    document: usize,
    /// The way to what is read in that document.
    at: FieldPath,
}

impl File<'_> {
    fn document(&mut self, root: &Node) {
        let flyte = self.settings.flyte.unwrap_or(self.flyte);
        let of_flyte = if flyte.is_2() { Sdk::Flyte } else { Sdk::Flytekit };
        let sdk = self.settings.release.map_or(of_flyte, |release| release.sdk);
        match recognise::shape(root) {
            Shape::Template(template, inside) => self.template(root, template, inside),
            Shape::Several(items) => self.several(root, items),
            Shape::Workflow => self.workflow(root),
            Shape::LaunchPlan => self.launch_plan(root),
            Shape::Live(kind) => self.live(root, kind),
            Shape::Authoring(task) => self.authoring(task, sdk, self.at.clone()),
            Shape::Tasks(tasks) => self.list(root, tasks, sdk),
            Shape::Unknown(diagnostic) => self.reader.report(diagnostic),
        }
    }

    /// A TaskTemplate, perhaps inside a TaskSpec.
    fn template(&mut self, root: &Node, template: &Node, inside: &[&'static str]) {
        for entry in recognise::unknown_beside(root, template) {
            self.reader.unknown_key(entry, "the TaskSpec", recognise::task_spec_keys());
        }
        let mut path = self.at.clone();
        inside.iter().for_each(|key| path.push_key((*key).into()));
        self.add_template(template, path, None);
    }

    /// A TaskTemplate, with the facts that stand beside it.
    fn add_template(&mut self, template: &Node, path: FieldPath, facts: Option<Node>) {
        if let Some(mut template) = protojson::task_template(&mut self.reader, template) {
            parts::complete_id(&mut template, self.settings, self.serialized);
            let name = template.at(&["id", "name"]).and_then(Node::as_str).unwrap_or_default().to_owned();
            let place = TaskPlace { document: self.document, path, form: TaskForm::TaskTemplate };
            self.found.tasks.push(TaskSource { name, template, place, facts, unknown: Vec::new() });
        }
    }

    /// Documents in a list.
    fn several(&mut self, root: &Node, items: &[Node]) {
        let key = ["items", "tasks"].into_iter().find(|key| root.get(key).is_some());
        key.into_iter().for_each(|key| self.at.push_key(key.into()));
        for (i, item) in items.iter().enumerate() {
            self.at.push_index(i);
            self.document(item);
            self.at.pop();
        }
        key.into_iter().for_each(|_| self.at.pop());
    }

    fn launch_plan(&mut self, root: &Node) {
        self.others = true;
        let place = root.entries().first().and_then(reader::key_span).or_else(|| root.span());
        let found = Diagnostic::note("task/launch-plan", "this is a launch plan: no task is in it");
        self.reader.report(found.maybe_at(place, "no task").help("give the file of the task"));
    }

    /// A workflow, and the tasks that stand beside it.
    fn workflow(&mut self, root: &Node) {
        self.others = true;
        for workflow in workflow::workflows(root) {
            let nodes = workflow::nodes(&mut self.reader, workflow);
            workflow::add_nodes(&mut self.found.nodes, nodes);
        }
        for (i, template) in workflow::tasks(root).into_iter().enumerate() {
            let mut path = self.at.clone();
            path.push_key("tasks".into());
            path.push_index(i);
            self.add_template(template, path, None);
        }
    }

    /// `tasks:`, perhaps with an `sdk:` for all of them.
    fn list(&mut self, root: &Node, tasks: &Node, sdk: Sdk) {
        for entry in root.entries().iter().filter(|e| e.key != "tasks" && e.key != "sdk") {
            self.reader.unknown_key(entry, "a list of tasks", ["tasks", "sdk"]);
        }
        let sdk = root.get("sdk").and_then(|n| authoring::sdk_named(&mut self.reader, n)).unwrap_or(sdk);
        if !matches!(tasks.value, crate::tree::Value::Seq(_)) {
            self.reader.wrong("tasks", "a list of tasks", tasks);
        }
        for (i, task) in tasks.items().iter().enumerate() {
            let mut path = self.at.clone();
            path.push_key("tasks".into());
            path.push_index(i);
            self.authoring(task, sdk, path);
        }
    }

    /// A task by its arguments.
    fn authoring(&mut self, node: &Node, sdk: Sdk, path: FieldPath) {
        let documented = self.settings.flyte.unwrap_or(self.flyte).is_documented();
        let lone = if documented { LoneStrings::AreLists } else { LoneStrings::Stay };
        let Some((sdk, mut arguments)) = authoring::task(&mut self.reader, node, sdk, lone) else { return };
        if sdk == Sdk::Flytekit {
            arguments.environment = self.settings.environment_with(std::mem::take(&mut arguments.environment));
        }
        self.named(sdk, &arguments, documented);
        let out = &mut self.reader.diagnostics;
        let template = match sdk {
            Sdk::Flytekit => flytekit::template(&arguments, self.settings, documented, out),
            Sdk::Flyte => flyte::template(&arguments, self.settings, documented, out),
        };
        let name = arguments.name.as_ref().and_then(Node::as_str).unwrap_or_default().to_owned();
        let form = match sdk {
            Sdk::Flytekit => TaskForm::Flytekit,
            Sdk::Flyte => TaskForm::Flyte,
        };
        let place = TaskPlace { document: self.document, path, form };
        self.found.tasks.push(TaskSource { name, template, place, facts: None, unknown: Vec::new() });
    }

    /// A task without a name or module renders, but not all of it can be right.
    fn named(&mut self, sdk: Sdk, arguments: &Arguments, documented: bool) {
        if self.reader.failed() {
            return;
        }
        let Some(name) = &arguments.name else {
            let help = "write `name: module.function` as the SDK registers it; labels, variables and args hold it";
            let found = Diagnostic::warning("task/no-name", "the task has no `name`");
            return self.reader.report(found.maybe_at(arguments.span, "this task").help(help));
        };
        let has_args = arguments.container.is_none() && !(documented && arguments.pod_template.is_some());
        let text = name.as_str().unwrap_or_default();
        if has_args && arguments.module.is_none() && !text.contains('.') {
            let help = match sdk {
                Sdk::Flytekit => "write `name: module.function`, as flytekit registers tasks",
                Sdk::Flyte => "write `name: environment.function`, as flyte registers tasks, and `module:` beside it",
            };
            let found = Diagnostic::note("task/no-module", format!("`{text}` names no module, so the args name none"));
            self.reader.report(found.maybe_at(name.span(), "no module").help(help));
        }
    }
}

#[cfg(test)]
mod tests;
