from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration


@task(environment={"A": 1})
def a() -> int:
    return 1


@task(environment={"A": None})
def b() -> int:
    return 1


@task(environment=["A"])
def c() -> int:
    return 1


@task(environment=[("A", "1")])
def d() -> int:
    return 1


@task(environment="A=1")
def e() -> int:
    return 1


@task(environment={1: "x"})
def f() -> int:
    return 1


@task(environment={"A": True})
def g() -> int:
    return 1


@task(environment=())
def h() -> int:
    return 1


@task(environment={"A": 1}, pod_template=PodTemplate())
def j() -> int:
    return 1


@task(environment={"A": None}, pod_template=PodTemplate())
def k() -> int:
    return 1


@task(environment={"A": 1.5}, pod_template=PodTemplate())
def l() -> int:
    return 1


@task(environment={1: "x"}, pod_template=PodTemplate())
def m() -> int:
    return 1
