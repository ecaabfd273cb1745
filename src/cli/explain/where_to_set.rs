//! `--where-to-set`: the places at which a value would win.

use super::question::{Pods, Question};
use crate::cli::arguments::Format;
use crate::cli::files::Files;
use crate::cli::report::plural;
use crate::cli::{beside, where_to_set};
use crate::diagnostic::Diagnostic;
use crate::output::explain::{Showing, where_json, where_text};
use crate::output::origins::Places;
use crate::output::paint::Paint;

impl Question {
    /// The answer to `PATH=VALUE`, unless something is wrong.
    pub(super) fn where_to_set(&self, asked: &str, pods: &Pods<'_>, files: &mut Files, paint: Paint) -> String {
        let [pod] = pods.rendered else {
            let message = format!("there are {}; the question is about one", plural(pods.rendered.len(), "Pod"));
            let help = "name one task (`FILE:NAME`) and one namespace";
            files.report.add(Diagnostic::error("usage/several-pods", message).help(help));
            return String::new();
        };
        let answers = match where_to_set::run(asked, pods.gathered, pods.loaded, pod, &files.sources) {
            Ok(answers) => answers,
            Err(problem) => {
                files.report.add(*problem);
                return String::new();
            }
        };
        let templates = beside::templates(pods.loaded);
        let places = Places { sources: &files.sources, templates: &templates };
        let flyte = pods.gathered.version.to_string();
        let showing = Showing { places, flyte: &flyte, show_secrets: self.arguments.show_secrets };
        match self.arguments.output {
            Format::Text => where_text(&answers, showing, paint),
            Format::Json => where_json(&answers, showing),
        }
    }
}
