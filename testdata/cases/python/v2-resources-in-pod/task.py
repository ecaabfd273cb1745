import flyte
from kubernetes.client import V1Container, V1PodSpec, V1ResourceRequirements

POD = flyte.PodTemplate(
    pod_spec=V1PodSpec(
        containers=[
            V1Container(
                name="primary",
                resources=V1ResourceRequirements(limits={"cpu": "8", "example.com/dongle": 1}, requests={"memory": "1Gi"}),
            )
        ]
    )
)
a = flyte.TaskEnvironment("a", image="img:1", pod_template=POD, resources=flyte.Resources(cpu=(1, 2), memory="4Gi", gpu="A100:2", disk="1Gi", shm="auto"))
b = flyte.TaskEnvironment("b", image="img:1", pod_template=POD, resources=flyte.Resources(shm="1Gi"))
c = flyte.TaskEnvironment("c", image="img:1", pod_template=flyte.PodTemplate(labels={"a": "b"}), resources=flyte.Resources(gpu=1))


@a.task
async def ta() -> int:
    return 1


@b.task
async def tb() -> int:
    return 1


@c.task
async def tc() -> int:
    return 1
