from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration


@task(pod_template="name-of-template")
def a() -> int:
    return 1


@task(pod_template={"pod_spec": None})
def b() -> int:
    return 1


@task(pod_template=PodTemplate(pod_spec={"containers": []}))
def c() -> int:
    return 1


@task(pod_template=PodTemplate(pod_spec="x"))
def d() -> int:
    return 1


@task(pod_template=PodTemplate(pod_spec=V1PodSpec(containers=V1Container(name="primary"))))
def e() -> int:
    return 1


@task(pod_template=PodTemplate(pod_spec=V1PodSpec(containers=(V1Container(name="primary"),))))
def f() -> int:
    return 1


@task(pod_template=PodTemplate(pod_spec=V1PodSpec(containers=["primary"])))
def g() -> int:
    return 1


@task(pod_template=PodTemplate(pod_spec=V1PodSpec(containers=[None])))
def h() -> int:
    return 1


@task(pod_template=V1PodSpec(containers=[]))
def i() -> int:
    return 1
