//! `explain --where-to-set` over Python files: each answer is read, written into the file, and the Pod is looked at.

use serde_json::Value;

use super::reader::{Files, apply, has, run, told, write};

/// A file of flytekit with a template that one task has, constants, and a task without anything.
const FLYTEKIT: &str = r#"from flytekit import ContainerTask, PodTemplate, Resources, task
from kubernetes import client as k8s

IMAGE = "ghcr.io/app/train:1"
LABELS = {"team": "a", "owner": "ann"}

GPU = PodTemplate(
    labels=LABELS,
    pod_spec=k8s.V1PodSpec(
        host_network=False,
        containers=[
            k8s.V1Container(name="primary", volume_mounts=[k8s.V1VolumeMount(name="d", mount_path="/d")]),
            k8s.V1Container(name="side", image="side:1", args=["a", "b"]),
        ],
        tolerations=[{"key": "gpu", "operator": "Exists"}],
        volumes=[k8s.V1Volume(name="d", empty_dir=k8s.V1EmptyDirVolumeSource())],
    ),
)


@task(
    container_image=IMAGE,
    requests=Resources(cpu="2", mem="1Gi"),
    environment={"LOG": "info"},
    interruptible=True,
    pod_template=GPU,
)
def train(x: int) -> int:
    return x


@task(container_image=IMAGE)
def score(x: int) -> int:
    return x


@task
def plain(x: int) -> int:
    return x


echo = ContainerTask(name="echo", image="busybox:1", command=["sh", "-c", "echo"], resources=Resources(cpu=("1", "2")))
"#;

/// A file of flyte 2.x.
const FLYTE: &str = r#"import flyte

env = flyte.TaskEnvironment(
    name="ranking",
    image=flyte.Image.from_base("app:1"),
    resources=flyte.Resources(cpu=(1, 2), memory="1Gi", gpu="T4:1"),
    env_vars={"LOG": "info", "API_TOKEN": "s3cret"},
)
small = env.clone_with(name="small", image="small:1")


@env.task
async def train(x: int) -> int:
    return x


@small.task
async def score(x: int) -> int:
    return x
"#;

/// A file that has its template from a module beside it.
const OF_SIBLING: &str = r#"from flytekit import task

from pods import HOST_PATH, base


@task(container_image="app:1", pod_template=base(grace=30, path=HOST_PATH))
def train(x: int) -> int:
    return x
"#;

const SIBLING: &str = r#"from flytekit import PodTemplate
from kubernetes.client import V1Container, V1HostPathVolumeSource, V1PodSpec, V1Volume

HOST_PATH = "/data"


def base(grace, path):
    spec = V1PodSpec(containers=[V1Container(name="primary")], termination_grace_period_seconds=grace)
    spec.volumes = [V1Volume(name="d", host_path=V1HostPathVolumeSource(path=path))]
    spec.host_pid = not False
    return PodTemplate(pod_spec=spec)
"#;

/// A workflow with what its nodes put over a task.
const WORKFLOW: &str = r#"import flytekit as fl

BIG = fl.Resources(cpu="6", mem="4Gi")


@fl.task
def train(x: int) -> int:
    return x


@fl.workflow
def nightly(x: int) -> int:
    return train(x=x).with_overrides(requests=BIG, limits=BIG)
"#;

/// A dict that is put together.
const SPREAD: &str = r#"from flytekit import PodTemplate, task
from kubernetes.client import V1PodSpec

POOLS = ("a", "b")


@task(pod_template=PodTemplate(pod_spec=V1PodSpec(containers=[], node_selector={p: "yes" for p in POOLS})))
def train(x: int) -> int:
    return x
"#;

/// Task, version, question, the path and value to look for, and how many answers about Python win.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, usize);

const ONE: &str = "1.16.8";
const TWO: &str = "2.0.43";

