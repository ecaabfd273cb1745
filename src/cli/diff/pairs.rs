//! Which Pods of two sides belong together, and how one version of Flyte leads to another.

use super::sides::Rendering;
use crate::cli::arguments::{Color, Messages};
use crate::cli::files::Files;
use crate::cli::rendering::{Loaded, Rendered};
use crate::cli::report::Report;
use crate::diff::{Difference, differences};
use crate::flyte::version::{Behaviour, FlyteVersion};
use crate::tree::Node;

/// The Pods of one task and execution; a side may have none.
pub struct Match<'a> {
    /// On the left.
    pub left: Option<&'a Rendered>,
    /// On the right.
    pub right: Option<&'a Rendered>,
}

impl Match<'_> {
    /// The name of the task, as the right side has it.
    pub fn task<'s>(&self, left: &'s Rendering, right: &'s Rendering) -> &'s str {
        let other = self.left.map_or("", |pod| left.task(pod));
        self.right.map_or(other, |pod| right.task(pod))
    }
}

/// Pods belong together if their tasks have the same name; of one task, in the order of the
/// executions. The only tasks of both sides belong together whatever they are called.
pub fn pairs<'a>(left: &'a Rendering, right: &'a Rendering) -> Vec<Match<'a>> {
    let single = left.loaded.tasks.len() == 1 && right.loaded.tasks.len() == 1;
    let mut free: Vec<Option<&Rendered>> = right.pods.iter().map(Some).collect();
    let mut found = Vec::new();
    for a in &left.pods {
        let belongs = |b: &Option<&Rendered>| {
            b.is_some_and(|b| {
                let same_task = single || left.task(a) == right.task(b);
                same_task && (a.execution == b.execution || right.loaded.executions.len() == 1)
            })
        };
        let other = free.iter_mut().find(|b| belongs(b)).and_then(Option::take);
        found.push(Match { left: Some(a), right: other });
    }
    found.extend(free.into_iter().flatten().map(|b| Match { left: None, right: Some(b) }));
    found
}

/// What each behaviour changes in a Pod of the left side, on the way to another version.
pub fn steps_between(
    pod: &Rendered,
    left: &Rendering,
    to: FlyteVersion,
    files: &Files,
) -> Vec<(Behaviour, Vec<Difference>)> {
    let from = left.gathered.version;
    let mut steps = Vec::new();
    let (mut version, mut before) = (from, pod.pod.node.clone());
    for behaviour in from.differences(to) {
        version = version.with(behaviour, to);
        // a mixture of two versions may refuse what both accept: the next one tells the difference
        let Some(after) = rendered(pod, left, version, files) else { continue };
        let changed = differences(&before, &after, version.kubernetes_api());
        if !changed.is_empty() {
            steps.push((behaviour, changed));
        }
        before = after;
    }
    steps
}

/// The same Pod as a version makes it.
fn rendered(pod: &Rendered, left: &Rendering, version: FlyteVersion, files: &Files) -> Option<Node> {
    let messages = Messages { quiet: true, verbose: false, color: Color::Never };
    let mut report = Report::new(messages, false);
    let mut gathered = left.gathered.clone();
    gathered.sdk.flyte = Some(left.gathered.version);
    let loaded = Loaded::load(&gathered, &files.sources, version, &mut report)?;
    loaded.render_one(pod.task, pod.execution, version).map(|pod| pod.node)
}
