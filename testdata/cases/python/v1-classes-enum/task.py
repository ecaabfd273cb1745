import enum
from enum import Enum

from flytekit import PodTemplate, Resources, task
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration



class Size(str, Enum):
    SMALL = "small"
    LARGE = "large"


class Level(Enum):
    LOW = 1
    HIGH = 2


class Port(enum.IntEnum):
    HTTP = 80
    GRPC = 9090



@task(environment={"V": Size.SMALL.value, "N": Size.LARGE.name, "L": str(Level.HIGH.value), "LN": Level.LOW.name})
def a() -> int:
    return 1


@task(environment={"ALL": ",".join(s.value for s in Size), "NAMES": ",".join(l.name for l in Level), "P": str(Port.HTTP.value)})
def b() -> int:
    return 1


@task(environment={"BY": Size["LARGE"].value, "CALL": Level(2).name, "EQ": str(Size.SMALL == "small"), "IS": str(Level.LOW is Level.LOW)})
def c() -> int:
    return 1


@task(environment={"F": f"{Size.SMALL}", "S": str(Size.SMALL), "LV": str(Level.LOW), "P": str(Port.HTTP), "PF": f"{Port.GRPC}"})
def d() -> int:
    return 1


@task(environment={"SUM": str(Port.HTTP + 1), "UP": Size.SMALL.upper(), "JOIN": "-".join([Size.SMALL, "x"])})
def e() -> int:
    return 1


@task(labels={"size": Size.SMALL})
def f() -> int:
    return 1
