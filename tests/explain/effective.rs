//! The effective view against Kubernetes' own answers, and its text for reading.

use std::collections::BTreeSet;

use podtpl::explain::effective::{Effective, effective};
use podtpl::explain::ledger::ledger;
use podtpl::flyte::pipeline::Pod;
use podtpl::kube::quantity::Quantity;
use podtpl::output::explain::{effective_json, effective_text, ledger_text};
use podtpl::output::origins::Places;
use podtpl::output::paint::Paint;
use podtpl::output::snippet::Look;
use podtpl::source::Sources;
use podtpl::tree::Node;
use podtpl::yaml::{Dialect, parse};
use serde_json::Value;

use super::examples::{Example, snapshot};
use crate::cases::{self, Loaded};

/// A Pod of a test file, its quantities as strings, as Flyte writes them.
fn pod(mut json: Value) -> Node {
    fn spell(value: &mut Value, quantity: bool) {
        match value {
            Value::Number(n) if quantity => *value = Value::from(n.to_string()),
            Value::Object(map) => {
                for (key, value) in map {
                    let quantities = ["requests", "limits", "overhead"].contains(&key.as_str());
                    spell(value, quantity || quantities);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|v| spell(v, false)),
            _ => {}
        }
    }
    spell(&mut json, false);
    let mut sources = Sources::new();
    let id = sources.add("pod.json", json.to_string());
    parse(&sources, id, Dialect::Core).unwrap().remove(0).root
}

/// What the API server says of each Pod that it can read: Pod, errors.
fn validated() -> Vec<(String, Value, Vec<Value>)> {
    let text = cases::read(&cases::folder().join("validation/cases.jsonl.gz"));
    let all = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let readable = all.filter(|case| case.get("decodeError").is_none());
    readable
        .map(|c| (c["id"].as_str().unwrap().to_owned(), c["pod"].clone(), c["errors"].as_array().unwrap().clone()))
        .collect()
}

fn texts<'e>(error: &'e Value, key: &str) -> &'e str {
    error[key].as_str().unwrap_or("")
}

#[test]
fn requests_and_limits_are_refused_as_by_the_api_server() {
    let mut count = 0;
    for (id, json, errors) in validated() {
        let want: BTreeSet<String> = errors
            .iter()
            .filter(|e| {
                let detail = texts(e, "detail");
                detail.starts_with("must be less than or equal to ") && detail.contains(" limit of ")
                    || detail.starts_with("must be equal to ")
                    || detail.starts_with("Limit must be set")
            })
            .map(|e| texts(e, "field").rsplit_once('.').unwrap().0.to_owned())
            .filter(|path| path.contains("ontainers["))
            .collect();
        let found = effective(&pod(json)).resources.refused;
        let got: BTreeSet<String> = found.iter().map(|r| r.path.to_string()).collect();
        assert_eq!(got, want, "{id}");
        count += want.len();
    }
    assert!(count >= 15, "{count}");
}

#[test]
fn tolerations_are_refused_as_by_the_api_server() {
    let mut count = 0;
    for (id, json, errors) in validated() {
        let want: BTreeSet<String> = errors
            .iter()
            .filter(|e| texts(e, "field").starts_with("spec.tolerations["))
            .filter(|e| !texts(e, "field").ends_with(".key") && !texts(e, "detail").starts_with("a valid label"))
            .map(|e| texts(e, "field").rsplit_once('.').unwrap().0.to_owned())
            .collect();
        let found = effective(&pod(json)).tolerations;
        let got: BTreeSet<String> = found.iter().filter(|t| t.refused.is_some()).map(|t| t.path.to_string()).collect();
        assert_eq!(got, want, "{id}");
        count += want.len();
    }
    assert!(count >= 5, "{count}");
}

#[test]
fn terms_that_the_api_server_refuses_never_match() {
    let mut count = 0;
    for (id, json, errors) in validated() {
        let found = effective(&pod(json)).nodes;
        for term in found.terms.iter().flatten() {
            let path = term.path.to_string();
            let refused = errors.iter().any(|e| {
                let detail = texts(e, "detail");
                texts(e, "field").starts_with(&path)
                    && !detail.starts_with("name part")
                    && !detail.contains("a valid label")
            });
            assert!(!refused || term.never.is_some(), "{id}: {path} {}", term.formula());
            count += usize::from(refused);
        }
    }
    assert!(count >= 4, "{count}");
}

