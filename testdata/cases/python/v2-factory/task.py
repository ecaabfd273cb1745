import flyte


def make_env(name, cpu=1, **kwargs):
    return flyte.TaskEnvironment(name=f"team-{name}", image="img:1", resources=flyte.Resources(cpu=cpu), **kwargs)


def make_task(env, suffix):
    @env.task
    async def inner(x: int) -> int:
        return x

    return inner


small = make_env("small")
big = make_env("big", cpu=8, env_vars={"BIG": "1"}, pod_template="big")
made = make_task(small, "a")


@big.task
async def main(x: int) -> int:
    return await made(x)
