from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration


@task(environment={"A": "1"})
def fine() -> int:
    return 1


@task(environment={"A": UNDEFINED_NAME})
def a() -> int:
    return 1
