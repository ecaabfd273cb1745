//! [`Rendering`]: one side of a comparison, from flags to Pods; and the answer about both.

use std::collections::HashSet;

use super::pairs::{Way, pairs};
use super::{Answer, Arguments, Format};
use crate::cli::beside;
use crate::cli::files::Files;
use crate::cli::gather::Gathered;
use crate::cli::inputs::Inputs;
use crate::cli::rendering::{Loaded, Rendered};
use crate::diagnostic::Diagnostic;
use crate::diff::{Difference, attribute};
use crate::output::diff::{
    Column, Manner, Pair, Side, by_cause, github, json, matrix, matrix_json, releases, summary, text, unified,
};
use crate::output::origins::Places;
use crate::output::paint::Tone;
use crate::source::Span;
use crate::tree::Node;

/// One side.
pub struct Rendering {
    /// What was read.
    pub gathered: Gathered,
    /// As that version of Flyte understands it.
    pub loaded: Loaded,
    /// The Pods.
    pub pods: Vec<Rendered>,
    templates: Vec<(Span, String)>,
}

impl Rendering {
    /// Makes the Pods of a side. What is wrong goes to the report.
    pub fn new(gathered: Gathered, files: &mut Files) -> Option<Rendering> {
        let loaded = Loaded::load(&gathered, &files.sources, gathered.version, &mut files.report)?;
        let pods = loaded.render(gathered.version, &mut files.report);
        let templates = beside::templates(&loaded);
        Some(Rendering { gathered, loaded, pods, templates })
    }

    /// Where each runtime template stands, with its name and namespace.
    pub fn templates(&self) -> &[(Span, String)] {
        &self.templates
    }

    /// The name of a Pod's task.
    pub fn task(&self, pod: &Rendered) -> &str {
        self.loaded.task_of(pod).map_or("", |t| t.source.name.as_str())
    }

    fn side<'a>(&'a self, pod: Option<&'a Rendered>, files: &'a Files) -> Side<'a> {
        let places = Places { sources: &files.sources, templates: &self.templates };
        Side { version: self.gathered.version, pod: pod.map(|p| &p.pod.node), places }
    }
}

impl Arguments {
    /// The answer, unless something is wrong.
    pub(super) fn answer(&self, environment: &HashSet<String>, files: &mut Files, manner: Manner) -> Option<Answer> {
        let Some((inputs, other)) = self.other.apply(&self.inputs, environment) else {
            return self.side_by_side(environment, files, manner);
        };
        let left = Gathered::read(&self.inputs, environment, files);
        files.reuse();
        let mut right = Gathered::read(&inputs, &other, files);
        // what the SDK does is no matter of the Flyte that a task is moved to
        right.sdk.flyte = Some(left.version);
        let (left, right) = (Rendering::new(left, files), Rendering::new(right, files));
        let Some((left, right)) = left.zip(right).filter(|_| !files.report.has_errors()) else {
            files.report.must_say_something();
            return None;
        };
        let matches = pairs(&left, &right);
        let api = right.gathered.version.kubernetes_api();
        let mut all: Vec<Vec<Difference>> = matches.iter().map(|found| found.differences(api)).collect();
        if left.gathered.version != right.gathered.version && all.iter().any(|found| !found.is_empty()) {
            let way = Way::new(&left, right.gathered.version, files);
            for (found, differences) in matches.iter().zip(&mut all) {
                let steps = found.left.map_or_else(Vec::new, |pod| way.of(pod));
                attribute(differences, &steps);
            }
        }
        let pairs: Vec<Pair<'_>> = matches
            .iter()
            .zip(&all)
            .map(|(found, differences)| Pair {
                task: found.task(&left, &right),
                left: left.side(found.left, files),
                right: right.side(found.right, files),
                differences,
            })
            .collect();
        Some(self.written(&pairs, manner))
    }

