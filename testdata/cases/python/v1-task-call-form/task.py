import functools

from flytekit import PodTemplate, Resources, task


def load() -> int:
    return 1


def fit() -> int:
    return 2


load_task = task(load, requests=Resources(cpu="1"))
fit_task = task(requests=Resources(cpu="2"), environment={"A": "1"})(fit)
gpu_task = functools.partial(task, limits=Resources(gpu="1"), environment={"G": "1"})


@gpu_task
def one() -> int:
    return 1


@gpu_task(environment={"H": "2"})
def two() -> int:
    return 1


@gpu_task(requests=Resources(cpu="1"))
def three() -> int:
    return 1
