//! `explain --where-to-set`: every answer is made true by a reader, and the Pod is looked at.

use serde_json::Value;

use super::reader::{Files, apply, has, run};

/// A task as its author writes it, with a pod template.
const AUTHORED: &str = r#"
name: app.train
container_image: app:1
requests: {cpu: "1", mem: 1Gi}
limits: {cpu: "2"}
environment: {LOG_LEVEL: info}
labels: {owner: ann}
pod_template:
  labels: {team: a}
  pod_spec:
    tolerations:
      - {key: dedicated, operator: Equal, value: ranking, effect: NoSchedule}
    containers:
      - name: primary
        workingDir: /work
        volumeMounts:
          - {name: data, mountPath: /data}
      - name: side
        image: side:1
    volumes:
      - name: data
        persistentVolumeClaim: {claimName: data}
"#;

/// The shortest task there is.
const PLAIN: &str = "name: app.train\ncontainer_image: app:1\n";

/// A container task in protojson.
const CONTAINER: &str = r#"{"id": {"name": "app.train", "project": "p", "domain": "d"}, "type": "python-task",
 "container": {"image": "app:1", "args": ["run", "it"], "env": [{"key": "LOG_LEVEL", "value": "info"}],
   "resources": {"requests": [{"name": "CPU", "value": "1"}]}}}"#;

/// A pod task in protojson.
const POD: &str = r#"{"id": {"name": "app.train"}, "type": "python-task", "config": {"primary_container_name": "main"},
 "k8sPod": {"metadata": {"labels": {"team": "a"}}, "podSpec": {"hostIPC": true, "containers": [
   {"name": "main", "image": "app:1", "lifecycle": {"preStop": {"exec": {"command": ["sync"]}}}},
   {"name": "side", "image": "side:1"}]}}}"#;

/// A task of flyte 2.x.
const TWO: &str = "name: app.train\nimage: app:1\nresources:\n  cpu: [1, 2]\n  memory: 1Gi\n  gpu: \"T4:1\"\nenv_vars: {LOG_LEVEL: info}\nservice_account: mine\n";

const CONFIG: &str = r#"
plugins:
  k8s:
    default-pod-template-name: base
    default-labels:
      - platform: a
    default-annotations:
      note: a
    default-env-vars:
      - DB_HOST: db
    default-node-selector:
      pool: batch
    interruptible-node-selector:
      pool: spot
    scheduler-name: volcano
    default-pod-security-context:
      fsGroup: 7
task_resources:
  defaults: {cpu: 500m, memory: 512Mi}
  limits: {cpu: "4", memory: 8Gi}
"#;

const TEMPLATES: &str = r#"apiVersion: v1
kind: PodTemplate
metadata: {name: other, namespace: flyte}
template:
  spec:
    containers: [{name: default, image: noop}]
---
apiVersion: v1
kind: PodTemplate
metadata: {name: base, namespace: flyte}
template:
  metadata:
    labels: {platform: b, cost: "1"}
  spec:
    hostNetwork: true
    terminationGracePeriodSeconds: 30
    serviceAccountName: base
    volumes:
      - name: scratch
        emptyDir: {sizeLimit: 1Gi}
    containers:
      - name: default
        image: noop
        imagePullPolicy: IfNotPresent
        securityContext: {runAsNonRoot: true}
"#;

const EXECUTION: &str =
    "project: p\ndomain: d\nname: f5c9\nnode: n0\nworkflow: p:d:app.wf\nowner: {name: f5c9, uid: u}\n";

/// Several tasks in a file.
const MANY: &str = "tasks:\n  - {name: app.other, container_image: other:1, environment: {A: b}}\n  - name: app.train\n    container_image: app:1\n    environment: {A: b}\n";

/// Several documents, one task each.
const DOCUMENTS: &str =
    "name: app.other\ncontainer_image: other:1\n---\nname: app.train\ncontainer_image: app:1\nenvironment: {A: b}\n";

/// Maps in map form, in which the older configuration reader changes keys.
const MAPS: &str = "plugins:\n  k8s:\n    default-env-vars: {low: x}\n    default-labels: {team: a}\n";

/// A second configuration file.
const MORE: &str = "plugins:\n  k8s:\n    default-tolerations:\n      - {key: more, operator: Exists}\n";

/// The inputs of a question.
#[derive(Clone, Copy)]
struct Inputs {
    name: &'static str,
    task: (&'static str, &'static str),
    platform: bool,
    flags: &'static str,
}

