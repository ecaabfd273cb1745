//! Each rule by itself: what it explains, and what comes near to it and is foreign.

use podtpl::diff::live::{live, pod};
use podtpl::kube::fields::Api;
use podtpl::source::Sources;
use podtpl::tree::Node;

/// A Pod of one container, with these lines in its spec.
fn made(metadata: &str, spec: &str, container: &str) -> Node {
    let indent = |text: &str, by: usize| -> String {
        text.lines().filter(|l| !l.trim().is_empty()).map(|l| format!("{:by$}{l}\n", "")).collect()
    };
    let text = format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n{}spec:\n{}  containers:\n  - name: c\n    image: i:v1\n{}",
        indent(metadata, 2),
        indent(spec, 2),
        indent(container, 4)
    );
    let mut sources = Sources::new();
    let id = sources.add("pod.yaml".to_owned(), text.clone());
    pod(&sources, id).unwrap_or_else(|e| panic!("{e:?}\n{text}"))
}

/// What differs, a line each: class, operation, path.
fn lines(rendered: &Node, other: &Node) -> Vec<String> {
    let differences = live(rendered, other, Api::V0_34);
    let line = |d: &podtpl::diff::live::LiveDifference| {
        format!("{} {} {}", d.class.name(), d.difference.op.name(), d.difference.shown)
    };
    differences.iter().map(line).collect()
}

/// Where in the Pod the lines of a case stand.
#[derive(Clone, Copy)]
enum In {
    Metadata,
    Spec,
    Container,
}

use In::{Container, Metadata, Spec};

