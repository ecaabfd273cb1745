//! Object metadata: name, namespace, labels, annotations, owner, finalizer.

use crate::flyte::build::Build;
use crate::flyte::pipeline::{Reason, Refusal};
use crate::flyte::steps::names::{label_1, label_2, pod_name};
use crate::flyte::steps::overrides::strings;
use crate::flyte::steps::pod_level::union;
use crate::tree::{Entry, Layer, Made, Map, Node, Origin, Rule, Text, Value, Verdict};

static LABELS: Made = Made { step: "metadata", reason: "labels that Flyte itself sets" };
static OWNER: Made = Made { step: "metadata", reason: "the object that owns the Pod" };
static FINALIZER: Made = Made { step: "metadata", reason: "inject-finalizer is set" };
static PRIMARY: Made = Made { step: "metadata", reason: "tells Flyte which container counts" };
static SECRETS: Made = Made { step: "secrets", reason: "the task asks for secrets" };

/// Puts the metadata together.
pub fn run(b: &mut Build<'_>) -> Result<(), Refusal> {
    primary_annotation(b);
    let labels = labels(b);
    let annotations = annotations(b);
    let mut metadata = b.metadata.clone();
    if metadata.is_null() {
        metadata = Node::map(Map::sorted(), Origin::Flyte(&LABELS));
    }
    // From here on all layers stand in one.
    (b.labels, b.annotations) = (labels.clone(), annotations.clone());
    b.secrets = Node::null(Origin::Flyte(&SECRETS));
    for (key, map) in [("labels", labels), ("annotations", annotations)] {
        metadata.set(key, map);
    }
    // The merge sets the time of creation, which is none yet.
    let time = metadata.map_mut().remove("creationTimestamp");
    name_and_namespace(b, &mut metadata);
    if let Some(time) = time {
        dropped(&mut metadata, "name", &time);
    }
    owner(b, &mut metadata);
    finalizer(b, &mut metadata);
    b.metadata = metadata;
    Ok(())
}

/// Why the metadata stayed.
pub fn idle(_: &Build<'_>) -> Reason {
    "the metadata is complete already".into()
}

/// Records on a field what the template said elsewhere and what Flyte does not keep.
fn dropped(metadata: &mut Node, key: &str, lost: &Node) {
    if let Some(field) = metadata.map_mut().get_mut(key) {
        field.displace(lost, Verdict::Dropped, Rule::Forced);
    }
}

fn primary_annotation(b: &mut Build<'_>) {
    let task_type = b.task.task_type().as_str().unwrap_or("").to_owned();
    let only = b.spec.get("containers").map_or(0, |c| c.items().len()) == 1;
    let raw = task_type == "raw-container" && b.version.skips_annotation_of_raw_containers();
    if task_type != "sidecar" && (!only || raw) {
        return;
    }
    let mut node = b.primary.clone();
    if let Some(given) = b.annotations.get("primary_container_name") {
        node.displace(given, Verdict::Overridden, Rule::Forced);
    }
    if node.span().is_none() && !matches!(node.origin, Origin::Derived(_)) {
        node.origin = Origin::Flyte(&PRIMARY);
    }
    b.annotations.map_mut().set(Text::Static("primary_container_name"), node);
}

fn labels(b: &Build<'_>) -> Node {
    let config = &b.config.k8s.default_labels;
    let layers = if b.version.is_documented() {
        // The documented order has the plugin configuration on top of template and task.
        union(&b.labels, &task_layer(b, "labels")).pipe(|own| union(&own, config))
    } else {
        union(config, &b.labels).pipe(|own| union(&own, &task_layer(b, "labels")))
    };
    let execution = union(&layers, &b.facts.labels);
    union(&execution, &own_labels(b))
}

fn annotations(b: &Build<'_>) -> Node {
    let config = &b.config.k8s.default_annotations;
    let layers = if b.version.is_documented() {
        union(&b.annotations, &task_layer(b, "annotations")).pipe(|own| union(&own, config))
    } else {
        union(config, &b.annotations).pipe(|own| union(&own, &task_layer(b, "annotations")))
    };
    union(&union(&layers, &b.facts.annotations), &b.secrets)
}

/// `f` of a node, to write layers in their order.
trait Pipe: Sized {
    fn pipe<T>(self, f: impl FnOnce(Self) -> T) -> T {
        f(self)
    }
}

impl Pipe for Node {}

/// `@task(labels=, annotations=)`.
fn task_layer(b: &Build<'_>, key: &str) -> Node {
    let map = b.task.at(&["metadata", "metadata", key]);
    if b.version.has_task_metadata_layer() && !map.is_null() {
        return strings(map, Layer::Task);
    }
    Node::null(Origin::Flyte(&LABELS))
}

/// Labels that Flyte sets above all others.
fn own_labels(b: &Build<'_>) -> Node {
    let mut entries: Vec<Entry> = Vec::with_capacity(8);
    let mut set = |key: &'static str, node: Node| entries.push(Entry::new(Text::Static(key), node));
    if !b.secrets_asked_for().is_empty() {
        set("inject-flyte-secrets", Node::text("true", Origin::Flyte(&SECRETS)));
    }
    if b.version.is_2() {
        labels_2(b, &mut set)
    } else {
        labels_1(b, &mut set)
    }
    Node::map(Map::from_unsorted(entries), Origin::Flyte(&LABELS))
}

