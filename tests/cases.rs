//! The conformance cases: reading them, running one through the library, comparing the result.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use podtpl::diagnostic::Diagnostic;
use podtpl::flyte::config::{self, Config};
use podtpl::flyte::execution::{Execution, ExecutionFlags};
use podtpl::flyte::pipeline::{Inputs, Pod, render};
use podtpl::flyte::task::TaskTemplate;
use podtpl::flyte::templates::Templates;
use podtpl::flyte::version::FlyteVersion;
use podtpl::sdk::{SdkSettings, read_tasks};
use podtpl::source::{SourceId, Sources};
use serde_json::Value;

/// One case of `testdata/conformance/pods`.
#[derive(Clone)]
pub struct Case {
    pub id: String,
    pub config: String,
    pub templates: String,
    pub template_namespace: String,
    pub task: String,
    pub execution: String,
    pub want: BTreeMap<String, Value>,
}

/// The folder of the cases.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/conformance")
}

/// A text, unpacked if its name ends in `.gz`.
pub fn read(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    if path.extension().is_none_or(|e| e != "gz") {
        return String::from_utf8(bytes).unwrap();
    }
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
    text
}

/// All cases of one file (`merge`), in order.
pub fn of_file(name: &str) -> Vec<Case> {
    of_text(&read(&folder().join(format!("pods/{name}.jsonl.gz"))))
}

/// All cases of a text, one a line.
pub fn of_text(text: &str) -> Vec<Case> {
    text.lines().map(case).collect()
}

/// The files, by name.
pub fn files() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder().join("pods"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter_map(|n| n.strip_suffix(".jsonl.gz").map(str::to_owned))
        .collect();
    names.sort();
    names
}

/// Every case of every file.
pub fn all() -> Vec<Case> {
    files().iter().flat_map(|name| of_file(name)).collect()
}

fn case(line: &str) -> Case {
    let value: Value = serde_json::from_str(line).unwrap();
    let text = |key: &str| value[key].as_str().unwrap_or("").to_owned();
    let want = value["want"].as_object().cloned().unwrap_or_default();
    let resolve = |mut v: Value| {
        while let Some(same) = v.as_str() {
            v = want[same].clone();
        }
        v
    };
    Case {
        id: text("id"),
        config: text("config"),
        templates: text("podTemplates"),
        template_namespace: text("templateNamespace"),
        task: serde_json::to_string_pretty(&value["task"]).unwrap(),
        execution: serde_json::to_string_pretty(&value["execution"]).unwrap(),
        want: want.iter().map(|(k, v)| (k.clone(), resolve(v.clone()))).collect(),
    }
}

/// Everything that was read for one render.
pub struct Loaded {
    pub sources: Sources,
    pub config: Config,
    pub templates: Templates,
    pub task: TaskTemplate,
    pub execution: Execution,
    pub version: FlyteVersion,
    pub ids: [Option<SourceId>; 4],
}

/// A version by its number.
pub fn version(text: &str) -> FlyteVersion {
    FlyteVersion::parse(text).unwrap_or_else(|e| panic!("{e:?}"))
}

/// Reads all inputs of a case, as the command does.
pub fn load(case: &Case, version: FlyteVersion) -> Result<Loaded, Vec<Diagnostic>> {
    let mut sources = Sources::new();
    let add = |sources: &mut Sources, name: &str, text: &str| {
        (!text.is_empty()).then(|| sources.add(name.to_owned(), text.to_owned()))
    };
    let config_id = add(&mut sources, "config.yaml", &case.config);
    let templates_id = add(&mut sources, "templates.yaml", &case.templates);
    let task_id = sources.add("task.json", case.task.clone());
    let execution_id = add(&mut sources, "execution.json", &case.execution);
    let flags = ExecutionFlags {
        flyte_namespace: Some(case.template_namespace.clone()).filter(|n| !n.is_empty()),
        ..ExecutionFlags::default()
    };
    let (execution, _) = Execution::read(&sources, execution_id, &flags, version)?;
    let files: Vec<SourceId> = config_id.into_iter().collect();
    let (config, _) = config::read(&sources, &files, execution.environment(), version)?;
    let files: Vec<SourceId> = templates_id.into_iter().collect();
    let (templates, _) = Templates::read(&sources, &files, version)?;
    let (tasks, _) = read_tasks(&sources, task_id, &SdkSettings::default(), version)?;
    let Some(task) = tasks.into_iter().next() else {
        return Err(vec![Diagnostic::error("task/none", "no task")]);
    };
    let execution = task.facts.as_ref().map_or_else(|| execution.clone(), |facts| execution.over(facts));
    let task = TaskTemplate::new(task.template);
    let ids = [config_id, templates_id, Some(task_id), execution_id];
    Ok(Loaded { sources, config, templates, task, execution, version, ids })
}

