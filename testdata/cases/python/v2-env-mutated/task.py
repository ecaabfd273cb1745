import flyte

env = flyte.TaskEnvironment("env", image="img:1", env_vars={"A": "1"}, interruptible=False)


@env.task
async def before() -> int:
    return 1


env.image = "img:2"
env.interruptible = True
env.service_account = "late"


@env.task
async def after() -> int:
    return 1


env.env_vars["B"] = "2"
env.env_vars = {"C": "3"}


@env.task
async def last() -> int:
    return 1
