//! Arguments that both SDKs read alike, taken from values of Python.

use crate::sdk::arguments::{Amount, PodTemplate, Resource, Resources};
use crate::sdk::parts::refused;
use crate::sdk::python::common::checks;
use crate::sdk::python::common::convert::{Lost, doubles, known, lost, node, origin};
use crate::sdk::python::language::value::{Field, Kind, Object, Val};
use crate::source::Span;
use crate::tree::{Layer, Node, Origin, Value};

/// A field of an object that was given and is not `None`.
pub(in crate::sdk::python) fn given<'o, 'a>(object: &'o Object<'a>, name: &str) -> Result<Option<&'o Field<'a>>, Lost> {
    if let Some(spoilt) = object.get("?") {
        known(spoilt)?;
    }
    let found = object.fields.iter().find(|f| f.name == name);
    Ok(found.filter(|f| !f.value.is_none()))
}

/// A field as a node of the task.
pub(in crate::sdk::python) fn simple(object: &Object<'_>, name: &str) -> Result<Option<Node>, Lost> {
    given(object, name)?.map(|f| node(&f.value, Layer::Task)).transpose()
}

/// The error for a value of the wrong kind.
pub(in crate::sdk::python) fn wrong(span: Span, what: &str, theirs: &str) -> Lost {
    Box::new(refused("task/wrong-type", what.to_owned(), &Origin::input(span), theirs.to_owned()))
}

/// Variables: a dict in order.
pub(in crate::sdk::python) fn environment(value: &Val<'_>) -> Result<Vec<(Node, Node)>, Lost> {
    let Kind::Dict(entries) = &known(value)?.kind else {
        let found = checks::type_name(value).unwrap_or_default();
        let theirs = format!("AttributeError: '{found}' object has no attribute 'items'");
        return Err(wrong(value.span, "the environment must be a dict", &theirs));
    };
    let entries = entries.borrow();
    let pair = |(k, v): &(Val<'_>, Val<'_>)| {
        let (name, text) = (node(k, Layer::Task)?, node(v, Layer::Task)?);
        if text.as_str().is_none() || name.as_str().is_none() {
            let theirs = "TypeError: bad argument type for built-in operation";
            return Err(wrong(v.span, "a variable's name and value must be strings", theirs));
        }
        Ok((name, text))
    };
    entries.values().map(pair).collect()
}

/// The configuration of the plugin `flytekitplugins-pod`.
pub(in crate::sdk::python) const POD_PLUGIN: &str = "flytekitplugins.Pod";

/// A pod template object.
pub(in crate::sdk::python) fn pod_template(value: &Val<'_>) -> Result<PodTemplate, Lost> {
    const LAYER: Layer = Layer::TaskPodTemplate;
    let object = match &known(value)?.kind {
        Kind::Object(object) if object.borrow().class.ends_with(".PodTemplate") => object.borrow(),
        Kind::Object(object) if object.borrow().class == POD_PLUGIN => object.borrow(),
        Kind::Str(_) => {
            let theirs = "AttributeError: 'str' object has no attribute 'pod_spec'";
            return Err(wrong(value.span, "`pod_template` must be a template, not a name", theirs));
        }
        _ => {
            let found = checks::type_name(value).unwrap_or_default();
            let theirs = format!("AttributeError: '{found}' object has no attribute 'pod_spec'");
            return Err(wrong(value.span, "`pod_template` must be a PodTemplate", &theirs));
        }
    };
    let of_flytekit = object.class.starts_with("flytekit");
    let spec = given(&object, "pod_spec")?.map(|f| pod_spec(&f.value, of_flytekit)).transpose()?;
    let name = given(&object, "primary_container_name")?;
    if let Some(Field { value, .. }) = name.filter(|f| known(&f.value).is_ok_and(|v| v.as_str().is_none())) {
        let theirs = "TypeError: bad argument type for built-in operation";
        return Err(wrong(value.span, "the name of the primary container must be a text", theirs));
    }
    let name = name.map(|f| node(&f.value, LAYER)).transpose()?;
    if let (true, Some(spec)) = (of_flytekit, given(&object, "pod_spec")?) {
        environment_of(&spec.value, name.as_ref().and_then(Node::as_str).unwrap_or("primary"))?;
    }
    Ok(PodTemplate {
        origin: origin(value.span, LAYER),
        pod_spec: spec,
        primary_container_name: name,
        labels: strings(&object, "labels", LAYER)?,
        annotations: strings(&object, "annotations", LAYER)?,
    })
}

/// Labels or annotations: a dict of strings.
pub(in crate::sdk::python) fn strings(object: &Object<'_>, name: &str, layer: Layer) -> Result<Option<Node>, Lost> {
    let Some(Field { value, .. }) = given(object, name)? else { return Ok(None) };
    let Kind::Dict(entries) = &known(value)?.kind else {
        return match value.truth() {
            Some(false) if object.class.starts_with("flyte.") => Ok(None),
            _ if object.class.starts_with("flyte.") => {
                Err(wrong(value.span, &format!("the {name} must be a dict"), "ValueError: it is no dict"))
            }
            _ => {
                let kind = checks::type_name(value).unwrap_or_default();
                let theirs = format!("AttributeError: '{kind}' object has no attribute 'items'");
                Err(wrong(value.span, &format!("the {name} must be a dict"), &theirs))
            }
        };
    };
    for (key, text) in entries.borrow().values() {
        let odd = [key, text].into_iter().find(|v| known(v).is_ok() && v.as_str().is_none());
        if let Some(odd) = odd {
            let theirs = "TypeError: bad argument type for built-in operation";
            return Err(wrong(odd.span, &format!("the {name} must be strings"), theirs));
        }
    }
    node(value, layer).map(Some)
}

