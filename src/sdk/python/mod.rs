//! Python files of tasks, read from their syntax tree and never run.
//!
//! `syntax` parses, `language` follows statements as far as values are known, with the functions of
//! `library` and the objects of `common`. `flytekit` and `flyte` take the arguments of the tasks from the
//! values, `workflow` the nodes; the rest is the same as for any task file. `edit` is the way back, from an
//! argument to the text. Modules beside the file come from the caller.

mod common;
mod edit;
mod file;
mod flyte;
mod flytekit;
mod language;
mod library;
mod marks;
mod syntax;
mod unknown;
mod workflow;

use super::arguments::{Arguments, Sdk};
use super::release::Behaviour;
use super::{SdkSettings, TaskForm, TaskPlace, TaskSource};
use crate::diagnostic::{Diagnostic, Level};
use crate::source::{SourceId, Sources, Span};
use crate::tree::{FieldPath, Node};
use common::convert;
use common::convert::Lost;
use common::shared;
pub use edit::{python_arguments, rewrite_python, rewrite_python_at};
pub use file::{PythonFile, PythonModule, PythonTask, is_python, read_python};
use flyte::environment;
use flytekit::map;
use language::machine::{Machine, Made};
use language::value;
use language::value::Kind;
pub use marks::{Unknown, mark, mark_differences};
use std::rc::Rc;
use syntax::Module;
use unknown::{Shown, StandIns};
use workflow::graph;
use workflow::nodes;

/// Reads all tasks and workflows of the first of these modules. Errors are those of the whole file.
pub fn read_python_file(
    sources: &Sources,
    modules: &[PythonModule],
    settings: &SdkSettings,
) -> Result<PythonFile, Vec<Diagnostic>> {
    let parsed = PythonModule::trees(modules)?;
    let mut machine = Machine::new(&parsed, &settings.values);
    machine.unknown = StandIns::of(settings, sources);
    machine.module(0);
    if let Some(raised) = machine.raised {
        return Err(vec![raised.found]);
    }
    machine.workflows();
    if machine.exhausted {
        let id = modules.first().map_or(SourceId(0), PythonModule::id);
        let found = Diagnostic::error("python/too-deep", "following this file takes more than podtpl does");
        return Err(vec![found.at(Span::new(id, 0, 0), "too long or nested too deeply").help("split the file")]);
    }
    let reading = Reading { sources, settings, modules: &parsed, all: &machine.made };
    let all: Vec<PythonTask> = machine.made.iter().map(|made| reading.task(made)).collect();
    let walk = nodes::Walk { machine: &machine, tasks: &all, modules: &parsed, settings, left: graph::MOST.into() };
    let (nodes, unread) = walk.nodes();
    let (mut tasks, mut imported): (Vec<PythonTask>, Vec<PythonTask>) = (Vec::new(), Vec::new());
    for (task, made) in all.into_iter().zip(&machine.made) {
        // an environment of flyte holds one task of each name: the last, at the first's place
        // and so do the modules of flytekit
        let same = |t: &PythonTask| t.name == task.name && task.name.contains('.') && task.function.is_some();
        match tasks.iter_mut().find(|t| same(t)).filter(|_| made.module == 0) {
            Some(old) => *old = task,
            None if made.module == 0 => tasks.push(task),
            None => imported.push(task),
        }
    }
    if tasks.is_empty() && nodes.is_empty() && unread.is_empty() {
        let id = modules.first().map_or(SourceId(0), PythonModule::id);
        let found = Diagnostic::error("task/none", "the file holds no task").at(Span::new(id, 0, 0), "no task");
        return Err(vec![found.help("podtpl reads flytekit's `@task` and flyte's `@env.task`")]);
    }
    Ok(PythonFile { tasks, imported, nodes, unread })
}

/// What the tasks of a file are made from.
struct Reading<'r, 'a> {
    sources: &'r Sources,
    settings: &'r SdkSettings,
    modules: &'r [Rc<Module>],
    all: &'r [Made<'a>],
}

/// A task, or its name with what is wrong.
type Answer = Result<TaskSource, (String, Vec<Diagnostic>)>;

impl<'a> Reading<'_, 'a> {
    fn task(&self, made: &Made<'a>) -> PythonTask {
        let (result, notes) = self.answer(made);
        let name = match &result {
            Ok(task) => task.name.clone(),
            Err((name, _)) => name.clone(),
        };
        let (function, span) = (made.function.clone(), made.span);
        let named = |errors: Vec<Diagnostic>| errors.into_iter().map(|e| convert::named(e, self.sources)).collect();
        PythonTask { name, function, span, task: result.map_err(|(_, errors)| named(errors)), notes }
    }

    /// The task; where that is allowed, without what is not known of it.
    fn answer(&self, made: &Made<'a>) -> (Answer, Vec<Diagnostic>) {
        let exact = self.exact(made);
        let unknown = |errors: &[Diagnostic]| errors.iter().any(|e| e.code == convert::UNKNOWN);
        match exact {
            Err((name, errors)) if unknown(&errors) => {
                let Some(stand_ins) = StandIns::of(self.settings, self.sources) else {
                    return (Err((name, errors)), Vec::new());
                };
                let mut shown = Shown::new(stand_ins);
                made.condition.into_iter().for_each(|at| shown.condition(at));
                let rest = Made { maker: shown.maker(&made.maker), condition: None, ..made.clone() };
                match self.exact(&rest) {
                    Ok(task) => {
                        let (notes, unknown) = (shown.warnings(), shown.shown);
                        (Ok(TaskSource { unknown, ..task }), notes)
                    }
                    Err(_) => (Err((name, errors)), Vec::new()),
                }
            }
            exact => (exact, Vec::new()),
        }
    }

    fn exact(&self, made: &Made<'a>) -> Answer {
        if is_map(made) {
            return self.mapped(made);
        }
        let module = self.modules.get(made.module).map_or("", |m| m.name.as_str());
        let changed = |made: &Made<'_>| changed_spec(made, self.settings);
        let same = |spec: &(*const (), Span)| self.all.iter().filter_map(changed).filter(|s| s.0 == spec.0).count();
        if let Some((_, span)) = changed(made).filter(|spec| same(spec) > 1) {
            let error =
                convert::lost(span, "the SDK changes this pod spec when it serializes, and several tasks share it");
            return Err((name_of(made, module), vec![*error]));
        }
        serialized(made, module, self.settings)
    }

    /// The task that `map_task` makes.
    fn mapped(&self, made: &Made<'a>) -> Answer {
        let function = made.function.clone().unwrap_or_default();
        let fail = |error: Lost| Err((format!("map_{function}"), vec![*error]));
        if let Some(condition) = made.condition {
            return fail(convert::lost(condition, "a condition decides whether there is this task"));
        }
        let mapped = match map::mapped(&made.maker) {
            Ok(mapped) => mapped,
            Err(error) => return fail(error),
        };
        let Some(inner) = self.all.get(mapped.number) else {
            return fail(convert::lost(made.span, "no task to map"));
        };
        let module = self.modules.get(inner.module).map_or("", |m| m.name.as_str());
        let task = serialized(inner, module, self.settings)?;
        Ok(map::template(&mapped, task, module, &function))
    }
}

