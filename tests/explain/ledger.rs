//! The resource ledger: its laws on all conformance cases, and its text for reading.

use std::collections::BTreeMap;

use podtpl::explain::ledger::{Cell, Kind, Outcome, Role, Row, Side, ledger};
use podtpl::flyte::pipeline::Pod;
use podtpl::kube::quantity::Quantity;
use podtpl::output::explain::{ledger_json, ledger_text};
use podtpl::output::origins::Places;
use podtpl::output::paint::Paint;
use podtpl::source::Sources;
use podtpl::tree::{Node, Origin, Rule, Value, Verdict};

use super::examples::{Example, snapshot};
use crate::cases::{self, Loaded};

const VERSIONS: [&str; 3] = ["1.16.8", "2.0.43", "docs"];

fn amount(value: &Value) -> Quantity {
    let Value::Str(text) = value else { panic!("{value:?}") };
    Quantity::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// Every request and limit of the Pod, by its pointer.
fn of_pod(pod: &Pod) -> BTreeMap<String, Node> {
    let mut found = BTreeMap::new();
    pod.node.for_each_leaf(&mut |path, leaf| {
        let pointer = path.pointer();
        let parts: Vec<&str> = pointer.split('/').collect();
        let (list, rest) = match parts.as_slice() {
            ["", "spec", list, _, rest @ ..] if list.ends_with("ontainers") => (*list, rest),
            ["", "spec", rest @ ..] => ("", rest),
            _ => return,
        };
        if let ["resources", "requests" | "limits", _] = rest
            && matches!(leaf.value, Value::Str(_))
        {
            assert!(list.is_empty() || list.to_lowercase().ends_with("containers"));
            found.insert(pointer, leaf.clone());
        }
    });
    found
}

/// What is wrong with a ledger as an answer about its Pod.
fn wrong(pod: &Pod, sources: &Sources) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut left = of_pod(pod);
    for container in ledger(pod) {
        for row in &container.rows {
            let name = format!("{} {}.{}", container.name, row.side.name(), row.resource);
            let Some(path) = &row.path else {
                assert!(matches!(container.role, Role::Dropped | Role::Replaced));
                continue;
            };
            match left.remove(&path.pointer()) {
                None => wrong.push(format!("{name}: not in the Pod, or told twice")),
                Some(node) => {
                    if row.value.as_ref() != Some(&node.value) {
                        wrong.push(format!("{name}: another value than in the Pod"));
                    }
                    wrong.extend(history(row, &node).into_iter().map(|w| format!("{name}: {w}")));
                }
            }
            let sibling = container.rows.iter().find(|r| r.resource == row.resource && r.side != row.side);
            for cell in &row.cells {
                wrong.extend(story(cell, row, sibling, sources).into_iter().map(|w| format!("{name}: {w}")));
            }
        }
    }
    wrong.extend(left.keys().map(|path| format!("{path}: no row")));
    wrong
}

/// The cells are the field's own value and definitions, all of them, each once; one holds.
fn history(row: &Row, node: &Node) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut told: Vec<(&Origin, &Value)> = row.cells.iter().map(|c| (&c.origin, &c.value)).collect();
    let lost = node.displaced().iter().map(|d| (&d.origin, &d.value));
    for one in lost.chain([(&node.origin, &node.value)]) {
        match told.iter().position(|t| *t == one) {
            Some(at) => {
                told.remove(at);
            }
            None if *one.1 == Value::Null => {}
            None => wrong.push(format!("{one:?} is not told")),
        }
    }
    wrong.extend(told.iter().map(|t| format!("{t:?} is made up")));
    let holding: Vec<&Cell> = row.cells.iter().filter(|c| c.holds()).collect();
    if holding.len() != 1 || holding.iter().any(|c| c.value != node.value) {
        wrong.push("not exactly the value in the Pod holds".to_owned());
    }
    wrong
}

fn base(origin: &Origin) -> &Origin {
    match origin {
        Origin::Derived(derived) => base(derived.from.first().unwrap()),
        other => other,
    }
}

