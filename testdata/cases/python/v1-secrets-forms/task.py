from flytekit import Secret, task
S = Secret(group="g", key="k")
S.key = "changed"
MT = Secret.MountType

@task(secret_requests=[S])
def a() -> int:
    return 1


@task(secret_requests=(S, Secret("g2")))
def b() -> int:
    return 1


@task(secret_requests=[Secret("g", "k", "v1", MT.FILE)])
def c() -> int:
    return 1


@task(secret_requests=[Secret(group="", key="k"), Secret(group="g", key="K", env_var="A_1")])
def d() -> int:
    return 1


@task(secret_requests=[*[Secret(group="g", key=k) for k in "ab"], S])
def e() -> int:
    return 1


@task(secret_requests=[Secret(group=f"arn:{r}", key="k", mount_requirement=Secret.MountType.ENV_VAR) for r in ("eu", "us")])
def f() -> int:
    return 1


@task(secret_requests=None)
def g() -> int:
    return 1
