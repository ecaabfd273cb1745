from datetime import timedelta

import flyte
from kubernetes.client import V1Container, V1PodSpec, V1ResourceRequirements, V1SecurityContext

SIDE = flyte.PodTemplate(pod_spec=V1PodSpec(containers=[V1Container(name="side", image="s:1")]), labels={"a": "1"})
RICH = flyte.PodTemplate(
    primary_container_name="main",
    pod_spec=V1PodSpec(
        containers=[
            V1Container(name="other", image="o:1"),
            V1Container(name="main", resources=V1ResourceRequirements(requests={"cpu": "1"}, limits={"x/y": "2"}), security_context=V1SecurityContext(run_as_non_root=True)),
        ],
        termination_grace_period_seconds=5,
    ),
    annotations={"keep": "me"},
)
a = flyte.TaskEnvironment("a", image="img:1", pod_template=SIDE.with_termination_grace_period(10))
b = flyte.TaskEnvironment("b", image="img:1", pod_template=SIDE.allow_fuse())
c = flyte.TaskEnvironment("c", image="img:1", pod_template=RICH.allow_fuse().allow_fuse().with_termination_grace_period(timedelta(hours=1, milliseconds=900)))
d = flyte.TaskEnvironment("d", image="img:1", pod_template=RICH.allow_fuse(privileged=True))
e = flyte.TaskEnvironment("e", image="img:1", pod_template=RICH.allow_nested_sandboxing().allow_nested_sandboxing())
f = flyte.TaskEnvironment("f", image="img:1", pod_template=flyte.PodTemplate(pod_spec=V1PodSpec(containers=[])).allow_fuse(False))
g = flyte.TaskEnvironment("g", image="img:1", pod_template=RICH)
h = flyte.TaskEnvironment("h", image="img:1", pod_template=flyte.PodTemplate(primary_container_name="app").allow_fuse(True), resources=flyte.Resources(cpu=1))
i = flyte.TaskEnvironment("i", image="img:1", pod_template=SIDE)


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


@h.task
async def th() -> int:
    return 1


@i.task
async def ti() -> int:
    return 1
