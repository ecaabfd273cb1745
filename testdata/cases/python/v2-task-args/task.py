from datetime import timedelta

import flyte

env = flyte.TaskEnvironment(name="env", image="img:1", interruptible=True, service_account="a", pod_template="t")


@env.task(short_name="nice", retries=3, timeout=timedelta(hours=1), cache="auto", report=True)
async def t1() -> int:
    return 1


@env.task(interruptible=False, service_account="", pod_template="")
async def t2() -> int:
    return 1


@env.task(interruptible=None, service_account=None, pod_template=None, queue="q", max_inline_io_bytes=10)
async def t3() -> int:
    return 1


@env.task(retries=flyte.RetryStrategy(count=2, backoff=flyte.Backoff(base=timedelta(seconds=1))), timeout=flyte.Timeout(max_runtime=10), links=(), triggers=(), entrypoint=True, produces_artifacts=True, docs=flyte.Documentation(description="x"))
async def t4() -> int:
    return 1


@env.task()
def t5() -> int:
    return 1
