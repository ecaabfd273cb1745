//! Pods to text: YAML, JSON, names, and what a jsonpath picks.

use std::fmt;

use super::jsonpath::{MissingKey, Template};
use super::origins::{ANNOTATION, annotation, in_words};
use crate::source::Sources;
use crate::tree::{FieldPath, Map, Node, Origin, Text};
use crate::yaml::{emit_json, emit_yaml};

/// Where the origins of a Pod's fields are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origins {
    /// Nowhere.
    None,
    /// In a comment behind each leaf.
    Comments,
    /// In one annotation of the Pod.
    Annotations,
}

/// Writes Pods as YAML documents.
pub fn yaml(pods: &[&Node], origins: Origins, sources: &Sources, out: &mut impl fmt::Write) -> fmt::Result {
    let comment = |_: &FieldPath, leaf: &Node| Some(in_words(&leaf.origin, sources));
    for (i, pod) in pods.iter().enumerate() {
        if i > 0 {
            out.write_str("---\n")?;
        }
        match origins {
            Origins::None => emit_yaml(pod, None, out)?,
            Origins::Comments => emit_yaml(pod, Some(&comment), out)?,
            Origins::Annotations => emit_yaml(&annotated(pod, sources), None, out)?,
        }
    }
    Ok(())
}

/// The Pod with the annotation that holds its origins.
fn annotated(pod: &Node, sources: &Sources) -> Node {
    let text = annotation(pod, sources);
    let made = pod.origin.clone();
    let mut pod = pod.clone();
    let annotations = pod.field_mut("metadata", &made).field_mut("annotations", &made);
    annotations.map_mut().set(Text::Static(ANNOTATION), Node::str(text, made));
    pod
}

/// Writes one Pod, or a list of several, as JSON.
pub fn json(pods: &[&Node], out: &mut impl fmt::Write) -> fmt::Result {
    match pods {
        [pod] => emit_json(pod, out),
        several => emit_json(&list(several), out),
    }
}

/// The Pods as a `v1 List`.
fn list(pods: &[&Node]) -> Node {
    let origin = pods.first().map_or(NOWHERE, |p| p.origin.clone());
    let items = pods.iter().map(|p| (*p).clone()).collect();
    Node::object(
        vec![
            ("apiVersion", Node::text("v1", origin.clone())),
            ("items", Node::seq(items, origin.clone())),
            ("kind", Node::text("List", origin.clone())),
            ("metadata", Node::map(Map::sorted(), origin.clone())),
        ],
        origin,
    )
}

/// Origin of a list of no Pods, which nobody sees.
const NOWHERE: Origin = Origin::Flyte(&crate::tree::Made { step: "list", reason: "several Pods" });

/// Writes `pod/NAME` for each Pod.
pub fn names(pods: &[&Node], out: &mut impl fmt::Write) -> fmt::Result {
    for pod in pods {
        let name = pod.at(&["metadata", "name"]).and_then(Node::as_str).unwrap_or("");
        writeln!(out, "pod/{name}")?;
    }
    Ok(())
}

/// Writes what a template picks from one Pod, or from a list of several. Gives the keys
/// that are not there.
pub fn pick(pods: &[&Node], template: &Template, out: &mut String) -> Result<Vec<MissingKey>, String> {
    match pods {
        [pod] => template.write(pod, out),
        several => template.write(&list(several), out),
    }
}