/// Name, place, the lines that Flyte makes, the lines of the live Pod, what is said.
type Case = (&'static str, In, &'static str, &'static str, &'static [&'static str]);

fn check(cases: &[Case]) {
    for (name, place, rendered, other, wanted) in cases {
        let both = [rendered, other].map(|lines| match place {
            Metadata => made(lines, "", ""),
            Spec => made("", lines, ""),
            Container => made("", "", lines),
        });
        assert_eq!(lines(&both[0], &both[1]), *wanted, "{name}");
    }
}

#[test]
fn defaults_are_explained_and_other_values_are_not() {
    check(&[
        ("nothing", Spec, "", "", &[]),
        (
            "grace",
            Spec,
            "",
            "terminationGracePeriodSeconds: 30",
            &["api-server-default add spec.terminationGracePeriodSeconds"],
        ),
        (
            "other grace",
            Spec,
            "",
            "terminationGracePeriodSeconds: 45",
            &["foreign add spec.terminationGracePeriodSeconds"],
        ),
        (
            "negative grace",
            Spec,
            "terminationGracePeriodSeconds: -1",
            "terminationGracePeriodSeconds: 1",
            &["api-server-default replace spec.terminationGracePeriodSeconds"],
        ),
        ("dns", Spec, "", "dnsPolicy: Default", &["foreign add spec.dnsPolicy"]),
        ("links", Spec, "", "enableServiceLinks: false", &["foreign add spec.enableServiceLinks"]),
        ("security", Spec, "", "securityContext: {}", &["api-server-default add spec.securityContext"]),
        (
            "in the block of a default",
            Spec,
            "",
            "securityContext: {runAsUser: 5}",
            &["api-server-default add spec.securityContext", "foreign add spec.securityContext.runAsUser"],
        ),
        ("zero is nothing", Spec, "hostname: ''\nhostPID: false", "nodeSelector: {}\nvolumes: []\nhostIPC: false", &[]),
        (
            "a pointer to zero is something",
            Spec,
            "",
            "activeDeadlineSeconds: 0",
            &["foreign add spec.activeDeadlineSeconds"],
        ),
        (
            "pull",
            Container,
            "",
            "imagePullPolicy: IfNotPresent",
            &["api-server-default add spec.containers[c].imagePullPolicy"],
        ),
        (
            "pull of another",
            Container,
            "",
            "imagePullPolicy: Always",
            &["foreign add spec.containers[c].imagePullPolicy"],
        ),
        (
            "termination",
            Container,
            "",
            "terminationMessagePath: /dev/termination-log\nterminationMessagePolicy: FallbackToLogsOnError",
            &[
                "api-server-default add spec.containers[c].terminationMessagePath",
                "foreign add spec.containers[c].terminationMessagePolicy",
            ],
        ),
        (
            "probe",
            Container,
            "livenessProbe: {httpGet: {port: 1}}",
            "livenessProbe: {httpGet: {port: 1, path: /, scheme: HTTPS}, failureThreshold: 3, periodSeconds: 9}",
            &[
                "api-server-default add spec.containers[c].livenessProbe.failureThreshold",
                "api-server-default add spec.containers[c].livenessProbe.httpGet.path",
                "foreign add spec.containers[c].livenessProbe.httpGet.scheme",
                "foreign add spec.containers[c].livenessProbe.periodSeconds",
            ],
        ),
        (
            "a whole probe",
            Container,
            "",
            "livenessProbe: {tcpSocket: {port: 1}, failureThreshold: 3}",
            &["foreign add spec.containers[c].livenessProbe"],
        ),
        (
            "grpc",
            Container,
            "livenessProbe: {grpc: {port: 1}}",
            "livenessProbe: {grpc: {port: 1, service: ''}}",
            &["api-server-default add spec.containers[c].livenessProbe.grpc.service"],
        ),
        (
            "port",
            Container,
            "ports: [{containerPort: 80}]",
            "ports: [{containerPort: 80, protocol: TCP}]",
            &["api-server-default add spec.containers[c].ports[0].protocol"],
        ),
        (
            "port on the host",
            Container,
            "ports: [{containerPort: 80}]",
            "ports: [{containerPort: 80, hostPort: 80}]",
            &["foreign add spec.containers[c].ports[0].hostPort"],
        ),
        (
            "field",
            Container,
            "env: [{name: A, valueFrom: {fieldRef: {fieldPath: a}}}]",
            "env: [{name: A, valueFrom: {fieldRef: {fieldPath: a, apiVersion: v1}}}]",
            &["api-server-default add spec.containers[c].env[A].valueFrom.fieldRef.apiVersion"],
        ),
        (
            "mode",
            Spec,
            "volumes: [{name: v, secret: {secretName: s}}]",
            "volumes: [{name: v, secret: {secretName: s, defaultMode: 420}}]",
            &["api-server-default add spec.volumes[v].secret.defaultMode"],
        ),
        (
            "other mode",
            Spec,
            "volumes: [{name: v, secret: {secretName: s}}]",
            "volumes: [{name: v, secret: {secretName: s, defaultMode: 256}}]",
            &["foreign add spec.volumes[v].secret.defaultMode"],
        ),
        (
            "no source",
            Spec,
            "volumes: [{name: v}]",
            "volumes: [{name: v, emptyDir: {}}]",
            &["api-server-default add spec.volumes[v].emptyDir"],
        ),
        (
            "another source",
            Spec,
            "volumes: [{name: v, emptyDir: {}}]",
            "volumes: [{name: v, hostPath: {path: /x, type: ''}}]",
            &["foreign remove spec.volumes[v].emptyDir", "foreign add spec.volumes[v].hostPath"],
        ),
        (
            "token",
            Spec,
            "volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t}}, {secret: {name: s}}]}}]",
            "volumes: [{name: v, projected: {defaultMode: 420, sources: [{configMap: {name: x}}, {serviceAccountToken: {path: t, expirationSeconds: 3600}}, {secret: {name: s}}]}}]",
            &[
                "api-server-default add spec.volumes[v].projected.defaultMode",
                "foreign add spec.volumes[v].projected.sources[0]",
                "api-server-default add spec.volumes[v].projected.sources[1].serviceAccountToken.expirationSeconds",
            ],
        ),
        (
            "claim",
            Spec,
            "volumes: [{name: v, ephemeral: {volumeClaimTemplate: {spec: {}}}}]",
            "volumes: [{name: v, ephemeral: {volumeClaimTemplate: {metadata: {}, spec: {volumeMode: Filesystem}}}}]",
            &["api-server-default add spec.volumes[v].ephemeral.volumeClaimTemplate.spec.volumeMode"],
        ),
    ]);
}

#[test]
fn amounts_follow_from_limits() {
    check(&[
        (
            "spelling",
            Container,
            "resources: {limits: {cpu: '1'}}",
            "resources: {limits: {cpu: 1000m}}",
            &["api-server-default replace spec.containers[c].resources.limits.cpu"],
        ),
        (
            "rounding",
            Container,
            "resources: {limits: {cpu: 100u}}",
            "resources: {limits: {cpu: 1m}}",
            &["api-server-default replace spec.containers[c].resources.limits.cpu"],
        ),
        (
            "another amount",
            Container,
            "resources: {limits: {cpu: 100u}}",
            "resources: {limits: {cpu: 2m}}",
            &["foreign replace spec.containers[c].resources.limits.cpu"],
        ),
        (
            "request",
            Container,
            "resources: {limits: {cpu: '1'}}",
            "resources: {limits: {cpu: '1'}, requests: {cpu: '1'}}",
            &["api-server-default add spec.containers[c].resources.requests.cpu"],
        ),
        (
            "another request",
            Container,
            "resources: {limits: {cpu: '1'}}",
            "resources: {limits: {cpu: '1'}, requests: {cpu: '2'}}",
            &["foreign add spec.containers[c].resources.requests.cpu"],
        ),
        (
            "a limit of somebody else, with its request",
            Container,
            "",
            "resources: {limits: {cpu: '1'}, requests: {cpu: '1'}}",
            &[
                "foreign add spec.containers[c].resources.limits.cpu",
                "api-server-default add spec.containers[c].resources.requests.cpu",
            ],
        ),
        (
            "a request alone",
            Container,
            "",
            "resources: {requests: {cpu: '1'}}",
            &["foreign add spec.containers[c].resources.requests.cpu"],
        ),
        (
            "of the Pod",
            Spec,
            "resources: {limits: {cpu: '4', memory: 1Gi}}",
            "resources: {limits: {cpu: '4', memory: 1Gi}, requests: {cpu: '4', memory: 2Gi}}",
            &["api-server-default add spec.resources.requests.cpu", "foreign add spec.resources.requests.memory"],
        ),
    ]);
}

#[test]
fn what_the_api_server_prepares_is_explained() {
    check(&[
        (
            "old name",
            Spec,
            "serviceAccountName: a",
            "serviceAccountName: a\nserviceAccount: a",
            &["api-server-default add spec.serviceAccount"],
        ),
        (
            "only the old name",
            Spec,
            "serviceAccount: a",
            "serviceAccountName: a\nserviceAccount: a",
            &["api-server-default add spec.serviceAccountName"],
        ),
        (
            "another account",
            Spec,
            "serviceAccountName: a",
            "serviceAccountName: b\nserviceAccount: b",
            &["api-server-default add spec.serviceAccount", "foreign replace spec.serviceAccountName"],
        ),
        ("dropped", Spec, "hostUsers: false", "", &["api-server-default remove spec.hostUsers"]),
        ("not dropped", Spec, "activeDeadlineSeconds: 5", "", &["foreign remove spec.activeDeadlineSeconds"]),
        (
            "with what it is in",
            Container,
            "lifecycle: {stopSignal: SIGINT}",
            "",
            &["api-server-default remove spec.containers[c].lifecycle"],
        ),
        (
            "not with more",
            Container,
            "lifecycle: {stopSignal: SIGINT, preStop: {sleep: {seconds: 1}}}",
            "",
            &["foreign remove spec.containers[c].lifecycle"],
        ),
        (
            "proc",
            Container,
            "securityContext: {procMount: Unmasked}",
            "securityContext: {procMount: Default}",
            &["api-server-default replace spec.containers[c].securityContext.procMount"],
        ),
        (
            "init annotation",
            Metadata,
            "annotations: {pod.beta.kubernetes.io/init-containers: x, a: b}",
            "annotations: {a: b}",
            &["api-server-default remove metadata.annotations['pod.beta.kubernetes.io/init-containers']"],
        ),
        (
            "label keys",
            Spec,
            "topologySpreadConstraints: [{topologyKey: z, matchLabelKeys: [run], labelSelector: {}}]",
            "topologySpreadConstraints: [{topologyKey: z, matchLabelKeys: [run], labelSelector: {matchExpressions: [{key: run, operator: In, values: [x]}]}}]",
            &["foreign add spec.topologySpreadConstraints[0].labelSelector.matchExpressions[0]"],
        ),
    ]);
    let term = |rest: &str| {
        format!(
            "affinity: {{podAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: [{{topologyKey: z, matchLabelKeys: [run], labelSelector: {{{rest}}}}}]}}}}"
        )
    };
    let labels = "labels: {run: r1}";
    let rendered = made(labels, &term(""), "");
    let merged = |value: &str| {
        made(labels, &term(&format!("matchExpressions: [{{key: run, operator: In, values: [{value}]}}]")), "")
    };
    let path =
        "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector.matchExpressions[0]";
    assert_eq!(lines(&rendered, &merged("r1")), [format!("api-server-default add {path}")]);
    assert_eq!(lines(&rendered, &merged("r2")), [format!("foreign add {path}")]);
    let asked = "annotations: {container.apparmor.security.beta.kubernetes.io/c: localhost/x}";
    let profile = |name: &str| {
        made(asked, "", &format!("securityContext: {{appArmorProfile: {{type: Localhost, localhostProfile: {name}}}}}"))
    };
    assert_eq!(
        lines(&made(asked, "", ""), &profile("x")),
        ["api-server-default add spec.containers[c].securityContext"]
    );
    assert!(lines(&made(asked, "", ""), &profile("y")).iter().any(|l| l.starts_with("foreign")));
}

const TOKEN: &str = "volumes: [{name: kube-api-access-x7k2p, projected: {defaultMode: 420, sources: [
  {serviceAccountToken: {expirationSeconds: 3607, path: token}}, {configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}},
  {downwardAPI: {items: [{path: namespace, fieldRef: {apiVersion: v1, fieldPath: metadata.namespace}}]}}]}}]";