const FULL: Inputs = Inputs { name: "full", task: ("train.yaml", AUTHORED), platform: true, flags: "" };
const SPOT: Inputs = Inputs { name: "spot", flags: "--interruptible", ..FULL };
const BARE: Inputs = Inputs { name: "bare", task: ("plain.yaml", PLAIN), platform: false, flags: "" };
const FLAG: Inputs = Inputs { name: "flag", flags: "--service-account given", ..BARE };
const JSON_CONTAINER: Inputs = Inputs { name: "container", task: ("task.json", CONTAINER), ..FULL };
const JSON_POD: Inputs = Inputs { name: "pod", task: ("task.json", POD), ..FULL };
const FLYTE_2: Inputs = Inputs { name: "two", task: ("two.yaml", TWO), platform: true, flags: "" };

const OF_MANY: Inputs = Inputs { name: "many", task: ("tasks.yaml", MANY), platform: false, flags: "--name train" };
const OF_DOCUMENTS: Inputs = Inputs { name: "documents", task: ("tasks.yaml", DOCUMENTS), ..OF_MANY };
const IN_MAPS: Inputs = Inputs { name: "maps", flags: "-c maps.yaml", ..BARE };
const TWO_FILES: Inputs = Inputs { name: "two files", flags: "-c maps.yaml -c more.yaml", ..BARE };

