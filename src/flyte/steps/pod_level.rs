//! Pod-level fields from the plugin configuration.

use crate::flyte::build::Build;
use crate::flyte::pipeline::{Reason, Refusal};
use crate::flyte::steps::requirement::{ensure_affinity, require};
use crate::kube::merge::merge_map;
use crate::tree::{Made, Node, Origin, Rule, Verdict};

static NEVER: Made = Made { step: "pod-level", reason: "Flyte restarts tasks itself" };
static TOLERATIONS: Made = Made { step: "pod-level", reason: "tolerations of the configuration and the task" };

/// Everything of the plugin configuration that does not concern containers.
pub fn run(b: &mut Build<'_>) -> Result<(), Refusal> {
    let k8s = &b.config.k8s;
    restart_policy(b);
    tolerations(b);
    service_account(b);
    if !b.version.is_documented() {
        only_if_empty(b, "schedulerName", &k8s.scheduler_name);
        node_selector(b);
        only_if_nil(b, "affinity", &k8s.default_affinity);
        only_if_nil(b, "securityContext", &k8s.default_pod_security_context);
        host_network(b);
        only_if_nil(b, "dnsConfig", &k8s.default_pod_dns_config);
    }
    ensure_affinity(&mut b.spec);
    interruptible_requirement(b);
    if !b.version.is_documented() {
        default_security_context(b);
    }
    Ok(())
}

/// Why all of it stayed.
pub fn idle(_: &Build<'_>) -> Reason {
    "the configuration sets nothing that is not there already".into()
}

fn restart_policy(b: &mut Build<'_>) {
    let given = b.spec.get("restartPolicy").cloned();
    if given.as_ref().is_some_and(Node::is_filled) {
        return;
    }
    let mut node = Node::text("Never", Origin::Flyte(&NEVER)).decided_by(Rule::OnlyIfUnset);
    if let Some(given) = &given {
        node.displace(given, Verdict::Empty, Rule::OnlyIfUnset);
    }
    b.spec.set("restartPolicy", node);
}

/// Resource tolerations, interruptible ones, default ones, then the task's own.
pub fn tolerations(b: &mut Build<'_>) {
    let k8s = &b.config.k8s;
    let mut list: Vec<Node> = Vec::new();
    for name in &b.resource_names {
        if let Some(tolerations) = k8s.resource_tolerations.get(name) {
            list.extend_from_slice(tolerations.items());
        }
    }
    let interruptible = b.facts.interruptible.clone();
    b.decide(&interruptible);
    if interruptible.as_bool() == Some(true) {
        list.extend_from_slice(k8s.interruptible_tolerations.items());
    }
    list.extend_from_slice(k8s.default_tolerations.items());
    if b.version.is_documented() {
        // The documentation appends what the configuration adds behind template and task.
        b.documented_tolerations = list;
        return;
    }
    if list.is_empty() {
        return;
    }
    let own = b.spec.get("tolerations").cloned();
    if let Some(own) = &own {
        list.extend_from_slice(own.items());
    }
    let origin = own.map_or(Origin::Flyte(&TOLERATIONS), |n| n.origin);
    b.spec.set("tolerations", Node::seq(list, origin));
}

/// The service account: only if the task's pod names none.
fn service_account(b: &mut Build<'_>) {
    if b.version.is_2() {
        if b.version.run_as_before_template() {
            run_as(b);
        }
        return;
    }
    let account = b.execution.at(&["serviceAccount"]).clone();
    only_if_empty(b, "serviceAccountName", &account);
}

/// 2.x: the account of the task's `run_as`, or the executor's default.
fn run_as(b: &mut Build<'_>) {
    let own = b.run_as();
    let set = own.is_filled();
    let default = b.config.default_service_account.clone();
    if set {
        only_if_empty(b, "serviceAccountName", &own);
        if let Some(account) = b.spec.map_mut().get_mut("serviceAccountName")
            && default.is_filled()
        {
            account.displace(&default, Verdict::OnlyIfUnset, Rule::OnlyIfUnset);
        }
    } else {
        only_if_empty(b, "serviceAccountName", &default);
    }
}

/// After the template: the account of the task or the execution, where none is set yet.
pub fn fall_back_service_account(b: &mut Build<'_>) -> Result<(), Refusal> {
    let set = b.spec.get("serviceAccountName").is_some_and(Node::is_filled);
    if set {
        let (own, run_as_2) = (b.run_as(), b.version.is_2());
        if run_as_2 && !b.version.run_as_before_template() {
            lost(b, "serviceAccountName", &own);
        }
        return Ok(());
    }
    if b.version.is_2() {
        if b.version.run_as_before_template() {
            run_as(b);
        } else {
            let own = b.run_as();
            only_if_empty(b, "serviceAccountName", &own);
        }
    } else {
        let account = b.execution.at(&["serviceAccount"]).clone();
        only_if_empty(b, "serviceAccountName", &account);
    }
    Ok(())
}