const MOUNT: &str = "volumeMounts: [{name: kube-api-access-x7k2p, readOnly: true, mountPath: /var/run/secrets/kubernetes.io/serviceaccount}]";

#[test]
fn the_token_of_the_account_is_explained() {
    let class = "service-account-admission";
    let both = [
        format!("{class} add spec.containers[c].volumeMounts[kube-api-access-x7k2p]"),
        format!("{class} add spec.volumes[kube-api-access-x7k2p]"),
    ];
    assert_eq!(lines(&made("", "", ""), &made("", TOKEN, MOUNT)), both);
    // not where the Pod wants no token
    let none = "automountServiceAccountToken: false\n";
    let found = lines(&made("", none, ""), &made("", &format!("{none}{TOKEN}"), MOUNT));
    assert!(found.iter().all(|l| l.starts_with("foreign")) && found.len() == 2, "{found:?}");
    // parts that are not the admission's
    let other = TOKEN.replace("3607", "600").replace("{downwardAPI", "{secret: {name: s}}, {downwardAPI");
    assert_eq!(
        lines(&made("", "", ""), &made("", &other, MOUNT)),
        [
            both[0].as_str(),
            &both[1],
            "foreign add spec.volumes[kube-api-access-x7k2p].projected.sources[0].serviceAccountToken.expirationSeconds",
            "foreign add spec.volumes[kube-api-access-x7k2p].projected.sources[2]",
        ]
    );
    let writable = MOUNT.replace("readOnly: true, ", "");
    let found = lines(&made("", "", ""), &made("", TOKEN, &writable));
    assert_eq!(found[0], "foreign add spec.containers[c].volumeMounts[kube-api-access-x7k2p]");
    check(&[
        (
            "account",
            Spec,
            "",
            "serviceAccountName: default\nserviceAccount: default",
            &["api-server-default add spec.serviceAccount", "service-account-admission add spec.serviceAccountName"],
        ),
        ("another account", Spec, "", "serviceAccountName: x", &["foreign add spec.serviceAccountName"]),
        (
            "pull secrets",
            Spec,
            "",
            "imagePullSecrets: [{name: r}]",
            &["service-account-admission add spec.imagePullSecrets[r]"],
        ),
        (
            "more pull secrets",
            Spec,
            "imagePullSecrets: [{name: a}]",
            "imagePullSecrets: [{name: a}, {name: r}]",
            &["foreign add spec.imagePullSecrets[r]"],
        ),
    ]);
}

