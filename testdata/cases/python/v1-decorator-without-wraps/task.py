from flytekit import task


def traced(fn):
    def inner() -> int:
        return fn()

    return inner


@task
def fine() -> int:
    return 1


@task
@traced
def nested() -> int:
    return 1
