from flytekit import conditional, task, workflow


@task
def a(x: int) -> int:
    return x


@task
def b(x: int) -> int:
    return -x


@workflow
def wf(x: int = 1) -> int:
    before = a(x=x).with_overrides(container_image="before:1")
    c = (
        conditional("big")
        .if_((x > 10) & (before > 1))
        .then(a(x=b(x=x)).with_overrides(container_image="then:1"))
        .elif_(x > 5)
        .then(b(x=x).with_overrides(container_image="elif:1"))
        .elif_(x == 5)
        .then(before)
        .else_()
        .fail("no")
    )
    d = (
        conditional("nested")
        .if_(c > 1)
        .then(conditional("inner").if_(x > 2).then(a(x=x).with_overrides(node_name="deep", container_image="deep:1")).else_().then(b(x=c)))
        .else_()
        .then(b(x=c).with_overrides(container_image="else:1"))
        .with_overrides(node_name="branch", container_image="ignored:1")
    )
    return a(x=d).with_overrides(container_image="after:1")


@workflow
def stepwise(x: int = 1) -> int:
    section = conditional("steps").if_(x > 1).then(a(x=x).with_overrides(container_image="s:1"))
    return section.else_().then(b(x=x))
