import flyte
from flyte.extras import ContainerTask

a = ContainerTask("a", "alpine:3", ("echo", "5"), arguments=["x"])
b = ContainerTask("b", "alpine:3", "echo 5")
c = ContainerTask("c", "alpine:3", ["echo"], arguments=("x",))
d = ContainerTask("d", "alpine:3", None)
e = ContainerTask("e", "alpine:3", ["fine"], arguments=())
env = flyte.TaskEnvironment.from_task("env", a, b, c, d, e)