/// What a cell says is so: about the text at its place, and about the other cells of its row.
fn story(cell: &Cell, row: &Row, sibling: Option<&Row>, sources: &Sources) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut check = |holds: bool, what: &str| {
        if !holds {
            wrong.push(format!("{}: {what}", cell.kind.name()));
        }
    };
    let at_place = base(&cell.origin).span().map(|span| sources.slice(span).trim_matches(['"', '\'']).to_owned());
    if let Some(text) = &at_place {
        let same = matches!(&cell.value, Value::Str(value) if value.as_str() == text);
        let equal = |text: &str| Quantity::parse(text).is_ok_and(|q| q.compare(&amount(&cell.value)).is_eq());
        check(same || (cell.came_by(Rule::Respell) && equal(text)), "another value at its place");
    }
    if cell.came_by(Rule::LimitFromRequest) {
        check(row.side == Side::Limits, "no limit");
        let source = sibling.is_some_and(|s| s.cells.iter().any(|c| base(&c.origin) == base(&cell.origin)));
        check(source, "not that of the request");
    }
    if cell.came_by(Rule::RequestFromLimit) {
        check(row.side == Side::Requests, "no request");
        let source = sibling.is_some_and(|s| s.cells.iter().any(|c| base(&c.origin) == base(&cell.origin)));
        check(source, "not that of the limit");
    }
    let clamps = || row.cells.iter().filter(|c| c.kind == Kind::Clamp);
    match cell.outcome {
        Outcome::Lost(Verdict::Clamped, _) => {
            let smaller = clamps().any(|c| amount(&c.value).compare(&amount(&cell.value)).is_lt());
            check(smaller, "clamped to nothing smaller");
        }
        Outcome::Lost(Verdict::Empty, _) => check(amount(&cell.value).is_zero(), "not zero"),
        Outcome::Lost(Verdict::OnlyIfUnset, _) => {
            check(!row.cells.iter().any(|c| c.holds() && c.kind == Kind::Unset), "nothing else was given");
        }
        Outcome::Lost(Verdict::Dropped, _) => {
            let Value::Str(text) = &cell.value else { panic!() };
            check(Quantity::parse(text).is_err(), "a quantity");
        }
        _ => {}
    }
    if cell.kind == Kind::Clamp {
        let larger = |c: &Cell| {
            c.outcome == Outcome::Lost(Verdict::Clamped, Rule::Clamp)
                && amount(&c.value).compare(&amount(&cell.value)).is_gt()
        };
        check(row.cells.iter().any(larger), "nothing was beyond it");
    }
    if cell.kind == Kind::Unset {
        check(amount(&cell.value).is_zero(), "not zero");
    }
    wrong
}

#[test]
fn each_resource_has_one_row_that_tells_its_own_history() {
    let mut failures = Vec::new();
    let (mut rows, mut told) = (0, BTreeMap::new());
    for version in VERSIONS {
        let flyte = cases::version(version);
        for case in cases::all() {
            let Ok(loaded) = cases::load(&case, flyte) else { continue };
            let Ok(pod) = loaded.render() else { continue };
            failures.extend(wrong(&pod, &loaded.sources).into_iter().map(|w| format!("{} {version}: {w}", case.id)));
            for cell in ledger(&pod).iter().flat_map(|c| &c.rows).inspect(|_| rows += 1).flat_map(|r| &r.cells) {
                *told.entry(cell.kind.name()).or_insert(0) += 1;
            }
        }
    }
    println!("{rows} rows, cells: {told:?}");
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures[..failures.len().min(40)].join("\n"));
    assert!(rows > 10_000 && told.len() >= 7, "{rows} rows, {told:?}");
}

#[test]
fn the_json_is_json() {
    for version in VERSIONS {
        let flyte = cases::version(version);
        for case in cases::of_file("resources") {
            let Ok(loaded) = cases::load(&case, flyte) else { continue };
            let Ok(pod) = loaded.render() else { continue };
            let containers = ledger(&pod);
            let mut out = String::new();
            ledger_json(&containers, Places { sources: &loaded.sources, templates: &[] }, &mut out);
            let json: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}\n{out}"));
            let rows = json.as_array().unwrap().iter().flat_map(|c| c["resources"].as_array().unwrap());
            for row in rows.clone().filter(|row| row.get("path").is_some()) {
                let holding: Vec<_> = row["cells"].as_array().unwrap().iter().filter(|c| c["holds"] == true).collect();
                assert_eq!(holding.len(), 1, "{row}");
                assert_eq!(holding[0]["value"], row["final"], "{row}");
                assert!(holding[0]["origin"]["kind"].is_string(), "{row}");
            }
            assert_eq!(rows.count(), containers.iter().map(|c| c.rows.len()).sum::<usize>());
        }
    }
}

const CONFIG: &str = "\
plugins:
  k8s:
    default-pod-template-name: base
task_resources:
  defaults: {cpu: 500m, memory: 512Mi}
  limits: {cpu: 4, memory: 8Gi, gpu: 2}
";

const TEMPLATE: &str = "\
apiVersion: v1
kind: PodTemplate
metadata: {name: base, namespace: flyte}
template:
  spec:
    containers:
      - name: default
        image: noop
        resources:
          limits: {cpu: 2}
      - name: primary
        image: noop
        resources:
          requests: {memory: 2048Mi}
          limits: {cpu: 3, ephemeral-storage: 20Gi}
      - name: proxy
        image: noop
        resources:
          limits: {memory: 64Mi}
";

const POD_TASK: &str = "\
name: app.train
container_image: ghcr.io/app/train:v1
pod_template:
  primary_container_name: main
  pod_spec:
    initContainers:
      - name: fetch
        image: fetch
        resources: {requests: {cpu: 0.1}}
    containers:
      - name: main
        resources:
          limits: {gpu: 4, memory: 0}
      - name: metrics
        image: statsd
        resources:
          requests: {memory: 64Mi}
";

