from __future__ import annotations

import typing

import flyte

if typing.TYPE_CHECKING:
    from pandas import DataFrame

env = flyte.TaskEnvironment("env", image="img:1")


@env.task
async def t(df: DataFrame) -> int:
    return 1
