//! Answers about fields: the chains of those that are asked for, or the overview of all.

use super::question::{Pods, Question};
use crate::cli::beside;
use crate::cli::files::Files;
use crate::cli::gather::Gathered;
use crate::cli::rendering::Rendered;
use crate::cli::report::Report;
use crate::explain::chain;
use crate::explain::effective::effective;
use crate::explain::find::{Subject, Target};
use crate::explain::ledger::ledger;
use crate::explain::query::Query;
use crate::explain::sentence::About;
use crate::output::explain::{self, Telling, absent};
use crate::output::origins::{Known, Places, document};
use crate::output::paint::Paint;
use crate::tree::FieldPath;

impl Question {
    /// The answer about all Pods as text.
    pub(super) fn text(&self, pods: &Pods<'_>, queries: &[Query], files: &mut Files, paint: Paint) -> String {
        let templates = beside::templates(pods.loaded);
        let mut out = String::new();
        for (i, pod) in pods.rendered.iter().enumerate() {
            let mut part = String::new();
            let found = self.find(pod, queries, pods.gathered, &mut files.report);
            let places = Places { sources: &files.sources, templates: &templates };
            let telling = self.telling(pods, pod, places, paint);
            match found.targets.is_empty() {
                false => fields(pod, &found, telling, &mut part),
                true => self.overview(pods, pod, files, telling, &mut part),
            }
            pods.heading(pod, i, paint, &mut out);
            out.push_str(&part);
        }
        out
    }

    /// Without a path: every field, then what becomes of them, then what had no effect.
    fn overview(&self, pods: &Pods<'_>, pod: &Rendered, files: &Files, telling: Telling<'_>, out: &mut String) {
        explain::leaves(&pod.pod, telling, out);
        beside_fields(pod, None, telling, out);
        let one = std::slice::from_ref(pod);
        for effects in beside::effects_of(one, pods.loaded, pods.gathered, &files.sources) {
            explain::without_effect(&effects, telling, out);
        }
    }

    /// What an answer about a Pod needs.
    pub(super) fn telling<'a>(&self, pods: &Pods<'_>, pod: &Rendered, places: Places<'a>, paint: Paint) -> Telling<'a> {
        let about = About { version: pods.gathered.version, container_task: pods.is_container_task(pod) };
        Telling { places, secrets: self.arguments.show_secrets, about, paint }
    }

    /// What the queries mean in a Pod; of `--all` everything.
    fn find(&self, pod: &Rendered, queries: &[Query], gathered: &Gathered, report: &mut Report) -> Found {
        let subject = Subject::new(&pod.pod);
        let mut targets = Vec::new();
        if self.arguments.all {
            targets.push(Target::There(FieldPath::default()));
        }
        for query in queries {
            match subject.find(query, gathered.version) {
                Ok(found) => targets.extend(found),
                Err(problem) => report.add(*problem),
            }
        }
        Found { subject, targets }
    }

    /// The answer about all Pods as JSON.
    pub(super) fn json(&self, pods: &Pods<'_>, queries: &[Query], files: &mut Files) -> String {
        let templates = beside::templates(pods.loaded);
        let founds: Vec<Found> =
            pods.rendered.iter().map(|pod| self.find(pod, queries, pods.gathered, &mut files.report)).collect();
        let effects = match queries {
            [] => beside::effects_of(pods.rendered, pods.loaded, pods.gathered, &files.sources),
            _ => Vec::new(),
        };
        let only: Vec<Vec<FieldPath>> = founds.iter().map(Found::paths).collect();
        let places = Places { sources: &files.sources, templates: &templates };
        let secrets = self.arguments.show_secrets;
        let each = founds.iter().zip(pods.rendered);
        let more: Vec<String> = each
            .map(|(found, pod)| match queries {
                [] => more(pod, places, secrets),
                _ => absent(&found.targets, secrets, places),
            })
            .collect();
        let known: Vec<Known<'_>> = pods
            .rendered
            .iter()
            .enumerate()
            .map(|(i, pod)| Known {
                task: pods.loaded.task_of(pod).map_or("", |t| t.source.name.as_str()),
                pod: &pod.pod,
                effects: effects.get(i),
                only: only.get(i).filter(|_| !queries.is_empty()).map(Vec::as_slice),
                secrets,
                more: more.get(i).map_or("", String::as_str),
            })
            .collect();
        document(&known, &pods.gathered.version.to_string(), places)
    }
}

/// The chains of the fields that are asked for, and what becomes of them.
fn fields(pod: &Rendered, found: &Found, telling: Telling<'_>, out: &mut String) {
    let Found { targets, subject } = found;
    explain::chains(&subject.root, &chain::of_targets(subject, targets), targets, telling, out);
    beside_fields(pod, Some(&found.paths()), telling, out);
}

/// The rows of the ledger and the parts of the effective view that concern some fields, or all.
fn beside_fields(pod: &Rendered, only: Option<&[FieldPath]>, telling: Telling<'_>, out: &mut String) {
    let Telling { places, secrets, paint, .. } = telling;
    let ledger = ledger(&pod.pod);
    let mut parts: Vec<String> = match only {
        None => vec![explain::ledger_text(&ledger, None, places, paint)],
        Some(only) => only.iter().map(|path| explain::ledger_text(&ledger, Some(path), places, paint)).collect(),
    };
    parts.push(explain::effective_text(&effective(&pod.pod.node), only, places, secrets, paint));
    parts.retain(|part| !part.is_empty());
    parts.dedup();
    for part in parts {
        out.push('\n');
        out.push_str(&part);
    }
}

/// What the queries mean in one Pod.
struct Found {
    subject: Subject,
    targets: Vec<Target>,
}

impl Found {
    /// The paths of the Pod that are asked for.
    fn paths(&self) -> Vec<FieldPath> {
        let there = self.targets.iter().filter_map(|target| match target {
            Target::There(path) => Some(path.clone()),
            Target::Lost { .. } | Target::Nothing { .. } => None,
        });
        there.collect()
    }
}

/// What the JSON document has beside the fields: the ledger, and what becomes of the Pod.
fn more(pod: &Rendered, places: Places<'_>, secrets: bool) -> String {
    let mut out = String::from(",\n \"resources\": ");
    explain::ledger_json(&ledger(&pod.pod), places, &mut out);
    out.push_str(",\n \"effective\": ");
    explain::effective_json(&effective(&pod.pod.node), places, secrets, &mut out);
    out
}
