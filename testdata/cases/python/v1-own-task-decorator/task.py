from flytekit import PodTemplate, Resources, task


def gpu(**kwargs):
    return task(limits=Resources(gpu="1"), **kwargs)


def small(fn):
    return task(fn, requests=Resources(cpu="100m"))


@gpu(environment={"A": "1"})
def one() -> int:
    return 1


@small
def two() -> int:
    return 1


cpu4 = task(requests=Resources(cpu="4"))


@cpu4
def three() -> int:
    return 1


@cpu4
def four() -> int:
    return 1
