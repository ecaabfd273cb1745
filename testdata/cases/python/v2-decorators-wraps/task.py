import functools
from functools import wraps

import flyte

env = flyte.TaskEnvironment("env", image="img:1")


def traced(fn):
    @functools.wraps(fn)
    async def inner(*args, **kwargs):
        return await fn(*args, **kwargs)

    return inner


def twice(times=2):
    def deco(fn):
        @wraps(fn)
        async def wrapper(*args, **kwargs):
            for _ in range(times):
                r = await fn(*args, **kwargs)
            return r

        return wrapper

    return deco


def mark(fn):
    fn.marked = True
    return fn


@env.task
@traced
async def one(x: int) -> int:
    return x


@env.task(interruptible=True)
@twice(times=3)
@mark
async def two(x: int) -> int:
    return x


@mark
@env.task
async def three(x: int) -> int:
    return x


@env.task
@functools.lru_cache(maxsize=None)
def four(x: int) -> int:
    return x
