//! The live Pod out of what `kubectl get pod` printed.

use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Sources};
use crate::tree::Node;
use crate::yaml::{Dialect, parse};

const HELP: &str = "give the output of `kubectl get pod NAME -n NAMESPACE -o yaml`";

/// The Pod in a text: one Pod, or a list of one.
pub fn pod(sources: &Sources, id: SourceId) -> Result<Node, Vec<Diagnostic>> {
    let documents = parse(sources, id, Dialect::Kubectl)?;
    let mut objects: Vec<&Node> = Vec::new();
    documents.iter().for_each(|document| collect(&document.root, &mut objects));
    let name = sources.name(id);
    match objects.as_slice() {
        [] => Err(vec![Diagnostic::error("live/none", format!("there is no Pod in `{name}`")).help(HELP)]),
        [pod] => match wrong(pod) {
            Some(error) => Err(vec![error]),
            None => Ok((*pod).clone()),
        },
        [_, second, ..] => Err(vec![
            Diagnostic::error("live/several", format!("there are {} objects in `{name}`", objects.len()))
                .maybe_at(second.span(), "the second one")
                .help("give the output of `kubectl get pod NAME`: one Pod is compared at a time"),
        ]),
    }
}

/// The objects of a document: itself, or what its list has.
fn collect<'n>(root: &'n Node, objects: &mut Vec<&'n Node>) {
    match root.str_at("kind") {
        "List" | "PodList" => root.get("items").map_or(&[][..], Node::items).iter().for_each(|n| collect(n, objects)),
        _ if root.is_null() => {}
        _ => objects.push(root),
    }
}

/// Why an object is no live Pod, if it is none.
fn wrong(object: &Node) -> Option<Diagnostic> {
    let kind = object.get("kind");
    let at = kind.and_then(Node::span).or_else(|| object.span());
    let (code, message) = match kind.and_then(Node::as_str) {
        Some("Pod") if object.get("spec").is_some_and(|n| n.as_map().is_some()) => return None,
        Some("Pod") => ("live/no-spec", "this Pod has no `spec`".to_owned()),
        Some(other) => ("live/other-kind", format!("a `{other}` is no Pod")),
        None => ("live/other-kind", "this is no Pod: it has no `kind`".to_owned()),
    };
    Some(Diagnostic::error(code, message).maybe_at(at, "").help(HELP))
}
