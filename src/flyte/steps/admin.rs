//! FlyteAdmin's defaults: the resources of a container task are filled in and clamped.

use crate::diagnostic::Diagnostic;
use crate::flyte::build::Build;
use crate::flyte::pipeline::{Reason, Refusal};
use crate::flyte::steps::adjust::{Mode, Pair, amount, spelled};
use crate::flyte::steps::resources::{Lists, list_of, unset};
use crate::tree::{Node, Origin, Rule, Text, Value, Verdict};

/// Replaces the lists of a container task. Nothing is done for other tasks.
pub fn run(b: &mut Build<'_>) -> Result<(), Refusal> {
    let Some(container) = b.task.container() else { return Ok(()) };
    let side = |key: &str| container.at(&["resources", key]).map_or(&[][..], Node::items);
    let (requests, limits) = (list_of(side("requests")), list_of(side("limits")));
    if takes_as_given(b) {
        b.admin_resources = Some(Lists { requests, limits });
        return Ok(());
    }
    let bad = requests.iter().chain(&limits).filter(|(_, value)| spelled(value, "").is_err());
    b.notes.extend(bad.map(|(_, value)| no_quantity(value)).collect::<Vec<_>>());
    let platform = b.task_resources().clone();
    let (defaults, caps) = (&platform.defaults, &platform.limits);
    let rows = [
        ("CPU", &defaults.cpu, &caps.cpu, true),
        ("MEMORY", &defaults.memory, &caps.memory, true),
        ("EPHEMERAL_STORAGE", &defaults.ephemeral_storage, &caps.ephemeral_storage, false),
        ("GPU", &defaults.gpu, &caps.gpu, false),
    ];
    let mut out = Lists::default();
    for (name, default, cap, always) in rows {
        let mut pair = Pair { request: last(&requests, name), limit: last(&limits, name) };
        let wanted = [&pair.request, &pair.limit, default].iter().any(|n| amount(n).is_some());
        if !always && !wanted {
            continue;
        }
        b.decide(cap);
        pair.adjust(Mode::Fill, default, cap, b.step);
        out.requests.push((name, printed(pair.request, b.step)));
        out.limits.push((name, printed(pair.limit, b.step)));
    }
    b.admin_resources = Some(out);
    Ok(())
}

/// Why FlyteAdmin hands the resources on as the task lists them.
pub fn idle(b: &Build<'_>) -> Reason {
    if b.task.container().is_none() {
        "FlyteAdmin looks at the resources of container tasks only".into()
    } else if takes_as_given(b) {
        "`task_resources` are not configured, so the task's resources stay as they are".into()
    } else {
        "the task gives its requests and limits, and all are within the platform's limits".into()
    }
}

/// The documented rules: without `task_resources` there is nothing to fill in.
fn takes_as_given(b: &Build<'_>) -> bool {
    b.version.is_documented() && !b.has_task_resources()
}

/// A value that FlyteAdmin takes for nothing without a word.
fn no_quantity(value: &Node) -> Diagnostic {
    let text = value.as_str().unwrap_or("");
    Diagnostic::warning("task/quantity", format!("`{text}` is no quantity; FlyteAdmin takes it for not given"))
        .maybe_at(value.origin.nearest_span(), "")
        .help("write a number with a unit, for example `500m`, `2`, `1Gi`")
}

/// The last entry of a name, over the earlier ones. A value that is no quantity counts as not given.
fn last(list: &[(&'static str, Node)], name: &str) -> Node {
    let entries = list.iter().filter(|(entry, _)| *entry == name).map(|(_, value)| value);
    entries.fold(unset(), |earlier, value| {
        let counts = spelled(value, "").is_ok();
        let mut node = if counts { value.clone() } else { unset() };
        if earlier.is_null() {
            node.inherit(&earlier);
        } else {
            node.displace(&earlier, Verdict::Overridden, Rule::MapOverride);
        }
        if !counts && value.is_filled() {
            node.displace(value, Verdict::Dropped, Rule::Drop);
        }
        node
    })
}

/// FlyteAdmin writes values in Kubernetes' spelling, nothing as zero.
fn printed(node: Node, step: &'static str) -> Node {
    match spelled(&node, step) {
        Ok((spelled, _)) => spelled,
        Err(_) => Node {
            value: Value::Str(Text::Static("0")),
            origin: Origin::derived(Rule::Respell, step, vec![node.origin.clone()]),
            history: node.history,
        },
    }
}