/// Version, inputs, path and value of the question, the path and the value to look for, which layers win (in order).
type Row = (&'static str, Inputs, &'static str, &'static str, &'static str, &'static str);

/// `wins` names the layers that must win by their first letters: t(ask), p(od template of the task), o(verrides),
/// e(xecution), r(untime template), c(onfiguration).
const ROWS: &[Row] = &[
    // pod level
    ("1.16.8", FULL, "spec.hostNetwork=false", "spec|hostNetwork", "false", "r"),
    ("2.0.43", JSON_POD, "spec.hostNetwork=false", "spec|hostNetwork", "false", "r"),
    ("1.16.8", FULL, "spec.nodeSelector.pool=gpu", "spec|nodeSelector|pool", "\"gpu\"", "cp"),
    ("1.16.8", SPOT, "spec.nodeSelector.pool=gpu", "spec|nodeSelector|pool", "\"gpu\"", "c"),
    (
        "1.13.3",
        FULL,
        "spec.nodeSelector.kubernetes.io/arch=arm64",
        "spec|nodeSelector|kubernetes.io/arch",
        "\"arm64\"",
        "prc",
    ),
    ("1.16.8", FULL, "spec.schedulerName=default", "spec|schedulerName", "\"default\"", "cp"),
    ("1.16.8", FULL, "spec.serviceAccountName=sa", "spec|serviceAccountName", "\"sa\"", "rpe"),
    ("1.16.8", FLAG, "spec.serviceAccountName=sa", "spec|serviceAccountName", "\"sa\"", "ep"),
    ("2.0.43", FLYTE_2, "spec.serviceAccountName=sa", "spec|serviceAccountName", "\"sa\"", "tp"),
    ("2.0.9", JSON_POD, "spec.serviceAccountName=sa", "spec|serviceAccountName", "\"sa\"", "rp"),
    ("1.16.8", FULL, "spec.terminationGracePeriodSeconds=60", "spec|terminationGracePeriodSeconds", "60", "rp"),
    ("1.16.8", FULL, "spec.activeDeadlineSeconds=60", "spec|activeDeadlineSeconds", "60", "pr"),
    ("1.13.3", FULL, "spec.runtimeClassName=gvisor", "spec|runtimeClassName", "\"gvisor\"", "pr"),
    ("1.16.8", BARE, "spec.priorityClassName=high", "spec|priorityClassName", "\"high\"", "pr"),
    ("2.0.43", FLYTE_2, "spec.shareProcessNamespace=true", "spec|shareProcessNamespace", "true", "pr"),
    ("1.16.8", FULL, "spec.restartPolicy=OnFailure", "spec|restartPolicy", "\"OnFailure\"", "p"),
    ("2.0.43", FLYTE_2, "spec.enableServiceLinks=true", "spec|enableServiceLinks", "true", "r"),
    ("1.16.8", JSON_POD, "spec.hostIPC=", "spec|hostIPC", "null", "p"),
    ("1.16.8", FULL, "spec.dnsConfig.nameservers[0]=1.1.1.1", "spec|dnsConfig|nameservers|*", "\"1.1.1.1\"", "prc"),
    ("1.16.8", FULL, "spec.securityContext.fsGroup=9", "spec|securityContext|fsGroup", "9", "cp"),
    ("1.16.8", FULL, "spec.tolerations[0].value=x", "spec|tolerations|@dedicated|value", "\"x\"", "p"),
    (
        "1.16.8",
        FULL,
        "spec.tolerations[key=gpu].operator=Exists",
        "spec|tolerations|@gpu|operator",
        "\"Exists\"",
        "prc",
    ),
    (
        "1.16.8",
        FULL,
        "spec.volumes[scratch].emptyDir.sizeLimit=2Gi",
        "spec|volumes|@scratch|emptyDir|sizeLimit",
        "\"2Gi\"",
        "r",
    ),
    (
        "1.16.8",
        FULL,
        "spec.volumes[cache].emptyDir.medium=Memory",
        "spec|volumes|@cache|emptyDir|medium",
        "\"Memory\"",
        "pr",
    ),
    // metadata
    ("1.16.8", FULL, "metadata.labels.team=b", "metadata|labels|team", "\"b\"", "pte"),
    ("1.13.3", JSON_POD, "metadata.labels.team=b", "metadata|labels|team", "\"b\"", "pe"),
    ("1.16.8", FULL, "metadata.labels.platform=z", "metadata|labels|platform", "\"z\"", "rtpe"),
    ("1.16.8", FULL, "metadata.labels['app.io/Name']=z", "metadata|labels|app.io/Name", "\"z\"", "tperc"),
    ("1.13.3", FULL, "metadata.annotations.example.com/a=z", "metadata|annotations|example.com/a", "\"z\"", "perc"),
    ("2.0.43", FLYTE_2, "metadata.annotations.note=z", "metadata|annotations|note", "\"z\"", "cper"),
    ("1.16.8", FULL, "metadata.name=mine", "metadata|name", "\"mine\"", ""),
    ("1.16.8", FULL, "metadata.labels.task-name=mine", "metadata|labels|task-name", "\"mine\"", "t"),
    // containers
    ("1.16.8", FULL, "spec.containers[primary].image=app:2", "spec|containers|@@|image", "\"app:2\"", "tpo"),
    ("2.0.43", FLYTE_2, "spec.containers[0].image=app:2", "spec|containers|@@|image", "\"app:2\"", "tp"),
    ("1.16.8", FULL, "spec.containers[side].image=side:2", "spec|containers|@side|image", "\"side:2\"", "p"),
    (
        "1.16.8",
        FULL,
        "spec.containers[primary].imagePullPolicy=Always",
        "spec|containers|@@|imagePullPolicy",
        "\"Always\"",
        "rpr",
    ),
    (
        "1.16.8",
        JSON_CONTAINER,
        "spec.containers[0].imagePullPolicy=Always",
        "spec|containers|@@|imagePullPolicy",
        "\"Always\"",
        "rrc",
    ),
    (
        "1.16.8",
        FULL,
        "spec.containers[side].imagePullPolicy=Always",
        "spec|containers|@side|imagePullPolicy",
        "\"Always\"",
        "rpr",
    ),
    (
        "1.13.3",
        FULL,
        "spec.containers[side].imagePullPolicy=Always",
        "spec|containers|@side|imagePullPolicy",
        "\"Always\"",
        "rp",
    ),
    ("1.16.8", FULL, "spec.containers[primary].workingDir=/w", "spec|containers|@@|workingDir", "\"/w\"", "p"),
    (
        "1.16.8",
        FULL,
        "spec.containers[primary].securityContext.runAsUser=5",
        "spec|containers|@@|securityContext|runAsUser",
        "5",
        "prcr",
    ),
    (
        "2.0.43",
        JSON_POD,
        "spec.containers[main].lifecycle.preStop.exec.command[0]=x",
        "spec|containers|@@|lifecycle|preStop|exec|command|0",
        "\"x\"",
        "p",
    ),
    ("1.16.8", JSON_CONTAINER, "spec.containers[0].args[1]=that", "spec|containers|@@|args|1", "\"that\"", "t"),
    ("1.16.8", FULL, "spec.containers[primary].args[0]=x", "spec|containers|@@|args|0", "\"x\"", ""),
    (
        "1.16.8",
        FULL,
        "spec.containers[primary].volumeMounts[/data].readOnly=true",
        "spec|containers|@@|volumeMounts|@mountPath=/data|readOnly",
        "true",
        "p",
    ),
    (
        "1.16.8",
        FULL,
        "spec.containers[primary].env[LOG_LEVEL].value=debug",
        "spec|containers|@@|env|@LOG_LEVEL|value",
        "\"debug\"",
        "tpec",
    ),
    (
        "1.13.3",
        JSON_CONTAINER,
        "spec.containers[0].env[LOG_LEVEL].value=debug",
        "spec|containers|@@|env|@LOG_LEVEL|value",
        "\"debug\"",
        "tec",
    ),
    (
        "2.0.43",
        FLYTE_2,
        "spec.containers[0].env[LOG_LEVEL].value=debug",
        "spec|containers|@@|env|@LOG_LEVEL|value",
        "\"debug\"",
        "tpec",
    ),
    (
        "1.16.8",
        FULL,
        "spec.containers[primary].env[DB_HOST].value=other",
        "spec|containers|@@|env|@DB_HOST|value",
        "\"other\"",
        "c",
    ),
    (
        "1.16.8",
        FULL,
        "spec.containers[primary].env[FLYTE_ATTEMPT_NUMBER].value=9",
        "spec|containers|@@|env|@FLYTE_ATTEMPT_NUMBER|value",
        "\"9\"",
        "ec",
    ),
    (
        "1.16.8",
        FULL,
        "spec.containers[primary].envFrom[0].secretRef.name=db",
        "spec|containers|@@|envFrom|*|secretRef|name",
        "\"db\"",
        "prc",
    ),
    (
        "1.16.8",
        FULL,
        "spec.containers[primary].env[DB_HOST]={name: DB_HOST, value: other}",
        "spec|containers|@@|env|@DB_HOST|value",
        "\"other\"",
        "c",
    ),
    (
        "docs",
        FULL,
        "spec.containers[primary].env[DB_HOST].value=other",
        "spec|containers|@primary|env|@DB_HOST|value",
        "\"other\"",
        "c",
    ),
    ("docs", FULL, "spec.schedulerName=default", "spec|schedulerName", "\"default\"", "c"),
    ("docs", FULL, "spec.hostNetwork=false", "spec|hostNetwork", "false", "rpc"),
    // files with several tasks, other forms of the configuration
    ("1.16.8", OF_MANY, "spec.containers[0].env[A].value=c", "spec|containers|@@|env|@A|value", "\"c\"", "tpec"),
    ("1.16.8", OF_DOCUMENTS, "spec.containers[0].env[A].value=c", "spec|containers|@@|env|@A|value", "\"c\"", "tpec"),
    (
        "1.13.3",
        IN_MAPS,
        "spec.containers[0].env[UPPER].value=c",
        "spec|containers|@@|env|@UPPER|value",
        "\"c\"",
        "tperc",
    ),
    ("2.0.43", IN_MAPS, "metadata.labels.app.io/name=c", "metadata|labels|app.io/name", "\"c\"", "perc"),
    (
        "1.16.8",
        TWO_FILES,
        "spec.tolerations[key=more].effect=NoExecute",
        "spec|tolerations|@more|effect",
        "\"NoExecute\"",
        "c",
    ),
    ("1.16.8", TWO_FILES, "spec.schedulerName=x", "spec|schedulerName", "\"x\"", "prc"),
    // resources
    (
        "1.16.8",
        FULL,
        "spec.containers[primary].resources.requests.cpu=1500m",
        "spec|containers|@@|resources|requests|cpu",
        "\"1.5\"",
        "to",
    ),
    (
        "1.16.8",
        FULL,
        "spec.containers[primary].resources.requests.cpu=3",
        "spec|containers|@@|resources|requests|cpu",
        "\"3\"",
        "to",
    ),
    (
        "1.16.8",
        FULL,
        "spec.containers[primary].resources.limits.cpu=16",
        "spec|containers|@@|resources|limits|cpu",
        "\"16\"",
        "to",
    ),
    (
        "1.16.8",
        FULL,
        "spec.containers[primary].resources.limits.memory=512Mi",
        "spec|containers|@@|resources|limits|memory",
        "\"512Mi\"",
        "ttorc",
    ),
    (
        "2.0.43",
        FLYTE_2,
        "spec.containers[0].resources.requests.cpu=4",
        "spec|containers|@@|resources|requests|cpu",
        "\"4\"",
        "t",
    ),
    (
        "2.0.43",
        FLYTE_2,
        "spec.containers[0].resources.limits.cpu=3",
        "spec|containers|@@|resources|limits|cpu",
        "\"3\"",
        "t",
    ),
    (
        "2.0.43",
        FLYTE_2,
        "spec.containers[0].resources.limits.nvidia.com/gpu=2",
        "spec|containers|@@|resources|limits|nvidia.com/gpu",
        "\"2\"",
        "tp",
    ),
    (
        "2.0.43",
        JSON_POD,
        "spec.containers[main].resources.requests.memory=3Gi",
        "spec|containers|@@|resources|requests|memory",
        "\"3Gi\"",
        "pc",
    ),
    (
        "1.13.3",
        JSON_CONTAINER,
        "spec.containers[0].resources.limits.cpu=3",
        "spec|containers|@@|resources|limits|cpu",
        "\"3\"",
        "tto",
    ),
    (
        "1.16.8",
        BARE,
        "spec.containers[0].resources.requests.cpu=1",
        "spec|containers|@@|resources|requests|cpu",
        "\"1\"",
        "tpocc",
    ),
];

fn files(inputs: Inputs) -> (Files, String) {
    let (name, task) = inputs.task;
    let mut files = Files::from([(name.to_owned(), task.to_owned())]);
    let mut flags = format!("{name} {}", inputs.flags);
    for (name, text) in [("maps.yaml", MAPS), ("more.yaml", MORE)].into_iter().filter(|(n, _)| flags.contains(n)) {
        files.insert(name.to_owned(), text.to_owned());
    }
    if inputs.platform {
        for (flag, name, text) in
            [("-c", "flyte.yaml", CONFIG), ("-t", "templates.yaml", TEMPLATES), ("-x", "execution.yaml", EXECUTION)]
        {
            files.insert(name.to_owned(), text.to_owned());
            flags.push_str(&format!(" {flag} {name}"));
        }
    }
    (files, flags)
}

/// The letters of the layers of answers.
fn letters<'a>(answers: impl Iterator<Item = &'a Value>) -> String {
    let letter = |answer: &Value| match answer["layer"].as_str().unwrap() {
        "task" => 't',
        "task pod template" => 'p',
        "with_overrides" => 'o',
        "execution" => 'e',
        "platform configuration" => 'c',
        layer if layer.starts_with("runtime template") => 'r',
        layer => panic!("{layer}"),
    };
    answers.map(letter).collect()
}

