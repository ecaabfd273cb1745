//! From texts to [`Config`](super::Config). Naive stand-in.
#![allow(missing_docs)]
use super::*;
use crate::diagnostic::Diagnostic;
use crate::flyte::version::FlyteVersion;
use crate::kube::decode::{Keys, decode};
use crate::kube::fields::Kind;
use crate::source::{SourceId, Sources};
use crate::tree::{Builtin, Entry, Layer, Map, Node, Origin, Text, Value};

static B: Builtin = Builtin { key: "x" };

fn lower(n: &Node, in_list: bool) -> Node {
    match &n.value {
        Value::Map(m) => Node::map(
            Map::from_unsorted(
                m.entries()
                    .iter()
                    .map(|e| Entry {
                        key: if in_list { e.key.clone() } else { Text::from(e.key.to_lowercase()) },
                        key_span: e.key_span,
                        node: lower(&e.node, in_list),
                    })
                    .collect(),
            ),
            n.origin.in_layer(Layer::Config),
        ),
        Value::Seq(s) => Node::seq(s.iter().map(|n| lower(n, true)).collect(), n.origin.in_layer(Layer::Config)),
        _ => Node { origin: n.origin.in_layer(Layer::Config), ..n.clone() },
    }
}

pub fn read(
    sources: &Sources,
    files: &[SourceId],
    _environment: &Node,
    version: FlyteVersion,
) -> Result<(Config, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut root = Node::null(Origin::Builtin(&B));
    for f in files {
        let d = crate::yaml::parse(sources, *f, crate::yaml::Dialect::ConfigV2)?;
        if let Some(d) = d.into_iter().next() {
            root = lower(&d.root, false);
        }
    }
    let api = version.kubernetes_api();
    let get =
        |p: &str| -> Option<Node> { root.at(&p.split('/').collect::<Vec<_>>()).filter(|n| !n.is_null()).cloned() };
    let null = || Node::null(Origin::Builtin(&B));
    let s = |p: &str, d: &'static str| match get(p) {
        Some(n) => match &n.value {
            Value::Str(_) => n,
            Value::Int(i) => Node::str(i.to_string(), n.origin),
            Value::Float(i) => Node::str(i.to_string(), n.origin),
            Value::Bool(b) => Node::str(if *b { "1" } else { "0" }, n.origin),
            _ => n,
        },
        None => Node::text(d, Origin::Builtin(&B)),
    };
    let b = |p: &str| {
        get(p)
            .map(|n| match n.as_str() {
                Some(t) => Node::bool(t == "true", n.origin.clone()),
                _ => n,
            })
            .unwrap_or_else(|| Node::bool(false, Origin::Builtin(&B)))
    };
    let m = |p: &str| {
        get(p)
            .map(|n| {
                let mut out = Map::sorted();
                let mut put = |e: &Entry| {
                    let t = match &e.node.value {
                        Value::Str(s) => s.clone(),
                        Value::Int(i) => i.to_string().into(),
                        Value::Float(i) => i.to_string().into(),
                        Value::Bool(b) => Text::Static(if *b { "1" } else { "0" }),
                        _ => Text::Static(""),
                    };
                    out.set_entry(Entry {
                        key: e.key.clone(),
                        key_span: e.key_span,
                        node: Node::str(t, e.node.origin.clone()),
                    });
                };
                n.entries().iter().for_each(&mut put);
                n.items().iter().for_each(|i| i.entries().iter().for_each(&mut put));
                Node::map(out, n.origin.clone())
            })
            .unwrap_or_else(null)
    };
    let l = |p: &str| {
        get(p)
            .map(|n| {
                if n.items().is_empty() && n.as_str().is_some() {
                    Node::seq(vec![n.clone()], n.origin.clone())
                } else {
                    n
                }
            })
            .unwrap_or_else(null)
    };
    let k = |p: &str, t: &str, list: bool| {
        get(p)
            .map(|n| {
                let ty = Kind::Struct(api.type_named(t).unwrap());
                if list {
                    let items = if n.as_map().is_some() { vec![n.clone()] } else { n.items().to_vec() };
                    Node::seq(
                        items
                            .iter()
                            .map(|i| {
                                decode(i, ty, Keys::AnyCase, &[], Layer::Config)
                                    .map(|d| d.node)
                                    .unwrap_or_else(|_| null())
                            })
                            .collect(),
                        n.origin.clone(),
                    )
                } else {
                    decode(&n, ty, Keys::AnyCase, &[], Layer::Config).map(|d| d.node).unwrap_or_else(|_| null())
                }
            })
            .unwrap_or_else(null)
    };
    let q = |p: &str, d: &'static str| {
        let n = s(p, d);
        let t = crate::kube::quantity::Quantity::parse(n.as_str().unwrap_or("0"))
            .map(|q| q.text().to_string())
            .unwrap_or_default();
        Node::str(t, n.origin)
    };
    let p = "plugins/k8s/";
    let g = |x: &str| format!("{p}{x}");
    let storage = |at: &str| {
        let v2 = version.storage_is_stow();
        Storage {
            kind: s(&format!("{at}/type"), if v2 { "stow" } else { "s3" }),
            container: s(&format!("{at}/container"), ""),
            enable_multicontainer: b(&format!("{at}/enable-multicontainer")),
            stow_kind: s(&format!("{at}/stow/kind"), if v2 { "s3" } else { "" }),
            stow_config: {
                let x = m(&format!("{at}/stow/config"));
                if x.is_null() && v2 {
                    Node::object(vec![("region", Node::text("us-east-1", Origin::Builtin(&B)))], Origin::Builtin(&B))
                } else {
                    x
                }
            },
            endpoint: s(&format!("{at}/connection/endpoint"), ""),
            auth_type: s(&format!("{at}/connection/auth-type"), "iam"),
            access_key: s(&format!("{at}/connection/access-key"), ""),
            secret_key: s(&format!("{at}/connection/secret-key"), ""),
            region: s(&format!("{at}/connection/region"), "us-east-1"),
        }
    };
    let rs = |at: &str, d: [&'static str; 4]| ResourceSet {
        cpu: q(&format!("{at}/cpu"), d[0]),
        memory: q(&format!("{at}/memory"), d[1]),
        gpu: q(&format!("{at}/gpu"), d[2]),
        ephemeral_storage: q(&format!("{at}/ephemeralstorage"), d[3]),
    };
    let da = m(&g("default-annotations"));
    let mut rt = Map::sorted();
    if let Some(n) = get(&g("resource-tolerations")) {
        for e in n.entries().iter().chain(n.items().iter().flat_map(|i| i.entries())) {
            let ty = Kind::Struct(api.type_named("Toleration").unwrap());
            let items = if e.node.as_map().is_some() { vec![e.node.clone()] } else { e.node.items().to_vec() };
            rt.set_entry(Entry {
                node: Node::seq(
                    items
                        .iter()
                        .map(|i| {
                            decode(i, ty, Keys::AnyCase, &[], Layer::Config).map(|d| d.node).unwrap_or_else(|_| null())
                        })
                        .collect(),
                    e.node.origin.clone(),
                ),
                ..e.clone()
            });
        }
    }
    let config = Config {
        has_task_resources: get("task_resources").is_some(),
        unread: vec![],
        k8s: K8sPlugin {
            inject_finalizer: b(&g("inject-finalizer")),
            default_annotations: if da.is_null() {
                Node::object(
                    vec![("cluster-autoscaler.kubernetes.io/safe-to-evict", Node::text("false", Origin::Builtin(&B)))],
                    Origin::Builtin(&B),
                )
            } else {
                da
            },
            default_labels: m(&g("default-labels")),
            default_env_vars: m(&g("default-env-vars")),
            default_env_vars_from_env: m(&g("default-env-vars-from-env")),
            default_env_from_configmaps: l(&g("default-env-from-configmaps")),
            default_env_from_secrets: l(&g("default-env-from-secrets")),
            default_cpus: q(&g("default-cpus"), "1"),
            default_memory: q(&g("default-memory"), "1Gi"),
            default_tolerations: k(&g("default-tolerations"), "Toleration", true),
            default_node_selector: m(&g("default-node-selector")),
            default_affinity: k(&g("default-affinity"), "Affinity", false),
            scheduler_name: s(&g("scheduler-name"), ""),
            interruptible_tolerations: k(&g("interruptible-tolerations"), "Toleration", true),
            interruptible_node_selector: m(&g("interruptible-node-selector")),
            interruptible_node_selector_requirement: k(
                &g("interruptible-node-selector-requirement"),
                "NodeSelectorRequirement",
                false,
            ),
            non_interruptible_node_selector_requirement: k(
                &g("non-interruptible-node-selector-requirement"),
                "NodeSelectorRequirement",
                false,
            ),
            resource_tolerations: Node::map(rt, Origin::Builtin(&B)),
            co_pilot: CoPilot {
                name: s(&g("co-pilot/name"), "flyte-copilot-"),
                image: s(
                    &g("co-pilot/image"),
                    if version.copilot_image_is_flyte_binary() {
                        "cr.flyte.org/flyteorg/flyte-binary-v2:latest"
                    } else {
                        "cr.flyte.org/flyteorg/flytecopilot:v0.0.15"
                    },
                ),
                default_input_path: s(&g("co-pilot/default-input-path"), "/var/flyte/inputs"),
                default_output_path: s(&g("co-pilot/default-output-path"), "/var/flyte/outputs"),
                input_vol_name: s(&g("co-pilot/input-vol-name"), "flyte-inputs"),
                output_vol_name: s(&g("co-pilot/output-vol-name"), "flyte-outputs"),
                start_timeout: s(&g("co-pilot/start-timeout"), "1m40s"),
                timeout_nanoseconds: Node::int(3600000000000, Origin::Builtin(&B)),
                timeout: s(&g("co-pilot/timeout"), "1h0m0s"),
                cpu: s(&g("co-pilot/cpu"), "500m"),
                memory: s(&g("co-pilot/memory"), "128Mi"),
                storage_config_override: get(&g("co-pilot/storage-config-override"))
                    .map(|_| storage("plugins/k8s/co-pilot/storage-config-override")),
                storage_config_secret_name: s(&g("co-pilot/storage-config-secret-name"), ""),
            },
            image_pull_policy: s(&g("image-pull-policy"), ""),
            gpu_device_node_label: s(&g("gpu-device-node-label"), "k8s.amazonaws.com/accelerator"),
            gpu_partition_size_node_label: s(
                &g("gpu-partition-size-node-label"),
                "k8s.amazonaws.com/gpu-partition-size",
            ),
            gpu_unpartitioned_node_selector_requirement: k(
                &g("gpu-unpartitioned-node-selector-requirement"),
                "NodeSelectorRequirement",
                false,
            ),
            gpu_unpartitioned_toleration: get(&g("gpu-unpartitioned-toleration"))
                .map(|_| k(&g("gpu-unpartitioned-toleration"), "Toleration", false))
                .unwrap_or_else(null),
            gpu_resource_name: s(&g("gpu-resource-name"), "nvidia.com/gpu"),
            default_pod_security_context: k(&g("default-pod-security-context"), "PodSecurityContext", false),
            default_security_context: k(&g("default-security-context"), "SecurityContext", false),
            enable_host_networking_pod: get(&g("enable-host-networking-pod")).unwrap_or_else(null),
            default_pod_dns_config: k(&g("default-pod-dns-config"), "PodDNSConfig", false),
            default_pod_template_name: s(&g("default-pod-template-name"), ""),
            disable_inject_owner_references: b(&g("disable-inject-owner-references")),
            accelerator_devices: m(&g("accelerator-devices")),
            accelerator_device_classes: vec![],
        },
        task_resources: TaskResources {
            defaults: rs("task_resources/defaults", ["2", "200Mi", "0", "0"]),
            limits: rs("task_resources/limits", ["2", "1Gi", "1", "0"]),
        },
        offloading: LiteralOffloading {
            enabled: b("propeller/literal-offloading-config/enabled"),
            min_size_mb: get("propeller/literal-offloading-config/min-size-in-mb-for-offloading")
                .unwrap_or_else(|| Node::int(10, Origin::Builtin(&B))),
            max_size_mb: get("propeller/literal-offloading-config/max-size-in-mb-for-offloading")
                .unwrap_or_else(|| Node::int(1000, Origin::Builtin(&B))),
        },
        default_service_account: s("executor/defaultk8sserviceaccount", ""),
        actions_namespace: s("actions/kubernetes/namespace", "flyte"),
        namespace_template: s("namespace_mapping/template", "{{ project }}-{{ domain }}"),
        logger_level: get("logger/level").unwrap_or_else(|| Node::int(3, Origin::Builtin(&B))),
        storage: storage("storage"),
    };
    Ok((config, vec![]))
}