#[test]
fn containers_request_together_what_the_api_server_says() {
    let mut count = 0;
    for (id, mut json, errors) in validated() {
        let said = errors.iter().filter_map(|e| {
            let sum =
                texts(e, "detail").strip_prefix("must be greater than or equal to aggregate container requests of ")?;
            let resource = texts(e, "field").split(['[', ']']).nth(1)?;
            Some((resource.to_owned(), sum.to_owned()))
        });
        let said: Vec<(String, String)> = said.collect();
        if let Some(spec) = json["spec"].as_object_mut() {
            spec.remove("resources");
        }
        let reserved = effective(&pod(json)).resources.reserved;
        for (resource, sum) in said {
            let got = reserved.iter().find(|r| *r.resource == *resource).and_then(|r| r.total.as_ref());
            let same = got.is_some_and(|got| got.compare(&Quantity::parse(&sum).unwrap()).is_eq());
            assert!(same, "{id}: {resource} {got:?} {sum}");
            count += 1;
        }
    }
    assert!(count >= 4, "{count}");
}

/// Of several entries of one name the last counts, and every entry is told once.
fn environment_laws(node: &Node, view: &Effective) {
    for environment in &view.environments {
        let container = node.find(&environment.path).unwrap();
        let list = container.get("env").map_or(&[][..], Node::items);
        let entries = environment.variables.iter().flat_map(|v| v.entries.iter().map(move |e| (v, e)));
        let mut told = vec![0; list.len()];
        for (variable, entry) in entries {
            told[entry.index] += 1;
            assert_eq!(list[entry.index].str_at("name"), &*variable.name);
            assert!(entry.index <= variable.entries.last().unwrap().index);
            let later = list[entry.index + 1..].iter().any(|n| n.str_at("name") == &*variable.name);
            assert_eq!(later, entry.index != variable.entries.last().unwrap().index);
            let value = list[entry.index].str_at("value");
            if entry.from.is_none() && !value.contains('$') {
                assert_eq!(entry.text.result.as_deref(), Some(value));
            }
        }
        assert!(told.iter().all(|n| *n == 1), "{told:?}");
    }
}

#[test]
fn every_pod_has_an_effective_view() {
    for version in ["1.16.8", "2.0.43", "docs"] {
        let flyte = cases::version(version);
        for case in cases::all() {
            let Ok(loaded) = cases::load(&case, flyte) else { continue };
            let Ok(pod) = loaded.render() else { continue };
            let view = effective(&pod.node);
            environment_laws(&pod.node, &view);
            let places = Places { sources: &loaded.sources, templates: &[] };
            let mut json = String::new();
            effective_json(&view, places, true, &mut json);
            let json: Value = serde_json::from_str(&json).unwrap_or_else(|e| panic!("{}: {e}\n{json}", case.id));
            assert_eq!(json["tolerations"].as_array().unwrap().len(), view.tolerations.len());
            assert!(json["nodes"]["formula"].is_string() && json["resources"]["qosClass"].is_string());
            let narrow = Paint::new(Look { color: false, unicode: true, width: Some(80) });
            let text =
                effective_text(&view, None, places, true, narrow) + &ledger_text(&ledger(&pod), None, places, narrow);
            assert!(text.contains(view.resources.qos.name()), "{text}");
            let wide: Vec<&str> = text.lines().filter(|line| line.chars().count() > 80).collect();
            assert!(wide.is_empty(), "{} {version}: {wide:#?}", case.id);
        }
    }
}

const CONFIG: &str = "\
plugins:
  k8s:
    default-pod-template-name: base
    default-env-vars:
      - LOG_LEVEL: info
      - CACHE: /tmp/cache
    default-env-from-secrets: [shared]
    default-tolerations:
      - {key: dedicated, value: ml, effect: NoSchedule}
    default-node-selector: {pool: ml}
task_resources:
  defaults: {cpu: 500m, memory: 512Mi}
";