const EXAMPLES: &[Example] = &[
    Example {
        about: "a container task that asks for more than there is",
        flyte: "1.16.8",
        config: CONFIG,
        templates: TEMPLATE,
        task: "name: app.train\nimage: t\nrequests: {cpu: 8, mem: 1024Mi}\nlimits: {cpu: 16}\n",
        execution: "",
    },
    Example {
        about: "with_overrides over a container task, beyond its limit",
        flyte: "1.16.8",
        config: CONFIG,
        templates: "",
        task: "name: app.train\nimage: t\nrequests: {cpu: 1}\n",
        execution: "\
overrides:
  resources:
    requests: [{name: CPU, value: '6'}, {name: MEMORY, value: 3Gi}]
    limits: [{name: CPU, value: '6'}]
",
    },
    Example {
        about: "a pod task: primary, sidecar and init container",
        flyte: "1.16.8",
        config: CONFIG,
        templates: TEMPLATE,
        task: POD_TASK,
        execution: "",
    },
    Example {
        about: "the same where nothing is taken from the template before defaults",
        flyte: "1.15.3",
        config: CONFIG,
        templates: TEMPLATE,
        task: POD_TASK,
        execution: "",
    },
    Example {
        about: "the same in Flyte 2",
        flyte: "2.0.43",
        config: CONFIG,
        templates: TEMPLATE,
        task: POD_TASK,
        execution: "",
    },
    Example {
        about: "the same by the documented rules",
        flyte: "docs",
        config: CONFIG,
        templates: TEMPLATE,
        task: POD_TASK,
        execution: "",
    },
    Example {
        about: "a template for the accelerator's class, and zeros",
        flyte: "2.0.43",
        config: "\
plugins:
  k8s:
    default-pod-template-name: base
    default-memory: 2Gi
    accelerator-device-classes:
      NVIDIA_GPU:
        pod-template:
          template:
            spec:
              containers:
                - name: default
                  resources:
                    limits: {cpu: 9, ephemeral-storage: 50Gi}
",
        templates: TEMPLATE,
        task: "\
type: python-task
container:
  image: t
  resources:
    requests: [{name: GPU, value: '1'}, {name: MEMORY, value: '0'}]
extendedResources: {gpuAccelerator: {device: T4}}
",
        execution: "",
    },
    Example {
        about: "a zero in a pod template keeps the runtime template out; one in a list does not",
        flyte: "1.16.8",
        config: CONFIG,
        templates: TEMPLATE,
        task: "\
name: app.train
container_image: t
pod_template:
  primary_container_name: main
  pod_spec: {containers: [{name: main, resources: {limits: {cpu: 0}}}]}
",
        execution: "overrides: {resources: {requests: [{name: MEMORY, value: '0'}]}}\n",
    },
    Example {
        about: "with_overrides(pod_template=) replaces the task's Pod",
        flyte: "1.16.8",
        config: CONFIG,
        templates: "",
        task: POD_TASK,
        execution: "\
overrides:
  podTemplate:
    primaryContainerName: main
    podSpec:
      containers:
        - name: main
          image: other
          resources: {requests: {cpu: 2}}
",
    },
    Example {
        about: "co-pilot's containers, and quantities that are none",
        flyte: "1.16.8",
        config: "plugins:\n  k8s:\n    co-pilot: {cpu: 250m}\n",
        templates: "",
        task: "\
type: raw-container
container:
  image: t
  resources:
    requests: [{name: CPU, value: '1'}, {name: CPU, value: many}, {name: MEMORY, value: 1G}, {name: MEMORY, value: 2G}]
  dataConfig: {enabled: true, outputPath: /var/outputs}
interface: {outputs: {variables: {o: {type: {simple: INTEGER}}}}}
",
        execution: "",
    },
];

fn text(loaded: &Loaded, pod: &Pod, paint: Paint) -> String {
    ledger_text(&ledger(pod), None, Places { sources: &loaded.sources, templates: &[] }, paint)
}

#[test]
fn the_text_is_good_to_read() {
    let mut seen: String = EXAMPLES.iter().map(|example| example.shown(80, text)).collect();
    seen.extend(EXAMPLES[..3].iter().map(|example| example.shown(140, text)));
    snapshot("ledger", &seen);
}

#[test]
fn every_example_obeys_the_laws() {
    for example in EXAMPLES {
        let (loaded, pod) = example.render();
        let wrong = wrong(&pod, &loaded.sources);
        assert!(wrong.is_empty(), "{}: {}", example.about, wrong.join("\n"));
    }
}

#[test]
fn a_path_chooses_rows() {
    let (loaded, pod) = EXAMPLES[2].render();
    let places = Places { sources: &loaded.sources, templates: &[] };
    let all = ledger(&pod);
    let row = all.iter().flat_map(|c| &c.rows).find(|r| &*r.resource == "nvidia.com/gpu").unwrap();
    let text = ledger_text(&all, row.path.as_ref(), places, Paint::plain());
    assert_eq!(text.lines().filter(|l| l.trim_end().ends_with(char::is_numeric) && l.starts_with("  r")).count(), 1);
    assert!(text.contains("requests.nvidia.com/gpu: ") && !text.contains("cpu"), "{text}");
    let mut above = podtpl::tree::FieldPath::default();
    above.push_key("spec".into());
    assert_eq!(ledger_text(&all, Some(&above), places, Paint::plain()).matches("requests.cpu: ").count(), 3);
}
