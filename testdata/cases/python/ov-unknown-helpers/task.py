"""What is not followed leaves the workflow unread, and only that."""
import os
import sys
import types

from flytekit import Resources, task, workflow

lib = types.ModuleType("company_decorators")
lib.retry = lambda fn: fn
lib.setup = lambda **kwargs: (lambda fn: fn)
lib.VALUE = "v:1"
sys.modules["company_decorators"] = lib
from company_decorators import VALUE, retry, setup


@task
def t(x: int = 1) -> int:
    return x


@retry
def helper(x):
    return t(x=x).with_overrides(container_image="h:1")


@workflow
@setup(level=3)  # unread: task.wrapped
def wrapped(x: int = 1) -> int:
    return t(x=x).with_overrides(container_image="a:1")


@workflow
def calls(x: int = 1) -> int:
    return helper(x)  # unread: task.calls


@workflow
def value(x: int = 1) -> int:
    t(x=x).with_overrides(container_image="b:1")
    return t(x=x).with_overrides(container_image=VALUE)  # unread: task.value.n1


@workflow
def files() -> int:
    for name in sorted(os.listdir("/proc/self/task")):  # unread: task.files
        t().with_overrides(node_name="x")
    return t().with_overrides(container_image="c:1")


@workflow
def fine() -> int:
    if os.path.exists("/tmp"):  # unread: task.fine.n0
        size = "1"
    else:
        size = "2"
    t().with_overrides(requests=Resources(cpu=size))
    return t().with_overrides(container_image="d:1")