/// The pod spec that the SDK changes when it serializes a task, that of the Pod plugin and in old releases any:
/// which object, and where it is given.
fn changed_spec(made: &Made<'_>, settings: &SdkSettings) -> Option<(*const (), Span)> {
    let Kind::Object(maker) = &made.maker.kind else { return None };
    let given = |name: &str| maker.borrow().get(name).filter(|v| matches!(v.kind, Kind::Object(_))).cloned();
    let template = given("pod_template").filter(|_| !settings.does(Behaviour::CopiesTemplates));
    let holder = given("task_config").or(template)?;
    let Kind::Object(object) = &holder.kind else { return None };
    let object = object.borrow();
    let spec = object.get("pod_spec").filter(|_| matches!(&*object.class, shared::POD_PLUGIN | "flytekit.PodTemplate"));
    match spec.map(|spec| &spec.kind) {
        Some(Kind::Object(spec)) => Some((std::rc::Rc::as_ptr(spec).cast(), holder.span)),
        _ => None,
    }
}

fn is_map(made: &Made<'_>) -> bool {
    matches!(&made.maker.kind, Kind::Object(object) if object.borrow().class == "flytekit.map_task")
}

/// Which SDK makes the task.
fn sdk(made: &Made<'_>) -> Sdk {
    let class = match &made.maker.kind {
        Kind::Object(object) => object.borrow().class.clone(),
        Kind::Method(_) | Kind::Unknown(_) => "flyte.".to_owned(),
        _ => String::new(),
    };
    if class.starts_with("flyte.") { Sdk::Flyte } else { Sdk::Flytekit }
}

/// The name of a task whose arguments are not known.
fn name_of(made: &Made<'_>, module: &str) -> String {
    let environment = match &made.maker.kind {
        Kind::Object(object) => object.borrow().get("()").cloned(),
        Kind::Method(method) => Some(method.0.clone()),
        _ => None,
    };
    match (&made.function, sdk(made)) {
        (None, _) => environment::name_of(&made.maker).unwrap_or_default(),
        (Some(function), Sdk::Flytekit) => format!("{module}.{function}"),
        (Some(function), Sdk::Flyte) => match environment.as_ref().and_then(environment::name_of) {
            Some(name) => format!("{name}.{function}"),
            None => function.clone(),
        },
    }
}

fn arguments(made: &Made<'_>, module: &str, settings: &SdkSettings) -> Result<(Arguments, bool), Lost> {
    if let Some(condition) = made.condition {
        return Err(convert::lost(condition, "a condition decides whether there is this task"));
    }
    match sdk(made) {
        Sdk::Flytekit => flytekit::arguments::arguments(made, module, settings).map(|a| (a, false)),
        Sdk::Flyte => flyte::arguments::arguments(made, module),
    }
}

fn serialized(made: &Made<'_>, module: &str, settings: &SdkSettings) -> Answer {
    let fail = |errors| Err((name_of(made, module), errors));
    let (mut arguments, reused) = match arguments(made, module, settings) {
        Ok(found) => found,
        Err(error) => return fail(vec![*error]),
    };
    let documented = settings.documented;
    if let Some(spec) = arguments.pod_template.as_mut().and_then(|t| t.pod_spec.as_mut()).filter(|_| documented) {
        super::pod_spec::lone_strings_are_lists(spec);
    }
    let mut out = Vec::new();
    let (template, form) = match sdk(made) {
        Sdk::Flytekit => (super::flytekit::template(&arguments, settings, documented, &mut out), TaskForm::Flytekit),
        Sdk::Flyte => (super::flyte::template(&arguments, settings, documented, &mut out), TaskForm::Flyte),
    };
    if out.iter().any(|d| d.level == Level::Error) {
        return fail(out);
    }
    let mut template = template;
    if reused {
        template.set("type", Node::text("actor", super::made::made(Sdk::Flyte, super::made::Part::Kind)));
    }
    let name = arguments.name.as_ref().and_then(Node::as_str).unwrap_or_default().to_owned();
    let place = TaskPlace { document: 0, path: FieldPath::default(), form };
    Ok(TaskSource { name, template, place, facts: None, unknown: Vec::new() })
}
