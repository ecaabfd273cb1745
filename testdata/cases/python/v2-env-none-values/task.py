import flyte

a = flyte.TaskEnvironment(name="a", image=None, resources=None, env_vars=None, secrets=None, pod_template=None, service_account=None, interruptible=False, cache="disable", reusable=None, queue=None, plugin_config=None, description=None)
b = flyte.TaskEnvironment(name="b", image="auto", env_vars={}, secrets=[], resources=flyte.Resources())
c = flyte.TaskEnvironment(name="c", image="img:1", pod_template="", service_account="", secrets="")
d = flyte.TaskEnvironment(name="d", image="img:1", pod_template=flyte.PodTemplate())


@a.task
async def t() -> int:
    return 1


@b.task
async def t_b() -> int:
    return 1


@c.task
async def t_c() -> int:
    return 1


@d.task
async def t_d() -> int:
    return 1
