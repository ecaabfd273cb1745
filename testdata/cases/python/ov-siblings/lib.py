from flytekit import Resources, task, workflow

BIG = Resources(cpu="8")


@task(container_image="lib:1")
def imported(x: int = 1) -> int:
    return x


@workflow
def sub() -> int:
    return imported().with_overrides(container_image="sub:1")


def chain(t, x):
    return t(x=t(x=x).with_overrides(container_image="chain:1"))
