//! `--live`: the Pod that Flyte would make beside the one in the cluster.

use std::collections::HashSet;

use super::sides::Rendering;
use super::{Answer, Arguments, Format};
use crate::cli::files::{Asked, Files, Role};
use crate::cli::gather::Gathered;
use crate::cli::report::plural;
use crate::diagnostic::Diagnostic;
use crate::diff::live;
use crate::output::diff::{Manner, live as shown};
use crate::output::origins::Places;

impl Arguments {
    /// The answer about a live Pod, unless something is wrong.
    pub(super) fn live(
        &self,
        path: &str,
        environment: &HashSet<String>,
        files: &mut Files,
        manner: Manner,
    ) -> Option<Answer> {
        self.check_live(environment, files);
        let gathered = Gathered::read(&self.inputs, environment, files);
        let asked = Asked { path: path.to_owned(), at: None, role: Role::Live };
        let pod = files.read(&asked).and_then(|id| {
            let read = live::pod(&files.sources, id).map(|pod| (pod, Vec::new()));
            files.report.take(read)
        });
        let side = Rendering::new(gathered, files);
        let (side, pod) = side.zip(pod).filter(|_| !files.report.has_errors())?;
        let [rendered] = side.pods.as_slice() else {
            let message = format!("there are {}; the live one is compared with one", plural(side.pods.len(), "Pod"));
            let help = "name one task (`FILE:NAME`) and one namespace";
            files.report.add(Diagnostic::error("usage/several-pods", message).help(help));
            return None;
        };
        let version = side.gathered.version;
        let differences = live::live(&rendered.pod.node, &pod, version.kubernetes_api());
        let pair = shown::LivePair {
            task: side.task(rendered),
            version,
            rendered: &rendered.pod.node,
            live: &pod,
            places: Places { sources: &files.sources, templates: side.templates() },
            differences: &differences,
        };
        let mut out = String::new();
        match self.output {
            Format::Json => out = shown::json(&pair, manner.secrets),
            Format::Github => shown::github(&pair, manner.secrets, &mut out),
            Format::Text | Format::Unified => shown::text(&pair, manner, &mut out),
        }
        Some(Answer { text: out, differs: pair.count() > 0 })
    }

    /// Flags that do not go with `--live`.
    fn check_live(&self, environment: &HashSet<String>, files: &mut Files) {
        let others = [
            ("`--to-...`", self.other.apply(&self.inputs, environment).is_some()),
            ("`--by-cause`", self.by_cause),
            ("`-o unified`", self.output == Format::Unified),
        ];
        for (flag, _) in others.into_iter().filter(|(_, given)| *given) {
            let message = format!("{flag} does not go with `--live`");
            let help = "the live Pod is the other side; leave one of them out";
            files.report.add(Diagnostic::error("usage/live", message).help(help));
        }
    }
}
