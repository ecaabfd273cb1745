from flytekit import Resources, task
R = Resources(cpu="1")
S = Resources(cpu="1")

@task(requests=R)
def a() -> int:
    return 1


@task(resources=S)
def b() -> int:
    return 1

R.mem = "1Gi"
S.cpu = "9"
R2 = Resources(cpu="2")
R2.cpu = ("1", "2")

@task(requests=R2)
def c() -> int:
    return 1
