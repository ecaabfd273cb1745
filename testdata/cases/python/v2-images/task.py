import flyte
from flyte import Image

BASE = Image.from_base("ghcr.io/app/base:1")
CLONED = BASE.clone(name="x", registry="ghcr.io/y", extendable=True)
a = flyte.TaskEnvironment("a", image=BASE)
b = flyte.TaskEnvironment("b", image=CLONED)
c = flyte.TaskEnvironment("c", image=CLONED.with_pip_packages("numpy").with_env_vars({"A": "1"}))
d = flyte.TaskEnvironment("d", image=Image.from_debian_base())
e = flyte.TaskEnvironment("e", image=Image.from_debian_base(python_version=(3, 12), registry="r", name="n").with_apt_packages("git"))
f = flyte.TaskEnvironment("f", image=Image.from_dockerfile("Dockerfile", registry="r", name="n"))
g = flyte.TaskEnvironment("g", image=Image.from_ref_name("custom"))
h = flyte.TaskEnvironment("h", image=Image.from_base(image_uri="ghcr.io/app/" + "base:2"))
i = flyte.TaskEnvironment("i", image=Image.from_uv_script("task.py", name="n", registry="r"))


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


@g.task
async def tg() -> int:
    return 1


@h.task
async def th() -> int:
    return 1


@i.task
async def ti() -> int:
    return 1
