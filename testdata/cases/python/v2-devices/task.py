import flyte
from flyte import GPU, TPU, Device, Resources

ENVS = []
a = flyte.TaskEnvironment("a", image="img:1", resources=Resources(gpu=GPU("H100", 4)))
b = flyte.TaskEnvironment("b", image="img:1", resources=Resources(gpu=GPU(device="A100_80G", quantity=1, partition="3g.40gb")))
c = flyte.TaskEnvironment("c", image="img:1", resources=Resources(gpu=TPU("V5P", "2x2x1")))
d = flyte.TaskEnvironment("d", image="img:1", resources=Resources(gpu=flyte.Neuron("Trn2u")))
e = flyte.TaskEnvironment("e", image="img:1", resources=Resources(gpu=flyte.AMD_GPU("MI250X")))
f = flyte.TaskEnvironment("f", image="img:1", resources=Resources(gpu=flyte.HABANA_GAUDI("Gaudi1")))
g = flyte.TaskEnvironment("g", image="img:1", resources=Resources(gpu=Device(quantity=2, device_class="GPU", device="T4")))
h = flyte.TaskEnvironment("h", image="img:1", resources=Resources(gpu=Device(3, "NEURON", "MyChip", "half")))
i = flyte.TaskEnvironment("i", image="img:1", resources=Resources(gpu=flyte.APPLE_SILICON()))
j = flyte.TaskEnvironment("j", image="img:1", resources=Resources(gpu="AppleSilicon"), env_vars={"FLYTE_APPLE_SILICON_EXECUTION": "container"})
k = flyte.TaskEnvironment("k", image="img:1", resources=Resources(gpu="Gaudi1:1"))
l = flyte.TaskEnvironment("l", image="img:1", resources=Resources(gpu=GPU("A100 80G", 2)))
m = flyte.TaskEnvironment("m", image="img:1", resources=Resources(gpu=GPU("T4", 16)))
n = flyte.TaskEnvironment("n", image="img:1", resources=Resources(gpu=TPU(device="V5E")))


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


@j.task
async def tj() -> int:
    return 1


@k.task
async def tk() -> int:
    return 1


@l.task
async def tl() -> int:
    return 1


@m.task
async def tm() -> int:
    return 1


@n.task
async def tn() -> int:
    return 1
