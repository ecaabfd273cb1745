import os
import sys

import flyte

PROD = os.environ.get("PROD") == "1"
if PROD:  # ?? a.ta
    IMG = "prod:1"
else:
    IMG = "dev:1"
MEM = "1Gi"
if sys.platform == "darwin":  # ?? b.tb
    MEM = "2Gi"
a = flyte.TaskEnvironment("a", image=IMG)
b = flyte.TaskEnvironment("b", image="img:1", resources=flyte.Resources(memory=MEM))
c = flyte.TaskEnvironment("c", image="img:1")
d = flyte.TaskEnvironment("d", image="img:1" if not os.getenv("X") else "img:2")  # ?? d.td


@a.task
async def ta() -> int:
    return 1


@b.task
async def tb() -> int:
    return 1


@c.task(interruptible=True if os.environ.get("SPOT") else False)  # ?? c.tc
async def tc() -> int:
    return 1


@d.task
async def td() -> int:
    return 1


@c.task
async def sure() -> int:
    return 1
