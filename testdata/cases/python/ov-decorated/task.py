import functools

from flytekit import task, workflow


@task
def t(x: int = 1) -> int:
    return x


def around(fn):
    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
        t().with_overrides(container_image="before:1")
        return fn(*args, **kwargs)

    return wrapper


def with_image(image):
    def decorator(fn):
        @functools.wraps(fn)
        def inner(**kwargs):
            last = fn(**kwargs)
            return last.with_overrides(container_image=image)

        return inner

    return decorator


@workflow
@around
def wf(x: int = 1) -> int:
    return t(x=x).with_overrides(container_image="a:1")


@workflow
@with_image("decorated:1")
@around
def twice(x: int = 1, y: int = 2) -> int:
    return t(x=t(x=y))


def plain(x: int = 1) -> int:
    return t(x=x).with_overrides(container_image="p:1")


made = workflow(plain)
