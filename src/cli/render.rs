//! `podtpl render`: the Pod that Flyte would create.

use std::collections::HashSet;
use std::process::ExitCode;

use clap::{Args, ValueEnum, ValueHint};

use super::arguments::{Messages, TEMPLATE};
use super::files::Files;
use super::finish::finish;
use super::gather::Gathered;
use super::inputs::Inputs;
use super::rendering::{Loaded, Rendered};
use super::report::Report;
use super::terminal::Terminal;
use super::{beside, docs_note, save};
use crate::diagnostic::Diagnostic;
use crate::output::jsonpath::{MissingKey, Template};
use crate::output::pod::{self, Origins};
use crate::tree::Node;

/// Print the Pod that Flyte would create for a task
///
/// Reads the task, Flyte's configuration and the cluster's runtime PodTemplates, and lays them over
/// each other exactly as that version of Flyte does. No cluster and no network are needed.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, before_long_help = LONG_EXAMPLES, help_template = TEMPLATE)]
#[command(after_help = "Exit codes: 0 done, 2 could not: nothing is printed then.", after_long_help = NOTES)]
pub struct Arguments {
    #[command(flatten)]
    inputs: Inputs,

    /// yaml, json, name, or jsonpath=EXPR
    #[arg(short, long, value_name = "FORMAT", default_value = "yaml", value_parser = Format::parse)]
    #[arg(help_heading = "Output")]
    output: Format,

    /// Show where each field comes from: none, comments or annotations (with -o yaml)
    ///
    /// comments: `# file:line:column`, `# flyte: step`, `# sdk: step` or `# builtin: key` behind each field;
    /// annotations: the same in the annotation podtpl/origins.
    #[arg(long, value_name = "WHERE", default_value = "none", hide_possible_values = true)]
    #[arg(help_heading = "Output")]
    origins: Where,

    /// Write the origins of all fields as JSON into a file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    origins_file: Option<String>,

    /// Show what a Python file does not say as `<unknown: ...>`, or leave it out, instead of failing
    #[arg(long, help_heading = "Output")]
    allow_unknown: bool,
}

const EXAMPLES: &str = "\
Examples:
  podtpl render train.yaml -c flyte.yaml -t templates.yaml --flyte 1.16.8
  podtpl render train.yaml:train -c conf/ -n team-a,team-b -o json
  podtpl render train.yaml --origins comments";

const LONG_EXAMPLES: &str = "\
Examples:
  The Pod of a task, as Flyte 1.16.8 would create it:
    podtpl render train.yaml -c flyte.yaml -t templates.yaml --flyte 1.16.8

  One task of a file, in two namespaces, as JSON:
    podtpl render train.yaml:train -c conf/ -n team-a,team-b -o json

  Where does each field come from?
    podtpl render train.yaml -c flyte.yaml --origins comments

  With the templates of a cluster:
    kubectl get podtemplates -A -o yaml | podtpl render train.yaml -t -

  The image of the primary container only:
    podtpl render train.yaml -o jsonpath='{.spec.containers[0].image}'";

const NOTES: &str = "\
Settings come from flags, then from variables of the environment (PODTPL_ and the flag's name in capitals:
PODTPL_FLYTE_NAMESPACE, PODTPL_TASK; several files separated as in PATH), then from podtpl.yaml (keys flyte,
config, templates, execution, namespace, flyteNamespace, task, image, taskProject, taskDomain, taskVersion, node, sdk, sdkEnv, set; paths relative to it), then from the user's
podtpl.yaml. `-v` says which files were read.

Exit codes: 0 done, 2 could not: nothing is printed then.";

/// Where origins are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Where {
    None,
    Comments,
    Annotations,
}

/// What is printed.
#[derive(Clone, Debug, PartialEq)]
enum Format {
    Yaml,
    Json,
    Name,
    Jsonpath(String, Template),
}

