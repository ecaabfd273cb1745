//! `--node` and `tasks` with the workflows of Python files.

use super::results::snapshot;
use crate::common::Podtpl;

const APP: &str = "\
import os

from flytekit import PodTemplate, Resources, conditional, task, workflow
from kubernetes.client import V1Container, V1PodSpec

from steps import prepare

BIG = Resources(cpu=\"2\", mem=\"500Mi\")
STAGE = os.environ[\"STAGE\"]


@task(requests=Resources(cpu=\"1\"), environment={\"MODE\": \"fast\"})
def train(x: int) -> int:
    return x


@task(container_image=STAGE)
def staged() -> int:
    return 1


@workflow
def nightly(x: int = 1) -> int:
    ready = prepare(x=x).with_overrides(requests=BIG)
    return train(x=ready).with_overrides(
        node_name=\"big_train\",
        limits=BIG,
        pod_template=PodTemplate(
            pod_spec=V1PodSpec(host_network=True, containers=[V1Container(name=\"primary\")]),
        ),
    )


@workflow
def weekly(x: int = 1) -> int:
    y = train(x=x)
    return (
        conditional(\"size\")
        .if_(y > 9)
        .then(prepare(x=y).with_overrides(container_image=\"prepare:big\"))
        .else_()
        .then(train(x=y).with_overrides(container_image=STAGE))
    )


@workflow
def by_stage(x: int = 1) -> int:
    if STAGE == \"dev\":
        x = prepare(x=x)
    return train(x=x).with_overrides(requests=BIG)


@workflow
def refused(image: str = \"a:1\") -> int:
    return train(x=1).with_overrides(container_image=image)
";

const STEPS: &str = "\
from flytekit import task


@task(container_image=\"prepare:1\")
def prepare(x: int) -> int:
    return x
";

fn run(arguments: &str) -> Podtpl {
    Podtpl::new(&format!("{arguments} --flyte 1.16.8 -q")).file("app.py", APP).file("steps.py", STEPS)
}

#[test]
fn transcripts() {
    let list = Podtpl::new("tasks app.py").file("app.py", APP).file("steps.py", STEPS).run();
    snapshot("nodes-tasks", format!("{}\n{}", list.stdout, list.stderr));
    snapshot("nodes-render", run("render app.py --node big-train").run().result());
    let paths =
        "spec.hostNetwork spec.containers[primary].resources.limits.memory spec.containers[primary].env[MODE].value";
    snapshot("nodes-explain", run(&format!("explain app.py --node nightly.big-train {paths}")).run().result());
}

#[test]
fn refusals() {
    let mut told = String::new();
    for arguments in [
        "--node n7",
        "--node nightly.n7",
        "--node app.nightly.bigtrain",
        "--node weekly.n0",
        "--node weekly.n1",
        "--node by_stage.n0",
        "--node refused.n0",
    ] {
        let message = run(&format!("render app.py {arguments}")).run().failure();
        told.push_str(&format!("$ podtpl render app.py {arguments}\n{message}\n"));
    }
    snapshot("nodes-refusals", told);
}

#[test]
fn a_node_runs_the_task_of_another_file() {
    let image = "-o jsonpath={.spec.containers[0].image}";
    assert_eq!(run(&format!("render app.py --node nightly.n0 {image}")).run().result(), "prepare:1");
    let cpu = "-o jsonpath={.spec.containers[0].resources.requests.cpu}";
    assert_eq!(run(&format!("render app.py --node nightly.n0 {cpu}")).run().result(), "2");
    // the task decides where conditionals number their nodes anew
    let weekly = run(&format!("render app.py:train --node weekly.n0 {image}")).run();
    assert!(!weekly.result().is_empty());
    let of_branch = run(&format!("render app.py --name *.prepare --node weekly.n0 {image}")).run();
    assert_eq!(of_branch.result(), "prepare:big");
}

#[test]
fn values_of_overrides_are_given_by_flags() {
    let image = "-o jsonpath={.spec.containers[0].image} --set STAGE=prod";
    assert_eq!(run(&format!("render app.py --node weekly.n1 {image}")).run().result(), "prod");
    assert!(!run(&format!("render app.py --node by_stage.n0 {image}")).run().result().is_empty());
}
