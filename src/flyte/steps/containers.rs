//! Each container of the task: command, args, environment, resources; then the primary must exist.

use crate::flyte::build::Build;
use crate::flyte::pipeline::{Reason, Refusal};
use crate::flyte::steps::adjust::Mode;
use crate::flyte::steps::environment::Environment;
use crate::flyte::steps::placeholders::Placeholders;
use crate::flyte::steps::resources::customize;
use crate::tree::{Node, Text};

/// Init containers first, then containers; the first error ends the build.
pub fn run(b: &mut Build<'_>) -> Result<(), Refusal> {
    // Which keys are accelerators decides what is renamed and adjusted.
    let config = b.config;
    b.decide(&config.k8s.gpu_resource_name);
    if b.version.has_device_classes() {
        config.k8s.accelerator_device_classes.iter().for_each(|class| b.decide(&class.resource_name));
    }
    let environment = Environment::of(b);
    let mut placeholders = Placeholders::of(b);
    let fills = b.version.fills_init_containers();
    let init_mode = if fills { Mode::Fill } else { Mode::RangeOnly };
    each(b, "initContainers", |b, container| {
        placeholders.replace(b, container)?;
        environment.append(container);
        customize(b, container, init_mode, fills, true);
        Ok(())
    })?;
    let primary = b.primary.clone();
    let mut found = false;
    each(b, "containers", |b, container| {
        let is_primary = container.str_at("name") == primary.as_str().unwrap_or("");
        found |= is_primary;
        placeholders.replace(b, container)?;
        environment.append(container);
        let mode = if is_primary { Mode::Fill } else { Mode::RangeOnly };
        customize(b, container, mode, is_primary, false);
        remember_resource_names(b, container);
        Ok(())
    })?;
    if found { Ok(()) } else { Err(no_primary(b)) }
}

/// Why no container got anything.
pub fn idle(_: &Build<'_>) -> Reason {
    "every container has what it would get".into()
}

/// Runs `f` on every container of a list. The list is taken out for the time being.
pub fn each(
    b: &mut Build<'_>,
    list: &str,
    mut f: impl FnMut(&mut Build<'_>, &mut Node) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let Some(node) = b.spec.get(list) else { return Ok(()) };
    if node.items().is_empty() {
        return Ok(());
    }
    let mut node = node.clone();
    if let Some(slot) = b.spec.map_mut().get_mut(list) {
        // Only one owner is left, so that changing the list does not copy it.
        slot.value = crate::tree::Value::Null;
    }
    for container in node.seq_mut() {
        f(b, container)?;
    }
    if let Some(slot) = b.spec.map_mut().get_mut(list) {
        *slot = node;
    }
    Ok(())
}

fn remember_resource_names(b: &mut Build<'_>, container: &Node) {
    for key in ["requests", "limits"] {
        for entry in container.at(&["resources", key]).map_or(&[][..], Node::entries) {
            if let Err(at) = b.resource_names.binary_search_by(|n: &Text| n.as_str().cmp(&entry.key)) {
                b.resource_names.insert(at, entry.key.clone());
            }
        }
    }
}

fn no_primary(b: &Build<'_>) -> Refusal {
    let name = b.primary.as_str().unwrap_or("").to_owned();
    let text = format!("invalid TaskSpecification, primary container [{name}] not defined");
    let mut refusal = b.bad_task(&b.primary, text);
    refusal.message = format!("no container of the task is called `{name}`, the primary container");
    let names: Vec<&str> =
        b.spec.get("containers").map_or(&[][..], Node::items).iter().map(|c| c.str_at("name")).collect();
    refusal.help = Some(match (crate::diagnostic::suggest(&name, names.iter().copied()), names.as_slice()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => "the task has no containers".to_owned(),
        (None, names) => format!("the task's containers: {}", names.join(", ")),
    });
    refusal
}