#[test]
fn tolerations_and_priorities_are_explained() {
    const READY: &str =
        "{key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 300}";
    let list = |items: &[&str]| format!("tolerations: [{}]", items.join(", "));
    let own = |items: &[&str]| made("", &list(items), "");
    let unreachable = READY.replace("not-ready", "unreachable");
    let class = "default-toleration-seconds";
    let wanted = [format!("{class} add spec.tolerations[0]"), format!("{class} add spec.tolerations[1]")];
    assert_eq!(lines(&made("", "", ""), &own(&[READY, &unreachable])), wanted);
    assert_eq!(lines(&made("", "", ""), &own(&[READY, READY]))[1], "foreign add spec.tolerations[1]");
    assert_eq!(lines(&made("", "", ""), &own(&[&READY.replace("300", "60")])), ["foreign add spec.tolerations[0]"]);
    // a Pod that tolerates the taint itself gets none
    for covering in [
        "{operator: Exists}",
        "{key: node.kubernetes.io/not-ready, operator: Exists}",
        "{effect: NoExecute, operator: Exists}",
    ] {
        assert_eq!(
            lines(&own(&[covering]), &own(&[covering, READY])),
            ["foreign add spec.tolerations[1]"],
            "{covering}"
        );
    }
    let other = "{key: node.kubernetes.io/not-ready, operator: Exists, effect: NoSchedule}";
    assert_eq!(lines(&own(&[other]), &own(&[READY, other])), [format!("{class} add spec.tolerations[0]")]);
    check(&[
        (
            "priority",
            Spec,
            "",
            "priority: 0\npreemptionPolicy: PreemptLowerPriority",
            &["priority-admission add spec.preemptionPolicy", "priority-admission add spec.priority"],
        ),
        (
            "another priority",
            Spec,
            "",
            "priority: 7\npreemptionPolicy: Never",
            &["foreign add spec.preemptionPolicy", "foreign add spec.priority"],
        ),
        (
            "of a class",
            Spec,
            "priorityClassName: x",
            "priorityClassName: x\npriority: 7\npreemptionPolicy: Never",
            &["priority-admission add spec.preemptionPolicy", "priority-admission add spec.priority"],
        ),
        (
            "of the default class",
            Spec,
            "",
            "priorityClassName: d\npriority: 7",
            &["priority-admission add spec.priority", "priority-admission add spec.priorityClassName"],
        ),
        (
            "of a known class",
            Spec,
            "priorityClassName: system-node-critical",
            "priorityClassName: system-node-critical\npriority: 7",
            &["foreign add spec.priority"],
        ),
        (
            "another class",
            Spec,
            "priorityClassName: x",
            "priorityClassName: y",
            &["foreign replace spec.priorityClassName"],
        ),
    ]);
}

