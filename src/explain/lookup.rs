//! [`Lookup`]: how the runtime template was looked for, and what else there is.

use crate::diagnostic::suggest;
use crate::flyte::pipeline::{Inputs, Trace};
use crate::flyte::templates::Template;
use crate::source::Span;
use crate::tree::Node;

/// Who names the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedBy {
    /// The task's `pod_template_name`.
    Task,
    /// `default-pod-template-name` of the configuration.
    Default,
    /// Nobody.
    Nobody,
}

/// What one namespace gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// It holds the template, which is used.
    Used,
    /// It does not hold one of the name.
    Missing,
    /// It was not asked, since the one before has it; it holds one of the name, too.
    NotAskedButThere,
    /// It was not asked, since the one before has it.
    NotAsked,
}

/// A namespace in which Flyte looks.
#[derive(Clone, Debug)]
pub struct Try {
    /// Its name.
    pub namespace: Node,
    /// Whether it is the Pod's namespace; else it is the one that Flyte itself runs in.
    pub is_pods: bool,
    /// What it gave.
    pub found: Found,
    /// Where its template of the name stands.
    pub span: Option<Span>,
}

/// A template that could have been meant.
#[derive(Clone, Debug)]
pub struct Other {
    /// Its name.
    pub name: Node,
    /// Its namespace.
    pub namespace: Node,
    /// Where it stands.
    pub span: Option<Span>,
}

/// How the runtime template was looked for.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// Who names it.
    pub named_by: NamedBy,
    /// The name that was looked for.
    pub name: Option<Node>,
    /// The default's name, which does not count beside the task's.
    pub excluded: Option<Node>,
    /// The namespaces, in their order. Empty if there was no name to look for.
    pub tries: Vec<Try>,
    /// Templates of this name in namespaces in which Flyte does not look.
    pub elsewhere: Vec<Other>,
    /// Where nothing was found: the template of the name that is nearest.
    pub near: Option<Other>,
    /// Whether a running Flyte of this version watches PodTemplates at all.
    pub watched: bool,
}

impl Lookup {
    /// Whether a template was found.
    pub fn found(&self) -> bool {
        self.tries.iter().any(|t| t.found == Found::Used)
    }

    /// The look-up of a run. `None` if Flyte refused the task before it came to that.
    pub fn of(inputs: &Inputs<'_>, trace: &Trace) -> Option<Lookup> {
        let step = trace.steps.iter().find(|s| s.step.name == "template-lookup")?;
        let (own, default) = (inputs.task.pod_template_name(), &inputs.config.k8s.default_pod_template_name);
        let (named_by, name) = match (own.is_filled(), default.is_filled()) {
            (true, _) => (NamedBy::Task, Some(own)),
            (false, true) => (NamedBy::Default, Some(default)),
            (false, false) => (NamedBy::Nobody, None),
        };
        let wanted = name.and_then(Node::as_str).unwrap_or("");
        let fact = |key: &str| step.before.established.at(&["execution", key]).cloned();
        let used = step.after.established.at(&["runtimeTemplate", "namespace"]).and_then(Node::as_str);
        let mut tries: Vec<Try> = Vec::new();
        for (key, is_pods) in [("namespace", true), ("templateNamespace", false)] {
            let Some(namespace) = fact(key).filter(|_| name.is_some()) else { continue };
            if tries.iter().any(|earlier| earlier.namespace == namespace) {
                continue;
            }
            let text = namespace.as_str().unwrap_or("");
            let held = inputs.templates.get(text, wanted);
            let found = match (used, held) {
                (Some(used), Some(_)) if used == text => Found::Used,
                (Some(_), Some(_)) => Found::NotAskedButThere,
                (Some(_), None) if tries.iter().any(|earlier| earlier.found == Found::Used) => Found::NotAsked,
                (_, _) => Found::Missing,
            };
            let span = held.and_then(|template| template.name.span().or(template.span));
            tries.push(Try { namespace, is_pods, found, span });
        }
        let asked = |t: &Template| tries.iter().any(|tried| tried.namespace == t.namespace);
        let elsewhere = inputs.templates.iter().filter(|t| t.name.as_str() == Some(wanted) && !asked(t));
        let elsewhere = elsewhere.map(Other::of).collect();
        Some(Lookup {
            named_by,
            name: name.cloned(),
            excluded: (named_by == NamedBy::Task && default.is_filled()).then(|| default.clone()),
            near: near(inputs, &tries, wanted).filter(|_| used.is_none() && name.is_some()),
            elsewhere,
            tries,
            watched: trace.version.watches_templates(),
        })
    }
}

impl Other {
    fn of(template: &Template) -> Other {
        Other { name: template.name.clone(), namespace: template.namespace.clone(), span: template.name.span() }
    }
}

/// The template whose name is nearest: one that would have been found, or else any.
fn near(inputs: &Inputs<'_>, tries: &[Try], wanted: &str) -> Option<Other> {
    let within = |t: &&Template| tries.iter().any(|tried| tried.namespace == t.namespace);
    let nearest = |templates: Vec<&Template>| -> Option<Other> {
        let name = suggest(wanted, templates.iter().filter_map(|t| t.name.as_str()))?.to_owned();
        templates.into_iter().find(|t| t.name.as_str() == Some(&name)).map(Other::of)
    };
    nearest(inputs.templates.iter().filter(within).collect()).or_else(|| nearest(inputs.templates.iter().collect()))
}
