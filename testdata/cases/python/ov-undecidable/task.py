import os
import random

from flytekit import Resources, task, workflow
from flytekit.extras.accelerators import T4

IMAGE = os.environ.get("IMAGE", "x:1")  # unread: task.values.n0
COUNT = int(os.environ.get("COUNT", "2"))  # unread: task.loop task.comprehension


@task
def t(x: int = 1) -> int:
    return x


@workflow
def values():
    t().with_overrides(container_image=IMAGE)
    t().with_overrides(requests=Resources(cpu="1", mem=os.environ.get("M", "1")), accelerator=T4)  # unread: task.values.n1
    t().with_overrides(requests=Resources(cpu="1"))


@workflow
def loop():
    t().with_overrides(container_image="a:1")
    for i in range(COUNT):
        t(x=i)
    t().with_overrides(container_image="b:1")


@workflow
def branch():
    t().with_overrides(container_image="a:1")
    if os.environ.get("FAST"):  # unread: task.branch
        t()
    t().with_overrides(container_image="b:1")


@workflow
def harmless():
    t().with_overrides(container_image="a:1")
    if os.environ.get("FAST"):
        print("fast")
    t().with_overrides(container_image="b:1")


@workflow
def name():
    t().with_overrides(container_image="a:1", node_name=os.environ.get("N", "n"))  # unread: task.name


@workflow
def ternary() -> int:
    x = t() if COUNT > 1 else t(x=t())  # unread: task.ternary
    return t(x=x).with_overrides(container_image="a:1")


@workflow
def comprehension():
    [t(x=i) for i in range(COUNT)]
    t().with_overrides(container_image="a:1")


@workflow
def chosen():
    random.choice([t])()  # unread: task.chosen
    t().with_overrides(container_image="a:1")
