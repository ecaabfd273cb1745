import os

from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration

DEBUG = os.environ.get("DEBUG") == "1"  
A = "x" if DEBUG else "y"  # undecidable: task.a
if DEBUG:  # undecidable: task.b task.d
    B = "on"
    extra = {"k": "v"}
else:
    B = "off"
    extra = {}
ENV = {"E": "1"}
if not DEBUG:  # undecidable: task.e
    ENV["F"] = "2"
NAMES = ["a", "b"]
for n in NAMES:
    if DEBUG and n == "a":  # undecidable: task.f
        continue
    NAMES2 = NAMES + [n]
FIXED = {"G": "3"}
while DEBUG:
    break

@task(environment={"A": A})
def a() -> int:
    return 1


@task(environment={"B": B})
def b() -> int:
    return 1


@task(labels=extra)
def d() -> int:
    return 1


@task(environment=ENV)
def e() -> int:
    return 1


@task(environment={"N": ",".join(NAMES2)})
def f() -> int:
    return 1


@task(environment=FIXED)
def g() -> int:
    return 1



def pick(flag):
    if flag:
        return "yes"
    return "no"


def late(t):
    if os.getenv("X"):  # undecidable: task.i
        return None
    t.labels["late"] = "1"
    return t



@task(environment={"P": pick(True), "Q": pick(False)})
def h() -> int:
    return 1

BASE = PodTemplate(labels={"b": "1"})
late(BASE)

@task(pod_template=BASE)
def i() -> int:
    return 1