/// Why the account stayed as it was.
pub fn service_account_is_idle(b: &Build<'_>) -> Reason {
    if b.spec.get("serviceAccountName").is_some_and(Node::is_filled) {
        "a service account is set already".into()
    } else if !b.version.is_2() {
        "neither the pod nor the execution names a service account".into()
    } else if b.version.run_as_before_template() {
        "neither the task's run_as nor `executor.defaultK8sServiceAccount` names one".into()
    } else {
        "the task's run_as names no service account".into()
    }
}

/// Records a default that was not needed on the field that won.
fn lost(b: &mut Build<'_>, key: &'static str, default: &Node) {
    if default.is_filled()
        && default.span().is_some()
        && let Some(field) = b.spec.map_mut().get_mut(key)
    {
        field.displace(default, Verdict::OnlyIfUnset, Rule::OnlyIfUnset);
    }
}

/// Sets a string field if it is empty.
fn only_if_empty(b: &mut Build<'_>, key: &'static str, default: &Node) {
    let given = b.spec.get(key).cloned();
    let set = given.as_ref().is_some_and(Node::is_filled);
    if set {
        lost(b, key, default);
        return;
    }
    if default.is_null() {
        return;
    }
    let mut node = default.clone();
    if let Some(given) = given.filter(|n| n.span().is_some()) {
        node.displace(&given, Verdict::Empty, Rule::OnlyIfUnset);
    }
    b.spec.set(key, node);
}

/// Sets a struct field if it is nil; a present `{}` counts as given.
fn only_if_nil(b: &mut Build<'_>, key: &'static str, default: &Node) {
    if default.is_null() {
        return;
    }
    match b.spec.get(key).cloned() {
        Some(mut given) if !given.is_null() => {
            given.displace(default, Verdict::OnlyIfUnset, Rule::OnlyIfUnset);
            b.spec.set(key, given);
        }
        Some(null) => b.spec.set(key, default.clone().over(&null, Verdict::Empty, Rule::OnlyIfUnset)),
        None => b.spec.set(key, default.clone()),
    }
}

/// Default selector, over it the task's, over that the interruptible one.
fn node_selector(b: &mut Build<'_>) {
    let k8s = &b.config.k8s;
    let own = b.spec.get("nodeSelector").cloned();
    let null = || Node::null(Origin::Flyte(&TOLERATIONS));
    let mut selector = union(&k8s.default_node_selector, own.as_ref().unwrap_or(&null()));
    if b.facts.interruptible.as_bool() == Some(true) {
        selector = union(&selector, &k8s.interruptible_node_selector);
    }
    if own.is_some() || !selector.is_null() {
        b.spec.set("nodeSelector", selector);
    }
}

/// A map over another; null is an empty one.
pub fn union(base: &Node, over: &Node) -> Node {
    match (base.entries().is_empty(), over.entries().is_empty()) {
        (_, true) => base.clone(),
        (true, false) => over.clone(),
        _ => merge_map(base, over),
    }
}

fn host_network(b: &mut Build<'_>) {
    let setting = b.config.k8s.enable_host_networking_pod.clone();
    if setting.is_null() {
        return;
    }
    let mut node = setting.decided_by(Rule::Forced);
    if let Some(given) = b.spec.get("hostNetwork").filter(|n| !n.is_null()) {
        node.displace(given, Verdict::Overridden, Rule::Forced);
    }
    b.spec.set("hostNetwork", node);
}

fn interruptible_requirement(b: &mut Build<'_>) {
    let k8s = &b.config.k8s;
    let requirement = if b.facts.interruptible.as_bool() == Some(true) {
        &k8s.interruptible_node_selector_requirement
    } else {
        &k8s.non_interruptible_node_selector_requirement
    };
    if !requirement.is_null() {
        require(b, requirement);
    }
}

/// The primary's security context: the default only if the container has none at all.
fn default_security_context(b: &mut Build<'_>) {
    let default = b.config.k8s.default_security_context.clone();
    if default.is_null() {
        return;
    }
    let primary = b.primary.clone();
    let Some(containers) = b.spec.map_mut().get_mut("containers") else { return };
    let name = primary.as_str().unwrap_or("");
    // Of several containers of that name the last one is the primary.
    let Some(container) = containers.seq_mut().iter_mut().rev().find(|c| c.str_at("name") == name) else { return };
    let slot = container.map_mut();
    match slot.get_mut("securityContext") {
        Some(given) if !given.is_null() => given.displace(&default, Verdict::OnlyIfUnset, Rule::OnlyIfUnset),
        Some(null) => *null = default.over(&null.clone(), Verdict::Empty, Rule::OnlyIfUnset),
        None => slot.set(crate::tree::Text::Static("securityContext"), default),
    }
}

/// Stands for a template container that is not there.
pub static NO_BASE: Made = Made { step: "runtime-template", reason: "no such container" };
