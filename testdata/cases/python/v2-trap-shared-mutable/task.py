import flyte
from kubernetes.client import V1Container, V1PodSpec

VARS = {"A": "1"}
SECRETS = ["s1"]
RES = flyte.Resources(cpu=1)
a = flyte.TaskEnvironment("a", image="img:1", env_vars=VARS, secrets=SECRETS, resources=RES)
b = a.clone_with("b")
c = a.clone_with("c", env_vars={**VARS, "C": "3"})


@a.task
async def ta() -> int:
    return 1


@b.task
async def tb() -> int:
    return 1


@c.task
async def tc() -> int:
    return 1


VARS["B"] = "2"
SECRETS.append("s2")
RES.cpu = 8
RES.gpu = "T4:1"
b.env_vars["VIA_B"] = "yes"
