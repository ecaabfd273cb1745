import flyte
from flyte import PodTemplate
from kubernetes.client import V1Container, V1PodSpec, V1Volume

LABELS = {"a": "1"}
SPEC = V1PodSpec(containers=[V1Container(name="main"), V1Container(name="primary", image="p:1")])
ONE = V1PodSpec(containers=[V1Container(name="only")])
A = PodTemplate.from_spec(SPEC, labels=LABELS)
B = PodTemplate.from_spec(SPEC, primary_container_name="main", annotations={})
C = PodTemplate.from_spec(pod_spec=ONE)
SPEC.volumes = [V1Volume(name="late")]
SPEC.containers[1].image = "changed"
LABELS["late"] = "yes"
C.pod_spec.node_selector = {"own": "yes"}
D = PodTemplate.from_spec(ONE, labels={})
a = flyte.TaskEnvironment("a", image="img:1", pod_template=A)
b = flyte.TaskEnvironment("b", image="img:1", pod_template=B)
c = flyte.TaskEnvironment("c", image="img:1", pod_template=C)
d = flyte.TaskEnvironment("d", image="img:1", pod_template=D)
e = flyte.TaskEnvironment("e", image="img:1", pod_template=PodTemplate(SPEC, "main"))


@a.task
async def ta() -> int:
    return 1


@b.task
async def tb() -> int:
    return 1


@c.task
async def tc() -> int:
    return 1


@d.task
async def td() -> int:
    return 1


@e.task
async def te() -> int:
    return 1