fn sanitised(node: &Node, text: String) -> Node {
    if node.as_str() == Some(text.as_str()) {
        return node.clone();
    }
    let origin = Origin::derived(Rule::Sanitise, "metadata", vec![node.origin.clone()]);
    Node::str(text, origin).decided_by(Rule::Sanitise)
}

fn labels_1(b: &Build<'_>, set: &mut impl FnMut(&'static str, Node)) {
    let label = |node: &Node| sanitised(node, label_1(node.as_str().unwrap_or("")));
    if !b.facts.node.is_null() {
        set("node-id", label(&b.facts.node));
    }
    if let Some(id) = b.task.id() {
        let name = id.get("name").cloned().unwrap_or_else(|| Node::text("", id.origin.clone()));
        set("task-name", label(&name));
    }
    let interruptible = &b.facts.interruptible;
    let text = if interruptible.as_bool() == Some(true) { "true" } else { "false" };
    set("interruptible", Node { value: Value::Str(Text::Static(text)), ..interruptible.clone() });
    let identity = b.execution.at(&["executionIdentity"]);
    if identity.is_filled() {
        set("execution-identity", label(identity));
    }
}

fn labels_2(b: &Build<'_>, set: &mut impl FnMut(&'static str, Node)) {
    let made = |text: &'static str| Node::text(text, Origin::Flyte(&LABELS));
    if b.version.labels_project() {
        set("organization", made("flyte"));
        for (key, node) in [("project", &b.facts.project), ("domain", &b.facts.domain)] {
            if !node.is_null() {
                set(key, node.clone());
            }
        }
    }
    if b.version.labels_managed() {
        set("flyte.org/managed", made("true"));
    }
    if !b.version.labels_run() {
        return;
    }
    let null = Node::null(Origin::Flyte(&LABELS));
    let task_name = b.task.id().and_then(|id| id.get("name")).unwrap_or(&null);
    for (key, node) in [("run", &b.facts.name), ("action", &b.facts.node), ("task-name", task_name)] {
        let text = label_2(node.as_str().unwrap_or(""));
        if !text.is_empty() {
            set(key, sanitised(node, text));
        }
    }
    let attempt = &b.facts.attempt;
    let text = attempt.as_int().unwrap_or(0).saturating_add(1).to_string();
    let origin = Origin::derived(Rule::Derive, "metadata", vec![attempt.origin.clone()]);
    set("attempt", Node::str(text, origin));
}

fn name_and_namespace(b: &Build<'_>, metadata: &mut Node) {
    let generated = &b.facts.pod_name;
    let name = sanitised(generated, pod_name(generated.as_str().unwrap_or(""), b.version.unique_id_length()));
    for (key, node) in [("name", name), ("namespace", b.facts.namespace.clone())] {
        let node = match metadata.get(key).filter(|n| !n.is_null()) {
            Some(given) => node.over(given, Verdict::Overridden, Rule::Forced),
            None => node,
        };
        metadata.set(key, node);
    }
}

fn owner(b: &mut Build<'_>, metadata: &mut Node) {
    if b.version.is_2() {
        let disabled = b.config.k8s.disable_inject_owner_references.clone();
        b.decide(&disabled);
        if disabled.as_bool() == Some(true) {
            return;
        }
    }
    if b.facts.owner_name.is_null() {
        return;
    }
    let origin = || Origin::Flyte(&OWNER);
    let (group, kind) =
        if b.version.is_2() { ("flyte.org/v1", "TaskAction") } else { ("flyte.lyft.com/v1alpha1", "flyteworkflow") };
    let mut fields = vec![("apiVersion", Node::text(group, origin()))];
    if b.version.owner_blocks_deletion() {
        fields.push(("blockOwnerDeletion", Node::bool(true, origin())));
    }
    if b.version.owner_is_controller() {
        fields.push(("controller", Node::bool(true, origin())));
    }
    fields.push(("kind", Node::text(kind, origin())));
    fields.push(("name", b.facts.owner_name.clone()));
    if !b.facts.owner_uid.is_null() {
        fields.push(("uid", b.facts.owner_uid.clone()));
    }
    let mut list = Node::seq(vec![Node::object(fields, origin())], origin());
    if let Some(given) = metadata.get("ownerReferences").filter(|n| !n.items().is_empty()) {
        list.displace(given, Verdict::Overridden, Rule::Forced);
    }
    metadata.set("ownerReferences", list);
}

fn finalizer(b: &mut Build<'_>, metadata: &mut Node) {
    let inject = b.config.k8s.inject_finalizer.clone();
    b.decide(&inject);
    if inject.as_bool() != Some(true) {
        return;
    }
    let name = b.version.finalizer();
    let given = metadata.get("finalizers").map_or(&[][..], Node::items);
    if given.iter().any(|n| n.as_str() == Some(name)) && !b.version.repeats_finalizer() {
        return;
    }
    let node = Node::text(name, Origin::Flyte(&FINALIZER));
    metadata.field_mut("finalizers", &Origin::Flyte(&FINALIZER)).seq_mut().push(node);
}
