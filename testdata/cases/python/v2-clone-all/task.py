import flyte
from kubernetes.client import V1Container, V1PodSpec

base = flyte.TaskEnvironment(name="base", image="img:1", resources=flyte.Resources(cpu=2), env_vars={"A": "1"}, secrets="s", pod_template="named", interruptible=True, service_account="sa", queue="q", cache="auto", description="d")
none = base.clone_with("none", image=None, resources=None, env_vars=None, secrets=None, depends_on=None, description=None, interruptible=None, include=None, service_account=None)
empty = base.clone_with("empty", env_vars={}, secrets=[], interruptible=False, service_account="", resources=flyte.Resources())
positional = base.clone_with("positional", "img:2", flyte.Resources(memory="1Gi"), {"B": "2"}, "other", [], "text", False, (), "sa2")
cached = base.clone_with("cached", cache="disable", reusable=flyte.ReusePolicy(replicas=1, concurrency=2))
again = cached.clone_with(name="again", reusable=None, env_vars={**base.env_vars, "C": "3"})


@none.task
async def t1() -> int:
    return 1


@empty.task
async def t2() -> int:
    return 1


@positional.task
async def t3() -> int:
    return 1


@cached.task
async def t4() -> int:
    return 1


@again.task(pod_template="own")
async def t5() -> int:
    return 1
