//! The raw pod: what the task itself says, before Flyte adds anything.

use crate::diagnostic::Diagnostic;
use crate::flyte::build::Build;
use crate::flyte::pipeline::{Reason, Refusal};
use crate::flyte::steps::names::is_dns_label;
use crate::flyte::steps::overrides::strings;
use crate::flyte::steps::resources::{Lists, by_kubernetes_names, list_of};
use crate::flyte::templates::unknown_field;
use crate::kube::decode::{DecodeError, Keys, decode};
use crate::kube::fields::{Field, Kind, Type};
use crate::tree::{Layer, Made, Node, Origin, Rule, Value, Verdict};
use std::sync::OnceLock;

/// Stands for the four random characters that Flyte would choose.
const RANDOM_NAME: &str = "xxxx";

/// The key under which a task's `config` names the primary container.
const PRIMARY_KEY: &str = "primary_container_name";

static RANDOM: Made = Made { step: "raw-pod", reason: "four random characters: the generated name is no DNS label" };
static FALLBACK_TO_LOGS: Made =
    Made { step: "raw-pod", reason: "containers that Flyte makes show their log on failure" };
static CONTAINER: Made = Made { step: "raw-pod", reason: "a container task has one container" };
static NO_LINKS: Made = Made { step: "service-links", reason: "Flyte 2 switches service links off" };

/// Whether a name stands for one that Flyte chooses at random.
pub fn is_random_name(origin: &Origin) -> bool {
    matches!(origin, Origin::Flyte(made) if **made == RANDOM)
}

/// Why some steps leave a sidecar of version 0 or 1 alone.
pub const LEGACY_SIDECARS_STAY: &str = "sidecar tasks of task type version 0 and 1 are left alone";

/// Whether the task is a sidecar of version 0 or 1, whose pod stands in `custom`.
pub fn is_legacy_sidecar(b: &Build<'_>) -> bool {
    b.task.task_type().as_str() == Some("sidecar") && matches!(b.task.type_version(), 0 | 1)
}

/// Makes the task's pod spec, its labels and annotations, and the name of the primary.
pub fn run(b: &mut Build<'_>) -> Result<(), Refusal> {
    let task_type = b.task.task_type().clone();
    b.decide(&task_type);
    let version = b.task.at(&["taskTypeVersion"]).clone();
    b.decide(&version);
    if is_legacy_sidecar(b) {
        return if b.task.type_version() == 0 { sidecar_0(b) } else { sidecar_1(b) };
    }
    match (b.task.container(), b.task.k8s_pod()) {
        (Some(container), _) => from_container(b, &container.clone()),
        (None, Some(pod)) => from_pod(b, &pod.clone()),
        (None, None) => {
            let root = b.task.root().clone();
            let mut refusal =
                b.bad_task(&root, "invalid TaskSpecification, unable to determine Pod configuration".to_owned());
            refusal.message = "the task has neither a container nor a pod".to_owned();
            refusal.help =
                Some("give `container:` or `k8sPod:` (in the authoring form `image:` or `pod_template:`)".into());
            Err(refusal)
        }
    }
}

/// Why there is nothing yet.
pub fn idle(_: &Build<'_>) -> Reason {
    "the task's pod spec is empty".into()
}

fn from_container(b: &mut Build<'_>, container: &Node) -> Result<(), Refusal> {
    b.check_resources(container)?;
    let name = container_name(b);
    let mut fields = Vec::with_capacity(8);
    let given = |key: &str| container.get(key).filter(|n| !n.is_null()).cloned();
    fields.extend(given("args").map(|n| ("args", n)));
    fields.extend(given("command").map(|n| ("command", n)));
    if let Some(env) = given("env") {
        let items = env.items().iter().map(variable).collect();
        fields.push(("env", Node::seq(items, env.origin)));
    }
    fields.extend(given("image").map(|n| ("image", n)));
    fields.push(("imagePullPolicy", b.config.k8s.image_pull_policy.clone()));
    fields.push(("name", name.clone()));
    fields.push(("resources", container_resources(b, container)?));
    fields.push(("terminationMessagePolicy", Node::text("FallbackToLogsOnError", Origin::Flyte(&FALLBACK_TO_LOGS))));
    let made = Origin::Flyte(&CONTAINER);
    let containers = Node::seq(vec![Node::object(fields, made.clone())], made.clone());
    b.spec = Node::object(vec![("containers", containers)], made);
    b.primary = name;
    Ok(())
}

