import flyte
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1ResourceRequirements


def pod(**kw):
    return flyte.PodTemplate(pod_spec=V1PodSpec(containers=[V1Container(name="primary", **kw)]))


a = flyte.TaskEnvironment("a", image="img:1", pod_template=pod(env=[{"name": "D", "value": "x"}]), env_vars={"A": "1"})
b = flyte.TaskEnvironment("b", image="img:1", pod_template=pod(env=(V1EnvVar(name="T", value="1"),)))
c = flyte.TaskEnvironment("c", image="img:1", pod_template=pod(resources={"limits": {"cpu": "1"}}), resources=flyte.Resources(cpu=1))
d = flyte.TaskEnvironment("d", image="img:1", pod_template=pod(resources={"limits": {"cpu": "1"}}))
e = flyte.TaskEnvironment("e", image="img:1", pod_template=pod(resources=V1ResourceRequirements(requests={"cpu": 1})), resources=flyte.Resources(memory="1Gi"))
f = flyte.TaskEnvironment("f", image="img:1", pod_template=pod(env=[V1EnvVar(name="N", value=5), V1EnvVar(name="T", value=True)]))
g = flyte.TaskEnvironment("g", image="img:1", pod_template=pod(image=flyte.Image.from_base("x:1")))


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


@f.task
async def tf() -> int:
    return 1


@g.task
async def tg() -> int:
    return 1