#[test]
fn every_answer_is_true() {
    assert!(ROWS.len() >= 30);
    let (mut answered, mut failures) = (0, Vec::new());
    for (version, inputs, question, path, value, wins) in ROWS {
        let (files, flags) = files(*inputs);
        let head = format!("{question} ({version}, {})", inputs.name);
        let line = format!("explain {flags} --flyte {version} -o json --where-to-set");
        let run_it = run(&files, &line).argument(question).run();
        if run_it.code != 0 {
            failures.push(format!("{head}: {}", run_it.stderr));
            continue;
        }
        let document: Value = serde_json::from_str(&run_it.stdout).unwrap();
        let wanted: Value = serde_json::from_str(value).unwrap();
        let answers = document["answers"].as_array().unwrap();
        for answer in answers {
            answered += 1;
            let (files, flags) = apply(answer, &files, &flags);
            let output = run(&files, &format!("render {flags} --flyte {version} -o json")).run();
            let got = match serde_json::from_str::<Value>(&output.stdout) {
                Err(_) => "refused",
                Ok(pod) if has(&pod, path, &wanted) => "wins",
                Ok(_) => "loses",
            };
            if answer["result"] != got {
                let text = serde_json::to_string_pretty(answer).unwrap();
                failures.push(format!("{head}: {got}, not as said: {text}\n{}\n{}", output.stdout, output.stderr));
            }
        }
        let won = letters(answers.iter().filter(|a| a["result"] == "wins"));
        if won != *wins {
            failures.push(format!("{head}: `{won}` win instead of `{wins}`"));
        }
        let state = if won.is_empty() { "not-settable" } else { "settable" };
        assert_eq!(document["state"], state, "{head}");
        assert!(state == "settable" || document["reason"].as_str().is_some_and(|r| !r.is_empty()), "{head}");
    }
    assert!(failures.is_empty(), "{} of {answered}:\n{}", failures.len(), failures.join("\n"));
    assert!(answered > 200, "{answered}");
}
