from pathlib import Path

import flyte
from flyte.extras import ContainerTask

IMG = flyte.Image.from_base("alpine:3")
a = ContainerTask("a", "alpine:3", ["echo", "hi"])
b = ContainerTask(name="b", image="alpine:3", command=[], arguments=["x"], input_data_dir=Path("/in"), output_data_dir="/out/", metadata_format="PROTO", file_input_layout="NAMED_DIR")
c = ContainerTask(name="c", image="alpine:3", command=["c"], input_data_dir=None, output_data_dir="", interruptible=True, service_account="sa", queue="q", short_name="s", retries=2, cache="auto", env_vars={"A": "1"}, secrets=["s"], resources=flyte.Resources(cpu=(1, 2), gpu="T4:1", shm="auto"))
d = ContainerTask(name="ns.d", image="alpine:3", command=["c"], pod_template=flyte.PodTemplate(labels={"x": "y"}))
env = flyte.TaskEnvironment.from_task("env", a, b, c, d)


@env.task
async def extra() -> int:
    return 1