impl Format {
    fn parse(text: &str) -> Result<Format, String> {
        match text {
            "yaml" => Ok(Format::Yaml),
            "json" => Ok(Format::Json),
            "name" => Ok(Format::Name),
            _ => match text.strip_prefix("jsonpath=") {
                Some(expression) => Template::parse(expression).map(|t| Format::Jsonpath(expression.to_owned(), t)),
                None if text == "jsonpath" => Err("write `jsonpath=EXPR`".to_owned()),
                None => Err("formats are `yaml`, `json`, `name` and `jsonpath=EXPR`".to_owned()),
            },
        }
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments, environment: &HashSet<String>, messages: Messages, terminal: Terminal) -> ExitCode {
    let mut files = Files::new(Report::of_command(messages, arguments.inputs.strict));
    let result = arguments.render(environment, &mut files);
    finish(&files, terminal, result, ExitCode::SUCCESS)
}

impl Arguments {
    /// The result, unless something is wrong.
    fn render(&self, environment: &HashSet<String>, files: &mut Files) -> Option<String> {
        self.check_usage(&mut files.report);
        let mut gathered = Gathered::read(&self.inputs, environment, files);
        gathered.sdk.allow_unknown = self.allow_unknown;
        let version = gathered.version;
        let read = Loaded::load(&gathered, &files.sources, version, &mut files.report);
        let Some(read) = read else {
            files.report.must_say_something();
            return None;
        };
        let pods = read.render(version, &mut files.report);
        if files.report.has_errors() {
            return None;
        }
        if !gathered.version_is_named {
            files.report.extend(docs_note::notes(&pods, &read, &gathered, &files.sources));
        }
        let text = self.text(&pods, files)?;
        if let Some(path) = &self.origins_file {
            let text = beside::origins(&pods, &read, &gathered, &files.sources);
            files.report.extend(save::save(path, &text, &files.sources));
        }
        if files.report.has_errors() { None } else { Some(text) }
    }

    /// Flags that do not go together.
    fn check_usage(&self, report: &mut Report) {
        if self.origins != Where::None && self.output != Format::Yaml {
            let message = "`--origins` goes with `-o yaml` only";
            let help = "leave one of them out, or write the origins beside the result with `--origins-file FILE`";
            report.add(Diagnostic::error("usage/origins", message).help(help));
        }
    }

    /// The Pods in the format asked for.
    fn text(&self, pods: &[Rendered], files: &mut Files) -> Option<String> {
        let nodes: Vec<&Node> = pods.iter().map(|p| &p.pod.node).collect();
        let origins = match self.origins {
            Where::None => Origins::None,
            Where::Comments => Origins::Comments,
            Where::Annotations => Origins::Annotations,
        };
        let mut out = String::new();
        // writing to a string does not fail
        let _ = match &self.output {
            Format::Yaml => pod::yaml(&nodes, origins, &files.sources, &mut out),
            Format::Json => pod::json(&nodes, &mut out),
            Format::Name => pod::names(&nodes, &mut out),
            Format::Jsonpath(expression, template) => {
                match pod::pick(&nodes, template, &mut out) {
                    Ok(missing) => files.report.extend(missing.into_iter().map(|key| not_there(expression, key))),
                    Err(message) => files.report.add(
                        Diagnostic::error("jsonpath/refused", format!("`{expression}`: {message}"))
                            .help("`-o json` shows what there is"),
                    ),
                }
                Ok(())
            }
        };
        if files.report.has_errors() { None } else { Some(out) }
    }
}

/// The warning about a key that a jsonpath asks for in vain.
fn not_there(expression: &str, (key, near): MissingKey) -> Diagnostic {
    let help =
        near.map_or_else(|| "`-o json` shows what there is".to_owned(), |near| format!("did you mean `{near}`?"));
    Diagnostic::warning("jsonpath/nothing", format!("`{expression}` finds no `{key}`")).help(help)
}