/// The questions, each with the name of its transcript.
const ROWS: &[(&str, Row)] = &[
    ("literal", ("one.py:train", ONE, "spec.hostNetwork=true", "spec|hostNetwork", "true", 1)),
    ("constant", ("one.py:score", ONE, "spec.containers[0].image=app:2", "spec|containers|@@|image", "\"app:2\"", 2)),
    (
        "variable",
        (
            "one.py:train",
            ONE,
            "spec.containers[primary].env[LOG].value=debug",
            "spec|containers|@@|env|@LOG|value",
            "\"debug\"",
            2,
        ),
    ),
    (
        "request",
        (
            "one.py:train",
            ONE,
            "spec.containers[primary].resources.requests.cpu=1500m",
            "spec|containers|@@|resources|requests|cpu",
            "\"1.5\"",
            1,
        ),
    ),
    (
        "nested",
        (
            "one.py:train",
            ONE,
            "spec.containers[primary].securityContext.runAsUser=5",
            "spec|containers|@@|securityContext|runAsUser",
            "5",
            1,
        ),
    ),
    (
        "dict",
        (
            "one.py:train",
            ONE,
            "spec.tolerations[key=gpu].effect=NoExecute",
            "spec|tolerations|@gpu|effect",
            "\"NoExecute\"",
            1,
        ),
    ),
    (
        "item",
        (
            "one.py:train",
            ONE,
            "spec.tolerations[key=spot]={key: spot, operator: Exists}",
            "spec|tolerations|@spot|operator",
            "\"Exists\"",
            1,
        ),
    ),
    ("label", ("one.py:train", ONE, "metadata.labels.team=b", "metadata|labels|team", "\"b\"", 2)),
    (
        "mount",
        (
            "one.py:train",
            ONE,
            "spec.containers[primary].volumeMounts[/d].readOnly=true",
            "spec|containers|@@|volumeMounts|@mountPath=/d|readOnly",
            "true",
            1,
        ),
    ),
    ("list", ("one.py:train", ONE, "spec.containers[side].args[1]=c", "spec|containers|@side|args|1", "\"c\"", 1)),
    ("removed", ("one.py:train", ONE, "spec.containers[side].image=", "spec|containers|@side|image", "null", 0)),
    ("no-template", ("one.py:plain", ONE, "spec.hostIPC=true", "spec|hostIPC", "true", 1)),
    (
        "container-task",
        ("one.py:echo", ONE, "spec.containers[0].command[2]=env", "spec|containers|@@|command|2", "\"env\"", 1),
    ),
    (
        "pair",
        (
            "one.py:echo",
            ONE,
            "spec.containers[0].resources.limits.cpu=4",
            "spec|containers|@@|resources|limits|cpu",
            "\"4\"",
            1,
        ),
    ),
    ("image", ("two.py:train", TWO, "spec.containers[0].image=app:2", "spec|containers|@@|image", "\"app:2\"", 2)),
    ("pod-field", ("two.py:train", TWO, "spec.priorityClassName=high", "spec|priorityClassName", "\"high\"", 1)),
    ("clone", ("two.py:score", TWO, "spec.priorityClassName=high", "spec|priorityClassName", "\"high\"", 1)),
    (
        "gpu",
        (
            "two.py:train",
            TWO,
            "spec.containers[0].resources.limits.nvidia.com/gpu=2",
            "spec|containers|@@|resources|limits|nvidia.com/gpu",
            "\"2\"",
            2,
        ),
    ),
    (
        "secret",
        (
            "two.py:train",
            TWO,
            "spec.containers[0].env[API_TOKEN].value=typed",
            "spec|containers|@@|env|@API_TOKEN|value",
            "\"typed\"",
            2,
        ),
    ),
    ("account", ("two.py:score", TWO, "spec.serviceAccountName=sa", "spec|serviceAccountName", "\"sa\"", 2)),
    (
        "sibling-constant",
        (
            "three.py:train",
            ONE,
            "spec.volumes[d].hostPath.path=/other",
            "spec|volumes|@d|hostPath|path",
            "\"/other\"",
            1,
        ),
    ),
    (
        "sibling-argument",
        ("three.py:train", ONE, "spec.terminationGracePeriodSeconds=60", "spec|terminationGracePeriodSeconds", "60", 1),
    ),
    ("sibling-call", ("three.py:train", ONE, "spec.hostIPC=true", "spec|hostIPC", "true", 1)),
    ("computed", ("three.py:train", ONE, "spec.hostPID=", "spec|hostPID", "null", 1)),
    (
        "override",
        (
            "four.py --node n0",
            ONE,
            "spec.containers[0].resources.limits.memory=8Gi",
            "spec|containers|@@|resources|limits|memory",
            "\"8Gi\"",
            1,
        ),
    ),
    ("not-tried", ("five.py", ONE, "spec.nodeSelector.c=yes", "spec|nodeSelector|c", "\"yes\"", 0)),
];

fn files() -> Files {
    let all = [("one.py", FLYTEKIT), ("two.py", FLYTE), ("three.py", OF_SIBLING), ("pods.py", SIBLING)];
    let all = all.into_iter().chain([("four.py", WORKFLOW), ("five.py", SPREAD)]);
    all.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

fn flags(task: &str, version: &str) -> String {
    format!("{task} --flyte {version} --image registry/own:1 --task-project p --task-domain d --task-version v")
}

/// The Pod that files give.
fn pod(files: &Files, flags: &str) -> Value {
    let output = run(files, &format!("render {flags} -o json")).run();
    serde_json::from_str(&output.result()).unwrap()
}

#[test]
fn answers_about_python_come_true() {
    let files = files();
    for (name, (task, version, question, path, value, wins)) in ROWS {
        let flags = flags(task, version);
        let ask = |more: &str| run(&files, &format!("explain {flags} {more} --where-to-set")).argument(question).run();
        let text = ask("").result();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("snapshots");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let shown = format!("$ podtpl explain {task} ... --where-to-set '{question}'\n{text}");
        settings.bind(|| insta::assert_snapshot!(format!("where-python-{name}"), shown));

        let wanted: Value = serde_json::from_str(value).unwrap();
        let document: Value = serde_json::from_str(&ask("--show-secrets -o json").result()).unwrap();
        let mut won = 0;
        for answer in document["answers"].as_array().unwrap() {
            let changes = answer["changes"].as_array().unwrap();
            let (edited, flags) = apply(answer, &files, &flags);
            if answer["result"] == "wins" {
                assert!(has(&pod(&edited, &flags), path, &wanted), "{name}: {answer:#}");
                won += usize::from(changes.iter().any(|c| c["column"].is_u64()));
            } else if answer["result"] == "loses" {
                assert!(!has(&pod(&edited, &flags), path, &wanted), "{name}: {answer:#}");
            }
        }
        assert_eq!(won, *wins, "{name}: {document:#}");

        let text = ask("--show-secrets").result();
        for places in told(&text) {
            let mut edited = files.clone();
            write(&mut edited, places);
            assert!(has(&pod(&edited, &flags), path, &wanted), "{name}: {text}");
        }
    }
}

#[test]
fn secrets_in_python_are_not_shown() {
    let question = "spec.containers[0].env[API_TOKEN].value=typed";
    for format in ["", "-o json"] {
        let command = format!("explain {} {format} --where-to-set", flags("two.py:train", TWO));
        let text = run(&files(), &command).argument(question).run().result();
        assert!(!text.contains("s3cret") && !text.contains("typed"), "{text}");
    }
}