fn container_name(b: &mut Build<'_>) -> Node {
    let name = b.facts.pod_name.clone();
    if is_dns_label(name.as_str().unwrap_or("")) {
        return name;
    }
    let text = name.as_str().unwrap_or("").to_owned();
    b.decide(&name);
    b.notes.push(
        Diagnostic::note(
            "flyte/random-name",
            format!(
                "Flyte names the container at random, since `{text}` is no DNS label; `{RANDOM_NAME}` stands for it"
            ),
        )
        .maybe_at(name.origin.nearest_span(), ""),
    );
    Node::text(RANDOM_NAME, Origin::Flyte(&RANDOM))
}

/// `{key, value}` of the task as a variable of a container.
fn variable(pair: &Node) -> Node {
    let mut fields = Vec::with_capacity(2);
    fields.extend(pair.get("key").map(|n| ("name", n.clone())));
    fields.extend(pair.get("value").map(|n| ("value", n.clone())));
    Node::object(fields, pair.origin.clone())
}

fn container_resources(b: &Build<'_>, container: &Node) -> Result<Node, Refusal> {
    let side = |key: &str| list_of(container.at(&["resources", key]).map_or(&[][..], Node::items));
    let own;
    let lists = match &b.admin_resources {
        Some(lists) => lists,
        None => {
            own = Lists { requests: side("requests"), limits: side("limits") };
            &own
        }
    };
    let convert = |list| {
        by_kubernetes_names(list, b).map_err(|mut refusal| {
            // The 2.x line swallows the parse error and complains about what is then missing.
            let text = "resource requirements not found for container task, required!";
            if b.version.is_2() {
                refusal.flyte = Some(format!("[BadTaskSpecification] {text}"));
            }
            refusal
        })
    };
    let (requests, limits) = (convert(&lists.requests)?, convert(&lists.limits)?);
    let origin = container.get("resources").map_or(Origin::Flyte(&CONTAINER), |n| n.origin.clone());
    Ok(Node::object(vec![("limits", limits), ("requests", requests)], origin))
}

/// Decodes a protobuf Struct into a pod spec, as part of a layer; unknown fields become notes.
pub fn decode_pod_spec(b: &mut Build<'_>, spec: &Node, layer: Layer) -> Result<Node, DecodeError> {
    let decoded = decode(spec, Kind::Struct(b.types.pod_spec), Keys::AnyCase, &[], layer)?;
    for unknown in &decoded.unknown {
        b.notes.push(unknown_field(unknown, b.version));
    }
    Ok(decoded.node)
}

fn undecodable(b: &Build<'_>, node: &Node, what: &str, error: DecodeError) -> Refusal {
    let dump = super::literals::struct_text(node);
    let flyte = format!("[BadTaskSpecification] {what} [{dump}], Err: [{}]", error.message);
    let message = format!("Flyte cannot read this pod spec: {}", error.message);
    let mut refusal = b.bad_task(node, message);
    if let Some(span) = error.span {
        refusal.label = Some(crate::diagnostic::Label { span, text: "of another type than the field".to_owned() });
    }
    refusal.flyte = Some(flyte);
    refusal
}

fn from_pod(b: &mut Build<'_>, pod: &Node) -> Result<(), Refusal> {
    let Some(spec) = pod.get("podSpec").filter(|n| !n.is_null()) else {
        let text =
            "Pod tasks with task type version > 1 should specify their target as a K8sPod with a defined pod spec";
        return Err(b.bad_task(pod, text.to_owned()));
    };
    b.spec = match decode_pod_spec(b, spec, Layer::TaskPodTemplate) {
        Ok(spec) => spec,
        Err(error) => return Err(undecodable(b, spec, "Unable to unmarshal task k8s pod", error)),
    };
    b.primary = primary_of_config(b)?;
    metadata_of_pod(b, pod);
    Ok(())
}

fn metadata_of_pod(b: &mut Build<'_>, pod: &Node) {
    for (key, own) in [("labels", &mut b.labels), ("annotations", &mut b.annotations)] {
        if let Some(map) = pod.at(&["metadata", key]).filter(|n| !n.is_null()) {
            *own = strings(map, Layer::TaskPodTemplate);
        }
    }
}

fn primary_of_config(b: &mut Build<'_>) -> Result<Node, Refusal> {
    let config = b.task.at(&["config"]).clone();
    if let Some(name) = config.get(PRIMARY_KEY) {
        b.decide(name);
        return Ok(name.clone());
    }
    let mut pairs: Vec<String> =
        config.entries().iter().map(|e| format!("{}:{}", e.key, e.node.as_str().unwrap_or(""))).collect();
    pairs.sort();
    let text = format!("invalid TaskSpecification, config missing [{PRIMARY_KEY}] key in [map[{}]]", pairs.join(" "));
    let place = if config.is_null() { b.task.root().clone() } else { config };
    let mut refusal = b.bad_task(&place, text);
    refusal.message = format!("the task's `config` does not name the primary container (`{PRIMARY_KEY}`)");
    refusal.help = Some(format!("add `config: {{{PRIMARY_KEY}: primary}}` beside `k8sPod`"));
    Err(refusal)
}

