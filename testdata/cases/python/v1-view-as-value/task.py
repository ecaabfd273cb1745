from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration

D = {"a": "1", "b": "2"}
PT = PodTemplate(pod_spec=V1PodSpec(containers=[V1Container(name="primary"), V1Container(name="side", image="s:1", args=D.keys())]))

@task(pod_template=PT)
def a() -> int:
    return 1


@task(environment=D)
def b() -> int:
    return 1

PT2 = PodTemplate(pod_spec=V1PodSpec(containers=[V1Container(name="primary"), V1Container(name="side", image="s:1", args=range(3))]))

@task(pod_template=PT2)
def c() -> int:
    return 1

PT3 = PodTemplate(pod_spec=V1PodSpec(containers=[V1Container(name="primary"), V1Container(name="side", image="s:1", args=(str(i) for i in range(3)))]))

@task(pod_template=PT3)
def d() -> int:
    return 1

PT4 = PodTemplate(pod_spec=V1PodSpec(containers=[V1Container(name="primary"), V1Container(name="side", image="s:1", args={"a"})]))

@task(pod_template=PT4)
def e() -> int:
    return 1

PT5 = PodTemplate(pod_spec=V1PodSpec(containers=[V1Container(name="primary"), V1Container(name="side", image="s:1", args=map(str, [1]))]))

@task(pod_template=PT5)
def f() -> int:
    return 1

PT6 = PodTemplate(pod_spec=V1PodSpec(containers=[V1Container(name="primary"), V1Container(name="side", image="s:1", args=list(map(str, [1, 2])))]))

@task(pod_template=PT6)
def g() -> int:
    return 1
