//! The documented order: the plugin configuration is laid over template and task.

use crate::flyte::build::Build;
use crate::flyte::pipeline::{Reason, Refusal};
use crate::flyte::steps::pod_level::union;
use crate::kube::fields::Kind;
use crate::kube::merge::{Zeros, append, merge};
use crate::tree::{Node, Origin, Rule, Text, Verdict};

/// Lays the configuration over the Pod, field by field; lists are appended.
pub fn run(b: &mut Build<'_>) -> Result<(), Refusal> {
    let k8s = &b.config.k8s;
    let fields = [
        ("schedulerName", &k8s.scheduler_name),
        ("affinity", &k8s.default_affinity),
        ("securityContext", &k8s.default_pod_security_context),
        ("hostNetwork", &k8s.enable_host_networking_pod),
        ("dnsConfig", &k8s.default_pod_dns_config),
    ];
    for (key, setting) in fields {
        let unset = setting.as_str() == Some("") || setting.is_null();
        if let (Some(field), false) = (b.types.pod_spec.field(key), unset) {
            let laid = over(b.spec.get(key), setting, field.kind);
            b.spec.set(key, laid);
        }
    }
    node_selector(b);
    tolerations(b);
    containers(b);
    Ok(())
}

/// Why nothing was laid over.
pub fn idle(_: &Build<'_>) -> Reason {
    "the configuration sets nothing that is not there already".into()
}

fn over(own: Option<&Node>, setting: &Node, kind: Kind) -> Node {
    match own {
        Some(own) => merge(own, setting, kind, Zeros::Override),
        None => setting.clone(),
    }
}

fn node_selector(b: &mut Build<'_>) {
    let k8s = &b.config.k8s;
    let null = Node::null(k8s.default_node_selector.origin.clone());
    let own = b.spec.get("nodeSelector").cloned().unwrap_or(null);
    let mut selector = union(&own, &k8s.default_node_selector);
    if b.facts.interruptible.as_bool() == Some(true) {
        selector = union(&selector, &k8s.interruptible_node_selector);
    }
    if !selector.is_null() {
        b.spec.set("nodeSelector", selector);
    }
}

fn tolerations(b: &mut Build<'_>) {
    let list = b.documented_tolerations.clone();
    let Some(first) = list.first() else { return };
    let added = Node::seq(list.clone(), first.origin.clone());
    let laid = match b.spec.get("tolerations") {
        Some(own) => append(own, &added),
        None => added,
    };
    b.spec.set("tolerations", laid);
}

/// `default-security-context` on the primary, `image-pull-policy` on every container of the task.
fn containers(b: &mut Build<'_>) {
    let k8s = &b.config.k8s;
    let primary = b.primary.as_text().cloned().unwrap_or(Text::Static(""));
    let kind = b.types.container.field("securityContext").map(|f| f.kind);
    let kept = |container: &Node| b.template.is_some_and(|t| is_kept(t.spec.get("containers"), container));
    let Some(list) = b.spec.map_mut().get_mut("containers") else { return };
    for container in list.seq_mut() {
        if kept(container) {
            continue;
        }
        if k8s.image_pull_policy.is_filled() {
            let mut policy = k8s.image_pull_policy.clone();
            if let Some(own) = container.get("imagePullPolicy").filter(|own| own.origin != policy.origin) {
                policy.displace(own, Verdict::Overridden, Rule::ScalarOverride);
            }
            container.set("imagePullPolicy", policy);
        }
        if let (Some(kind), false, true) =
            (kind, k8s.default_security_context.is_null(), container.str_at("name") == primary.as_str())
        {
            let laid = over(container.get("securityContext"), &k8s.default_security_context, kind);
            container.set("securityContext", laid);
        }
    }
}

/// Whether a container is one that stayed from the template: it is the template's own.
fn is_kept(bases: Option<&Node>, container: &Node) -> bool {
    let same_place = |a: &Origin, b: &Origin| a.span().is_some() && a.span() == b.span();
    bases.map_or(&[][..], Node::items).iter().any(|base| same_place(&base.origin, &container.origin))
}
