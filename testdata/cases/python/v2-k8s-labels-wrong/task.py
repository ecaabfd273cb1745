import flyte

a = flyte.TaskEnvironment("a", image="img:1", pod_template=flyte.PodTemplate(labels={"n": 1}))
b = flyte.TaskEnvironment("b", image="img:1", pod_template=flyte.PodTemplate(annotations={"n": True}))
c = flyte.TaskEnvironment("c", image="img:1", pod_template=flyte.PodTemplate(labels=["x"]))
d = flyte.TaskEnvironment("d", image="img:1", pod_template=flyte.PodTemplate(labels={}, annotations=None))
e = flyte.TaskEnvironment("e", image="img:1", pod_template=flyte.PodTemplate(primary_container_name=""))
f = flyte.TaskEnvironment("f", image="img:1", pod_template=flyte.PodTemplate(primary_container_name=None))
g = flyte.TaskEnvironment("g", image="img:1", pod_template=flyte.PodTemplate(labels={"n": None}))


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
