import flyte

SPARE = flyte.GPU("A100", 0)
a = flyte.TaskEnvironment("a", image="img:1")


@a.task
async def ta() -> int:
    return 1