impl Loaded {
    /// The inputs of the pipeline.
    pub fn inputs(&self) -> Inputs<'_> {
        Inputs { config: &self.config, templates: &self.templates, task: &self.task, execution: &self.execution }
    }

    /// Runs the pipeline.
    pub fn render(&self) -> Result<Pod, Vec<Diagnostic>> {
        render(&self.inputs(), self.version)
    }
}

/// The result of a case: the Pod as JSON, or Flyte's message.
pub fn run(case: &Case, version: FlyteVersion) -> Result<Value, String> {
    let message = |errors: Vec<Diagnostic>| {
        errors.first().map_or(String::new(), |e| e.flyte.clone().unwrap_or_else(|| format!("podtpl: {}", e.message)))
    };
    let pod = load(case, version).and_then(|loaded| loaded.render()).map_err(message)?;
    Ok(json(&pod.node))
}

/// What of a message is compared: without the dump of a protobuf message, whose spacing differs
/// between builds of Flyte, and without the prefix that says which reader refused.
pub fn comparable(message: &str) -> String {
    let message = &message.strip_prefix("config: ").unwrap_or(message).replace("  ", " ");
    match (message.find('['), message.split_once("Err: ")) {
        (Some(at), Some((head, error))) if head.contains("fields:") => {
            let start = head.get(at..).and_then(|h| h.find(" [fields:")).map_or(head.len(), |i| at + i);
            format!("{} Err: {error}", &head[..start])
        }
        _ => match message.find("[fields:") {
            Some(at) => message[..at].to_owned(),
            None => message.to_owned(),
        },
    }
}

/// Every difference between two JSON values, one a line.
pub fn differences(want: &Value, got: &Value) -> Vec<String> {
    let mut out = Vec::new();
    compare("", want, got, &mut out);
    out
}

fn compare(path: &str, want: &Value, got: &Value, out: &mut Vec<String>) {
    match (want, got) {
        (Value::Object(a), Value::Object(b)) => {
            for (key, value) in a {
                match b.get(key) {
                    Some(other) => compare(&format!("{path}.{key}"), value, other, out),
                    None => out.push(format!("{path}.{key}: missing, should be {value}")),
                }
            }
            for (key, value) in b.iter().filter(|(key, _)| !a.contains_key(*key)) {
                out.push(format!("{path}.{key}: should not be there, is {value}"));
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            for i in 0..a.len().max(b.len()) {
                match (a.get(i), b.get(i)) {
                    (Some(x), Some(y)) => compare(&format!("{path}[{i}]"), x, y, out),
                    (Some(x), None) => out.push(format!("{path}[{i}]: missing, should be {x}")),
                    (None, Some(y)) => out.push(format!("{path}[{i}]: should not be there, is {y}")),
                    (None, None) => {}
                }
            }
        }
        _ if want == got => {}
        // One blank or two between the fields of a protobuf message: it depends on Flyte's build.
        (Value::String(a), Value::String(b)) if a.replace("  ", " ") == b.replace("  ", " ") => {}
        _ => out.push(format!("{path}: is {got}, should be {want}")),
    }
}

/// A node as JSON.
pub fn json(node: &podtpl::tree::Node) -> Value {
    use podtpl::tree::Value as V;
    match &node.value {
        V::Null => Value::Null,
        V::Bool(b) => Value::Bool(*b),
        V::Int(n) => Value::from(*n),
        V::Float(f) => Value::from(*f),
        V::Str(s) => Value::from(s.as_str()),
        V::Seq(items) => items.iter().map(json).collect(),
        V::Map(map) => map.entries().iter().map(|e| (e.key.to_string(), json(&e.node))).collect(),
    }
}