#[test]
fn book_keeping_the_node_and_the_state_are_explained() {
    check(&[
        (
            "system",
            Metadata,
            "",
            "uid: u\nresourceVersion: '1'\ngeneration: 1\ncreationTimestamp: 2026-01-01T00:00:00Z\nmanagedFields: [{}]\nselfLink: x\nnamespace: n",
            &[
                "system-metadata add metadata.creationTimestamp",
                "system-metadata add metadata.generation",
                "system-metadata add metadata.managedFields",
                "system-metadata add metadata.namespace",
                "system-metadata add metadata.resourceVersion",
                "system-metadata add metadata.selfLink",
                "system-metadata add metadata.uid",
            ],
        ),
        ("another namespace", Metadata, "namespace: a", "namespace: b", &["foreign replace metadata.namespace"]),
        (
            "owner",
            Metadata,
            "ownerReferences: [{kind: k, name: o, uid: ''}]",
            "ownerReferences: [{kind: k, name: o, uid: u}]",
            &["system-metadata replace metadata.ownerReferences[o].uid"],
        ),
        (
            "another owner",
            Metadata,
            "ownerReferences: [{kind: k, name: o, uid: a}]",
            "ownerReferences: [{kind: k, name: o, uid: u}]",
            &["foreign replace metadata.ownerReferences[o].uid"],
        ),
        (
            "finalizer",
            Metadata,
            "finalizers: [flyte.org/finalizer-k8s, x]",
            "finalizers: [x]",
            &["flyte remove metadata.finalizers[0]"],
        ),
        (
            "another finalizer",
            Metadata,
            "finalizers: [flyte.org/finalizer-k8s, x]",
            "finalizers: [flyte.org/finalizer-k8s]",
            &["foreign remove metadata.finalizers[1]"],
        ),
        (
            "deletion",
            Metadata,
            "",
            "deletionTimestamp: 2026-01-01T00:00:00Z\nfinalizers: [foregroundDeletion]",
            &["system-metadata add metadata.deletionTimestamp", "system-metadata add metadata.finalizers[0]"],
        ),
        ("label", Metadata, "", "labels: {a: b}", &["foreign add metadata.labels.a"]),
        (
            "label of the node",
            Metadata,
            "",
            "labels: {topology.kubernetes.io/zone: b}",
            &["foreign add metadata.labels['topology.kubernetes.io/zone']"],
        ),
        ("node", Spec, "", "nodeName: n", &["scheduler add spec.nodeName"]),
        ("another node", Spec, "nodeName: m", "nodeName: n", &["foreign replace spec.nodeName"]),
    ]);
    let bound = made("labels: {topology.kubernetes.io/zone: b}", "nodeName: n", "");
    assert_eq!(
        lines(&made("", "", ""), &bound),
        ["scheduler add metadata.labels['topology.kubernetes.io/zone']", "scheduler add spec.nodeName"]
    );
    let mut running = made("", "", "");
    running.set("status", made("x: y", "", ""));
    assert_eq!(lines(&made("", "", ""), &running), ["kubelet add status"]);
}

