from flytekit import PodTemplate, Resources, conditional, task, workflow


@task
def t(x: int = 1) -> int:
    return x


@task
def s() -> str:
    return ""


@workflow
def twice():
    t().with_overrides(
        resources=Resources(cpu="1"),  # unread: task.twice
        limits=Resources(cpu="1"),
    )


@workflow
def no_resources():
    t().with_overrides(requests={"cpu": "1"})  # unread: task.no_resources


@workflow
def a_pair():
    t().with_overrides(requests=Resources(cpu=("1", "2")))  # unread: task.a_pair


@workflow
def promise():
    image = s()
    t().with_overrides(container_image=image)  # unread: task.promise


@workflow
def an_input(image: str = "x"):
    t().with_overrides(container_image=image)  # unread: task.an_input


@workflow
def config():
    t().with_overrides(task_config=3)  # unread: task.config


@workflow
def cached():
    t().with_overrides(cache=True)  # unread: task.cached


@workflow
def named():
    t().with_overrides(pod_template="gpu")  # unread: task.named


@workflow
def aliased():
    t().with_overrides(aliases=["a"])  # unread: task.aliased


@workflow
def slow():
    t().with_overrides(timeout="1h")  # unread: task.slow


@workflow
def an_amount(x: str = "1"):
    t().with_overrides(requests=Resources(cpu=x))  # unread: task.an_amount


@workflow
def truth(x: int = 1):
    if x:  # unread: task.truth
        t().with_overrides(container_image="a:1")


@workflow
def compared(x: int = 1):
    if x == 1:  # unread: task.compared
        t().with_overrides(container_image="a:1")


@workflow
def dangling(x: int = 1):  # unread: task.dangling
    conditional("c").if_(x == 1).then(t())
    t().with_overrides(container_image="a:1")


@workflow
def fine():
    t().with_overrides(container_image="a:1")
