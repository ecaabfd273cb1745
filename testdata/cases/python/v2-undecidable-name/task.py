import os

import flyte

STAGE = os.environ.get("STAGE", "dev")  # ?? env-dev.t1, env-dev-gpu.t2
env = flyte.TaskEnvironment(f"env-{STAGE}", image="img:1")
gpu = env.clone_with(f"{env.name}-gpu")
fixed = env.clone_with("fixed")


@env.task
async def t1() -> int:
    return 1


@gpu.task
async def t2() -> int:
    return 1


@fixed.task
async def t3() -> int:
    return 1
