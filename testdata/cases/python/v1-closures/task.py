from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration



def labeller(team):
    base = {"team": team}

    def labels(**more):
        return {**base, **more}

    return labels


def counter():
    n = 0

    def step():
        nonlocal n
        n += 1
        return n

    return step


vision = labeller("vision")
c = counter()
ONE, TWO = c(), c()
adders = [lambda x, k=k: x + k for k in (1, 2)]
late = [lambda x: x + k for k in (1, 2)]

@task(labels=vision(app="a"))
def a() -> int:
    return 1


@task(labels=labeller("nlp")(stage="prod"))
def b() -> int:
    return 1


@task(environment={"ONE": str(ONE), "TWO": str(TWO), "ADD": str([f(10) for f in adders]), "LATE": str([f(10) for f in late])})
def d() -> int:
    return 1