#[test]
fn order_is_foreign_only_where_it_means_something() {
    check(&[
        (
            "variables",
            Container,
            "env: [{name: A}, {name: B}]",
            "env: [{name: B}, {name: A}]",
            &["flyte replace spec.containers[c].env"],
        ),
        (
            "variables that refer",
            Container,
            "env: [{name: A}, {name: B, value: $(A)}]",
            "env: [{name: B, value: $(A)}, {name: A}]",
            &["foreign replace spec.containers[c].env"],
        ),
        (
            "variables between",
            Container,
            "env: [{name: A}, {name: B}]",
            "env: [{name: A}, {name: X}, {name: B}]",
            &["foreign add spec.containers[c].env[X]"],
        ),
        (
            "tolerations",
            Spec,
            "tolerations: [{key: a}, {key: b}]",
            "tolerations: [{key: b}, {key: a}]",
            &["flyte replace spec.tolerations"],
        ),
        (
            "volumes",
            Spec,
            "volumes: [{name: a, emptyDir: {}}, {name: b, emptyDir: {}}]",
            "volumes: [{name: b, emptyDir: {}}, {name: a, emptyDir: {}}]",
            &["foreign replace spec.volumes"],
        ),
        (
            "args",
            Container,
            "args: [a, b, c]",
            "args: [a, x, c, d]",
            &["foreign replace spec.containers[c].args[1]", "foreign add spec.containers[c].args[3]"],
        ),
        (
            "one variable given twice",
            Container,
            "env: [{name: A, value: x}, {name: A, value: y}]",
            "env: [{name: A, value: x}, {name: A, value: z}]",
            &["foreign replace spec.containers[c].env[1].value"],
        ),
    ]);
}

/// The annotations and the label with which Flyte asks its webhook for secrets.
fn asks(secrets: &[&str]) -> String {
    let mut out = "labels: {inject-flyte-secrets: 'true'}\nannotations:\n".to_owned();
    for (i, text) in secrets.iter().enumerate() {
        out.push_str(&format!("  flyte.secrets/s{i}: {}\n", podtpl::flyte::base32(text.as_bytes())));
    }
    out
}

#[test]
fn variables_of_the_secrets_webhook_are_explained() {
    let asked = asks(&["group: \"g\"\nkey: \"k\"\nmount_requirement: ENV_VAR\nenv_var: \"MINE\"\n"]);
    let rendered = made(&asked, "", "env: [{name: A, value: x}]");
    let reference = "valueFrom: {secretKeyRef: {name: g, key: k, optional: true}}";
    let with = |items: &str| made(&asked, "", &format!("env: [{{name: A, value: x}}, {items}]"));
    for prefix in ["_FSEC_", "_UNION_", "MY_"] {
        let items = format!(
            "{{name: {prefix}G_K, {reference}}}, {{name: MINE, {reference}}}, {{name: FLYTE_SECRETS_ENV_PREFIX, value: {prefix}}}"
        );
        let found = lines(&rendered, &with(&items));
        assert!(
            found.iter().all(|l| l.starts_with("secrets-webhook add spec.containers[c].env[")) && found.len() == 3,
            "{found:?}"
        );
    }
    // the value itself, from a secret manager that hands it over
    assert_eq!(
        lines(&rendered, &with("{name: _UNION_K, value: v}")),
        ["secrets-webhook add spec.containers[c].env[_UNION_K]"]
    );
    for foreign in [
        format!("{{name: _FSEC_G_K, {}}}", reference.replace("name: g", "name: other")),
        format!("{{name: _FSEC_G_OTHER, {reference}}}"),
        "{name: FLYTE_SECRETS_DEFAULT_DIR, value: /etc/flyte/secrets}".to_owned(),
        "{name: _FSEC_G_K, valueFrom: {configMapKeyRef: {name: g, key: k}}}".to_owned(),
    ] {
        let found = lines(&rendered, &with(&foreign));
        assert!(found.len() == 1 && found[0].starts_with("foreign add"), "{foreign}: {found:?}");
    }
    // 2.x replaces a variable that is there, and puts it in front
    let before = made(&asked, "", "env: [{name: A, value: x}, {name: MINE, value: old}]");
    let after = made(&asked, "", &format!("env: [{{name: MINE, {reference}}}, {{name: A, value: x}}]"));
    let found = lines(&before, &after);
    assert!(!found.iter().any(|l| l.starts_with("foreign")), "{found:?}");
    // nothing is the webhook's where no secrets are asked for
    let plain = made("", "", "env: [{name: A, value: x}]");
    let injected = made("", "", &format!("env: [{{name: A, value: x}}, {{name: _FSEC_G_K, {reference}}}]"));
    assert_eq!(lines(&plain, &injected), ["foreign add spec.containers[c].env[_FSEC_G_K]"]);
}

