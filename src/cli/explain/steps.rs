//! `--steps`: what each step of Flyte did.

use super::Format;
use super::question::{Pods, Question};
use crate::cli::beside;
use crate::cli::files::Files;
use crate::explain::lookup::Lookup;
use crate::explain::steps::accounts;
use crate::flyte::pipeline::trace;
use crate::output::explain::{steps, steps_json};
use crate::output::origins::Places;
use crate::output::paint::Paint;

impl Question {
    /// The steps of all Pods, as text or JSON.
    pub(super) fn steps(&self, pods: &Pods<'_>, files: &Files, paint: Paint) -> String {
        let templates = beside::templates(pods.loaded);
        let places = Places { sources: &files.sources, templates: &templates };
        let mut out = String::new();
        let mut documents: Vec<String> = Vec::new();
        for (i, pod) in pods.rendered.iter().enumerate() {
            let Some(inputs) = pods.loaded.inputs(pod.task, pod.execution) else { continue };
            let trace = trace(&inputs, pods.gathered.version);
            let accounts = accounts(&trace, &inputs);
            let lookup = Lookup::of(&inputs, &trace);
            match self.arguments.output {
                Format::Text => {
                    pods.heading(pod, i, paint, &mut out);
                    let telling = self.telling(pods, pod, places, paint);
                    steps(&trace, &accounts, lookup.as_ref(), telling, &mut out);
                }
                Format::Json => {
                    let secrets = self.arguments.show_secrets;
                    documents.push(steps_json(&trace, &accounts, lookup.as_ref(), places, secrets));
                }
            }
        }
        match (self.arguments.output, documents.as_slice()) {
            (Format::Text, _) => out,
            (Format::Json, [one]) => one.clone(),
            (Format::Json, several) => {
                let items: Vec<&str> = several.iter().map(|d| d.trim_end()).collect();
                let items = items.join(",\n");
                format!("{{\"apiVersion\": \"podtpl/v1\", \"kind\": \"StepsList\", \"items\": [\n{items}]}}\n")
            }
        }
    }
}
