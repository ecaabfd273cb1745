import os

from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration

MODE = "one"
LIST = ["x"]
D = {"a": "1"}


def configure():
    global MODE
    MODE = "two"
    LIST.append("y")
    D["b"] = "2"


if os.environ.get("CONFIGURE"):  # undecidable: task.a task.b task.c
    configure()

@task(environment={"M": MODE})
def a() -> int:
    return 1


@task(environment={"L": ",".join(LIST)})
def b() -> int:
    return 1


@task(environment=D)
def c() -> int:
    return 1


@task(environment={"D": "1"})
def d() -> int:
    return 1