/// flytekit adds the variables of the primary container to a list.
fn environment_of(spec: &Val<'_>, primary: &str) -> Result<(), Lost> {
    let items = |value: Option<Val<'_>>| match value.map(|v| v.kind) {
        Some(Kind::List(items)) => items.borrow().iter().filter_map(odd(primary)).next(),
        Some(Kind::Tuple(items)) => items.iter().filter_map(odd(primary)).next(),
        _ => None,
    };
    let Kind::Object(spec) = &spec.kind else { return Ok(()) };
    match items(spec.borrow().get("containers").cloned()) {
        Some(at) => {
            let theirs = "TypeError: can only concatenate list (not \"tuple\") to list";
            Err(wrong(at, "`env` of the primary container must be a list", theirs))
        }
        None => Ok(()),
    }
}

/// Where the variables of a container of that name are a tuple.
fn odd(primary: &str) -> impl Fn(&Val<'_>) -> Option<Span> {
    move |container| {
        let Kind::Object(object) = &container.kind else { return None };
        let object = object.borrow();
        let env = object.get("env")?;
        let is = object.get("name").and_then(Val::as_str) == Some(primary);
        (is && matches!(&env.kind, Kind::Tuple(items) if !items.is_empty())).then_some(env.span)
    }
}

/// flytekit looks for placeholders in the images of the containers.
fn image(container: &Val<'_>) -> Result<(), Lost> {
    let Kind::Object(container) = &container.kind else { return Ok(()) };
    let container = container.borrow();
    let Some(Field { value, .. }) = given(&container, "image")? else { return Ok(()) };
    if known(value)?.as_str().is_some() {
        return Ok(());
    }
    let kind = checks::type_name(value).unwrap_or_default();
    let theirs = format!("TypeError: expected string or bytes-like object, got '{kind}'");
    Err(wrong(value.span, "an image must be a text", &theirs))
}

fn pod_spec(value: &Val<'_>, of_flytekit: bool) -> Result<Node, Lost> {
    let Kind::Object(object) = &known(value)?.kind else {
        let found = checks::type_name(value).unwrap_or_default();
        let theirs = format!("AttributeError: '{found}' object has no attribute 'containers'");
        return Err(wrong(value.span, "the pod spec must be a V1PodSpec", &theirs));
    };
    if let Some(Field { value, .. }) = given(&object.borrow(), "containers")? {
        let items = known(value)?.listed().ok_or_else(|| lost(value.span, "it is no list of containers"))?;
        for item in &items {
            if !matches!(known(item)?.kind, Kind::Object(_)) {
                let found = checks::type_name(item).unwrap_or_default();
                let theirs = format!("AttributeError: '{found}' object has no attribute 'name'");
                return Err(wrong(item.span, "a container must be a V1Container: the SDK reads its name", &theirs));
            }
            if of_flytekit {
                image(item)?;
            }
        }
    }
    let mut node = node(value, Layer::TaskPodTemplate)?;
    doubles(&mut node);
    Ok(node)
}

/// `Resources(...)`: `names` are those of cpu, memory, gpu and disk.
pub(in crate::sdk::python) fn resources(value: &Val<'_>, names: [&str; 4]) -> Result<Resources, Lost> {
    let Kind::Object(object) = &known(value)?.kind else {
        let found = checks::type_name(value).unwrap_or_default();
        let theirs = format!("AttributeError: '{found}' object has no attribute 'cpu'");
        return Err(wrong(value.span, "this must be `Resources(...)`", &theirs));
    };
    let object = object.borrow();
    let [cpu, memory, gpu, disk] = names;
    let one = |name: &str| -> Result<Option<Resource>, Lost> {
        let Some(Field { key, value, .. }) = given(&object, name)? else { return Ok(None) };
        let node = node(value, Layer::Task)?;
        let amount = if matches!(node.value, Value::Seq(_)) { Amount::Several(node) } else { Amount::One(node) };
        Ok(Some(Resource { key: origin(*key, Layer::Task), amount }))
    };
    // a device is no amount
    let device = given(&object, gpu)?.is_some_and(|f| matches!(f.value.kind, Kind::Object(_)));
    Ok(Resources {
        origin: origin(value.span, Layer::Task),
        cpu: one(cpu)?,
        memory: one(memory)?,
        gpu: if device { None } else { one(gpu)? },
        disk: one(disk)?,
        device: None,
        shared_memory: None,
    })
}

/// The last part of a constant's dotted name (`Secret.MountType.FILE`), or a string.
pub(in crate::sdk::python) fn constant(field: Option<&Field<'_>>) -> Result<Option<Node>, Lost> {
    let Some(Field { value, .. }) = field else { return Ok(None) };
    if let Kind::Name(dotted) = &value.kind {
        let last = dotted.rsplit('.').next().unwrap_or_default();
        return Ok(Some(Node::str(last, origin(value.span, Layer::Task))));
    }
    node(value, Layer::Task).map(Some)
}
