//! Python files as task files.

use super::results::snapshot;
use crate::common::Podtpl;

const TASKS: &str = "\
import os

from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1PodSpec

from common import IMAGE

template = PodTemplate(
    primary_container_name=\"primary\",
    labels={\"team\": \"ranking\"},
    pod_spec=V1PodSpec(host_network=True, containers=[V1Container(name=\"primary\", args=[\"lost\"])]),
)


@task(container_image=IMAGE, requests=Resources(cpu=\"1\", mem=\"2Gi\"), pod_template=template)
def train() -> int:
    return 1


@task(container_image=os.environ[\"SCORE_IMAGE\"])
def score() -> int:
    return 1
";

fn run(arguments: &str) -> Podtpl {
    Podtpl::new(arguments)
        .file("app.py", TASKS)
        .file("common.py", "IMAGE = f\"ghcr.io/ranking/train:{'v' + str(4)}\"\n")
}

#[test]
fn transcripts() {
    let flags = "--flyte 1.16.8 -q";
    let tasks = run(&format!("tasks app.py {flags}")).run();
    snapshot("python-tasks", format!("{}\n{}", tasks.result(), ""));
    snapshot("python-render", run(&format!("render app.py:train {flags}")).run().result());
    let paths = "spec.hostNetwork spec.containers[primary].image spec.containers[primary].args[0] metadata.labels.team";
    snapshot("python-explain", run(&format!("explain app.py:train {paths} {flags}")).run().result());
    let unknown = run(&format!("render app.py {flags}")).run();
    snapshot("python-unknown", unknown.failure());
}

#[test]
fn what_a_file_does_not_say_is_given() {
    let image = "-o jsonpath={.spec.containers[0].image} --flyte 1.16.8 -q";
    let given = run(&format!("render app.py:score --set SCORE_IMAGE=score:v1 {image}")).run().result();
    assert_eq!(given, "score:v1");
    assert_eq!(run(&format!("render app.py:train {image}")).run().result(), "ghcr.io/ranking/train:v4");
    let environment = run(&format!("render app.py:score {image}")).env("SCORE_IMAGE", "guessed:v1").run();
    assert!(environment.failure().contains("app.py:20:"), "the environment of podtpl is not that of the task");
}

#[test]
fn standard_input_has_no_module() {
    let run = Podtpl::new("tasks -").stdin("from flytekit import task\n@task\ndef fit():\n    pass\n").run();
    assert!(run.stderr.contains("standard input has no module name"), "{}", run.stderr);
    assert_eq!(run.result(), "stdin.fit  -:3  task\n");
}

#[test]
fn broken_files() {
    for (text, place) in [
        ("import flytekit\ndef f(:\n", "task.py:2:"),
        ("from flytekit import task\nprint 'x'\n", "task.py:2:"),
        ("from flytekit import task\n", "task.py"),
    ] {
        let message = Podtpl::new("render task.py --flyte 1.16.8").file("task.py", text).run().failure();
        assert!(message.contains(place) && !message.contains("panicked"), "{text}: {message}");
    }
}

#[test]
fn what_the_sdk_is_told_comes_from_flags_and_settings() {
    let tasks = "\
from flytekit import task
import os
TAG = open('tag').read()
@task(container_image='{{.image.gpu.fqn}}:{{.image.default.version}}', environment={'OWN': os.environ['OWNER'], 'TAG': f't{TAG}'})
def train() -> int:
    return 1
";
    let settings = "image: {default: app:v1, gpu: gpu:v2}\nsdkEnv: {LEVEL: warn}\nset: {OWNER: a, TAG: 3}\n";
    let run =
        |arguments: &str| Podtpl::new(arguments).file("app.py", tasks).file("podtpl.yaml", settings).run().result();
    let env = "{.spec.containers[0].image} {range .spec.containers[0].env[*]}{.name}={.value} {end}";
    let render = |flags: &str| run(&format!("render app.py --flyte 1.16.8 -q {flags} -o 'jsonpath={env}'"));
    let plain = render("");
    assert!(plain.starts_with("gpu:v1 LEVEL=warn OWN=a TAG=t3 "), "{plain}");
    let flags = render("--image gpu=other:v3 --image app:v9 --sdk-env LEVEL=info --set OWNER=b");
    assert!(flags.starts_with("other:v9 LEVEL=info OWN=b TAG=t3 "), "{flags}");
    let path = "spec.containers[0].env[OWN].value spec.containers[0].image spec.containers[0].env[LEVEL].value";
    let explained = run(&format!("explain app.py {path} --flyte 1.16.8 -q --set OWNER=b --sdk-env LEVEL=info"));
    snapshot("python-flags", explained);
}

#[test]
fn what_a_file_does_not_say_is_shown_as_such() {
    let run = |line: &str| Podtpl::new(line).file("app.py", include_str!("files/unknown.py")).run();
    let flags = "--flyte 1.16.8";
    let shown = run(&format!("render app.py:score {flags} --allow-unknown"));
    assert_eq!(shown.code, 0);
    snapshot("python-allow-unknown", format!("{}---- stderr\n{}", shown.stdout, shown.stderr));
    let paths = "spec.containers[0].resources.requests.cpu spec.containers[0].image metadata.labels.fixed";
    snapshot("python-explain-unknown", run(&format!("explain app.py:score {paths} {flags} -q")).result());
    // what depends on a condition is shown as if it held, and what nobody asks for is not told
    let debug = run(&format!("render app.py:debug {flags} --allow-unknown -o name"));
    assert!(debug.stderr.contains("app.py:26:4") && !debug.stderr.contains("app.py:6:9"), "{}", debug.stderr);
    assert_eq!(debug.result(), "pod/debug-n0-0\n");
    assert!(run(&format!("render app.py:other {flags}")).failure().contains("app.py:7:23"));
}

#[test]
fn a_package_is_the_tasks_of_its_modules() {
    let task = |from: &str, name: &str| {
        format!(
            "from flytekit import task\nfrom {from} import IMAGE\n@task(container_image=IMAGE)\ndef {name}():\n    pass\n"
        )
    };
    let run = |line: &str| {
        Podtpl::new(line)
            .file("src/app/__init__.py", "")
            .file("src/app/inner/__init__.py", "")
            .file("src/app/common.py", "IMAGE = 'x:1'\n")
            .file("src/app/train.py", task("app.common", "fit"))
            .file("src/app/inner/deep.py", task("..common", "score"))
            .file("src/app/values.yaml", "image: no task\n")
            .file("src/app/.venv/lib.py", task("x", "hidden"))
            .file("src/loose/plain.py", "import flytekit\n@flytekit.task\ndef plain():\n    pass\n")
            .run()
    };
    let package =
        "app.inner.deep.score  src/app/inner/deep.py:4  task\napp.train.fit         src/app/train.py:4       task\n";
    assert_eq!(run("tasks src/app").result(), package);
    assert_eq!(run("tasks src").result(), format!("{package}plain.plain           src/loose/plain.py:3     task\n"));
    let images = run("render src/app --flyte 1.16.8 -q -o 'jsonpath={.items[*].spec.containers[0].image}'").result();
    assert_eq!(images, "x:1 x:1");
    assert_eq!(run("render src/app:score --flyte 1.16.8 -q -o name").result(), "pod/score-n0-0\n");
    assert!(run("render src/app/common.py --flyte 1.16.8").failure().contains("holds no task"));
    assert!(run("render src/app:fti --flyte 1.16.8").failure().contains("did you mean `fit`?"));
}

#[test]
fn the_documented_rules_hold_for_python_as_well() {
    let folder = crate::cases::folder().join("docs/compile-time");
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let run = |line: &str| {
        let run = Podtpl::new(line).file("task.yaml", read("task.yaml")).file("task.py", read("task.py"));
        run.file("execution.yaml", read("execution.yaml")).run().result()
    };
    let yaml = run("render task.yaml -x execution.yaml -q");
    let python = run("render task.py -x execution.yaml -q");
    let named = python.replace("task.my_flyte_task", "my_flyte_task").replace("task-my-flyte-task", "my-flyte-task");
    assert_eq!(named, yaml);
    assert!(python.contains("- echo\n"), "{python}");
    // the list says what the SDK makes, whatever version is rendered
    assert_eq!(run("tasks task.py -o json -q"), run("tasks task.py -o json -q --flyte 1.16.8"));
    assert_eq!(run("tasks task.yaml -o json -q"), run("tasks task.yaml -o json -q --flyte 1.16.8"));
}

#[test]
fn what_plugins_make_of_a_task_is_not_guessed() {
    let spark = "from flytekit import task\nfrom flytekitplugins.spark import Spark\n@task(task_config=Spark())\ndef a():\n    pass\n";
    assert!(Podtpl::new("render a.py --flyte 1.16.8").file("a.py", spark).run().failure().contains("a plugin decides"));
    // the Pod plugin changes its pod spec each time that it serializes
    let shared = "from flytekit import task\nfrom flytekitplugins.pod import Pod\nfrom kubernetes.client import V1PodSpec\n\
                  P = Pod(pod_spec=V1PodSpec(containers=[]))\n@task(task_config=P)\ndef a():\n    pass\n\
                  @task(task_config=P)\ndef b():\n    pass\n";
    let failed = Podtpl::new("render a.py --flyte 1.16.8").file("a.py", shared).run().failure();
    assert!(failed.contains("several tasks share") && failed.contains("a.py:4:5"), "{failed}");
    // and so did flytekit with any template, before 1.14
    let template = shared.replace("flytekitplugins.pod import Pod", "flytekit import PodTemplate as Pod");
    let template = template.replace("task_config", "pod_template");
    let run =
        |sdk: &str| Podtpl::new(&format!("render a.py --flyte 1.13 -q --sdk {sdk}")).file("a.py", &template).run();
    assert!(run("flytekit@1.13.14").failure().contains("several tasks share"));
    assert!(run("flytekit@1.14.0").result().contains("kind: Pod"));
}

#[test]
fn overrides_that_are_not_known_are_shown_as_such() {
    let run = |line: &str| Podtpl::new(line).file("app.py", include_str!("files/unknown_overrides.py")).run();
    let (first, second) = (
        run("render app.py --node n0 --flyte 1.16.8 --allow-unknown -q -o 'jsonpath={.spec.containers[0]}'").result(),
        run(
            "render app.py --node n1 --flyte 1.16.8 --allow-unknown -q -o 'jsonpath={.metadata.labels.pool} {.spec.hostNetwork}'",
        ),
    );
    assert!(first.contains("\"image\":\"<unknown: os.environ[\\\"IMAGE\\\"]>\""), "{first}");
    // whatever is asked for, the limit that follows from the task's own request stays
    assert!(first.contains("\"limits\":{\"cpu\":\"1\""), "{first}");
    assert!(first.contains("\"requests\":{\"cpu\":\"<unknown: os.environ[\\\"CPUS\\\"]>\""), "{first}");
    assert_eq!(second.result(), "<unknown: os.environ[\"POOL\"]> true");
    assert!(run("render app.py --node n0 --flyte 1.16.8").failure().contains("app.py:16:76"));
    let given = "--set IMAGE=b:2 --set CPUS=3 -o 'jsonpath={.spec.containers[0].image} {.spec.containers[0].resources.limits.cpu}'";
    assert_eq!(run(&format!("render app.py --node n0 --flyte 1.16.8 -q {given}")).result(), "b:2 1");
}
