//! The runtime template: which one, or none.

use crate::diagnostic::suggest;
use crate::flyte::build::Build;
use crate::flyte::pipeline::{Reason, Refusal};
use crate::flyte::templates::Template;
use crate::tree::Node;

/// Looks the template up. A missing named one is an error, in older versions only later.
pub fn run(b: &mut Build<'_>) -> Result<(), Refusal> {
    let (name, named) = wanted(b);
    b.decide(&name);
    let Some(text) = name.as_text().filter(|text| !text.is_empty()) else { return Ok(()) };
    let found = find(b, text);
    b.template = found;
    if let Some(template) = found {
        for node in [&template.name, &template.namespace, &b.facts.namespace.clone()] {
            b.decide(node);
        }
    } else if named && b.version.looks_up_template_early() {
        return Err(missing(b));
    }
    Ok(())
}

/// The name that is looked for, and whether the task itself gives it.
fn wanted(b: &Build<'_>) -> (Node, bool) {
    let own = b.task.pod_template_name();
    match own.is_filled() {
        true => (own.clone(), true),
        false => (b.config.k8s.default_pod_template_name.clone(), false),
    }
}

/// Why no template was found.
pub fn idle(b: &Build<'_>) -> Reason {
    let (name, named) = wanted(b);
    let name = name.as_str().unwrap_or("");
    if name.is_empty() {
        return "neither the task nor `default-pod-template-name` names a template".into();
    }
    let (own, flyte) = (text(&b.facts.namespace), text(&b.facts.template_namespace));
    let places = if own == flyte { format!("`{own}`") } else { format!("`{own}` or `{flyte}`") };
    let then = if named {
        "the task is refused when the template is needed"
    } else {
        "a default one that is missing is no error"
    };
    format!("there is no PodTemplate `{name}` in namespace {places}; {then}").into()
}

/// Why there is nothing to lay the task over.
pub fn nothing_found(b: &Build<'_>) -> Reason {
    let (name, _) = wanted(b);
    if name.is_filled() { "no template was found".into() } else { "no template is named".into() }
}

fn text(node: &Node) -> &str {
    node.as_str().unwrap_or("")
}

fn find<'a>(b: &Build<'a>, name: &str) -> Option<&'a Template> {
    let namespaces = [&b.facts.namespace, &b.facts.template_namespace];
    namespaces.iter().find_map(|namespace| b.templates.get(namespace.as_str().unwrap_or(""), name))
}

/// That a named template does not exist; `None` if none was named or it was found.
pub fn still_missing(b: &Build<'_>) -> Option<Refusal> {
    let named = b.task.pod_template_name().is_filled();
    (named && b.template.is_none()).then(|| missing(b))
}

fn missing(b: &Build<'_>) -> Refusal {
    let node = b.task.pod_template_name().clone();
    let name = node.as_str().unwrap_or("").to_owned();
    let mut refusal = b.bad_task(&node, format!("PodTemplate '{name}' does not exist"));
    let (own, flyte) = (text(&b.facts.namespace), text(&b.facts.template_namespace));
    refusal.message = format!("there is no PodTemplate `{name}` in namespace `{own}` or `{flyte}`");
    let elsewhere = b.templates.iter().find(|t| t.name.as_str() == Some(name.as_str()));
    let near = || suggest(&name, b.templates.iter().filter_map(|t| t.name.as_str()));
    refusal.help = Some(match (elsewhere, near()) {
        (Some(template), _) => format!("one of this name is in namespace `{}`", text(&template.namespace)),
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) => "give the file that holds it with `-t`".to_owned(),
    });
    refusal
}
