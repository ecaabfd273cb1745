//! `--steps`: what each step of Flyte did.

use super::question::{Pods, Question};
use crate::cli::arguments::Format;
use crate::cli::beside;
use crate::cli::files::Files;
use crate::cli::rendering::Rendered;
use crate::explain::lookup::Lookup;
use crate::explain::steps::accounts;
use crate::flyte::pipeline::{Inputs, Trace, trace};
use crate::output::explain::{Run, steps, steps_json};
use crate::output::origins::Places;
use crate::output::paint::Paint;

impl Question {
    /// The steps of all Pods, as text or JSON.
    pub(super) fn steps(&self, pods: &Pods<'_>, files: &Files, paint: Paint) -> String {
        let templates = beside::templates(pods.loaded);
        let places = Places { sources: &files.sources, templates: &templates };
        let traced: Vec<Traced<'_>> = pods.rendered.iter().filter_map(|pod| Traced::of(pods, pod)).collect();
        let accounts: Vec<_> = traced.iter().map(|t| accounts(&t.trace, &t.inputs)).collect();
        let runs: Vec<Run<'_>> = traced
            .iter()
            .zip(&accounts)
            .map(|(t, accounts)| Run { task: t.task, trace: &t.trace, accounts, lookup: t.lookup.as_ref() })
            .collect();
        match self.arguments.output {
            Format::Json => steps_json(&runs, places, self.arguments.show_secrets),
            Format::Text => {
                let mut out = String::new();
                for (i, (run, t)) in runs.iter().zip(&traced).enumerate() {
                    pods.heading(t.pod, i, paint, &mut out);
                    steps(*run, self.telling(pods, t.pod, places, paint), &mut out);
                }
                out
            }
        }
    }
}

/// A Pod whose making was watched.
struct Traced<'a> {
    task: &'a str,
    pod: &'a Rendered,
    inputs: Inputs<'a>,
    trace: Trace,
    lookup: Option<Lookup>,
}

impl<'a> Traced<'a> {
    fn of(pods: &Pods<'a>, pod: &'a Rendered) -> Option<Traced<'a>> {
        let inputs = pods.loaded.inputs(pod.task, pod.execution)?;
        let trace = trace(&inputs, pods.gathered.version);
        let lookup = Lookup::of(&inputs, &trace);
        let task = pods.loaded.task_of(pod).map_or("", |t| t.source.name.as_str());
        Some(Traced { task, pod, inputs, trace, lookup })
    }
}