/// Flyte's own struct of a sidecar task, whose fields Go knows by their Go names.
fn sidecar_job(b: &Build<'_>) -> &'static Type {
    static TYPES: [OnceLock<Type>; 4] = [const { OnceLock::new() }; 4];
    static TEXTS: Kind = Kind::Map(&Kind::String);
    let spec = b.types.pod_spec;
    let api = b.version.kubernetes_api();
    let make = || {
        let pointer: &'static Kind = Box::leak(Box::new(Kind::Struct(spec)));
        let field = |name, kind| Field { name, kind, omitempty: true, merge_key: None };
        Type::new(
            "sidecarJob",
            vec![
                field("PodSpec", Kind::Pointer(pointer)),
                field("PrimaryContainerName", Kind::String),
                field("Annotations", TEXTS),
                field("Labels", TEXTS),
            ],
        )
    };
    match TYPES.get(api as usize) {
        Some(slot) => slot.get_or_init(make),
        None => spec,
    }
}

/// A sidecar task of version 0: `custom` holds a pod spec, the primary's name, labels and annotations.
fn sidecar_0(b: &mut Build<'_>) -> Result<(), Refusal> {
    let custom = b.task.at(&["custom"]).clone();
    if custom.is_null() {
        let root = b.task.root().clone();
        return Err(b.bad_task(&root, "invalid TaskSpecification [<nil>], Err: [nil Struct Object passed]".to_owned()));
    }
    let decoded = match decode(&custom, Kind::Struct(sidecar_job(b)), Keys::AnyCase, &[], Layer::TaskPodTemplate) {
        Ok(decoded) => decoded.node,
        Err(error) => return Err(undecodable(b, &custom, "invalid TaskSpecification", error)),
    };
    let Some(spec) = decoded.get("PodSpec").filter(|n| !n.is_null()) else {
        let dump = super::literals::struct_text(&custom);
        return Err(b.bad_task(&custom, format!("invalid TaskSpecification, nil PodSpec [{dump}]")));
    };
    b.spec = spec.clone();
    let primary = decoded.get("PrimaryContainerName").cloned();
    b.primary = primary.unwrap_or_else(|| Node::text("", custom.origin.clone()));
    let primary = b.primary.clone();
    b.decide(&primary);
    for (key, own) in [("Labels", &mut b.labels), ("Annotations", &mut b.annotations)] {
        if let Some(map) = decoded.get(key).filter(|n| !n.is_null()) {
            *own = map.clone();
        }
    }
    Ok(())
}

/// A sidecar task of version 1: `custom` is the pod spec.
fn sidecar_1(b: &mut Build<'_>) -> Result<(), Refusal> {
    let custom = b.task.at(&["custom"]).clone();
    if custom.is_null() {
        let root = b.task.root().clone();
        let text = "Unable to unmarshal task custom [<nil>], Err: [nil Struct Object passed]";
        return Err(b.bad_task(&root, text.to_owned()));
    }
    b.spec = match decode_pod_spec(b, &custom, Layer::TaskPodTemplate) {
        Ok(spec) => spec,
        Err(error) => return Err(undecodable(b, &custom, "Unable to unmarshal task custom", error)),
    };
    if b.task.at(&["config"]).entries().is_empty() {
        let text =
            format!("invalid TaskSpecification, config needs to be non-empty and include missing [{PRIMARY_KEY}] key");
        let place = b.task.root().clone();
        return Err(b.bad_task(&place, text));
    }
    b.primary = primary_of_config(b)?;
    if let Some(pod) = b.task.k8s_pod() {
        metadata_of_pod(b, &pod.clone());
    }
    Ok(())
}

/// `enableServiceLinks: false`, whatever the task said. Only container and pod tasks.
pub fn disable_service_links(b: &mut Build<'_>) -> Result<(), Refusal> {
    if is_legacy_sidecar(b) {
        return Ok(());
    }
    let mut node = Node::new(Value::Bool(false), Origin::Flyte(&NO_LINKS)).decided_by(Rule::Forced);
    if let Some(given) = b.spec.get("enableServiceLinks").filter(|n| !n.is_null()) {
        node.displace(given, Verdict::Overridden, Rule::Forced);
    }
    b.spec.set("enableServiceLinks", node);
    Ok(())
}

/// Why service links stay as they are.
pub fn service_links_are_idle(b: &Build<'_>) -> Reason {
    if is_legacy_sidecar(b) { LEGACY_SIDECARS_STAY.into() } else { "`enableServiceLinks` is false already".into() }
}