    fn written(&self, pairs: &[Pair<'_>], manner: Manner) -> Answer {
        let mut out = String::new();
        match self.output {
            Format::Json => out = json(pairs, manner.secrets),
            Format::Github => github(pairs, manner.secrets, &mut out),
            Format::Unified => unified(pairs, manner.secrets, manner.paint, &mut out),
            Format::Text if self.by_cause => by_cause(pairs, manner, &mut out),
            Format::Text => {
                if pairs.len() > 1 {
                    summary(pairs, manner, &mut out);
                }
                for pair in pairs {
                    let mut part = String::new();
                    text(pair, manner, &mut part);
                    if pairs.len() > 1 && !part.is_empty() {
                        out.push_str(&format!("\n{}\n", manner.paint.tone(Tone::Heading, pair.task)));
                    }
                    out.push_str(&part);
                }
                releases(pairs, manner, &mut out);
            }
        }
        Answer { text: out, differs: pairs.iter().any(|pair| pair.count() > 0) }
    }

    /// Without another side: several namespaces or clusters in one table.
    fn side_by_side(&self, environment: &HashSet<String>, files: &mut Files, manner: Manner) -> Option<Answer> {
        let clusters: Vec<Inputs> = match self.inputs.cluster.as_slice() {
            [] | [_] => vec![self.inputs.clone()],
            several => {
                let each = several.iter().map(|name| Inputs { cluster: vec![name.clone()], ..self.inputs.clone() });
                each.collect()
            }
        };
        let mut sides = Vec::new();
        for (i, inputs) in clusters.iter().enumerate() {
            if i > 0 {
                files.reuse();
            }
            let gathered = Gathered::read(inputs, environment, files);
            sides.extend(Rendering::new(gathered, files).map(|side| (inputs.cluster.join(","), side)));
        }
        if files.report.has_errors() {
            return None;
        }
        let columns: usize = sides.iter().map(|(_, side)| side.loaded.executions.len()).sum();
        if columns < 2 {
            let problem = Diagnostic::error("usage/nothing-to-compare", "there is nothing to compare with");
            let help = "say what is different on the other side (`--to-flyte 2.0`, `--to-config new.yaml` ...), or name several namespaces (`-n a,b`)";
            files.report.add(problem.help(help));
            return None;
        }
        Some(self.table(&sides, manner))
    }

    /// One table for each task.
    fn table(&self, sides: &[(String, Rendering)], manner: Manner) -> Answer {
        let mut tasks: Vec<&str> = Vec::new();
        for (_, side) in sides {
            tasks.extend(side.pods.iter().map(|pod| side.task(pod)));
        }
        let mut seen = HashSet::new();
        tasks.retain(|task| seen.insert(*task));
        let (mut out, mut differ) = (String::new(), 0);
        let mut documents = Vec::new();
        for (i, task) in tasks.iter().enumerate() {
            let titled: Vec<(String, &Node)> =
                sides.iter().flat_map(|(cluster, side)| columns(cluster, side, task)).collect();
            let columns: Vec<Column<'_>> = titled.iter().map(|(title, pod)| Column { title, pod }).collect();
            if self.output == Format::Json {
                let mut document = String::new();
                differ += matrix_json(task, &columns, manner.secrets, &mut document);
                documents.push(document);
                continue;
            }
            if tasks.len() > 1 {
                let gap = if i > 0 { "\n" } else { "" };
                out.push_str(&format!("{gap}{}\n", manner.paint.tone(Tone::Heading, task)));
            }
            let n = matrix(&columns, manner, &mut out);
            if n == 0 && tasks.len() > 1 {
                out.push_str("the same everywhere\n");
            }
            differ += n;
        }
        if self.output == Format::Json {
            out = match documents.as_slice() {
                [one] => format!("{one}\n"),
                all => {
                    let all = all.join(",\n");
                    format!("{{\"apiVersion\": \"podtpl/v1\", \"kind\": \"MatrixList\", \"items\": [\n{all}]}}\n")
                }
            };
        }
        Answer { text: out, differs: differ > 0 }
    }
}

/// The Pods of a task on one side, with what tells them apart.
fn columns<'a>(cluster: &str, side: &'a Rendering, task: &str) -> Vec<(String, &'a Node)> {
    let pods = side.pods.iter().filter(|pod| side.task(pod) == task);
    pods.map(|pod| {
        let namespace = pod.pod.node.at(&["metadata", "namespace"]).and_then(Node::as_str).unwrap_or("");
        let title = match (cluster, side.loaded.executions.len()) {
            ("", _) => namespace.to_owned(),
            (cluster, 1) => cluster.to_owned(),
            (cluster, _) => format!("{cluster}/{namespace}"),
        };
        (title, &pod.pod.node)
    })
    .collect()
}
