import os

from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration

MODE = "before"
try:
    HOST = os.environ["HOST_NAME_X"]  # undecidable: task.a task.b
    MODE = "found"
except KeyError:
    HOST = "none"

@task(environment={"HOST": HOST})
def a() -> int:
    return 1


@task(environment={"MODE": MODE})
def b() -> int:
    return 1


@task(environment={"C": "1"})
def c() -> int:
    return 1
