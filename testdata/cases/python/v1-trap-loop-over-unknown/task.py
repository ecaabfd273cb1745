import os

from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration

ENV = {"A": "1"}
for k, v in os.environ.items():  # undecidable: task.a task.c
    if k.startswith("MY_"):
        ENV[k] = v

@task(environment=ENV)
def a() -> int:
    return 1

B = {k: v for k, v in os.environ.items() if k.startswith("NOPE_")}  # undecidable: task.b

@task(environment=B)
def b() -> int:
    return 1

LAST = "none"
for line in os.listdir("."):  # undecidable: task.d
    LAST = line

@task(environment={**ENV, "C": "1"})
def c() -> int:
    return 1


@task(environment={"L": LAST})
def d() -> int:
    return 1


@task(environment={"E": "1"})
def e() -> int:
    return 1