#[test]
fn files_of_the_secrets_webhook_are_explained() {
    let asked = asks(&["group: \"g\"\ngroup_version: \"2\"\nkey: \"Key\"\n"]);
    let volume = podtpl::flyte::base32(b"g_2");
    let rendered = made(&asked, "", "");
    let env = "{name: FLYTE_SECRETS_DEFAULT_DIR, value: /etc/flyte/secrets}, {name: FLYTE_SECRETS_FILE_PREFIX}";
    let spec = format!(
        "volumes: [{{name: {volume}, secret: {{secretName: g, optional: true, defaultMode: 420, items: [{{key: Key, path: key}}]}}}}]"
    );
    let container =
        |path: &str| format!("volumeMounts: [{{name: {volume}, readOnly: true, mountPath: {path}}}]\nenv: [{env}]");
    let found = lines(&rendered, &made(&asked, &spec, &container("/etc/flyte/secrets/g")));
    let class = "secrets-webhook add";
    assert_eq!(
        found,
        [
            format!("{class} spec.containers[c].env[FLYTE_SECRETS_DEFAULT_DIR]"),
            format!("{class} spec.containers[c].env[FLYTE_SECRETS_FILE_PREFIX]"),
            format!("{class} spec.containers[c].volumeMounts[{volume}]"),
            format!("{class} spec.volumes[{volume}]"),
            format!("api-server-default add spec.volumes[{volume}].secret.defaultMode"),
        ]
    );
    let found = lines(&rendered, &made(&asked, &spec, &container("/elsewhere")));
    assert_eq!(found[2], format!("foreign add spec.containers[c].volumeMounts[{volume}]"));
    let more = spec.replace("items: [", "items: [{key: other, path: other}, ");
    let found = lines(&rendered, &made(&asked, &more, &container("/etc/flyte/secrets/g")));
    assert!(found.contains(&format!("foreign add spec.volumes[{volume}].secret.items[0]")), "{found:?}");
    // a container that fetches, with the token of the account and something of a mesh in it
    let fetcher = "{name: aws-pull-secret-0, image: x:v1, imagePullPolicy: IfNotPresent, env: [{name: SECRET_ARN, value: 'g:Key'}, {name: MESH, value: x}], volumeMounts: [{name: aws-secret-vol, mountPath: /tmp}]}";
    let spec =
        format!("initContainers: [{fetcher}]\nvolumes: [{{name: aws-secret-vol, emptyDir: {{medium: Memory}}}}]");
    assert_eq!(
        lines(
            &rendered,
            &made(
                &asked,
                &spec,
                "volumeMounts: [{name: aws-secret-vol, readOnly: true, mountPath: /etc/flyte/secrets}]"
            )
        ),
        [
            "secrets-webhook add spec.containers[c].volumeMounts[aws-secret-vol]",
            "secrets-webhook add spec.initContainers[aws-pull-secret-0]",
            "foreign add spec.initContainers[aws-pull-secret-0].env[MESH]",
            "api-server-default add spec.initContainers[aws-pull-secret-0].imagePullPolicy",
            "secrets-webhook add spec.volumes[aws-secret-vol]",
        ]
    );
}

