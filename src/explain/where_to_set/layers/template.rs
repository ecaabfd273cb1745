//! Runtime PodTemplates: the one that is used, or a new one.

use super::super::documents::steps;
use super::super::edit::{At, Edit, Go, Put};
use super::super::target::Step;
use super::{Candidate, Context, below, config, go, in_container, named, resources, text};
use crate::flyte::effects::Room;
use crate::tree::{Layer, Node};

/// What a container of a template has for an image where it is only a base: the documentation's own.
const NO_IMAGE: &str = "docker.io/rwgrim/docker-noop";

/// The name of a new template.
const NEW_NAME: &str = "flyte-template";

/// The template in use; where none is, a new one, with the setting that names it.
pub(super) fn candidates(c: &Context<'_>) -> Vec<Candidate> {
    let Some(path) = in_template(c) else { return Vec::new() };
    let edits = match &c.known.pod.template {
        Some((name, _)) => in_use(c, name, path).map(|edit| (vec![edit], true)),
        None => Some((new_template(c, path), false)),
    };
    let Some((edits, used)) = edits else { return Vec::new() };
    let variants = match edits.as_slice() {
        [edit] if used => resources::spec_variants(c, edit.clone()),
        _ => vec![edits],
    };
    vec![Candidate::new(Layer::RuntimeTemplate, variants)]
}

/// The way from a PodTemplate to the field; none if nothing in it reaches the field.
fn in_template(c: &Context<'_>) -> Option<Vec<Go>> {
    if let Some(steps) = c.target.in_metadata() {
        return Some(below(&["template", "metadata"], go(steps)?));
    }
    let steps = match c.target.container() {
        None => go(c.target.in_spec()?)?,
        Some((list, identity, rest)) => {
            let name = base(c, list, &identity.text(), identity.is_primary)?;
            let image = matches!(rest, [Step::Field("image")]);
            let fill = if image { Vec::new() } else { vec![("image", text(NO_IMAGE))] };
            in_container(list, &name, fill, rest)?
        }
    };
    Some(below(&["template", "spec"], steps))
}

/// The template container that is the base of a container.
fn base(c: &Context<'_>, list: &str, name: &str, is_primary: bool) -> Option<String> {
    let version = c.known.version;
    let by_name = version.merges_by_equal_names();
    let magic = match list {
        "containers" if is_primary => "primary",
        "containers" if by_name => name,
        "containers" => "default",
        "initContainers" if !version.merges_init_containers() => return None,
        "initContainers" if is_downloader(c, name) => "primary-init",
        "initContainers" if by_name => name,
        "initContainers" => "default-init",
        _ => name,
    };
    Some(magic.to_owned())
}

/// Whether an init container is co-pilot's downloader, the primary one of a version that has such a thing.
fn is_downloader(c: &Context<'_>, name: &str) -> bool {
    let prefix = c.known.inputs.config.k8s.co_pilot.name.as_str().unwrap_or("");
    c.known.version.downloader_is_primary_init() && name.strip_prefix(prefix) == Some("downloader")
}

/// The edit of the template in use.
fn in_use(c: &Context<'_>, name: &Node, path: Vec<Go>) -> Option<Edit> {
    let template = c.known.inputs.templates.iter().find(|t| t.name.span() == name.span())?;
    let place = c.documents.find(template.span?)?;
    let mut whole = steps(&place.path);
    whole.extend(path);
    Some(Edit { at: At::Document { id: place.id, document: place.document }, path: whole, put: Put::Value(c.value()) })
}

/// A whole new template, and the setting that names it where there is none.
fn new_template(c: &Context<'_>, path: Vec<Go>) -> Vec<Edit> {
    let pod = c.known.pod;
    let own = c.known.inputs.task.pod_template_name();
    let default = &c.known.inputs.config.k8s.default_pod_template_name;
    let given = [own, default].into_iter().find(|n| n.is_filled()).and_then(Node::as_str);
    let namespace = pod.node.at(&["metadata", "namespace"]).and_then(Node::as_str).unwrap_or("");
    let put = |path: Vec<Go>, value: Node| Edit { at: At::New(Room::Templates), path, put: Put::Value(value) };
    let mut edits = vec![
        put(vec![Go::Field("apiVersion")], text("v1")),
        put(vec![Go::Field("kind")], text("PodTemplate")),
        put(below(&["metadata", "name"], Vec::new()), text(given.unwrap_or(NEW_NAME))),
        put(below(&["metadata", "namespace"], Vec::new()), text(namespace)),
    ];
    let in_containers = matches!(c.target.container(), Some(("containers", _, _)));
    edits.push(put(path, c.value()));
    if !in_containers {
        // a PodTemplate without containers is none for Kubernetes
        let container =
            below(&["template", "spec", "containers"], vec![named("default", Vec::new()), Go::Field("image")]);
        edits.push(put(container, text(NO_IMAGE)));
    }
    if given.is_none() {
        edits.push(config::edit(c, "plugins.k8s.default-pod-template-name", Vec::new(), text(NEW_NAME)));
    }
    edits
}
