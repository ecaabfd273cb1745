import functools

from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration



@functools.lru_cache(maxsize=None)
def base(team):
    return PodTemplate(labels={"team": team})


@functools.cache
def env(level="info"):
    return {"LEVEL": level}


def twice(fn):
    @functools.wraps(fn)
    def inner(*args, **kwargs):
        return fn(*args, **kwargs) * 2

    return inner


@twice
def word(w):
    return w


base("a").labels["cached"] = "yes"
env()["EXTRA"] = "1"

@task(pod_template=base("a"))
def a() -> int:
    return 1


@task(environment=env())
def b() -> int:
    return 1


@task(environment={"W": word("ab")})
def c() -> int:
    return 1
