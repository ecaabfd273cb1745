//! Which Pods of two sides belong together, and how one version of Flyte leads to another.

use super::sides::Rendering;
use crate::cli::files::Files;
use crate::cli::rendering::{Loaded, Rendered};
use crate::cli::report::Report;
use crate::diff::{Difference, differences, lone};
use crate::flyte::version::{Behaviour, FlyteVersion};
use crate::kube::fields::Api;

/// The Pods of one task and execution; a side may have none.
pub struct Match<'a> {
    /// On the left.
    pub left: Option<&'a Rendered>,
    /// On the right.
    pub right: Option<&'a Rendered>,
}

impl Match<'_> {
    /// What differs.
    pub fn differences(&self, api: Api) -> Vec<Difference> {
        match (self.left, self.right) {
            (Some(a), Some(b)) => differences(&a.pod.node, &b.pod.node, api),
            (a, b) => lone(a.map(|p| &p.pod.node), b.map(|p| &p.pod.node)).into_iter().collect(),
        }
    }

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

/// The way from the version of a side to another one, a behaviour at a time.
pub struct Way {
    /// Each behaviour, and the inputs as a version understands them that has it as the other one.
    steps: Vec<(Behaviour, FlyteVersion, Loaded)>,
}

impl Way {
    /// Understands the inputs of a side as all versions on the way. A mixture of two versions may
    /// refuse what both accept: then the next one tells the difference.
    pub fn new(side: &Rendering, to: FlyteVersion, files: &Files) -> Way {
        let mut gathered = side.gathered.clone();
        gathered.sdk.flyte = Some(side.gathered.version);
        let mut version = side.gathered.version;
        let mut steps = Vec::new();
        for behaviour in side.gathered.version.differences(to) {
            version = version.with(behaviour, to);
            let mut report = Report::silent();
            if let Some(loaded) = Loaded::load(&gathered, &files.sources, version, &mut report) {
                steps.push((behaviour, version, loaded));
            }
        }
        Way { steps }
    }

    /// What each behaviour changes in a Pod of the side.
    pub fn of(&self, pod: &Rendered) -> Vec<(Behaviour, Vec<Difference>)> {
        let mut made = Vec::new();
        let mut before = pod.pod.node.clone();
        for (behaviour, version, loaded) in &self.steps {
            let Some(after) = loaded.render_one(pod.task, pod.execution, *version) else { continue };
            let changed = differences(&before, &after.node, version.kubernetes_api());
            if !changed.is_empty() {
                made.push((*behaviour, changed));
            }
            before = after.node;
        }
        made
    }
}
