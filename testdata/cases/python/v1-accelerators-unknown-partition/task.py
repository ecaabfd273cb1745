from flytekit import task
from flytekit.extras.accelerators import A100

@task(environment={"A": "1"})
def fine() -> int:
    return 1


@task(accelerator=A100.partition_9g_90gb)
def a() -> int:
    return 1
