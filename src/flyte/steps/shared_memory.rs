//! Shared memory: a memory-backed volume mounted in the primary container.

use crate::flyte::build::Build;
use crate::flyte::pipeline::{Reason, Refusal};
use crate::flyte::steps::adjust::spelled;
use crate::flyte::steps::overrides::extended_resource;
use crate::tree::{Made, Map, Node, Origin, Rule, Verdict};

static MADE: Made = Made { step: "shared-memory", reason: "the task asks for shared memory" };
static NO_SIZE: Made = Made { step: "shared-memory", reason: "no size is given, which is written as zero" };

/// Checks, then appends volume and mount.
pub fn run(b: &mut Build<'_>) -> Result<(), Refusal> {
    let memory = extended_resource(b, "sharedMemory");
    if memory.is_null() {
        return Ok(());
    }
    let name = text(&memory, "mountName").ok_or_else(|| b.bad_task(&memory, "mount name is not set".to_owned()))?;
    let path = text(&memory, "mountPath").ok_or_else(|| b.bad_task(&memory, "mount path is not set".to_owned()))?;
    let primary = b.primary.as_str().unwrap_or("").to_owned();
    let containers = b.spec.get("containers").map_or(&[][..], Node::items);
    let Some(at) = containers.iter().rposition(|c| c.str_at("name") == primary) else {
        return Err(b.bad_task(&memory, "Unable to find primary container".to_owned()));
    };
    check_names(b, &memory, &name, &path, at)?;
    let size = size(b, &memory)?;
    let origin = || Origin::Flyte(&MADE);
    let directory = Node::object(vec![("medium", Node::text("Memory", origin())), ("sizeLimit", size)], origin());
    let volume = Node::object(vec![("emptyDir", directory), ("name", name.clone())], origin());
    b.spec.field_mut("volumes", &origin()).seq_mut().push(volume);
    let mount = Node::object(vec![("mountPath", path), ("name", name)], origin());
    let Some(list) = b.spec.map_mut().get_mut("containers") else { return Ok(()) };
    if let Some(container) = list.seq_mut().get_mut(at) {
        container.field_mut("volumeMounts", &origin()).seq_mut().push(mount);
    }
    Ok(())
}

/// Why there is no volume.
pub fn idle(_: &Build<'_>) -> Reason {
    "the task asks for no shared memory".into()
}

fn text(memory: &Node, key: &str) -> Option<Node> {
    memory.get(key).filter(|n| n.is_filled()).cloned()
}

fn check_names(b: &Build<'_>, memory: &Node, name: &Node, path: &Node, at: usize) -> Result<(), Refusal> {
    let wanted = name.as_str().unwrap_or("");
    let volumes = b.spec.get("volumes").map_or(&[][..], Node::items);
    if volumes.iter().any(|v| v.str_at("name") == wanted) {
        return Err(b.bad_task(memory, format!("A volume is already named {wanted} in pod spec")));
    }
    let mounts = b.spec.get("containers").and_then(|c| c.items().get(at)).and_then(|c| c.get("volumeMounts"));
    for mount in mounts.map_or(&[][..], Node::items) {
        if mount.str_at("name") == wanted {
            return Err(b.bad_task(memory, format!("A volume is already named {wanted} in container")));
        }
        let wanted = path.as_str().unwrap_or("");
        if mount.str_at("mountPath") == wanted {
            return Err(b.bad_task(memory, format!("{wanted} is already mounted in container")));
        }
    }
    Ok(())
}

fn size(b: &Build<'_>, memory: &Node) -> Result<Node, Refusal> {
    let zero = || Node::text("0", Origin::Flyte(&NO_SIZE));
    match memory.get("sizeLimit") {
        Some(size) if size.is_filled() => spelled(size, b.step)
            .map(|(node, _)| node)
            .map_err(|error| b.bad_task(size, format!("Unable to parse size limit: {error}"))),
        Some(empty) => Ok(zero().over(empty, Verdict::Empty, Rule::Default)),
        None => Ok(zero()),
    }
}

/// A volume without contents, as co-pilot uses it.
pub fn empty_directory(name: &Node, made: &'static Made) -> Node {
    let origin = || Origin::Flyte(made);
    Node::object(vec![("emptyDir", Node::map(Map::sorted(), origin())), ("name", name.clone())], origin())
}
