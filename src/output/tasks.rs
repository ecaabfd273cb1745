//! The tasks of files, and what workflows put on them, as a list.

use crate::diagnostic::{Diagnostic, Level};
use crate::flyte::task::TaskTemplate;
use crate::output::json;
use crate::output::paint::{Paint, Table, Tone, cell};
use crate::sdk::WorkflowNode;
use crate::source::{SourceId, Sources, Span};
use crate::tree::Node;

/// One task of a list, or a file of which none could be read.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its name, empty if it has none.
    pub name: String,
    /// Its function, if it is one of Python.
    pub function: Option<String>,
    /// The file that it stands in.
    pub file: SourceId,
    /// Where it stands there.
    pub at: Option<Span>,
    /// Its TaskTemplate in protojson.
    pub template: Option<TaskTemplate>,
    /// Why there is none.
    pub errors: Vec<Diagnostic>,
}

impl Listed {
    /// A file of which nothing is known yet.
    pub fn nothing(file: SourceId) -> Listed {
        Listed { name: String::new(), function: None, file, at: None, template: None, errors: Vec::new() }
    }
}

/// What kind of task a TaskTemplate is: `container`, `map`, `dynamic`, else `task`.
fn kind(template: &TaskTemplate) -> &'static str {
    let container = template.container();
    let pod = template.at(&["k8sPod", "podSpec", "containers"]).items();
    let runs = |word: &str| {
        let args = container.iter().copied().chain(pod).filter_map(|c| c.get("args")).flat_map(Node::items);
        args.into_iter().any(|a| a.as_str() == Some(word))
    };
    // flytekit marks what it compiles at run time with this variable
    let marked = |c: &Node| {
        c.get("env").is_some_and(|env| {
            env.items().iter().any(|e| e.str_at("name") == "_F_SS_C" || e.str_at("key") == "_F_SS_C")
        })
    };
    match template.task_type().as_str() {
        Some("raw-container") => "container",
        _ if runs("pyflyte-map-execute") => "map",
        _ if container.into_iter().chain(pod).any(marked) => "dynamic",
        _ => "task",
    }
}

/// The list for people: the tasks, then the nodes of workflows that override something of them.
pub fn text(tasks: &[Listed], nodes: &[WorkflowNode], sources: &Sources, paint: Paint) -> String {
    let mut out = String::new();
    let mut table = Table::new();
    for task in tasks {
        let place = task.at.map_or_else(|| sources.name(task.file).to_owned(), |span| place(sources, span));
        let name = if task.name.is_empty() { "(no name)" } else { &task.name };
        let what = match (&task.template, task.errors.first()) {
            (Some(template), _) => cell(Tone::Value, kind(template)),
            // what is wrong with a whole file stands among the messages
            (None, Some(error)) if !task.name.is_empty() => cell(Tone::Alert, format!("error: {}", error.message)),
            (None, _) => continue,
        };
        table.row(vec![cell(Tone::Path, name), cell(Tone::Place, place), what]);
    }
    for (node, overrides) in overridden(nodes) {
        let place = node.span.map_or_else(String::new, |span| place(sources, span));
        let what: Vec<&str> = overrides.entries().iter().map(|entry| &*entry.key).collect();
        let what = format!("{} with {}", node.task, what.join(", "));
        table.row(vec![
            cell(Tone::Path, format!("{}.{}", node.workflow, node.node)),
            cell(Tone::Place, place),
            cell(Tone::Value, what),
        ]);
    }
    table.write(paint, 0, &mut out);
    out
}

/// Nodes on which something was put, with that.
fn overridden(nodes: &[WorkflowNode]) -> impl Iterator<Item = (&WorkflowNode, &Node)> {
    nodes.iter().filter_map(|node| Some((node, node.overrides.as_ref()?)))
}

fn place(sources: &Sources, span: Span) -> String {
    format!("{}:{}", sources.name(span.source), sources.line_column(span).line)
}

/// The list with the TaskTemplates, as JSON.
pub fn json(tasks: &[Listed], nodes: &[WorkflowNode], sources: &Sources) -> String {
    let mut out = String::from("{\"apiVersion\": \"podtpl/v1\", \"kind\": \"Tasks\", \"tasks\": [");
    for (i, task) in tasks.iter().enumerate() {
        out.push_str(if i > 0 { ",\n  {\"name\": " } else { "\n  {\"name\": " });
        one(task, sources, &mut out);
    }
    out.push_str("],\n \"overrides\": [");
    for (i, (node, overrides)) in overridden(nodes).enumerate() {
        out.push_str(if i > 0 { ",\n  " } else { "\n  " });
        for (key, value) in
            [("{\"workflow\": ", &node.workflow), (", \"node\": ", &node.node), (", \"task\": ", &node.task)]
        {
            out.push_str(key);
            json::string(value, &mut out);
        }
        out.push_str(", \"overrides\": ");
        json::value(&overrides.value, &mut out);
        out.push('}');
    }
    out.push_str("]}\n");
    out
}

fn one(task: &Listed, sources: &Sources, out: &mut String) {
    json::string(&task.name, out);
    out.push_str(", \"function\": ");
    match &task.function {
        Some(function) => json::string(function, out),
        None => out.push_str("null"),
    }
    out.push_str(", \"kind\": ");
    match &task.template {
        Some(template) => json::string(kind(template), out),
        None if task.name.is_empty() => out.push_str("null"),
        None => json::string("task", out),
    }
    out.push_str(", \"file\": ");
    json::string(sources.name(task.file), out);
    let line = task.at.map_or_else(|| "null".to_owned(), |span| sources.line_column(span).line.to_string());
    out.push_str(&format!(", \"line\": {line}, \"taskTemplate\": "));
    match &task.template {
        Some(template) => json::value(&template.root().value, out),
        None => out.push_str("null"),
    }
    out.push_str(", \"errors\": ");
    let errors = task.errors.iter().filter(|d| d.level == Level::Error);
    json::list(errors, out, |error, out| {
        let span = error.label.as_ref().map(|l| l.span);
        let at = span.map(|s| sources.line_column(s));
        out.push_str("{\"file\": ");
        json::string(sources.name(span.map_or(task.file, |s| s.source)), out);
        let number = |n: Option<usize>| n.map_or_else(|| "null".to_owned(), |n| n.to_string());
        let (line, column) = (number(at.map(|a| a.line)), number(at.map(|a| a.column)));
        out.push_str(&format!(", \"line\": {line}, \"column\": {column}, \"message\": "));
        json::string(&error.message, out);
        out.push('}');
    });
    out.push('}');
}