#[test]
fn what_flyte_leaves_open_is_no_change_of_others() {
    check(&[
        (
            "entries of a map",
            Container,
            "command: [x, --storage.stow.config, a=1, --storage.stow.config, b=2, --y]",
            "command: [x, --storage.stow.config, b=2, --storage.stow.config, a=1, --y]",
            &["flyte replace spec.containers[c].command"],
        ),
        (
            "another entry",
            Container,
            "command: [x, --storage.stow.config, a=1, --storage.stow.config, b=2]",
            "command: [x, --storage.stow.config, a=1, --storage.stow.config, b=3]",
            &["foreign replace spec.containers[c].command[4]"],
        ),
        (
            "blanks in a dump",
            Container,
            "args: ['seconds:1 nanos:5']",
            "args: ['seconds:1  nanos:5']",
            &["flyte replace spec.containers[c].args[0]"],
        ),
        ("other blanks", Container, "args: ['a b']", "args: ['a  b']", &["foreign replace spec.containers[c].args[0]"]),
        // {a: INTEGER, b: STRING}, in both orders
        (
            "variables",
            Container,
            "args: [--input-interface, CgkKAWESBAoCCAEKCQoBYhIECgIIAw==]",
            "args: [--input-interface, CgkKAWISBAoCCAMKCQoBYRIECgIIAQ==]",
            &["flyte replace spec.containers[c].args[1]"],
        ),
        (
            "another variable",
            Container,
            "args: [--input-interface, CgkKAWESBAoCCAEKCQoBYhIECgIIAw==]",
            "args: [--input-interface, CgkKAWISBAoCCAMKCQoBYxIECgIIAQ==]",
            &["foreign replace spec.containers[c].args[1]"],
        ),
        (
            "not behind the flag",
            Container,
            "args: [--x, CgkKAWESBAoCCAEKCQoBYhIECgIIAw==]",
            "args: [--x, CgkKAWISBAoCCAMKCQoBYRIECgIIAQ==]",
            &["foreign replace spec.containers[c].args[1]"],
        ),
        (
            "a whole interface",
            Container,
            "args: [--interface, ChYKCQoBYRIECgIIAQoJCgFiEgQKAggD]",
            "args: [--interface, ChYKCQoBYhIECgIIAwoJCgFhEgQKAggB]",
            &["flyte replace spec.containers[c].args[1]"],
        ),
    ]);
}

#[test]
fn a_name_at_random_is_no_change_of_others() {
    let mut case = crate::cases::of_file("docs").into_iter().next().unwrap();
    let mut execution: serde_json::Value = serde_json::from_str(&case.execution).unwrap();
    execution["podName"] = "F5C9_n0".into();
    case.execution = execution.to_string();
    let version = crate::cases::version("1.16.8");
    let rendered = crate::cases::load(&case, version).and_then(|l| l.render()).unwrap().node;
    let named = |name: &str| {
        let text = crate::cases::json(&rendered).to_string().replace("\"xxxx\"", &format!("\"{name}\""));
        lines(&rendered, &super::node(&serde_json::from_str(&text).unwrap()))
    };
    assert_eq!(named("xxxx"), Vec::<String>::new());
    let found = named("b7kd");
    assert!(!found.is_empty() && found.iter().all(|l| l.starts_with("flyte replace")), "{found:?}");
    assert!(named("istio-proxy").iter().any(|l| l.starts_with("foreign")));
}

#[test]
fn long_lists_are_no_trouble() {
    let list = |more: &str, range: std::ops::Range<u32>| {
        let item = |i| format!("{{name: A{i}, valueFrom: {{fieldRef: {{fieldPath: metadata.name{more}}}}}}}");
        made("", "", &format!("env: [{}]", range.map(item).collect::<Vec<_>>().join(", ")))
    };
    let (rendered, other) = (list("", 0..4000), list(", apiVersion: v1", 1..4001));
    let found = lines(&rendered, &other);
    assert_eq!(found.iter().filter(|l| l.starts_with("foreign")).count(), 2);
    assert_eq!(found.iter().filter(|l| l.starts_with("api-server-default")).count(), 3999);
}

#[test]
fn the_output_of_kubectl_is_read_and_nothing_else() {
    let read = |text: &str| {
        let mut sources = Sources::new();
        let id = sources.add("live.yaml".to_owned(), text.to_owned());
        pod(&sources, id).map(|pod| pod.str_at("kind").to_owned()).map_err(|errors| errors[0].message.clone())
    };
    let own = "{apiVersion: v1, kind: Pod, spec: {}}";
    for text in [
        own,
        &format!("apiVersion: v1\nkind: List\nitems: [{own}]\n"),
        &format!("--- \n{own}\n---\n"),
        r#"{"kind": "PodList", "items": [{"kind": "Pod", "spec": {}}]}"#,
    ] {
        assert_eq!(read(text), Ok("Pod".to_owned()), "{text}");
    }
    for (text, message) in [
        ("", "there is no Pod in `live.yaml`"),
        ("kind: List\nitems: []", "there is no Pod in `live.yaml`"),
        (&format!("{own}\n---\n{own}"), "there are 2 objects in `live.yaml`"),
        ("kind: Deployment\nspec: {}", "a `Deployment` is no Pod"),
        ("kind: Pod\nmetadata: {}", "this Pod has no `spec`"),
        ("a: b", "this is no Pod: it has no `kind`"),
        ("- a", "this is no Pod: it has no `kind`"),
    ] {
        assert_eq!(read(text), Err(message.to_owned()), "{text}");
    }
}
