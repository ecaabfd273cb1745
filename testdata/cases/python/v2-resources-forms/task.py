import flyte
from flyte import Resources

R = Resources(cpu=("500m", 2), memory=("1Gi", "2Gi"))
envs = {}
a = flyte.TaskEnvironment("a", image="img:1", resources=R)
b = flyte.TaskEnvironment("b", image="img:1", resources=Resources(0.5, "512Mi", 1, "10Gi", "auto"))
c = flyte.TaskEnvironment("c", image="img:1", resources=Resources(cpu=2.0, memory="1G", gpu=0, shm="64Mi"))
d = flyte.TaskEnvironment("d", image="img:1", resources=Resources(cpu=1e-1, disk="1Ti"))
e = flyte.TaskEnvironment("e", image="img:1", resources=Resources(cpu=True, memory=""))
f = flyte.TaskEnvironment("f", image="img:1", resources=Resources(cpu=0, gpu="T4 shared:1"))
g = flyte.TaskEnvironment("g", image="img:1", resources=Resources(cpu=(1, 4.5), memory=(R.memory[0], R.memory[1])))


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
