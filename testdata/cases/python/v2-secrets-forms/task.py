import pathlib

import flyte
from flyte import Secret as S

KEYS = ["one-key", "TWO"]
a = flyte.TaskEnvironment("a", image="img:1", secrets=[S(k, group="my-group") for k in KEYS])
b = flyte.TaskEnvironment("b", image="img:1", secrets=S("k", "g"))
c = flyte.TaskEnvironment("c", image="img:1", secrets=[*KEYS, S("k", None, pathlib.Path("/etc") / "flyte" / "secrets", None)])
d = flyte.TaskEnvironment("d", image="img:1", secrets=S(key="k", group="", as_env_var=""))
e = flyte.TaskEnvironment("e", image="img:1", secrets=S(key="k", mount="/etc/flyte/secrets"))
f = flyte.TaskEnvironment("f", image="img:1", secrets=S(key="a_b-c", group="G", as_env_var="_X9"))


@a.task
async def ta() -> int:
    return 1


@b.task
async def tb() -> int:
    return 1


@c.task
async def tc() -> int:
    return 1


@d.task
async def td() -> int:
    return 1


@e.task
async def te() -> int:
    return 1


@f.task
async def tf() -> int:
    return 1