const TEMPLATE: &str = "\
apiVersion: v1
kind: PodTemplate
metadata: {name: base, namespace: flyte}
template:
  spec:
    tolerations:
      - {key: dedicated, value: ml, effect: NoSchedule}
      - operator: Exists
        effect: NoExecute
    affinity:
      nodeAffinity:
        requiredDuringSchedulingIgnoredDuringExecution:
          nodeSelectorTerms:
            - matchExpressions:
                - {key: zone, operator: In, values: [a, b]}
    containers:
      - name: default
        image: noop
        env:
          - {name: LOG_LEVEL, value: warning}
          - {name: DB_HOST, value: db.data.svc}
          - {name: DB_URL, value: postgres://$(DB_USER):$(DB_PASSWORD)@$(DB_HOST)}
        resources:
          limits: {example.com/dongle: 1}
";

const TASK: &str = "\
name: app.train
container_image: ghcr.io/app/train:v1
environment: {LOG_LEVEL: debug, MODE: full}
pod_template:
  primary_container_name: main
  pod_spec:
    affinity:
      nodeAffinity:
        requiredDuringSchedulingIgnoredDuringExecution:
          nodeSelectorTerms:
            - matchExpressions:
                - {key: gpu, operator: In, values: [t4, a100]}
                - {key: cpus, operator: Gt, values: ['16']}
            - matchExpressions:
                - {key: pool, operator: In, values: [batch]}
        preferredDuringSchedulingIgnoredDuringExecution:
          - weight: 50
            preference:
              matchExpressions:
                - {key: disk, operator: Exists}
    tolerations:
      - {key: '', operator: Equal, value: x}
    initContainers:
      - name: fetch
        image: fetch
        resources: {requests: {cpu: 3}, limits: {cpu: 3}}
    containers:
      - name: main
        env:
          - {name: DB_PASSWORD, value: hunter2}
          - {name: DB_USER, value: app}
          - {name: REPLICA_URL, value: postgres://$(DB_USER):$(DB_PASSWORD)@replica}
          - {name: PATHS, value: $(CACHE):/opt}
          - {name: PRICE, value: $$(MODE) $(NOBODY)}
          - {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
          - {name: POD, value: none}
        args: [--level=$(LOG_LEVEL)]
      - name: metrics
        image: statsd
        resources:
          requests: {memory: 64Mi}
";

const EXAMPLES: &[Example] = &[
    Example {
        about: "much of everything",
        flyte: "1.16.8",
        config: CONFIG,
        templates: TEMPLATE,
        task: TASK,
        execution: "",
    },
    Example {
        about: "a plain task: only what the Pod does not say itself",
        flyte: "1.16.8",
        config: "",
        templates: "",
        task: "name: app.train\nimage: t\n",
        execution: "",
    },
    Example {
        about: "an accelerator on nodes that must not have one; references in args",
        flyte: "2.0.43",
        config: "plugins:\n  k8s:\n    interruptible-node-selector-requirement: {key: k8s.amazonaws.com/accelerator, operator: DoesNotExist}\n",
        templates: "",
        task: "\
type: python-task
container:
  image: t
  args: [--level=$(LEVEL), --of=$(NOBODY), $$(LEVEL), plain]
  env: [{key: LEVEL, value: info}, {key: SELF, value: $(SELF)/x}, {key: LEVEL, value: $(LEVEL)+}]
  resources: {requests: [{name: GPU, value: '1'}]}
extendedResources: {gpuAccelerator: {device: T4}}
",
        execution: "interruptible: true\n",
    },
];

fn text(loaded: &Loaded, pod: &Pod, paint: Paint) -> String {
    effective_text(&effective(&pod.node), None, Places { sources: &loaded.sources, templates: &[] }, false, paint)
}

#[test]
fn the_text_is_good_to_read() {
    let mut seen: String = EXAMPLES.iter().map(|example| example.shown(80, text)).collect();
    seen.push_str(&EXAMPLES[0].shown(140, text));
    assert!(!seen.contains("hunter2"), "{seen}");
    snapshot("effective", &seen);
}

#[test]
fn secrets_are_shown_only_if_asked_for() {
    let (loaded, pod) = EXAMPLES[0].render();
    let view = effective(&pod.node);
    let places = Places { sources: &loaded.sources, templates: &[] };
    for shown in [false, true] {
        let mut json = String::new();
        effective_json(&view, places, shown, &mut json);
        let text = effective_text(&view, None, places, shown, Paint::plain());
        // the entry itself, and what is made of it
        assert_eq!(json.matches("hunter2").count(), if shown { 3 } else { 0 }, "{json}");
        assert_eq!(text.contains("hunter2"), shown, "{text}");
    }
}
